#!/usr/bin/env python3
"""Counts the instructions of standard requests under callgrind and holds them against what was recorded.

`Tests/instructions` builds the program that answers and runs this.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Clients"))

import repositories
import stores

RECORDED = HERE / "recorded.json"
#: What a request may cost more than was recorded.
TOLERANCE = 0.03
#: Requests that are counted together: the first of them may come upon growing tables and lists.
REPEATS = 8
STEPS, ROWS, COLUMNS = 2 * REPEATS + 2, 181, 360
HOURS = 8760


# ------------------------------------------------------------------ the stores


def field(shape: tuple[int, ...]) -> np.ndarray:
    """Weather rounded to 1/64, as smooth and as rough as compressors find it in archives."""
    random = np.random.default_rng(7)
    waves = sum(np.sin(axis / (9 + 5 * n)) * 8 for n, axis in enumerate(np.indices(shape, sparse=True)))
    return np.round((280 + waves + random.normal(0, 0.5, shape)) * 64).astype("f4") / np.float32(64)


def maps() -> dict[str, stores.Array]:
    """A map of one chunk for each step."""
    return {
        "time": stores.time(np.arange(STEPS), "days since 2020-01-01", "standard"),
        "lat": stores.latitude(np.linspace(90, -90, ROWS)),
        "lon": stores.longitude(np.arange(COLUMNS) - 180.0),
        "t2m": stores.Array(("time", "lat", "lon"), field((STEPS, ROWS, COLUMNS)),
                            {"units": "K", "standard_name": "air_temperature"}, (1, ROWS, COLUMNS), float("nan"), "blosc-lz4"),
    }


def series() -> dict[str, stores.Array]:
    """A year of hours at a few places."""
    return {
        "time": stores.time(np.arange(HOURS), "hours since 2021-01-01", "standard"),
        "lat": stores.latitude([10.0, 0.0, -10.0]),
        "lon": stores.longitude([0.0, 10.0, 20.0, 30.0]),
        "u10": stores.Array(("time", "lat", "lon"), field((HOURS, 3, 4)), {"units": "m s-1"}, (HOURS, 3, 4), float("nan"), "zstd"),
    }


def tilted() -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes of corners over Europe, in rows and columns that are none of them."""
    row, column = np.meshgrid(np.arange(181) - 90.0, np.arange(241) - 120.0, indexing="ij")
    return 10 + 0.2 * column + 0.06 * row, 45 + 0.15 * row - 0.04 * column


def steps(dims: tuple[str, ...], shape: tuple[int, ...], attributes: dict) -> dict[str, stores.Array]:
    """Weather on cells, a chunk for each step."""
    return {
        "time": stores.time(np.arange(REPEATS + 1), "days since 2020-01-01", "standard"),
        "t2m": stores.Array(("time", *dims), field((REPEATS + 1, *shape)), {"units": "K"} | attributes, (1, *shape), float("nan"), "blosc-lz4"),
    }


def curvilinear() -> dict[str, stores.Array]:
    """43,621 cells that know their centres."""
    longitudes, latitudes = tilted()
    return steps(("y", "x"), longitudes.shape, {"coordinates": "lon lat"}) | {
        "lon": stores.Array(("y", "x"), longitudes, {"units": "degrees_east"}),
        "lat": stores.Array(("y", "x"), latitudes, {"units": "degrees_north"}),
    }


def mesh() -> dict[str, stores.Array]:
    """86,400 triangles between the same places."""
    longitudes, latitudes = tilted()
    node = np.arange(longitudes.size, dtype="i4").reshape(longitudes.shape)
    a, b, c, d = node[:-1, :-1].ravel(), node[:-1, 1:].ravel(), node[1:, 1:].ravel(), node[1:, :-1].ravel()
    faces = np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])
    topology = {
        "cf_role": "mesh_topology", "topology_dimension": 2, "node_coordinates": "node_x node_y",
        "face_node_connectivity": "face_nodes",
    }
    return steps(("face",), (len(faces),), {"mesh": "mesh", "location": "face"}) | {
        "mesh": stores.Array((), np.array(0, "i4"), topology),
        "node_x": stores.Array(("node",), longitudes.ravel(), {"units": "degrees_east"}),
        "node_y": stores.Array(("node",), latitudes.ravel(), {"units": "degrees_north"}),
        "face_nodes": stores.Array(("face", "corner"), faces, {"start_index": 0}),
    }


def healpix() -> dict[str, stores.Array]:
    """The whole sphere in 49,152 pixels."""
    mapping = {"grid_mapping_name": "healpix", "refinement_level": 6, "indexing_scheme": "nested"}
    return steps(("cell",), (12 * 4**6,), {"grid_mapping": "crs"}) | {"crs": stores.Array((), np.array(0, "i4"), mapping)}


