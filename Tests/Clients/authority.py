"""A certificate authority for tests, made with openssl."""

from __future__ import annotations

import subprocess
from pathlib import Path


def openssl(*words: object) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


class Authority:
    """Keeps its files in a folder; `certificate` is what its clients must trust."""

    def __init__(self, folder: Path, name: str = "Test authority"):
        self.folder, self.key, self.certificate = folder, folder / "ca.key", folder / "ca.pem"
        folder.mkdir(parents=True, exist_ok=True)
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                "-keyout", self.key, "-out", self.certificate)

    def issue(self, name: str, *names: str) -> tuple[Path, Path]:
        """A certificate and its key for `name`; `names` are such as `DNS:localhost` and `IP:127.0.0.1`."""
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        request, extension = self.folder / f"{name}.csr", self.folder / f"{name}.ext"
        extension.write_text(f"subjectAltName={','.join(names)}\n" if names else "")
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", key, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial", "-days", "2",
                "-extfile", extension, "-out", certificate)
        return certificate, key
