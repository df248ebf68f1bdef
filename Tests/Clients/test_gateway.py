"""What stands between a client and a protocol: nginx's own words, the gate, the pool that is reloaded and replaced."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import threading
from collections import Counter

import pytest
import requests

from conditions import wait_for
from site_under_test import ROOT, Site, configuration, program


@pytest.fixture(scope="module")
def pool_site(tmp_path_factory, store_paths):
    """A site of its own: its pool is killed and reloaded."""
    one = {"first": store_paths["packed-v3"]}
    with Site(tmp_path_factory.mktemp("pool-site"), configuration(one)) as running:
        yield running


def raw(site: Site, request: bytes, tries: int = 10) -> bytes:
    """Sends bytes that no HTTP library would, and returns all that comes back.

    nginx answers what is too long before it has read all of it: the kernel then resets the connection, which now and then takes
    the answer with it.
    """
    for _ in range(tries - 1):
        try:
            return raw_once(site, request)
        except (ConnectionResetError, BrokenPipeError):
            continue
    return raw_once(site, request)


def raw_once(site: Site, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(request)
        received = b""
        try:
            while more := connection.recv(65536):
                received += more
        except ConnectionResetError:
            # Who never sends what it promised is cut off in the end, long after its answer.
            if not received:
                raise
    return received


def raw_status(site: Site, path: bytes) -> int:
    answer = raw(site, b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize(
    "path",
    [b"/a/../health/live", b"/./health/live", b"//health/live", b"/health//live", b"/health/%2e%2e/x", b"/health/%00",
     b"/health/live%0a", b"/\xff\xfe", b"/%ff", b"/%", b"/%zz", b"/health/live%2e%2e%2f", b"/..%2f..%2fetc%2fpasswd",
     b"/health/\xc3\x28", b"/health/live#x/../../y"],
)
def test_path_tricks_find_nothing(pool_site, path):
    assert raw_status(pool_site, path) in (400, 404)


def store_numbers(site: Site, store) -> dict[str, int]:
    """What `/metrics` says of the site's only store, by kind."""
    lines = [line for line in site.get("/metrics").text.splitlines() if line.startswith("sluice_object_store_")]
    assert {line.split("{")[1].split("}")[0] for line in lines} == {f'store="{store}"'}
    return {line.removeprefix("sluice_object_store_").split("_total{")[0]: int(line.split()[-1]) for line in lines}


def test_what_all_workers_ask_of_a_store_is_counted(pool_site, store_paths):
    store = store_paths["packed-v3"]
    # A worker may still be opening the dataset; then whichever answers knows what both have counted.
    numbers = [store_numbers(pool_site, store)]
    while len(numbers) < 200 and not (len(numbers) >= 8 and all(one == numbers[-1] for one in numbers[-8:])):
        numbers.append(store_numbers(pool_site, store))
    assert all(one == numbers[-1] for one in numbers[-8:])
    assert numbers[-1].keys() == {"gets", "bytes", "retries", "errors"}
    assert numbers[-1]["gets"] > 0 and numbers[-1]["bytes"] > 0
    assert numbers[-1]["retries"] == numbers[-1]["errors"] == 0


def test_long_queries_pass_and_longer_ones_are_refused_in_json(pool_site):
    assert pool_site.session.get(f"{pool_site.url}/health/live?x={'a' * 60_000}").status_code == 200
    answer = pool_site.session.get(f"{pool_site.url}/health/live?x={'a' * 70_000}")
    assert answer.status_code == 414
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 414


def lines(*lines: str, body: bytes = b"") -> bytes:
    return "\r\n".join((*lines, "Host: localhost", "Connection: close", "", "")).encode() + body


def fields(count: int, length: int) -> list[str]:
    return [f"X-{number}: {'b' * length}" for number in range(count)]


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [(lines(f"GET /wms/first?x={'a' * length} HTTP/1.1"), 414) for length in (65_450, 65_500, 66_000, 200_000)]
    + [(lines(f"GET /wms/{'a' * length} HTTP/1.1"), 414) for length in (5_000, 40_000, 70_000)]
    + [(lines(f"GET /wms/{'%61' * 5_000} HTTP/1.1"), 414)]
    + [(lines("GET / HTTP/1.1", *fields(count, length)), 431)
       for count, length in ((1, 70_000), (3, 50_000), (5, 60_000), (140, 500), (2, 32_700))]
    + [(lines(f"GET /wms/first?x={'a' * 40_000} HTTP/1.1", *fields(1, 40_000)), 414)]
    + [(lines("POST / HTTP/1.1", f"Content-Length: {length}"), 413) for length in (2_000_000, 1 << 40)]
    + [(lines(f"{method} / HTTP/1.1"), status)
       for method, status in (("get", 400), ("TRACE", 405), ("A" * 3_000, 405), ("BREW", 405), ("DELETE", 405))]
    + [(lines("GET / HTTP/9.9"), 505), (lines("POST / HTTP/1.1", "Transfer-Encoding: nonsense"), 501),
       (lines("POST / HTTP/1.1", "Content-Length: -1"), 400), (lines("GET  HTTP/1.1"), 400),
       (lines("GET /sluice-error HTTP/1.1"), 404)],
    ids=lambda value: None if isinstance(value, int) else f"{value[:24]!r}-{len(value)}",
)
def test_what_is_beyond_nginx_is_refused_in_json(pool_site, request_bytes, status):
    head, _, body = raw(pool_site, request_bytes).partition(b"\r\n\r\n")
    start, *named = head.decode().split("\r\n")
    named = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in named}
    assert int(start.split(" ")[1]) == status, head
    assert named["content-type"] == "application/problem+json" and json.loads(body)["status"] == status
    assert len(json.loads(body)["detail"]) > 20 and "cannot be answered" not in json.loads(body)["detail"]
    assert named["x-content-type-options"] == "nosniff" and named["access-control-allow-origin"] == "*"
    assert named["cache-control"] == "no-store"
    assert named.get("allow") == ("GET, HEAD, OPTIONS" if status == 405 else None)


