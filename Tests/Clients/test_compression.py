"""Texts that the workers compress, as clients take them: the same bytes as plain, compressed once, with true fields."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import zlib

import pytest

from test_dap_netcdf import READER, pythons

GZIP = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}

# One of every kind of text, each longer than 1,024 bytes.
TEXTS = {
    "page": "/",
    "collections": "/edr/collections?f=json",
    "collections as a page": "/edr/collections?f=html",
    "collection": "/edr/collections/packed-v3?f=json",
    "api": "/edr/api",
    "coverage": "/edr/collections/packed-v3/cube?bbox=-180,-90,180,90&f=CoverageJSON",
    "capabilities": "/wms/packed-v3?service=WMS&version=1.3.0&request=GetCapabilities",
    "dmr": "/dap/packed-v3.dmr",
    "ascii": "/dap/packed-v3.ascii?temperature",
    "form": "/dap/packed-v3.html",
    "catalogue": "/dap/catalog.xml",
    "metrics": "/metrics",
}
# Pages that tell what has just happened are not the same twice.
LASTING = [name for name in TEXTS if name != "metrics"]


# pydap 3.2 asks for them compressed and takes what comes for plain text.
AS_THEY_ARE = ["/dap/levels-v2.das", "/dap/levels-v2.dds", "/dap/levels-v2.dds?" + ",".join(["lat"] * 400)]


def raw(site, path: str, headers: dict[str, str], method: str = "GET"):
    """The answer's fields and its body as it came over the line."""
    answer = site.session.request(method, site.url + path, headers=headers, stream=True, timeout=120)
    assert answer.status_code == 200, answer.text[:500]
    return answer, answer.raw.read(decode_content=False)


def unpacked(body: bytes) -> bytes:
    """The content of one gzip member and nothing else: browsers read no second one."""
    reader = zlib.decompressobj(wbits=31)
    content = reader.decompress(body) + reader.flush()
    assert reader.eof and not reader.unused_data
    return content


@pytest.mark.parametrize("path", AS_THEY_ARE)
def test_declarations_of_dap2_leave_as_they_are(site, path):
    answer, body = raw(site, path, GZIP)
    assert "Content-Encoding" not in answer.headers
    assert body == raw(site, path, PLAIN)[1] and body.startswith((b"Dataset {", b"Attributes {"))


@pytest.mark.parametrize("name", TEXTS)
def test_compressed_once_with_true_fields(site, name):
    answer, body = raw(site, TEXTS[name], GZIP)
    fields = answer.raw.headers
    assert fields.getlist("Content-Encoding") == ["gzip"]
    assert "Transfer-Encoding" not in fields and int(fields["Content-Length"]) == len(body)
    assert len(fields.getlist("Vary")) == 1 and "Accept-Encoding" in fields["Vary"]
    content = unpacked(body)
    assert len(content) > len(body) and content[:2] != b"\x1f\x8b"
    plain, plain_body = raw(site, TEXTS[name], PLAIN)
    assert "Content-Encoding" not in plain.headers and plain.headers["Vary"] == fields["Vary"]
    assert int(plain.headers["Content-Length"]) == len(plain_body)
    if name in LASTING:
        assert content == plain_body


@pytest.mark.parametrize("headers", [GZIP, PLAIN])
@pytest.mark.parametrize("name", LASTING)
def test_tags_of_both_forms_are_good_for_both(site, name, headers):
    tags = [raw(site, TEXTS[name], form)[0].headers.get("ETag") for form in (GZIP, PLAIN)]
    answers = [site.get(TEXTS[name], headers=headers | {"If-None-Match": tag}) for tag in tags]
    now = raw(site, TEXTS[name], headers)[0].headers["ETag"]
    assert len({tag.removeprefix("W/") for tag in tags}) == 1
    for answer in answers:
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == now


@pytest.mark.parametrize("headers", [GZIP, PLAIN])
@pytest.mark.parametrize("name", LASTING)
def test_head_promises_what_get_keeps(site, name, headers):
    got, body = raw(site, TEXTS[name], headers)
    headed, nothing = raw(site, TEXTS[name], headers, "HEAD")
    assert nothing == b""
    assert headed.headers.get("Content-Encoding", got.headers.get("Content-Encoding")) == got.headers.get(
        "Content-Encoding"
    )
    assert int(headed.headers.get("Content-Length", len(body))) == len(body)


