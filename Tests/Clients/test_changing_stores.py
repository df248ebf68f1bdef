"""Plain stores that change while they are served: a tag stands for one body, and for as long as nothing changes."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import requests

import conditions
import stores
from site_under_test import Site

BOX = "CRS=CRS:84&BBOX=-180,-90,180,90&WIDTH=40&HEIGHT=20"
REQUESTS = {
    "dods": "/dap/{}.dods?v.v[0:2][0:3][0:7]",
    "ascii": "/dap/{}.ascii?v.v[0:1][0][0:7]",
    "dap4": "/dap/{}.dap?dap4.ce=/v[1][0:3][0:7]",
    "position": "/edr/collections/{}/position?coords=POINT(20 20)&parameter-name=v",
    "map": "/wms/{}?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=v&STYLES=&FORMAT=image/png&COLORSCALERANGE=0,9000&" + BOX,
    "info": "/wms/{}?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&LAYERS=v&QUERY_LAYERS=v&STYLES=&I=20&J=4"
            "&INFO_FORMAT=application/json&FORMAT=image/png&" + BOX,
}


def write(folder: Path, step: int, value: float):
    """Puts the whole chunk of a step in its place at once, as writers of object stores do."""
    chunk = folder / "v" / f"{step}.0.0"
    new = chunk.with_name(f".new-{step}")
    new.write_bytes(np.full((4, 8), value, "<f4").tobytes())
    new.rename(chunk)


def write_store(folder: Path):
    arrays = {
        "time": stores.time(np.arange(3), "days since 2020-01-01", "standard"),
        "lat": stores.latitude([60.0, 20.0, -20.0, -60.0]),
        "lon": stores.longitude(np.arange(8) * 45.0 - 160),
        "v": stores.Array(("time", "lat", "lon"), np.ones((3, 4, 8), "f4"), {"units": "1"}, (1, 4, 8), float("nan"), "none"),
    }
    stores.write(folder, "v2", arrays)


@pytest.fixture(scope="module")
def changing(tmp_path_factory):
    """The folder of a store, and a site of three workers that serves it as `quick` and as `brief`."""
    folder = tmp_path_factory.mktemp("changing") / "store"
    write_store(folder)
    datasets = [{"id": "quick", "store": str(folder), "refresh": 0}, {"id": "brief", "store": str(folder), "refresh": 1}]
    with Site(tmp_path_factory.mktemp("changing-site"), f"datasets: {json.dumps(datasets)}\n", workers=3) as site:
        yield folder, site


@pytest.fixture
def lasting(tmp_path_factory):
    """The folder of a store that is believed for an hour, and the site that serves it; of each test its own."""
    folder = tmp_path_factory.mktemp("lasting") / "store"
    write_store(folder)
    datasets = [{"id": "long", "store": str(folder), "refresh": 3600}]
    with Site(tmp_path_factory.mktemp("lasting-site"), f"datasets: {json.dumps(datasets)}\n", workers=2) as site:
        yield folder, site


def get(site: Site, path: str, **headers: str) -> requests.Response:
    answer = requests.get(site.url + path, headers={"Accept-Encoding": "identity"} | headers, timeout=30)
    assert answer.status_code in (200, 304), answer.text
    return answer


@pytest.mark.parametrize("name", REQUESTS)
def test_a_tag_holds_until_the_data_change(changing, name):
    folder, site = changing
    path = REQUESTS[name].format("quick")
    for step in range(3):
        write(folder, step, 1000)
    first = get(site, path)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    for _ in range(6):
        again = get(site, path, **{"If-None-Match": tag})
        assert again.status_code == 304 and again.headers["ETag"] == tag and not again.content
    for step in range(3):
        write(folder, step, 7000)
    changed = get(site, path, **{"If-None-Match": tag})
    assert changed.status_code == 200 and changed.headers["ETag"] != tag and changed.content != first.content


def test_a_change_in_a_chunk_that_was_not_read_is_none(changing):
    folder, site = changing
    path = "/dap/quick.dods?v.v[0][0:3][0:7]"
    tag = get(site, path).headers["ETag"]
    write(folder, 2, 123)
    assert get(site, path, **{"If-None-Match": tag}).status_code == 304


def test_one_tag_is_never_two_bodies(changing):
    """While the store changes and workers believe what they have for a second."""
    folder, site = changing
    bodies: dict[tuple[str, str], set[bytes]] = defaultdict(set)
    end, number = time.monotonic() + 6, 0
    with ThreadPoolExecutor(4) as pool:
        while time.monotonic() < end:
            number += 1
            names = [name for name in REQUESTS for _ in range(3)]
            asked = [pool.submit(get, site, REQUESTS[name].format("brief")) for name in names]
            for step in range(3):
                write(folder, step, 1000 + number % 7 * 1000 + step)
            for name, answer in zip(names, asked, strict=True):
                bodies[name, answer.result().headers["ETag"]].add(answer.result().content)
    assert number > 5
    assert not [key for key, seen in bodies.items() if len(seen) > 1]


def test_a_tag_survives_the_worker_that_gave_it(changing):
    """Workers name the same states alike, whichever of them has read the chunks."""
    _, site = changing
    tags = {name: {get(site, REQUESTS[name].format("quick")).headers["ETag"] for _ in range(12)} for name in REQUESTS}
    assert all(len(seen) == 1 for seen in tags.values()), tags


def test_head_says_nothing_of_what_is_not_read(changing):
    _, site = changing
    for path in REQUESTS.values():
        answer = requests.head(site.url + path.format("brief"), timeout=30)
        assert answer.status_code == 200 and "ETag" not in answer.headers
        # It would make fresh what a cache has kept (RFC 9111, section 4.3.5).
        assert answer.headers["Cache-Control"] == "no-store"
        assert "max-age" in get(site, path.format("brief")).headers["Cache-Control"]
        for method in ("HEAD", "GET"):
            answer = requests.request(method, site.url + path.format("brief"), headers={"If-None-Match": "*"}, timeout=30)
            assert answer.status_code == 304 and not answer.content
    answer = requests.head(site.url + "/dap/quick.dds", timeout=30)
    assert answer.headers["ETag"] == get(site, "/dap/quick.dds").headers["ETag"]


@pytest.mark.parametrize("empties", [False, True], ids=["moved", "empty mount"])
def test_a_store_that_is_gone_has_no_absent_chunks(lasting, empties):
    """However long its metadata would be believed: all chunks that nobody has read yet would be fill values."""
    folder, site = lasting
    path = "/dap/long.dods?v.v[{}][0:3][0:7]"
    conditions.wait_for(lambda: requests.get(site.url + path.format(0), timeout=30).status_code == 200, 20)
    away = folder.with_name("away")
    folder.rename(away)
    if empties:
        folder.mkdir()
    try:
        for step in (1, 2, 1, 2):
            answer = requests.get(site.url + path.format(step), timeout=30)
            assert answer.status_code == 502 and "Dataset 'long'" in answer.text, answer.text
    finally:
        if empties:
            folder.rmdir()
        away.rename(folder)
    conditions.wait_for(lambda: requests.get(site.url + path.format(2), timeout=30).status_code == 200, 20)
