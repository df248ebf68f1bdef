"""The stores that the recorded requests ask, made once for all programs: each kind of grid, calendar, type and store."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Clients"))

import repositories
import stores

FIXTURES = HERE.parent / "Fixtures"
MAKERS = [Path(__file__), *map(Path, (stores.__file__, repositories.__file__)), *sorted(FIXTURES.glob("icechunk-*.json"))]
#: A folder, and where the fixtures say that it is.
LENT, LENT_PREFIX = "lent", "file:///sluice-fixture/"
WORDS = ["calm", "", "Ålesund", 'a "quoted" word', "two\nlines"]


def classes() -> dict[str, stores.Array]:
    """Flags, members, texts of both kinds, a coordinate without a dimension, and two levels that look like numbers."""
    random = np.random.default_rng(11)
    return {
        "lat": stores.latitude(np.linspace(60, -60, 7)),
        "lon": stores.longitude(np.arange(12) * 30.0 - 180),
        "member": stores.Array(("member",), np.array([1, 2, 5], "i4"), {"standard_name": "realization"}),
        "station": stores.Array(("station",), np.array(WORDS, "U20"), {"long_name": "names"}, fill=""),
        "height": stores.Array((), np.array(2.0), {"units": "m", "standard_name": "height", "axis": "Z"}),
        "cover": stores.Array(
            ("lat", "lon"), random.integers(0, 4, (7, 12)).astype("u1"),
            {"flag_values": [0, 1, 2, 3], "flag_meanings": "sea land ice lake", "long_name": "Cover & kind", "_FillValue": 3},
            fill=3,
        ),
        "rain": stores.Array(
            ("member", "lat", "lon"), random.gamma(0.5, 4, (3, 7, 12)).astype("f4"),
            {"units": "mm", "coordinates": "height", "cell_methods": "area: mean"}, (1, 4, 5), float("nan"),
        ),
        "count": stores.Array(("station",), np.arange(5, dtype="i8") * 2**40, {"units": "1"}),
    }


def lambert() -> dict[str, stores.Array]:
    """A grid of Lambert's conformal projection, in metres, with its mapping in a variable."""
    rows, columns = np.arange(14) * 40_000.0 - 260_000, np.arange(18) * 40_000.0 - 340_000
    numbers = np.random.default_rng(12).normal(280, 6, (2, 14, 18)).astype("f4")
    mapping = {
        "grid_mapping_name": "lambert_conformal_conic", "standard_parallel": [48.0, 56.0],
        "longitude_of_central_meridian": 10.0, "latitude_of_projection_origin": 52.0, "earth_radius": 6371229.0,
    }
    return {
        "time": stores.time([0, 6], "hours since 2021-06-01", "standard"),
        "y": stores.Array(("y",), rows, {"units": "m", "standard_name": "projection_y_coordinate"}),
        "x": stores.Array(("x",), columns, {"units": "m", "standard_name": "projection_x_coordinate"}),
        "crs": stores.Array((), np.array(0, "i4"), mapping),
        "t2m": stores.Array(("time", "y", "x"), numbers, {"units": "K", "grid_mapping": "crs"}, (1, 7, 9), float("nan")),
    }


def curvilinear() -> dict[str, stores.Array]:
    """Longitudes and latitudes in two dimensions: served by index."""
    row, column = np.meshgrid(np.arange(6.0), np.arange(8.0), indexing="ij")
    return {
        "lat2": stores.Array(("j", "i"), 50 + row - 0.2 * column, {"units": "degrees_north", "standard_name": "latitude"}),
        "lon2": stores.Array(("j", "i"), 5 + column + 0.3 * row, {"units": "degrees_east", "standard_name": "longitude"}),
        "sst": stores.Array(("j", "i"), (row * 8 + column).astype("f4"), {"units": "degC", "coordinates": "lat2 lon2"}),
    }


def forecast() -> dict[str, stores.Array]:
    """Runs and lead times: the time of a value is the sum of two axes."""
    return {
        "reference_time": stores.Array(
            ("reference_time",), np.arange(3) * 12.0,
            {"units": "hours since 2022-01-01", "standard_name": "forecast_reference_time"}),
        "lead": stores.Array(("lead",), np.arange(4) * 6.0, {"units": "hours", "standard_name": "forecast_period"}),
        "lat": stores.latitude([10.0, 0.0, -10.0]),
        "lon": stores.longitude([0.0, 10.0, 20.0, 30.0]),
        "wind": stores.Array(
            ("reference_time", "lead", "lat", "lon"), np.arange(144, dtype="f4").reshape(3, 4, 3, 4), {"units": "m s-1"},
            (1, 2, 3, 4)),
    }


