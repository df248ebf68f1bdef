"""Signals from log rotation, operators and service managers: each has a meaning, or none, and ends nothing by surprise."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from conditions import wait_for
from site_under_test import Site, configuration, program
from test_gateway import events
from test_pool import QUICK, is_alive
from test_resilience import held

#: Whose default would end, dump or stop a process.
HARMLESS = [
    signal.SIGUSR1, signal.SIGUSR2, signal.SIGPIPE, signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGIO,
    signal.SIGPWR, signal.SIGXFSZ, signal.SIGTTIN, signal.SIGTTOU, signal.SIGRTMIN, signal.SIGRTMIN + 3, signal.SIGRTMAX,
]


@pytest.fixture
def site(tmp_path, store_paths):
    with Site(tmp_path / "signals", configuration({"first": store_paths["packed-v3"]}, QUICK)) as running:
        yield running


def state(process: int) -> str:
    return (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[0]


def children(process: int) -> set[int]:
    try:
        return {int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()}
    except OSError:
        return set()


def next_child(process: int, known: set[int]) -> int:
    """The next process that it starts, in its first moments."""
    limit = time.monotonic() + 20
    while not (new := children(process) - known):
        assert time.monotonic() < limit
    return min(new)


def test_what_means_nothing_does_nothing(site):
    pool, workers = site.pool(), site.workers()
    for number in HARMLESS:
        for process in (pool, *workers):
            os.kill(process, number)
        assert site.get("/dap/first.dds").status_code == 200
    for worker in workers:
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTSTP):
            os.kill(worker, number)
    for _ in range(20):
        assert site.get("/dap/first.dds").status_code == 200
    assert (site.pool(), site.workers()) == (pool, workers)
    assert all(state(process) in "SRD" for process in (pool, *workers))
    assert not events(site, "worker_ended")


def test_a_worker_that_starts_is_ended_by_nothing(site):
    """Logs are rotated and configurations reloaded at any moment, also the first of a worker."""
    pool = site.pool()
    known = children(pool)
    os.kill(min(known), signal.SIGKILL)
    new = next_child(pool, known)
    for number in (*HARMLESS, signal.SIGHUP, signal.SIGINT):
        os.kill(new, number)
    wait_for(lambda: len(site.workers()) == 2)
    assert site.get("/dap/first.dds").status_code == 200
    assert is_alive(new) and new in site.workers()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGQUIT])
def test_a_worker_that_is_told_to_end_is_replaced(site, number):
    told = min(site.workers())
    os.kill(told, number)
    wait_for(lambda: not is_alive(told) and len(site.workers()) == 2)
    wait_for(lambda: [line["cause"] for line in events(site, "worker_ended")] == ["exit 0"])
    assert site.status()["deaths"] == 0 and site.command("status").returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT])
def test_a_pool_ends_gently(site, number):
    pool, workers = site.pool(), site.workers()
    with held(site):
        os.kill(pool, number)
        wait_for(lambda: not any(is_alive(process) for process in (pool, *workers)))
    assert events(site, "stopping") and not events(site, "worker_killed")


def test_a_reload_before_the_pool_serves_is_none_of_its_ends(tmp_path, store_paths):
    """SIGHUP again and again from the first moment of the program on; and whatever its parent left ignored."""
    file = tmp_path / "sluice.yaml"
    file.write_text(configuration({"first": store_paths["packed-v3"]}))
    command = [program(), "serve", "--config", file, "--runtime-dir", tmp_path]

    def ignore():
        for number in (signal.SIGCHLD, signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)

    log = tmp_path / "log"
    with log.open("w") as errors:
        pool = subprocess.Popen(command, env=os.environ | {"SLUICE_GATE": "0" * 48}, stderr=errors, preexec_fn=ignore)
    try:
        wait_for(lambda: "sluice" in Path(f"/proc/{pool.pid}/cmdline").read_text())
        limit = time.monotonic() + 30
        while '"reloaded"' not in log.read_text():
            assert pool.poll() is None and time.monotonic() < limit, log.read_text()
            pool.send_signal(signal.SIGHUP)
            time.sleep(0.001)
        # Those of earlier configurations leave, and are not missed: more signals may still be on their way.
        assert '"worker_ended"' not in log.read_text()
        killed = set()

        def is_missed() -> bool:
            if len(now := children(pool.pid)) == 2 and not killed & set(now):
                killed.add(min(now))
                os.kill(min(now), signal.SIGKILL)
            return any(f'"worker_ended","pid":"{process}"' in log.read_text() for process in killed)

        wait_for(is_missed)
        pool.send_signal(signal.SIGTERM)
        assert pool.wait(20) == 0
    finally:
        pool.kill()


def test_a_worker_that_is_stopped_in_its_first_moment_ends_with_its_supervisor(site):
    pool = site.pool()
    known = children(pool)
    os.kill(min(known), signal.SIGKILL)
    new = next_child(pool, known)
    # Before it is a program of its own nothing can bind it to its supervisor.
    while Path(f"/proc/{new}/cmdline").read_bytes().split(b"\0")[1:2] != [b"worker"]:
        assert is_alive(new)
    os.kill(new, signal.SIGSTOP)
    others = children(pool)
    begin = time.monotonic()
    os.kill(pool, signal.SIGKILL)
    wait_for(lambda: not any(is_alive(process) for process in (new, *others)), 10)
    assert time.monotonic() - begin < 3
