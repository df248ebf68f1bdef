"""Workers that hang, are stopped or have lost their supervisor."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

import slow_storage
from conditions import wait_for
from site_under_test import Site, configuration
from test_gateway import ask_until, events

QUICK = "server:\n  hang_seconds: 3\n  drain_seconds: 3\n"


@pytest.fixture
def pool_site(tmp_path, store_paths):
    with Site(tmp_path / "pool-site", configuration({"first": store_paths["packed-v3"]}, QUICK)) as running:
        # A worker that still starts has other limits, and nothing of its own yet.
        wait_for(lambda: all(threads(worker) > 4 for worker in running.workers()))
        yield running


def threads(process: int) -> int:
    status = (Path("/proc") / str(process) / "status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("Threads:"))


def is_alive(process: int) -> bool:
    try:
        return (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_stopped_worker_is_replaced(pool_site):
    before = set(pool_site.workers())
    stopped = min(before)
    os.kill(stopped, signal.SIGSTOP)
    # Five seconds without a sign of life, and what a busy machine adds.
    wait_for(lambda: not is_alive(stopped), 20)
    wait_for(lambda: len(set(pool_site.workers())) == len(before))
    assert [line["pid"] for line in events(pool_site, "worker_hung")] == [str(stopped)]
    for _ in range(20):
        assert pool_site.get("/dap/first.dds").status_code == 200


def test_a_worker_that_is_stopped_as_it_starts_is_replaced(pool_site):
    before = set(pool_site.workers())
    os.kill(min(before), signal.SIGKILL)
    wait_for(lambda: set(pool_site.workers()) - before)
    new = min(set(pool_site.workers()) - before)
    os.kill(new, signal.SIGSTOP)
    wait_for(lambda: not is_alive(new), 20)


@pytest.mark.parametrize("stopped", [False, True])
def test_workers_end_with_their_supervisor(pool_site, stopped):
    workers, pool = pool_site.workers(), pool_site.pool()
    if stopped:
        for worker in workers:
            os.kill(worker, signal.SIGSTOP)
    begin = time.monotonic()
    os.kill(pool, signal.SIGKILL)
    wait_for(lambda: not any(is_alive(worker) for worker in workers), 10)
    assert time.monotonic() - begin < 3


def test_reloading_again_and_again_orphans_nobody(tmp_path, store_paths):
    """SIGHUP in the middle of a start and of a drain: afterwards there are as many workers as there should be."""
    with slow_storage.Server(store_paths["large"]) as storage:
        entries = {"first": store_paths["packed-v3"], "slow": storage.url + "/"}
        with Site(tmp_path / "reloaded", configuration(entries, QUICK)) as site:
            seen, stop = Counter(), threading.Event()
            client = threading.Thread(target=ask_until, args=(site, stop, seen))
            client.start()
            everybody = set(site.workers())
            for pause in (0, 0.01, 0.1, 0.3, 0, 0.05, 0.5, 0):
                os.kill(site.pool(), signal.SIGHUP)
                time.sleep(pause)
                everybody |= set(site.workers())
            # Those of the last configuration stay, all others have gone once their drain is over.
            wait_for(lambda: len(set(site.workers())) == 2 and len(events(site, "reloaded")) > 0, 20)
            stop.set()
            client.join()
            assert set(seen) == {200}, seen
            pool = site.pool()
            everybody |= set(site.workers())
        assert not is_alive(pool)
        wait_for(lambda: not any(is_alive(worker) for worker in everybody), 10)


def test_what_the_pool_may_open_is_told(pool_site):
    told = events(pool_site, "descriptors") or events(pool_site, "too_few_descriptors")
    assert int(told[0]["needed"]) == 128 + 28 * 6
    assert int(told[0]["limit"]) > 0
