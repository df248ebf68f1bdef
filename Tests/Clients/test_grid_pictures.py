"""Pictures of every kind of grid, pixel by pixel: each tells its cell, and oracles of their own say which it should be.

A cell's number is written in digits of 64, each a variable of its own, which greys tell apart: a picture of 10,000 pixels
asks for 10,000 places.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import xarray
from scipy.spatial import Delaunay

import grid_oracles as oracles
import stores
from conftest import needs_test_data
from site_under_test import TEST_DATA, Site, configuration
from stores import Array
from test_wms_pictures import RADIUS, View, ask

DIGITS, BASE, SIDE = 3, 64, 100
EAST, NORTH = {"units": "degrees_east"}, {"units": "degrees_north"}


@dataclass
class Case:
    """The arrays of a store, the shape and the places of its cells, and who knows better."""

    arrays: dict[str, Array]
    dims: tuple[str, ...]
    longitudes: np.ndarray
    latitudes: np.ndarray
    judge: oracles.Judge
    #: Degrees between neighbours.
    spacing: float
    attributes: dict = field(default_factory=dict)

    def write(self, path: Path) -> None:
        shape = self.longitudes.shape
        numbers = np.arange(self.longitudes.size).reshape(shape)
        digits = {
            f"digit{place}": Array(self.dims, (numbers // BASE**place % BASE).astype("u1"), dict(self.attributes), fill=None)
            for place in range(DIGITS)
        }
        stores.write(path, "v3", self.arrays | digits)


def in_rows(longitudes, latitudes, spacing: float, corners=None) -> Case:
    dims = ("y", "x")
    arrays = {"lon": Array(dims, longitudes.copy(), dict(EAST), fill=None), "lat": Array(dims, latitudes.copy(), dict(NORTH), fill=None)}
    judge = oracles.nearest(longitudes.ravel(), latitudes.ravel(), oracles.reach_in_rows(longitudes, latitudes))
    if corners is not None:
        for name, numbers in zip(("lon", "lat"), corners):
            arrays[name].attributes["bounds"] = f"{name}_bnds"
            arrays[f"{name}_bnds"] = Array((*dims, "corner"), numbers, {}, fill=None)
        judge = oracles.outlines(np.stack(corners, axis=-1).reshape(-1, 4, 2).astype(float))
    return Case(arrays, dims, longitudes, latitudes, judge, spacing, {"coordinates": "lon lat"})


def unmarked() -> Case:
    """In single precision, netCDF's fill value where there is land, and no attribute that says so."""
    column, row = np.meshgrid(np.arange(60.0), np.arange(50.0))
    longitudes, latitudes = (10 + column + 0.2 * row).astype("f4"), (20 + row - 0.1 * column).astype("f4")
    land = np.hypot(column - 20, row - 25) < 4
    case = in_rows(np.where(land, np.nan, longitudes).astype("f4"), np.where(land, np.nan, latitudes).astype("f4"), 1.0)
    for name in ("lon", "lat"):
        case.arrays[name].data[land] = 9.96921e36
    return case


