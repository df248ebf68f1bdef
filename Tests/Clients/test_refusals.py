"""Bad input: refused in the protocol's own words, and nothing is read for it."""

from __future__ import annotations

import html
import socket
import xml.etree.ElementTree as ET
from urllib.parse import quote, urlencode

import numpy as np
import pytest

import stores
from site_under_test import Site, configuration

GETMAP = {
    "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetMap", "LAYERS": "temperature", "STYLES": "", "CRS": "CRS:84",
    "BBOX": "-180,-90,180,90", "WIDTH": "256", "HEIGHT": "128", "FORMAT": "image/png",
}

BAD_MAPS = {
    "layer": ({"LAYERS": "nothing"}, "LayerNotDefined"),
    "second layer": ({"LAYERS": "temperature,nothing", "STYLES": ","}, "LayerNotDefined"),
    "layer that is markup": ({"LAYERS": "<script>&\"'"}, "LayerNotDefined"),
    "style": ({"STYLES": "raster/nothing"}, "StyleNotDefined"),
    "format": ({"FORMAT": "image/nothing"}, "InvalidFormat"),
    "crs": ({"CRS": "EPSG:1"}, "InvalidCRS"),
    "crs that is a file": ({"CRS": "+proj=longlat +nadgrids=/etc/passwd"}, "InvalidCRS"),
    "no bbox": ({"BBOX": None}, None),
    "bbox of words": ({"BBOX": "a,b,c,d"}, None),
    "bbox of three": ({"BBOX": "0,0,1"}, None),
    "bbox upside down": ({"BBOX": "10,0,-10,5"}, None),
    "bbox of no height": ({"BBOX": "0,5,10,5"}, None),
    "bbox of no number": ({"BBOX": "NaN,0,10,5"}, None),
    "bbox without end": ({"BBOX": "0,0,inf,5"}, None),
    "width 0": ({"WIDTH": "0"}, None),
    "width 100000": ({"WIDTH": "100000"}, None),
    "width -5": ({"WIDTH": "-5"}, None),
    "width beyond any integer": ({"WIDTH": "99999999999999999999"}, None),
    "width of a fraction": ({"WIDTH": "25.6"}, None),
    "height missing": ({"HEIGHT": None}, None),
    "both at their limit": ({"WIDTH": "50000", "HEIGHT": "50000"}, None),
    "time of words": ({"TIME": "yesterday"}, "InvalidDimensionValue"),
    "time that is no date": ({"TIME": "2000-13-01T00:00:00Z"}, "InvalidDimensionValue"),
    "time long before": ({"TIME": "1066-10-14"}, "InvalidDimensionValue"),
    "colours of words": ({"COLORSCALERANGE": "low,high"}, None),
    "request": ({"REQUEST": "GetNothing"}, "OperationNotSupported"),
    "version missing": ({"VERSION": None}, None),
}

POSITION = {"coords": "POINT(10 20)", "f": "CoverageJSON"}

BAD_POSITIONS = {
    "no coords": ({"coords": None}, 400),
    "coords empty": ({"coords": ""}, 400),
    "wkt of words": ({"coords": "somewhere"}, 400),
    "wkt cut off": ({"coords": "POINT(10"}, 400),
    "wkt of one number": ({"coords": "POINT(10)"}, 400),
    "wkt of no number": ({"coords": "POINT(NaN 20)"}, 400),
    "wkt without end": ({"coords": "POINT(inf 20)"}, 400),
    "wkt empty": ({"coords": "POINT EMPTY"}, 400),
    "another geometry": ({"coords": "POLYGON((0 0,1 0,1 1,0 0))"}, 400),
    "latitude 95": ({"coords": "POINT(10 95)"}, None),
    "long text": ({"coords": "POINT(" + "1" * 9000 + " 2)"}, 400),
    "parameter": ({"parameter-name": "nothing"}, 400),
    "second parameter": ({"parameter-name": "temperature,nothing"}, 400),
    "datetime of words": ({"datetime": "yesterday"}, 400),
    "datetime that is no date": ({"datetime": "2000-02-32"}, 400),
    "datetime backwards": ({"datetime": "2001-01-01/2000-01-01"}, 400),
    "crs": ({"crs": "EPSG:1"}, 400),
    "crs that is a file": ({"crs": "+nadgrids=/etc/passwd"}, 400),
    "format": ({"f": "nothing"}, 400),
    "unknown parameter of the query": ({"paramter-name": "temperature"}, 400),
}

