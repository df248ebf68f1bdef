#!/usr/bin/env python3
"""Measures maps and places on large grids: four million curvilinear cells, and two million triangles with values on faces
and on nodes; prints tables in Markdown.

CPU is that of nginx and the only worker together, an answer, after the chunks have been read once. `first` tiles are at
places where no tile was before, `kept` ones show another time at the place of one before.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Clients"))

import numpy as np
import zarr

from measure import cpu_seconds, memory_mebibytes
from site_under_test import ROOT, Site, configuration

WORLD = 20037508.342789244
TIMES = ("2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z")
SIDE = 2000
NODES = (1001, 1000)
LIMITS = """server: {memory: 3GiB}
limits: {coordinate_bytes: 512MiB}
"""
# (dataset, layer)
LAYERS = (("curvilinear", "sst"), ("triangles", "on_faces"), ("triangles", "on_nodes"))


# ------------------------------------------------------------------ what is measured


def add(group: zarr.Group, name: str, values: np.ndarray, dimensions: list[str], chunks=None, **attributes) -> None:
    group.create_array(name, data=values, chunks=chunks or values.shape, dimension_names=dimensions, attributes=attributes)


def add_times(group: zarr.Group) -> None:
    add(group, "time", np.arange(len(TIMES), dtype="f8"), ["time"], units="days since 2020-01-01", standard_name="time")


def aslant(longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places by the longitudes and latitudes of a pole that lies 25 degrees away: no line follows a meridian."""
    x, y, z = np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)
    tilt = math.radians(25)
    x, z = x * math.cos(tilt) - z * math.sin(tilt), x * math.sin(tilt) + z * math.cos(tilt)
    return np.degrees(np.arctan2(y, x)), np.degrees(np.arcsin(np.clip(z, -1, 1)))


def make_curvilinear(folder: Path) -> None:
    group = zarr.create_group(str(folder), zarr_format=3, overwrite=True)
    columns, rows = np.meshgrid((np.arange(SIDE) + 0.5) / SIDE, (np.arange(SIDE) + 0.5) / SIDE)
    longitude, latitude = aslant(np.radians(360 * columns - 180), np.radians(-80 + 168 * rows))
    chunks = (500, 500)
    add(group, "lon", longitude.astype("f4"), ["y", "x"], chunks, units="degrees_east", standard_name="longitude")
    add(group, "lat", latitude.astype("f4"), ["y", "x"], chunks, units="degrees_north", standard_name="latitude")
    add_times(group)
    values = np.stack([20 * np.sin(np.radians(latitude) * 3 + step) + longitude / 90 for step in range(len(TIMES))])
    add(group, "sst", values.astype("f4"), ["time", "y", "x"], (1, *chunks), units="degC", coordinates="lat lon")
    zarr.consolidate_metadata(str(folder))


def make_triangles(folder: Path) -> None:
    rolls = np.random.default_rng(7)
    high, wide = NODES
    columns, rows = np.meshgrid(np.arange(wide), np.arange(high))
    away = rolls.uniform(-0.15, 0.15, (2, high, wide))
    away[1, [0, -1]] = 0
    longitude = (columns + away[0]) * 360 / wide - 180
    latitude = -78 + 166 * (rows + away[1]) / (high - 1)
    a = (rows * wide + columns)[:-1].ravel()
    b = (rows * wide + (columns + 1) % wide)[:-1].ravel()
    faces = np.stack([np.stack([a, b, b + wide], 1), np.stack([a, b + wide, a + wide], 1)], 1).reshape(-1, 3)
    group = zarr.create_group(str(folder), zarr_format=3, overwrite=True)
    add(group, "mesh", np.array(0, "i4"), [], cf_role="mesh_topology", topology_dimension=2,
        node_coordinates="node_lon node_lat", face_node_connectivity="faces")
    described = {"lon": {"units": "degrees_east", "standard_name": "longitude"},
                 "lat": {"units": "degrees_north", "standard_name": "latitude"}}
    for name, values in {"lon": longitude, "lat": latitude}.items():
        add(group, f"node_{name}", values.ravel(), ["node"], (250_000,), **described[name])
    add(group, "faces", faces.astype("i4"), ["face", "three"], (250_000, 3), cf_role="face_node_connectivity", start_index=0)
    add_times(group)
    heat = latitude.ravel()
    for name, at, values in (("on_nodes", "node", heat), ("on_faces", "face", heat[faces].mean(1))):
        steps = np.stack([values + step for step in range(len(TIMES))]).astype("f4")
        add(group, name, steps, ["time", at], (1, 250_000), units="degC", mesh="mesh", location=at)
    zarr.consolidate_metadata(str(folder))


def make_small(folder: Path) -> None:
    group = zarr.create_group(str(folder), zarr_format=3, overwrite=True)
    add(group, "lon", np.arange(8) * 45.0, ["lon"], units="degrees_east", standard_name="longitude")
    add(group, "lat", np.linspace(80, -80, 4), ["lat"], units="degrees_north", standard_name="latitude")
    add(group, "sst", np.ones((4, 8), "f4"), ["lat", "lon"], units="degC")
    zarr.consolidate_metadata(str(folder))


