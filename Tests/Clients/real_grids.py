"""The cells of real files: where they lie, as each file says it in its own way, and who knows which of them holds a place.

NEMO's cells, which overlap where the grid folds, are held against shapely, pixel by pixel, in test_grid_pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import healpy
import numpy as np
import xarray

import place_oracles as oracles
from grid_oracles import reach_in_rows, reach_of_points, vectors


@dataclass
class Cells:
    """The dimensions of some cells in a file, vectors of their centres, and who knows which of them holds a place."""

    dims: tuple[str, ...]
    shape: tuple[int, ...]
    centres: np.ndarray
    oracle: oracles.Oracle
    #: Radians around the centres in which places are asked for; none for anywhere among them.
    around: float | None = None


Reader = Callable[[xarray.Dataset], Cells]


def degrees(data: xarray.Dataset, *names: str) -> list[np.ndarray]:
    """Without a first dimension of one step; what has no units is in radians (MPAS)."""
    return [
        np.squeeze(data[name].values).astype(float) * (1 if "units" in data[name].attrs else 180 / np.pi) for name in names
    ]


def cells(data: xarray.Dataset, longitude: str, latitude: str, oracle) -> Cells:
    x, y = degrees(data, longitude, latitude)
    usable = np.isfinite(x) & np.isfinite(y) & (abs(y) <= 90) & (abs(x) <= 1080)
    x, y = np.where(usable, x, np.nan), np.where(usable, y, np.nan)
    array = data[longitude]
    return Cells(array.dims, array.shape, vectors(x, y)[usable], oracle(x, y))


def rows(longitude: str, latitude: str) -> Reader:
    """Without corners of their own."""
    def oracle(x: np.ndarray, y: np.ndarray) -> oracles.Oracle:
        return oracles.nearest(x.ravel(), y.ravel(), reach_in_rows(x, y))

    return lambda data: cells(data, longitude, latitude, oracle)


def bare(longitude: str, latitude: str) -> Reader:
    """A list of centres."""
    return lambda data: cells(data, longitude, latitude, lambda x, y: oracles.nearest(x, y, reach_of_points(x, y)))


#: Radians of five kilometres, as far as a station answers.
TOLERANCE = 5_000 / 6_371_008.8


def stations(longitude: str, latitude: str) -> Reader:
    def read(data: xarray.Dataset) -> Cells:
        found = cells(data, longitude, latitude, lambda x, y: oracles.nearest(x, y, np.full(len(x), TOLERANCE)))
        return replace(found, around=2 * TOLERANCE)

    return read


def bounded(longitude: str, latitude: str, bounds: tuple[str, str]) -> Reader:
    """With corners along a last dimension, in degrees."""
    def read(data: xarray.Dataset) -> Cells:
        corners = vectors(*(data[name].values for name in bounds))
        return cells(data, longitude, latitude, lambda x, y: oracles.faces(corners.reshape(-1, corners.shape[-2], 3)))

    return read


def cubed(data: xarray.Dataset) -> Cells:
    """Corners are rows and columns of their own, one more each way."""
    lattice = vectors(*degrees(data, "corner_lons", "corner_lats"))
    ring = np.stack([lattice[:, :-1, :-1], lattice[:, :-1, 1:], lattice[:, 1:, 1:], lattice[:, 1:, :-1]], axis=-2)
    return cells(data, "lons", "lats", lambda x, y: oracles.faces(ring.reshape(-1, 4, 3)))


def table(data: xarray.Dataset, name: str, start: int) -> np.ndarray:
    """Numbers of corners from 0; −1 for none, as for those repeated (MPAS fills up with the last)."""
    numbers = np.nan_to_num(data[name].values, nan=-1).astype(int) - start
    is_repeated = np.zeros(numbers.shape, bool)
    is_repeated[:, 1:] = numbers[:, 1:] == numbers[:, :-1]
    return np.where(is_repeated | (numbers < 0), -1, numbers)


def faces(centre: tuple[str, str], node: tuple[str, str], connectivity: str, start: int) -> Reader:
    def read(data: xarray.Dataset) -> Cells:
        corners = oracles.corners_of(table(data, connectivity, start), *degrees(data, *node))
        return cells(data, *centre, lambda x, y: oracles.faces(corners))

    return read


def nodes(node: tuple[str, str], connectivity: str, start: int) -> Reader:
    def read(data: xarray.Dataset) -> Cells:
        numbers = table(data, connectivity, start)
        return cells(data, *node, lambda x, y: oracles.nodes(x, y, numbers))

    return read


def edges(edge: tuple[str, str], node: tuple[str, str], connectivity: str, start: int) -> Reader:
    def read(data: xarray.Dataset) -> Cells:
        corners = oracles.corners_of(table(data, connectivity, start), *degrees(data, *node))
        return cells(data, *edge, lambda x, y: oracles.in_faces(x, y, corners))

    return read


def healpix(data: xarray.Dataset) -> Cells:
    count = data.sizes["cell"]
    side = healpy.npix2nside(count)
    centres = np.stack(healpy.pix2vec(side, np.arange(count), nest=True), axis=-1)
    return Cells(("cell",), (count,), centres, oracles.pixels(side, True))


LFRIC, TRIANGLES, FVCOM = "Mesh2d_half_levels", "mesh/21_triangle_example.nc", "mesh/machias_bay_fvcom.nc"
MPAS, ROTATED = "mesh/mesh.QU.1920km.151026.nc", "projected/small_rotPole_precipitation.nc"
#: A file, a variable that lies where the cells are, and who reads them.
CASES: dict[str, tuple[str, str, Reader]] = {
    "swath": ("curvilinear/O_L2_0001_SNS_2017104102450_v1.0.nc", "kd489", rows("lon", "lat")),
    "irregular": ("curvilinear/example_file_irregular_2Dlat2Dlon_grid.nc", "data_var_1", rows("lon", "lat")),
    "sentinel": ("curvilinear/sentinel5p_fake.nc", "my_var", rows("longitude", "latitude")),
    "fgoals": ("curvilinear/tos_Omon_FGOALS-f3-L_ssp126_r1i1p1f1_gn_201501.nc", "tos", rows("longitude", "latitude")),
    "iitm": ("curvilinear/tos_Omon_IITM-ESM_1pctCO2_r1i1p1f1_gn_193001.nc", "tos", rows("longitude", "latitude")),
    "crcm": ("projected/orog_CRCM1.nc", "orog", rows("lon", "lat")),
    "rotated": (ROTATED, "pr", rows("lon", "lat")),
    "cubed": ("mesh/test-c12.native.nc4", "PHIS", cubed),
    "lfric": (
        "mesh/lfric_ngvat_2D_72t_face_half_levels_main_conv_rain.nc", "conv_rain",
        faces((f"{LFRIC}_face_x", f"{LFRIC}_face_y"), (f"{LFRIC}_node_x", f"{LFRIC}_node_y"), f"{LFRIC}_face_nodes", 0)
    ),
    "icon": (
        "mesh/tas_Amon_ICON-ESM-LR_historical_r1i1p1f1_gn_185001.nc", "tas",
        bounded("longitude", "latitude", ("longitude_bnds", "latitude_bnds"))
    ),
    "triangles": (
        TRIANGLES, "u", faces(("mesh_face_lon", "mesh_face_lat"), ("mesh_node_lon", "mesh_node_lat"), "mesh_face_nodes", 0)
    ),
    "triangle-nodes": (TRIANGLES, "depth", nodes(("mesh_node_lon", "mesh_node_lat"), "mesh_face_nodes", 0)),
    "triangle-edges": (
        TRIANGLES, "flux", edges(("mesh_edge_lon", "mesh_edge_lat"), ("mesh_node_lon", "mesh_node_lat"), "mesh_face_nodes", 0)
    ),
    "triangle-border": (TRIANGLES, "bnd_cond", bare("mesh_boundary_lon", "mesh_boundary_lat")),
    "fvcom": (FVCOM, "ua", faces(("lonc", "latc"), ("lon", "lat"), "nv", 1)),
    "fvcom-nodes": (FVCOM, "zeta", nodes(("lon", "lat"), "nv", 1)),
    "ucf-nodes": ("mesh/UCF_FVCOM_DEMO.nc", "zeta", bare("lon", "lat")),
    "ucf-centres": ("mesh/UCF_FVCOM_DEMO.nc", "u", bare("lonc", "latc")),
    "mpas": (MPAS, "areaCell", faces(("lonCell", "latCell"), ("lonVertex", "latVertex"), "verticesOnCell", 1)),
    "mpas-nodes": (MPAS, "areaTriangle", nodes(("lonVertex", "latVertex"), "verticesOnCell", 1)),
    "mpas-edges": (MPAS, "dvEdge", edges(("lonEdge", "latEdge"), ("lonVertex", "latVertex"), "verticesOnCell", 1)),
    "stations": ("points/H.2.1.1.nc", "humidity", stations("lon", "lat")),
    "cities": ("points/daily_surface_cancities_1990-1993.nc", "tas", stations("lon", "lat")),
    "catchments": ("points/geometry.nc", "pr", stations("lon", "lat")),
    "healpix": ("mesh/healpix_outCSne30_data.nc", "psi", healpix),
}
