#!/usr/bin/env python3
"""Crowds of requests at one small worker: downloads of 200 MB each beside points and pictures of such chunks with 512 MB,
and text, cubes and pictures that are much longer than what is read for them with 256 MB; then at three workers that share
those 256 MB."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Clients"))

import crowd

FIFTY = 50
LARGE = {
    "downloads of 200 MB": [crowd.DAP_PATH] * FIFTY,
    "points and pictures of chunks of 200 MB": [crowd.EDR_PATH, crowd.WMS_PATH] * (FIFTY // 2),
    "of all three kinds": [crowd.DAP_PATH, crowd.EDR_PATH, crowd.WMS_PATH] * (FIFTY // 3) + [crowd.EDR_PATH] * 2,
}
TEXTS, CUBES, PICTURES = [crowd.text_path(8)] * 16, [crowd.cube_path(8)] * 16, [crowd.picture_path(4000)] * FIFTY
SMALL = {
    ".ascii of 8 million values": TEXTS,
    "EDR cubes of 8 million values": CUBES,
    "pictures of 4000 × 4000": PICTURES,
    "of all of these and downloads": TEXTS[:5] + CUBES[:5] + PICTURES[:10] + [crowd.DATA_PATH] * 10,
}
# Three workers that share the small memory, and chunks of every size that an allocator treats in its own way.
WORKERS = 3
SHARED = {f"downloads of chunks of {side} × {side}": [crowd.pieces_path(side)] * 48 for side in crowd.PIECES} | {
    ".ascii of a million values": [crowd.text_path(1)] * 48,
    "EDR cubes of a million values": [crowd.cube_path(1)] * 48,
}


def main() -> int:
    failures = 0
    with tempfile.TemporaryDirectory(prefix="sluice-memory.") as folder:
        store = crowd.make_store(Path(folder) / "crowd.zarr")
        for memory, crowds in ((crowd.MEMORY, LARGE), (crowd.SMALL_MEMORY, SMALL)):
            with crowd.small_site(Path(folder) / f"site{memory}", store, threads=FIFTY, memory=memory) as site:
                for name, paths in crowds.items():
                    failures += not ask(site, name, paths, memory)
        stores = {"crowd": store, "pieces": crowd.make_pieces(Path(folder) / "pieces.zarr")}
        place = Path(folder) / "shared"
        with crowd.small_site(place, stores, threads=16, memory=crowd.SMALL_MEMORY, workers=WORKERS) as site:
            for name, paths in SHARED.items():
                failures += not ask_pool(site, name, paths)
    return 1 if failures else 0


def ask(site, name: str, paths: list[str], memory: int) -> bool:
    """All at once, the cache full before; whether every answer was right and the worker kept its promise."""
    (worker,) = site.workers()
    crowd.fill_cache(site)
    with crowd.MemoryWatch(worker) as watch:
        asked = crowd.Crowd(site, paths).ask()
    expected = crowd.expected_checksum()
    wrong = sum(a.checksum != expected for a in asked.answers if a.path == crowd.DAP_PATH)
    print(
        f"{len(paths)} {name}, the cache full before: {asked.seconds:.1f} s, at most "
        f"{watch.most_sampled / 2**20:.0f} MiB held, {watch.peak / 2**20:.0f} so far (at most "
        f"{memory >> 20}); statuses {dict(asked.statuses())}, {wrong} wrong, {len(asked.faults)} cut",
        flush=True,
    )
    is_right = asked.statuses() == Counter({200: len(paths)}) and not wrong and not asked.faults
    return is_right and watch.peak < memory and site.workers() == [worker]


def ask_pool(site, name: str, paths: list[str]) -> bool:
    """All at once; whether every answer came and the workers together kept the promise."""
    workers = site.workers()
    with crowd.MemoryWatch(site.pool(), *workers) as watch:
        asked = crowd.Crowd(site, paths).ask()
    print(
        f"{len(paths)} {name}, {WORKERS} workers: {asked.seconds:.1f} s, at most {watch.most_own / 2**20:.0f} MiB held "
        f"(at most {crowd.SMALL_MEMORY >> 20}); statuses {dict(asked.statuses())}, {len(asked.faults)} cut",
        flush=True,
    )
    is_right = asked.statuses() == Counter({200: len(paths)}) and not asked.faults
    return is_right and watch.most_own < crowd.SMALL_MEMORY and site.workers() == workers


if __name__ == "__main__":
    sys.exit(main())
