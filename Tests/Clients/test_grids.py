"""Every kind of grid through a real site: places, areas and pixels say what an independent table says of generated stores.

A value tells its cell: 1 + the cell's index + 10,000 for each time step + 100,000 for each level.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest

from conftest import needs_test_data
from site_under_test import TEST_DATA, Site, configuration

NAMES = ("orca", "roms", "wrf", "swath", "rotated", "ugrid", "fesom", "icon", "healpix", "gaussian", "gathered")
STEP = 10_000

pytestmark = needs_test_data


@pytest.fixture(scope="module")
def grids(tmp_path_factory) -> Path:
    """The stores, with a table beside each."""
    folder = tmp_path_factory.mktemp("grids")
    maker = TEST_DATA / "tools" / "make_grid_fixtures.py"
    seed = os.environ.get("SLUICE_TEST_SEED", "3")
    subprocess.run([sys.executable, maker, folder, "--seed", seed], check=True, capture_output=True, timeout=300)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory, grids):
    with Site(tmp_path_factory.mktemp("site"), configuration({name: grids / f"{name}.zarr" for name in NAMES})) as running:
        yield running


def variables(grids: Path, name: str):
    return json.loads((grids / f"{name}.expected.json").read_text())["variables"].items()


def values(answer, variable: str) -> list[float | None]:
    """Those of the first time and level, which come first; none where there is no cell."""
    assert answer.status_code in (200, 204), answer.text[:300]
    if answer.status_code == 204:
        return []
    document = answer.json()
    found = []
    for coverage in document.get("coverages", [document]):
        found += coverage["ranges"][variable]["values"]
    return found


def ask(site, name: str, query: str, variable: str, coords: str):
    words = urlencode({"coords": coords, "parameter-name": variable, "f": "CoverageJSON"})
    return site.get(f"/edr/collections/{name}/{query}?{words}")


@pytest.mark.parametrize("name", NAMES)
def test_places_are_answered_by_their_cells(site, grids, name):
    for variable, table in variables(grids, name):
        for longitude, latitude, _, expected, *_ in table["points"]:
            found = values(ask(site, name, "position", variable, f"POINT({longitude} {latitude})"), variable)
            assert found and found[0] == expected, f"{variable} at {longitude} {latitude}: {found[:3]}, not {expected}"
        for longitude, latitude in table["outside"]:
            assert not values(ask(site, name, "position", variable, f"POINT({longitude} {latitude})"), variable)


@pytest.mark.parametrize("name", NAMES)
def test_areas_hold_the_cells_whose_centres_they_hold(site, grids, name):
    for variable, table in variables(grids, name):
        for area in table["areas"]:
            if "polygon" not in area:
                continue
            found = values(ask(site, name, "area", variable, area["polygon"]), variable)
            assert sorted(v for v in found if v is not None and v <= STEP) == area["values"], f"{variable} in {area['polygon']}"


@pytest.mark.parametrize("name", NAMES)
def test_pixels_show_the_cell_under_them(site, grids, name):
    for variable, table in variables(grids, name):
        for longitude, latitude, _, expected, *_ in table["points"][::4]:
            answer = site.get(f"/wms/{name}?" + urlencode({
                "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetFeatureInfo", "LAYERS": variable, "QUERY_LAYERS": variable,
                "STYLES": "", "CRS": "CRS:84", "WIDTH": 1, "HEIGHT": 1, "I": 0, "J": 0, "INFO_FORMAT": "application/json",
                "BBOX": f"{longitude - 1e-6},{latitude - 1e-6},{longitude + 1e-6},{latitude + 1e-6}",
            }))
            assert answer.status_code == 200, answer.text[:300]
            value = answer.json()["features"][0]["properties"]["value"] if answer.json()["features"] else None
            # A missing cell is missing at every time.
            wanted = None if expected is None else (expected - 1) % STEP
            shown = None if value is None or math.isnan(value) else (value - 1) % STEP
            assert shown == wanted, f"{variable} at {longitude} {latitude}: {value}, not {expected}"
