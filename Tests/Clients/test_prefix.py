"""A site below a path of another's: every location means there what it means at the root."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest
import requests

from conditions import wait_for
from site_under_test import ROOT, Site, configuration, free_port

PREFIXES = ["/cubes", "/wms", "/a/b-c.d", ""]
DATA = "/dap/first.dods?temperature.temperature[0:1][0:3][0:3]"


@pytest.fixture(scope="module", params=PREFIXES)
def below(request, tmp_path_factory, store_paths):
    folder = tmp_path_factory.mktemp("prefix")
    with Site(folder, configuration({"first": store_paths["packed-v3"]}), prefix=request.param) as running:
        running.prefix = request.param
        yield running


def children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def group(site: Site, answer) -> str:
    """Which group of threads answered."""
    return site.log_line(answer)["group"]


@pytest.mark.parametrize(
    ("path", "answered_by"),
    [("/metrics", "control"), ("/health/live", "control"), ("/health/ready", "control"), (DATA, "bulk"),
     ("/dap/first.ascii?lat", "bulk"), ("/dap/first.dds", "interactive"), ("/edr/collections", "interactive"),
     ("/edr?f=json", "interactive"), ("/edr/collections/first/position?coords=POINT(5%2010)&f=netcdf", "bulk"),
     ("/wms/first?SERVICE=WMS&REQUEST=GetCapabilities", "interactive"), ("/?f=json", "interactive"),
     ("/datasets/first?f=json", "interactive")],
)
def test_every_location_is_reached_below_the_prefix(below, path, answered_by):
    answer = below.get(below.prefix + path)
    assert answer.status_code < 500 and group(below, answer) == answered_by
    # Whoever stands before us may have taken the prefix away.
    assert group(below, below.get(path)) == answered_by


def test_links_lead_below_the_prefix(below):
    for path in (below.prefix + "/?f=json", "/?f=json"):
        assert below.get(path).json()["datasets"][0]["page"] == f"{below.url}{below.prefix}/datasets/first"


@pytest.mark.parametrize("field", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_what_a_proxy_passes_on_sees_nothing_internal(below, field):
    """A proxy on this host has this host's address; those behind it have not."""
    for path in ("/metrics", below.prefix + "/metrics", below.prefix + "//metrics", below.prefix + "/%6detrics"):
        answer = requests.get(below.url + path, headers={field: "203.0.113.7"}, timeout=30)
        assert answer.status_code in (400, 403, 404) and "sluice_" not in answer.text
    ready = requests.get(below.url + below.prefix + "/health/ready?all=1", headers={field: "203.0.113.7"}, timeout=30)
    assert ready.json() == {"status": "ready"}


def test_whom_nginx_does_not_list_sees_nothing_internal(tmp_path, store_paths):
    """The site's own list of monitors without this host."""
    with Site(tmp_path / "site", configuration({"first": store_paths["packed-v3"]}), prefix="/cubes") as site:
        file = site.folder / "nginx" / "sluice.conf"
        file.write_text(file.read_text().replace("127.0.0.1 1;", "192.0.2.1 1;"))
        master = int((site.folder / "nginx" / "nginx.pid").read_text())
        old = set(children(master))
        os.kill(master, signal.SIGHUP)
        wait_for(lambda: requests.get(site.url + "/cubes/metrics", timeout=30).status_code == 403)
        wait_for(lambda: not old & set(children(master)))
        for path in ("/metrics", "/cubes/metrics"):
            assert requests.get(site.url + path, timeout=30).status_code == 403
        assert requests.get(site.url + "/cubes/health/ready", timeout=30).json() == {"status": "ready"}


@pytest.mark.parametrize("path", ["/sluice-error", "/sluice-oversize", "/sluice-header", "/auth", "/spool/x", "/%73luice-error"])
def test_internal_locations_stay_closed_below_the_prefix(below, path):
    answer = below.get(below.prefix + path)
    assert answer.status_code in (400, 404), answer.text


def test_render_puts_the_prefix_where_it_belongs(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "gate.conf").write_text("")
    subprocess.run(
        [ROOT / "nginx" / "render", tmp_path / "nginx", f"127.0.0.1:{free_port()}", tmp_path / "run", tmp_path / "gate.conf", "/cubes"],
        check=True,
    )
    assert 'set $sluice_prefix "/cubes";' in (tmp_path / "nginx" / "sluice.conf").read_text()