def test_what_is_not_for_everybody_is_refused_in_json(pool_site):
    answer = pool_site.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"})
    assert answer.status_code == 403 and answer.json()["status"] == 403
    assert "not for everybody" in answer.json()["detail"]


def test_every_refusal_of_nginx_has_words_of_its_own():
    """Each status of an `error_page` that leads to the shared document stands in both of its tables."""
    site = (ROOT / "nginx" / "sluice.conf").read_text()
    tables = {
        name: set(re.findall(r"^    (\d{3}) \"", body, re.M))
        for name, body in re.findall(r"map \$status \$sluice_(title|detail) {(.*?)^}", site, re.M | re.S)
    }
    refused = {
        given or status for line in re.findall(r"error_page (.*) /sluice-error;", site)
        for given in [line.partition("=")[2]] for status in line.split("=")[0].split()
    }
    assert "405" in refused and "503" in refused
    assert refused == tables["title"] == tables["detail"]


def test_long_bodies_are_refused_in_json(pool_site):
    answer = requests.post(pool_site.url + "/health/live", data=b"x" * 2_000_000, timeout=30)
    assert (answer.status_code, answer.json()["status"]) == (413, 413)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_nonsense_is_refused_in_json(pool_site):
    answer = raw(pool_site, b"GET / HTTP/1.1\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400") and json.loads(body)["status"] == 400


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1:1/x", "localhost@evil.example"])
def test_links_never_follow_a_host_that_is_not_listed(pool_site, host):
    answer = requests.get(pool_site.url + "/?f=json", headers={"Host": host}, timeout=30)
    assert answer.status_code in (200, 400)
    assert host not in answer.text


def test_links_follow_a_listed_host(pool_site):
    answer = requests.get(pool_site.url + "/?f=json", timeout=30)
    assert answer.json()["datasets"][0]["page"] == f"{pool_site.url}/datasets/first"


