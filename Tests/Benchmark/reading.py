#!/usr/bin/env python3
"""Measures reading alone, in ratios: `sluice cat` beside zarr-python on the same stores, and over HTTP beside libcurl.

Prints a table in Markdown. A ratio is of medians of runs that take turns, so that the machine's other work hits both.
"""

from __future__ import annotations

import json
import subprocess
import sys

# Starts programs from a small process of its own: what a child's memory grew to counts from its parent's size.
LAUNCHER = subprocess.Popen([sys.executable, "-c", """
import json, os, sys, time
for line in sys.stdin:
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(*(lambda command: (command[0], command))(json.loads(line)))
    _, status, usage = os.wait4(child, 0)
    print(json.dumps([time.perf_counter() - start, usage.ru_maxrss, status]), flush=True)
"""], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

import argparse
import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Clients"))

import numpy as np
import zarr
from numcodecs import blosc

import make_data
from site_under_test import ROOT, program

TIMER = Path(os.environ.get("SLUICE_READ_BENCHMARK") or ROOT / ".build" / "release" / "read-benchmark")

ZARR_PYTHON = """
import sys, time, zarr
zarr.config.set({"threading.max_workers": 2})
for line in sys.stdin:
    start = time.perf_counter()
    array = zarr.open_group(sys.argv[1], mode="r")[sys.argv[2]]
    values = array[...]
    print(time.perf_counter() - start, flush=True)
"""


class ZarrPython:
    """A warm interpreter that reads an array whenever it is told to, and says how long that took."""

    def __init__(self, store: Path, name: str):
        command = [sys.executable, "-c", ZARR_PYTHON, store, name]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def read(self) -> float:
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def sluice(*arguments) -> tuple[float, int]:
    """Seconds from start to exit, and bytes of memory at most."""
    LAUNCHER.stdin.write(json.dumps([str(part) for part in (program(), *arguments)]) + "\n")
    LAUNCHER.stdin.flush()
    took, kibibytes, status = json.loads(LAUNCHER.stdout.readline())
    if status:
        raise SystemExit(f"sluice {arguments} ended with {status}")
    return took, kibibytes * 1024


def timer(*arguments) -> list[list[float]]:
    """What the timing program says: a list of seconds for each run."""
    said = subprocess.run([TIMER, *map(str, arguments)], capture_output=True, text=True, check=True).stdout
    return [[float(number) for number in line.split()] for line in said.splitlines()]


class CodecAlone:
    """Decodes the chunks of an array from memory to memory on two threads, and puts them nowhere: no reader is faster."""

    def __init__(self, store: Path, name: str):
        self.chunks = [path.read_bytes() for path in sorted((store / name / "c").rglob("*")) if path.is_file()]
        self.targets = [np.empty(zarr.open_array(store / name).chunks, "f4").ravel().view("u1") for _ in range(2)]

    def read(self) -> float:
        halves = [self.chunks[0::2], self.chunks[1::2]]
        start = time.perf_counter()
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(self.decode, halves, self.targets))
        return time.perf_counter() - start

    @staticmethod
    def decode(chunks: list[bytes], target: np.ndarray) -> None:
        for chunk in chunks:
            blosc.decompress(chunk, target)


def full_reads(stores: dict[str, Path], runs: int) -> list[tuple]:
    """Whole arrays from disk, opened anew for each run; after two reads to warm up."""
    blosc.use_threads = False
    rows = []
    for name, variable in (("maps", "t2m"), ("series", "u10")):
        ours, theirs, codec = [], [], []
        alone = CodecAlone(stores[name], variable)
        with ZarrPython(stores[name], variable) as peer:
            for _ in range(2):
                peer.read()
            for _ in range(runs):
                theirs += [peer.read() for _ in range(4)]
                ours += [took for took, in timer("full", stores[name], variable, 6)[2:]]
                codec += [alone.read() for _ in range(4)]
        us, them, least = map(statistics.median, (ours, theirs, codec))
        rows.append((f"full read of {name}, beside zarr-python", us, them, them / us, "over 1", them > us))
        rows.append((f"full read of {name}, beside its codec alone", us, least, us / least, "", True))
        rows.append((f"zarr-python's read of {name}, beside its codec alone", them, least, them / least, "", True))
    return rows