BAD_CONSTRAINTS = [
    "nothing", "temperature[0]", "temperature[0][0][0][0]", "temperature[40][0][0]", "temperature[-1][0][0]",
    "temperature[5:2][0][0]", "temperature[0:0:5][0][0]", "temperature[a][0][0]", "temperature[0][0][0",
    "temperature[99999999999999999999][0][0]", "temperature.nothing", "temperature&lat>5", "lat[0:1:2:3]",
    "nothing(temperature)", "lat[0]]", "lat[1:1:18446744073709551616]",
]

UNKNOWN = [
    "/wms/nothing?SERVICE=WMS&REQUEST=GetCapabilities", "/edr/collections/nothing",
    "/edr/collections/nothing/position?coords=POINT(0%200)", "/dap/nothing.dds", "/dap/nothing.dods", "/dap/packed-v2.nothing",
    "/dap/packed-v2.nogroup.dds", "/nothing", "/edr/collections/packed-v2/nothing", "/datasets/nothing",
]

TRICKS = [
    "/dap/../etc/passwd", "/dap/%2e%2e/etc/passwd", "/dap/..%2f..%2fetc%2fpasswd.dds", "/dap//packed-v2.dds", "/dap/./packed-v2.dds",
    "/dap/packed-v2%00.dds", "/dap/packed-v2%0a.dds", "/dap/%ff%fe.dds", "/dap/packed-v2%.dds", "/dap/packed-v2%zz.dds",
    "/wms/..;/packed-v2?REQUEST=GetCapabilities", "/edr/collections/%2e%2e/%2e%2e/health", "/dap/%252e%252e/x.dds",
    "/dap/file:%2f%2f%2fetc%2fpasswd.dds", "/dap/http:%2f%2flocalhost%2fx.dds",
]


def merged(given: dict, changes: dict) -> dict:
    return {name: value for name, value in (given | changes).items() if value is not None}


def check_nothing_was_read(site, answer) -> None:
    line = site.log_line(answer)
    read = {name: value for name, value in line.items() if name in ("chunks_decoded", "chunks_cached")}
    assert not any(read.values()), line


def check_refused(site, answer, statuses=range(400, 500)) -> None:
    assert answer.status_code in statuses, f"{answer.status_code}: {answer.text[:300]}"
    assert str(site.folder.parent) not in answer.text, "a private path is told"
    if "Sluice-Request-Id" in answer.headers:
        check_nothing_was_read(site, answer)


@pytest.mark.parametrize(("changes", "code"), BAD_MAPS.values(), ids=BAD_MAPS)
def test_getmap(site, changes, code):
    answer = site.session.get(site.url + "/wms/packed-v2", params=merged(GETMAP, changes))
    check_refused(site, answer)
    assert answer.headers["Content-Type"].split(";")[0] in ("text/xml", "application/xml")
    root = ET.fromstring(answer.content)
    assert root.tag == "{http://www.opengis.net/ogc}ServiceExceptionReport"
    assert root.get("version") == "1.3.0"
    (exception,) = root
    assert exception.text.strip()
    assert code is None or exception.get("code") == code


@pytest.mark.parametrize(("changes", "status"), BAD_POSITIONS.values(), ids=BAD_POSITIONS)
def test_position(site, changes, status):
    answer = site.session.get(site.url + "/edr/collections/packed-v2/position", params=merged(POSITION, changes))
    if status is None and answer.status_code == 204:
        check_nothing_was_read(site, answer)
        return
    check_refused(site, answer, [status] if status else range(400, 500))
    assert answer.headers["Content-Type"].split(";")[0] in ("application/json", "application/problem+json")
    assert answer.json()["code"] and answer.json()["description"]


