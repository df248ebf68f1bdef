"""Names that clients refuse, take for something else or send in a way of their own: each of them used to hide a variable, or
the whole dataset."""

from __future__ import annotations

import html
import shutil
import subprocess
from urllib.parse import quote

import netCDF4
import numpy as np
import pydap.client
import pytest
import xarray
import zarr

from site_under_test import Site, configuration

NAMES = ["élan", "-x", "*x", "@x", "2t", "a b", "a.b", " lead", "trail ", "x+y", "(x)", "NC_GLOBAL", "ice_global",
         "DODS_EXTRA", "DODSx", "Int32", "string", "Url", "Alias", "attributes", "plain",
         "a,b", "a;b", "a[b]", "a[0]", "a{b}", "a|b", "a&b", "a#b", "a?b", "a=b", "a:b", "a%b", "a%2Cb", "a'b", 'a"b', "a<b",
         "a>b", "a!b", "a~b", "a*b", "a^b", "a`b", "a$b", "a@b", "xé", "日本"]


def values(index: int) -> list[int]:
    """What only the variable of that number holds."""
    return [100 * index, 100 * index + 1, 100 * index + 2]


@pytest.fixture(scope="module")
def odd_site(tmp_path_factory):
    """`variables` is called oddly in its variables, `other` in its dimension and attributes."""
    folder = tmp_path_factory.mktemp("names")
    group = zarr.create_group(str(folder / "variables.zarr"), zarr_format=3, attributes={"title": "t"})
    for index, name in enumerate(NAMES):
        group.create_array(name, data=np.array(values(index), "i4"), dimension_names=["n"], attributes={"units": "m"})
    odd = {name: "x" for name in NAMES}
    nested = {name: {name: "x"} for name in NAMES}
    for index, name in enumerate(NAMES):
        other = zarr.create_group(str(folder / f"other{index}.zarr"), zarr_format=3, attributes=odd)
        other.create_array("v", data=np.array(values(index), "i4"), dimension_names=[name], attributes=odd | {"units": "m"})
        other.create_array("w", data=np.array([1], "i4"), dimension_names=["one"], attributes=nested)
        grid = zarr.create_group(str(folder / f"grid{index}.zarr"), zarr_format=3)
        for axis, length in [(name, 3), ("k", 2)]:
            grid.create_array(axis, data=np.arange(length, dtype="i4"), dimension_names=[axis])
        grid.create_array(name + "grid", data=np.arange(6, dtype="i4").reshape(3, 2), dimension_names=[name, "k"])
    paths = {"variables": folder / "variables.zarr"}
    paths |= {f"grid{index}": folder / f"grid{index}.zarr" for index in range(len(NAMES))}
    paths |= {f"other{index}": folder / f"other{index}.zarr" for index in range(len(NAMES))}
    with Site(folder / "site", configuration(paths), workers=1) as site:
        yield site


def address(site, dataset: str, protocol: str) -> str:
    return f"{site.url}/dap/{dataset}" + ("#dap4" if protocol == "dap4" else "")


@pytest.mark.parametrize("protocol", ["dap2", "dap4"])
def test_netcdf4_python_reads_each_variable_with_its_attributes(odd_site, protocol):
    with netCDF4.Dataset(address(odd_site, "variables", protocol)) as opened:
        found = [(variable[...].tolist(), variable.getncattr("units")) for variable in opened.variables.values()]
        assert sorted(found) == [(values(index), "m") for index in range(len(NAMES))]
        assert opened.ncattrs() == ["title"]
        # Over DAP4 netCDF-C leaves entities in values of attributes as they are.
        renamed = {html.unescape(v.original_name) for v in opened.variables.values() if "original_name" in v.ncattrs()}
        assert {"-x", "*x", "@x"} <= renamed <= set(NAMES)


@pytest.mark.parametrize("protocol", ["dap2", "dap4"])
@pytest.mark.parametrize("index", range(len(NAMES)), ids=NAMES)
def test_netcdf4_python_takes_dimensions_and_attributes(odd_site, protocol, index):
    with netCDF4.Dataset(address(odd_site, f"other{index}", protocol)) as opened:
        assert opened["v"][...].tolist() == values(index)
        assert len(opened["v"].ncattrs()) == len(NAMES) + 1
        assert len(opened.ncattrs()) >= len(NAMES)


