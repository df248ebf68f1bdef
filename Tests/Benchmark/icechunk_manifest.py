#!/usr/bin/env python3
"""Measures opening an Icechunk manifest of a million native references; prints a table in Markdown.

The repository is made with the library when it is not in DIR yet, which takes minutes and a million small files.
Time and memory are those of `sluice cat` of one chunk, less those of `sluice cat` of an array that has one chunk only.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

EDGE = 1000


def make(folder: Path) -> None:
    """Two arrays: `many` with a million chunks of two bytes, `one` with a single one; no chunk is inline."""
    import icechunk
    import zarr
    from zarr.core.buffer import default_buffer_prototype

    shutil.rmtree(folder, ignore_errors=True)
    settings = icechunk.RepositoryConfig.default()
    settings.inline_chunk_threshold_bytes = 0
    repo = icechunk.Repository.create(icechunk.local_filesystem_storage(str(folder)), config=settings)
    session = repo.writable_session("main")
    root = zarr.group(session.store)
    for name, shape in (("many", (EDGE, 2 * EDGE)), ("one", (1, 2))):
        root.create_array(name, shape=shape, chunks=(1, 2), dtype="u1", compressors=None)
    buffer = default_buffer_prototype().buffer

    async def put(name: str, y: int, width: int) -> None:
        for x in range(width):
            await session.store.set(f"{name}/c/{y}/{x}", buffer.from_bytes(bytes([y % 255 + 1, x % 255 + 1])))

    async def put_all() -> None:
        await put("one", 0, 1)
        for first in range(0, EDGE, 32):
            await asyncio.gather(*(put("many", y, EDGE) for y in range(first, min(EDGE, first + 32))))

    asyncio.run(put_all())
    session.commit("a million")


def run(program: str, repository: Path, array: str, select: str, value: bytes) -> tuple[float, float, float]:
    """Wall milliseconds, CPU milliseconds and MB at their peak of one `sluice cat`, the best of several."""
    best = (float("inf"),) * 3
    for _ in range(7):
        begin = time.monotonic()
        child = subprocess.Popen([program, "cat", repository, array, "--select", select], stdout=subprocess.PIPE)
        answer = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - begin
        if status or answer != value:
            sys.exit(f"sluice cat {array} gave {answer!r} and status {status}")
        cpu = usage.ru_utime + usage.ru_stime
        best = tuple(map(min, best, (wall * 1e3, cpu * 1e3, usage.ru_maxrss / 1024)))
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("/var/tmp/sluice-million"))
    folder = parser.parse_args().data
    if not (folder / "made").exists():
        # In a process of its own: what a child's memory grew to counts from its parent's size.
        maker = multiprocessing.get_context("spawn").Process(target=make, args=(folder / "repository",))
        maker.start()
        maker.join()
        if maker.exitcode:
            sys.exit("the repository could not be made")
        (folder / "made").touch()
    program = os.environ["SLUICE_PROGRAM"]
    one = run(program, folder / "repository", "one", "0=0,1=0:2", bytes([1, 1]))
    many = run(program, folder / "repository", "many", "0=500,1=1000:1002", bytes([246, 246]))
    print("| open and first chunk | wall ms | CPU ms | memory MB |\n|---|---|---|---|")
    for name, numbers in (("one reference", one), ("a million references", many)):
        print(f"| {name} | " + " | ".join(f"{number:.0f}" for number in numbers) + " |")
    print("| the million's own | " + " | ".join(f"{b - a:.0f}" for a, b in zip(one, many)) + " |")


if __name__ == "__main__":
    main()
