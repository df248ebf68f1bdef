"""The vault behind HTTPS with a certificate of the tests' own authority, and the people who come to it."""

from __future__ import annotations

import os
import shutil
import signal
import ssl
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import guarded
import vault
from authority import Authority
from conditions import wait_for
from issuer import AUDIENCE, Issuer
from site_under_test import Site, free_port

# Dora's has a blank, a colon and a letter that is no ASCII: what Basic's charset is there for.
PASSWORDS = {"alice": "swordfish", "bob": "nothing", "dora": "open: sesame ä"}
CONFIGURATION = """\
datasets:
  - {{id: vault, store: {folder}/vault}}
login:
  users_file: users
  tokens: {{path: tokens}}
  oidc: {{issuer: "{issuer}", audience: {audience}, groups_claim: groups}}
  client_certificates: true
access:
  - {{datasets: [vault], to: ["user:alice", "user:dora", "group:staff"]}}
"""


@dataclass
class Credential:
    """What somebody comes with; every client sends what it can of it."""

    user: str | None = None
    password: str | None = None
    bearer: str | None = None
    # Before the path.
    before: str = ""
    certificate: tuple[Path, Path] | None = None


class SecureSite:
    """A context manager; `credentials` has everybody by name, `right` the names of those who may see the vault."""

    right = ("password", "odd password", "token", "token as password", "identity", "address", "certificate")
    wrong = ("wrong password", "wrong token", "wrong identity", "wrong address", "nobody")
    # Known, and not allowed.
    strangers = (
        "stranger's password", "stranger's token", "stranger's token as password", "stranger's identity",
        "stranger's address", "stranger's certificate"
    )

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.authority = Authority(folder / "authority")
        self.issuer = Issuer()
        vault.write(folder / "vault")
        text = CONFIGURATION.format(folder=folder, issuer=self.issuer.address, audience=AUDIENCE)
        (folder / "sluice.yaml").write_text(text)
        guarded.write_users(folder / "users", PASSWORDS)
        tokens = {name: guarded.make_token(folder, f"{name}-usual", name) for name in PASSWORDS}
        addresses = {name: guarded.token_command(folder, "sign", f"{name}-usual") for name in PASSWORDS}
        self.credentials = self.everybody(tokens, addresses)
        self.site = Site(folder, text)
        self.port = free_port()
        self.url = f"https://127.0.0.1:{self.port}"
        self.speak_tls()

    def __enter__(self) -> SecureSite:
        return self

    def __exit__(self, *_):
        self.site.__exit__()
        self.issuer.close()

    def everybody(self, tokens: dict[str, str], addresses: dict[str, str]) -> dict[str, Credential]:
        """By what they come with; an authority of the same name vouches for the false certificate."""
        found = {"nobody": Credential()}
        for name, prefix in (("alice", ""), ("bob", "stranger's ")):
            groups = ["staff"] if name == "alice" else ["others"]
            found |= {
                f"{prefix}password": Credential(name, PASSWORDS[name]),
                f"{prefix}token": Credential(bearer=tokens[name]),
                f"{prefix}token as password": Credential("anybody", tokens[name]),
                f"{prefix}identity": Credential(bearer=self.issuer.token("uma", groups=groups)),
                f"{prefix}address": Credential(before=addresses[name]),
                f"{prefix}certificate": Credential(certificate=self.authority.issue(name)),
            }
        address, token = addresses["alice"], tokens["alice"]
        return found | {
            "odd password": Credential("dora", PASSWORDS["dora"]),
            "wrong password": Credential("alice", "sword"),
            "wrong token": Credential(bearer=token[:-1] + "_"),
            "wrong identity": Credential(bearer=self.issuer.token("uma", aud="others", groups=["staff"])),
            "wrong address": Credential(before=address[:-2] + ("AA" if address[-2:] != "AA" else "BA")),
        }

    def speak_tls(self) -> None:
        """Adds a listener for HTTPS to nginx's site, and waits until it answers."""
        certificate, key = self.authority.issue("localhost", "DNS:localhost", "IP:127.0.0.1")
        directives = [
            f"listen 127.0.0.1:{self.port} ssl http2;",
            f"ssl_certificate {certificate};",
            f"ssl_certificate_key {key};",
            f"ssl_client_certificate {self.authority.certificate};",
            "ssl_verify_client optional;",
        ]
        file = self.folder / "nginx" / "sluice.conf"
        lines = file.read_text().splitlines()
        place = next(number for number, line in enumerate(lines) if "# host: listen" in line)
        file.write_text("\n".join(lines[:place] + directives + lines[place:]) + "\n")
        os.kill(int((self.folder / "nginx" / "nginx.pid").read_text()), signal.SIGHUP)
        trusting = ssl.create_default_context(cafile=str(self.authority.certificate))

        def answers() -> bool:
            try:
                return urllib.request.urlopen(f"{self.url}/health/live", context=trusting, timeout=5).status == 200
            except OSError:
                return False

        wait_for(answers, 20, "nginx does not speak TLS")


class Place:
    """A folder that is somebody's home: nothing else of this machine's counts for the programs that run in it."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.touch(mode=0o600)
        file.write_text(text)
        return file

    def run(self, command: list, seconds: float = 90, **environment: str) -> subprocess.CompletedProcess:
        usual = {
            "PATH": "/usr/bin:/bin", "HOME": str(self.folder), "QT_QPA_PLATFORM": "offscreen", "NO_PROXY": "*",
            "XDG_RUNTIME_DIR": str(self.folder), "LANG": "C.UTF-8"
        }
        return subprocess.run(command, capture_output=True, cwd=self.folder, env=usual | environment, timeout=seconds)


class Home(Place):
    """Of somebody who comes to a site with a credential, and has the files that their client reads."""

    def __init__(self, folder: Path, site: SecureSite, credential: Credential):
        super().__init__(folder)
        self.site, self.credential = site, credential
        self.dap = f"{site.url}{credential.before}/dap/vault"
        self.wms = f"{site.url}{credential.before}/wms/vault"

    def netrc(self) -> Path:
        return self.write(".netrc", f"machine 127.0.0.1 login {self.credential.user} password {self.credential.password}\n")


def is_installed(program: str) -> bool:
    return shutil.which(program, path="/usr/bin:/bin") is not None
