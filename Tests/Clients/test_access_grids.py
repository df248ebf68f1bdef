"""What a box hides of any kind of grid has no influence: of two sites whose stores differ in hidden cells alone no answer
tells which it is.

The hidden cells of the other store have other values and other places; what hangs on them, such as nodes, corners, names and
terms of levels, is another too.
"""

from __future__ import annotations

import json
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
    longitudes, latitudes = leaning()
    hidden = latitudes > NORTH
    return times() | places(("y", "x"), moved(longitudes, hidden, other, -31), moved(latitudes, hidden, other, 23)) | {
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
    far = y > NORTH
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
    hidden = y > NORTH
    return times() | places(("ncol",), moved(x, hidden, other, 9), moved(y, hidden, other, 17)) | {
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


def near(other: bool) -> Store:
    """Hidden cells that move by little: what is left at the edge reaches as far as it did."""
    longitudes, latitudes = leaning()
    hidden = latitudes > NORTH
    return times() | places(("y", "x"), moved(longitudes, hidden, other, 0.4), moved(latitudes, hidden, other, 0.3)) | {
        "v": values(("y", "x"), hidden, other, {"coordinates": "lon lat"})
    }


def uneven(other: bool) -> Store:
    """Lines of a projection, of which the hidden ones lie elsewhere."""
    x, y = np.arange(-1.5e6, 1.6e6, 250e3), np.array([-1.1e6, -9e5, -6e5, -4e5, -1e5, 0, 3e5, 5e5, 9e5, 1.2e6])
    y = np.where((y > 50e3) & other, y + 40e3, y)
    mapping = {"grid_mapping_name": "lambert_azimuthal_equal_area", "longitude_of_projection_origin": 180.0,
               "latitude_of_projection_origin": 0.0, "false_easting": 0.0, "false_northing": 0.0, "earth_radius": 6371229.0}
    hidden = np.broadcast_to((y > 50e3)[:, None], (y.size, x.size))
    return times() | {
        "crs": Array((), np.array(0, "i4"), mapping, fill=None),
        "x": Array(("x",), x, {"standard_name": "projection_x_coordinate", "units": "m"}, fill=None),
        "y": Array(("y",), y, {"standard_name": "projection_y_coordinate", "units": "m"}, fill=None),
        "v": values(("y", "x"), hidden, other, {"grid_mapping": "crs"}),
    }


#: The projection of `uneven`, in the words of pyproj.
SYSTEM = (
    'PROJCRS["unknown",BASEGEOGCRS["unknown",DATUM["unknown",ELLIPSOID["unknown",6371229,0,LENGTHUNIT["metre",1]]],'
    'PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]]],CONVERSION["unknown",'
    'METHOD["Lambert Azimuthal Equal Area",ID["EPSG",9820]],PARAMETER["Latitude of natural origin",0,'
    'ANGLEUNIT["degree",0.0174532925199433]],PARAMETER["Longitude of natural origin",180,ANGLEUNIT["degree",0.0174532925199433]],'
    'PARAMETER["False easting",0,LENGTHUNIT["metre",1]],PARAMETER["False northing",0,LENGTHUNIT["metre",1]]],'
    'CS[Cartesian,2],AXIS["easting",east,ORDER[1],LENGTHUNIT["metre",1]],AXIS["northing",north,ORDER[2],LENGTHUNIT["metre",1]]'
)


def areas(other: bool) -> Store:
    """A reference system that says where the data lies, as programs write it that cut files."""
    store = uneven(other)
    north = 40.5 if other else 11.25
    area = f"up to {north} degrees north"
    usage = f'USAGE[SCOPE["unknown"],AREA["{area}"],BBOX[-12,160,{north},-160]]'
    document = {"type": "ProjectedCRS", "name": "of a sphere", "area": area, "bbox": {"north_latitude": north}}
    store["crs"].attributes.update({"crs_wkt": f"{SYSTEM},{usage}]", "projjson": json.dumps(document), "area_of_use": area})
    return store


def plane(other: bool) -> Store:
    """A mesh whose nodes have x and y (Snyder, Map projections, equations 24-2 to 24-4 of the sphere)."""
    store, mapping = mesh(other), uneven(False)["crs"]
    longitude, latitude = np.radians(store["node_x"].data - 180), np.radians(store["node_y"].data)
    reach = mapping.attributes["earth_radius"] * np.sqrt(2 / (1 + np.cos(latitude) * np.cos(longitude)))
    for name, numbers in (("x", np.cos(latitude) * np.sin(longitude)), ("y", np.sin(latitude))):
        attributes = {"standard_name": f"projection_{name}_coordinate", "units": "m"}
        store[f"node_{name}"] = Array(("node",), reach * numbers, attributes, fill=None)
    for name in ("v", "w"):
        store[name].attributes["grid_mapping"] = "crs"
    return store | {"crs": mapping}


def strays(other: bool) -> Store:
    """Hidden cells whose places are no degrees."""
    store = curvilinear(False)
    hidden = leaning()[1] > NORTH
    for name in ("lon", "lat"):
        store[name] = Array(("y", "x"), np.where(hidden & other, -999.0, store[name].data), store[name].attributes, fill=None)
    return store | {"v": curvilinear(other)["v"]}


def twins(other: bool) -> Store:
    """Stations of which hidden ones have the names of others in the other store."""
    y = np.array([-8.0, -3, -1, 5, 9])
    hidden = y > NORTH
    names = ["south", "middle", "north", "hidden", "beyond"]
    names[3:] = ["south", "middle"] if other else names[3:]
    station = {"cf_role": "timeseries_id", "long_name": "station"}
    return times() | places(("station",), np.array([172.0, 176, 178, 180, 184]), y) | {
        "name": Array(("station",), np.array(names, "U8"), station, fill=""),
        "v": values(("station",), hidden, other, {"coordinates": "lat lon name"}),
    }


def numbered(other: bool) -> Store:
    """Orders of stations that their names repeat, hidden or not."""
    store = twins(False)
    names = ["south", "middle", "south", "beyond" if other else "middle", "south" if other else "apart"]
    store["name"] = Array(("station",), np.array(names, "U8"), store["name"].attributes, fill="")
    store["v"] = twins(other)["v"]
    return store


def winds(other: bool) -> Store:
    """Two variables that are vectors together, in their parts along the rows of a grid."""
    store = curvilinear(other)
    store["w"] = Array(store["v"].dims, store["v"].data * 0.5 - 20, dict(store["v"].attributes), fill=None)
    for name, words in (("v", "x_wind"), ("w", "y_wind")):
        store[name].attributes["standard_name"] = words
    return store


STORES: dict[str, Callable[[bool], Store]] = {
    "curvilinear": curvilinear, "corners": corners, "mesh": mesh, "healpix": healpix, "points": points,
    "gathered": gathered, "stations": stations, "levels": levels, "near": near, "uneven": uneven, "twins": twins,
    "numbered": numbered, "areas": areas, "plane": plane, "strays": strays,
    "winds": winds,
}

FEATURES = ("stations", "twins", "numbered")
MAP = "/wms/{d}?service=WMS&version=1.3.0&request=Get{what}&layers={v}&query_layers={v}&styles="
VIEW = "&crs={crs}&bbox={box}&width=48&height=40&format=image/png&transparent=true"
WORLD = "&crs=CRS:84&bbox=160,-20,200,40&width=48&height=40"
CLOSE = "&crs=CRS:84&bbox=170,-6,190,4&width=60&height=40"
#: Close, coarse, and in a projection.
VIEWS = (WORLD, CLOSE, "&crs=CRS:84&bbox=160,-20,200,40&width=7&height=9", "&crs=EPSG:3413&bbox=-9000000,2000000,-2000000,9000000&width=30&height=40")
MANNERS = ("bilinear", "average")
AREA = "coords=POLYGON((160%20-20,200%20-20,200%2040,160%2040,160%20-20))"
#: Every protocol about one variable; hidden places are asked for too.
TARGETS = [
    "/datasets/{d}?f=json", "/datasets/{d}?f=html", "/datasets/{d}/doctor?f=json", "/datasets/{d}/doctor?f=html",
    "/wms/{d}?service=WMS&request=GetCapabilities", MAP.replace("{what}", "Map") + WORLD + "&format=image/png",
    MAP.replace("{what}", "Map") + "&crs=EPSG:3857&bbox=17800000,-2000000,22200000,5000000&width=40&height=60&format=image/png",
    MAP.replace("{what}", "Map") + WORLD + "&format=image/png&colorscalerange=auto&dryrun=1",
    *(MAP.replace("{what}", "Map") + style + WORLD + "&format=image/png" for style in ("contours", "filled-contours", "stipple")),
    *(MAP.replace("{what}", "Map").replace("{v}", "v:w-mag") + style + WORLD + "&format=image/png" for style in ("", "arrows", "streamlines")),
    MAP.replace("{what}", "Map").replace("{v}", "v:w-dir") + WORLD + "&format=image/png",
    *(MAP.replace("{what}", "FeatureInfo").replace("{v}", f"v:w-{kind}") + WORLD + f"&info_format=application/json&i=12&j={j}"
      for kind in ("mag", "dir") for j in (0, 27, 33)),
    *(f"/wms/{{d}}?request=GetLegendGraphic&layer={{v}}&style={style}&format=application/json" for style in ("contours", "stipple")),
    *(MAP.replace("{what}", "FeatureInfo") + WORLD + f"&info_format=application/json&i={i}&j={j}" for i in (12, 20) for j in (0, 14, 27, 33)),
    *(MAP.replace("{what}", "Map") + view + f"&format=image/png&colorscalerange=0,90&resampling={manner}" for manner in MANNERS for view in VIEWS),
    *(MAP.replace("{what}", "FeatureInfo") + CLOSE + f"&info_format=application/json&i=22&j={j}&resampling={manner}" for manner in MANNERS for j in range(0, 40, 3)),
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
                started.append(Site(tmp_path_factory.mktemp(f"site-{number}"), configuration(own, extra), workers=1))
                started[-1].__enter__()
        yield started
    finally:
        for site in reversed(started):
            site.__exit__(None, None, None)


def told(site: Site, target: str) -> tuple[int, bytes]:
    """Status and body without what tells one site or one asking from another: addresses."""
    answer: Answer = ask(site.port, target)
    status, _, body = answer.without_occasion()
    return status, re.sub(rb"127\.0\.0\.1:\d+|one\d*|other\d*", b"HERE", body)


def described(site: Site, name: str) -> dict:
    return json.loads(told(site, f"/datasets/{name}/doctor?f=json")[1])


def targets(name: str) -> list[str]:
    names = ["v", "w"] if name in ("mesh", "plane") else ["v"]
    return sorted({target.replace("{d}", name).replace("{v}", variable) for target in TARGETS for variable in names})


@pytest.mark.parametrize("name", STORES)
def test_nothing_tells_what_is_hidden(sites, name):
    one, other, whole, whole_other = sites
    found, opened, differ = [], 0, 0
    # Of arrays of which nothing is hidden a plan tells what is stored once they were read: both have read the same.
    for target in targets(name):
        told(one, target), told(other, target)
    for target in targets(name):
        first, second = told(one, target), told(other, target)
        if first != second:
            place = next((n for n, (a, b) in enumerate(zip(first[1], second[1])) if a != b), min(len(first[1]), len(second[1])))
            found.append((target, first[0], second[0], first[1][max(place - 60, 0):place + 60], second[1][max(place - 60, 0):place + 60]))
        opened += first[0] == 200
        differ += told(whole, target) != told(whole_other, target)
    assert not found, f"{len(found)} answers: {found[:4]}"
    assert opened > 15 and differ > 8, (opened, differ)


@pytest.mark.parametrize("name", [name for name in STORES if name not in ("gathered", *FEATURES)])
def test_what_is_left_is_what_it_was(sites, name):
    """Else nothing that is refused above would say anything."""
    one, _, whole, _ = sites
    for longitude, latitude in ((176, -6), (182, -4)):
        target = f"/edr/collections/{name}/position?coords=POINT({longitude}%20{latitude})&parameter-name=v"
        status, body = told(one, target)
        assert status == 200 and b"values" in body
        assert re.findall(rb'"values":\[[^]]*\]', body) == re.findall(rb'"values":\[[^]]*\]', told(whole, target)[1])


@pytest.mark.parametrize("name", [name for name in STORES if name not in FEATURES])
def test_positions_are_those_of_what_is_left(sites, name):
    one = sites[0]
    axes = described(one, name)["axes"]
    bare = [axis for axis in axes if axis["coordinate"] is None]
    assert all((axis["first"], axis["last"]) == ("0", str(axis["count"] - 1)) for axis in bare), bare


def test_nothing_that_is_named_is_missing(sites):
    """Where it is not told which sample is whose, no sample names what is its station's."""
    one = sites[0]
    for name in STORES:
        arrays = set(re.findall(r"(\w+)\[", told(one, f"/dap/{name}.dds")[1].decode())) | {"crs", "mesh", "hc"}
        attributes = told(one, f"/dap/{name}.das")[1].decode()
        named = {word for words in re.findall(r'String coordinates "([^"]*)"', attributes) for word in words.split()}
        assert named <= arrays, (name, named - arrays)
    stations = told(one, "/dap/stations.das")[1].decode()
    assert re.findall(r'String coordinates "([^"]*)"', stations) == ["time"], stations


def test_a_reference_system_is_told_without_its_area(sites):
    one, _, whole, _ = sites
    for suffix in ("das", "dmr"):
        cut, all_of_it = (told(site, f"/dap/areas.{suffix}")[1].decode() for site in (one, whole))
        assert "11.25" in all_of_it and "11.25" not in cut and "degrees north" not in cut
        assert "Lambert Azimuthal Equal Area" in cut and "of a sphere" in cut, cut


def test_names_are_judged_among_what_is_left(sites):
    """Whoever sees all meets names that repeat, whoever sees some does not."""
    other, whole_other = sites[1], sites[3]
    axis = lambda site: next(a for a in described(site, "twins")["axes"] if a["name"] == "station")
    assert axis(other)["labels"] == "name" and (axis(other)["first"], axis(other)["last"]) == ("south", "north")
    assert "labels" not in axis(whole_other)
    features = lambda site: described(site, "twins")["features"][0]
    assert features(other)["named"] and not features(whole_other)["named"]


def test_two_pairs_of_places_on_one_dimension(tmp_path):
    """Values on faces by their mesh, and the size of faces by centres of its own: both are there, of cells that both leave."""
    store = mesh(False)
    faces = store["face_nodes"].data
    x, y = (store[name].data[faces].mean(axis=1) for name in ("node_x", "node_y"))
    store |= places(("face",), x + 0.2, y - 0.8)
    store["area"] = Array(("face",), np.arange(x.size, dtype="f4"), {"units": "m2", "coordinates": "lon lat"}, fill=None)
    access = f"access:\n  - {{datasets: [\"*\"], to: [public], window: {{box: {BOX}}}}}\n"
    with Site(tmp_path / "site", configuration({"pairs": stores.write(tmp_path / "pairs.zarr", "v3", store)}, access)) as site:
        variables = {v["name"]: v["shape"][-1] for v in described(site, "pairs")["variables"]}
        left = int(((y <= NORTH) & (y >= SOUTH) & (y - 0.8 >= SOUTH)).sum())
        assert variables["v"] == variables["area"] == left, variables
        cell = int(np.flatnonzero((x == 177) & (y == -5))[0])
        for name, value in (("v", [float(cell), cell + 0.5]), ("area", [float(cell)])):
            status, body = told(site, f"/edr/collections/pairs/position?coords=POINT(177.1%20-5.1)&parameter-name={name}")
            assert status == 200 and json.loads(body)["ranges"][name]["values"] == value, (name, body)
