"""What people run against OPeNDAP: netCDF4-python, xarray, pydap and ncdump read what the store holds."""

from __future__ import annotations

import shutil
import subprocess

import netCDF4
import numpy as np
import pydap.client
import pytest
import xarray as xr
import zarr

import oracle
import stores
from site_under_test import Site, configuration

CUBES = [f"{name}-{zarr_format}" for name in ("packed", "noleap", "days360") for zarr_format in stores.FORMATS]
VARIABLE = {"packed": "temperature", "noleap": "wind", "days360": "flux"}


def variable_of(dataset: str) -> str:
    return VARIABLE[dataset.rpartition("-")[0]]


@pytest.mark.parametrize("dataset", CUBES)
def test_netcdf4_python(site, store_paths, dataset):
    name = variable_of(dataset)
    stored = oracle.load(store_paths[dataset], name)
    with netCDF4.Dataset(f"{site.url}/dap/{dataset}") as opened:
        opened.set_auto_maskandscale(False)
        assert opened.variables[name].dimensions == stored.dims
        assert opened.variables[name][...].tobytes() == stored.numbers.tobytes()
        assert opened.variables[name][3, 1:7:2, -1].tobytes() == stored.numbers[3, 1:7:2, -1].tobytes()
        for coordinate in stored.dims:
            numbers = oracle.load(store_paths[dataset], coordinate).numbers
            assert np.array_equal(opened.variables[coordinate][...], numbers)
        units = stored.attributes["units"]
        assert opened.variables[name].getncattr("units") == units


@pytest.mark.parametrize("dataset", CUBES)
def test_netcdf4_python_masks_and_scales(site, store_paths, dataset):
    name = variable_of(dataset)
    stored = oracle.load(store_paths[dataset], name)
    with netCDF4.Dataset(f"{site.url}/dap/{dataset}") as opened:
        values = np.ma.masked_invalid(opened.variables[name][...])
    gone = oracle.missing(stored)
    assert np.array_equal(np.ma.getmaskarray(values), gone)
    assert np.allclose(values.compressed(), oracle.unpacked(stored)[~gone], rtol=1e-12)


@pytest.mark.parametrize("dataset", CUBES)
def test_xarray_decodes_the_same_as_from_the_store(site, store_paths, dataset):
    name = variable_of(dataset)
    decode = xr.coders.CFDatetimeCoder(use_cftime=True)
    with (
        xr.open_dataset(f"{site.url}/dap/{dataset}", engine="netcdf4", decode_times=decode) as served,
        xr.open_zarr(store_paths[dataset], decode_times=decode, chunks=None) as stored,
    ):
        assert served[name].dims == stored[name].dims
        assert served["time"].values.tolist() == stored["time"].values.tolist()
        piece = {"lat": slice(2, 7), "lon": slice(None, None, 3)}
        assert np.allclose(served[name].isel(piece), stored[name].isel(piece), equal_nan=True, rtol=1e-6)


@pytest.mark.parametrize("dataset", CUBES)
def test_pydap(site, store_paths, dataset):
    name = variable_of(dataset)
    stored = oracle.load(store_paths[dataset], name).numbers
    opened = pydap.client.open_url(f"{site.url}/dap/{dataset}", protocol="dap2")
    received = opened[name][2:9:3, 4, 1:6]
    received = np.asarray(getattr(received, "array", received).data)
    assert np.array_equal(received.squeeze(), stored[2:9:3, 4, 1:6], equal_nan=stored.dtype.kind == "f")
    latitudes = oracle.load(store_paths[dataset], "lat").numbers
    assert np.array_equal(np.asarray(opened["lat"][:].data), latitudes)


@pytest.mark.skipif(shutil.which("ncdump") is None, reason="ncdump is not installed")
def test_ncdump(site, store_paths):
    command = ["ncdump", "-v", "lat", f"{site.url}/dap/packed-v2?lat"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    numbers = [float(n) for n in said.partition("data:")[2].partition("=")[2].partition(";")[0].split(",")]
    assert numbers == oracle.load(store_paths["packed-v2"], "lat").numbers.tolist()


def test_many_slices_from_many_threads(site, store_paths):
    """netCDF-C is one lock a process; the server is asked by raw requests in parallel instead."""
    from concurrent.futures import ThreadPoolExecutor

    import dap2

    stored = oracle.load(store_paths["packed-v3"], "temperature").numbers

    def one(step: int) -> bool:
        answer = site.get(f"/dap/packed-v3.dods?temperature.temperature[{step}][0:18][0:35]")
        return dap2.same_bits(dap2.read(answer.content)[0][1], stored[step : step + 1])

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(one, list(range(40)) * 5))


NAMES = ["Oslo", "Trondheim", "", "Bergen"]


@pytest.fixture(scope="module")
def text_site(tmp_path_factory):
    """Names of stations in every way that texts are stored, beside numbers."""
    folder = tmp_path_factory.mktemp("texts")
    for zarr_format in (2, 3):
        group = zarr.create_group(str(folder / f"v{zarr_format}.zarr"), zarr_format=zarr_format)
        for name, data in {
            "fixed": np.array(NAMES, "U9"), "bytes": np.array(NAMES, "S12"), "height": np.arange(1, 5, dtype="i2"),
            "varying": np.array(NAMES, np.dtypes.StringDType()),
        }.items():
            made = {"dimension_names": ["station"]} if zarr_format == 3 else {"attributes": {"_ARRAY_DIMENSIONS": ["station"]}}
            group.create_array(name, data=data, **made)
    with Site(tmp_path_factory.mktemp("text-site"), configuration({f"v{z}": folder / f"v{z}.zarr" for z in (2, 3)})) as site:
        yield site


@pytest.mark.parametrize("dataset", ["v2", "v3"])
@pytest.mark.parametrize("protocol", ["http", "dap4"])
def test_netcdf4_python_reads_texts(text_site, dataset, protocol):
    with netCDF4.Dataset(f"{text_site.url.replace('http', protocol, 1)}/dap/{dataset}") as opened:
        assert opened.variables["height"][...].tolist() == [1, 2, 3, 4]
        for name in ("fixed", "bytes", "varying"):
            values = opened.variables[name][...]
            texts = values if protocol == "dap4" else netCDF4.chartostring(values)
            assert [str(text) for text in texts] == NAMES, name


@pytest.mark.parametrize("dataset", ["v2", "v3"])
@pytest.mark.parametrize("protocol", ["dap2", "dap4"])
def test_pydap_reads_texts(text_site, dataset, protocol):
    opened = pydap.client.open_url(f"{text_site.url}/dap/{dataset}", protocol=protocol)
    assert np.asarray(opened["height"][1:3].data).tolist() == [2, 3]
    for name in ("fixed", "varying"):
        texts = [t.decode() if isinstance(t, bytes) else str(t) for t in np.asarray(opened[name][:].data).tolist()]
        assert texts == NAMES


@pytest.mark.skipif(shutil.which("ncdump") is None, reason="ncdump is not installed")
def test_ncdump_prints_texts(text_site):
    said = subprocess.run(["ncdump", "-v", "fixed", f"{text_site.url}/dap/v3"], check=True, capture_output=True, text=True)
    assert '"Oslo"' in said.stdout and '"Trondheim"' in said.stdout
