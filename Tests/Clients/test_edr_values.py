"""EDR position: the values are those of the raw numbers, bit for bit, from the cell that contains the point."""

from __future__ import annotations

import itertools
import json
from functools import cache

import numpy as np
import pytest

import coverage_json
import oracle
import stores
from conftest import needs_test_data, real_names
from site_under_test import TEST_DATA

ROLES = {"time": "t", "level": "z", "lat": "y", "lon": "x"}

CASES = {
    "packed": ["temperature", "humidity"],
    "noleap": ["wind"],
    "days360": ["flux"],
    "levels": ["height", "count", "identifier", "small", "flag", "category"],
}
OWN = [
    (f"{name}-{zarr_format}", variable)
    for name, variables in CASES.items()
    for zarr_format, variable in itertools.product(stores.FORMATS, variables)
]


def position(site, dataset: str, longitude: float, latitude: float, **more):
    query = {"coords": f"POINT({longitude!r} {latitude!r})", "f": "CoverageJSON"} | more
    return site.session.get(f"{site.url}/edr/collections/{dataset}/position", params=query, timeout=60)


def coordinate_of(role: str, stored: oracle.Stored) -> list:
    return oracle.times(stored) if role == "t" else oracle.unpacked(stored).tolist()


def expected(path, variable: oracle.Stored, roles: dict[str, str], row: int, column: int) -> dict[tuple, tuple]:
    """Every value of one cell by its place as `coverage_json.values` names it: (value or None, may it be None as well)."""
    values, gone = oracle.unpacked(variable), oracle.missing(variable)
    hidden = oracle.outside_valid_range(variable)
    others = [d for d in variable.dims if roles[d] not in "xy"]
    named = [roles[d] if roles[d] in "tz" else d for d in others]
    places = [coordinate_of(roles[d], oracle.load(path, d)) for d in others]
    found = {}
    for indices in itertools.product(*(range(len(p)) for p in places)):
        at = dict(zip(others, indices))
        index = tuple(row if roles[d] == "y" else column if roles[d] == "x" else at[d] for d in variable.dims)
        key = tuple(sorted((n, p[i]) for n, p, i in zip(named, places, indices)))
        found[key] = (None if gone[index] else values[index], bool(hidden[index]))
    return found


def same(received, wanted: np.generic) -> bool:
    """Whether a JSON number reads back to exactly the wanted value of its type."""
    if received is None or isinstance(received, bool):
        return False
    if wanted.dtype.kind in "iub":
        return isinstance(received, int) and received == int(wanted)
    return wanted.dtype.type(received).tobytes() == wanted.tobytes()


def check_cell(document: dict, name: str, wanted: dict[tuple, tuple]) -> None:
    received = coverage_json.values(document, name)
    assert received.keys() == wanted.keys()
    for place, (value, may_be_hidden) in wanted.items():
        if value is None or may_be_hidden:
            assert received[place] is None, f"{name} at {place}: {received[place]} in place of a missing value"
        else:
            assert same(received[place], value), f"{name} at {place}: {received[place]!r}, stored {value!r}"


def inside(values: np.ndarray, index: int, share: float) -> float:
    """A coordinate within the cell of an index, off its centre, on the side of the next or previous cell."""
    neighbour = index + 1 if index + 1 < len(values) else index - 1
    return float(values[index] + share * (values[neighbour] - values[index]))


@pytest.mark.parametrize(("dataset", "name"), OWN, ids=["-".join(c) for c in OWN])
def test_position_bit_for_bit(site, store_paths, dataset, name):
    path = store_paths[dataset]
    variable = oracle.load(path, name)
    latitudes, longitudes = (oracle.unpacked(oracle.load(path, d)).astype("f8") for d in ("lat", "lon"))
    random = np.random.default_rng(8)
    for row, column in zip(random.integers(0, len(latitudes), 6), random.integers(0, len(longitudes), 6)):
        longitude, latitude = inside(longitudes, column, 0.31), inside(latitudes, row, 0.27)
        for turned in (longitude, longitude - 360 if longitude > 180 else longitude + 360):
            answer = position(site, dataset, turned, latitude, **{"parameter-name": name})
            assert answer.status_code == 200, answer.text[:500]
            check_cell(answer.json(), name, expected(path, variable, ROLES, row, column))


def test_answer_names_the_cell_it_came_from(site):
    axes = position(site, "packed-v3", 123.4, 41.9).json()["domain"]["axes"]
    assert coverage_json.axis_values(axes["y"]) == [40]
    assert coverage_json.axis_values(axes["x"])[0] % 360 == 120


# ------------------------------------------------------------------ time and level