GRIDS = {"curvilinear": curvilinear, "mesh": mesh, "healpix": healpix}


def make(folder: Path) -> dict[str, Path]:
    """The stores, and configurations that look at each of them once: of each the kinds of requests that it answers."""
    stores.write(folder / "maps.zarr", "v3", maps())
    stores.write(folder / "series.zarr", "v3", series())
    repositories.of(folder / "commits.zarr", maps())
    for name, arrays in GRIDS.items():
        stores.write(folder / f"{name}.zarr", "v3", arrays())
    names = ("maps", "series", "commits", *GRIDS)
    datasets = [{"id": name, "store": str(folder / f"{name}.zarr"), "refresh": 86_400} for name in names]
    plain, limited = folder / "plain.yaml", folder / "limited.yaml"
    plain.write_text(json.dumps({"datasets": datasets}))
    limited.write_text(json.dumps({"datasets": datasets, "quotas": QUOTAS}))
    return {"plain": plain, "limited": limited}


# ------------------------------------------------------------------ the requests

TILE = ("/wms/maps?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=t2m&STYLES=raster/viridis&CRS=EPSG:3857&WIDTH=256&HEIGHT=256"
        "&BBOX=0,0,5009377.085697,5009377.085697&FORMAT=image/png&TRANSPARENT=TRUE&COLORSCALERANGE=250,310&TIME={day}")
INFO = TILE.replace("GetMap", "GetFeatureInfo") + "&QUERY_LAYERS=t2m&I=128&J=100&INFO_FORMAT=application/json"
DAY = f"[0:{ROWS - 1}][0:{COLUMNS - 1}]"

#: On a grid whose lines are none of longitude and latitude; each step asks for a tile and a place that nobody asked for before.
GRID_TILE = (TILE.replace("/wms/maps", "/wms/{grid}").replace("0,0,5009377.085697,5009377.085697", "{west},5000000,{east},6252344"))
GRID_POSITION = "/edr/collections/{grid}/position?coords=POINT({place}%2047)&parameter-name=t2m&datetime={day}"

#: A request of each kind, by name; `{n}` and `{day}` are the step, which is a new one each time.
KINDS = {
    "tile, chunk not yet read": TILE,
    "tile": TILE,
    "bilinear tile, chunk not yet read": TILE + "&RESAMPLING=bilinear",
    "average tile, chunk not yet read": TILE + "&RESAMPLING=average",
    "contours, chunk not yet read": TILE.replace("raster/viridis", "contours"),
    "filled contours, chunk not yet read": TILE.replace("raster/viridis", "filled-contours/viridis"),
    "feature info": INFO,
    "capabilities, kept": "/wms/maps?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities",
    "position of 8,760 values": "/edr/collections/series/position?coords=POINT(11%202)&parameter-name=u10",
    "cube of 1,600 values": "/edr/collections/maps/cube?bbox=0,0,39.5,39.5&datetime={day}",
    "DAP2 map": "/dap/maps.dods?t2m.t2m[{n}]" + DAY,
    "DAP4 map": "/dap/maps.dap?dap4.ce=/t2m[{n}]" + DAY,
    "DAS, kept, and DMR": "/dap/maps.das /dap/maps.dmr?dap4.ce=/t2m",
    "map from Icechunk, chunk not yet read": "/dap/commits.dods?t2m.t2m[{n}]" + DAY,
} | {
    f"first {what} of {words}": address.replace("{grid}", grid)
    for grid, words in (("curvilinear", "a curvilinear grid"), ("mesh", "a mesh"), ("healpix", "HEALPix"))
    for what, address in (("tile", GRID_TILE), ("position", GRID_POSITION))
}


#: The same where whoever asks has quotas: of requests, planned bytes and processor time, for all and for the dataset.
LIMITED = {"tile under quotas, chunk not yet read": TILE, "DAP2 map under quotas": KINDS["DAP2 map"]}
QUOTAS = [
    {"name": name, "to": ["public"], "per": "everybody", "window": 86_400, "requests": 10**9, "bytes": 1 << 50,
     "cpu_seconds": 10**6} | more
    for name, more in (("all", {}), ("maps", {"datasets": ["maps", "other-*"]}))
]
GROUPS = {"plain": KINDS, "limited": LIMITED}
ALL = KINDS | LIMITED


def addresses(kind: str, step: int) -> list[str]:
    day = np.datetime64("2020-01-01") + step
    west = 40_000 * step
    return ALL[kind].format(n=step, day=day, west=west, east=west + 1_252_344, place=5 + step / 2).split(" ")


