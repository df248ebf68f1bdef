"""A folder for long answers that goes away or is full while the server runs: told once, answered right, and it heals."""

from __future__ import annotations

import resource
import shutil

import pytest

from conditions import wait_for
from site_under_test import Site, configuration
from test_gateway import events

#: 40 MB: too long for memory, and whole before it leaves.
LONG = "/dap/large.dods?value.value[0:9][0:999][0:999]"
SHORT = "/dap/large.dods?value.value[0:0][0:9][0:9]"


@pytest.fixture
def site(tmp_path, store_paths):
    spool = tmp_path / "spool"
    spool.mkdir()
    server = f"server:\n  spool_directory: {spool}\n"
    with Site(tmp_path / "spool-site", configuration({"large": store_paths["large"]}, server)) as running:
        running.spool = spool
        yield running


def check_refused(site: Site, cause: str) -> None:
    for _ in range(8):
        answer = site.get(LONG)
        assert answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0, answer.text[:300]
        assert "no room for this answer" in answer.text and cause not in answer.text
        assert str(site.spool) not in answer.text
    assert site.get(SHORT).status_code == 200
    health = site.get("/health/ready")
    assert health.status_code == 200 and health.json()["spool"] == f"failing: {cause}"
    assert site.get("/health/ready?all=1").status_code == 503
    told = [(line["folder"], line["cause"]) for line in events(site, "spool_failing")]
    assert told == [(str(site.spool), cause)]


def check_healed(site: Site) -> None:
    assert len(site.get(LONG).content) > 40_000_000
    wait_for(lambda: site.get("/health/ready?all=1").status_code == 200)
    assert site.get("/health/ready").json()["spool"] == "ok"
    assert len(events(site, "spool_working")) == 1


def test_a_folder_that_vanishes(site):
    assert site.get(LONG).status_code == 200
    shutil.rmtree(site.spool)
    check_refused(site, "No such file or directory")
    site.spool.mkdir()
    check_healed(site)


def test_a_folder_that_is_full(site):
    """A bound on the size of files: what a process meets there it meets on a full disk."""
    assert site.get(LONG).status_code == 200
    workers = site.workers()
    for worker in workers:
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (200 << 10, resource.RLIM_INFINITY))
    check_refused(site, "File too large")
    for worker in workers:
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    check_healed(site)
    assert site.workers() == workers
