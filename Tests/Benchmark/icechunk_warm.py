#!/usr/bin/env python3
"""Measures what is warm of an Icechunk repository: finding a reference, reading chunks beside plain Zarr, and the tiles of
a cube's old part after a commit that appends to it. Prints tables in Markdown; fails where the last needs the store.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Clients"))

import icechunk
import numpy as np
import zarr

import repositories
import stores
from object_server import ObjectServer
from site_under_test import ROOT, Site

TIMER = Path(os.environ.get("SLUICE_READ_BENCHMARK") or ROOT / ".build" / "release" / "read-benchmark")
RUNS = "61"


def lines(*arguments) -> list[list[float]]:
    done = subprocess.run([TIMER, *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return [[float(word) for word in line.split()] for line in done.stdout.splitlines()]


# ------------------------------------------------------------------ in one process


def look_up(million: Path) -> None:
    if not (million / "made").exists():
        return
    ((count, median, slowest),) = lines("look-up", million / "repository", "many", RUNS)
    print(f"\nOne of {count:,.0f} references, warm: {median / 1e3:.2f} µs; the slowest of {RUNS} runs {slowest / 1e3:.2f} µs\n")


def beside_zarr(folder: Path) -> None:
    """4,096 chunks of 1 kB, none of them inline, all decoded before."""
    data = np.arange(1024 * 1024, dtype="f4").reshape(1024, 1024)
    zarr.open_group(folder / "plain", mode="w").create_array("v", data=data, chunks=(16, 16))
    settings = icechunk.RepositoryConfig.default()
    settings.inline_chunk_threshold_bytes = 0
    storage = icechunk.local_filesystem_storage(str(folder / "repository"))
    session = icechunk.Repository.create(storage, config=settings).writable_session("main")
    zarr.group(session.store).create_array("v", data=data, chunks=(16, 16))
    session.commit("all")
    print("| chunks of a request | Zarr, µs of CPU | Icechunk | ratio |\n|---|---|---|---|")
    for count, plain, versioned, ratio in lines("warm", folder / "plain", folder / "repository", "v", RUNS):
        print(f"| {count:.0f} | {plain / 1e3:.2f} | {versioned / 1e3:.2f} | {ratio:.2f} |")


# ------------------------------------------------------------------ after a commit

SHAPE, CHUNKS = (8, 180, 360), (1, 90, 90)
TILE = (
    "/wms/cube?service=WMS&version=1.3.0&request=GetMap&layers=v&styles=&crs=CRS:84&width=256&height=256"
    "&bbox={west},-90,{east},90&format=image/png&time=2024-01-0{day}&colorscalerange=0,1"
)


def values(first: int, count: int) -> np.ndarray:
    return np.random.default_rng(first).random((count, *SHAPE[1:]), "f4")


def append(group) -> None:
    group["time"].append(np.arange(SHAPE[0], SHAPE[0] + 1))
    group["v"].append(values(SHAPE[0], 1))


def counters(site: Site) -> dict[str, int]:
    wanted = ("store_reads", "chunks_decoded", "chunks_cached")
    found = re.findall(r"^sluice_(\w+)_total (\d+)$", site.get("/metrics").text, re.MULTILINE)
    return {name: int(value) for name, value in found if name in wanted}


def after_a_commit(folder: Path) -> bool:
    repository = repositories.of(folder / "cube", {
        "time": stores.time(np.arange(SHAPE[0]), "days since 2024-01-01", "standard"),
        "lat": stores.latitude(np.linspace(89.5, -89.5, SHAPE[1])),
        "lon": stores.longitude(np.linspace(-179.5, 179.5, SHAPE[2])),
        "v": stores.Array(("time", "lat", "lon"), values(0, SHAPE[0]), {"units": "1"}, CHUNKS),
    })
    tiles = [TILE.format(west=west, east=west + 180, day=day) for day in range(1, 9) for west in (-180, 0)]
    with ObjectServer(folder / "cube") as store:
        dataset = {"id": "cube", "store": store.url, "refresh": 1}
        with Site(folder / "site", f"datasets: {json.dumps([dataset])}\n", workers=1) as site:
            before = [site.get(tile).content for tile in tiles]
            snapshot = repository.commit("one day more", append)
            while site.get("/datasets/cube?f=json").headers["Sluice-Snapshot"] != snapshot:
                time.sleep(0.1)
            store.take_asked()
            start = counters(site)
            answers = [site.get(tile) for tile in tiles]
            spent = {name: value - start[name] for name, value in counters(site).items()}
            asked = Counter(path.split("/")[1] for path in store.take_asked())
    same = [answer.content for answer in answers] == before
    current = all(answer.headers["Sluice-Snapshot"] == snapshot for answer in answers)
    print(f"\n{len(tiles)} tiles of a cube's old part after a commit that appends to it: {spent['chunks_decoded']} chunks decoded, "
          f"{spent['chunks_cached']} found decoded, {asked['chunks']} GETs of chunks; {spent['store_reads']} reads in all: "
          f"{dict(asked)}")
    return same and current and not spent["chunks_decoded"] and not asked["chunks"] and spent["chunks_cached"] > 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("/var/tmp/sluice-million"))
    million = parser.parse_args().data
    with tempfile.TemporaryDirectory(prefix="sluice-warm-") as folder:
        look_up(million)
        beside_zarr(Path(folder))
        if not after_a_commit(Path(folder)):
            sys.exit("the old part was fetched or decoded again, or its tiles are others")


if __name__ == "__main__":
    main()
