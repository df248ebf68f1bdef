"""Workers that are killed: nobody notices who had not begun to read, and nobody mistakes a part for the whole."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections import Counter

import numpy as np
import pytest
import requests

import oracle
import slow_storage
from conditions import wait_for
from site_under_test import Site, configuration

ALL = "value.value[0:25][0:999][0:999]"
LARGE_BYTES = 26 * 1000 * 1000 * 4


@pytest.fixture(scope="module")
def mortal_site(tmp_path_factory, store_paths):
    """`large` comes from the disk, `slow` is the same data from a store that takes seconds over it."""
    with slow_storage.Server(store_paths["large"]) as storage:
        entries = store_paths | {"slow": storage.url + "/"}
        with Site(tmp_path_factory.mktemp("mortal-site"), configuration(entries)) as running:
            yield running


def questions(seed: int):
    """Tiles and points without end."""
    rolls = random.Random(seed)
    while True:
        west, south = rolls.uniform(-180, 150), rolls.uniform(-90, 60)
        box = f"{west},{south},{west + 30},{south + 30}"
        yield ("/wms/north-first-v2?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=noise&STYLES=&CRS=CRS:84"
               f"&BBOX={box}&WIDTH=256&HEIGHT=256&FORMAT=image/png&COLORSCALERANGE=0,1")
        yield f"/edr/collections/packed-v3/position?coords=POINT({west}%20{south})&parameter-name=temperature&f=CoverageJSON"


class Client(threading.Thread):
    """One client that asks and asks; counts statuses, and whatever else went wrong by name."""

    def __init__(self, site: Site, seed: int, until: float):
        super().__init__()
        self.site, self.seed, self.until = site, seed, until
        self.seen: Counter = Counter()

    def run(self):
        session = requests.Session()
        for path in questions(self.seed):
            if time.monotonic() > self.until:
                return
            try:
                answer = session.get(self.site.url + path, timeout=30)
                self.seen[answer.status_code] += 1
            except requests.RequestException as error:
                self.seen[type(error).__name__] += 1


def test_workers_killed_every_half_second_under_sixteen_clients(mortal_site):
    until = time.monotonic() + 10
    clients = [Client(mortal_site, seed, until) for seed in range(16)]
    for client in clients:
        client.start()
    killed = 0
    while time.monotonic() < until:
        time.sleep(0.5)
        if workers := mortal_site.workers():
            os.kill(random.Random(killed).choice(workers), signal.SIGKILL)
            killed += 1
    for client in clients:
        client.join()
    seen = sum((client.seen for client in clients), Counter())
    assert killed >= 15 and seen[200] > 100
    assert set(seen) == {200}, seen


def start_download(site: Site, protocol: str, dataset: str, target) -> subprocess.Popen:
    version, url = ("--http1.1", site.url) if protocol == "HTTP/1.1" else ("--http2-prior-knowledge", site.h2c_url)
    command = ["curl", "-sS", "-g", version, "-o", target, "-w", "%{http_version} %{http_code} %{size_download}"]
    address = f"{url}/dap/{dataset}.dods?{ALL}"
    return subprocess.Popen([*command, address], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_bytes(target, least: int) -> None:
    wait_for(lambda: target.exists() and target.stat().st_size > least, 60, "the download did not begin")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("protocol", ["HTTP/1.1", "HTTP/2"])
def test_worker_killed_in_the_middle_of_a_large_answer(mortal_site, tmp_path, protocol):
    target = tmp_path / "slow.dods"
    download = start_download(mortal_site, protocol, "slow", target)
    wait_for_bytes(target, 1_000_000)
    for worker in mortal_site.workers():
        os.kill(worker, signal.SIGKILL)
    killed = time.monotonic()
    said, errors = download.communicate(timeout=60)
    took, size = time.monotonic() - killed, target.stat().st_size
    assert size < LARGE_BYTES, "the whole answer had left already: nothing was interrupted"
    assert download.returncode != 0, f"a part of {size} bytes looked complete: {said}"
    assert took < 6, f"the client learned of it after {took:.1f} s: {errors}"


def test_no_second_answer_lies_in_the_body_of_a_broken_first(mortal_site):
    """Two requests on one connection, and the worker dies over the first: the client gets a part of it, and nothing."""
    with socket.create_connection(("127.0.0.1", mortal_site.port), timeout=60) as connection:
        one = f"GET /dap/slow.dods?{ALL} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        two = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
        connection.sendall((one + two).encode())
        received = b""
        while len(received) < 1_000_000:
            received += connection.recv(65536)
        for worker in mortal_site.workers():
            os.kill(worker, signal.SIGKILL)
        killed = time.monotonic()
        with contextlib.suppress(ConnectionResetError):
            while more := connection.recv(65536):
                received += more
    assert time.monotonic() - killed < 6
    assert len(received) < LARGE_BYTES and received.count(b"HTTP/1.1 200 OK") == 1
    assert b'"status":"ok"' not in received


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("protocol", ["HTTP/1.1", "HTTP/2"])
def test_large_answer_arrives_whole(mortal_site, store_paths, tmp_path, protocol):
    target = tmp_path / "large.dods"
    download = start_download(mortal_site, protocol, "large", target)
    said, errors = download.communicate(timeout=120)
    assert download.returncode == 0, errors
    version, status, _ = said.split()
    assert (version, status) == (protocol.removeprefix("HTTP/"), "200")
    data = target.read_bytes().partition(b"\nData:\n")[2]
    assert len(data) == LARGE_BYTES + 8
    stored = oracle.load(store_paths["large"], "value").numbers
    assert np.array_equal(np.frombuffer(data, ">f4", offset=8).reshape(stored.shape), stored)


def test_a_client_that_goes_away_costs_no_worker(mortal_site):
    before = mortal_site.workers()
    for _ in range(8):
        answer = requests.get(f"{mortal_site.url}/dap/slow.dods?{ALL}", stream=True, timeout=30)
        answer.raw.read(1000)
        answer.close()
    assert mortal_site.get("/dap/packed-v2.dds").status_code == 200
    assert mortal_site.workers() == before


def test_sigterm_finishes_what_is_under_way(tmp_path, store_paths):
    """The pool is told to stop in the middle of an answer: the client has all of it, then the processes are gone."""
    with slow_storage.Server(store_paths["large"]) as storage:
        with Site(tmp_path / "stopped", configuration({"slow": storage.url + "/"})) as site:
            target = tmp_path / "slow.dods"
            download = start_download(site, "HTTP/1.1", "slow", target)
            wait_for_bytes(target, 1_000_000)
            with held(site):
                os.kill(site.pool(), signal.SIGTERM)
                _, errors = download.communicate(timeout=60)
                assert download.returncode == 0 and target.stat().st_size > LARGE_BYTES, errors
                wait_until_gone(site)


@contextlib.contextmanager
def held(site: Site):
    """The script that watches both is stopped meanwhile: it would take nginx down with the pool."""
    os.kill(site.process.pid, signal.SIGSTOP)
    yield
    os.kill(site.process.pid, signal.SIGCONT)


def wait_until_gone(site: Site) -> None:
    wait_for(lambda: not site.workers(), 10)
