"""Fixtures: the stores, the converted real files, and the site that serves them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import attacked
import stores
from site_under_test import TEST_DATA, Site, configuration

needs_test_data = pytest.mark.skipif(TEST_DATA is None, reason="SLUICE_TEST_DATA is not set")


@pytest.fixture(scope="session")
def store_paths(tmp_path_factory) -> dict[str, Path]:
    return stores.write_all(tmp_path_factory.mktemp("stores"))


@pytest.fixture(scope="session")
def site(tmp_path_factory, store_paths):
    """The site that most tests ask: every store that the tests make themselves."""
    with Site(tmp_path_factory.mktemp("site"), configuration(store_paths)) as running:
        yield running


def real_files() -> list[Path]:
    return sorted((TEST_DATA / "data" / "real" / "latlon").glob("*.nc")) if TEST_DATA else []


def real_name(file: Path, zarr_format: str) -> str:
    """A dataset id such as `air-v2`."""
    return "".join(c if c.isalnum() else "-" for c in file.stem)[:50].strip("-") + f"-{zarr_format}"


def real_names() -> list[str]:
    """Ids of the converted real files; one that stands for them all where they are not to be had."""
    return [real_name(f, z) for f in real_files() for z in ("v2", "v3")] or ["real-files"]


def convert(files: list[Path], folder: Path, zarr_format: str, codec: str) -> None:
    command = [sys.executable, TEST_DATA / "tools" / "make_real_stores.py", *files, "--out", folder]
    subprocess.run([*command, "--format", zarr_format, "--codec", codec], check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def real_paths(tmp_path_factory) -> dict[str, Path]:
    """The real latitude/longitude files as Zarr v2 and v3, by dataset id."""
    if TEST_DATA is None:
        pytest.skip("SLUICE_TEST_DATA is not set")
    folder = tmp_path_factory.mktemp("real")
    files, paths = real_files(), {}
    for zarr_format, codec in (("v2", "blosc:lz4"), ("v3", "zstd:3")):
        convert(files, folder, zarr_format, codec)
        paths |= {real_name(f, zarr_format): folder / f"{f.stem}.{zarr_format}.zarr" for f in files}
    return paths


@pytest.fixture(scope="session")
def real_site(tmp_path_factory, real_paths):
    with Site(tmp_path_factory.mktemp("real-site"), configuration(real_paths)) as running:
        yield running


@pytest.fixture(scope="session")
def vault_site(tmp_path_factory):
    """The site that attacks on access are made on."""
    running = attacked.start(tmp_path_factory.mktemp("attacked"))
    with running.site:
        yield running
    running.issuer.close()