def listed(kinds: dict[str, str]) -> str:
    """What the program is told: of each kind first one that does not count."""
    lines = []
    for kind in kinds:
        lines += [f"\t{address}" for address in addresses(kind, 0)]
        lines += [f"{kind}\t{address}" for step in range(1, REPEATS + 1) for address in addresses(kind, step)]
    return "\n".join(lines) + "\n"


# ------------------------------------------------------------------ counting


def count(program: Path) -> dict[str, int]:
    """Instructions of one request of each kind."""
    with tempfile.TemporaryDirectory(prefix="instructions-") as name:
        folder = Path(name)
        stripped = folder / "program"
        # Valgrind does not get through the debug information of Swift.
        subprocess.run(["strip", "-o", stripped, program], check=True)
        for group, configuration in make(folder).items():
            run(folder, stripped, configuration, group)
        return {kind: total // REPEATS for kind, total in dumps(folder).items()}


def run(folder: Path, program: Path, configuration: Path, group: str) -> None:
    """Leaves a dump for each kind of a group in the folder."""
    requests = folder / f"requests-{group}"
    requests.write_text(listed(GROUPS[group]))
    command = ["valgrind", "--tool=callgrind", "--collect-atstart=no", f"--callgrind-out-file={folder}/out.{group}",
               program, configuration, requests]
    # Neither the seed of hash tables nor what stands in the environment differs from run to run.
    environment = {"PATH": os.environ["PATH"], "SWIFT_DETERMINISTIC_HASHING": "1", "LANG": "C", "TZ": "UTC"}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=folder, check=False)
    if ran.returncode != 0:
        raise SystemExit(f"the program failed under callgrind: {ran.stdout[-2000:]}{ran.stderr[-2000:]}")


def dumps(folder: Path) -> dict[str, int]:
    totals = {}
    for file in folder.glob("out.*"):
        text = file.read_text(errors="replace")
        named = re.search(r"^desc: Trigger: Client Request: (.+)$", text, re.MULTILINE)
        total = re.search(r"^(?:summary|totals): (\d+)", text, re.MULTILINE)
        if named and total:
            totals[named[1]] = int(total[1])
    if set(totals) != set(ALL):
        raise SystemExit(f"callgrind has counted {sorted(totals)}")
    return {kind: totals[kind] for kind in ALL}


def tools() -> dict[str, str]:
    """What counts change with, beside our own code."""
    def first_line(*command: str) -> str:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0].strip()

    return {"swift": first_line("swift", "--version"), "libc": os.confstr("CS_GNU_LIBC_VERSION"),
            "valgrind": first_line("valgrind", "--version")}


def compare(counted: dict[str, int], recorded: dict[str, int]) -> int:
    """Prints a line for each kind; the number of those that cost more than they may."""
    risen = 0
    for kind, instructions in counted.items():
        before = recorded.get(kind)
        if before is None:
            print(f"{kind:40}{instructions:>14,}   never recorded")
            risen += 1
            continue
        change = instructions / before - 1
        word = "ROSE" if change > TOLERANCE else "fell: record it" if change < -TOLERANCE else ""
        risen += change > TOLERANCE
        print(f"{kind:40}{instructions:>14,}   was {before:>12,}   {change:+7.2%}   {word}".rstrip())
    return risen


def main() -> int:
    parser = argparse.ArgumentParser(prog="Tests/instructions", description="instructions of standard requests")
    parser.add_argument("program", type=Path)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--runs", type=int, default=1, help="tell how far so many runs lie apart")
    options = parser.parse_args()
    runs = [count(options.program) for _ in range(options.runs)]
    counted = runs[-1]
    if len(runs) > 1:
        for kind in ALL:
            values = [run[kind] for run in runs]
            print(f"{kind:40}{min(values):>14,} to {max(values):>14,}   {max(values) / min(values) - 1:.3%}")
    if options.record:
        RECORDED.write_text(json.dumps({"tools": tools(), "instructions": counted}, indent=1) + "\n")
        print(f"{len(counted)} kinds recorded in {RECORDED.name}")
        return 0
    document = json.loads(RECORDED.read_text())
    risen = compare(counted, document["instructions"])
    if risen and document["tools"] != tools():
        print(f"recorded with other tools: {document['tools']}; here: {tools()}")
    print(f"{len(counted)} kinds of requests, {risen} cost more than {TOLERANCE:.0%} above what is recorded")
    return 1 if risen else 0


if __name__ == "__main__":
    sys.exit(main())
