"""What a box hides of any kind of grid has no influence: of two sites whose stores differ in hidden cells alone no answer
tells which it is.

The hidden cells of the other store have other values and other places; what hangs on them, such as nodes, corners, names and
terms of levels, is another too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import stores
from raw_http import Answer, ask
from site_under_test import Site, configuration
from stores import Array

#: Degrees that a policy leaves; all stores have cells on both sides of its northern edge.
SOUTH, NORTH, WEST, EAST = -12.0, 0.4, 168.0, 192.0
BOX = f"[{WEST}, {SOUTH}, {EAST}, {NORTH}]"
Store = dict[str, Array]
DEGREES = {"lon": {"units": "degrees_east"}, "lat": {"units": "degrees_north"}}


def values(dims: tuple[str, ...], hidden: np.ndarray, other: bool, attributes: dict) -> Array:
    """Numbers of cells at two times; those of hidden cells are different ones in the other store."""
    numbers = np.arange(hidden.size, dtype="f4").reshape(hidden.shape) + 1000 * (hidden & other)
    return Array(("time", *dims), np.stack([numbers, numbers + 0.5]), {"units": "K"} | attributes, fill=None)


def times() -> Store:
    return {"time": stores.time([0, 1], "days since 2000-01-01", "standard")}


def moved(numbers: np.ndarray, hidden: np.ndarray, other: bool, by: float) -> np.ndarray:
    return np.where(hidden & other, numbers + by, numbers)


def places(dims: tuple[str, ...], longitudes: np.ndarray, latitudes: np.ndarray, names=("lon", "lat")) -> Store:
    pairs = zip(names, (longitudes, latitudes), DEGREES.values())
    return {name: Array(dims, numbers, dict(units), fill=None) for name, numbers, units in pairs}


def leaning() -> tuple[np.ndarray, np.ndarray]:
    column, row = np.meshgrid(np.arange(9.0), np.arange(10.0))
    return 172 + 2 * column + 0.3 * row, -9 + 1.7 * row - 0.1 * column


def curvilinear(other: bool) -> Store:
    """The row beyond the edge stays where it is: outlines of the cells before it follow from it."""
    longitudes, latitudes = leaning()
    hidden, far = latitudes > NORTH, np.indices(latitudes.shape)[0] > 7
    return times() | places(("y", "x"), moved(longitudes, far, other, -31), moved(latitudes, far, other, 23)) | {
        "v": values(("y", "x"), hidden, other, {"coordinates": "lon lat"})
    }


def corners(other: bool) -> Store:
    longitudes, latitudes = leaning()
    hidden = latitudes > NORTH
    store = curvilinear(other)
    for name, numbers, by in (("lon", longitudes, -31), ("lat", latitudes, 23)):
        across, up = (1.0, 0.15) if name == "lon" else (-0.05, 0.85)
        sides = [numbers + east * across + north * up for east, north in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        store[name] = Array(("y", "x"), moved(numbers, hidden, other, by), DEGREES[name] | {"bounds": f"{name}_bnds"}, fill=None)
        store[f"{name}_bnds"] = Array(("y", "x", "corner"), np.stack([moved(side, hidden, other, by) for side in sides], axis=-1), {}, fill=None)
    return store


def mesh(other: bool) -> Store:
    """Squares; values on faces and on nodes."""
    column, row = np.meshgrid(np.arange(9.0), np.arange(11.0))
    x, y = (170 + 2 * column).ravel(), (-10 + 2 * row).ravel()
    node = np.arange(x.size).reshape(column.shape)
    faces = np.stack([node[:-1, :-1], node[:-1, 1:], node[1:, 1:], node[1:, :-1]], axis=-1).reshape(-1, 4)
    middle = y[faces].mean(axis=1)
    far = y > NORTH + 2
    topology = {
        "cf_role": "mesh_topology", "topology_dimension": 2, "node_coordinates": "node_x node_y",
        "face_node_connectivity": "face_nodes",
    }
    return times() | places(("node",), moved(x, far, other, 7), moved(y, far, other, 11), ("node_x", "node_y")) | {
        "mesh": Array((), np.array(0, "i4"), topology, fill=None),
        # Hidden faces have their corners in another order.
        "face_nodes": Array(("face", "corner"), np.where((middle > NORTH)[:, None] & other, np.roll(faces, 1, axis=1), faces).astype("i4"), {"start_index": 0}, fill=None),
        "v": values(("face",), middle > NORTH, other, {"mesh": "mesh", "location": "face"}),
        "w": values(("node",), y > NORTH, other, {"mesh": "mesh", "location": "node"}),
    }


def healpix(other: bool) -> Store:
    """A list of pixels; the hidden ones are others, around the north pole."""
    import healpy

    side = 32
    x, y = healpy.pix2ang(side, np.arange(12 * side**2), nest=True, lonlat=True)
    seen = np.flatnonzero((np.abs(x - 180) < 8) & (np.abs(y) < 8))
    north = np.flatnonzero(y > 60)
    mapping = {"grid_mapping_name": "healpix", "healpix_nside": side, "healpix_order": "nested"}
    hidden = y[seen] > NORTH
    cells = np.where(hidden & other, north[:seen.size], seen)
    return times() | {
        "crs": Array((), np.array(0, "i4"), mapping, fill=None),
        "cell": Array(("cell",), cells.astype("i8"), {"standard_name": "healpix_index"}, fill=None),
        "v": values(("cell",), hidden, other, {"grid_mapping": "crs"}),
    }


def points(other: bool) -> Store:
    random = np.random.default_rng(4)
    x, y = random.uniform(170, 190, 300), random.uniform(-10, 12, 300)
    hidden, far = y > NORTH, y > NORTH + 6
    return times() | places(("ncol",), moved(x, far, other, 9), moved(y, far, other, 17)) | {
        "v": values(("ncol",), hidden, other, {"coordinates": "lon lat"})
    }


def gathered(other: bool) -> Store:
    latitudes, longitudes = np.arange(-10.0, 12, 2), np.arange(170.0, 192, 2)
    cells = np.flatnonzero(np.arange(121) % 3 != 1)
    hidden = latitudes[cells // 11] > NORTH
    free = np.flatnonzero((np.arange(121) % 3 == 1) & (latitudes[np.arange(121) // 11] > NORTH))
    if other:
        cells[np.flatnonzero(hidden)[:free.size]] = free
    return times() | {
        "lat": stores.latitude(latitudes), "lon": stores.longitude(longitudes),
        "land": Array(("land",), cells.astype("i4"), {"compress": "lat lon"}, fill=None),
        "v": values(("land",), hidden, other, {}),
    }


def stations(other: bool) -> Store:
    """In runs of samples; hidden ones have other names, places and times."""
    y, rows = np.array([-8.0, -3, 5, 9]), np.array([2, 3, 2, 1], "i4")
    owner = np.repeat(np.arange(4), rows)
    hidden, samples = y > NORTH, y[owner] > NORTH
    names = np.array(["south", "middle", "veiled" if other else "hidden", "apart" if other else "beyond"], "U8")
    hours = {"units": "hours since 2000-01-01", "standard_name": "time"}
    return places(("station",), moved(np.array([172.0, 176, 180, 184]), hidden, other, 3), moved(y, hidden, other, 40)) | {
        "name": Array(("station",), names, {"cf_role": "timeseries_id"}, fill=""),
        "row_size": Array(("station",), rows, {"sample_dimension": "obs"}, fill=None),
        "time": Array(("obs",), moved(np.arange(8.0), samples, other, 5000), hours, fill=None),
        "v": Array(("obs",), moved(np.arange(8.0), samples, other, 1000), {"units": "K", "coordinates": "time lat lon name"}, fill=None),
    }


def levels(other: bool) -> Store:
    """Levels over the ground of places in two dimensions."""
    longitudes, latitudes = leaning()
    hidden = latitudes > NORTH
    store = curvilinear(other)
    terms = {"standard_name": "ocean_s_coordinate_g2", "formula_terms": "s: s_rho C: Cs eta: zeta depth: h depth_c: hc", "axis": "Z", "positive": "up"}
    store["s_rho"] = Array(("s_rho",), np.array([-0.75, -0.25]), terms, fill=None)
    store["Cs"] = Array(("s_rho",), np.array([-0.8, -0.1]), {}, fill=None)
    store["hc"] = Array((), np.array(10.0), {"units": "m"}, fill=None)
    store["h"] = Array(("y", "x"), moved(100 + np.arange(90.0).reshape(10, 9), hidden, other, 5000), {"units": "m", "coordinates": "lon lat"}, fill=None)
    store["zeta"] = values(("y", "x"), hidden, other, {"units": "m", "coordinates": "lon lat"})
    flat = store["v"].data
    store["v"] = Array(("time", "s_rho", "y", "x"), np.stack([flat, flat + 0.25], axis=1), {"units": "K", "coordinates": "lon lat"}, fill=None)
    return store


STORES: dict[str, Callable[[bool], Store]] = {
    "curvilinear": curvilinear, "corners": corners, "mesh": mesh, "healpix": healpix, "points": points,
    "gathered": gathered, "stations": stations, "levels": levels,
}

MAP = "/wms/{d}?service=WMS&version=1.3.0&request=Get{what}&layers={v}&query_layers={v}&styles="
VIEW = "&crs={crs}&bbox={box}&width=48&height=40&format=image/png&transparent=true"
WORLD = "&crs=CRS:84&bbox=160,-20,200,40&width=48&height=40"
AREA = "coords=POLYGON((160%20-20,200%20-20,200%2040,160%2040,160%20-20))"
#: Every protocol about one variable; hidden places are asked for too.
TARGETS = [
    "/datasets/{d}?f=json", "/datasets/{d}?f=html", "/datasets/{d}/doctor?f=json", "/datasets/{d}/doctor?f=html",
    "/wms/{d}?service=WMS&request=GetCapabilities", MAP.replace("{what}", "Map") + WORLD + "&format=image/png",
    MAP.replace("{what}", "Map") + "&crs=EPSG:3857&bbox=17800000,-2000000,22200000,5000000&width=40&height=60&format=image/png",
    MAP.replace("{what}", "Map") + WORLD + "&format=image/png&colorscalerange=auto&dryrun=1",
    *(MAP.replace("{what}", "FeatureInfo") + WORLD + f"&info_format=application/json&i={i}&j={j}" for i in (12, 20) for j in (0, 14, 27, 33)),
    "/wms/{d}?request=GetLegendGraphic&layer={v}&format=image/png", "/edr/collections/{d}", "/edr/collections/{d}?f=html",
    "/edr/collections/{d}/position?coords=POINT(176%20-6)&parameter-name={v}",
    "/edr/collections/{d}/position?coords=POINT(176%20-6)&parameter-name={v}&f=csv",
    "/edr/collections/{d}/position?coords=POINT(176%20-6)&parameter-name={v}&vertical=height&z=-40",
    "/edr/collections/{d}/position?coords=POINT(176%20-6)&parameter-name={v}&vertical=depth",
    "/edr/collections/{d}/position?coords=POINT(176%208)&parameter-name={v}",
    "/edr/collections/{d}/position?coords=POINT(180%2030)&parameter-name={v}",
    "/edr/collections/{d}/position?coords=POINT(176%20-6)&parameter-name={v}&dryrun=1",
    "/edr/collections/{d}/area?" + AREA + "&parameter-name={v}", "/edr/collections/{d}/area?" + AREA + "&parameter-name={v}&dryrun=1",
    "/edr/collections/{d}/cube?bbox=160,-20,200,40&parameter-name={v}", "/edr/collections/{d}/cube?bbox=170,2,190,40&parameter-name={v}",
    "/edr/collections/{d}/locations", "/edr/collections/{d}/locations/hidden", "/edr/collections/{d}/locations/veiled",
    "/edr/collections/{d}/locations/2", "/edr/collections/{d}/items",
    *(f"/dap/{{d}}.{suffix}" for suffix in ("dds", "das", "dods", "ascii", "dmr", "dap", "html", "info", "plan")),
    *(f"/dap/{{d}}.dods?{name}" for name in ("{v}", "lon", "lat", "time", "lon_bnds", "face_nodes", "node_y", "cell", "land", "row_size", "h", "zeta")),
    "/dap/{d}.ascii?{v}[0:1][0:90]", "/dap/{d}.dap?dap4.ce=/{v}", "/dap/{d}.dap?dap4.ce=/face_nodes", "/dap/catalog.xml",
]


def write(folder: Path, other: bool) -> dict[str, Path]:
    return {name: stores.write(folder / f"{name}.zarr", "v3", make(other)) for name, make in STORES.items()}


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """The store and the other one behind the box, and both for whoever may see all of them."""
    access = f"access:\n  - {{datasets: [\"*\"], to: [public], window: {{box: {BOX}}}}}\n"
    folders = [tmp_path_factory.mktemp(name) for name in ("one", "other")]
    paths = [write(folder, other) for folder, other in zip(folders, (False, True))]
    started = []
    try:
        for extra in (access, ""):
            for number, own in enumerate(paths):
                # What a site tells of its stores is where they are.
                started.append(Site(tmp_path_factory.mktemp(f"site-{number}"), configuration(own, extra)))
                started[-1].__enter__()
        yield started
    finally:
        for site in reversed(started):
            site.__exit__(None, None, None)


def told(site: Site, target: str) -> tuple[int, bytes]:
    """Status and body without what tells one site or one asking from another: addresses, and estimates of what is stored, which
    follow from what a worker has read before."""
    answer: Answer = ask(site.port, target)
    status, _, body = answer.without_occasion()
    body = re.sub(rb'"fetched_bytes":\d+', b'"fetched_bytes":0', body)
    return status, re.sub(rb"127\.0\.0\.1:\d+|one\d*|other\d*", b"HERE", body)


def targets(name: str) -> list[str]:
    names = ["v", "w"] if name == "mesh" else ["v"]
    return sorted({target.replace("{d}", name).replace("{v}", variable) for target in TARGETS for variable in names})


@pytest.mark.parametrize("name", STORES)
def test_nothing_tells_what_is_hidden(sites, name):
    one, other, whole, whole_other = sites
    found, opened, differ = [], 0, 0
    for target in targets(name):
        first, second = told(one, target), told(other, target)
        if first != second:
            place = next((n for n, (a, b) in enumerate(zip(first[1], second[1])) if a != b), min(len(first[1]), len(second[1])))
            found.append((target, first[0], second[0], first[1][max(place - 60, 0):place + 60], second[1][max(place - 60, 0):place + 60]))
        opened += first[0] == 200
        differ += told(whole, target) != told(whole_other, target)
    assert not found, f"{len(found)} answers: {found[:4]}"
    assert opened > 15 and differ > 8, (opened, differ)


@pytest.mark.parametrize("name", [name for name in STORES if name not in ("gathered", "stations")])
def test_what_is_left_is_what_it_was(sites, name):
    """Else nothing that is refused above would say anything."""
    one, _, whole, _ = sites
    for longitude, latitude in ((176, -6), (182, -4)):
        target = f"/edr/collections/{name}/position?coords=POINT({longitude}%20{latitude})&parameter-name=v"
        status, body = told(one, target)
        assert status == 200 and b"values" in body
        assert re.findall(rb'"values":\[[^]]*\]', body) == re.findall(rb'"values":\[[^]]*\]', told(whole, target)[1])
