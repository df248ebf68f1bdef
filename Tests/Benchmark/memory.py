#!/usr/bin/env python3
"""Fifty downloads of 200 MB at once, beside points and pictures of such chunks, from one worker with 512 MB."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Clients"))

import crowd

FIFTY = 50
CROWDS = {
    "downloads of 200 MB": [crowd.DAP_PATH] * FIFTY,
    "points and pictures of chunks of 200 MB": [crowd.EDR_PATH, crowd.WMS_PATH] * (FIFTY // 2),
    "of all three kinds": [crowd.DAP_PATH, crowd.EDR_PATH, crowd.WMS_PATH] * (FIFTY // 3) + [crowd.EDR_PATH] * 2,
}


def main() -> int:
    failures = 0
    with tempfile.TemporaryDirectory(prefix="sluice-memory.") as folder:
        store, expected = crowd.make_store(Path(folder) / "crowd.zarr"), crowd.expected_checksum()
        with crowd.small_site(Path(folder) / "site", store, threads=FIFTY) as site:
            (worker,) = site.workers()
            for name, paths in CROWDS.items():
                crowd.fill_cache(site)
                with crowd.MemoryWatch(worker) as watch:
                    asked = crowd.Crowd(site, paths).ask()
                wrong = sum(a.checksum != expected for a in asked.answers if a.path == crowd.DAP_PATH)
                print(
                    f"{len(paths)} {name}, the cache full before: {asked.seconds:.1f} s, at most "
                    f"{watch.most_sampled / 2**20:.0f} MiB held, {watch.peak / 2**20:.0f} so far (at most "
                    f"{crowd.MEMORY >> 20}); statuses {dict(asked.statuses())}, {wrong} wrong, {len(asked.faults)} cut",
                    flush=True,
                )
                is_right = asked.statuses() == Counter({200: len(paths)}) and not wrong and not asked.faults
                failures += not is_right or watch.peak >= crowd.MEMORY or site.workers() != [worker]
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