@pytest.mark.parametrize("coding", ["gzip;q=0", "br", "identity, gzip;q=0.5", "*;q=0"])
def test_a_client_gets_nothing_that_it_does_not_take(site, coding):
    answer, body = raw(site, TEXTS["collections"], {"Accept-Encoding": coding})
    assert "Content-Encoding" not in answer.headers
    assert json.loads(body)["collections"]


def test_a_range_of_a_text_is_the_whole_of_it(site):
    answer, body = raw(site, TEXTS["collections"], GZIP | {"Range": "bytes=0-99"})
    assert json.loads(unpacked(body))["collections"]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("protocol", ["--http1.1", "--http2-prior-knowledge"])
@pytest.mark.parametrize("name", LASTING)
def test_curl_reads_it(site, name, protocol):
    address = (site.url if protocol == "--http1.1" else site.h2c_url) + TEXTS[name]
    said = subprocess.run(
        ["curl", "-sSg", "--compressed", protocol, "-D", "/dev/stderr", address], capture_output=True, timeout=60, check=True
    )
    assert b"content-encoding: gzip" in said.stderr.lower()
    plain = raw(site, TEXTS[name], PLAIN)[1]
    if protocol == "--http1.1":
        assert said.stdout == plain
    else:
        # Links in it name the port that was asked.
        assert said.stdout.replace(b":%d" % site.h2c_port, b":%d" % site.port) == plain


def test_a_text_that_waited_on_disk_is_compressed_on_its_way(site):
    """Longer than 4 MiB: nginx does it, in one member, and data stays as it is."""
    path = "/edr/collections/large/cube?bbox=-180,-90,180,90&datetime=2020-01-01T12:00:00Z&f=CoverageJSON"
    plain, body = raw(site, path, PLAIN)
    assert len(body) > 4 << 20 and int(plain.headers["Content-Length"]) == len(body)
    answer, packed = raw(site, path, GZIP)
    assert answer.raw.headers.getlist("Content-Encoding") == ["gzip"]
    assert answer.raw.headers.getlist("Vary") == plain.raw.headers.getlist("Vary")
    assert unpacked(packed) == body
    assert answer.headers["ETag"].removeprefix("W/") == plain.headers["ETag"].removeprefix("W/")
    assert "Content-Encoding" not in raw(site, "/dap/large.dods?" + next(iter(variables(site, "large"))), GZIP)[0].headers


def variables(site, dataset: str) -> list[str]:
    return list(site.get(f"/edr/collections/{dataset}?f=json").json()["parameter_names"])


@pytest.mark.parametrize("release", ["4.9.0", "4.10.1"])
@pytest.mark.parametrize("scheme", ["http", "dap4"])
def test_netcdf_reads_compressed_descriptions(site, tmp_path, release, scheme):
    """netCDF-C asks for compression where its `HTTP.DEFLATE` says so; `http` means DAP2 to it, which has none."""
    if release not in pythons():
        pytest.skip(f"no Python here has netCDF-C {release}")
    address = site.url.replace("http", scheme, 1) + "/dap/levels-v2"

    def read(rules: str) -> tuple[dict, str]:
        home = tmp_path / (rules[:4] or "none")
        home.mkdir()
        for name in (".dodsrc", ".ncrc"):
            (home / name).write_text(rules)
        said = subprocess.run(
            [pythons()[release], READER, address], capture_output=True, text=True, timeout=120, check=False, cwd=home,
            env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
        )
        assert said.returncode == 0, said.stderr[-500:]
        return json.loads(said.stdout)["answers"][0], said.stderr

    plain, _ = read("")
    packed, heard = read("HTTP.DEFLATE=1\nHTTP.VERBOSE=1\n")
    assert "variables" in plain and packed == plain
    assert ("Content-Encoding: gzip" in heard) == (scheme == "dap4")


def test_the_program_gzip_reads_it(site, tmp_path):
    (tmp_path / "body").write_bytes(raw(site, TEXTS["coverage"], GZIP)[1])
    said = subprocess.run(["gzip", "-dc"], stdin=(tmp_path / "body").open("rb"), capture_output=True, timeout=60, check=True)
    assert said.stdout == raw(site, TEXTS["coverage"], PLAIN)[1]
    assert gzip.decompress((tmp_path / "body").read_bytes()) == said.stdout