def single_chunk(stores: dict[str, Path], port: int, runs: int) -> list[tuple]:
    """One map over loopback HTTP beside a plain handle of libcurl in the same process, plus the codec."""
    with Server(stores["maps"], port, 0):
        took = timer("chunk", f"http://127.0.0.1:{port}", stores["maps"], "t2m", runs * 20)[20:]
    ours, plain, codec = (statistics.median(column) for column in zip(*took))
    ratio = ours / (plain + codec)
    return [("a chunk over HTTP, beside libcurl and codec", ours, plain + codec, ratio, "at most 1.3", ratio <= 1.3)]


def opening(folder: Path, runs: int) -> list[tuple]:
    """An array of a million chunks beside one of ten: time and memory until one value is read."""
    stores = {}
    for name, chunks in (("ten", 10), ("million", 1_000_000)):
        stores[name] = folder / f"{name}.zarr"
        if not stores[name].exists():
            array = zarr.create_array(stores[name], shape=(chunks * 100,), chunks=(100,), dtype="f4", fill_value=0)
            array[:1000] = np.arange(1000, dtype="f4")
    took = {name: [] for name in stores}
    memory = {name: [] for name in stores}
    for _ in range(runs * 3):
        for name, store in stores.items():
            seconds, most = sluice("cat", store, "", "--select", "0=5:6")
            took[name].append(seconds)
            memory[name].append(most)
    times = {name: statistics.median(values) for name, values in took.items()}
    most = {name: statistics.median(values) for name, values in memory.items()}
    return [
        ("opening a million chunks, beside ten", times["million"], times["ten"], times["million"] / times["ten"],
         "at most 1.2", times["million"] <= 1.2 * times["ten"]),
        ("memory for it, MiB", most["million"] / 2**20, most["ten"] / 2**20, most["million"] / most["ten"],
         "at most 1.05", most["million"] <= 1.05 * most["ten"]),
    ]


class Server:
    """The folder over HTTP, each answer late by so many milliseconds."""

    def __init__(self, folder: Path, port: int, milliseconds: int):
        command = [sys.executable, Path(__file__).with_name("delayed_http.py"), folder, port, milliseconds]
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        assert self.process.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def many_small_chunks(folder: Path, port: int) -> list[tuple]:
    """A thousand chunks of 400 bytes from a server that takes 50 ms for each answer; from the start of a process."""
    store = folder / "small.zarr"
    if not store.exists():
        array = zarr.create_array(store, shape=(100_000,), chunks=(100,), dtype="f4", compressors=None)
        array[:] = np.arange(100_000, dtype="f4") + 1
    with Server(folder, port, 50):
        took = statistics.median(sluice("cat", f"http://127.0.0.1:{port}/small.zarr", "")[0] for _ in range(3))
    return [("1,000 chunks over HTTP, 50 ms each", took, 1.5, took / 1.5, "at most 1", took <= 1.5)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / ".build" / "benchmark-data")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--port", type=int, default=18931)
    options = parser.parse_args()
    stores = make_data.make(options.data)
    rows = full_reads(stores, options.runs)
    rows += single_chunk(stores, options.port, options.runs)
    rows += opening(options.data, options.runs)
    rows += many_small_chunks(options.data, options.port)
    print("| reading | sluice | beside | ratio | wanted | |\n|---|---|---|---|---|---|")
    for name, ours, theirs, ratio, wanted, is_met in rows:
        print(f"| {name} | {ours:.3f} | {theirs:.3f} | {ratio:.2f} | {wanted} | {'yes' if is_met else 'NO'} |")
    return 0 if all(row[-1] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
