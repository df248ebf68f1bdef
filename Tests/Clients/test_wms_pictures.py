"""WMS GetMap: every pixel shows the cell that its centre lies in, the right way up, in each reference system."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image

import oracle
import stores
from conftest import needs_test_data, real_names
from site_under_test import TEST_DATA

RADIUS = 6_378_137.0
WORLD = 20037508.342789244


@dataclass(frozen=True)
class View:
    """A box in longitude and latitude, or in metres of EPSG:3857, as (west, south, east, north)."""

    crs: str
    box: tuple[float, float, float, float]
    width: int
    height: int

    def bbox(self) -> str:
        west, south, east, north = self.box
        numbers = (south, west, north, east) if self.crs == "EPSG:4326" else self.box
        return ",".join(map(repr, numbers))

    def centres(self) -> tuple[np.ndarray, np.ndarray]:
        """Longitudes of the columns and latitudes of the rows, from the upper left."""
        west, south, east, north = self.box
        x = west + (np.arange(self.width) + 0.5) * (east - west) / self.width
        y = north - (np.arange(self.height) + 0.5) * (north - south) / self.height
        if self.crs == "EPSG:3857":
            return np.degrees(x / RADIUS), np.degrees(np.arctan(np.sinh(y / RADIUS)))
        return x, y


VIEWS = {
    "world": View("CRS:84", (-180, -90, 180, 90), 301, 149),
    "world-lat-lon": View("EPSG:4326", (-180, -90, 180, 90), 299, 151),
    "world-mercator": View("EPSG:3857", (-WORLD, -WORLD, WORLD, WORLD), 256, 256),
    "stretched": View("CRS:84", (-7.3, 41.1, 19.7, 58.2), 120, 333),
    "stretched-lat-lon": View("EPSG:4326", (-30.2, -11.9, 44.1, 70.3), 333, 97),
    "over-the-date-line": View("CRS:84", (141.7, -33.3, 211.3, 20.9), 173, 131),
    "one-tile": View("EPSG:3857", (0, WORLD / 2, WORLD / 4, WORLD * 3 / 4), 256, 256),
    "beyond-the-poles": View("CRS:84", (-200.3, -120.1, 200.9, 120.7), 211, 163),
}


def ask(site, dataset: str, layer: str, view: View, **more) -> np.ndarray:
    """The picture as RGBA, row 0 at the top."""
    query = {
        "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetMap", "LAYERS": layer, "STYLES": "raster/greys",
        "CRS": view.crs, "BBOX": view.bbox(), "WIDTH": view.width, "HEIGHT": view.height, "FORMAT": "image/png",
        "TRANSPARENT": "TRUE", "COLORSCALERANGE": "0,1",
    } | more
    answer = site.session.get(f"{site.url}/wms/{dataset}", params=query, timeout=60)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png"), answer.text[:500]
    image = Image.open(io.BytesIO(answer.content))
    assert image.size == (view.width, view.height)
    return np.asarray(image.convert("RGBA"))


def edges(centres: np.ndarray) -> np.ndarray:
    """The ends of the cells of an axis: the midpoints, and half a step beyond both ends."""
    middle = (centres[1:] + centres[:-1]) / 2
    return np.concatenate([[2 * centres[0] - middle[0]], middle, [2 * centres[-1] - middle[-1]]])


def cells(ends: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each place the index of its cell, -1 outside; and whether it is clearly off every edge."""
    order = ends if ends[0] < ends[-1] else ends[::-1]
    index = np.searchsorted(order, places, side="right") - 1
    index[(index < 0) | (index >= len(ends) - 1)] = -1
    if ends[0] > ends[-1]:
        index = np.where(index < 0, -1, len(ends) - 2 - index)
    clear = np.abs(order[None, :] - places[:, None]).min(axis=1) > 1e-6
    return index, clear