def make(folder: Path) -> dict[str, Path]:
    """The stores, made once: the large ones, and one beside which their opening is measured."""
    stores = {name: folder / f"{name}.zarr" for name in ("curvilinear", "triangles", "small")}
    done = folder / "grids.done"
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        make_curvilinear(stores["curvilinear"])
        make_triangles(stores["triangles"])
        make_small(stores["small"])
        done.touch()
    return stores


# ------------------------------------------------------------------ what it costs


def cpu_milliseconds(site: Site) -> float:
    """Of all threads of all processes, as the scheduler counts them."""
    total = 0
    for process in site.processes():
        for task in Path(f"/proc/{process}/task").glob("*/schedstat"):
            try:
                total += int(task.read_text().split()[0])
            except OSError:
                continue
    return total / 1e6


def cost(site: Site, path: str) -> float:
    before = cpu_milliseconds(site)
    answer = site.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"status {answer.status_code}: {answer.url}\n{answer.text[:500]}")
    return cpu_milliseconds(site) - before


def tile(dataset: str, layer: str, zoom: int, shift: int, when: str) -> str:
    """One around 30° W, 35° N, shifted by so many hundredths of a pixel: a place of its own."""
    size = 2 * WORLD / 2**zoom
    x, y = math.radians(-30) * 6378137, math.asinh(math.tan(math.radians(35))) * 6378137
    west = -WORLD + math.floor((x + WORLD) / size) * size + shift * size / 25600
    south = -WORLD + math.floor((y + WORLD) / size) * size
    box = ",".join(f"{v:.6f}" for v in (west, south, west + size, south + size))
    return (f"/wms/{dataset}?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS={layer}&STYLES=&CRS=EPSG:3857&BBOX={box}"
            f"&WIDTH=256&HEIGHT=256&FORMAT=image/png&TRANSPARENT=TRUE&TIME={when}&COLORSCALERANGE=-30,30")


def tiles(site: Site, dataset: str, layer: str, zoom: int, count: int) -> tuple[float, float]:
    """Medians of first tiles and of kept ones."""
    for when in TIMES:
        cost(site, tile(dataset, layer, zoom, 0, when))
    first = [cost(site, tile(dataset, layer, zoom, shift, TIMES[0])) for shift in range(1, count + 1)]
    kept = [cost(site, tile(dataset, layer, zoom, shift, TIMES[1])) for shift in range(count, count // 2, -1)]
    return statistics.median(first), statistics.median(kept)


def positions(site: Site, dataset: str, layer: str, count: int) -> float:
    rolls = random.Random(5)
    paths = [f"/edr/collections/{dataset}/position?coords=POINT({rolls.uniform(-179, 179):.4f}%20{rolls.uniform(-60, 70):.4f})"
             f"&parameter-name={layer}&f=CoverageJSON" for _ in range(count)]
    for path in paths:
        cost(site, path)
    return statistics.median(cost(site, path) for path in paths)


def opening(folder: Path, stores: dict[str, Path], name: str) -> tuple[float, float]:
    """CPU seconds and MiB of a site with one dataset, from its start to the first answer about it."""
    with Site(folder, configuration({name: stores[name]}, LIMITS), workers=1) as site:
        cost(site, f"/edr/collections/{name}")
        # Of threads that have ended too: one of them opened it.
        return cpu_seconds(site), memory_mebibytes(site)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="tiles of each kind")
    parser.add_argument("--data", type=Path, default=ROOT / ".build" / "benchmark-data")
    options = parser.parse_args()
    stores = make(options.data)
    with tempfile.TemporaryDirectory(prefix="sluice-grids.") as folder:
        print("| opened, with its index | CPU s | MiB |\n|---|---|---|")
        least, program = opening(Path(folder) / "small", stores, "small")
        for name in ("curvilinear", "triangles"):
            took, held = opening(Path(folder) / name, stores, name)
            print(f"| {name} | {took - least:.2f} | {held - program:.0f} |", flush=True)
        with Site(Path(folder) / "tiles", configuration(stores, LIMITS), workers=1) as site:
            # What opens one of them would be counted to tiles of another.
            for name in stores:
                cost(site, f"/edr/collections/{name}")
            print("\n| tile 256×256 | zoom | first, CPU ms | kept, CPU ms |\n|---|---|---|---|")
            for dataset, layer in LAYERS:
                for zoom in (0, 2, 5, 10):
                    first, kept = tiles(site, dataset, layer, zoom, options.count)
                    print(f"| {dataset}, {layer} | {zoom} | {first:.1f} | {kept:.2f} |", flush=True)
            print("\n| position, both times | CPU ms |\n|---|---|")
            for dataset, layer in LAYERS:
                print(f"| {dataset}, {layer} | {positions(site, dataset, layer, 200):.2f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