def test_the_sockets_open_to_nobody_without_the_secret(pool_site):
    """Whoever reaches a socket past nginx, with any secret but the right one, is refused."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(pool_site.folder / "interactive.sock"))
        connection.sendall(fastcgi({"REQUEST_METHOD": "GET", "REQUEST_URI": "/", "DOCUMENT_URI": "/",
                                    "SLUICE_PRINCIPAL": "root", "SLUICE_GATE": "0" * 48}))
        received = b""
        while more := connection.recv(65536):
            received += more
    assert b"Status: 403" in received and b"first" not in received


def fastcgi(parameters: dict[str, str]) -> bytes:
    """One request as nginx would send it (FastCGI 1.0, section 3.3)."""
    def record(kind: int, content: bytes) -> bytes:
        return bytes([1, kind, 0, 1, len(content) >> 8, len(content) & 255, 0, 0]) + content

    pairs = b"".join(bytes([len(k), len(v)]) + k.encode() + v.encode() for k, v in parameters.items())
    return record(1, bytes([0, 1, 0, 0, 0, 0, 0, 0])) + record(4, pairs) + record(4, b"") + record(5, b"")


def test_a_second_server_does_not_take_the_sockets(pool_site):
    gate = {"SLUICE_GATE": "0" * 48}
    command = [program(), "serve", "--config", pool_site.folder / "sluice.yaml", "--runtime-dir", pool_site.folder]
    second = subprocess.run(command, env=os.environ | gate, capture_output=True, text=True, timeout=30)
    assert second.returncode == 1
    assert "another server answers" in second.stderr
    assert pool_site.get("/health/live").status_code == 200


def test_a_killed_worker_is_replaced_soon(pool_site):
    before = set(pool_site.workers())
    os.kill(min(before), signal.SIGKILL)
    wait_for(lambda: len(set(pool_site.workers()) - {min(before)}) >= len(before), 5)
    after = set(pool_site.workers())
    assert len(after) == len(before) and after != before


def events(site: Site, name: str) -> list[dict]:
    return [line for line in site.log_lines() if line.get("event") == name]


def test_reloading_under_load_fails_no_request(pool_site, store_paths):
    """SIGHUP with one dataset more: it appears, the workers are new ones, and no client notices."""
    seen: Counter = Counter()
    stop = threading.Event()
    clients = [threading.Thread(target=ask_until, args=(pool_site, stop, seen)) for _ in range(8)]
    for client in clients:
        client.start()
    before = set(pool_site.workers())
    stores = {"first": store_paths["packed-v3"], "second": store_paths["packed-v2"]}
    (pool_site.folder / "sluice.yaml").write_text(configuration(stores))
    os.kill(pool_site.pool(), signal.SIGHUP)
    wait_for(lambda: not before & set(pool_site.workers()))
    stop.set()
    for client in clients:
        client.join()
    assert seen[200] > 10 and set(seen) == {200}, seen
    ids = [entry["id"] for entry in pool_site.get("/?f=json").json()["datasets"]]
    assert ids == ["first", "second"]


def ask_until(site: Site, stop: threading.Event, seen: Counter) -> None:
    session = requests.Session()
    while not stop.is_set():
        try:
            seen[session.get(site.url + "/dap/first.dds", timeout=30).status_code] += 1
        except requests.RequestException as error:
            seen[type(error).__name__] += 1


def test_a_wrong_configuration_is_named_and_changes_nothing(pool_site):
    before = pool_site.workers()
    (pool_site.folder / "sluice.yaml").write_text("datasets:\n  - id: first\n    stoer: /nowhere\n")
    known = len(events(pool_site, "not_reloaded"))
    os.kill(pool_site.pool(), signal.SIGHUP)
    wait_for(lambda: len(events(pool_site, "not_reloaded")) > known)
    cause = events(pool_site, "not_reloaded")[-1]["cause"]
    assert "sluice.yaml:3:5: unknown key 'stoer'" in cause and "did you mean 'store'?" in cause
    os.kill(min(before), signal.SIGKILL)
    wait_for(lambda: len(pool_site.workers()) == len(before) and pool_site.workers() != before)
    assert pool_site.get("/dap/first.dds").status_code == 200


def test_an_emptied_file_is_refused_as_a_broken_one_is(pool_site):
    written = (pool_site.folder / "sluice.yaml").read_text()
    for text in ["", "datasets:\n", "server: {workers: 2}\n"]:
        (pool_site.folder / "sluice.yaml").write_text(text)
        known = len(events(pool_site, "not_reloaded"))
        os.kill(pool_site.pool(), signal.SIGHUP)
        wait_for(lambda: len(events(pool_site, "not_reloaded")) > known)
        assert "has no datasets any more" in events(pool_site, "not_reloaded")[-1]["cause"]
        assert pool_site.get("/dap/first.dds").status_code == 200
    (pool_site.folder / "sluice.yaml").write_text(written)


def test_without_a_pool_nginx_says_503_and_when_to_come_back(tmp_path, store_paths):
    with Site(tmp_path / "gone", configuration({"first": store_paths["packed-v3"]})) as site:
        os.kill(site.process.pid, signal.SIGSTOP)  # the script would take nginx down with the pool
        try:
            os.kill(site.pool(), signal.SIGTERM)
            wait_for(lambda: not (site.folder / "control.sock").exists())
            answer = site.get("/")
            assert answer.status_code == 503 and answer.headers["Retry-After"]
            assert answer.json()["status"] == 503
        finally:
            os.kill(site.process.pid, signal.SIGCONT)


@pytest.mark.parametrize(
    ("text", "says"),
    [("datasets:\n- id: a\n  sotre: b\n", ":3:3: unknown key 'sotre'"), ("datasets: [", "is not YAML"),
     ("server: {workers: many}\n", ":1:19: 'server.workers' must be a whole number")],
)
def test_serve_says_what_is_wrong_with_its_configuration(tmp_path, text, says):
    file = tmp_path / "sluice.yaml"
    file.write_text(text)
    command = [program(), "serve", "--config", file, "--runtime-dir", tmp_path]
    ran = subprocess.run(command, env=os.environ | {"SLUICE_GATE": "0" * 48}, capture_output=True, text=True, timeout=30)
    assert ran.returncode == 1
    assert says in ran.stderr


def test_serve_without_a_secret_says_how_to_make_one(tmp_path):
    file = tmp_path / "sluice.yaml"
    file.write_text("datasets: []\n")
    environment = {name: value for name, value in os.environ.items() if name != "SLUICE_GATE"}
    command = [program(), "serve", "--config", file, "--runtime-dir", tmp_path]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)
    assert ran.returncode == 1
    assert "openssl rand -hex 32" in ran.stderr and "gate_file" in ran.stderr
