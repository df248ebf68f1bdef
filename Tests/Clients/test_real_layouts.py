"""Real files in every layout of Zarr that people write: what `sluice cat` says of each array is what xarray reads.

The ordinary run takes a few files; SLUICE_TEST_ALL=1 takes all.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import xarray as xr

import spec2
from conftest import needs_test_data
from site_under_test import TEST_DATA, program

LAYOUTS = ("v2", "v2-plain", "v3", "v3-plain", "v3-sharded")
ICECHUNK_LAYOUTS = ("icechunk-v1", "icechunk")
SAMPLE = 4


def files():
    found = sorted((TEST_DATA / "data" / "real").rglob("*.nc")) if TEST_DATA else []
    return found if os.environ.get("SLUICE_TEST_ALL") else found[:: max(1, len(found) // SAMPLE)]


def encoded(values: np.ndarray) -> bytes:
    """Values as `sluice cat` writes them: little-endian; texts of varying length as a count of bytes and the bytes."""
    if values.dtype.kind in "OT":
        texts = [str(text).encode() for text in values.ravel()]
        return b"".join(len(text).to_bytes(4, "little") + text for text in texts)
    return np.ascontiguousarray(values.astype(values.dtype.newbyteorder("<"), copy=False)).tobytes()


def differences(store, twin=None) -> list[str]:
    """Arrays of a store that sluice and xarray do not agree on; xarray reads `twin` instead, which holds the same."""
    listed = subprocess.run([program(), "ls", "--json", store], capture_output=True, timeout=120)
    if listed.returncode:
        return [f"{store.name}: {listed.stderr.decode()[-200:]}"]
    wrong, groups = [], {}
    for node in json.loads(listed.stdout):
        if node.get("node") == "group":
            continue
        group, _, name = node["path"].strip("/").rpartition("/")
        if group not in groups:
            groups[group] = xr.open_zarr(twin or store, group=group or None, decode_cf=False, consolidated=False, chunks=None)
        answer = subprocess.run([program(), "cat", store, node["path"].strip("/")], capture_output=True, timeout=120)
        if answer.stdout != encoded(groups[group][name].values):
            wrong.append(f"{store.name}{node['path']}: {answer.stderr.decode()[-200:]}")
    return wrong


def make(python: str, layouts: tuple[str, ...], folder) -> None:
    """Some files cannot be stores at all: the maker says so by its status."""
    maker = TEST_DATA / "tools" / "make_real_stores.py"
    formats = [word for layout in layouts for word in ("--format", layout)]
    subprocess.run([python, maker, *files(), "--out", folder, *formats], stdout=subprocess.DEVNULL)


@needs_test_data
@pytest.mark.parametrize("layout", LAYOUTS)
def test_real_files_read_equal_to_xarray(tmp_path, layout):
    make(sys.executable, (layout,), tmp_path)
    stores = sorted(tmp_path.glob("*.zarr"))
    assert len(stores) >= len(files()) * 0.8
    with ThreadPoolExecutor(2) as pool:
        assert [text for found in pool.map(differences, stores) for text in found] == []


@needs_test_data
@pytest.mark.parametrize("layout", ICECHUNK_LAYOUTS)
def test_real_files_in_repositories_read_equal_to_xarray(tmp_path, layout):
    python = spec2.python("netCDF4", "numcodecs", "xarray", "zarr")
    if python is None:
        pytest.skip("no Python with icechunk 2, netCDF4 and xarray (SLUICE_PYTHON_ICECHUNK2)")
    make(python, (layout, "v3-plain"), tmp_path)
    stores = sorted(tmp_path.glob("*.icechunk"))
    assert len(stores) >= len(files()) * 0.8
    twins = [store.with_name(store.name.replace(f".{layout}.icechunk", ".v3-plain.zarr")) for store in stores]
    with ThreadPoolExecutor(2) as pool:
        assert [text for found in pool.map(differences, stores, twins) for text in found] == []
