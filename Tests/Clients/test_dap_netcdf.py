"""netCDF-C of several releases, pydap and libdap over answers that some of them read wrongly unless they are made so."""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pydap.client
import pytest
import requests
import zarr
import zarr.codecs

from site_under_test import Site, configuration

READER = Path(__file__).with_name("dap_reader.py")
LONG = ["x" * 100, "", " ", "a\nb", "\n", "Ålesund" * 20]
SIDE = 3200  # squared, in int32: 41 MB


@functools.cache
def pythons() -> dict[str, str]:
    """A Python for each release of netCDF-C that is here: Debian's, the wheel's, and what other Pythons have."""
    named = filter(None, os.environ.get("SLUICE_PYTHONS_NETCDF4", "").split(":"))
    others = sorted(map(str, Path.home().glob(".pyenv/versions/3.*/bin/python")))
    found = {}
    for candidate in [sys.executable, "/usr/bin/python3", *named, *others]:
        check = "import netCDF4; print(netCDF4.__netcdf4libversion__)"
        said = subprocess.run([candidate, "-c", check], capture_output=True, text=True, timeout=60, check=False)
        if said.returncode == 0:
            found.setdefault(said.stdout.strip(), candidate)
    return found


@pytest.fixture(params=["4.9.0", "4.10.1"])
def netcdf(request):
    """Reads addresses with that release; a process of its own, since one that goes wrong may crash."""
    if request.param not in pythons():
        pytest.skip(f"no Python here has netCDF-C {request.param}")

    def read(*addresses: str) -> list[dict]:
        command = [pythons()[request.param], READER, *addresses]
        said = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert said.returncode == 0, f"it crashed: {said.returncode} {said.stderr[-500:]}"
        return json.loads(said.stdout)["answers"]

    read.version = request.param
    return read


def make(group, name: str, data: np.ndarray, dims: list[str], **more):
    group.create_array(name, data=data, dimension_names=dims, **more)


