#!/usr/bin/env python3
"""Measures tiles, positions and DAP maps through nginx with chunks in memory; prints a table in Markdown, then what
planning costs.

CPU is that of nginx and all workers together, an answer; memory is what they share out among themselves (PSS).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Clients"))

import bound
import make_data
from site_under_test import ROOT, TEST_DATA, Site, configuration

HERE = Path(__file__).resolve().parent
WORLD = 20037508.342789244
TILE = (
    "/wms/maps?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=t2m&STYLES=raster/viridis&CRS=EPSG:3857&BBOX={bbox}"
    "&WIDTH=256&HEIGHT=256&FORMAT=image/png&TRANSPARENT=TRUE&TIME={time}&COLORSCALERANGE=220,320"
)
POSITION = "/edr/collections/series/position?coords=POINT({lon}%20{lat})&parameter-name=u10&f=CoverageJSON"
MAP = "/dap/maps.dods?t2m.t2m[{t}:{t2}][{j0}:{j1}][{i0}:{i1}]"
SERIES = "/dap/series.dods?u10.u10[{t}:{t2}][{j0}:{j1}][{i0}:{i1}]"


# ------------------------------------------------------------------ what is asked


def tile(rolls: random.Random) -> str:
    zoom = rolls.choice((2, 3, 3, 4, 4, 5, 5, 6))
    size = 2 * WORLD / 2**zoom
    west, south = -WORLD + rolls.randrange(2**zoom) * size, -WORLD + rolls.randrange(2**zoom) * size
    step = datetime(2020, 1, 1) + timedelta(hours=6 * rolls.randrange(make_data.MAPS[0]))
    box = ",".join(f"{v:.6f}" for v in (west, south, west + size, south + size))
    return TILE.format(bbox=box, time=step.strftime("%Y-%m-%dT%H:%M:%SZ"))


def position(rolls: random.Random) -> str:
    return POSITION.format(lon=f"{rolls.uniform(1, 350):.5f}", lat=f"{rolls.uniform(-85, 85):.5f}")


def dap_map(rolls: random.Random) -> str:
    step, (_, rows, columns) = rolls.randrange(make_data.MAPS[0]), make_data.MAPS
    return MAP.format(t=step, t2=step, j0=0, j1=rows - 1, i0=0, i1=columns - 1)


WORKLOADS = {"tile 256×256": tile, "position, 8,760 values": position, "DAP2 map, 4.15 MB": dap_map}


def addresses(draw, count: int) -> list[str]:
    rolls = random.Random(1)
    return [draw(rolls) for _ in range(count)]


# ------------------------------------------------------------------ what it costs


def cpu_seconds(site: Site) -> float:
    ticks = 0
    for process in site.processes():
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory_mebibytes(site: Site) -> float:
    kibibytes = 0
    for process in site.processes():
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        kibibytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kibibytes / 1024


def run_wrk(site: Site, file: str, seconds: int) -> dict:
    before = cpu_seconds(site)
    said = subprocess.run(
        ["wrk", "-t", "1", "-c", "4", "-d", f"{seconds}s", "--timeout", "30s", "-s", HERE / "cycle.lua", site.url],
        env=os.environ | {"ADDRESSES": file}, capture_output=True, text=True, check=True,
    ).stdout
    result = json.loads(next(line for line in said.splitlines() if line.startswith("RESULT "))[7:])
    result["cpu"] = (cpu_seconds(site) - before) * 1000 / max(1, result["requests"])
    return result


def measure(site: Site, draw, seconds: int) -> dict:
    """Medians of three runs, after every chunk has been read once by every worker."""
    listed = addresses(draw, 300)
    bodies = [site.get(path) for path in listed]
    bad = [answer for answer in bodies if answer.status_code != 200]
    if bad:
        raise SystemExit(f"status {bad[0].status_code}: {bad[0].url}\n{bad[0].text[:500]}")
    with tempfile.NamedTemporaryFile("w", suffix=".addresses") as file:
        file.write("\n".join(listed) + "\n")
        file.flush()
        run_wrk(site, file.name, 2)
        runs = [run_wrk(site, file.name, seconds) for _ in range(3)]
    result = {name: statistics.median(run[name] for run in runs) for name in ("cpu", "p50", "p95", "p99")}
    result["rate"] = statistics.median(run["requests"] / run["seconds"] for run in runs)
    result["errors"] = sum(run["errors"] for run in runs)
    result["bytes"] = statistics.median(len(answer.content) for answer in bodies)
    result["memory"] = memory_mebibytes(site)
    return result


# ------------------------------------------------------------------ what else was promised


class SlowReader(threading.Thread):
    """Asks for 50 MB and reads 4 kB of it twenty times a second."""

    def __init__(self, site: Site, stop: threading.Event):
        super().__init__()
        self.site, self.stop = site, stop

    def run(self):
        steps, rows, columns = make_data.MAPS
        path = MAP.format(t=0, t2=steps - 1, j0=0, j1=rows - 1, i0=0, i1=columns - 1)
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", self.site.port))
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            while not self.stop.wait(0.05):
                connection.recv(4096)


def tiles_beside_slow_readers(site: Site, readers: int = 16) -> list[float]:
    """Milliseconds of each of 200 tiles, one after another, while the slow ones read."""
    stop, took = threading.Event(), []
    threads = [SlowReader(site, stop) for _ in range(readers)]
    for thread in threads:
        thread.start()
    time.sleep(2)
    for path in addresses(tile, 200):
        start = time.perf_counter()
        assert site.get(path).status_code == 200
        took.append((time.perf_counter() - start) * 1000)
    stop.set()
    for thread in threads:
        thread.join()
    return took


def first_answer_of_a_new_worker(site: Site) -> float:
    """Milliseconds from the death of every worker to the next answer, the pool's own delay of 50 ms included."""
    time.sleep(1)  # the pool doubles its delay for workers that die young
    for worker in site.workers():
        os.kill(worker, signal.SIGKILL)
    start = time.perf_counter()
    assert site.get("/health/live").status_code == 200
    return (time.perf_counter() - start) * 1000