@pytest.mark.skipif(shutil.which("ncdump") is None, reason="ncdump is not installed")
@pytest.mark.parametrize("protocol", ["dap2", "dap4"])
def test_ncdump(odd_site, protocol):
    for dataset in ["variables"] + [f"other{index}" for index in range(len(NAMES))]:
        command = ["ncdump", address(odd_site, dataset, protocol)]
        done = subprocess.run(command, capture_output=True, timeout=60)
        said = done.stdout.decode(errors="replace")
        assert done.returncode == 0, (dataset, done.stderr)
        indices = range(len(NAMES)) if dataset == "variables" else [int(dataset.removeprefix("other"))]
        for index in indices:
            assert f"= {', '.join(map(str, values(index)))} ;" in said, (dataset, index)


@pytest.mark.parametrize("protocol", ["dap2", "dap4"])
def test_pydap(odd_site, protocol):
    opened = pydap.client.open_url(f"{odd_site.url}/dap/variables", protocol=protocol)
    found = sorted(np.asarray(opened[name][:].data).tolist() for name in opened.keys())
    assert found == [values(index) for index in range(len(NAMES))]


@pytest.mark.parametrize("protocol", ["dap2", "dap4"])
@pytest.mark.parametrize("index", range(len(NAMES)), ids=NAMES)
def test_pydap_takes_dimensions(odd_site, protocol, index):
    opened = pydap.client.open_url(f"{odd_site.url}/dap/grid{index}", protocol=protocol)
    name = next(key for key in opened.keys() if key.endswith("grid"))
    read = opened[name][1:3, 0:1]
    assert np.asarray(read.array.data if hasattr(read, "array") else read.data).tolist() == [[2], [4]]


@pytest.mark.parametrize("index", [None, *range(len(NAMES))], ids=lambda index: "all" if index is None else NAMES[index])
@pytest.mark.parametrize("engine, fragment", [("pydap", ""), ("netcdf4", ""), ("netcdf4", "#dap4")])
def test_xarray(odd_site, engine, fragment, index):
    name = "variables" if index is None else f"grid{index}"
    with xarray.open_dataset(f"{odd_site.url}/dap/{name}{fragment}", engine=engine) as opened:
        found = [v.values.tolist() for v in opened.load().variables.values()]
    expected = [[0, 1], [0, 1, 2], [[0, 1], [2, 3], [4, 5]]] if index is not None else map(values, range(len(NAMES)))
    assert sorted(found, key=str) == sorted(expected, key=str)


@pytest.mark.skipif(shutil.which("getdap4") is None, reason="libdap's getdap4 is not installed")
def test_libdap_takes_dimensions(odd_site):
    for index, name in enumerate(NAMES):
        for program in ("getdap", "getdap4"):
            done = subprocess.run([program, "-D", f"{odd_site.url}/dap/grid{index}"], capture_output=True, text=True,
                                  errors="replace", timeout=60)
            assert done.returncode == 0 and "{0, 1}" in done.stdout, (program, name, done.stdout, done.stderr)


@pytest.mark.skipif(shutil.which("getdap") is None, reason="libdap's getdap is not installed")
def test_libdap(odd_site):
    def said(*words: str) -> str:
        return subprocess.run(["getdap", *words], capture_output=True, text=True, errors="replace", timeout=60,
                              check=True).stdout

    text = said("-D", f"{odd_site.url}/dap/variables")
    for index in range(len(NAMES)):
        assert f"{{{', '.join(map(str, values(index)))}}}" in text, NAMES[index]
    assert said("-a", f"{odd_site.url}/dap/variables").count('String units "m";') == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_stores_own_names_are_answered(odd_site, name):
    expected = np.array(values(NAMES.index(name)), ">i4").tobytes()
    word = quote(name, safe="")
    # In DAP2 `a%252Cb` is how netCDF-C asks for `a,b`.
    if name != "a%2Cb":
        assert odd_site.get(f"/dap/variables.dods?{word}").content.endswith(expected)
        assert odd_site.get(f"/dap/variables.dods?{word}%5B0:2%5D").content.endswith(expected)
    little = np.array(values(NAMES.index(name)), "<i4").tobytes()
    answer = odd_site.get(f"/dap/variables.dap?dap4.ce=/{word}&dap4.checksum=false")
    assert answer.content.endswith(little), answer.text[:300]
