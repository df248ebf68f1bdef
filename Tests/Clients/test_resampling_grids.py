"""WMS RESAMPLING=bilinear on every kind of grid: what lies between centres, against numpy and healpy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.spatial import Delaunay, cKDTree

import grid_oracles
import stores
from site_under_test import Site, configuration
from stores import Array
from test_resampling import between
from test_wms_pictures import View, ask

EAST, NORTH = {"units": "degrees_east"}, {"units": "degrees_north"}


@dataclass
class Case:
    """A variable `v` on a grid; what a place is mixed from: its own cell and all cells with their weights."""

    arrays: dict[str, Array]
    values: np.ndarray
    mix: Callable[[float, float], tuple[int, list[tuple[int, float]]]]
    views: list[View]

    def expected(self, longitude: float, latitude: float) -> float:
        values = self.values.ravel()
        own, parts = self.mix(longitude, latitude)
        if own < 0 or np.isnan(values[own]):
            return np.nan
        held = [(cell, weight) for cell, weight in parts if not np.isnan(values[cell])]
        return sum(values[cell] * weight for cell, weight in held) / sum(weight for _, weight in held)


def noise(shape, holes: int, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    values = random.uniform(0, 1, shape)
    values.ravel()[random.integers(0, values.size, holes)] = np.nan
    return values.astype("f4").astype("f8")


def variable(dims: tuple[str, ...], values: np.ndarray, attributes: dict, chunks=None) -> Array:
    return Array(dims, values.astype("f4"), {"units": "1"} | attributes, chunks, float("nan"))


def on_plane(vectors: np.ndarray, longitude: float, latitude: float) -> np.ndarray:
    """Where vectors are on the plane that touches the sphere at a place."""
    middle = grid_oracles.vectors(np.array(longitude), np.array(latitude))
    east = np.array([-np.sin(np.radians(longitude)), np.cos(np.radians(longitude)), 0])
    north = np.cross(middle, east)
    return np.stack([vectors @ east, vectors @ north], axis=-1) / (vectors @ middle)[..., None]


def inside_quadrilateral(corners: np.ndarray) -> tuple[float, float] | None:
    """Newton's method for the shares of 0, 0 between four points: first, across, along, far."""
    u, v = 0.5, 0.5
    first, across, along, far = corners
    for _ in range(30):
        at = (1 - u) * (1 - v) * first + u * (1 - v) * across + (1 - u) * v * along + u * v * far
        slope = np.stack([(1 - v) * (across - first) + v * (far - along), (1 - u) * (along - first) + u * (far - across)], axis=-1)
        step = np.linalg.lstsq(slope, at, rcond=None)[0]
        u, v = u - step[0], v - step[1]
    return (u, v) if -1e-9 <= u <= 1 + 1e-9 and -1e-9 <= v <= 1 + 1e-9 and np.hypot(*at) < 1e-9 else None