@pytest.mark.parametrize("suffix", ["dds", "dods"])
@pytest.mark.parametrize("constraint", BAD_CONSTRAINTS)
def test_constraint(site, constraint, suffix):
    answer = site.get(f"/dap/packed-v2.{suffix}?{quote(constraint, safe='&')}")
    check_refused(site, answer)
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["Content-Description"] == "dods-error"
    assert answer.text.startswith("Error {") and "message =" in answer.text


@pytest.mark.parametrize("path", UNKNOWN)
def test_unknown_address(site, path):
    answer = site.get(path)
    check_refused(site, answer, [404])
    assert "<html" not in answer.text.lower() or path == "/nothing"


def raw_status(site, path: str) -> tuple[int, bytes]:
    """The status of a request whose path goes over the wire exactly as it is written."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return int(answer.split(b" ", 2)[1]), answer


@pytest.mark.parametrize("path", TRICKS)
def test_path_tricks(site, path):
    status, answer = raw_status(site, path)
    assert status in (400, 404), answer[:300]
    assert b"root:" not in answer


LONG = "x" * 70_000


def answer_before_the_end(site, path: str) -> tuple[int, bytes]:
    """As `raw_status` for what nginx stops reading in the middle: its reset may overtake the answer, so ask again."""
    for _ in range(20):
        try:
            return raw_status(site, path)
        except (ConnectionResetError, BrokenPipeError, IndexError):
            continue
    raise AssertionError("twenty requests were cut off without an answer")


@pytest.mark.parametrize(
    "path", [f"/dap/packed-v2.dds?{LONG}", f"/edr/collections/packed-v2/position?coords={LONG}", f"/{LONG}"]
)
def test_addresses_too_long_are_told_so_in_json(site, path):
    status, answer = answer_before_the_end(site, path)
    assert status in (400, 414)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"json" in head and body.startswith(b"{")


def test_long_addresses_that_clients_send_are_answered(site):
    """netCDF-C lists every small variable in one address; nginx must let tens of kilobytes through."""
    status, answer = raw_status(site, "/dap/packed-v2.dds?" + ",".join(["lat"] * 4000))
    assert status == 200, answer[:300]


def test_a_request_over_the_limit_is_413_and_says_the_limit(site, store_paths):
    query = GETMAP | {"WIDTH": "20000", "HEIGHT": "20000"}
    answer = site.session.get(site.url + "/wms/packed-v2", params=query)
    check_refused(site, answer, [400, 413])
    assert any(c.isdigit() for c in answer.text)


def test_arrays_of_chunks_larger_than_a_workers_memory_are_named(tmp_path):
    """No request could ever read one value of them: every protocol says so, and advises nothing that fails as well."""
    store = tmp_path / "store"
    stores.write(store, "v3", {
        "lat": stores.latitude(np.linspace(-90, 90, 4000)), "lon": stores.longitude(np.linspace(-180, 180, 4500)),
        "big": stores.Array(("lat", "lon"), np.zeros((4000, 4500), "f4"), {}),
        "small": stores.Array(("lat", "lon"), np.ones((4000, 4500), "f4"), {}, chunks=(500, 500)),
    })
    text = configuration({"cube": store}, "server:\n  memory: 64MiB\n  workers: 1\n")
    words = "its chunks of 4000 × 4500 values are 72000000 bytes each, the limit is 31457280 ('server: memory'"
    with Site(tmp_path / "site", text, workers=1) as site:
        for name, status in [("big", range(400, 503)), ("small", [200])]:
            for path in [
                "/wms/cube?" + urlencode(GETMAP | {"LAYERS": name}),
                f"/edr/collections/cube/position?coords=POINT(1%202)&parameter-name={name}",
                f"/dap/cube.dods?{name}[0][0]", f"/dap/cube.dods?{name}.{name}[0][0]", f"/dap/cube.dap?dap4.ce=/{name}[0][0]",
            ]:
                answer = site.get(path)
                assert answer.status_code in status, f"{path}: {answer.status_code} {answer.text[:300]}"
                if name == "big":
                    assert words in html.unescape(answer.content.decode()), f"{path}: {answer.text}"
                    assert "passes" not in answer.text
