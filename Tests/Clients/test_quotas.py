"""How much somebody may ask for, through nginx: what is counted, what is refused in which words, and what hosts share."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import pytest
import requests

import redis_server
from conditions import wait_for
from site_under_test import Site, configuration
from test_login import LOGIN, PEOPLE, hashed

TILE = ("/wms/{}?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=temperature&STYLES=&CRS=CRS:84&BBOX=-180,-90,180,90"
        "&WIDTH=64&HEIGHT=64&FORMAT=image/png&COLORSCALERANGE=200,300")
SERIES = "/edr/collections/{}/position?coords=POINT(5%2010)&parameter-name=temperature&f=CoverageJSON"
DATA = "/dap/{}.dods?temperature.temperature[0:0][0:18][0:35]"

needs_redis = pytest.mark.skipif(redis_server.PROGRAM is None, reason="there is no redis-server")


def quotas(*entries: str) -> str:
    return "quotas:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


def quota_site(folder, store_paths, *entries: str, extra: str = "", names=("one", "two"), **keywords) -> Site:
    store = store_paths["packed-v3"]
    return Site(folder, configuration({name: store for name in names}, quotas(*entries) + extra), **keywords)


def statuses(site: Site, path: str, count: int, **keywords) -> list[int]:
    return [site.get(path, **keywords).status_code for _ in range(count)]


def wait_for_begin(seconds: int) -> None:
    """Until a window has just begun, if one would end soon: the clock is the wall's."""
    wait_for(lambda: time.time() % seconds < seconds / 2, seconds, "no window begins")


@pytest.fixture(scope="module")
def narrow_site(tmp_path_factory, store_paths):
    """Three requests in ten minutes for `one`, for all strangers together; any number for `two`."""
    folder = tmp_path_factory.mktemp("narrow")
    with quota_site(folder, store_paths, "name: few, to: [public], datasets: [one], per: everybody, window: 600, requests: 3") as site:
        for path in (TILE, SERIES, DATA):
            assert site.get(path.format("one")).status_code == 200
        yield site


