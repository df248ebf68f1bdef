"""WMS RESAMPLING: values between the centres of cells, and means by area, against matrices of weights that numpy makes of all cells."""

from __future__ import annotations

import numpy as np
import pytest

import grid_oracles
import oracle
from site_under_test import Site, configuration
from test_wms_pictures import RADIUS, VIEWS, View, ask, check_picture, edges, expected_within
import stores

MANNERS = ("bilinear", "average")


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    folder = tmp_path_factory.mktemp("resampled")
    made = {name: make() for name, make in (stores.PICTURES | {"packed": stores.packed}).items()}
    even = made["region"]
    made["even"] = even | {"noise": stores.Array(("lat", "lon"), np.full((21, 31), 0.1, "f4"), {"units": "1"}, (10, 20), float("nan"))}
    return {
        name: stores.write(folder / f"{name}.zarr", "v3", arrays, {"Conventions": "CF-1.11"}) for name, arrays in made.items()
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory, paths):
    with Site(tmp_path_factory.mktemp("site"), configuration(paths)) as running:
        yield running


def ends_of_pixels(view: View) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes between columns and latitudes between rows."""
    west, south, east, north = view.box
    x, y = np.linspace(west, east, view.width + 1), np.linspace(north, south, view.height + 1)
    if view.crs == "EPSG:3857":
        return np.degrees(x / RADIUS), np.degrees(np.arctan(np.sinh(y / RADIUS)))
    return x, np.clip(y, -90, 90)


def between(centres: np.ndarray, places: np.ndarray, turn: float | None) -> np.ndarray:
    """A row a place: the weights of the centres on both sides of it."""
    weights = np.zeros((len(places), len(centres)))
    order = np.argsort(centres)
    known = centres[order]
    which = order
    if turn:
        places = known[0] + np.mod(places - known[0], turn)
        known, which = np.append(known, known[0] + turn), np.append(order, order[0])
    above = np.clip(np.searchsorted(known, places), 1, len(known) - 1)
    share = np.clip((places - known[above - 1]) / (known[above] - known[above - 1]), 0, 1)
    np.add.at(weights, (np.arange(len(places)), which[above]), share)
    np.add.at(weights, (np.arange(len(places)), which[above - 1]), 1 - share)
    return weights


def overlaps(pixels: np.ndarray, cells: np.ndarray, turns: range, measure) -> np.ndarray:
    """A row a pixel: how much of it each cell covers."""
    lower, upper = np.minimum(pixels[1:], pixels[:-1])[:, None], np.maximum(pixels[1:], pixels[:-1])[:, None]
    total = 0
    for turn in turns:
        ends = cells + 360 * turn
        begin = np.maximum(lower, np.minimum(ends[1:], ends[:-1])[None, :])
        end = np.minimum(upper, np.maximum(ends[1:], ends[:-1])[None, :])
        total = total + np.where(begin < end, measure(end) - measure(np.minimum(begin, end)), 0)
    return total


def mixed(values: np.ma.MaskedArray, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    held = ~np.ma.getmaskarray(values)
    share = rows @ held.astype("f8") @ columns.T
    total = rows @ np.where(held, values.data, 0).astype("f8") @ columns.T
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(share > 0, total / share, np.nan), share


def resampled(manner: str, values, latitudes, longitudes, view: View):
    """What each pixel should show, and which pixels are clear of an edge."""
    longitudes = np.unwrap(longitudes.astype("f8"), period=360)
    y_ends, x_ends = np.clip(edges(latitudes), -90, 90), edges(longitudes)
    nearest, clear = expected_within(values, y_ends, x_ends, view)
    x, y = view.centres()
    if manner == "bilinear":
        goes_round = abs(abs(x_ends[-1] - x_ends[0]) - 360) < 1e-3
        if not goes_round:
            x = x_ends.min() + np.mod(x - x_ends.min(), 360)
        columns = between(longitudes, x, 360 if goes_round else None)
        values, _ = mixed(values, between(latitudes, y, None), columns)
        return np.ma.masked_array(values, np.ma.getmaskarray(nearest)), clear
    x, y = ends_of_pixels(view)
    columns = overlaps(x, x_ends, range(-3, 4), lambda places: places)
    rows = overlaps(y, y_ends, range(1), lambda places: np.sin(np.radians(places)))
    values, share = mixed(values, rows, columns)
    return np.ma.masked_invalid(values), (share == 0) | (share > 1e-12)


def data(path, name: str, step=None):
    stored = oracle.load(path, name)
    values = np.ma.masked_array(oracle.unpacked(stored), oracle.missing(stored) | ~np.isfinite(oracle.unpacked(stored)))
    return values if step is None else values[step], *(oracle.load(path, n).numbers for n in ("lat", "lon"))


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("dataset", stores.PICTURES)
def test_every_pixel(site, paths, dataset, manner, view):
    values, latitudes, longitudes = data(paths[dataset], "noise")
    shown, clear = resampled(manner, values, latitudes, longitudes, view)
    picture = ask(site, dataset, "noise", view, RESAMPLING=manner)
    if shown.mask.all():
        assert (picture[..., 3][clear] == 0).all()
        return
    check_picture(picture, shown.round(9), clear, least_levels=min(12, len(np.unique(shown.compressed())) // 3))


@pytest.mark.parametrize("view", ["world", "stretched", "over-the-date-line", "world-mercator"])
@pytest.mark.parametrize("manner", MANNERS)
def test_missing_values_have_no_weight(site, paths, manner, view):
    values, latitudes, longitudes = data(paths["packed"], "temperature", 18)
    shown, clear = resampled(manner, values, latitudes, longitudes, VIEWS[view])
    more = {"TIME": "2000-02-29T12:00:00Z", "COLORSCALERANGE": "180,370", "RESAMPLING": manner}
    check_picture(ask(site, "packed", "temperature", VIEWS[view], **more), shown.round(9), clear, 8)


@pytest.mark.parametrize("manner", MANNERS)
def test_what_lies_under_a_pixel_is_what_it_shows(site, paths, manner):
    view = View("CRS:84", (-33.3, -41.7, 71.9, 80.3), 61, 47)
    values, latitudes, longitudes = data(paths["packed"], "temperature", 18)
    shown, clear = resampled(manner, values, latitudes, longitudes, view)
    for row, column in np.random.default_rng(4).integers(0, (47, 61), (24, 2)).tolist():
        query = {
            "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetFeatureInfo", "LAYERS": "temperature",
            "QUERY_LAYERS": "temperature", "STYLES": "", "CRS": view.crs, "BBOX": view.bbox(), "WIDTH": view.width,
            "HEIGHT": view.height, "INFO_FORMAT": "application/json", "I": column, "J": row, "TIME": "2000-02-29T12:00:00Z",
            "RESAMPLING": manner,
        }
        answer = site.session.get(f"{site.url}/wms/packed", params=query, timeout=60)
        assert answer.status_code == 200, answer.text[:300]
        told = answer.json()["features"][0]["properties"]["value"]
        if clear[row, column]:
            assert (told is None) == bool(shown.mask[row, column])
        if told is not None:
            assert told == pytest.approx(shown[row, column], rel=1e-9)


def test_average_of_the_whole_is_that_of_all_cells(site, paths):
    """One pixel: the mean by area of every cell, as EDR's and anybody's weights by cosine have it."""
    values, latitudes, _ = data(paths["north-first"], "noise")
    ends = np.sin(np.radians(edges(latitudes)))
    mean = np.average(values.mean(axis=1), weights=np.abs(np.diff(ends)))
    query = {
        "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetFeatureInfo", "LAYERS": "noise", "QUERY_LAYERS": "noise", "STYLES": "",
        "CRS": "CRS:84", "BBOX": "-180,-90,180,90", "WIDTH": 1, "HEIGHT": 1, "INFO_FORMAT": "application/json", "I": 0, "J": 0,
        "RESAMPLING": "average",
    }
    answer = site.session.get(f"{site.url}/wms/north-first", params=query, timeout=60)
    assert answer.json()["features"][0]["properties"]["value"] == pytest.approx(float(mean), rel=1e-7)


@pytest.mark.parametrize("manner", MANNERS)
def test_equal_values_stay_what_they_are(site, manner):
    """The mean of single numbers is one of them, told in as many digits."""
    query = {
        "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetFeatureInfo", "LAYERS": "noise", "QUERY_LAYERS": "noise", "STYLES": "",
        "CRS": "CRS:84", "BBOX": "-9.7,40.2,19.1,59.3", "WIDTH": 17, "HEIGHT": 13, "INFO_FORMAT": "application/json", "RESAMPLING": manner,
    }
    for column, row in np.ndindex(17, 13):
        answer = site.session.get(f"{site.url}/wms/even", params=query | {"I": column, "J": row}, timeout=60)
        assert answer.json()["features"][0]["properties"]["value"] == 0.1, (column, row)


@pytest.mark.parametrize("word", ["cubist", "0", "nearest,bilinear"])
def test_other_words_are_refused(site, word):
    view = VIEWS["stretched"]
    query = {
        "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetMap", "LAYERS": "noise", "STYLES": "", "CRS": view.crs,
        "BBOX": view.bbox(), "WIDTH": 9, "HEIGHT": 9, "FORMAT": "image/png", "RESAMPLING": word,
    }
    answer = site.session.get(f"{site.url}/wms/region", params=query, timeout=60)
    assert (answer.status_code, "RESAMPLING" in answer.text, "bilinear" in answer.text) == (400, True, True)


# ------------------------------------------------------------------ projected grids

ELLIPSOID = {"semi_major_axis": grid_oracles.A, "inverse_flattening": 1 / grid_oracles.F}
PROJECTED = {
    "utm": (
        {"grid_mapping_name": "transverse_mercator", "longitude_of_central_meridian": 15.0, "latitude_of_projection_origin": 0.0,
         "scale_factor_at_central_meridian": 0.9996, "false_easting": 500_000.0, "false_northing": 0.0} | ELLIPSOID,
        grid_oracles.transverse_mercator(15, 0.9996, 500_000),
        np.arange(100_000.0, 900_000, 20_000), np.arange(6.4e6, 5e6, -20_000), (8.5, 46.1, 22.3, 57.9),
    ),
    "polar": (
        {"grid_mapping_name": "polar_stereographic", "straight_vertical_longitude_from_pole": -45.0, "standard_parallel": 70.0,
         "latitude_of_projection_origin": 90.0, "false_easting": 0.0, "false_northing": 0.0} | ELLIPSOID,
        grid_oracles.polar_stereographic(-45, 70),
        np.arange(-25, 26) * 120_000.0, np.arange(-20, 31) * 120_000.0, (-180, 66.3, 180, 89),
    ),
}


def plane_store(folder, name: str):
    """Values that are linear in x and in y, with a hole, and their projection."""
    mapping, project, x, y, box = PROJECTED[name]
    values = 100 + x[None, :] / 1e5 + y[:, None] / 3e5
    values[12:15, 20:26] = np.nan
    metres = {"units": "m"}
    arrays = {
        "x": stores.Array(("x",), x, metres | {"standard_name": "projection_x_coordinate"}, fill=None),
        "y": stores.Array(("y",), y, metres | {"standard_name": "projection_y_coordinate"}, fill=None),
        "crs": stores.Array((), np.array(0, "i4"), mapping, fill=None),
        "plane": stores.Array(("y", "x"), values, {"grid_mapping": "crs", "units": "1"}, (16, 17), float("nan")),
    }
    return stores.write(folder / f"{name}.zarr", "v3", arrays, {"Conventions": "CF-1.11"}), (x, y, values, project, box)


@pytest.fixture(scope="module")
def planes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planes")
    made = {name: plane_store(folder, name) for name in PROJECTED}
    with Site(tmp_path_factory.mktemp("plane-site"), configuration({n: path for n, (path, _) in made.items()})) as running:
        yield running, {name: facts for name, (_, facts) in made.items()}


def plane_at(facts, longitudes, latitudes):
    """The plane where the nearest cell has a value, clamped to the outermost centres."""
    x, y, values, project, _ = facts
    across, along = project(longitudes, latitudes)
    column, row = np.rint((across - x[0]) / (x[1] - x[0])), np.rint((along - y[0]) / (y[1] - y[0]))
    inside = np.isfinite(across) & (column >= 0) & (column < len(x)) & (row >= 0) & (row < len(y))
    held = np.zeros(across.shape, bool)
    held[inside] = np.isfinite(values[row[inside].astype(int), column[inside].astype(int)])
    at = 100 + np.clip(across, x.min(), x.max()) / 1e5 + np.clip(along, y.min(), y.max()) / 3e5
    # Beside the hole the missing neighbours have no weight: what is told there is not the plane's.
    low, high = np.floor((across - x[0]) / (x[1] - x[0])), np.floor((along - y[0]) / (y[1] - y[0]))
    whole = held & (low >= 0) & (low + 1 < len(x)) & (high >= 0) & (high + 1 < len(y))
    for right, down in ((0, 0), (0, 1), (1, 0), (1, 1)):
        w = whole.copy()
        whole[w] &= np.isfinite(values[(high[w] + down).astype(int), (low[w] + right).astype(int)])
    return at, held, whole


@pytest.mark.parametrize("name", PROJECTED)
@pytest.mark.parametrize("crs", ["CRS:84", "EPSG:3857"])
def test_projected_grids_show_what_lies_between_centres(planes, name, crs):
    site, facts = planes
    west, south, east, north = facts[name][-1]
    if crs == "EPSG:3857":
        north = min(north, 84)
        box = [RADIUS * np.radians(west), RADIUS * np.arcsinh(np.tan(np.radians(south))),
               RADIUS * np.radians(east), RADIUS * np.arcsinh(np.tan(np.radians(north)))]
    else:
        box = [west, south, east, north]
    view = View(crs, tuple(map(float, box)), 231, 177)
    longitudes, latitudes = np.meshgrid(*view.centres())
    at, held, whole = plane_at(facts[name], longitudes, latitudes)
    low, high = np.nanmin(at[whole]), np.nanmax(at[whole])
    picture = ask(site, name, "plane", view, RESAMPLING="bilinear", COLORSCALERANGE=f"{low},{high}")
    drawn = picture[..., 3] == 255
    # A pixel may be an eighth beside its place, so those at an edge may be on either side.
    assert np.mean(drawn != held) < 0.01
    greys = picture[..., 0].astype(float)
    sure = whole & drawn
    # 250 greys of the palette from white to black: what the plane is, by a line through all.
    slope, shift = np.polyfit(greys[sure], at[sure], 1)
    levels = np.sort(np.unique(greys[sure]))
    assert len(levels) > 150
    order = [at[sure][greys[sure] == level].mean() for level in levels]
    assert np.all(np.diff(order) < 0) or np.all(np.diff(order) > 0)
    spread = max(np.ptp(at[sure][greys[sure] == level]) for level in levels)
    assert spread < 6 * (high - low) / 250, f"{spread}"
    assert slope != 0 and np.isfinite(shift)


@pytest.mark.parametrize("name", PROJECTED)
def test_what_lies_between_centres_of_a_projected_grid(planes, name):
    site, facts = planes
    view = View("CRS:84", facts[name][-1], 120, 90)
    longitudes, latitudes = np.meshgrid(*view.centres())
    at, held, whole = plane_at(facts[name], longitudes, latitudes)
    seen = 0
    for row, column in np.random.default_rng(8).integers(0, (90, 120), (40, 2)).tolist():
        query = {
            "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetFeatureInfo", "LAYERS": "plane", "QUERY_LAYERS": "plane", "STYLES": "",
            "CRS": view.crs, "BBOX": view.bbox(), "WIDTH": 120, "HEIGHT": 90, "INFO_FORMAT": "application/json", "I": column, "J": row,
            "RESAMPLING": "bilinear",
        }
        answer = site.session.get(f"{site.url}/wms/{name}", params=query, timeout=60)
        assert answer.status_code == 200, answer.text[:300]
        told = answer.json()["features"][0]["properties"]["value"]
        assert (told is not None) == held[row, column]
        if whole[row, column]:
            seen += 1
            assert told == pytest.approx(at[row, column], abs=2e-5)
    assert seen > 10