NUMBERS = {
    "u1": np.arange(6, dtype="u1"), "i2": np.arange(-3, 3, dtype="i2"), "i4": np.arange(6, dtype="i4") * 100_000,
    "f4": np.array([1.5, -9999.9, 3, -9999.9, np.nan, 7], "f4"), "f8": np.linspace(0, 1, 6),
    "half": np.array([0.5, -1, 2, 3, 4, 5], "f2"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("netcdf")
    mixed = zarr.create_group(str(folder / "mixed.zarr"), zarr_format=3)
    for name, data in NUMBERS.items():
        attributes = {"_FillValue": -9999.9} if name == "f4" else {}
        make(mixed, name, data, ["n"], attributes=attributes, fill_value=data.dtype.type(0))
    mixed.attrs["crs"] = {"proj:code": "EPSG:4326", "deep": {"list": [1, 2]}}
    mixed.attrs["odd"] = "turn\u202ed \u001b[2J"
    empty = zarr.create_group(str(folder / "empty.zarr"), zarr_format=3)
    make(empty, "none", np.zeros((3, 0), "f4"), ["m", "n"])
    make(empty, "some", np.arange(3, dtype="i4"), ["m"])
    texts = zarr.create_group(str(folder / "texts.zarr"), zarr_format=3)
    make(texts, "fixed", np.array(LONG, "U160"), ["n"])
    make(texts, "varying", np.array(LONG, np.dtypes.StringDType()), ["n"])
    make(texts, "height", np.arange(6, dtype="i2"), ["n"])
    long = zarr.create_group(str(folder / "long.zarr"), zarr_format=3)
    values = np.arange(SIDE * SIDE, dtype="i4").reshape(SIDE, SIDE) // 7
    for name in ("a", "b"):
        make(long, name, values if name == "a" else -values, ["y", "x"], chunks=(400, SIDE),
             compressors=(zarr.codecs.ZstdCodec(level=1),))
    wide = np.concatenate([values, values])
    make(long, "wide", wide, ["yy", "x"], chunks=(400, SIDE), compressors=(zarr.codecs.ZstdCodec(level=1),))
    torn = zarr.create_group(str(folder / "torn.zarr"), zarr_format=3)
    make(torn, "v", np.arange(1 << 20, dtype="i4").reshape(16, -1) + 1, ["t", "x"], chunks=(1, 1 << 16))
    (folder / "torn.zarr" / "v" / "c" / "13" / "0").write_bytes(b"no chunk")
    late = zarr.create_group(str(folder / "late.zarr"), zarr_format=3)
    make(late, "v", wide, ["y", "x"], chunks=(400, SIDE), compressors=(zarr.codecs.ZstdCodec(level=1),))
    (folder / "late.zarr" / "v" / "c" / "14" / "0").write_bytes(b"no chunk")
    return folder


@pytest.fixture(scope="module")
def served(tmp_path_factory, folder):
    stores = {name: folder / f"{name}.zarr" for name in ("mixed", "texts", "long", "torn", "late", "empty")}
    with Site(tmp_path_factory.mktemp("netcdf-site") / "site", configuration(stores)) as site:
        yield site


def dap4(site: Site, path: str) -> str:
    return f"{site.url.replace('http', 'dap4', 1)}{path}"


def chunks(body: bytes) -> tuple[str, bytes]:
    """The DMR and the data of a DAP4 answer."""
    parts, offset, flags = [], 0, 0
    while offset < len(body):
        header = struct.unpack(">I", body[offset:offset + 4])[0]
        flags, length = header >> 24, header & 0xFFFFFF
        assert flags & ~5 == 0, flags
        parts.append(body[offset + 4:offset + 4 + length])
        offset += 4 + length
    assert flags & 1, "no last chunk"
    return parts[0].decode(), b"".join(parts[1:])


# ------------------------------------------------------------------ checksums


def test_several_variables_at_once(served, netcdf):
    (answer,) = netcdf(dap4(served, "/dap/mixed"))
    assert "error" not in answer, answer
    for name, stored in NUMBERS.items():
        carried = stored.astype("f4") if name == "half" else stored
        read = answer["variables"][name]
        assert (read["dtype"], read["bytes"]) == (carried.dtype.name, carried.tobytes().hex()), name
        assert not [a for a in read["attributes"] if "DAP4" in a], read["attributes"]


def test_sums_are_declared_and_right(served):
    answer = served.get("/dap/mixed.dap")
    dmr, data = chunks(answer.content)
    declared = [int(n) for n in re.findall(r'_DAP4_Checksum_CRC32" type="UInt32"><Value>(\d+)</Value>', dmr)]
    offset = 0
    for name, declaration in zip(re.findall(r'<(?:U?Int|Float)\d+ name="([^"]*)"', dmr), declared, strict=True):
        stored = NUMBERS[name].astype("f4") if name == "half" else NUMBERS[name]
        part = data[offset:offset + stored.nbytes]
        offset += stored.nbytes + 4
        assert part == stored.tobytes(), name
        assert struct.unpack("<I", data[offset - 4:offset])[0] == declaration == zlib.crc32(part), name
    assert offset == len(data)
    plain, _ = chunks(served.get("/dap/mixed.dap?dap4.checksum=false").content)
    assert "Checksum" not in plain and "Checksum" not in served.get("/dap/mixed.dmr").text
    assert int(served.session.head(served.url + "/dap/mixed.dap").headers["Content-Length"]) == len(answer.content)


def test_pydap_reads_several_variables(served):
    opened = pydap.client.open_url(f"{served.url}/dap/mixed", protocol="dap4")
    for name, stored in NUMBERS.items():
        carried = stored.astype("f4") if name == "half" else stored
        assert np.asarray(opened[name][:].data).tobytes() == carried.tobytes(), name


@pytest.mark.skipif(shutil.which("getdap4") is None, reason="getdap4 (libdap-bin) is not installed")
def test_libdap_reads_several_variables(served):
    command = ["getdap4", "-D", "-c", "/i4;/i2", f"{served.url}/dap/mixed"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert said.returncode == 0, said.stderr
    for values in ("{0, 100000, 200000, 300000, 400000, 500000}", "{-3, -2, -1, 0, 1, 2}"):
        assert values in said.stdout, said.stdout


def test_long_answers_of_several_variables_are_right(served, netcdf):
    """4.9.0 asks for the whole dataset in one answer, 4.10.1 for whole variables, one of them of 82 MB."""
    (answer,) = netcdf(dap4(served, "/dap/long"))
    assert "error" not in answer, answer["error"]
    values = np.arange(SIDE * SIDE, dtype="i4").reshape(SIDE, SIDE) // 7
    for name, expected in (("a", values), ("b", -values), ("wide", np.concatenate([values, values]))):
        assert bytes.fromhex(answer["variables"][name]["bytes"]) == expected.tobytes(), name


def test_what_is_declared_depends_on_length_and_number(served):
    declared, _ = chunks(served.get("/dap/long.dap?dap4.ce=/a;/b").content)
    assert declared.count("_DAP4_Checksum_CRC32") == 2
    single, data = chunks(served.get("/dap/long.dap?dap4.ce=/wide").content)
    assert "Checksum" not in single and len(data) == 8 * SIDE * SIDE + 4
    assert zlib.crc32(data[:-4]) == struct.unpack("<I", data[-4:])[0]
    short, _ = chunks(served.get("/dap/long.dap?dap4.ce=/a").content)
    assert short.count("_DAP4_Checksum_CRC32") == 1


def test_without_room_in_the_spool_several_long_variables_are_refused(tmp_path, folder):
    limits = "limits:\n  spool_bytes: 1000000\n"
    with Site(tmp_path / "site", configuration({"long": folder / "long.zarr"}, limits)) as site:
        refused = site.get("/dap/long.dap?dap4.ce=/a;/b")
        assert refused.status_code == 413 and "spool_bytes" in refused.text, refused.text
        assert site.get("/dap/long.dap?dap4.ce=/wide").status_code == 200


# ------------------------------------------------------------------ texts, markers, attributes


@pytest.mark.parametrize("protocol", ["http", "dap4"])
def test_long_texts_and_blanks_arrive_whole(served, netcdf, protocol):
    (answer,) = netcdf(f"{served.url.replace('http', protocol, 1)}/dap/texts")
    assert "error" not in answer, answer
    for name in ("fixed", "varying"):
        assert answer["variables"][name]["texts"] == LONG, name


@pytest.mark.skipif(shutil.which("ncdump") is None, reason="ncdump is not installed")
def test_ncdump_shows_whole_texts(served):
    said = subprocess.run(["ncdump", "-v", "varying", f"{served.url}/dap/texts"], check=True, capture_output=True, text=True)
    # ncdump spells what is no ASCII in octal.
    assert '"' + "x" * 100 + '"' in said.stdout and "\\303\\205lesund" * 20 in said.stdout
    assert "varying_strlen = 160 ;" in said.stdout


@pytest.mark.parametrize("protocol", ["http", "dap4"])
def test_float_fill_values_hide_what_they_should(served, netcdf, protocol):
    (answer,) = netcdf(f"{served.url.replace('http', protocol, 1)}/dap/mixed")
    assert "error" not in answer, answer
    read = answer["variables"]["f4"]
    assert read["hidden"] == [1, 3], read


@pytest.mark.parametrize("protocol", ["http", "dap4"])
def test_nested_attributes_and_odd_characters_hinder_nobody(served, netcdf, protocol):
    (answer,) = netcdf(f"{served.url.replace('http', protocol, 1)}/dap/mixed")
    assert "error" not in answer, answer
    assert "\x1b" not in json.dumps(answer, ensure_ascii=False), answer["globals"]


@pytest.mark.parametrize("protocol", ["http", "dap4"])
def test_empty_arrays_hinder_nobody(served, netcdf, protocol):
    (answer,) = netcdf(f"{served.url.replace('http', protocol, 1)}/dap/empty")
    assert "error" not in answer, answer
    assert answer["variables"]["some"]["bytes"] == np.arange(3, dtype="i4").tobytes().hex()
    if protocol == "dap4":
        assert answer["variables"]["none"]["shape"] == [3, 0]


def test_pydap_reads_nested_attributes(served):
    opened = pydap.client.open_url(f"{served.url}/dap/mixed", protocol="dap2")
    crs = opened.attributes["crs"]
    assert crs["deep"]["list"] == [1, 2] and crs["proj%3Acode"] == "EPSG:4326", crs


# ------------------------------------------------------------------ chunks that cannot be read


@pytest.mark.parametrize("protocol", ["http", "dap4"])
def test_a_torn_chunk_is_an_error_and_no_zeros(served, netcdf, protocol):
    (answer,) = netcdf(f"{served.url.replace('http', protocol, 1)}/dap/torn")
    assert "error" in answer, answer["variables"]["v"]["bytes"][:80]
    for path in ("/dap/torn.dods?v", "/dap/torn.dap", "/dap/torn.ascii?v"):
        told = served.get(path)
        assert told.status_code == 502 and "v/c/13/0" in told.text, told.text[:300]
    good = served.get("/dap/torn.dods?v[0:12][0:65535]")
    assert good.status_code == 200 and len(good.content) > 13 << 18


def test_a_long_dap4_answer_that_fails_crashes_no_client(served, netcdf):
    """82 MB of one variable: they leave as they are read, and end with a chunk that tells the error."""
    (answer,) = netcdf(dap4(served, "/dap/late"))
    assert "error" in answer
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)):
        served.get("/dap/late.dap")
