"""What is different between two recordings, in a few lines for each request."""

from __future__ import annotations

import difflib
import io
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recording import Answer

LINES = 6
WIDTH = 160


def between(old: dict[str, Answer], new: dict[str, Answer]) -> dict[str, list[str]]:
    """Lines for each request that is answered otherwise, or only in one of them."""
    found = {}
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in new or name not in old:
            found[name] = ["only in the old recording" if name in old else "only in the new recording"]
        elif old[name] != new[name]:
            found[name] = of(old[name], new[name])
    return found


def of(old: Answer, new: Answer) -> list[str]:
    lines = []
    if old.status != new.status:
        lines.append(f"status {old.status} → {new.status}")
    before, after = Counter(old.fields), Counter(new.fields)
    lines += [f"- {name}: {value}" for name, value in (before - after)] + [f"+ {name}: {value}" for name, value in (after - before)]
    if before == after and old.fields != new.fields:
        lines.append("the fields come in another order")
    if old.body != new.body:
        lines += in_bodies(old.body, new.body)
    return [line[:WIDTH] for line in lines]


def in_bodies(old: bytes, new: bytes) -> list[str]:
    return in_pictures(old, new) or in_texts(old, new) or in_bytes(old, new)


def in_bytes(old: bytes, new: bytes) -> list[str]:
    place = next((n for n, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
    return [f"body of {len(old)} → {len(new)} bytes, first at byte {place}: "
            f"{old[place:place + 16].hex(' ')} → {new[place:place + 16].hex(' ')}"]


def in_texts(old: bytes, new: bytes) -> list[str]:
    try:
        before, after = (body.decode().replace(",", ",\n").splitlines() for body in (old, new))
    except UnicodeDecodeError:
        return []
    lines = [line for line in difflib.unified_diff(before, after, lineterm="", n=0) if not line.startswith(("---", "+++", "@@"))]
    more = [f"… and {len(lines) - LINES} lines more"] if len(lines) > LINES else []
    return lines[:LINES] + more


def in_pictures(old: bytes, new: bytes) -> list[str]:
    from PIL import Image, ImageChops, UnidentifiedImageError

    try:
        before, after = (Image.open(io.BytesIO(body)).convert("RGBA") for body in (old, new))
    except (UnidentifiedImageError, OSError):
        return []
    if before.size != after.size:
        return [f"picture of {before.size} → {after.size} pixels"]
    marks = ImageChops.difference(before, after).convert("RGBA").getdata()
    return [f"{sum(any(mark) for mark in marks)} of {before.width * before.height} pixels differ"
            f" (files of {len(old)} → {len(new)} bytes)"]