def write_grouped(folder: Path) -> None:
    """A cube with a group below it, and texts of variable length."""
    import zarr

    root = zarr.open_group(folder, mode="w", zarr_format=3, attributes={"title": "Groups"})
    for name, array in stores.PICTURES["region"]().items():
        stores.write_array(root, name, 3, array)
    root.create_array("note", data=np.array(WORDS, np.dtypes.StringDType()), dimension_names=["n"])
    stores.write(folder / "deep", "v3", stores.days360(), {"title": "A 360-day calendar in a group"})


def write_damaged(folder: Path) -> None:
    """One chunk of two is no chunk."""
    arrays = {
        "y": stores.latitude([1.0, 0.0]), "x": stores.longitude([0.0, 1.0]),
        "v": stores.Array(("lat", "lon"), np.arange(4, dtype="f4").reshape(2, 2), {"units": "1"}, (1, 2)),
    }
    stores.write(folder, "v3", {"lat": arrays["y"], "lon": arrays["x"], "v": arrays["v"]})
    (folder / "v" / "c" / "1" / "0").write_bytes(b"no chunk")


def write_ocean(folder: Path) -> None:
    """A repository with a history: three commits, a tag, a second branch."""
    repository, first = repositories.numbered(folder, inline=False)
    repository.tag("release-1", first)
    second = repositories.renumber(repository, 1)
    repository.branch("trial", second)
    repositories.renumber(repository, 2, "trial")
    repositories.renumber(repository, 3)


def write_fixture(folder: Path, spec: int) -> None:
    """The committed repository of a spec, and beside it what its virtual chunks lie in."""
    document = json.loads((FIXTURES / f"icechunk-{spec}.json").read_text())
    for place, objects in ((folder, document["objects"]), (folder.parent / LENT, document["external"])):
        for key, content in objects.items():
            file = place / key
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(base64.b64decode(content))


WRITERS = {
    "packed": lambda folder: stores.write(folder, "v2", stores.packed(), {"title": "Packed", "Conventions": "CF-1.11"}),
    "packed3": lambda folder: stores.write(folder, "v3", stores.packed(), {"title": "Packed in v3"}),
    "noleap": lambda folder: stores.write(folder, "v3", stores.noleap()),
    "days360": lambda folder: stores.write(folder, "v2", stores.days360()),
    "levels": lambda folder: stores.write(folder, "v3", stores.levels()),
    "region": lambda folder: stores.write(folder, "v2", stores.PICTURES["region"]()),
    "classes": lambda folder: stores.write(folder, "v3", classes(), {"title": "Classes <&> texts"}),
    "lambert": lambda folder: stores.write(folder, "v3", lambert()),
    "curvilinear": lambda folder: stores.write(folder, "v3", curvilinear()),
    "forecast": lambda folder: stores.write(folder, "v3", forecast()),
    "grouped": write_grouped,
    "damaged": write_damaged,
    "ocean": write_ocean,
    "spec1": lambda folder: write_fixture(folder, 1),
    "spec2": lambda folder: write_fixture(folder, 2),
}


def fingerprint() -> str:
    """Of what makes the stores: recordings of others cannot be compared."""
    digest = hashlib.sha256()
    for file in MAKERS:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def made(folder: Path) -> Path:
    """The folder with the stores, made if it is not there whole.

    They stay from run to run: snapshots and objects are named by chance, and names of states hold the times of files.
    """
    mark = folder / "made"
    if not mark.exists() or mark.read_text() != fingerprint():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, write in WRITERS.items():
            write(folder / f"{name}.zarr")
        mark.write_text(fingerprint())
    return folder


def configuration(folder: Path) -> str:
    """All of them and one that is not there; nothing is looked at again during a run, and links do not follow the port."""
    datasets = [{"id": name, "store": str(folder / f"{name}.zarr"), "refresh": 86_400} for name in (*WRITERS, "absent")]
    # The other repository refers to the same objects, and may not.
    allowed = {"virtual_chunks": [{"prefix": LENT_PREFIX, "at": str(folder / LENT)}]}
    datasets = [one | allowed if one["id"] == "spec1" else one for one in datasets]
    datasets[0] |= {"title": "Packed <numbers>", "description": "Air over 40 steps"}
    settings = {
        "server": {"public_url": "https://cubes.example.org"},
        "limits": {"output_cells": 200_000, "pixels": 4_000_000, "chunks": 500, "vertices": 50},
        "datasets": datasets,
    }
    return json.dumps(settings)
