"""A pool that grows with its work, is asked how it does, is reloaded, and leaves requests alone that end its workers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest
import requests

import slow_storage
from conditions import wait_for
from site_under_test import Site, configuration, program
from test_gateway import events

GROWING = """server:
  workers: {min: 1, max: 3, calm_seconds: 1.5}
  threads: {interactive: 4, bulk: 2, control: 2}
  waiting_share: 1
  drain_seconds: 3
"""
POINT = "/edr/collections/{}/position?coords=POINT(10%2010)&parameter-name=temperature&f=CoverageJSON"


class HangingChunks(slow_storage.HangingObjects):
    """Metadata and coordinates come at once, chunks of the data once they are released."""

    def do_GET(self):
        if "/temperature/c/" in self.path and not self.is_released():
            return
        slow_storage.Objects.do_GET(self)


class Storage(slow_storage.HangingServer):
    handler = HangingChunks


@pytest.fixture
def storage(store_paths):
    with Storage(store_paths["packed-v3"]) as server:
        yield server


def ask_in_background(site: Site, path: str, seen: list) -> threading.Thread:
    def ask():
        try:
            seen.append(requests.get(site.url + path, timeout=60).status_code)
        except requests.RequestException as error:
            seen.append(type(error).__name__)

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def test_a_pool_grows_within_a_second_and_shrinks_in_calm(tmp_path, store_paths):
    with slow_storage.Server(store_paths["large"]) as storage:
        entries = {"first": store_paths["packed-v3"], "slow": storage.url + "/"}
        with Site(tmp_path / "growing", configuration(entries, GROWING), workers=None) as site:
            site.wait_until_warm(1)
            seen: list = []
            download = "/dap/slow.dods?value.value[0:25][0:999][0:999]"

            def busy() -> int:
                return sum(worker["busy"][1] for worker in site.status()["workers"])

            crowd = [ask_in_background(site, download, seen) for _ in range(2)]
            wait_for(lambda: busy() == 2)
            begin = time.monotonic()
            wait_for(lambda: events(site, "pool_grown"), 10)
            took = time.monotonic() - begin
            assert took < 1.5, f"it grew after {took:.2f} s"
            wait_for(lambda: len(site.workers()) == 2)
            # Those who come are answered by the new one, though all threads of the first are held.
            crowd += [ask_in_background(site, download, seen) for _ in range(4)]
            wait_for(lambda: len(site.workers()) == 3)
            wait_for(lambda: busy() == 6)
            metrics = site.get("/metrics").text
            assert 'sluice_pool_workers{state="max"} 3' in metrics and "sluice_pool_busy_ratio 1.0" in metrics
            full = site.command("status")
            assert full.returncode == 1 and "all threads of all 3 workers are busy" in full.stdout
            for thread in crowd:
                thread.join()
            assert set(seen) == {200}
            wait_for(lambda: len(site.workers()) == 1, 30)
            assert site.get("/dap/first.dds").status_code == 200
            assert len(events(site, "pool_shrunk")) == 2 and not events(site, "worker_killed")


def test_workers_are_replaced_when_they_are_old(tmp_path, store_paths):
    server = "server: {workers: {min: 2, max: 2, max_age: 2}, drain_seconds: 3}\n"
    with Site(tmp_path / "ageing", configuration({"first": store_paths["packed-v3"]}, server), workers=None) as site:
        first, most, seen = set(site.workers()), 0, set()
        limit = time.monotonic() + 40
        while first & set(site.workers()):
            assert time.monotonic() < limit
            seen.add(site.get("/dap/first.dds").status_code)
            status = site.status()
            most = max(most, len(status["workers"]))
        assert seen == {200}
        assert most <= 3, "one after another"
        assert {line["by"] for line in events(site, "worker_worn")} == {"age"}
        assert not events(site, "worker_ended")


@pytest.fixture
def site(tmp_path, store_paths):
    server = "server: {drain_seconds: 3}\n"
    with Site(tmp_path / "pool", configuration({"first": store_paths["packed-v3"]}, server)) as running:
        yield running


def test_a_reload_is_checked_first_and_waited_for(site, store_paths):
    file = site.folder / "sluice.yaml"
    good = file.read_text()
    before = site.workers()
    file.write_text(good.replace("drain_seconds: 3", "drain_secnds: 3"))
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if "drain_secnds" in text)
    refused = site.command("reload", "--wait")
    assert refused.returncode == 1
    assert f"{file}:{line}:10: unknown key 'drain_secnds' in 'server'; did you mean 'drain_seconds'?" in refused.stderr
    assert site.workers() == before and not events(site, "reloaded")
    status = site.command("status")
    assert status.returncode == 1 and "not reloaded" in status.stdout.splitlines()[0]

    (site.folder / "datasets.d").mkdir()
    more = site.folder / "datasets.d" / "more.yaml"
    more.write_text(f"- id: second\n  store: {store_paths['packed-v3']}\n")
    file.write_text(good)
    taken = site.command("reload", "--wait")
    assert (taken.returncode, taken.stderr) == (0, "")
    assert site.get("/dap/second.dds").status_code == 200
    assert not set(before) & {worker["pid"] for worker in site.status()["workers"]}
    assert site.status()["generation"] == 1

    more.write_text("- id: first\n  store: /nowhere\n")
    doubled = site.command("reload")
    assert doubled.returncode == 1 and f"{more}:1:7: two datasets have the id 'first'" in doubled.stderr
    assert site.get("/dap/second.dds").status_code == 200


def test_no_request_fails_while_it_is_reloaded_again_and_again(site):
    seen: list = []
    stop = threading.Event()

    def ask():
        session = requests.Session()
        while not stop.is_set():
            seen.append(session.get(site.url + "/dap/first.dds", timeout=30).status_code)

    client = threading.Thread(target=ask)
    client.start()
    for generation in range(1, 4):
        assert site.command("reload", "--wait").returncode == 0
        assert site.status()["generation"] == generation
    stop.set()
    client.join()
    assert set(seen) == {200}


def test_statuses_are_those_of_monitoring_plugins(site):
    well = site.command("status")
    assert well.returncode == 0 and well.stdout.startswith("SLUICE OK - 2 workers (2 to 2), generation 0 | workers=2;")
    status = site.status()
    assert {worker["pid"] for worker in status["workers"]} == set(site.workers())
    wait_for(lambda: all(worker["memory"] > 1 << 20 for worker in site.status()["workers"]))
    assert Path(site.folder / "supervisor.sock").stat().st_mode & 0o777 == 0o600
    os.kill(site.workers()[0], signal.SIGKILL)
    wait_for(lambda: site.status()["recent_deaths"] == 1)
    died = site.command("status")
    assert died.returncode == 1 and "1 workers died" in died.stdout
    nobody = subprocess.run([program(), "status", "--runtime-dir", site.folder / "nowhere"], capture_output=True, text=True)
    assert nobody.returncode == 3 and nobody.stdout.startswith("SLUICE UNKNOWN")
    assert subprocess.run([program(), "reload", "--runtime-dir", site.folder / "nowhere"]).returncode == 2


def test_a_request_that_ends_workers_is_refused(tmp_path, store_paths, storage, monkeypatch):
    """Its worker faults each time it has the request in hand; nginx gives it to the next, three times."""
    # Swift's own words of a fault name every line of a debug build, which takes many seconds.
    monkeypatch.setenv("SWIFT_BACKTRACE", "enable=no")
    entries = {"first": store_paths["packed-v3"], "slow": storage.url + "/"}
    with Site(tmp_path / "mortal", configuration(entries)) as site:
        site.wait_until_warm(2)
        seen: list = []
        question = POINT.format("slow")
        asking = ask_in_background(site, question, seen)
        for deaths in range(1, 4):
            def holder():
                busy = [w["pid"] for w in site.status()["workers"] if w["busy"][0] and w["answers"]]
                return busy[0] if busy and storage.hanging else None

            os.kill(wait_for(holder), signal.SIGSEGV)
            wait_for(lambda: len(events(site, "worker_ended")) == deaths)
        asking.join()
        assert seen[0] >= 500
        reordered = POINT.format("slow").replace("&parameter-name=temperature&f=CoverageJSON",
                                                 "&f=CoverageJSON&parameter-name=temperature")
        for path in (question, reordered):
            refused = site.get(path)
            assert refused.status_code == 503 and 0 < int(refused.headers["Retry-After"]) <= 30
            assert "ended the server's processes" in refused.json()["detail"]
        assert site.get(POINT.format("first")).status_code == 200
        told = events(site, "request_refused")
        assert [line["request"] for line in told] == ["GET " + question]
        status = site.command("status")
        assert status.returncode == 1 and told[0]["fingerprint"] in status.stdout
        storage.released.set()
        assert site.command("reload", "--wait").returncode == 0
        assert site.get(question).status_code == 200


def test_a_service_manager_is_told(tmp_path, store_paths):
    """sd_notify(3): ready, reloading and ready again, a sign of life at half the time, stopping."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(str(tmp_path / "notify"))
    listener.settimeout(20)
    file = tmp_path / "sluice.yaml"
    file.write_text(configuration({"first": store_paths["packed-v3"]}))
    environment = os.environ | {"SLUICE_GATE": "0" * 48, "NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "600000"}
    with (tmp_path / "log").open("w") as log:
        pool = subprocess.Popen([program(), "serve", "--config", file, "--runtime-dir", tmp_path], env=environment, stderr=log)

    def said(beginning: str) -> str:
        """The next message that begins so, but for signs of life and statuses before it."""
        while not (message := listener.recv(4096).decode()).startswith(beginning):
            assert message == "WATCHDOG=1" or message.startswith("STATUS="), message
        return message

    try:
        assert "STATUS=2 of 2 workers answer, generation 0" in said("READY=1")
        said("WATCHDOG=1")
        begin = time.monotonic()
        for _ in range(4):
            said("WATCHDOG=1")
        assert time.monotonic() - begin < 4 * 0.6, "each within the time"
        pool.send_signal(signal.SIGHUP)
        assert "MONOTONIC_USEC=" in said("RELOADING=1")
        assert "generation 1" in said("READY=1")
        file.write_text("server: {x: 1}\n")
        pool.send_signal(signal.SIGHUP)
        assert "not reloaded" in said("STATUS=2 of 2 workers answer, generation 1; not")
        pool.send_signal(signal.SIGTERM)
        said("STOPPING=1")
        assert pool.wait(20) == 0
    finally:
        pool.kill()
        listener.close()


def test_what_lies_below_a_prefix_is_published_as_it_comes_and_goes(tmp_path, store_paths):
    folder = tmp_path / "stores"
    folder.mkdir()
    (folder / "one.zarr").symlink_to(store_paths["packed-v3"])
    publish = f"publish: {{prefix: {folder}, id: 'cube-{{name}}', refresh: 1}}\n"
    with Site(tmp_path / "published", f"server: {{drain_seconds: 3}}\n{publish}") as site:
        workers = site.workers()

        def statuses(name: str) -> set[int]:
            return {site.get(f"/dap/{name}.dds").status_code for _ in range(12)}

        assert statuses("cube-one") == {200} and statuses("cube-two") == {404}
        (folder / "two.zarr").symlink_to(store_paths["packed-v3"])
        wait_for(lambda: statuses("cube-two") == {200})
        (folder / "one.zarr").unlink()
        wait_for(lambda: statuses("cube-one") == {404})
        assert statuses("cube-two") == {200}
        assert site.workers() == workers
        # A new worker knows at once what the others have found.
        assert site.command("reload", "--wait").returncode == 0
        assert statuses("cube-two") == {200}


def test_five_thousand_datasets_are_ready_within_a_second(tmp_path, store_paths, record_property):
    folder = tmp_path / "many" / "datasets.d"
    folder.mkdir(parents=True)
    for number in range(10):
        entries = [f"- {{id: d{number}-{i}, store: /nowhere/{number}/{i}}}\n" for i in range(500)]
        (folder / f"{number}.yaml").write_text("".join(entries))
    with Site(tmp_path / "many", configuration({"first": store_paths["packed-v3"]})) as site:
        begin = time.monotonic()
        assert site.command("reload", "--wait").returncode == 0
        took = time.monotonic() - begin
        record_property("seconds", round(took, 2))
        assert site.get("/dap/first.dds").status_code == 200
        assert len(site.status()["workers"]) == 2
        # None was opened: nothing fails.
        assert 'sluice_datasets{state="unopened"} 5' in site.get("/metrics").text
        # A debug build parses slowly; a release takes a third of it.
        assert took < 10
