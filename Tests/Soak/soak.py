#!/usr/bin/env python3
"""Two hundred clients of mixed requests while workers are killed and the configuration is loaded anew."""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Clients"))

from site_under_test import Site, configuration, program
from visitor import FAULTS, STALL_SECONDS, Record, visit

MAP = ("/wms/demo?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=air_temperature&STYLES=&CRS=EPSG:3857&BBOX={}"
       "&WIDTH=256&HEIGHT=256&FORMAT=image/png&COLORSCALERANGE=230,310&TIME={}")
HALF = 20037508.342789244
TIME = "2026-11-{:02}T{:02}:00:00Z"


def tiles() -> list[str]:
    """Sixteen tiles at four times."""
    side = HALF / 2
    boxes = [(-HALF + x * side, -HALF + y * side) for x in range(4) for y in range(4)]
    return [
        MAP.format(f"{x},{y},{x + side},{y + side}", TIME.format(15 + number % 4, 6 * (number % 4)))
        for number, (x, y) in enumerate(boxes)
    ]


def mixed() -> list[str]:
    """Half of them tiles, as of people who look at maps; pages and metadata; points; and files of some megabytes."""
    position = "/edr/collections/demo/position?coords=POINT({}%20{})&f=CoverageJSON"
    others = [
        "/wms/demo?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities", "/edr/collections/demo", "/dap/demo.dds", "/dap/demo.das",
        "/dap/demo.dmr", "/datasets/demo", "/edr/collections", "/dap/catalog.xml",
        *(position.format(5 + 20 * number, 10 + 5 * number) for number in range(6)),
        "/edr/collections/demo/area?coords=POLYGON((0%200,40%200,40%2040,0%2040,0%200))&f=CoverageJSON",
        "/dap/demo.dods?air_temperature.air_temperature[0:9][0:239][0:479]", "/dap/demo.ascii?wind_speed.wind_speed[0:1][0:3][0:99][0:99]",
        "/dap/demo.dap?dap4.ce=/air_temperature[0:3][0:239][0:479]",
    ]
    return tiles() * 2 + others


def answered(site: Site, paths: list[str], record: Record) -> list[str]:
    """Those that are there, with the bodies that they have before anything is disturbed."""
    for path in sorted(set(paths)):
        answer = site.get(path, headers={"Accept-Encoding": "identity"})
        if answer.status_code != 200:
            raise SystemExit(f"{answer.status_code} {path}: {answer.text[:300]}")
        record.bodies[path] = hashlib.sha256(answer.content).digest()
    return paths


async def disturb(site: Site, every: float, until: float, deed):
    while time.monotonic() + every < until:
        await asyncio.sleep(every)
        await asyncio.to_thread(deed)


def kill_one(site: Site, dice: random.Random, deeds: Counter):
    workers = site.workers()
    if workers:
        try:
            os.kill(dice.choice(workers), signal.SIGKILL)
            deeds["killed"] += 1
        except ProcessLookupError:
            pass


def load_anew(site: Site, deeds: Counter):
    deeds["reloaded" if site.command("reload").returncode == 0 else "not reloaded"] += 1


def resident(process: int) -> int:
    """Bytes that a process holds alone, without the program's own pages."""
    try:
        resident, shared = Path(f"/proc/{process}/statm").read_text().split()[1:3]
        return (int(resident) - int(shared)) * 4096
    except (OSError, ValueError):
        return 0


async def watch(site: Site, until: float, history: list[tuple[float, int, float]]):
    """How many workers there are and what they hold, twice a second."""
    begin = time.monotonic()
    while time.monotonic() < until:
        workers = await asyncio.to_thread(site.workers)
        held = sum(resident(process) for process in [*workers, site.pool_process])
        history.append((time.monotonic() - begin, len(workers), held / 2**20))
        await asyncio.sleep(0.5)


async def soak(site: Site, paths: list[str], record: Record, settings) -> tuple[list, Counter]:
    until, dice, deeds, history = time.monotonic() + settings.seconds, random.Random(1), Counter(), []
    await asyncio.gather(
        *(visit(site.port, paths, until, record, random.Random(number)) for number in range(settings.clients)),
        disturb(site, settings.kill_every, until, lambda: kill_one(site, dice, deeds)),
        disturb(site, settings.reload_every, until, lambda: load_anew(site, deeds)),
        watch(site, until, history),
    )
    return history, deeds


def tell(record: Record, history: list, deeds: Counter, settings) -> bool:
    most = max(held for _, _, held in history)
    print(f"{sum(record.outcomes.values())} requests: {dict(record.outcomes)}; workers {dict(deeds)}")
    for kind, times in sorted(record.kinds.items()):
        times.sort()
        print(f"  {kind}: {len(times)}, p50 {times[len(times) // 2] * 1000:.0f} ms, p99 {times[int(len(times) * 0.99)] * 1000:.0f} ms")
    print("workers:", " ".join(f"{at:.0f}s:{count}" for at, count, _ in history[:: max(1, len(history) // 30)]))
    print(f"at most {most:.0f} MiB held (at most {settings.memory}); cut answers were seen after at most "
          f"{max(record.cut_after, default=0):.1f} s")
    for example in record.examples:
        print("  ", example)
    return not any(record.outcomes[fault] for fault in FAULTS) and most <= settings.memory and (
        max(record.cut_after, default=0) <= STALL_SECONDS) and deeds["not reloaded"] == 0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--kill-every", type=float, default=2)
    parser.add_argument("--reload-every", type=float, default=5)
    parser.add_argument("--memory", type=int, default=1024, help="MiB")
    settings = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sluice-soak.") as folder:
        store = Path(folder) / "demo.zarr"
        subprocess.run([program(), "demo-store", store], check=True, stdout=subprocess.DEVNULL)
        server = f"server:\n  memory: {settings.memory} MiB\n  workers: {{min: 2, max: 4, calm_seconds: 5}}\n"
        with Site(Path(folder) / "site", configuration({"demo": store}, server), workers=None) as site:
            site.pool_process, record = site.pool(), Record()
            paths = answered(site, mixed(), record)
            history, deeds = asyncio.run(soak(site, paths, record, settings))
            is_right = tell(record, history, deeds, settings)
    print("passed" if is_right else "FAILED")
    return 0 if is_right else 1


sys.exit(main())
