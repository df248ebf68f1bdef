#!/usr/bin/env python3
"""What a crawler on the dearest addresses costs somebody who looks at a map: 15,000 requests an hour for long series of a cold
store, beside tiles at a modest rate from another address. One crawler says what it is, as search engines and harvesters do, and
has the budget of such; one looks like anybody, and is put behind once it has had more than is fair.

Rounds with the crawler and without alternate in one run, and each round counts a tile from when it was due, whether the one
before it was late or not.
"""

from __future__ import annotations

import argparse
import http.client
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import numpy as np
import zarr

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Clients"))

from site_under_test import Site, configuration

TILE = ("/wms/cube?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=value&STYLES=&CRS=CRS:84&BBOX={},{},{},{}"
        "&WIDTH=256&HEIGHT=256&FORMAT=image/png&COLORSCALERANGE=0,1&TIME=2020-01-01")
SERIES = "/edr/collections/cube/position?coords=POINT({:.2f}%20{:.2f})&parameter-name=value&f=CoverageJSON"
PERSON, CRAWLER = "127.0.0.2", "127.0.0.3"
AGENTS = {"named": "Mozilla/5.0 (compatible; Googlebot/2.1)", "unnamed": "Mozilla/5.0"}
CRAWLED_AN_HOUR = 15_000
LONGEST_ADDED = 0.2


def make_store(folder: Path, steps: int) -> Path:
    """`steps` hours of 180 × 360 values, each a chunk: a series of one place reads all of them."""
    root = zarr.create_group(folder, zarr_format=2)
    random = np.random.default_rng(7)
    for name, values, attributes in (
        ("time", np.arange(steps, dtype="f8"), {"units": "hours since 2020-01-01", "standard_name": "time"}),
        ("lat", np.arange(-89.5, 90, dtype="f8"), {"units": "degrees_north"}),
        ("lon", np.arange(-179.5, 180, dtype="f8"), {"units": "degrees_east"}),
    ):
        array = root.create_array(name, data=values, chunks=values.shape)
        array.attrs.update(attributes, _ARRAY_DIMENSIONS=[name])
    array = root.create_array("value", shape=(steps, 180, 360), chunks=(1, 180, 360), dtype="f4", fill_value=None)
    array.attrs.update(units="1", long_name="Value", _ARRAY_DIMENSIONS=["time", "lat", "lon"])
    for step in range(steps):
        array[step] = random.random((180, 360), dtype="f4")
    return folder


class Visitor:
    """Asks from an address of its own, on as many connections as it takes to keep its rate; counts from when each was due."""

    def __init__(self, site: Site, address: str, rate: float, seconds: float, path, agent: str = "Mozilla/5.0"):
        self.site, self.address, self.path, self.agent = site, address, path, agent
        self.begin, self.rate, self.count = time.monotonic(), rate, int(rate * seconds)
        self.lock, self.next = threading.Lock(), 0
        self.times: list[float] = []
        self.statuses: Counter = Counter()
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(32)]
        for thread in self.threads:
            thread.start()

    def run(self) -> None:
        connection = None
        while True:
            with self.lock:
                number, self.next = self.next, self.next + 1
            if number >= self.count:
                return
            due = self.begin + number / self.rate
            time.sleep(max(due - time.monotonic(), 0))
            try:
                connection = connection or http.client.HTTPConnection(
                    "127.0.0.1", self.site.port, timeout=120, source_address=(self.address, 0))
                connection.request("GET", self.path(number), headers={"User-Agent": self.agent})
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException) as error:
                connection, status = None, type(error).__name__
            with self.lock:
                self.times.append((time.monotonic() - due) * 1000)
                self.statuses[status] += 1

    def join(self) -> Visitor:
        for thread in self.threads:
            thread.join()
        return self

    def percentile(self, part: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


def tile(number: int) -> str:
    west, south = -180 + 90 * (number % 4), -90 + 90 * (number // 4 % 2)
    return TILE.format(west, south, west + 90, south + 90)


def measure(folder: Path, store: Path, kind: str, options: argparse.Namespace) -> float:
    """The median over the rounds of what the crawler adds to the ninety-ninth of a hundred tiles."""
    # What the crawler reads does not fit into the caches, so that it stays dear.
    rate, agent, added = CRAWLED_AN_HOUR / 3600, AGENTS[kind], []
    with Site(folder, configuration({"cube": store}, "server: {memory: 512 MiB}\n")) as site:
        Visitor(site, PERSON, 50, 2, tile).join()
        # A crawler has been there for a while: for the minute in which its use is counted.
        Visitor(site, CRAWLER, rate, 60, place, agent).join()
        for number in range(options.rounds):
            found = {}
            for is_crawled in (True, False) if number % 2 else (False, True):
                crawler = None
                if is_crawled:
                    crawler = Visitor(site, CRAWLER, rate, options.seconds, place, agent)
                person = Visitor(site, PERSON, options.rate, options.seconds, tile).join()
                if person.statuses != {200: person.count}:
                    raise SystemExit(f"somebody who looks at a map was refused: {dict(person.statuses)}")
                found[is_crawled] = person
                if crawler:
                    statuses = dict(crawler.join().statuses)
            alone, beside = (found[is_crawled].percentile(0.99) for is_crawled in (False, True))
            added.append(beside / alone - 1)
            print(
                f"  {kind} round {number + 1}: p50 {found[False].percentile(0.5):.1f} and {found[True].percentile(0.5):.1f} ms, "
                f"p99 {alone:.1f} alone and {beside:.1f} ms beside the crawler ({added[-1]:+.0%}), which got {statuses}",
                flush=True,
            )
    return statistics.median(added)


def place(number: int) -> str:
    return SERIES.format(-179.5 + number * 7 % 359, -89.5 + number * 3 % 179)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=6, help="pairs of rounds")
    parser.add_argument("--seconds", type=float, default=20, help="of a round")
    parser.add_argument("--rate", type=float, default=30, help="tiles a second")
    parser.add_argument("--steps", type=int, default=1000, help="chunks that a series reads")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sluice-crawler.") as folder:
        store = make_store(Path(folder) / "cube.zarr", options.steps)
        named, unnamed = (measure(Path(folder) / kind, store, kind, options) for kind in AGENTS)
    print(f"a crawler adds to the p99 of tiles, median of {options.rounds}: {named:+.0%} (at most {LONGEST_ADDED:+.0%}); one that "
          f"does not say what it is {unnamed:+.0%}")
    return 0 if named <= LONGEST_ADDED else 1


if __name__ == "__main__":
    sys.exit(main())
