"""Places on real grids of every kind: each is answered by the cell that scipy, xugrid or healpy names.

The stores are real files as they are, and beside their variables one more, which numbers the cells.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest
import xarray
import zarr

import place_oracles as oracles
from conftest import needs_test_data
from grid_oracles import angle, vectors
from real_grids import CASES, Cells
from site_under_test import TEST_DATA, Site, configuration
from stores import Array, write_array

#: Of each file, and of one question.
PLACES, AT_ONCE = 10_000, 500
#: Where a variable lies; what is left of its attributes.
PLACING = ("coordinates", "mesh", "location", "grid_mapping")

pytestmark = needs_test_data


@pytest.fixture(scope="module")
def grids() -> dict[str, Cells]:
    found = {}
    for name, (file, _, read) in CASES.items():
        with xarray.open_dataset(TEST_DATA / "data" / "real" / file, decode_times=False, decode_coords=False) as data:
            found[name] = read(data)
    return found


def dataset(file: str) -> str:
    """The name of a file's dataset."""
    return "".join(c if c.isalnum() else "-" for c in Path(file).stem)[:50].strip("-")


def number(name: str) -> str:
    """The variable that numbers the cells of a case."""
    return "number_" + name.replace("-", "_")


@pytest.fixture(scope="module")
def site(tmp_path_factory, grids):
    folder, real = tmp_path_factory.mktemp("grids"), TEST_DATA / "data" / "real"
    files = sorted({file for file, _, _ in CASES.values()})
    maker = [sys.executable, TEST_DATA / "tools" / "make_real_stores.py", *(real / file for file in files)]
    subprocess.run([*maker, "--out", folder, "--format", "v3-plain"], check=True, stdout=subprocess.DEVNULL)
    paths = {dataset(file): folder / f"{Path(file).stem}.v3-plain.zarr" for file in files}
    for name, (file, variable, _) in CASES.items():
        group = zarr.open_group(str(paths[dataset(file)]))
        placing = {key: value for key, value in group[variable].attrs.items() if key in PLACING}
        shape = grids[name].shape
        numbers = np.arange(np.prod(shape), dtype="i4").reshape(shape)
        write_array(group, number(name), 3, Array(grids[name].dims, numbers, placing, fill=None))
    with Site(tmp_path_factory.mktemp("site"), configuration(paths)) as running:
        yield running


def around(grid: Cells, count: int) -> np.ndarray:
    """Places anywhere in the cap that holds all centres, and a little beyond, or in caps around them."""
    random = np.random.default_rng(17)
    if grid.around:
        middle, reach = grid.centres[random.integers(len(grid.centres), size=count)], grid.around
    else:
        middle = grid.centres.mean(axis=0)
        middle = middle / np.linalg.norm(middle) if np.linalg.norm(middle) > 0.3 else np.array([0, 0, 1.0])
        reach = min(1.05 * angle(np.linalg.norm(grid.centres - middle, axis=1).max()), np.pi)
    along = random.uniform(np.cos(reach), 1, count)
    side = np.cross(middle, random.normal(size=(count, 3)))
    side /= np.linalg.norm(side, axis=1)[:, None]
    return along[:, None] * middle + np.sqrt(1 - along**2)[:, None] * side


def told(site, name: str, points: list[str]) -> list[int]:
    """The numbers of the cells of some places; those that have none are left out."""
    words = {"coords": f"MULTIPOINT({','.join(points)})", "parameter-name": number(name), "f": "CoverageJSON"}
    answer = site.get(f"/edr/collections/{dataset(CASES[name][0])}/position?{urlencode(words)}")
    assert answer.status_code in (200, 204), answer.text[:300]
    if answer.status_code == 204:
        return []
    document = answer.json()
    return [coverage["ranges"][number(name)]["values"][0] for coverage in document.get("coverages", [document])]


@pytest.mark.parametrize("name", CASES)
def test_every_place_is_answered_by_its_cell(site, grids, name):
    file = CASES[name][0]
    count = PLACES // sum(other == file for other, _, _ in CASES.values())
    places = around(grids[name], count)
    longitudes = np.round(np.degrees(np.arctan2(places[:, 1], places[:, 0])), 6)
    latitudes = np.round(np.degrees(np.arcsin(np.clip(places[:, 2], -1, 1))), 6)
    expected = grids[name].oracle(vectors(longitudes, latitudes))
    points = np.array([f"{x:.6f} {y:.6f}" for x, y in zip(longitudes, latitudes)])
    assert (expected >= 0).sum() > count / 20 and (expected == oracles.UNSURE).sum() < count / 20
    for sort in (expected >= 0, expected == oracles.NONE):
        numbers = np.flatnonzero(sort)
        for some in np.split(numbers, range(AT_ONCE, len(numbers), AT_ONCE)):
            wanted = [int(cell) for cell in expected[some] if cell >= 0]
            found = told(site, name, list(points[some])) if len(some) else []
            wrong = [(point, cell, other) for point, cell, other in zip(points[some], wanted, found) if cell != other]
            assert len(found) == len(wanted) and not wrong, (len(found), len(wanted), wrong[:3])