def run_load_driver(site: Site, data: Path) -> None:
    """The same workloads by the driver with which other servers were measured, where it is to be had."""
    driver = TEST_DATA / "bench" / "load.py"
    with tempfile.TemporaryDirectory() as folder:
        server, pids = Path(folder) / "sluice.json", Path(folder) / "pids"
        server.write_text(json.dumps({"name": "sluice", "base": site.url, "workloads": {
            "wms": {"path": TILE, "type": "image/png", "min": 300}, "position": {"path": POSITION, "min": 1000},
            "dap_map": {"path": MAP, "min": 1000}, "dap_slab": {"path": MAP, "min": 1000},
            "dap_series": {"path": SERIES, "min": 1000},
        }}))
        pids.write_text(str(site.process.pid))
        results = Path(folder) / "results.jsonl"
        command = [sys.executable, driver, server, "--pidfile", pids, "--manifest", data / "manifest.json"]
        subprocess.run([*command, "--seconds", "6", "--cold", "20", "--out", results], check=True, stdout=subprocess.DEVNULL)
        print(subprocess.run([sys.executable, TEST_DATA / "bench" / "table.py", results], check=True,
                             capture_output=True, text=True).stdout)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=6, help="length of each timed run")
    parser.add_argument("--data", type=Path, default=ROOT / ".build" / "benchmark-data")
    parser.add_argument("--bound", action="store_true", help="only what planning costs, before anything is read")
    options = parser.parse_args()
    if options.bound:
        return 1 if bound.run() else 0
    stores = make_data.make(options.data)
    failures = 0
    with tempfile.TemporaryDirectory(prefix="sluice-benchmark.") as folder:
        with Site(Path(folder), configuration(stores)) as site:
            print("| answer | CPU ms | p50 ms | p95 ms | p99 ms | answers/s | bytes | memory MiB | errors |")
            print("|---|---|---|---|---|---|---|---|---|")
            for name, draw in WORKLOADS.items():
                r = measure(site, draw, options.seconds)
                failures += r["errors"]
                print(f"| {name} | {r['cpu']:.2f} | {r['p50']:.1f} | {r['p95']:.1f} | {r['p99']:.1f} | {r['rate']:.0f} "
                      f"| {r['bytes']:.0f} | {r['memory']:.0f} | {r['errors']} |", flush=True)
            took = sorted(tiles_beside_slow_readers(site))
            print(f"\nA tile beside 16 slow readers of 50 MB: median {statistics.median(took):.1f} ms, "
                  f"99 % within {took[math.ceil(0.99 * len(took)) - 1]:.1f} ms, longest {took[-1]:.1f} ms (at most 50)")
            failures += took[-1] >= 50
            starts = [first_answer_of_a_new_worker(site) for _ in range(5)]
            print(f"From the death of all workers to the next answer: median {statistics.median(starts):.0f} ms, "
                  "50 ms of them the pool's delay\n", flush=True)
            if TEST_DATA:
                run_load_driver(site, options.data)
    failures += bound.run()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
