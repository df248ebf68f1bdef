"""What *bound* costs, before anything is read: opening a dataset, planning a request, memory over a million chunks, and the
documents that describe many variables over many times.

The stores have metadata and coordinates only; absent chunks are fill values, and dry runs never read one.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import zarr

from site_under_test import Site, configuration, program

VARIABLES = 1000
SHAPE = (1000, 100, 1000)
CHUNKS = {"ten": (100, 100, 1000), "million": (1, 10, 10)}
REQUESTS = 200
LONG_VARIABLES, LONG_TIMES = 300, 100_000
# What was promised: milliseconds of CPU, milliseconds of planning, and how much one peak may exceed the other (MiB).
MOST_OPENING, MOST_PLANNING, MOST_GROWTH = 50.0, 0.2, 4.0
MOST_DOCUMENT = 1e6  # bytes
LIMITS = (
    "limits:\n  decoded_bytes: 1TB\n  fetched_bytes: 1TB\n  output_bytes: 1TB\n  spool_bytes: 1TB\n"
    "  chunks: 10000000\n  output_cells: 1000000000\n  seconds: 86400\n"
)


# ------------------------------------------------------------------ stores


def make_store(folder: Path, shape, chunks, variables: int) -> Path:
    """Coordinates, variables without a chunk, and consolidated metadata."""
    group = zarr.create_group(str(folder), zarr_format=3)
    coordinates = {
        "time": (np.arange(shape[0]), {"units": "hours since 2020-01-01", "standard_name": "time"}),
        "lat": (np.linspace(89, -89, shape[1]), {"units": "degrees_north", "standard_name": "latitude"}),
        "lon": (np.arange(shape[2]) * 360 / shape[2], {"units": "degrees_east", "standard_name": "longitude"}),
    }
    for name, (values, attributes) in coordinates.items():
        group.create_array(name, data=values, dimension_names=[name], attributes=attributes)
    for number in range(variables):
        group.create_array(
            f"v{number}", shape=shape, chunks=chunks, dtype="f4", fill_value=0.0,
            attributes={"units": "K", "long_name": f"variable {number}"}, dimension_names=list(coordinates),
        )
    zarr.consolidate_metadata(str(folder))
    return folder


def make_projected_store(folder: Path) -> Path:
    """A Lambert grid of Europe in cells of 3 km, without a chunk."""
    group = zarr.create_group(str(folder), zarr_format=3)
    mapping = {
        "grid_mapping_name": "lambert_conformal_conic", "standard_parallel": [48.0, 54.0], "earth_radius": 6371229.0,
        "longitude_of_central_meridian": 10.0, "latitude_of_projection_origin": 51.0,
    }
    group.create_array("crs", shape=(), dtype="i4", attributes=mapping)
    for name in ("y", "x"):
        described = {"units": "m", "standard_name": f"projection_{name}_coordinate"}
        group.create_array(name, data=3000.0 * (np.arange(1000) - 500), dimension_names=[name], attributes=described)
    hours = {"units": "hours since 2020-01-01", "standard_name": "time"}
    group.create_array("time", data=np.arange(1000), dimension_names=["time"], attributes=hours)
    group.create_array(
        "v0", shape=(1000, 1000, 1000), chunks=(10, 100, 100), dtype="f4", fill_value=0.0,
        attributes={"units": "K", "grid_mapping": "crs"}, dimension_names=["time", "y", "x"],
    )
    zarr.consolidate_metadata(str(folder))
    return folder


def make_long_store(folder: Path) -> Path:
    """300 variables over 100,000 times whose steps all differ."""
    store = make_store(folder, (LONG_TIMES, 4, 8), (LONG_TIMES, 4, 8), LONG_VARIABLES)
    steps = np.random.default_rng(1).integers(60, 7200, LONG_TIMES)
    group = zarr.open_group(str(store), mode="a")
    group["time"][:] = np.cumsum(steps)
    group["time"].attrs["units"] = "seconds since 1990-01-01"
    zarr.consolidate_metadata(str(store))
    return store


# ------------------------------------------------------------------ opening


def inspect_milliseconds(store: Path, runs: int = 15) -> float:
    """CPU of `sluice inspect` in user mode: the least of some runs, for other processes only add to it."""
    took = []
    for _ in range(runs):
        process = subprocess.Popen([program(), "inspect", store], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"sluice inspect {store}: status {process.returncode}")
        took.append(usage.ru_utime * 1000)
    return min(took)


def opening(folder: Path) -> float:
    shape, chunks = (24, 18, 36), (24, 18, 36)
    many = make_store(folder / "many.zarr", shape, chunks, VARIABLES)
    none = make_store(folder / "none.zarr", shape, chunks, 0)
    return inspect_milliseconds(many) - inspect_milliseconds(none)


# ------------------------------------------------------------------ planning


def point(rolls: random.Random, name: str) -> str:
    place = f"POINT({rolls.uniform(1, 358):.4f}%20{rolls.uniform(-80, 80):.4f})"
    return f"/edr/collections/{name}/position?coords={place}&parameter-name=v0&dryrun=1"


def box(rolls: random.Random, name: str) -> str:
    west, south = rolls.uniform(0, 300), rolls.uniform(-80, 50)
    bounds = f"{west:.3f},{south:.3f},{west + 40:.3f},{south + 25:.3f}"
    return f"/edr/collections/{name}/cube?bbox={bounds}&parameter-name=v0&dryrun=1"


def index(rolls: random.Random, name: str) -> str:
    t, y, x = (rolls.randrange(size) for size in SHAPE)
    return f"/dap/{name}.dods?v0.v0[{t}][{y}][{x}]"


def picture(rolls: random.Random, name: str) -> str:
    west, south = rolls.uniform(-180, 100), rolls.uniform(-80, 30)
    return (
        f"/wms/{name}?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=v0&STYLES=&CRS=CRS:84&FORMAT=image/png"
        f"&BBOX={west:.3f},{south:.3f},{west + 60:.3f},{south + 40:.3f}&WIDTH=256&HEIGHT=256&DRYRUN=1"
    )


def everything(_: random.Random, name: str) -> str:
    slab = "".join(f"[0:{size - 1}]" for size in SHAPE)
    return f"/dap/{name}.plan?v0.v0{slab}"


def projected_point(rolls: random.Random, name: str) -> str:
    place = f"POINT({rolls.uniform(-2, 22):.4f}%20{rolls.uniform(42, 60):.4f})"
    return f"/edr/collections/{name}/position?coords={place}&parameter-name=v0&dryrun=1"


def projected_box(rolls: random.Random, name: str) -> str:
    west, south = rolls.uniform(0, 10), rolls.uniform(45, 50)
    return (
        f"/wms/{name}?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=v0&STYLES=&CRS=CRS:84&FORMAT=image/png"
        f"&BBOX={west:.3f},{south:.3f},{west + 8:.3f},{south + 6:.3f}&WIDTH=256&HEIGHT=256&DRYRUN=1"
    )


PLANNED = {"EDR position": point, "EDR cube": box, "DAP2 index": index}


def planning(site: Site, draw, name: str) -> float:
    """The median of `Server-Timing`'s plan: finding the dataset and binding the request to it."""
    rolls = random.Random(1)
    took = []
    for _ in range(REQUESTS):
        answer = site.get(draw(rolls, name))
        if answer.status_code != 200:
            raise SystemExit(f"status {answer.status_code}: {answer.url}\n{answer.text[:500]}")
        phases = dict(phase.strip().split(";dur=") for phase in answer.headers["Server-Timing"].split(","))
        took.append(float(phases["plan"]))
    return statistics.median(took)


