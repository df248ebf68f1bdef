#!/usr/bin/env python3
"""The commands of README: the blocks that are fenced as `sh STAGE`.

usage: readme.py README STAGE...        prints the blocks of these stages, in their order
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

FENCE = re.compile(r"^```sh (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(readme: Path, stage: str) -> list[str]:
    """The commands of one stage, a text for each block."""
    found = [body for name, body in FENCE.findall(readme.read_text()) if name == stage]
    if not found:
        raise SystemExit(f"{readme} has no block '```sh {stage}'")
    return found


if __name__ == "__main__":
    for stage in sys.argv[2:]:
        print("".join(blocks(Path(sys.argv[1]), stage)), end="")
