#!/usr/bin/env python3
"""Records and compares the answers of programs; `Tests/answers` runs it and says how."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import asked
import cubes
import differences
import recording
from site_under_test import ROOT, Site, program

STORES = ROOT / ".build" / "answers" / "stores"


def record(executable: Path, workers: int, stores: Path = STORES) -> dict[str, recording.Answer]:
    """Everything that a program answers about the stores, behind a real nginx."""
    with tempfile.TemporaryDirectory(prefix="answers-") as folder:
        settings = cubes.configuration(cubes.made(stores))
        with Site(Path(folder), settings, workers=workers, executable=executable) as site:
            # A look at a store that comes later would give its answers other tags.
            site.wait_until_warm(workers)
            return recording.Recorder(site.port).run()


def tell(found: dict[str, list[str]]) -> None:
    for name, lines in found.items():
        print(name[:300])
        print("".join(f"    {line}\n" for line in lines), end="")


def check(answers: dict[str, recording.Answer]) -> None:
    """The list asks for as much as it promises."""
    refused = sum(answer.status >= 400 for answer in answers.values())
    if len(answers) < asked.LEAST or refused < asked.LEAST_REFUSED:
        raise SystemExit(f"{len(answers)} requests, {refused} refused: {asked.LEAST} and {asked.LEAST_REFUSED} are needed")


def main() -> int:
    parser = argparse.ArgumentParser(prog="Tests/answers", description=__doc__)
    parser.add_argument("--program", type=Path, default=program(), help="the program to ask (.build/debug/sluice)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--record", type=Path, metavar="FOLDER", help="keep the answers in this folder")
    parser.add_argument("--against", type=Path, metavar="OLD", help="a folder with recorded answers, or another program")
    parser.add_argument("--list", action="store_true", help="print what is asked, and ask nothing")
    options = parser.parse_args()
    if options.list:
        print("\n".join(request.name for request in asked.everything()))
        return 0
    began = time.monotonic()
    try:
        new = record(options.program, options.workers)
        check(new)
        if options.record:
            recording.write(options.record, new)
        if not options.against:
            print(f"{len(new)} requests, each answered alike twice, in {time.monotonic() - began:.0f} s")
            return 0
        old = recording.read(options.against) if options.against.is_dir() else record(options.against, options.workers)
    except recording.Unsteady as unsteady:
        print(f"The same program answers in two ways: {unsteady}")
        return 1
    found = differences.between(old, new)
    tell(found)
    print(f"{len(new)} requests, {len(found)} answered otherwise")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
