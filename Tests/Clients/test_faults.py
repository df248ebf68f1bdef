"""A store that goes wrong: 502 or 504 that names dataset and key, and the worker lives."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request

import pytest

import stores
from conditions import wait_for
from conftest import needs_test_data
from site_under_test import TEST_DATA, Site, configuration, free_port

pytestmark = needs_test_data

DATASETS = ("healthy", "half", "garbage", "metadata", "chunk-metadata", "hanging", "refusing", "flipped")

RULES = [
    {"path": "/half/temperature/c/*", "do": {"truncate": 100}},
    {"path": "/garbage/temperature/c/*", "do": {"garbage": True}},
    {"path": "/flipped/temperature/c/*", "do": {"bitflip": 40}},
    {"path": "/metadata/zarr.json", "do": {"garbage": 400}},
    {"path": "/chunk-metadata/zarr.json", "do": {"raw": "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<html>no>"}},
    {"path": "/hanging/temperature/c/*", "do": {"delay": 120}},
    {"path": "/refusing/temperature/c/*", "do": {"status": 500, "body": "secret cause"}},
]

QUESTIONS = {
    "dap": "/dap/{}.dods?temperature.temperature[0:39][0:18][0:35]",
    "edr": "/edr/collections/{}/position?coords=POINT(5%2010)&parameter-name=temperature&f=CoverageJSON",
    "wms": "/wms/{}?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=temperature&STYLES=&CRS=CRS:84&BBOX=-180,-90,180,90"
           "&WIDTH=64&HEIGHT=32&FORMAT=image/png&COLORSCALERANGE=200,300",
}


SHORT_DEADLINE = "server:\n  deadline_seconds:\n    interactive: 3\n    bulk: 3\n"


@pytest.fixture(scope="module")
def object_server(tmp_path_factory):
    """HTTP storage that goes wrong as told, over one copy of a store for each way of going wrong."""
    folder, port = tmp_path_factory.mktemp("objects"), free_port()
    for name in DATASETS:
        stores.write(folder / name, "v3", stores.packed())
    ready, rules = folder / "ready", folder / "rules.json"
    rules.write_text(json.dumps(RULES))
    tool = TEST_DATA / "tools" / "fault_http.py"
    process = subprocess.Popen(
        [sys.executable, tool, folder, "--port", str(port), "--rules", rules, "--ready-file", ready],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    wait_for(ready.exists)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="module")
def faulty_site(tmp_path_factory, object_server):
    entries = {name: f"{object_server}/{name}" for name in DATASETS}
    with Site(tmp_path_factory.mktemp("faulty-site"), configuration(entries, SHORT_DEADLINE)) as running:
        yield running


def requests_seen(object_server) -> int:
    with urllib.request.urlopen(object_server + "/__stats") as answer:
        return json.load(answer)["requests"]


def check_told_by(kind: str, answer, key: str, dataset: str, object_server: str) -> None:
    """The protocol's own error document, with dataset and key and neither the store's address nor its words."""
    text = answer.text
    assert dataset in text and key in text, text[:500]
    assert object_server.removeprefix("http://") not in text and "secret cause" not in text
    if kind == "dap":
        assert text.startswith("Error {")
    elif kind == "edr":
        assert answer.json()["code"]
    else:
        assert "ServiceException" in text


@pytest.mark.parametrize("kind", QUESTIONS)
@pytest.mark.parametrize("dataset", ["half", "garbage", "flipped", "refusing"])
def test_bad_chunk_is_502(faulty_site, object_server, dataset, kind):
    before = faulty_site.workers()
    answer = faulty_site.get(QUESTIONS[kind].format(dataset))
    assert answer.status_code == 502, answer.text[:300]
    check_told_by(kind, answer, "temperature/c/", dataset, object_server)
    assert faulty_site.workers() == before, "a worker died"


@pytest.mark.parametrize("kind", QUESTIONS)
@pytest.mark.parametrize("dataset", ["metadata", "chunk-metadata"])
def test_bad_metadata_is_502(faulty_site, object_server, dataset, kind):
    answer = faulty_site.get(QUESTIONS[kind].format(dataset))
    assert answer.status_code == 502, answer.text[:300]
    check_told_by(kind, answer, "zarr.json", dataset, object_server)


@pytest.mark.parametrize("kind", QUESTIONS)
def test_hanging_store_is_504_within_the_deadline(faulty_site, object_server, kind):
    start = time.monotonic()
    answer = faulty_site.get(QUESTIONS[kind].format("hanging"))
    assert answer.status_code == 504, answer.text[:300]
    check_told_by(kind, answer, "temperature/c/", "hanging", object_server)
    assert time.monotonic() - start < 10


def test_readiness_tells_the_failing_datasets_without_private_names(faulty_site, object_server):
    faulty_site.get("/dap/metadata.dds")
    everything = faulty_site.get("/health/ready?all=1")
    assert everything.status_code == 503
    assert "metadata" in everything.text
    assert object_server.removeprefix("http://") not in everything.text
    assert faulty_site.get("/health/ready").status_code == 200


def test_the_healthy_dataset_is_served_all_the_while(faulty_site):
    for kind, question in QUESTIONS.items():
        assert faulty_site.get(question.format("healthy")).status_code == 200, kind


def test_refusals_do_not_touch_the_store(faulty_site, object_server):
    faulty_site.get(QUESTIONS["wms"].format("healthy"))
    before = requests_seen(object_server)
    for path in (
        "/dap/healthy.dods?temperature[99][0][0]", "/edr/collections/healthy/position?coords=POINT(1)",
        "/wms/healthy?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=none", "/dap/nothing.dds",
    ):
        assert 400 <= faulty_site.get(path).status_code < 500
    assert requests_seen(object_server) == before