TIMES = [
    ("packed-v2", "2000-02-29T06:00:00Z", 1),
    ("packed-v2", "2000-02-29T05:00:00Z", 1),  # inside the cell of 06:00
    ("packed-v3", "2000-02-28/2000-02-29", 8),
    ("packed-v3", "2000-03-05T00:00Z/..", 4),
    ("packed-v2", "../2000-02-25T12:00:00Z", 3),
    ("noleap-v2", "2004-02-28T12:00:00Z/2004-03-01T12:00:00Z", 2),
    ("days360-v3", "1999-02-30", 1),
    ("days360-v2", "1999-01-01/1999-12-30", 12),
]


@pytest.mark.parametrize(("dataset", "datetime", "steps"), TIMES)
def test_datetime_selects_steps(site, store_paths, dataset, datetime, steps):
    name = CASES[dataset.split("-")[0]][0]
    answer = position(site, dataset, 5.0, 12.0, datetime=datetime, **{"parameter-name": name})
    assert answer.status_code == 200, answer.text[:500]
    axis = coverage_json.axis_values(coverage_json.parts(answer.json())[0]["domain"]["axes"]["t"])
    assert len(axis) == steps
    assert set(axis) <= set(oracle.times(oracle.load(store_paths[dataset], "time")))


@pytest.mark.parametrize(("z", "levels"), [("850", [850]), ("1000,250", [1000, 250]), ("500/100", [500, 250, 100])])
def test_z_selects_levels(site, z, levels):
    answer = position(site, "levels-v3", 5.0, 12.0, z=z, **{"parameter-name": "height"})
    assert answer.status_code == 200, answer.text[:500]
    received = coverage_json.values(answer.json(), "height")
    assert {dict(place)["z"] for place in received} == set(levels)


OUTSIDE = [
    ("region-v2", 100.0, 50.0, {}),
    ("region-v3", 0.0, 61.5, {}),
    ("packed-v2", 0.0, 0.0, {"datetime": "1999-01-01T00:00:00Z"}),
    ("levels-v3", 0.0, 0.0, {"z": "5000", "parameter-name": "height"}),
]


@pytest.mark.parametrize(("dataset", "longitude", "latitude", "more"), OUTSIDE)
def test_outside_the_domain_is_204(site, dataset, longitude, latitude, more):
    answer = position(site, dataset, longitude, latitude, **more)
    assert (answer.status_code, answer.content) == (204, b"")


# ------------------------------------------------------------------ real files


@cache
def understood() -> dict:
    """Axes, roles and nearest cells of the real files as an independent program worked them out."""
    return json.loads((TEST_DATA / "data" / "real" / "cube.expected.json").read_text())["files"]


@needs_test_data
@pytest.mark.parametrize("dataset", real_names())
def test_real_files_bit_for_bit(real_site, real_paths, dataset):
    path = real_paths[dataset]
    group = understood()[f"latlon/{path.name.rsplit('.', 2)[0]}.nc"]["groups"]["/"]
    for name, nearest in group["nearest"].items():
        described = group["variables"][name]
        roles = dict(zip(described["dims"], described["roles"]))
        variable = oracle.load(path, name)
        inside_rows = [r for r in nearest["rows"] if "t" not in r[5] and "o" not in r[5]]
        for longitude, latitude, (row, column), *_ in inside_rows[:6]:
            if roles[nearest["dims"][0]] == "x":
                row, column = column, row
            answer = position(real_site, dataset, longitude, latitude, **{"parameter-name": name})
            assert answer.status_code == 200, answer.text[:500]
            compare_values(answer.json(), path, variable, roles, row, column)


def compare_values(document: dict, path, variable: oracle.Stored, roles: dict, row: int, column: int) -> None:
    """Real axes may be named or worded in many ways: their order must be kept, their values are all compared."""
    received = []
    for part in coverage_json.parts(document):
        received += part["ranges"][variable.name]["values"]
    order = sorted(
        (d for d in variable.dims if roles[d] not in "xy"), key=lambda d: {"t": 1, "z": 2}.get(roles[d], 0)
    )
    index = tuple(row if roles[d] == "y" else column if roles[d] == "x" else slice(None) for d in variable.dims)
    kept = [d for d in variable.dims if d in order]
    values, gone = oracle.unpacked(variable)[index], (oracle.missing(variable) | oracle.outside_valid_range(variable))[index]
    moved = [kept.index(d) for d in order]
    values, gone = np.transpose(values, moved).ravel(), np.transpose(gone, moved).ravel()
    assert len(received) == len(values)
    for place, (value, absent, got) in enumerate(zip(values, gone, received)):
        if absent:
            assert got is None, f"{variable.name}[{place}]: {got} in place of a missing value"
        else:
            assert same(got, value), f"{variable.name}[{place}]: {got!r}, stored {value!r}"