def turned(across: np.ndarray, along: np.ndarray, pole: float, east: float) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes of a graticule whose pole lies at another latitude."""
    x, y, z = np.moveaxis(oracles.vectors(across, along), -1, 0)
    tilt = np.radians(90 - pole)
    x, z = x * np.cos(tilt) - z * np.sin(tilt), x * np.sin(tilt) + z * np.cos(tilt)
    return (np.degrees(np.arctan2(y, x)) + east + 180) % 360 - 180, np.degrees(np.arcsin(np.clip(z, -1, 1)))


def tilted(has_corners: bool) -> Case:
    """Over the pole and the antimeridian."""
    across, along = np.meshgrid(np.arange(60) - 30.0, np.arange(50) - 25.0)
    corners = None
    if has_corners:
        # Each centre stands in a corner of its cell.
        sides = [(-0.1, -0.1), (0.9, -0.1), (0.9, 0.9), (-0.1, 0.9)]
        rings = [turned(across + right, along + up, 10, 170) for right, up in sides]
        corners = [np.stack([ring[axis] for ring in rings], axis=-1) for axis in (0, 1)]
    return in_rows(*turned(across, along, 10, 170), 1.0, corners)


def triangles(location: str = "face") -> Case:
    """Over the antimeridian, with a hole."""
    random = np.random.default_rng(5)
    places = random.uniform((172, -8), (188, 8), (900, 2))
    faces = Delaunay(places).simplices
    middles = places[faces].mean(axis=1)
    faces = faces[np.hypot(middles[:, 0] - 181, middles[:, 1]) > 1.5]
    return on_mesh((places[:, 0] + 180) % 360 - 180, places[:, 1], faces, 0.5, location)


def on_mesh(longitudes, latitudes, faces: np.ndarray, spacing: float, location: str = "face") -> Case:
    topology = {
        "cf_role": "mesh_topology", "topology_dimension": 2, "node_coordinates": "node_x node_y",
        "face_node_connectivity": "face_nodes",
    }
    corners = np.stack([longitudes[faces], latitudes[faces]], axis=-1).astype(float)
    middles = oracles.vectors(corners[..., 0], corners[..., 1]).sum(axis=1)
    middles /= np.linalg.norm(middles, axis=1)[:, None]
    x, y, judge = np.degrees(np.arctan2(middles[:, 1], middles[:, 0])), np.degrees(np.arcsin(middles[:, 2])), oracles.outlines(corners)
    if location == "node":
        x, y, judge = longitudes, latitudes, oracles.nodes(longitudes, latitudes, faces)
    return Case(
        {
            "mesh": Array((), np.array(0, "i4"), topology, fill=None),
            "node_x": Array(("node",), longitudes, dict(EAST), fill=None),
            "node_y": Array(("node",), latitudes, dict(NORTH), fill=None),
            "face_nodes": Array(("face", "corner"), faces.astype("i4"), {"start_index": 0}, fill=None),
        }, (location,), x, y, judge, spacing, {"mesh": "mesh", "location": location}
    )


def octahedral() -> Case:
    lines = 40
    latitudes = 90 - (np.arange(lines) + 0.5) * 180 / lines
    counts = [20 + 4 * min(line, lines - 1 - line) for line in range(lines)]
    longitudes = np.concatenate([np.arange(count) * 360 / count for count in counts])
    return points(longitudes, np.repeat(latitudes, counts), 4.0)


def points(longitudes, latitudes, spacing: float) -> Case:
    judge = oracles.nearest(longitudes, latitudes, oracles.reach_of_points(longitudes, latitudes))
    arrays = {"lon": Array(("ncol",), longitudes, dict(EAST), fill=None), "lat": Array(("ncol",), latitudes, dict(NORTH), fill=None)}
    return Case(arrays, ("ncol",), longitudes, latitudes, judge, spacing, {"coordinates": "lon lat"})


def healpix(side: int, nested: bool) -> Case:
    import healpy

    mapping = {"grid_mapping_name": "healpix", "healpix_nside": side, "healpix_order": "nested" if nested else "ring"}
    longitudes, latitudes = healpy.pix2ang(side, np.arange(12 * side**2), nest=nested, lonlat=True)
    return Case(
        {"crs": Array((), np.array(0, "i4"), mapping, fill=None)}, ("cell",), longitudes, latitudes,
        oracles.pixels(side, nested), np.degrees(healpy.nside2resol(side)), {"grid_mapping": "crs"}
    )


def on_map(mapping: dict, project, x: np.ndarray, y: np.ndarray, around: tuple[float, float]) -> Case:
    mapping |= {"semi_major_axis": oracles.A, "inverse_flattening": 1 / oracles.F}
    axes = {
        name: Array((name,), axis, {"units": "m", "standard_name": f"projection_{name}_coordinate"}, fill=None)
        for name, axis in (("x", x), ("y", y))
    }
    shape = (len(y), len(x))
    return Case(
        axes | {"crs": Array((), np.array(0, "i4"), mapping, fill=None)}, ("y", "x"), np.full(shape, around[0]),
        np.full(shape, around[1]), oracles.plane(project, x, y), 0.5, {"grid_mapping": "crs"}
    )


def utm() -> Case:
    mapping = {
        "grid_mapping_name": "transverse_mercator", "longitude_of_central_meridian": 15, "latitude_of_projection_origin": 0,
        "scale_factor_at_central_meridian": 0.9996, "false_easting": 500_000, "false_northing": 0,
    }
    project = oracles.transverse_mercator(15, 0.9996, 500_000)
    return on_map(mapping, project, np.arange(100_000.0, 900_000, 40_000), np.arange(6e6, 5e6, -40_000), (14, 50))


def polar() -> Case:
    mapping = {
        "grid_mapping_name": "polar_stereographic", "straight_vertical_longitude_from_pole": -45,
        "latitude_of_projection_origin": 90, "standard_parallel": 70,
    }
    project = oracles.polar_stereographic(-45, 70)
    return on_map(mapping, project, np.arange(-2e6, 2e6, 50_000), np.arange(2e6, -2e6, -50_000), (100, 80))


# Real places.


def real(name: str) -> xarray.Dataset:
    return xarray.open_dataset(TEST_DATA / "data" / "real" / name, decode_times=False, decode_coords=False)


def real_rows(name: str, longitude: str, latitude: str, bounds: bool = False, spacing: float = 1.0) -> Case:
    with real(name) as data:
        x, y = (np.squeeze(data[array].values) for array in (longitude, latitude))
        corners = [data[f"bounds_{axis}"].values for axis in ("lon", "lat")] if bounds else None
    return in_rows(x, y, spacing, corners)


def real_mesh() -> Case:
    with real("mesh/lfric_ngvat_2D_72t_face_half_levels_main_conv_rain.nc") as data:
        x, y, faces = (data[f"Mesh2d_half_levels_{name}"].values for name in ("node_x", "node_y", "face_nodes"))
    return on_mesh(x, y, faces, 7.5)


def real_triangles() -> Case:
    with real("mesh/tas_Amon_ICON-ESM-LR_historical_r1i1p1f1_gn_185001.nc") as data:
        x, y, corners = data["longitude"].values, data["latitude"].values, [
            data[f"{name}_bnds"].values for name in ("longitude", "latitude")
        ]
    arrays = {
        "lon": Array(("i",), x, EAST | {"bounds": "lon_bnds"}, fill=None),
        "lat": Array(("i",), y, NORTH | {"bounds": "lat_bnds"}, fill=None),
        "lon_bnds": Array(("i", "corner"), corners[0], {}, fill=None),
        "lat_bnds": Array(("i", "corner"), corners[1], {}, fill=None),
    }
    judge = oracles.outlines(np.stack(corners, axis=-1))
    return Case(arrays, ("i",), x, y, judge, 1.5, {"coordinates": "lon lat"})


MADE = {
    "tilted": lambda: tilted(False), "corners": lambda: tilted(True), "unmarked": unmarked, "triangles": triangles, "nodes": lambda: triangles("node"), "octahedral": octahedral,
    "nested": lambda: healpix(16, True), "ring": lambda: healpix(12, False), "utm": utm, "polar": polar,
}
REAL = {
    "nemo": lambda: real_rows("curvilinear/nemo_1m_20150101-20150201_grid-T.nc", "nav_lon", "nav_lat", True),
    "nemo-centres": lambda: real_rows("curvilinear/nemo_1m_20150101-20150201_grid-T.nc", "nav_lon", "nav_lat"),
    "fgoals": lambda: real_rows("curvilinear/tos_Omon_FGOALS-f3-L_ssp126_r1i1p1f1_gn_201501.nc", "longitude", "latitude"),
    "iitm": lambda: real_rows("curvilinear/tos_Omon_IITM-ESM_1pctCO2_r1i1p1f1_gn_193001.nc", "longitude", "latitude"),
    "sentinel": lambda: real_rows("curvilinear/sentinel5p_fake.nc", "longitude", "latitude", spacing=0.1),
    "lfric": real_mesh, "icon": real_triangles,
}


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    return {name: make() for name, make in (MADE | (REAL if TEST_DATA else {})).items()}


@pytest.fixture(scope="module")
def site(tmp_path_factory, cases):
    folder = tmp_path_factory.mktemp("grids")
    for name, case in cases.items():
        case.write(folder / f"{name}.zarr")
    scale = np.broadcast_to(np.arange(BASE, dtype="u1"), (2, BASE))
    stores.write(
        folder / "scale.zarr", "v3",
        {"lat": stores.latitude([0, 1]), "lon": stores.longitude(np.arange(BASE)), "digit0": Array(("lat", "lon"), scale.copy(), {}, fill=None)},
    )
    paths = {name: folder / f"{name}.zarr" for name in [*cases, "scale"]}
    with Site(tmp_path_factory.mktemp("site"), configuration(paths)) as running:
        yield running


def greys(site, name: str, digit: int, view: View) -> np.ndarray:
    """The grey of each pixel, −1 where it is transparent."""
    picture = ask(site, name, f"digit{digit}", view, COLORSCALERANGE=f"0,{BASE - 1}").astype(int)
    return np.where(picture[..., 3] == 0, -1, picture[..., 0])


@pytest.fixture(scope="module")
def digits(site) -> dict[int, int]:
    """What a grey stands for, as a plain grid of degrees shows it."""
    row = greys(site, "scale", 0, View("CRS:84", (-0.5, -0.5, BASE - 0.5, 0.5), BASE, 1))[0]
    assert len(set(row)) == BASE and -1 not in row
    return {-1: -1} | {int(grey): digit for digit, grey in enumerate(row)}


def shown(site, name: str, view: View, digits: dict[int, int]) -> np.ndarray:
    """The number of the cell that each pixel shows, −1 for none, row by row from the upper left."""
    places = [np.vectorize(digits.get)(greys(site, name, digit, view)) for digit in range(DIGITS)]
    assert all(((place < 0) == (places[0] < 0)).all() for place in places)
    return np.where(places[0] < 0, -1, sum(place * BASE**digit for digit, place in enumerate(places))).ravel()


def views(case: Case, crs: str) -> list[View]:
    """Boxes about 24 cells wide, around any cell and around the northernmost."""
    random = np.random.default_rng(11)
    usable = np.flatnonzero(np.isfinite(case.longitudes.ravel()) & np.isfinite(case.latitudes.ravel()))
    limit = 89.9 if crs == "CRS:84" else 84
    northernmost = usable[np.nanargmax(case.latitudes.ravel()[usable])]
    found = []
    for cell in (random.choice(usable), northernmost):
        x, y = float(case.longitudes.ravel()[cell]), float(np.clip(case.latitudes.ravel()[cell], -limit, limit))
        half = 12 * case.spacing
        south, north = max(y - half, -limit), min(y + half, limit)
        wide = min(half / max(np.cos(np.radians(y)), 0.1), 60)
        west, south, east, north = x - wide, south, x + wide, north
        if crs == "EPSG:3857":
            west, east = RADIUS * np.radians([west, east])
            south, north = RADIUS * np.arcsinh(np.tan(np.radians([south, north])))
        found.append(View(crs, tuple(map(float, (west, south, east, north))), SIDE, SIDE))
    return found


@pytest.mark.parametrize("crs", ["CRS:84", "EPSG:3857"])
@pytest.mark.parametrize("name", [*MADE, *(pytest.param(name, marks=needs_test_data) for name in REAL)])
def test_every_pixel_shows_the_cell_that_holds_it(site, cases, digits, name, crs):
    case = cases[name]
    some = 0
    for view in views(case, crs):
        found = shown(site, name, view, digits)
        longitudes, latitudes = (axis.ravel() for axis in np.meshgrid(*view.centres()))
        pixel = view.centres()[0][1] - view.centres()[0][0]
        is_wrong = case.judge(longitudes, latitudes, found, pixel)
        wrong = np.flatnonzero(is_wrong)
        assert not len(wrong), f"{len(wrong)} pixels of {view}: {[(longitudes[p], latitudes[p], found[p]) for p in wrong[:3]]}"
        some += (found >= 0).sum()
    assert some > SIDE**2 / 2
