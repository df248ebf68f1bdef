"""The front page, the health addresses, and what HTTP asks of every answer."""

from __future__ import annotations

import pytest
import requests


def test_front_page_lists_every_dataset_with_its_addresses(site, store_paths):
    page = site.session.get(site.url + "/", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Content-Type"].split(";")[0]) == (200, "text/html")
    for dataset in store_paths:
        for address in (f"/wms/{dataset}", f"/edr/collections/{dataset}", f"/dap/{dataset}"):
            assert address in page.text


@pytest.mark.parametrize("asked", [{"params": {"f": "json"}}, {"headers": {"Accept": "application/json"}}])
def test_front_page_as_json(site, store_paths, asked):
    answer = site.session.get(site.url + "/", **asked)
    assert answer.headers["Content-Type"].startswith("application/json")
    assert all(dataset in answer.text for dataset in store_paths)
    assert answer.json()


def test_health(site):
    assert site.get("/health/live").status_code == 200
    ready = site.get("/health/ready")
    assert ready.status_code == 200 and ready.json()
    assert str(site.folder) not in ready.text, "a private path is told"
    assert site.get("/health/ready?all=1").status_code == 200


@pytest.mark.parametrize("path", ["/", "/edr/collections", "/dap/packed-v2.dds", "/dap/packed-v3.dods?lat", "/health/ready"])
def test_head_is_get_without_a_body(site, path):
    got, headed = site.get(path), site.session.head(site.url + path)
    assert headed.status_code == got.status_code == 200
    assert headed.content == b""
    assert headed.headers["Content-Type"] == got.headers["Content-Type"]


@pytest.mark.parametrize(
    "path", ["/dap/packed-v3.dods?lat", "/edr/collections/packed-v2/position?coords=POINT(5%2010)&f=CoverageJSON"]
)
def test_second_request_is_answered_304(site, path):
    first = site.get(path)
    assert first.status_code == 200
    tag = first.headers["ETag"]
    second = site.get(path, headers={"If-None-Match": tag})
    assert (second.status_code, second.content) == (304, b"")


def test_data_is_never_compressed_and_text_is(site):
    asked = {"Accept-Encoding": "gzip"}
    assert "Content-Encoding" not in site.get("/dap/packed-v3.dods?temperature", headers=asked).headers
    assert site.get("/edr/collections", headers=asked).headers.get("Content-Encoding") == "gzip"


def test_every_answer_carries_its_request_id_and_timing(site):
    answer = site.get("/dap/packed-v3.dods?lat")
    assert answer.headers["Sluice-Request-Id"]
    assert "Server-Timing" in answer.headers
    line = site.log_line(answer)
    assert 200 in line.values()


def test_a_page_of_another_origin_may_ask(site):
    answer = site.session.get(site.url + "/edr/collections", headers={"Origin": "https://example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    assert site.session.options(site.url + "/edr/collections", headers=asked).status_code in (200, 204)


def test_methods_that_are_not_offered(site):
    answer = requests.delete(site.url + "/edr/collections", timeout=30)
    assert answer.status_code == 405


def test_a_forged_gate_or_principal_changes_nothing(site):
    forged = {"Sluice-Gate": "x", "Sluice-Principal": "root", "SLUICE_GATE": "x", "X-Forwarded-Host": "evil.example"}
    answer = site.session.get(site.url + "/edr/collections?f=json", headers=forged)
    assert answer.status_code == 200
    assert "evil.example" not in answer.text
