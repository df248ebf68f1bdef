"""Sites on which people sign in: their passwords, tokens, signed addresses, and what a forger would make of these."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import subprocess
import time
from pathlib import Path

from issuer import base64url
from site_under_test import program


def hashed(password: str) -> str:
    """`openssl passwd -6 -salt …`, so that no module that Python 3.13 has lost is needed."""
    return subprocess.run(
        ["openssl", "passwd", "-6", "-salt", "saltsaltsalt", "-stdin"],
        input=password + "\n",
        text=True,
        capture_output=True,
        check=True,
    ).stdout.strip()


def write_users(file: Path, passwords: dict[str, str]) -> None:
    file.touch(mode=0o600)
    file.write_text("".join(f"{name}:{hashed(password)}\n" for name, password in passwords.items()))


def token_command(folder: Path, *words: str) -> str:
    """What `sluice token …` prints for the configuration of a folder."""
    command = [program(), "token", *words, "--config", folder / "sluice.yaml"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def make_token(folder: Path, name: str, owner: str, *options: str) -> str:
    return token_command(folder, "create", name, "--owner", owner, *options)


class TokenLines:
    """The file of tokens, read and changed as its format says, by this and not by the program."""
    def __init__(self, file: Path):
        self.file = file
        self.lines = [json.loads(line) for line in file.read_text().splitlines()]

    def write(self) -> None:
        self.file.write_text("".join(json.dumps(line) + "\n" for line in self.lines))

    def token(self, name: str) -> dict:
        return next(line for line in self.lines if line.get("token") == name)

    def key(self) -> dict:
        return [line for line in self.lines if "key" in line][-1]

    def end(self, name: str) -> None:
        """Makes a token one that is over."""
        self.token(name)["expires"] = "2020-01-01T00:00:00Z"

    def signed(
        self,
        name: str,
        scope: str = "",
        *,
        expires: float | None = None,
        owner: str | None = None,
        key: str | None = None,
        secret: bytes | None = None,
        identity: str | None = None
    ) -> str:
        """A signed address in the name of a token, without the `/s/`; what is not said is as it should be."""
        token, newest = self.token(name), self.key()
        identity = identity or base64url(decoded(token["sha256"])[:12])
        until = int(time.time() + 3600 if expires is None else expires)
        payload = f"{key or newest['key']} {until} {identity} {scope}"
        signed = "sla_" + base64url(payload.encode())
        vouched = f"{signed} {owner or token['owner']}".encode()
        code = hmac.new(secret or decoded(newest["secret"]), vouched, hashlib.sha256).digest()
        return f"{signed}.{base64url(code)}"


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
