"""Requests as bytes: what no client library would send, from whatever loopback address."""

from __future__ import annotations

import itertools
import re
import socket
import zlib
from dataclasses import dataclass

# Failures to sign in are counted by address: who must not be slowed has one of its own.
ADDRESSES = itertools.count(1)


def fresh_address() -> str:
    number = next(ADDRESSES)
    return f"127.{10 + number // 62500 % 200}.{number // 250 % 250}.{number % 250 + 2}"


@dataclass
class Answer:
    """One answer, or several if the server took the request for several."""

    raw: bytes

    @property
    def head(self) -> bytes:
        return self.raw.partition(b"\r\n\r\n")[0]

    @property
    def body(self) -> bytes:
        return self.raw.partition(b"\r\n\r\n")[2]

    @property
    def status(self) -> int:
        """0 where the connection ended without an answer."""
        found = re.match(rb"HTTP/1\.[01] (\d{3})", self.raw)
        return int(found[1]) if found else 0

    @property
    def fields(self) -> dict[str, list[str]]:
        fields: dict[str, list[str]] = {}
        for line in self.head.split(b"\r\n")[1:]:
            name, _, value = line.decode("latin-1").partition(":")
            fields.setdefault(name.strip().lower(), []).append(value.strip())
        return fields

    @property
    def tag(self) -> str | None:
        return self.fields.get("etag", [None])[0]

    def without_occasion(self) -> tuple[int, dict[str, list[str]], bytes]:
        """Status, fields and body without what tells one asking from another."""
        fields = self.fields
        for name in ("date", "sluice-request-id"):
            fields.pop(name, None)
        # What was done is a fact, how long it took is not.
        fields["server-timing"] = [re.sub(r"dur=[0-9.]+", "", value) for value in fields.get("server-timing", [])]
        body = zlib.decompress(self.body, 47) if fields.get("content-encoding") == ["gzip"] else self.body
        return self.status, fields, re.sub(rb"\b[0-9a-f]{32}\b", b"ID", body)


def exchange(port: int, request: bytes, *, source: str | None = None, seconds: float = 30) -> Answer:
    """Sends bytes and reads until the other side closes, or says no more for so many seconds."""
    address = (source or fresh_address(), 0)
    with socket.create_connection(("127.0.0.1", port), seconds, source_address=address) as connection:
        parts = []
        try:
            connection.sendall(request)
            while part := connection.recv(1 << 16):
                parts.append(part)
        except (TimeoutError, ConnectionResetError, BrokenPipeError):
            pass
    return Answer(b"".join(parts))


def ask(
    port: int,
    target: str,
    headers: list[tuple[str, str]] | None = None,
    *,
    method: str = "GET",
    source: str | None = None
) -> Answer:
    """One request on a connection of its own."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers or []]
    answer = exchange(port, ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8"), source=source)
    return Answer(answer.raw.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n"))