def in_rows(longitudes: np.ndarray, latitudes: np.ndarray, views, goes_round: bool, folds: bool, corners=None) -> Case:
    rows, columns = longitudes.shape
    values = noise(longitudes.shape, 20, 3)
    vectors = grid_oracles.vectors(longitudes, latitudes)
    tree = cKDTree(vectors.reshape(-1, 3))

    def neighbour(row: int, column: int) -> tuple[int, int] | None:
        if not 0 <= column < columns:
            if not goes_round:
                return None
            column %= columns
        if row == rows and folds:
            row, column = rows - 1, columns - 1 - column
        return (row, column) if 0 <= row < rows else None

    def mix(longitude, latitude):
        own = int(tree.query(grid_oracles.vectors(np.array(longitude), np.array(latitude)))[1])
        row, column = divmod(own, columns)
        for down in (-1, 1):
            for across in (-1, 1):
                cells = [neighbour(row + d, column + a) for d, a in ((0, 0), (0, across), (down, 0), (down, across))]
                if None in cells:
                    continue
                shares = inside_quadrilateral(on_plane(np.array([vectors[cell] for cell in cells]), longitude, latitude))
                if shares:
                    u, v = shares
                    weights = ((1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v)
                    return own, [(r * columns + c, weight) for (r, c), weight in zip(cells, weights)]
        return own, [(own, 1.0)]

    arrays = {"lon": Array(("y", "x"), longitudes, dict(EAST), fill=None), "lat": Array(("y", "x"), latitudes, dict(NORTH), fill=None)}
    if corners is not None:
        for name, numbers in zip(("lon", "lat"), corners):
            arrays[name] = Array(("y", "x"), arrays[name].data, arrays[name].attributes | {"bounds": f"{name}_bnds"}, fill=None)
            arrays[f"{name}_bnds"] = Array(("y", "x", "corner"), numbers, {}, fill=None)
    return Case(arrays | {"v": variable(("y", "x"), values, {"coordinates": "lon lat"}, (7, 9))}, values, mix, views)


def leaning(with_corners: bool) -> Case:
    def at(row, column):
        return 172 + 0.7 * column + 0.13 * row, -9 + 0.6 * row - 0.1 * column + 0.003 * column * row

    row, column = np.meshgrid(np.arange(30.0), np.arange(31.0), indexing="ij")
    sides = [at(row + d / 2, column + a / 2) for d, a in ((-1, -1), (-1, 1), (1, 1), (1, -1))]
    corners = [np.stack([side[axis] for side in sides], axis=-1) for axis in (0, 1)]
    views = [View("CRS:84", (175, -7, 192, 7), 61, 57), View("EPSG:3857", (19.7e6, -0.5e6, 20.6e6, 0.4e6), 80, 70)]
    return in_rows(*at(row, column), views, False, False, corners if with_corners else None)


def round_the_pole() -> Case:
    """Rows around a pole beside the Earth's, closed in columns."""
    bearing, distance = np.meshgrid(np.arange(0, 360, 10.0), np.radians(np.arange(3.0, 40, 3)))
    a = np.radians(bearing)
    flat = np.stack([np.sin(distance) * np.cos(a), np.sin(distance) * np.sin(a), np.cos(distance)], axis=-1)
    tilt = np.radians(20)
    turn = np.array([[np.cos(tilt), 0, np.sin(tilt)], [0, 1, 0], [-np.sin(tilt), 0, np.cos(tilt)]])
    x, y, z = np.moveaxis(flat @ turn.T, -1, 0)
    views = [View("CRS:84", (-180, 66, 180, 88), 90, 40)]
    return in_rows(np.degrees(np.arctan2(y, x)), np.degrees(np.arcsin(z)), views, True, False)


def folded() -> Case:
    """The last row lies against itself along a line from one pole of the grid to the other."""
    columns = 40
    column, row = np.meshgrid(np.arange(columns), np.arange(9))
    x = 10 * np.cos((column + 0.5) * 2 * np.pi / columns)
    y = np.sin((column + 0.5) * 2 * np.pi / columns) * (0.5 + 0.9 * (8 - row))
    views = [View("CRS:84", (-6, -2.5, 6, 2.5), 60, 40)]
    return in_rows(20 + x, y, [View(v.crs, (v.box[0] + 20, v.box[1], v.box[2] + 20, v.box[3]), v.width, v.height) for v in views], True, True)


def nodes() -> Case:
    random = np.random.default_rng(8)
    x, y = random.uniform(174, 186, 400), random.uniform(50, 58, 400)
    faces = Delaunay(np.stack([x, y], axis=-1)).simplices
    values = noise(400, 12, 5)
    vectors = grid_oracles.vectors(x, y)
    tree = cKDTree(vectors)

    def mix(longitude, latitude):
        own = int(tree.query(grid_oracles.vectors(np.array(longitude), np.array(latitude)))[1])
        for face in faces:
            if np.linalg.norm(vectors[face] - vectors[own], axis=1).min() > 0.2:
                continue
            points = on_plane(vectors[face], longitude, latitude)
            weights = np.linalg.solve(np.vstack([points.T, np.ones(3)]), [0, 0, 1])
            if weights.min() >= 0:
                return own, list(zip(face.tolist(), weights.tolist()))
        return own, [(own, 1.0)]

    topology = {
        "cf_role": "mesh_topology", "topology_dimension": 2, "node_coordinates": "node_x node_y",
        "face_node_connectivity": "face_nodes",
    }
    arrays = {
        "mesh": Array((), np.array(0, "i4"), topology, fill=None), "node_x": Array(("node",), x, dict(EAST), fill=None),
        "node_y": Array(("node",), y, dict(NORTH), fill=None),
        "face_nodes": Array(("face", "corner"), faces.astype("i4"), {"start_index": 0}, fill=None),
        "v": variable(("node",), values, {"mesh": "mesh", "location": "node"}, (90,)),
    }
    return Case(arrays, values, mix, [View("CRS:84", (176, 51, 184, 57), 60, 50)])


def healpix(side: int, nested: bool) -> Case:
    import healpy

    count = 12 * side**2
    values = noise(count, count // 30, 6)

    def mix(longitude, latitude):
        own = int(healpy.ang2pix(side, longitude, latitude, nest=nested, lonlat=True))
        cells, weights = healpy.get_interp_weights(side, longitude, latitude, nest=nested, lonlat=True)
        return own, list(zip(cells.tolist(), weights.tolist()))

    mapping = {"grid_mapping_name": "healpix", "healpix_nside": side, "healpix_order": "nested" if nested else "ring"}
    arrays = {
        "crs": Array((), np.array(0, "i4"), mapping, fill=None),
        "v": variable(("cell",), values, {"grid_mapping": "crs"}, (count // 7,)),
    }
    views = [View("CRS:84", (-180, -90, 180, 90), 90, 60), View("EPSG:4326", (150, 60, 215, 90), 60, 60), View("CRS:84", (-30, -90, 60, -70), 50, 50)]
    return Case(arrays, values, mix, views)


def gathered() -> Case:
    longitudes, latitudes = np.arange(0.0, 360, 6), np.arange(-81.0, 82, 6)
    listed = np.flatnonzero(np.random.default_rng(2).uniform(size=longitudes.size * latitudes.size) > 0.2)
    values = noise(listed.size, 20, 7)
    position = {int(cell): index for index, cell in enumerate(listed)}

    def mix(longitude, latitude):
        columns, rows = between(longitudes, np.array([longitude]), 360)[0], between(latitudes, np.array([latitude]), None)[0]
        own = int(np.argmax(rows)) * longitudes.size + int(np.argmax(columns))
        weights = np.outer(rows, columns).ravel()
        cells = np.flatnonzero(weights)
        return position.get(own, -1), [(position[int(c)], float(weights[c])) for c in cells if int(c) in position]

    arrays = {
        "lat": stores.latitude(latitudes), "lon": stores.longitude(longitudes),
        "land": Array(("land",), listed.astype("i4"), {"compress": "lat lon"}, fill=None),
        "v": variable(("land",), values, {}, (200,)),
    }
    return Case(arrays, values, mix, [View("CRS:84", (-90, -70, 100, 70), 80, 60)])


CASES = {
    "leaning": lambda: leaning(False), "corners": lambda: leaning(True), "pole": round_the_pole, "folded": folded, "nodes": nodes,
    "nested": lambda: healpix(8, True), "ring": lambda: healpix(6, False), "gathered": gathered,
}


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    return {name: make() for name, make in CASES.items()}


@pytest.fixture(scope="module")
def site(tmp_path_factory, cases):
    folder = tmp_path_factory.mktemp("between")
    paths = {n: stores.write(folder / f"{n}.zarr", "v3", case.arrays, {"Conventions": "CF-1.11"}) for n, case in cases.items()}
    with Site(tmp_path_factory.mktemp("between-site"), configuration(paths)) as running:
        yield running


def told(site, name: str, view: View, column: int, row: int, manner: str = "bilinear", layer: str = "v"):
    """What GetFeatureInfo says of a pixel; nil where it has no value."""
    query = {
        "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetFeatureInfo", "LAYERS": layer, "QUERY_LAYERS": layer, "STYLES": "",
        "CRS": view.crs, "BBOX": view.bbox(), "WIDTH": view.width, "HEIGHT": view.height, "INFO_FORMAT": "application/json",
        "I": column, "J": row, "RESAMPLING": manner,
    }
    answer = site.session.get(f"{site.url}/wms/{name}", params=query, timeout=60)
    assert answer.status_code == 200, answer.text[:300]
    return answer.json()["features"][0]["properties"]["value"]


def check_order(greys: np.ndarray, values: np.ndarray, slack: int = 0) -> None:
    """Greys follow values: one way or the other, each its own narrow class, but for so many classes."""
    order = np.argsort(values, kind="stable")
    steps = np.diff(greys[order].astype(int))
    assert np.all(steps >= -slack) or np.all(steps <= slack), steps
    assert len(set(greys.tolist())) > min(len(values) // 3, 15)


@pytest.mark.parametrize("name", CASES)
def test_what_lies_between_centres(site, cases, name):
    case = cases[name]
    for view in case.views:
        picture = ask(site, name, "v", view, RESAMPLING="bilinear")
        longitudes, latitudes = view.centres()
        values, greys, gaps = [], [], 0
        for row, column in np.random.default_rng(5).integers(0, (view.height, view.width), (60, 2)).tolist():
            value = told(site, name, view, column, row)
            wanted = case.expected(longitudes[column], latitudes[row])
            drawn = picture[row, column, 3] == 255
            assert (value is not None) == (not np.isnan(wanted)) == drawn, (column, row, value, wanted)
            if value is None:
                gaps += 1
                continue
            assert value == pytest.approx(wanted, abs=3e-6), (column, row)
            values.append(value)
            greys.append(picture[row, column, 0])
        assert len(values) > 25 and gaps < 35
        check_order(np.array(greys), np.array(values))


# Pictures in projections.


def inverse(project, x: float, y: float, start: tuple[float, float]) -> tuple[float, float]:
    """Newton's method on a forward projection."""
    place = np.array(start)
    at = lambda p: np.array([float(v) for v in project(np.array(p[0]), np.array(p[1]))])
    for _ in range(40):
        now = at(place)
        slope = np.stack([(at(place + step) - now) / 1e-6 for step in ([1e-6, 0], [0, 1e-6])], axis=-1)
        place = place - np.linalg.solve(slope, now - [x, y])
    return float(place[0]), float(place[1])


def test_a_plain_grid_in_a_projection(tmp_path_factory):
    """Columns that go round, in a polar picture in which no column has one longitude."""
    longitudes, latitudes = np.arange(0.0, 360, 3), np.arange(40.0, 90, 2)
    values = noise((latitudes.size, longitudes.size), 40, 9)
    folder = tmp_path_factory.mktemp("plain")
    arrays = {"lat": stores.latitude(latitudes), "lon": stores.longitude(longitudes), "v": variable(("lat", "lon"), values, {}, (7, 25))}
    path = stores.write(folder / "plain.zarr", "v3", arrays, {"Conventions": "CF-1.11"})
    project = grid_oracles.polar_stereographic(-45, 70)
    view = View("EPSG:3413", (-3e6, -3e6, 3e6, 3e6), 90, 90)
    with Site(tmp_path_factory.mktemp("plain-site"), configuration({"plain": path})) as site:
        shown = 0
        for row, column in np.random.default_rng(3).integers(0, 90, (60, 2)).tolist():
            x, y = -3e6 + (column + 0.5) * 6e6 / 90, 3e6 - (row + 0.5) * 6e6 / 90
            start = np.degrees(np.arctan2(x, -y)) - 45, 90 - np.hypot(x, y) / 111_000
            longitude, latitude = inverse(project, x, y, start)
            across = between(longitudes, np.array([longitude]), 360)[0]
            down = between(latitudes, np.array([latitude]), None)[0]
            weights = np.outer(down, across)
            held = ~np.isnan(values)
            wanted = (weights * np.where(held, values, 0)).sum() / (weights * held).sum()
            value = told(site, "plain", view, column, row)
            own = values[int(np.rint((latitude - 40) / 2)) if latitude < 88 else -1, int(np.rint(longitude / 3)) % 120]
            assert (value is None) == bool(np.isnan(own)), (column, row)
            if value is not None:
                shown += 1
                assert value == pytest.approx(wanted, abs=5e-6)
        assert shown > 30


@pytest.mark.parametrize("crs", ["CRS:84", "EPSG:32633"])
def test_bands_of_a_large_picture_are_those_of_the_whole(tmp_path_factory, crs):
    """A picture of more than a million pixels is mixed some lines at a time: each pixel is what it is by itself."""
    longitudes, latitudes = np.arange(0.0, 30, 0.5), np.arange(60.0, 40, -0.5)
    values = noise((latitudes.size, longitudes.size), 0, 9)
    arrays = {"lat": stores.latitude(latitudes), "lon": stores.longitude(longitudes), "v": variable(("lat", "lon"), values, {}, (7, 25))}
    path = stores.write(tmp_path_factory.mktemp("bands") / "bands.zarr", "v3", arrays, {"Conventions": "CF-1.11"})
    box = (2.3, 43.1, 24.9, 57.7) if crs == "CRS:84" else (2.2e5, 48e5, 7.9e5, 62e5)
    view = View(crs, box, 1100, 1001)
    with Site(tmp_path_factory.mktemp("bands-site"), configuration({"bands": path})) as site:
        picture = ask(site, "bands", "v", view, RESAMPLING="bilinear")
        assert (picture[..., 3] == 255).all()
        rows = [0, 1, 500, 895, 896, 926, 927, 928, 929, 930, 952, 953, 954, 960, 1000]
        random = np.random.default_rng(1)
        pixels = [(column, row) for row in rows for column in random.integers(0, 1100, 4).tolist()]
        seen = [(picture[row, column, 0], told(site, "bands", view, column, row)) for column, row in pixels]
        # In a projection a pixel may be an eighth beside its place.
        greys, values = (np.array(numbers) for numbers in zip(*seen))
        check_order(greys, values, 0 if crs == "CRS:84" else 3)


# Means.


def averaged(values, areas, longitudes, latitudes, view: View):
    """Numbers and weights of each pixel's cells by their centres; those of a cell at the very edge of a pixel are unclear."""
    west, south, east, north = view.box
    assert view.crs == "CRS:84"
    x = (west + np.mod(longitudes - west, 360) - west) * view.width / (east - west)
    y = (north - latitudes) * view.height / (north - south)
    inside = (x >= 0) & (x < view.width) & (y >= 0) & (y < view.height)
    held = inside & ~np.isnan(values)
    pixel = np.floor(y).astype(int) * view.width + np.floor(x).astype(int)
    size = view.width * view.height
    count = np.bincount(pixel[inside], minlength=size)
    total = np.bincount(pixel[held], weights=(values * areas)[held], minlength=size)
    share = np.bincount(pixel[held], weights=areas[held], minlength=size)
    with np.errstate(invalid="ignore"):
        return count.reshape(view.height, view.width), (total / share).reshape(view.height, view.width)


def fine_curvilinear():
    row, column = np.meshgrid(np.arange(150.0), np.arange(160.0), indexing="ij")
    longitudes, latitudes = 165 + 0.2 * column + 0.04 * row, -10 + 0.3 * row - 0.01 * column
    areas = (0.2 * 0.3 + 0.04 * 0.01) * np.cos(np.radians(latitudes))
    arrays = {"lon": Array(("y", "x"), longitudes, dict(EAST), fill=None), "lat": Array(("y", "x"), latitudes, dict(NORTH), fill=None)}
    return arrays, ("y", "x"), (40, 37), {"coordinates": "lon lat"}, longitudes, latitudes, areas, (160, -15, 205, 40)


def fine_healpix():
    import healpy

    longitudes, latitudes = healpy.pix2ang(32, np.arange(12 * 32**2), nest=True, lonlat=True)
    mapping = {"grid_mapping_name": "healpix", "healpix_nside": 32, "healpix_order": "nested"}
    arrays = {"crs": Array((), np.array(0, "i4"), mapping, fill=None)}
    return arrays, ("cell",), (1000,), {"grid_mapping": "crs"}, longitudes, latitudes, np.ones_like(longitudes), (-180, -90, 180, 90)


def fine_faces():
    """Triangles of very different sizes, side by side."""
    x = 10 + 20 * np.linspace(0, 1, 60) ** 2
    y = 40 + 15 * np.linspace(0, 1, 50) ** 1.5
    nodes_x, nodes_y = (g.ravel() for g in np.meshgrid(x, y))
    node = np.arange(nodes_x.size).reshape(50, 60)
    faces = np.concatenate([
        np.stack([node[:-1, :-1], node[:-1, 1:], node[1:, 1:]], axis=-1).reshape(-1, 3),
        np.stack([node[:-1, :-1], node[1:, 1:], node[1:, :-1]], axis=-1).reshape(-1, 3),
    ])
    corners = grid_oracles.vectors(nodes_x[faces], nodes_y[faces])
    middles = corners.sum(axis=1)
    areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    topology = {
        "cf_role": "mesh_topology", "topology_dimension": 2, "node_coordinates": "node_x node_y",
        "face_node_connectivity": "face_nodes",
    }
    arrays = {
        "mesh": Array((), np.array(0, "i4"), topology, fill=None), "node_x": Array(("node",), nodes_x, dict(EAST), fill=None),
        "node_y": Array(("node",), nodes_y, dict(NORTH), fill=None),
        "face_nodes": Array(("face", "corner"), faces.astype("i4"), {"start_index": 0}, fill=None),
    }
    longitudes, latitudes = np.degrees(np.arctan2(middles[:, 1], middles[:, 0])), np.degrees(np.arctan2(middles[:, 2], np.hypot(middles[:, 0], middles[:, 1])))
    return arrays, ("face",), (700,), {"mesh": "mesh", "location": "face"}, longitudes, latitudes, areas, (5, 35, 35, 60)


def fine_points():
    random = np.random.default_rng(3)
    longitudes, latitudes = random.uniform(-20, 20, 4000), random.uniform(-20, 20, 4000)
    arrays = {"lon": Array(("ncol",), longitudes, dict(EAST), fill=None), "lat": Array(("ncol",), latitudes, dict(NORTH), fill=None)}
    return arrays, ("ncol",), (900,), {"coordinates": "lon lat"}, longitudes, latitudes, np.ones(4000), (-25, -25, 25, 25)


FINE = {"curvilinear": fine_curvilinear, "healpix": fine_healpix, "faces": fine_faces, "points": fine_points}


@pytest.fixture(scope="module")
def fine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fine")
    paths, facts = {}, {}
    for number, (name, make) in enumerate(FINE.items()):
        arrays, dims, chunks, attributes, *places = make()
        values = noise(places[0].shape, places[0].size // 9, number) + places[1] / 50
        arrays["v"] = variable(dims, values, attributes, chunks)
        paths[name] = stores.write(folder / f"{name}.zarr", "v3", arrays, {"Conventions": "CF-1.11"})
        facts[name] = (values.astype("f4").astype("f8").ravel(), *(numbers.ravel() for numbers in places[:3]), places[3])
    with Site(tmp_path_factory.mktemp("fine-site"), configuration(paths)) as running:
        yield running, facts


@pytest.mark.parametrize("name", FINE)
def test_means_of_what_lies_in_a_pixel(fine, name):
    site, facts = fine
    values, longitudes, latitudes, areas, box = facts[name]
    view = View("CRS:84", box, 23, 19)
    count, wanted = averaged(values, areas, longitudes, latitudes, view)
    picture = ask(site, name, "v", view, RESAMPLING="average", COLORSCALERANGE="-2,3")
    greys, seen = [], []
    for row, column in np.ndindex(view.height, view.width):
        if count[row, column] == 0 or (row * 7 + column) % 4:
            continue
        value = told(site, name, view, column, row, "average")
        assert (value is None) == bool(np.isnan(wanted[row, column])) == (picture[row, column, 3] == 0), (column, row)
        if value is not None:
            assert value == pytest.approx(wanted[row, column], abs=2e-4 if name == "curvilinear" else 2e-6), (column, row)
            seen.append(value)
            greys.append(picture[row, column, 0])
    assert len(seen) > 30
    check_order(np.array(greys), np.array(seen))


def test_the_nearest_cell_where_no_centre_lies(fine):
    site, facts = fine
    view = View("CRS:84", (168, 0, 172, 3), 80, 60)
    both = [ask(site, "curvilinear", "v", view, RESAMPLING=manner) for manner in ("nearest", "average")]
    # A pixel is much smaller than a cell: one in which a centre lies has that cell, which is the nearest.
    assert np.mean((both[0] != both[1]).any(axis=-1)) < 0.001


@pytest.mark.parametrize("grid", ["plain", "utm"])
@pytest.mark.parametrize("crs", ["CRS:84", "EPSG:32633"])
def test_means_keep_the_mean_of_all(tmp_path_factory, grid, crs):
    """A smooth field stays what it is where each pixel is the mean of some hundred cells, whatever the projections."""
    project = grid_oracles.transverse_mercator(15, 0.9996, 500_000)
    if grid == "plain":
        longitudes, latitudes = np.arange(9.0, 21, 0.02), np.arange(56.0, 45, -0.02)
        x, y = np.meshgrid(longitudes, latitudes)
        values = 1 + 0.1 * np.sin(np.radians(9 * x)) * np.cos(np.radians(11 * y))
        arrays = {"lat": stores.latitude(latitudes), "lon": stores.longitude(longitudes), "v": variable(("lat", "lon"), values, {}, (100, 100))}
        smooth = lambda lon, lat: 1 + 0.1 * np.sin(np.radians(9 * lon)) * np.cos(np.radians(11 * lat))
    else:
        x, y = np.arange(100_000.0, 900_000, 2000), np.arange(6.2e6, 5e6, -2000)
        across, along = np.meshgrid(x, y)
        values = 1 + 0.1 * np.sin(across / 9e4) * np.cos(along / 7e4)
        mapping = {
            "grid_mapping_name": "transverse_mercator", "longitude_of_central_meridian": 15.0, "latitude_of_projection_origin": 0.0,
            "scale_factor_at_central_meridian": 0.9996, "false_easting": 500_000.0, "false_northing": 0.0,
            "semi_major_axis": grid_oracles.A, "inverse_flattening": 1 / grid_oracles.F,
        }
        axes = {n: Array((n,), axis, {"units": "m", "standard_name": f"projection_{n}_coordinate"}, fill=None) for n, axis in (("x", x), ("y", y))}
        arrays = axes | {"crs": Array((), np.array(0, "i4"), mapping, fill=None), "v": variable(("y", "x"), values, {"grid_mapping": "crs"}, (100, 100))}

        def smooth(lon, lat):
            a, b = project(lon, lat)
            return 1 + 0.1 * np.sin(a / 9e4) * np.cos(b / 7e4)

    path = stores.write(tmp_path_factory.mktemp("smooth") / "smooth.zarr", "v3", arrays, {"Conventions": "CF-1.11"})
    box = (11.0, 47.0, 19.0, 54.0) if crs == "CRS:84" else (2.6e5, 51.2e5, 7.4e5, 60.2e5)
    view = View(crs, box, 40, 40)
    with Site(tmp_path_factory.mktemp("smooth-site"), configuration({"smooth": path})) as site:
        for row, column in np.random.default_rng(3).integers(0, 40, (12, 2)).tolist():
            shares = (np.arange(9) + 0.5) / 9
            px = box[0] + (column + shares) * (box[2] - box[0]) / 40
            py = box[3] - (row + shares) * (box[3] - box[1]) / 40
            a, b = (g.ravel() for g in np.meshgrid(px, py))
            if crs != "CRS:84":
                a, b = np.array([inverse(project, u, v, (15 + (u - 5e5) / 7e4, v / 111_200)) for u, v in zip(a, b)]).T
            wanted = np.average(smooth(a, b), weights=np.cos(np.radians(b)) if crs == "CRS:84" else None)
            value = told(site, "smooth", view, column, row, "average")
            assert value == pytest.approx(float(wanted), abs=2e-3), (column, row)


# What suits.


def flags() -> Array:
    meanings = {"flag_values": [0, 1, 2], "flag_meanings": "water land ice"}
    return Array(("lat", "lon"), np.random.default_rng(3).integers(0, 3, (40, 80)).astype("i1"), meanings, None, -1)


def suiting_store() -> dict[str, Array]:
    values = noise((40, 80), 9, 2)
    turn = {"units": "degree", "standard_name": "wind_from_direction"}
    return {
        "lat": stores.latitude(np.arange(-19.5, 20, 1)), "lon": stores.longitude(np.arange(0.5, 80, 1)),
        "t": Array(("lat", "lon"), values.astype("f4"), {"units": "K"}, (16, 16), float("nan")),
        "way": Array(("lat", "lon"), (360 * values).astype("f4"), turn, None, float("nan")),
        "code": Array(("lat", "lon"), np.nan_to_num(values * 50).astype("i2"), {}, None, -1),
        "count": Array(("lat", "lon"), np.nan_to_num(values * 50).astype("i2"), {"units": "km-2"}, None, -1),
        "flag": flags(),
    }


@pytest.fixture(scope="module")
def suited(tmp_path_factory):
    path = stores.write(tmp_path_factory.mktemp("suited") / "s.zarr", "v3", suiting_store(), {"Conventions": "CF-1.11"})
    made = configuration({"s": path}, "wms: {resampling: auto}\n")
    with Site(tmp_path_factory.mktemp("suited-site"), made) as running:
        yield running


CLOSE, SAME, FAR = (View("CRS:84", (10, -10, 30, 10), side, side) for side in (64, 17, 9))
SUITING = [
    ("t", CLOSE, "bilinear"), ("t", SAME, "nearest"), ("t", FAR, "average"), ("count", CLOSE, "bilinear"), ("count", FAR, "average"),
    ("way", CLOSE, "nearest"), ("way", FAR, "nearest"), ("code", CLOSE, "nearest"), ("code", FAR, "nearest"), ("flag", CLOSE, "nearest"),
    ("flag", FAR, "nearest"),
]


@pytest.mark.parametrize("layer, view, manner", SUITING)
def test_what_suits_a_layer_and_a_picture(suited, layer, view, manner):
    """Without RESAMPLING, and with `auto`, the picture is the one of the word that suits; so is what is told of a pixel."""
    span = {"COLORSCALERANGE": "0,1"} if layer == "t" else {"COLORSCALERANGE": "0,50"} if layer in ("code", "count") else {"COLORSCALERANGE": "auto"}
    style = {"STYLES": ""} if layer == "flag" else {}
    pictures = {word: ask(suited, "s", layer, view, RESAMPLING=word, **span, **style) for word in ("nearest", "bilinear", "average", "auto")}
    default = ask(suited, "s", layer, view, **span, **style)
    assert np.array_equal(default, pictures[manner]) and np.array_equal(pictures["auto"], default)
    if manner != "nearest":
        assert not np.array_equal(pictures[manner], pictures["nearest"])
    if layer != "flag":
        for column, row in ((3, 3), (5, 8)):
            values = [told(suited, "s", view, column, row, word, layer) for word in (manner, "auto")]
            assert values[0] == values[1]


def test_tiles_of_one_scale_are_drawn_alike(suited):
    """Four tiles are the quarters of the picture around them, where it is drawn in the same way."""
    whole = View("CRS:84", (8, -8, 40, 8), 128, 64)
    picture = ask(suited, "s", "t", whole)
    for left, top in ((0, 0), (64, 0), (0, 32), (64, 32)):
        west, north = 8 + left / 4, 8 - top / 4
        tile = ask(suited, "s", "t", View("CRS:84", (west, north - 8, west + 16, north), 64, 32))
        assert np.array_equal(tile, picture[top:top + 32, left:left + 64])


def warnings(site, name: str, layer: str, request: str, **more) -> str:
    query = {
        "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": request, "LAYERS": layer, "QUERY_LAYERS": layer, "STYLES": "", "CRS": "CRS:84",
        "BBOX": "10,-10,30,10", "WIDTH": 20, "HEIGHT": 20, "FORMAT": "image/png", "INFO_FORMAT": "application/json", "I": 3, "J": 4,
    }
    answer = site.session.get(f"{site.url}/wms/{name}", params=query | more, timeout=60)
    assert answer.status_code == 200, answer.text[:300]
    return answer.headers.get("Warning", "")


@pytest.mark.parametrize("request_name", ["GetMap", "GetFeatureInfo"])
def test_a_layer_that_is_not_mixed_is_named(suited, request_name):
    told_of = warnings(suited, "s", "flag", request_name, RESAMPLING="bilinear")
    assert "RESAMPLING=bilinear has no effect here: flag shows its nearest cells" in told_of
    for word in ("nearest", "auto"):
        assert "RESAMPLING" not in warnings(suited, "s", "flag", request_name, RESAMPLING=word)
    assert "RESAMPLING" not in warnings(suited, "s", "flag", request_name)
    assert "RESAMPLING" not in warnings(suited, "s", "t", request_name, RESAMPLING="bilinear")
    if request_name == "GetMap":
        both = warnings(suited, "s", "t,flag", request_name, RESAMPLING="average", STYLES=",")
        assert "flag shows" in both and "t shows" not in both


@pytest.mark.parametrize("request_name", ["GetMap", "GetFeatureInfo"])
def test_levels_that_differ_from_place_to_place_are_not_mixed(tmp_path, request_name):
    """By its own numbers a level is mixed; by depth each pixel has its own, and a warning says what is drawn."""
    from test_access_grids import levels

    path = stores.write(tmp_path / "levels.zarr", "v3", levels(False), {"Conventions": "CF-1.11"})
    view = {"BBOX": "172,-9,184,-1", "RESAMPLING": "bilinear", "COLORSCALERANGE": "0,90"}
    with Site(tmp_path / "levels-site", configuration({"levels": path})) as site:
        assert "RESAMPLING" not in warnings(site, "levels", "v", request_name, **view)
        told_of = warnings(site, "levels", "v", request_name, DIM_VERTICAL="depth", ELEVATION="30", **view)
        assert "RESAMPLING=bilinear has no effect here: v shows its nearest cells" in told_of
