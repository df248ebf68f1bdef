"""The faces of a cubed sphere, and levels by their pressure, through a real site: against what numpy says of all cells."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest
from PIL import Image

from site_under_test import ROOT, Site, configuration

LAYERS = ("v", "bare")
LEVEL = 100_000


@pytest.fixture(scope="module")
def faces(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("faces")
    maker = ROOT / "Tests" / "Fixtures" / "make_faces.py"
    subprocess.run([sys.executable, maker, folder, os.environ.get("SLUICE_TEST_SEED", "3")], check=True, timeout=120)
    return folder


@pytest.fixture(scope="module")
def expected(faces):
    return json.loads((faces / "faces.expected.json").read_text())


@pytest.fixture(scope="module")
def site(tmp_path_factory, faces):
    with Site(tmp_path_factory.mktemp("site"), configuration({"faces": faces / "faces.zarr"})) as running:
        yield running


def ask(site, query: str, layer: str, coords: str, **more):
    words = {"coords": coords, "parameter-name": layer, "f": "CoverageJSON", **more}
    if layer == "v":
        words["datetime"] = "2020-01-01T00:00:00Z"
    answer = site.get(f"/edr/collections/faces/{query}?{urlencode(words)}")
    assert answer.status_code == 200, answer.text[:300]
    return answer.json()["ranges"][layer]["values"]


def map_words(layer: str, box: tuple, width: int, height: int, **more) -> dict:
    words = {
        "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetMap", "LAYERS": layer, "STYLES": "", "CRS": "CRS:84",
        "BBOX": ",".join(map(str, box)), "WIDTH": width, "HEIGHT": height, "FORMAT": "image/png", "TRANSPARENT": "TRUE", **more,
    }
    if layer == "v":
        words["TIME"] = "2020-01-01T00:00:00Z"
    return words


@pytest.mark.parametrize("layer", LAYERS)
def test_places_are_answered_by_their_cells(site, expected, layer):
    level = {"z": "0.1"} if layer == "v" else {}
    for longitude, latitude, value in expected[layer]["points"]:
        found = ask(site, "position", layer, f"POINT({longitude} {latitude})", **level)
        assert found == [value], f"at {longitude} {latitude}"


@pytest.mark.parametrize("layer", LAYERS)
def test_areas_hold_the_cells_whose_centres_they_hold(site, expected, layer):
    level = {"z": "0.1"} if layer == "v" else {}
    for area in expected[layer]["areas"]:
        found = ask(site, "area", layer, area["polygon"], **level)
        assert sorted(v for v in found if v is not None) == area["values"], area["polygon"]


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("system", ["CRS:84", "EPSG:3857"])
def test_pictures_have_no_holes(site, layer, system):
    edge = 20037508.342789244
    box = (-180, -90, 180, 90) if system == "CRS:84" else (-edge, -edge, edge, edge)
    words = map_words(layer, box, 300, 200, CRS=system, COLORSCALERANGE="1,600", **({"ELEVATION": "0.1"} if layer == "v" else {}))
    picture = np.array(Image.open(io.BytesIO(site.get("/wms/faces?" + urlencode(words)).content)).convert("RGBA"))
    assert (picture[..., 3] == 255).all()
    assert len(np.unique(picture.reshape(-1, 4), axis=0)) > 100


def test_pixels_show_the_cell_under_them(site, expected):
    for longitude, latitude, value in expected["v"]["points"][::3]:
        box = (longitude - 1e-5, latitude - 1e-5, longitude + 1e-5, latitude + 1e-5)
        words = map_words("v", box, 1, 1, REQUEST="GetFeatureInfo", QUERY_LAYERS="v", I=0, J=0, ELEVATION="0.1", INFO_FORMAT="application/json")
        answer = site.get("/wms/faces?" + urlencode(words))
        assert answer.json()["features"][0]["properties"]["value"] == value, answer.text[:300]


@pytest.mark.parametrize("method", ["nearest", "linear"])
def test_levels_by_their_pressure(site, expected, method):
    for longitude, latitude, pressure, nearest, linear in expected["levels"]:
        wanted = nearest if method == "nearest" else linear
        found = ask(site, "position", "v", f"POINT({longitude} {latitude})", z=repr(pressure), vertical="pressure", **{"vertical-method": method})
        assert found == [pytest.approx(wanted, rel=1e-9)], f"{pressure} hPa at {longitude} {latitude}"
        box = (longitude - 1e-5, latitude - 1e-5, longitude + 1e-5, latitude + 1e-5)
        level = {"ELEVATION": repr(pressure), "DIM_VERTICAL": "pressure", "DIM_VERTICAL_METHOD": method}
        words = map_words("v", box, 1, 1, REQUEST="GetFeatureInfo", QUERY_LAYERS="v", I=0, J=0, INFO_FORMAT="application/json", **level)
        answer = site.get("/wms/faces?" + urlencode(words))
        assert answer.json()["features"][0]["properties"]["value"] == pytest.approx(wanted, rel=1e-9), answer.text[:300]


def test_pages_tell_the_dimensions_of_the_store(site):
    variables = {v["name"]: v for v in site.get("/datasets/faces?f=json").json()["variables"]}
    assert variables["v"]["dimensions"] == ["time", "lev", "nf", "Ydim", "Xdim"]
    assert variables["bare"]["shape"] == [6, 10, 10]


def test_by_index_faces_stay_what_they_are(site):
    dds = site.get("/dap/faces.dds").text
    assert "[nf = 6][Ydim = 10][Xdim = 10]" in dds, dds
    row = site.get("/dap/faces.ascii?" + "v%5B1%5D%5B2%5D%5B5%5D%5B3%5D%5B0:9%5D").text
    assert str(int(1 + 10_000 + 2 * LEVEL + 5 * 100 + 30)) in row, row


def test_capabilities_announce_pressures(site):
    text = site.get("/wms/faces?SERVICE=WMS&REQUEST=GetCapabilities").text
    assert text.count(">level,pressure</Dimension>") == 1
