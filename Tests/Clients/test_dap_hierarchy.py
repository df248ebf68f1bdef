"""Groups over OPeNDAP: in DAP4 all of them at once, in DAP2 each at its address with the coordinates above it.

The oracles are zarr-python, which knows groups and arrays, and xarray's DataTree, which knows what a group inherits.
"""

from __future__ import annotations

import json
import shutil
import subprocess

import netCDF4
import numpy as np
import pydap.client
import pytest
import xarray as xr
import zarr

import stores
from site_under_test import Site, configuration


def write(folder) -> None:
    """A root with coordinates and data; groups that use them, that have their own, and one below another."""
    root = zarr.open_group(folder, mode="w", zarr_format=3, attributes={"title": "Tree"})
    lat, lon = np.linspace(60, -60, 4), np.arange(6) * 60.0
    random = np.random.default_rng(4)

    def cube(*shape):
        return random.normal(size=shape).astype("f4")

    def put(group, name, array):
        stores.write_array(group, name, 3, array)

    put(root, "lat", stores.latitude(lat))
    put(root, "lon", stores.longitude(lon))
    put(root, "top", stores.Array(("lat", "lon"), cube(4, 6), {"units": "K"}))
    inherit = root.create_group("inherit", attributes={"kind": "child"})
    put(inherit, "v", stores.Array(("lat", "lon"), cube(4, 6), {"units": "m"}, chunks=(2, 4)))
    put(inherit, "n", stores.Array(("n",), np.arange(3, dtype="i2")))
    fine = root.create_group("fine")
    put(fine, "lat", stores.latitude(np.linspace(60, -60, 8)))
    put(fine, "lon", stores.longitude(np.arange(12) * 30.0))
    put(fine, "v", stores.Array(("lat", "lon"), cube(8, 12), {"units": "m"}))
    deep = fine.create_group("deep")
    put(deep, "w", stores.Array(("time", "lat"), cube(2, 8), {"long_name": "deep"}))
    put(deep, "time", stores.time([0, 6], "hours since 2000-01-01", "standard"))
    dotted = root.create_group("dot.ted")
    put(dotted, "s", stores.Array(("lon",), np.arange(6, dtype="i4")))
    zarr.consolidate_metadata(root.store)


def many(folder) -> None:
    """Ten thousand groups in one document."""
    group = {"zarr_format": 3, "node_type": "group", "attributes": {}}
    array = {
        "zarr_format": 3, "node_type": "array", "shape": [2], "data_type": "int32", "fill_value": 7, "attributes": {},
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2]}}, "dimension_names": ["n"],
        "chunk_key_encoding": {"name": "default"}, "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
    }
    nodes = {f"g{number:05}": group for number in range(10_000)} | {"v": array}
    folder.mkdir()
    consolidated = {"kind": "inline", "must_understand": False, "metadata": nodes}
    (folder / "zarr.json").write_text(json.dumps(group | {"consolidated_metadata": consolidated}))


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hierarchy")
    write(folder / "tree.zarr")
    many(folder / "many.zarr")
    return {name: folder / f"{name}.zarr" for name in ("tree", "many")}


@pytest.fixture(scope="module")
def hierarchy(places, tmp_path_factory):
    with Site(tmp_path_factory.mktemp("hierarchy-site"), configuration(places)) as site:
        yield site


def stored(places) -> dict[str, np.ndarray]:
    """Every array of the store by its path."""
    root = zarr.open_group(places["tree"], mode="r")
    return {path: node[...] for path, node in root.members(max_depth=None) if isinstance(node, zarr.Array)}


def flat(group) -> dict[str, np.ndarray]:
    """Every variable of a netCDF4 group, raw, by its path from there."""
    found = {name: np.asarray(variable[...]) for name, variable in group.variables.items()}
    for name, below in group.groups.items():
        found |= {f"{name}/{path}": values for path, values in flat(below).items()}
    return found


def test_netcdf4_python_reads_every_group_over_dap4(hierarchy, places):
    with netCDF4.Dataset(f"{hierarchy.url}/dap/tree#dap4") as opened:
        opened.set_auto_maskandscale(False)
        found, expected = flat(opened), stored(places)
        assert found.keys() == expected.keys()
        for path, values in expected.items():
            assert found[path].tobytes() == values.tobytes(), path
        assert opened.title == "Tree" and opened["inherit"].kind == "child"
        assert opened["inherit/v"].dimensions == ("lat", "lon")
        assert "lat" not in opened["inherit"].dimensions and "lat" in opened["fine"].dimensions
        assert "lat" not in opened["fine/deep"].dimensions