def check_refusal(answer: requests.Response) -> None:
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 1200
    assert answer.headers["RateLimit-Policy"] == '"few-requests";q=3;w=600'
    assert re.fullmatch(r'"few-requests";r=0;t=\d+', answer.headers["RateLimit"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert "RateLimit" in answer.headers["Access-Control-Expose-Headers"]


def test_a_refusal_is_in_each_protocols_words(narrow_site):
    wms = narrow_site.get(TILE.format("one") + "&EXCEPTIONS=INIMAGE")
    check_refusal(wms)
    assert "ServiceException" in ElementTree.fromstring(wms.content)[0].tag
    edr = narrow_site.get(SERIES.format("one"))
    check_refusal(edr)
    assert edr.headers["Content-Type"].startswith("application/problem+json") and edr.json()["status"] == 429
    dap = narrow_site.get(DATA.format("one"))
    check_refusal(dap)
    assert dap.text.startswith("Error {")
    check_refusal(narrow_site.get("/dap/one.dmr"))
    check_refusal(narrow_site.get("/datasets/one"))


def test_what_is_refused_is_told_to_the_operator(narrow_site):
    answer = narrow_site.get(SERIES.format("one"))
    line = narrow_site.log_line(answer)
    assert line["facts"]["quota"] == "few" and line["quota_refusals"] == 1
    metrics = narrow_site.get("/metrics").text
    assert float(re.search(r"^sluice_quota_refusals_total (\d+)$", metrics, re.MULTILINE)[1]) >= 1
    assert "sluice_quota_store_up" not in metrics


def test_others_are_not_refused_for_it(narrow_site):
    assert statuses(narrow_site, TILE.format("two"), 20) == [200] * 20
    for path in ("/", "/edr/collections", "/health/live", "/health/ready", "/metrics"):
        assert narrow_site.get(path).status_code == 200
    assert narrow_site.session.options(narrow_site.url + "/wms/one").status_code == 204
    # What is not there is not counted for what is.
    assert narrow_site.get(TILE.format("none")).status_code == 404


def test_workers_share_what_was_used_and_so_does_a_reload(tmp_path, store_paths):
    entry = "name: few, to: [public], datasets: [one], window: 600, requests: 20"
    with quota_site(tmp_path / "site", store_paths, entry, workers=4) as site:
        assert statuses(site, SERIES.format("one"), 10) == [200] * 10
        killed = set(site.workers())
        for worker in killed:
            os.kill(worker, signal.SIGKILL)
        # A process may die some time after it was killed, and take a request before it does: nginx asks for that again,
        # and for no request more than three times.
        wait_for(lambda: len(now := site.workers()) == 4 and killed.isdisjoint(now))
        assert statuses(site, SERIES.format("one"), 5) == [200] * 5
        assert site.command("reload", "--wait").returncode == 0
        assert statuses(site, SERIES.format("one"), 10) == [200] * 5 + [429] * 5


def test_a_crowd_at_once_gets_exactly_its_quota(tmp_path, store_paths):
    entry = "to: [public], datasets: [one], window: 600, requests: 50"
    with quota_site(tmp_path / "site", store_paths, entry) as site:
        with ThreadPoolExecutor(32) as crowd:
            found = list(crowd.map(lambda _: requests.get(site.url + SERIES.format("one")).status_code, range(200)))
        assert found.count(200) == 50 and found.count(429) == 150


def test_bytes_are_those_of_the_dry_run(tmp_path, store_paths):
    with quota_site(tmp_path / "free", store_paths, "to: [public], window: 600, bytes: 1 TB") as site:
        plan = site.get(SERIES.format("one") + "&dryrun=1").json()
        cost = plan["cost"]["decoded_bytes"]
        [told] = plan["quotas"]
        assert (told["name"], told["unit"], told["cost"], told["passes"]) == ("quota-1", "bytes", cost, True)
        assert told["limit"] == told["remaining"] == 10**12
    entry = f"to: [public], window: 600, bytes: {3 * cost}"
    with quota_site(tmp_path / "site", store_paths, entry) as site:
        assert statuses(site, SERIES.format("one"), 2) == [200] * 2
        # A plan, a HEAD, a description and what the client has already read nothing.
        for path in (SERIES.format("one") + "&dryrun=1", "/edr/collections/one", "/dap/one.dds", "/"):
            assert site.get(path).status_code == 200
        assert site.session.head(site.url + SERIES.format("one")).status_code == 200
        tag = site.get("/dap/one.dds").headers["ETag"]
        assert statuses(site, SERIES.format("one"), 3) == [200, 429, 429]
        assert site.get("/dap/one.dds", headers={"If-None-Match": tag}).status_code == 304
        plan = site.get(SERIES.format("one") + "&dryrun=1").json()
        assert plan["quotas"][0]["remaining"] == 0 and plan["quotas"][0]["passes"] is False


def test_time_on_processors_is_used_up(tmp_path, store_paths):
    entry = "to: [public], window: 600, cpu_seconds: 0.2"
    with quota_site(tmp_path / "site", store_paths, entry) as site:
        def refused() -> list[requests.Response]:
            answer = site.get(TILE.format("one"))
            return [answer] if answer.status_code == 429 else []

        [answer] = wait_for(refused, 60, "no request was refused")
        assert 'qu="cpu-seconds"' in answer.headers["RateLimit-Policy"]
        assert site.get("/edr/collections/one").status_code == 200


def test_the_window_slides(tmp_path, store_paths):
    with quota_site(tmp_path / "site", store_paths, "to: [public], datasets: [one], window: 4, requests: 4") as site:
        wait_for_begin(4)
        assert statuses(site, "/dap/one.dds", 5) == [200, 200, 200, 200, 429]
        begin = time.monotonic()
        seconds = int(site.get("/dap/one.dds").headers["Retry-After"])
        wait_for(lambda: time.monotonic() > begin + seconds, 10)
        assert site.get("/dap/one.dds").status_code == 200


@pytest.fixture(scope="module")
def people_site(tmp_path_factory, store_paths):
    folder = tmp_path_factory.mktemp("people")
    (folder / "users").write_text("".join(f"{name}:{hashed(password)}\n" for name, password in PEOPLE.items()))
    (folder / "users").chmod(0o600)
    entries = ("name: each, to: [public], window: 600, requests: 30",
               'name: closed, to: ["group:modellers"], datasets: [closed], window: 600, bytes: 1 GB')
    one = store_paths["packed-v3"]
    with Site(folder, configuration({"open": one, "closed": one}, LOGIN + quotas(*entries))) as site:
        yield site


def test_people_have_quotas_of_their_own(people_site):
    ada, bob = ((name, PEOPLE[name].encode()) for name in ("ada", "bob"))
    answer = people_site.get(SERIES.format("open"), auth=ada)
    assert answer.status_code == 200 and "private" in answer.headers["Cache-Control"]
    assert answer.headers["RateLimit"].startswith('"each-requests";r=29;t=')
    # Nothing of it is told to strangers, whose answers caches keep; nor of what somebody may not see.
    stranger = people_site.get(SERIES.format("open"))
    assert stranger.status_code == 200 and not {"RateLimit", "RateLimit-Policy"} & set(stranger.headers)
    hidden = people_site.get(SERIES.format("closed"), auth=bob)
    assert hidden.status_code == 404 and "closed-bytes" not in str(hidden.headers)
    assert people_site.get(SERIES.format("closed")).status_code == 401
    plan = people_site.get(SERIES.format("closed") + "&dryrun=1", auth=ada).json()
    assert [told["name"] for told in plan["quotas"]] == ["each", "closed"]
    assert statuses(people_site, SERIES.format("open"), 40, auth=bob).count(200) == 29
    assert people_site.get(SERIES.format("open"), auth=ada).status_code == 200


def test_a_hidden_dataset_is_not_told_apart_by_its_quota(people_site):
    """However often it is asked for, what is hidden is as absent as what never was."""
    ada = ("ada", PEOPLE["ada"].encode())
    assert people_site.get(SERIES.format("closed"), auth=ada).status_code == 200
    forbidden, absent = (people_site.get(SERIES.format(name)) for name in ("closed", "nothing"))
    fields = {"Sluice-Request-Id", "Server-Timing", "Date", "Content-Length"}
    assert forbidden.status_code == absent.status_code
    assert set(forbidden.headers) - fields == set(absent.headers) - fields


def test_who_asks_too_often_does_not_learn_what_is_hidden(people_site):
    """A refusal for too much is the same for what is hidden, what never was and what is open."""
    bob = ("bob", PEOPLE["bob"].encode())
    assert 429 in statuses(people_site, "/dap/open.dds", 40, auth=bob)
    for path in (SERIES, "/dap/{}.dds", "/wms/{}?SERVICE=WMS&REQUEST=GetCapabilities", "/datasets/{}?f=json"):
        refused = [people_site.get(path.format(name), auth=bob) for name in ("closed", "absent", "open")]
        assert {answer.status_code for answer in refused} == {429}, path
        hidden, absent, _ = refused
        assert hidden.text.replace("closed", "absent").replace(hidden.headers["Sluice-Request-Id"], "") == absent.text.replace(
            absent.headers["Sluice-Request-Id"], "")
        for answer in refused:
            assert answer.headers["RateLimit-Policy"] == '"each-requests";q=30;w=600' and "closed-bytes" not in answer.text


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Sluice-Address", "X-Real-IP", "Forwarded"])
def test_no_client_says_where_it_comes_from(tmp_path, store_paths, name):
    entry = "to: [strangers], per: address, datasets: [one], window: 600, requests: 2"
    with quota_site(tmp_path / "site", store_paths, entry) as site:
        found = [site.get("/dap/one.dds", headers={name: f"192.0.2.{number}"}).status_code for number in range(4)]
        assert found == [200, 200, 429, 429]


# Several hosts


def store(redis: redis_server.RedisServer, hosts: int = 2) -> str:
    password = f", password_file: {redis.folder}/password" if redis.password else ""
    return f"quota_store: {{redis: 'unix:{redis.path}', hosts: {hosts}{password}}}\n"


def events(site: Site, name: str) -> list[dict]:
    return [line for line in site.log_lines() if line.get("event") == name]


def is_up(site: Site) -> bool:
    return "\nsluice_quota_store_up 1\n" in site.get("/metrics").text


@pytest.fixture
def redis(tmp_path):
    (tmp_path / "password").write_text("sesame\n")
    with redis_server.RedisServer(tmp_path, "sesame") as server:
        yield server


FEW = "name: few, to: [public], datasets: [one], per: everybody, window: 600, requests: 40"


@needs_redis
def test_hosts_count_together(tmp_path, store_paths, redis):
    with (quota_site(tmp_path / "a", store_paths, FEW, extra=store(redis)) as first,
          quota_site(tmp_path / "b", store_paths, FEW, extra=store(redis)) as second):
        for site in (first, second):
            wait_for(lambda: is_up(site), 20, "the store is not used")
        assert statuses(first, "/dap/one.dds", 30) == [200] * 30
        # The second hears of it with what it tells itself.
        found = statuses(second, "/dap/one.dds", 1)
        wait_for(lambda: b"31" in redis.command("HGET", next(iter(redis.names()), "-"), "r"), 20, "nothing is added")
        wait_for(lambda: len(found) > 8 or bool(found.extend(statuses(second, "/dap/one.dds", 1))) or time.sleep(0.3), 20)
        found += statuses(second, "/dap/one.dds", 20)
        assert found.count(200) == 10
        [name] = redis.names()
        assert re.fullmatch(r"sluice:[0-9a-f]{32}:\d+", name), "a name of somebody is there"
        assert 0 < int(redis.command("TTL", name)[1:].strip()) <= 2 * 600 + 60
        status = first.status()
        assert status["quota_store"] == "up"


@needs_redis
@pytest.mark.parametrize("harm", ["stop", "kill"])
def test_a_store_that_goes_away_stops_nobody(tmp_path, store_paths, redis, harm):
    with quota_site(tmp_path / "site", store_paths, FEW, extra=store(redis)) as site:
        wait_for(lambda: is_up(site), 20, "the store is not used")
        assert statuses(site, "/dap/one.dds", 10) == [200] * 10
        getattr(redis, harm)()
        wait_for(lambda: events(site, "quota_store_failing"), 20, "nobody notices")
        times = []
        for _ in range(50):
            begin = time.monotonic()
            assert site.get(TILE.format("two")).status_code == 200
            times.append(time.monotonic() - begin)
        assert sorted(times)[45] < 0.5, "requests wait for the store"
        assert "\nsluice_quota_store_up 0\n" in site.get("/metrics").text
        said = site.command("status")
        assert said.returncode == 1 and "quota store" in said.stdout
        # Of forty this host has its half.
        assert statuses(site, "/dap/one.dds", 20).count(200) == 10
        redis.go_on() if harm == "stop" else redis.start()
        wait_for(lambda: events(site, "quota_store_working")[1:], 40, "it is not tried again")
        assert statuses(site, "/dap/one.dds", 30).count(200) == 20
        assert len(events(site, "quota_store_failing")) == 1


@needs_redis
def test_a_store_that_has_lost_everything_is_told_again(tmp_path, store_paths, redis):
    with quota_site(tmp_path / "site", store_paths, FEW, extra=store(redis)) as site:
        wait_for(lambda: is_up(site), 20, "the store is not used")
        assert statuses(site, "/dap/one.dds", 10) == [200] * 10
        wait_for(redis.names, 20, "nothing is told")
        redis.command("FLUSHALL")
        assert statuses(site, "/dap/one.dds", 1) == [200]
        [name] = wait_for(redis.names, 20, "nothing is told")
        wait_for(lambda: b"11" in redis.command("HGET", name, "r"), 20, "what was lost is not told again")
        assert statuses(site, "/dap/one.dds", 40).count(200) == 29


@needs_redis
def test_another_thing_under_a_name_is_left_alone(tmp_path, store_paths, redis):
    with quota_site(tmp_path / "site", store_paths, FEW, extra=store(redis)) as site:
        wait_for(lambda: is_up(site), 20, "the store is not used")
        assert statuses(site, "/dap/one.dds", 1) == [200]
        [name] = wait_for(redis.names, 20, "nothing is told")
        redis.command("SET", name, "nonsense")
        assert statuses(site, "/dap/one.dds", 60).count(200) == 39
        redis.command("DEL", name)
        redis.command("HSET", name, "r", "nonsense")
        assert site.get("/dap/one.dds").status_code == 429
        assert is_up(site) and not events(site, "quota_store_failing")


@needs_redis
def test_a_wrong_password_is_told(tmp_path, store_paths, redis):
    (tmp_path / "password").write_text("wrong\n")
    with quota_site(tmp_path / "site", store_paths, FEW, extra=store(redis)) as site:
        [line] = wait_for(lambda: events(site, "quota_store_failing"), 20, "nobody notices")
        assert "WRONGPASS" in line["cause"] and "wrong\n" not in json.dumps(line)
        assert statuses(site, "/dap/one.dds", 30).count(200) == 20


@pytest.mark.parametrize(("answer", "pause"), [
    (b"HTTP/1.1 400 Bad Request\r\n\r\n", 0), (b"*1000000000\r\n", 0), (b"$500000000\r\n" + b"x" * 100_000, 0),
    (b":1\r\n" * 10_000, 0), (b"*2\r\n$1\r\nx\r\n$1\r\ny\r\n", 0), (b"-LOADING wait\r\n", 0), (b"*-1\r\n", 0),
    (b"*2\r\n$10\r\n1796000000\r\n$1\r\n0\r\n", 0.015), (b"", 0), (b"+" + b"x" * 3_000_000, 0),
    (b"*2\r\n$20\r\n99999999999999999999\r\n$1\r\n0\r\n", 0),
], ids=["http", "endless-list", "endless-text", "numbers", "no-time", "loading", "null", "slow", "silent", "long", "late"])
def test_nonsense_stops_nobody(tmp_path, store_paths, answer, pause):
    path = tmp_path / "redis.sock"
    server = redis_server.NonsenseServer(path, answer, pause)
    extra = f"quota_store: {{redis: 'unix:{path}', hosts: 4}}\n"
    try:
        with quota_site(tmp_path / "site", store_paths, FEW, extra=extra) as site:
            assert statuses(site, TILE.format("two"), 5) == [200] * 5
            if not pause:
                wait_for(lambda: events(site, "quota_store_failing"), 20, "nobody notices")
                assert statuses(site, "/dap/one.dds", 20).count(200) == 10
            wait_for(lambda: server.asked > 0, 20, "nobody asks the store")
            assert len(site.workers()) == 2 and not events(site, "worker_ended")
    finally:
        server.close()
