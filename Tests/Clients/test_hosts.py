"""Several hosts behind the balancers of deploy/hosts: warm caches, and a host that is cut off."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conditions import wait_for
from host_network import PORT, HostNetwork, end, reason_against
from site_under_test import ROOT, configuration, program

SOURCES = ROOT / "deploy" / "hosts"
# Until a balancer has found out that a host is gone: two looks a second apart with HAProxy; with nginx two requests that wait
# a second each; and a second for a machine that is busy.
WINDOW = 3.0
BALANCERS = ["nginx", "haproxy"]


def rendered(name: str, addresses: list[str], folder: Path) -> str:
    """A file of deploy/hosts for these hosts, on the loopback and as the current user."""
    lines = []
    for line in (SOURCES / name).read_text().splitlines():
        if "# hosts: servers" in line:
            given = re.search(r"10\.0\.0\.(11|12)", line)[0]
            line = line.replace(given + ":80", f"{addresses[int(given[-1]) - 1]}:{PORT}")
        elif "# hosts: listen" in line:
            line = re.sub(r"(listen |bind )\S*80", rf"\g<1>127.0.0.1:{PORT}", line)
        elif "# hosts: socket" in line:
            line = line.replace("/run/haproxy/", f"{folder}/")
        elif "# hosts: user" in line:
            line = ""
        lines.append(line)
    return "\n".join(lines) + "\n"


def command_for(balancer: str, folder: Path, addresses: list[str]) -> list[object]:
    """What starts a balancer, after its own program has found nothing wrong with its configuration."""
    if balancer == "nginx":
        (folder / "sluice-hosts.conf").write_text(rendered("nginx.conf", addresses, folder))
        main = (ROOT / "nginx" / "standalone.conf").read_text().replace("include sluice.conf;", "include sluice-hosts.conf;")
        (folder / "nginx.conf").write_text("daemon off; user root;\n" + main)
        (folder / "tmp").mkdir()
        command = ["nginx", "-e", "stderr", "-p", folder, "-c", "nginx.conf"]
        check = [*command, "-t"]
    else:
        (folder / "haproxy.cfg").write_text(rendered("haproxy.cfg", addresses, folder))
        command = ["haproxy", "-db", "-f", folder / "haproxy.cfg"]
        check = [*command, "-c"]
    done = subprocess.run(list(map(str, check)), capture_output=True, text=True)
    assert done.returncode == 0 and "WARNING" not in done.stderr.upper(), done.stderr
    return command


@pytest.fixture(scope="module")
def hosts(tmp_path_factory):
    if reason := reason_against():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("hosts")
    store = folder / "demo.zarr"
    subprocess.run([program(), "demo-store", "--degrees", "6", store], check=True, capture_output=True)
    with HostNetwork(folder, configuration({"demo": store, "lost": folder / "nowhere"})) as network:
        yield network


@contextlib.contextmanager
def behind(balancer: str, hosts: HostNetwork, folder: Path):
    if not shutil.which(balancer):
        pytest.skip(f"{balancer} is not installed")
    with open(folder / "log", "w") as log:
        running = hosts.start(*command_for(balancer, folder, hosts.addresses), stdout=log, stderr=log)
        try:
            hosts.wait_until_served("/health/ready")
            yield hosts
        finally:
            end(running)


@pytest.fixture(params=BALANCERS)
def balanced(request, hosts, tmp_path):
    """The hosts behind each of the balancers."""
    with behind(request.param, hosts, tmp_path) as served:
        yield served


def maps() -> list[str]:
    """Addresses of small maps side by side."""
    common = "/wms/demo?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&STYLES=&CRS=CRS:84&WIDTH=32&HEIGHT=32&FORMAT=image/png"
    return [f"{common}&LAYERS=air_temperature&BBOX={west},{south},{west + 10},{south + 10}"
            for west in range(-50, 50, 10) for south in (20, 40, 60)]


def test_the_same_question_goes_to_the_same_host(balanced):
    """Other times of a place too; other places go to the other host as well."""
    before = [len(balanced.targets(number)) for number in range(2)]
    places = [address.split("&BBOX=")[1] for address in maps()]
    for address in maps():
        for time_of in ("2026-11-16T00:00:00Z", "2026-11-16T06:00:00Z", "2026-11-16T00:00:00Z"):
            assert balanced.get(f"{address}&TIME={time_of}") == 200

    def answered() -> list[list[str]]:
        return [[target.split("&BBOX=")[1].split("&")[0] for target in balanced.targets(number)[before[number]:]
                 if "&BBOX=" in target] for number in range(2)]

    wait_for(lambda: sum(map(len, answered())) == 3 * len(places), 10, "some requests came nowhere")
    first, second = map(set, answered())
    assert first | second == set(places)
    assert not first & second
    # Of 30 places a fair coin gives one side fewer than 4 once in 100,000 times.
    assert min(len(first), len(second)) >= 4


def test_a_host_that_is_cut_off_fails_no_request(balanced):
    """Nothing that is asked fails but what was on its way when the cable was pulled; back again, the host gets its share."""
    urls = [f"http://127.0.0.1:{PORT}{address}" for address in maps()]
    asker = balanced.start(sys.executable, Path(__file__).with_name("asker.py"), 4, *urls,
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    answers: list[dict] = []

    def read_until(condition, seconds: float, problem: str) -> None:
        limit = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < limit, problem
            answers.append(json.loads(asker.stdout.readline()))

    try:
        read_until(lambda: len(answers) >= 100, 60, "too few answers to begin with")
        balanced.set_cable(0, "down")
        cut = time.monotonic()
        read_until(lambda: sum(a["began"] > cut + WINDOW for a in answers) >= 200, 60, "too few answers from the host that is left")
        balanced.set_cable(0, "up")
        before = len(balanced.targets(0))
        read_until(lambda: len(balanced.targets(0)) >= before + 20, 60, "the host that is back is not asked")
    finally:
        balanced.set_cable(0, "up")
        asker.stdin.close()
        asker.wait(30)
    failed = [a for a in answers if a["status"] != 200]
    # Those that were waiting for their answer: at most one for each of the four that ask.
    assert len([a for a in failed if a["began"] <= cut]) <= 4
    assert [a for a in failed if a["began"] > cut] == []
    waits = [a["ended"] - a["began"] for a in answers if a["began"] > cut + WINDOW]
    assert max(waits) < WINDOW


def test_a_sick_dataset_takes_no_host_out(balanced):
    for address in [f"/wms/lost?SERVICE=WMS&REQUEST=GetCapabilities&BBOX={number}" for number in range(10)]:
        assert balanced.get(address) == 502
    before = [len(balanced.targets(number)) for number in range(2)]
    for address in maps():
        assert balanced.get(address) == 200
    wait_for(lambda: all(len(balanced.targets(number)) >= before[number] + 4 for number in range(2)), 10, "one host gets all")


def tell_haproxy(socket_file: Path, command: str) -> str:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(socket_file))
        connection.sendall(command.encode() + b"\n")
        return connection.makefile().read().strip()


def test_haproxy_takes_a_host_out_when_told(hosts, tmp_path):
    """By the commands of the manual, for each of its backends; and back again."""
    text = (ROOT / "deploy" / "manual" / "hosts.md").read_text()
    backends = re.findall(r"^backend (\S+)", (SOURCES / "haproxy.cfg").read_text(), re.MULTILINE)
    assert len(backends) == 3 and all(f"`{name}" in text or f" {name}/first" in text for name in backends)
    assert "`set server sluice_warm/first state drain`" in text
    with behind("haproxy", hosts, tmp_path):
        for state, expected in (("drain", 0), ("ready", 4)):
            for name in backends:
                assert tell_haproxy(tmp_path / "admin.sock", f"set server {name}/first state {state}") == ""
            before = len(hosts.targets(0))
            for address in maps():
                assert hosts.get(address) == 200
            # A look at its health is logged too, and is no request of a client.
            asked = [target for target in hosts.targets(0)[before:] if target.startswith("/wms/")]
            assert bool(asked) == bool(expected) and len(asked) >= expected


def test_numbers_of_the_hosts_are_not_passed_on(balanced):
    assert balanced.get("/metrics") == 404
    assert balanced.get("/health/ready") == 200