# ------------------------------------------------------------------ documents

DOCUMENTS = {"WMS capabilities": "/wms/long?SERVICE=WMS&REQUEST=GetCapabilities", "EDR collection": "/edr/collections/long"}


def documents(folder: Path) -> int:
    """Size of what describes 300 variables over 100,000 irregular times, and milliseconds to make and to repeat it."""
    failures = 0
    store = make_long_store(folder / "long.zarr")
    (folder / "long").mkdir()
    with Site(folder / "long", configuration({"long": store}), workers=1) as site:
        for name, path in DOCUMENTS.items():
            took = []
            for _ in range(21):
                begin = time.perf_counter()
                answer = site.get(path)
                took.append((time.perf_counter() - begin) * 1000)
                if answer.status_code != 200:
                    raise SystemExit(f"status {answer.status_code}: {answer.url}\n{answer.text[:500]}")
            size = len(answer.content)
            print(f"{name} of {LONG_VARIABLES} variables over {LONG_TIMES:,} irregular times: {size:,} bytes, the first "
                  f"after {took[0]:.1f} ms, later ones after {statistics.median(took[1:]):.1f} ms", flush=True)
            failures += size >= MOST_DOCUMENT
    return failures


# ------------------------------------------------------------------ memory


def peak_mebibytes(site: Site) -> float:
    """The most that the only worker ever held."""
    (worker,) = site.workers()
    lines = Path(f"/proc/{worker}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) / 1024


def check_chunks(site: Site, name: str) -> None:
    """The dry run of everything is about as many chunks as the store's name says."""
    answer = site.get(everything(random.Random(), name))
    shape = zip(SHAPE, CHUNKS[name])
    expected = int(np.prod([-(-size // edge) for size, edge in shape]))
    if answer.status_code != 200 or answer.json().get("cost", {}).get("chunks") != expected:
        raise SystemExit(f"{expected} chunks were expected: {answer.url}\n{answer.text[:500]}")


def memory(folder: Path, name: str, store: Path) -> float:
    """The peak of a worker of its own after dry runs of everything, of boxes and of points."""
    with Site(folder, configuration({name: store}, LIMITS), workers=1) as site:
        check_chunks(site, name)
        for draw in (everything, box, point, picture):
            rolls = random.Random(2)
            for _ in range(50):
                answer = site.get(draw(rolls, name))
                if answer.status_code != 200 or not answer.json()["passes"]:
                    raise SystemExit(f"status {answer.status_code}: {answer.url}\n{answer.text[:500]}")
        return peak_mebibytes(site)


# ------------------------------------------------------------------ all of it


def report(what: str, figure: float, unit: str, most: float, digits: int) -> int:
    print(f"{what}: {figure:.{digits}f} {unit} (at most {most:g})", flush=True)
    return int(figure > most)


def run() -> int:
    """Prints each figure with its limit; returns how many are over theirs."""
    failures = 0
    with tempfile.TemporaryDirectory(prefix="sluice-bound.") as folder:
        place = Path(folder)
        print("Before anything is read:")
        failures += report(f"Opening {VARIABLES:,} variables, inspected, beyond none", opening(place), "ms of CPU",
                           MOST_OPENING, 1)
        stores = {name: make_store(place / f"{name}.zarr", SHAPE, chunks, 1) for name, chunks in CHUNKS.items()}
        (place / "site").mkdir()
        with Site(place / "site", configuration(stores, LIMITS), workers=1) as site:
            for name in CHUNKS:
                check_chunks(site, name)
                for kind, draw in PLANNED.items():
                    took = planning(site, draw, name)
                    failures += report(f"Planning {kind}, {name} chunks", took, "ms", MOST_PLANNING, 3)
        projected = make_projected_store(place / "projected.zarr")
        (place / "projected").mkdir()
        with Site(place / "projected", configuration({"projected": projected}, LIMITS), workers=1) as site:
            took = planning(site, projected_point, "projected")
            failures += report("Planning EDR position, projected grid", took, "ms", MOST_PLANNING, 3)
            # A picture's plan knows the cell of every pixel: more than a box of indices, so no limit is set to it.
            print(f"Planning a WMS picture of 256 × 256, projected grid: {planning(site, projected_box, 'projected'):.3f} ms")
        failures += documents(place)
        peaks = {name: memory(place / f"{name}.site", name, store) for name, store in stores.items()}
        print(f"A worker that plans over ten chunks: {peaks['ten']:.1f} MiB; over a million: {peaks['million']:.1f} MiB")
        failures += report("Growth from ten chunks to a million", peaks["million"] - peaks["ten"], "MiB", MOST_GROWTH, 1)
    print(flush=True)
    return failures
