"""WMS styles of lines and symbols: where they lie, that tiles fit together, and what vectors of two variables tell."""

from __future__ import annotations

import io
import itertools
import math

import contourpy
import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

import stores
from site_under_test import Site, configuration
from test_wms_pictures import WORLD, View, ask

WIND = "eastward_wind:northward_wind-mag"
SHAPES = {"outline": "pressure", "contours": "pressure", "stipple": "pressure", "arrows": WIND, "barbs": WIND, "streamlines": WIND}
NOTHING = {"COLORSCALERANGE": "auto"}


def pressure(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return 1000 + 25 * np.cos(np.radians(2 * y)) * np.sin(np.radians(2 * x)) + y / 6


def winds() -> dict[str, stores.Array]:
    lat, lon = np.arange(-89.0, 90, 2), np.arange(-179.0, 180, 2)
    x, y = np.meshgrid(lon, lat)
    speed = 8 + 6 * np.cos(np.radians(3 * y)) * np.cos(np.radians(2 * x))
    turn = np.radians(2 * x + y)
    fields = {
        "pressure": (pressure(x, y), "air_pressure", "hPa"),
        "eastward_wind": (np.full(x.shape, 12.0), "eastward_wind", "m s-1"),
        "northward_wind": (np.full(x.shape, 5.0), "northward_wind", "m s-1"),
        "u10": (speed * np.cos(turn), "eastward_sea_water_velocity", "m s-1"),
        "v10": (speed * np.sin(turn) * 100, "northward_sea_water_velocity", "cm s-1"),
        "speed": (np.full(x.shape, 10.0), "wind_speed", "knot"),
        "from": (np.full(x.shape, 225.0), "wind_from_direction", "degree"),
        "spiked": (np.where((x % 60 == 1) & (y == 1), 1e30, y), "air_temperature", "K"),
        "zonal": (y, "air_temperature", "K"), "meridional": (x, "air_temperature", "K"),
        "calm": (np.zeros(x.shape), "x_wind", "m s-1"),
        "still": (np.zeros(x.shape), "y_wind", "m s-1"),
    }
    arrays = {
        name: stores.Array(("lat", "lon"), values.astype("f4"), {"standard_name": words, "units": units}, (45, 60), float("nan"))
        for name, (values, words, units) in fields.items()
    }
    levels = np.stack([y * size for size in (1, 10)]).astype("f4")
    arrays["level"] = stores.level([1000, 500])
    arrays["height"] = stores.Array(("level", "lat", "lon"), levels, {"units": "m"}, (1, 45, 60), float("nan"))
    return {"lat": stores.latitude(lat), "lon": stores.longitude(lon)} | arrays


def polar() -> dict[str, stores.Array]:
    """A wind from the west and the south around the pole, in its parts along the rows and columns of a polar grid."""
    ends = np.arange(-3_900_000.0, 4_000_000, 200_000)
    x, y = np.meshgrid(ends, ends[::-1])
    meridian = np.arctan2(x, -y)
    east, north = 10.0, 4.0
    mapping = {
        "grid_mapping_name": "polar_stereographic", "latitude_of_projection_origin": 90.0, "standard_parallel": 70.0,
        "straight_vertical_longitude_from_pole": 0.0, "earth_radius": 6371000.0,
    }

    def wind(values: np.ndarray, words: str) -> stores.Array:
        attributes = {"long_name": words, "units": "m/s", "grid_mapping": "polar"}
        return stores.Array(("y", "x"), values.astype("f4"), attributes, (20, 20), float("nan"))

    def axis(name: str, values: np.ndarray) -> stores.Array:
        return stores.Array((name,), values, {"standard_name": f"projection_{name}_coordinate", "units": "m"}, (len(values),), None)

    return {
        "x": axis("x", ends), "y": axis("y", ends[::-1]), "polar": stores.Array((), np.array(0, "i4"), mapping, (), None),
        "along": wind(np.full(x.shape, 10.0), "u-component of ice drift"), "aside": wind(np.zeros(x.shape), "v-component of ice drift"),
        "ugrd": wind(east * np.cos(meridian) - north * np.sin(meridian), "10 metre U wind component"),
        "vgrd": wind(east * np.sin(meridian) + north * np.cos(meridian), "10 metre V wind component"),
    }


PLACES = {"north": (-30.0, 40.0, 7.0), "east": (120.0, -20.0, 3.0), "line": (179.9, 10.0, 5.0), "empty": (60.0, 50.0, math.nan)}


def stations() -> dict[str, stores.Array]:
    lon, lat, value = (np.array(column) for column in zip(*PLACES.values()))

    def array(values: np.ndarray, **attributes) -> stores.Array:
        return stores.Array(("station",), values, attributes, (len(values),), None)

    wind = {"units": "m s-1", "coordinates": "lat lon name"}
    return {
        "name": stores.Array(("station",), np.array(list(PLACES), "U8"), {"cf_role": "timeseries_id"}, (4,), ""),
        "lon": array(lon, standard_name="longitude", units="degrees_east"), "lat": array(lat, standard_name="latitude", units="degrees_north"),
        "ua": stores.Array(("station",), np.array([3, 6, 0, 1], "f4"), wind | {"standard_name": "eastward_wind"}, (4,), None),
        "va": stores.Array(("station",), np.array([4, 8, 5, 1], "f4"), wind | {"standard_name": "northward_wind"}, (4,), None),
        "value": stores.Array(("station",), value.astype("f4"), {"units": "K", "coordinates": "lat lon name"}, (4,), float("nan")),
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("styled")
    made = {"winds": winds(), "polar": polar()}
    paths = {n: stores.write(folder / f"{n}.zarr", "v3", arrays, {"Conventions": "CF-1.11"}) for n, arrays in made.items()}
    paths["stations"] = stores.write(
        folder / "stations.zarr", "v3", stations(), {"Conventions": "CF-1.11", "featureType": "timeSeries"}
    )
    with Site(tmp_path_factory.mktemp("site"), configuration(paths)) as running:
        yield running


def drawn(site, layer: str, style: str, view: View, **more) -> np.ndarray:
    return ask(site, "winds", layer, view, STYLES=style, **(NOTHING | more))


def told(site, dataset: str, layer: str, view: View, column: int, row: int, **more):
    query = {
        "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetFeatureInfo", "LAYERS": layer, "QUERY_LAYERS": layer, "STYLES": "",
        "CRS": view.crs, "BBOX": view.bbox(), "WIDTH": view.width, "HEIGHT": view.height, "I": column, "J": row,
        "INFO_FORMAT": "application/json",
    } | more
    answer = site.session.get(f"{site.url}/wms/{dataset}", params=query, timeout=60)
    assert answer.status_code == 200, answer.text[:500]
    return answer.json()["features"][0]["properties"]["value"]


# -- vectors


def test_layers_of_vectors_are_listed(site):
    query = {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetCapabilities"}
    text = site.session.get(f"{site.url}/wms/winds", params=query, timeout=60).text
    for name in (WIND, "eastward_wind:northward_wind-dir", "u10:v10-mag", "u10:v10-dir", "speed:from-mag", "calm:still-mag"):
        assert f"<Name>{name}</Name>" in text, name
    assert "speed:from-dir" not in text


WORLDWIDE = View("CRS:84", (-180, -90, 180, 90), 360, 180)


def test_magnitude_and_direction(site):
    for column, row in ((10, 20), (180, 90), (300, 150)):
        assert told(site, "winds", WIND, WORLDWIDE, column, row) == pytest.approx(13, abs=1e-6)
        got = told(site, "winds", "eastward_wind:northward_wind-dir", WORLDWIDE, column, row)
        assert got == pytest.approx(180 + math.degrees(math.atan2(12, 5)), abs=1e-4)
        assert told(site, "winds", "speed:from-mag", WORLDWIDE, column, row) == 10


def test_units_of_components_are_brought_together(site):
    lon, lat = -179.0 + 2 * np.arange(180), -89.0 + 2 * np.arange(90)
    for column, row in itertools.product((20, 110, 250), (30, 100)):
        x, y = lon[column // 2], lat[89 - row // 2]
        speed = 8 + 6 * math.cos(math.radians(3 * y)) * math.cos(math.radians(2 * x))
        assert told(site, "winds", "u10:v10-mag", WORLDWIDE, column, row) == pytest.approx(speed, rel=1e-5)
        going = (90 - (2 * x + y)) % 360
        got = told(site, "winds", "u10:v10-dir", WORLDWIDE, column, row)
        assert (got - going + 180) % 360 - 180 == pytest.approx(0, abs=1e-3)


def test_magnitudes_have_other_units(site):
    got = told(site, "winds", WIND, WORLDWIDE, 10, 20, UNITS="km/h")
    assert got == pytest.approx(13 * 3.6, rel=1e-6)


@pytest.mark.parametrize(("column", "row"), [(30, 40), (120, 60), (199, 130), (60, 160)])
def test_parts_along_a_grid_are_turned(site, column, row):
    """Winds along the rows of a polar grid blow from the same corner of the sky all around the pole, but for the meridians across
    a cell: its wind is one arrow, told at the pixel."""
    view = View("EPSG:3413", (-3.6e6, -3.6e6, 3.6e6, 3.6e6), 200, 200)
    assert told(site, "polar", "ugrd:vgrd-mag", view, column, row) == pytest.approx(math.hypot(10, 4), rel=1e-5)
    got = told(site, "polar", "ugrd:vgrd-dir", view, column, row)
    assert got == pytest.approx(180 + math.degrees(math.atan2(10, 4)), abs=3.5)


@pytest.mark.parametrize(("column", "row"), [(96, 100), (103, 101), (100, 93), (108, 108), (140, 70)])
def test_parts_along_a_grid_are_told_at_the_place(site, column, row):
    """A drift along the rows of a polar grid, in the cells about the pole: it is straight, whatever meridian it crosses."""
    view = View("EPSG:3413", (-6e5, -6e5, 6e5, 6e5), 200, 200)
    x, y = (column - 99.5) * 6000, (99.5 - row) * 6000
    meridian = math.atan2(x, -y) - math.radians(45)
    got = told(site, "polar", "along:aside-dir", view, column, row)
    assert (got - math.degrees(math.atan2(math.cos(meridian), -math.sin(meridian))) + 180) % 360 - 180 == pytest.approx(0, abs=1)


def test_legends_of_contours_are_of_the_level(site):
    query = {
        "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetLegendGraphic", "LAYER": "height", "STYLE": "contours", "FORMAT": "application/json",
    }
    told_by = {
        level: site.session.get(f"{site.url}/wms/winds", params=query | {"ELEVATION": level}, timeout=60).json()["symbols"]
        for level in ("1000", "500", "nonsense")
    }
    assert told_by["500"] != told_by["1000"]


def test_outliers_leave_their_contours(site):
    """Some fill values that nothing names are no reason to draw no lines."""
    picture = drawn(site, "spiked", "contours", WORLDWIDE)
    assert (picture[..., 3] > 60).mean() > 0.01


def test_lines_along_rows_have_numbers(site):
    """The same lines of a field and of the field turned by a quarter have numbers alike."""
    inks = {}
    for name in ("zonal", "meridional"):
        picture = drawn(site, name, "contours", View("CRS:84", (-60, -60, 60, 60), 480, 480), COLORSCALERANGE="-60,60", NUMCOLORBANDS="6")
        inks[name] = (picture[..., 3] > 60).sum()
    assert inks["zonal"] > 5 * 480 * 1.5 and 0.7 < inks["zonal"] / inks["meridional"] < 1.4


def test_bands_have_short_numbers(site):
    query = {
        "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetLegendGraphic", "LAYER": "pressure", "STYLE": "filled-contours",
        "FORMAT": "application/json", "COLORSCALERANGE": "0,1",
    }
    stops = site.session.get(f"{site.url}/wms/winds", params=query, timeout=60).json()["stops"]
    assert [stop["label"] for stop in stops][1:4] == ["0.1 – 0.2", "0.2 – 0.3", "0.3 – 0.4"]


def direction_of_arrow(picture: np.ndarray) -> np.ndarray:
    """Along the longest extent of what is drawn, towards the half with the head."""
    rows, columns = np.nonzero(picture[..., 3] > 60)
    places = np.stack([columns, -rows], axis=1).astype("f8")
    middle = (places.min(axis=0) + places.max(axis=0)) / 2
    centred = places - places.mean(axis=0)
    along = np.linalg.svd(centred, full_matrices=False)[2][0]
    return along if (places.mean(axis=0) - middle) @ along > 0 else -along


def test_arrows_point_where_the_wind_goes(site):
    picture = drawn(site, "speed:from-mag", "arrows", View("CRS:84", (0, 0, 52, 52), 104, 104))
    x, y = direction_of_one(picture)
    assert (x, y) == pytest.approx((math.sqrt(0.5), math.sqrt(0.5)), abs=0.2)


def test_polar_arrows_run_with_the_parallels(site):
    """At the 3413's meridian of 45° W up is north: a wind from the west goes right there, and left on the other side of the pole."""
    for corner, sign in (((-1.3e5, -2.6e6), 1), ((-1.3e5, 2.34e6), -1)):
        view = View("EPSG:3413", (corner[0], corner[1], corner[0] + 2.6e5, corner[1] + 2.6e5), 104, 104)
        picture = ask(site, "winds", WIND, view, STYLES="arrows", **NOTHING)
        angles = np.degrees(math.atan2(5, 12))
        x, y = direction_of_one(picture)
        assert math.degrees(math.atan2(y * sign, x * sign)) == pytest.approx(angles, abs=15)


def direction_of_one(picture: np.ndarray) -> np.ndarray:
    """Of the arrow nearest to the middle, whose pixels hang together."""
    marks, count = ndimage.label(picture[..., 3] > 60, structure=np.ones((3, 3)))
    centres = np.array(ndimage.center_of_mass(marks > 0, marks, range(1, count + 1)))
    middle = np.array(picture.shape[:2]) / 2
    best = 1 + int(np.argmin(np.linalg.norm(centres - middle, axis=1)))
    alone = np.where((marks == best)[..., None], picture, 0)
    return direction_of_arrow(alone)


def test_calm_is_a_circle(site):
    picture = drawn(site, "calm:still-mag", "barbs", View("CRS:84", (0, 0, 68, 68), 136, 136))
    marks, count = ndimage.label(picture[..., 3] > 40, structure=np.ones((3, 3)))
    whole = [s for s in ndimage.find_objects(marks) if 0 < s[0].start and s[0].stop < 136 and 0 < s[1].start and s[1].stop < 136]
    assert len(whole) >= 4
    for rows, columns in whole:
        assert rows.stop - rows.start == pytest.approx(8, abs=1) and columns.stop - columns.start == pytest.approx(8, abs=1)
        assert picture[(rows.start + rows.stop) // 2, (columns.start + columns.stop) // 2, 3] == 0


def test_barbs_are_mirrored_in_the_south(site):
    north = drawn(site, WIND, "barbs", View("CRS:84", (0, 20, 68, 88), 136, 136))
    south = drawn(site, WIND, "barbs", View("CRS:84", (0, -88, 68, -20), 136, 136))
    assert (north[..., 3] > 0).any() and (south[..., 3] > 0).any()
    assert np.mean(np.abs(north[..., 3].astype(int) - south[..., 3]) > 60) > 0.002


# -- contours


def test_contours_lie_where_another_program_draws_them(site):
    view = View("CRS:84", (-60, -40, 80, 60), 420, 300)
    picture = drawn(site, "pressure", "contours", view, COLORSCALERANGE="970,1030", NUMCOLORBANDS="12")
    lon, lat = np.arange(-179.0, 180, 2), np.arange(-89.0, 90, 2)
    maker = contourpy.contour_generator(lon, lat, pressure(*np.meshgrid(lon, lat)))
    lines = [line for k in range(1, 12) for line in maker.lines(970 + 5 * k)]
    steps = [np.linspace(a, b, 16) for line in lines for a, b in itertools.pairwise(line)]
    points = np.concatenate(steps)
    columns = (points[:, 0] + 60) * 3
    rows = (60 - points[:, 1]) * 3
    inside = (columns > 3) & (columns < 417) & (rows > 3) & (rows < 297)
    expected = np.zeros((300, 420), bool)
    expected[rows[inside].astype(int), columns[inside].astype(int)] = True
    ink = picture[..., 3] > 60
    to_ink, to_line = ndimage.distance_transform_edt(~ink), ndimage.distance_transform_edt(~expected)
    assert np.mean(to_ink[expected] <= 1.5) > 0.995, "a contour is missing"
    inner = np.zeros_like(ink)
    inner[6:-6, 6:-6] = True
    # Numbers stand on lines, and are some pixels high.
    assert np.mean(to_line[ink & inner] <= 1.5) > 0.75
    assert to_line[ink & inner].max() < 30


def test_filled_contours_are_bands_of_the_same_numbers(site):
    view = View("CRS:84", (-60, -40, 80, 60), 140, 100)
    picture = drawn(site, "pressure", "filled-contours/viridis", view, COLORSCALERANGE="970,1030", NUMCOLORBANDS="6")
    colours = {tuple(c) for c in picture.reshape(-1, 4).tolist()}
    values = {}
    for column, row in itertools.product(range(3, 140, 17), range(2, 100, 19)):
        value = told(site, "winds", "pressure", view, column, row, STYLES="filled-contours", RESAMPLING="bilinear")
        band = int((value - 970) // 10)
        values.setdefault(tuple(picture[row, column].tolist()), set()).add(band)
    assert 3 <= len(colours) <= 6 and all(len(bands) == 1 for bands in values.values()), values


# -- cells one by one


@pytest.mark.parametrize("view", [WORLDWIDE, View("CRS:84", (20, -80, 380, 100), 360, 180)], ids=["world", "turned"])
def test_stations_are_circles_where_they_are(site, view):
    picture = ask(site, "stations", "value", view, STYLES="", COLORSCALERANGE="0,10")
    marks, count = ndimage.label(picture[..., 3] > 60, structure=np.ones((3, 3)))
    centres = ndimage.center_of_mass(marks > 0, marks, range(1, count + 1))
    west, _, _, north = view.box
    for name, (lon, lat, value) in PLACES.items():
        x, y = (lon - west) % 360, north - lat
        near = min(math.hypot(c + 0.5 - x, r + 0.5 - y) for r, c in centres)
        assert near < (4 if name == "line" else 0.3), name
        column, row = min(int(x), 359), int(y)
        if not math.isnan(value):
            assert picture[row, column, 3] == 255
        got = told(site, "stations", "value", view, column, row)
        assert got is None if math.isnan(value) else got == value
    assert told(site, "stations", "value", view, 5, 5) is None


@pytest.mark.parametrize(("layer", "values"), [("ua:va-mag", [5, 10, 5, 2 ** 0.5]), ("ua:va-dir", [216.87, 216.87, 180, 225])])
def test_vectors_of_stations_are_circles_too(site, layer, values):
    for style in ("", "raster/viridis", "points"):
        picture = ask(site, "stations", layer, WORLDWIDE, STYLES=style, COLORSCALERANGE="auto")
        for (lon, lat, _), value in zip(PLACES.values(), values):
            column, row = min(int(lon + 180), 359), int(90 - lat)
            assert picture[row, column, 3] == 255
            assert told(site, "stations", layer, WORLDWIDE, column, row, STYLES=style) == pytest.approx(value, abs=0.01)


def test_a_circle_is_told_as_far_as_it_reaches(site):
    for away, value in ((4, 7.0), (9, None)):
        assert told(site, "stations", "value", WORLDWIDE, 150 + away, 50) == value


def test_outlines_are_those_of_the_cells(site):
    picture = drawn(site, "pressure", "outline", View("CRS:84", (0, 0, 20, 10), 200, 100))
    rows, columns = (np.flatnonzero((picture[..., 3] > 60).mean(axis=axis) > 0.8) for axis in (1, 0))
    # Edges lie at even degrees, 20 pixels apart.
    assert len(rows) >= 4
    assert all(min((r + 0.5) % 20, 20 - (r + 0.5) % 20) < 1.5 for r in rows)
    assert all(min((c + 0.5) % 20, 20 - (c + 0.5) % 20) < 1.5 for c in columns) and len(columns) >= 9
    far = drawn(site, "pressure", "outline", View("CRS:84", (-180, -90, 180, 90), 180, 90))
    assert not far[..., 3].any()


# -- tiles


@pytest.mark.parametrize("crs", ["CRS:84", "EPSG:3857"])
@pytest.mark.parametrize("style", SHAPES)
def test_tiles_fit_together(site, style, crs):
    """Four tiles are the quarters of the picture of their parent at their scale."""
    part = 8 if style == "outline" else 2
    box = (-180 / part, -90 / part, 180 / part, 90 / part) if crs == "CRS:84" else (-WORLD / part, -WORLD / part, WORLD / part, WORLD / part)
    high = 128 if crs == "CRS:84" else 256
    whole = drawn(site, SHAPES[style], style, View(crs, box, 512, 2 * high))
    assert (whole[..., 3] > 0).any()
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for right, down in itertools.product((0, 1), (0, 1)):
        part = (x if right else box[0], box[1] if down else y, box[2] if right else x, y if down else box[3])
        tile = drawn(site, SHAPES[style], style, View(crs, part, 256, high))
        quarter = whole[down * high:(down + 1) * high, right * 256:(right + 1) * 256]
        different = np.abs(tile[..., 3].astype(int) - quarter[..., 3]) > 8
        assert different.mean() < 0.001, (right, down, int(different.sum()))


# -- formats, opacity, words


@pytest.mark.parametrize(("kind", "mode"), [("image/png; mode=8bit", "P"), ("image/png; mode=32bit", "RGBA"), ("image/webp", "RGB")])
def test_formats_show_the_same(site, kind, mode):
    view = View("CRS:84", (-60, -40, 80, 60), 280, 200)
    query = {"STYLES": "filled-contours,arrows/turbo", "LAYERS": f"pressure,{WIND}", "COLORSCALERANGE": "auto"}
    plain = ask(site, "winds", "pressure", view, **query)
    request = {
        "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetMap", "CRS": view.crs, "BBOX": view.bbox(), "WIDTH": view.width,
        "HEIGHT": view.height, "FORMAT": kind, "TRANSPARENT": "TRUE",
    } | query
    answer = site.session.get(f"{site.url}/wms/winds", params=request, timeout=60)
    image = Image.open(io.BytesIO(answer.content))
    assert image.mode == mode
    difference = np.abs(np.asarray(image.convert("RGBA")).astype(int) - plain)
    assert difference.max() <= (64 if mode == "P" else 0) and difference.mean() < 2


def test_jpeg_lies_on_the_background(site):
    view = View("CRS:84", (-60, -40, 80, 60), 280, 200)
    request = {
        "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetMap", "CRS": view.crs, "BBOX": view.bbox(), "WIDTH": view.width,
        "HEIGHT": view.height, "FORMAT": "image/jpeg", "LAYERS": WIND, "STYLES": "arrows", "BGCOLOR": "0xFFEE00",
    }
    answer = site.session.get(f"{site.url}/wms/winds", params=request, timeout=60)
    image = np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB")).astype(int)
    near = np.abs(image - [255, 238, 0]).max(axis=2) < 12
    assert 0.5 < near.mean() < 0.99


def test_opacity_is_of_all_that_is_drawn(site):
    view = View("CRS:84", (-60, -40, 80, 60), 280, 200)
    whole, half = (drawn(site, WIND, "streamlines", view, OPACITY=o) for o in ("100", "50"))
    full = whole[..., 3] == 255
    assert full.any() and np.abs(half[..., 3][full].astype(int) - 128).max() <= 2


@pytest.mark.parametrize(("layer", "style"), [("pressure", "arrows"), ("pressure", "barbs"), (WIND, "categories"), (WIND, "outline"), ("pressure", "points"), ("pressure", "nothing"),
                                              ("eastward_wind:northward_wind-dir", "contours"), ("pressure", "wiggles")])
def test_styles_that_do_not_fit_are_refused(site, layer, style):
    for words in ({"REQUEST": "GetMap", "STYLES": style, "LAYERS": layer}, {"REQUEST": "GetLegendGraphic", "LAYER": layer, "STYLE": style}):
        query = {"SERVICE": "WMS", "VERSION": "1.3.0", "CRS": "CRS:84", "BBOX": "0,0,1,1", "WIDTH": 20, "HEIGHT": 20, "FORMAT": "image/png"}
        answer = site.session.get(f"{site.url}/wms/winds", params=query | words, timeout=60)
        assert answer.status_code == 400 and "StyleNotDefined" in answer.text, answer.text[:300]


@pytest.mark.parametrize("style", SHAPES)
def test_legends_have_symbols(site, style):
    query = {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetLegendGraphic", "LAYER": SHAPES[style], "STYLE": style}
    for size in ((20, 20), (140, 280), (400, 60)):
        answer = site.session.get(
            f"{site.url}/wms/winds", params=query | {"FORMAT": "image/png", "WIDTH": size[0], "HEIGHT": size[1]}, timeout=60
        )
        image = Image.open(io.BytesIO(answer.content))
        assert image.size == size and (np.asarray(image.convert("L")) < 128).sum() > 5, size
    document = site.session.get(f"{site.url}/wms/winds", params=query | {"FORMAT": "application/json"}, timeout=60).json()
    assert document["symbols"]