@pytest.mark.skipif(shutil.which("ncdump") is None, reason="ncdump is not installed")
def test_ncdump_reads_every_group_over_dap4(hierarchy):
    command = ["ncdump", f"{hierarchy.url}/dap/tree#dap4"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    for line in ("group: inherit {", "group: fine {", "group: deep {", "group: dot.ted {"):
        assert line in said
    assert " n = 0, 1, 2 ;" in said and " s = 0, 1, 2, 3, 4, 5 ;" in said and " time = 0, 6 ;" in said


def test_pydap_reads_every_group_over_dap4(hierarchy, places):
    opened = pydap.client.open_url(f"{hierarchy.url}/dap/tree", protocol="dap4")
    for path, values in stored(places).items():
        if "." in path:
            # pydap cannot find a group by a name with a dot.
            continue
        received = opened["/" + path][:]
        received = np.asarray(getattr(received, "data", received))
        assert received.tobytes() == values.tobytes(), path


def test_xarray_opens_every_group(hierarchy, places):
    # As groups: a DataTree may not have a dimension of another length than the same above it, as `fine` has.
    served = xr.open_groups(f"{hierarchy.url}/dap/tree#dap4", engine="netcdf4")
    expected = xr.open_groups(places["tree"], engine="zarr")
    assert served.keys() == expected.keys()
    for path, group in expected.items():
        same(served[path], group)


def branch(places, group: str) -> xr.DataTree:
    """The tree that a group belongs to, from the last group above it that has dimensions of its own."""
    top = "/fine" if group.startswith("fine") else "/"
    groups = xr.open_groups(places["tree"], engine="zarr")
    inside = {path: opened for path, opened in groups.items() if path.startswith("/fine") == (top == "/fine")}
    return xr.DataTree.from_dict({path.removeprefix("/fine") or "/": opened for path, opened in inside.items()})


@pytest.mark.parametrize("engine", ["netcdf4", "pydap"])
@pytest.mark.parametrize("protocol", ["dap2", "dap4"])
@pytest.mark.parametrize("group", ["inherit", "fine", "fine/deep"])
def test_xarray_opens_a_group_with_the_coordinates_above_it(hierarchy, places, engine, protocol, group):
    address = f"{hierarchy.url}/dap/tree.{group.replace('/', '.')}"
    if engine == "pydap":
        served = xr.open_dataset(xr.backends.PydapDataStore(pydap.client.open_url(address, protocol=protocol)))
    else:
        served = xr.open_dataset(f"{address}#{protocol}", engine=engine)
    expected = branch(places, group)["/" + group.removeprefix("fine").removeprefix("/")].to_dataset()
    # xarray hands down every coordinate, also those along dimensions that nothing in the group has.
    used = {dimension for variable in xr.open_groups(places["tree"], engine="zarr")["/" + group].variables.values()
            for dimension in variable.dims}
    needed = expected.drop_vars([name for name, found in expected.coords.items() if not set(found.dims) <= used])
    assert set(needed.coords) <= set(served.coords)
    same(served, needed)


def same(served: xr.Dataset, expected: xr.Dataset) -> None:
    for name, variable in expected.variables.items():
        assert served[name].dims == variable.dims
        assert np.array_equal(served[name].values, variable.values), name


@pytest.mark.parametrize("constraint", ["/inherit/v[1:2][0:2:5]", "inherit/v[1:2][0:2:5]", "/lat=[1:2];/lon=[0:2:5];/inherit/v"])
def test_a_part_of_a_variable_in_a_group(hierarchy, places, constraint):
    part = stored(places)["inherit/v"][1:3, 0:6:2]
    answer = hierarchy.session.get(f"{hierarchy.url}/dap/tree.dap",
                                   params={"dap4.ce": constraint, "dap4.checksum": "false"}, timeout=60)
    assert answer.status_code == 200 and answer.content.endswith(part.astype("<f4").tobytes())


def test_ten_thousand_groups_make_a_small_document(hierarchy):
    answer = hierarchy.get("/dap/many.dmr")
    assert answer.status_code == 200 and len(answer.content) < 2000 and "<Group" not in answer.text
    with netCDF4.Dataset(f"{hierarchy.url}/dap/many#dap4") as opened:
        assert opened["v"][...].tolist() == [7, 7] and not opened.groups
    assert hierarchy.get("/dap/many.g09999.dmr").status_code == 200