def columns_of(ends: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cells of a longitude axis, whichever turn of the globe it is written in."""
    return cells(ends, ends.min() + np.mod(places - ends.min(), 360))


def expected(values: np.ma.MaskedArray, latitudes, longitudes, view: View):
    """What each pixel of a grid with these cell centres should show."""
    return expected_within(values, edges(latitudes), edges(np.unwrap(longitudes, period=360)), view)


def expected_within(values: np.ma.MaskedArray, y_ends, x_ends, view: View):
    """What each pixel should show (masked: nothing), and which pixels are clear of every edge."""
    x, y = view.centres()
    column, clear_column = columns_of(x_ends, x)
    row, clear_row = cells(y_ends, y)
    row[np.abs(y) > 90] = -1
    shown = values[np.ix_(row, column)]
    shown = np.ma.masked_where((row < 0)[:, None] | (column < 0)[None, :], shown)
    return shown, clear_row[:, None] & clear_column[None, :]


def check_picture(picture: np.ndarray, shown: np.ma.MaskedArray, clear: np.ndarray, least_levels: int) -> None:
    """Transparent where nothing is; elsewhere each grey stands for one narrow class, and greys follow the values."""
    drawn = ~np.ma.getmaskarray(shown)
    assert np.array_equal((picture[..., 3] == 255)[clear], drawn[clear]), "drawn where there is nothing, or the reverse"
    assert (picture[..., 3][clear & ~drawn] == 0).all()
    seen = clear & drawn
    grey, values = picture[..., 0][seen].astype(int), shown.data[seen].astype("f8")
    assert (picture[seen][:, 0] == picture[seen][:, 1]).all()
    levels = sorted(set(grey.tolist()), reverse=bool(grey[values.argmin()] > grey[values.argmax()]))
    assert len(levels) >= least_levels, f"{len(levels)} greys"
    ends = [(values[grey == g].min(), values[grey == g].max()) for g in levels]
    for (_, before), (after, _) in itertools.pairwise(ends):
        assert before <= after, f"a grey holds values up to {before}, the next from {after}"


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("dataset", [f"{n}-{z}" for n, z in zip(stores.PICTURES, ("v2", "v3", "v2"))])
def test_every_pixel(site, store_paths, dataset, view):
    path = store_paths[dataset]
    noise, latitudes, longitudes = (oracle.load(path, n).numbers for n in ("noise", "lat", "lon"))
    shown, clear = expected(np.ma.masked_invalid(noise), latitudes, longitudes.astype("f8"), view)
    picture = ask(site, dataset, "noise", view)
    if shown.mask.all():
        assert (picture[..., 3][clear] == 0).all()
        return
    check_picture(picture, shown, clear, least_levels=min(100, len(np.unique(shown.compressed())) // 3))


@pytest.mark.parametrize("zarr_format", stores.FORMATS)
@pytest.mark.parametrize(("time", "step"), [("2000-02-29T12:00:00.000Z", 18), ("2000-03-01T18:00:00Z", 23)])
def test_time_and_missing_values(site, store_paths, zarr_format, time, step):
    path = store_paths[f"packed-{zarr_format}"]
    stored = oracle.load(path, "temperature")
    values = np.ma.masked_array(oracle.unpacked(stored), oracle.missing(stored))[step]
    view = VIEWS["world"]
    shown, clear = expected(values, oracle.load(path, "lat").numbers, oracle.load(path, "lon").numbers.astype("f8"), view)
    picture = ask(site, f"packed-{zarr_format}", "temperature", view, TIME=time, COLORSCALERANGE="180,370")
    check_picture(picture, shown, clear, 80)


@pytest.mark.parametrize(("elevation", "index"), [("850", 1), ("100", 4)])
def test_elevation(site, store_paths, elevation, index):
    path = store_paths["levels-v3"]
    values = np.ma.masked_invalid(oracle.load(path, "height").numbers[1, index])
    view = VIEWS["world-lat-lon"]
    shown, clear = expected(values, oracle.load(path, "lat").numbers, oracle.load(path, "lon").numbers.astype("f8"), view)
    more = {"TIME": "1970-01-02", "ELEVATION": elevation, "COLORSCALERANGE": "1000,9000"}
    check_picture(ask(site, "levels-v3", "height", view, **more), shown, clear, 40)


def test_opaque_background(site):
    picture = ask(site, "region-v2", "noise", VIEWS["world"], TRANSPARENT="FALSE", BGCOLOR="0x0000FF")
    assert (picture[..., 3] == 255).all()
    assert picture[0, 0].tolist() == [0, 0, 255, 255]


def test_same_picture_by_every_axis_order(site):
    """The same box in CRS:84 and EPSG:4326 is the same picture."""
    view = VIEWS["stretched"]
    other = View("EPSG:4326", view.box, view.width, view.height)
    assert np.array_equal(ask(site, "region-v3", "noise", view), ask(site, "region-v3", "noise", other))


REAL_LAYERS = {
    "air": "air",
    "tas-Amon-CanESM2-rcp85-r1i1p1-200701-200712": "tas",
    "t-E-OBS-mon-195001": "t",
    "nc-lonwrap": "Band1",
    "swapedxy": "test",
    "20170605120000-UKMO-L4-GHRSST-SSTfnd-OSTIAanom-GLO": "analysed_sst",
}


def ends_of(path, coordinate: oracle.Stored) -> np.ndarray:
    """The ends of a real axis's cells: its bounds, else the midpoints."""
    if bounds := coordinate.attributes.get("bounds"):
        pairs = oracle.load(path, bounds).numbers.astype("f8")
        return np.append(pairs[:, 0], pairs[-1, 1])
    return edges(np.unwrap(oracle.unpacked(coordinate).astype("f8"), period=360))


@needs_test_data
@pytest.mark.parametrize("crs", ["CRS:84", "EPSG:4326", "EPSG:3857"])
@pytest.mark.parametrize("dataset", [n for n in real_names() if n.rpartition("-")[0] in REAL_LAYERS] or ["real-files"])
def test_real_files(real_site, real_paths, dataset, crs):
    path, name = real_paths[dataset], REAL_LAYERS[dataset.rpartition("-")[0]]
    stored = oracle.load(path, name)
    roles = {d: "y" if d.lower().startswith("lat") else "x" if d.lower().startswith("lon") else "t" for d in stored.dims}
    values = np.ma.masked_array(
        oracle.unpacked(stored), oracle.missing(stored) | oracle.outside_valid_range(stored)
    )
    more = {}
    if "t" in roles.values():
        values, more = values[0], {"TIME": oracle.times(oracle.load(path, stored.dims[0]))[0]}
    flat = [d for d in stored.dims if roles[d] != "t"]
    values = values if roles[flat[0]] == "y" else values.T
    ends = {roles[d]: ends_of(path, oracle.load(path, d)) for d in flat}
    if crs == "EPSG:3857":
        view = View(crs, (-WORLD, -WORLD, WORLD, WORLD), 256, 256)
    else:
        view = View(crs, (-180, -90, 180, 90), 307, 153)
    shown, clear = expected_within(values, ends["y"], ends["x"], view)
    low, high = float(values.min()), float(values.max())
    picture = ask(real_site, dataset, name, view, COLORSCALERANGE=f"{low!r},{high!r}", **more)
    check_picture(picture, shown, clear, 2)
