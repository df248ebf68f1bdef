"""Clients that ask on connections of their own, and what each of their requests came to."""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from collections import Counter
from dataclasses import dataclass, field

# Nothing for so long, once an answer has begun, is a stall.
STALL_SECONDS = 6.0
# How long an answer may take to begin, more than any deadline of the site.
BEGIN_SECONDS = 60.0
# Those who are told to come again do, after what they were told, but not after more than this.
MOST_PATIENCE = 5.0

OK, BUSY, STATUS = "ok", "busy", "wrong status"
FAILED, CUT, STALLED, SHORT, OTHER = "failed before the answer", "cut", "stalled", "short", "other bytes"
# What no request may come to.
FAULTS = {STATUS, FAILED, STALLED, SHORT, OTHER}


@dataclass
class Record:
    """What all requests came to."""

    outcomes: Counter = field(default_factory=Counter)
    kinds: dict[str, list[float]] = field(default_factory=dict)
    cut_after: list[float] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    bodies: dict[str, bytes] = field(default_factory=dict)

    def note(self, outcome: str, path: str, seconds: float, detail: str = ""):
        self.outcomes[outcome] += 1
        if outcome == OK:
            self.kinds.setdefault(path.split("/")[1].partition("?")[0] or "page", []).append(seconds)
        elif outcome in FAULTS and len(self.examples) < 20:
            self.examples.append(f"{outcome}: {path}: {detail}")


class Broken(Exception):
    """The connection ended before what it had promised."""


async def visit(port: int, paths: list[str], until: float, record: Record, dice: random.Random):
    """Asks for one address after another until the time is over."""
    while time.monotonic() < until:
        path = dice.choice(paths)
        begin = time.monotonic()
        pause = await ask(port, path, begin, record)
        await asyncio.sleep(min(pause, MOST_PATIENCE))


async def ask(port: int, path: str, begin: float, record: Record) -> float:
    """One request; returns how long the client was told to wait."""
    status, started = 0, begin
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError as error:
        record.note(FAILED, path, 0, repr(error))
        return 0.1
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), BEGIN_SECONDS)
        status, fields = parse(head)
        started = time.monotonic()
        body = await receive(reader, fields)
        return judge(path, status, fields, body, time.monotonic() - begin, record)
    except asyncio.TimeoutError:
        record.note(STALLED if status else FAILED, path, 0, f"nothing after {time.monotonic() - begin:.1f} s")
    except (Broken, asyncio.IncompleteReadError, OSError) as error:
        if status == 200:
            record.cut_after.append(time.monotonic() - started)
        record.note(CUT if status == 200 else FAILED, path, 0, f"{status} {error!r}")
    finally:
        writer.close()
    return 0


def parse(head: bytes) -> tuple[int, dict[str, str]]:
    lines = head.decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
    return int(lines[0].split()[1]), fields


async def receive(reader: asyncio.StreamReader, fields: dict[str, str]) -> bytes:
    """The digest of a whole body, by its length."""
    digest, left = hashlib.sha256(), int(fields.get("content-length", -1))
    if left < 0:
        raise Broken("an answer without a length")
    while left > 0:
        piece = await asyncio.wait_for(reader.read(min(left, 1 << 18)), STALL_SECONDS)
        if not piece:
            raise Broken(f"{left} bytes are missing")
        digest.update(piece)
        left -= len(piece)
    return digest.digest()


def judge(path: str, status: int, fields: dict[str, str], body: bytes, seconds: float, record: Record) -> float:
    if status in (429, 503) and "retry-after" in fields:
        record.note(BUSY, path, seconds)
        return float(fields["retry-after"])
    if status != 200:
        record.note(FAILED if status in (502, 503, 504) else STATUS, path, seconds, str(status))
    elif record.bodies.setdefault(path, body) != body:
        record.note(OTHER, path, seconds)
    else:
        record.note(OK, path, seconds)
    return 0
