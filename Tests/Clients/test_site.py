"""nginx in front: TLS, headers, limits, what it keeps and what it tells crawlers."""

from __future__ import annotations

import concurrent.futures
import http.client
import json
import re
import select
import socket
import ssl
import subprocess
import time
import urllib.robotparser
from pathlib import Path

import pytest
import requests

import repositories
import slow_storage
import stores
from authority import Authority
from conditions import wait_for
from site_under_test import ROOT, Site, configuration, free_port, program
from test_login import PEOPLE, hashed

CAPABILITIES = "/wms/open?SERVICE=WMS&REQUEST=GetCapabilities"
MAP = ("/wms/open?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=temperature&STYLES=&CRS=CRS:84&BBOX={}&WIDTH=64&HEIGHT=64"
       "&FORMAT=image/png&COLORSCALERANGE=200,300")
WORLD = MAP.format("-180,-90,180,90")
LOGIN = """\
login:
  users_file: users
  groups: {modellers: [ada]}
  client_certificates: true
access:
  - {datasets: [open], to: [public]}
  - {datasets: [closed, "held*"], to: ["group:modellers", "user:bob"]}
"""
# Monitors are not limited; this host has more addresses than theirs.
ELSEWHERE, NEIGHBOUR = "127.0.0.2", "127.0.0.3"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """Stores that do not answer until they are released."""
    folder = tmp_path_factory.mktemp("held")
    for number in range(3):
        stores.write(folder / f"cube{number}", "v3", stores.packed())
    with slow_storage.HangingServer(folder) as server:
        yield server


def write_users(folder: Path) -> None:
    (folder / "users").write_text("".join(f"{name}:{hashed(password)}\n" for name, password in PEOPLE.items()))
    (folder / "users").chmod(0o600)


@pytest.fixture(scope="module")
def secure(tmp_path_factory, authority, store_paths):
    """A site over TLS, with logins and what nginx keeps, as an operator writes it."""
    folder = tmp_path_factory.mktemp("secure")
    certificate, key = authority.issue("cubes.example.org", "DNS:cubes.example.org", "DNS:localhost", "IP:127.0.0.1")
    write_users(folder)
    (folder / "acme" / ".well-known" / "acme-challenge").mkdir(parents=True)
    (folder / "acme" / ".well-known" / "acme-challenge" / "token").write_text("answer")
    port = free_port()
    extra = LOGIN + f"""\
site:
  names: [cubes.example.org]
  tls:
    certificate: {certificate}
    key: {key}
    client_certificates: {authority.certificate}
    redirect: ['127.0.0.1:{port}']
    acme_directory: acme
"""
    one = store_paths["packed-v3"]
    with Site(folder, configuration({"open": one, "closed": one}, extra), keeps=True) as site:
        site.session.verify = str(authority.certificate)
        site.plain = f"http://127.0.0.1:{port}"
        yield site


def ask(site: Site, path: str, *, address: str = ELSEWHERE, method: str = "GET", headers: dict | None = None):
    """One request from an address of its own: status, headers (a list for each name), body."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60, source_address=(address, 0))
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        fields: dict[str, list[str]] = {}
        for name, value in answer.getheaders():
            fields.setdefault(name.lower(), []).append(value)
        return answer.status, fields, answer.read()
    finally:
        connection.close()


def is_kept(fields: dict[str, list[str]]) -> bool:
    return fields.get("server-timing") == ['cache;desc="HIT"']


# ------------------------------------------------------------------ TLS


def handshake(site: Site, *words: str) -> str:
    """What openssl says of a connection."""
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{site.port}", "-servername", "cubes.example.org", *words]
    done = subprocess.run(command, input=b"", capture_output=True, timeout=30)
    return (done.stdout + done.stderr).decode(errors="replace")


@pytest.mark.parametrize(("words", "says"), [
    (("-tls1_2",), "Protocol  : TLSv1.2"), (("-tls1_3",), "New, TLSv1.3"),
    (("-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"), "Cipher is ECDHE-RSA-AES128-GCM-SHA256"),
    (("-tls1_2", "-cipher", "ECDHE-RSA-CHACHA20-POLY1305"), "Cipher is ECDHE-RSA-CHACHA20-POLY1305"),
    (("-alpn", "h2,http/1.1"), "ALPN protocol: h2"), (("-alpn", "http/1.1"), "ALPN protocol: http/1.1"),
])
def test_what_is_safe_is_spoken(secure, words, says):
    assert says in handshake(secure, *words)


@pytest.mark.parametrize(("words", "says"), [
    (("-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"), "alert protocol version"),
    (("-tls1", "-cipher", "DEFAULT@SECLEVEL=0"), "alert protocol version"),
    (("-tls1_2", "-cipher", "AES128-GCM-SHA256"), "alert handshake failure"),
    (("-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA"), "alert handshake failure"),
    (("-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256"), "alert handshake failure"),
])
def test_what_is_not_safe_is_refused_by_the_server(secure, words, says):
    assert says in handshake(secure, *words)


def test_the_certificate_is_the_configured_one(secure, authority):
    assert secure.get("/health/live").status_code == 200
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(secure.url + "/health/live", timeout=30)


@pytest.mark.parametrize(("host", "leads"), [
    ("localhost", "https://localhost:{}"), ("cubes.example.org", "https://cubes.example.org:{}"),
    ("127.0.0.1", "https://127.0.0.1:{}"), ("other.example.org", "https://cubes.example.org:{}"),
])
def test_plain_http_is_sent_to_the_same_host(secure, host, leads):
    answer = requests.get(secure.plain + "/wms/open?A=%20b&C", headers={"Host": host}, allow_redirects=False, timeout=30)
    assert (answer.status_code, answer.headers["Location"]) == (301, leads.format(secure.port) + "/wms/open?A=%20b&C")
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and "Strict-Transport-Security" not in answer.headers


def test_an_authority_finds_what_its_client_has_left(secure):
    assert requests.get(secure.plain + "/.well-known/acme-challenge/token", timeout=30).text == "answer"
    assert requests.get(secure.plain + "/.well-known/acme-challenge/../../users", allow_redirects=False, timeout=30).status_code != 200


def test_plain_http_on_the_port_of_https_is_told_so(secure):
    answer = requests.get(f"http://127.0.0.1:{secure.port}/", timeout=30)
    assert answer.status_code == 400 and answer.headers["Content-Type"] == "application/problem+json"


class TestClientCertificates:
    def test_one_of_the_authority_signs_in(self, secure, authority):
        for name, status in (("ada", 200), ("eve", 404)):
            files = tuple(map(str, authority.issue(name)))
            assert requests.get(secure.url + "/dap/closed.dds", cert=files, verify=secure.session.verify, timeout=30).status_code == status

    def test_without_one_everybody_is_a_stranger(self, secure):
        assert secure.get("/dap/open.dds").status_code == 200
        assert secure.get("/dap/closed.dds").status_code == 401

    def test_one_of_another_authority_is_refused_in_words(self, secure, tmp_path):
        other = Authority(tmp_path / "other", "Other authority").issue("ada")
        answer = requests.get(secure.url + "/dap/open.dds", cert=tuple(map(str, other)), verify=secure.session.verify, timeout=30)
        assert answer.status_code == 400 and "certificate" in answer.json()["detail"]


# ------------------------------------------------------------------ headers

# What every answer has exactly once.
EVERYWHERE = {
    "strict-transport-security": "max-age=31536000", "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "cross-origin", "referrer-policy": "same-origin", "content-security-policy": None,
}
ANSWERS = [
    # path, Accept, status, whether search engines may have it
    ("/", "text/html", 200, True), ("/datasets/open", "text/html", 200, True), ("/?f=json", "*/*", 200, False),
    ("/datasets/open?f=json", "*/*", 200, False), (CAPABILITIES, "*/*", 200, False), (WORLD, "*/*", 200, False),
    (WORLD + "&BBOX=1", "*/*", 400, False), ("/edr/collections", "*/*", 200, False),
    ("/edr/collections/open/position?coords=POINT(5%2010)&parameter-name=temperature", "*/*", 200, False),
    ("/edr/collections/open/position?coords=POINT(5%2010)&parameter-name=temperature&f=CoverageJSON", "*/*", 200, False), ("/dap/open.dds", "*/*", 200, False),
    ("/dap/open.dods?lat", "*/*", 200, False), ("/dap/open.html", "text/html", 200, False), ("/dap/closed.dds", "*/*", 401, False),
    ("/nowhere", "*/*", 404, False), ("/nowhere", "text/html", 404, False), ("/robots.txt", "*/*", 200, False),
    ("/health/live", "*/*", 200, False), ("/sluice-auth", "*/*", 404, False), ("/%ff", "*/*", 400, False),
    ("/" + "a" * 5000, "*/*", 414, False),
]


@pytest.mark.parametrize(("path", "accept", "status", "is_indexed"), ANSWERS, ids=lambda value: str(value)[:40])
@pytest.mark.parametrize("number", [1, 2])
def test_every_answer_has_its_headers_once(secure, path, accept, status, is_indexed, number):
    connection = http.client.HTTPSConnection("127.0.0.1", secure.port, context=ssl.create_default_context(cafile=secure.session.verify))
    connection.request("GET", path, headers={"Accept": accept})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    found: dict[str, list[str]] = {}
    for name, value in answer.getheaders():
        found.setdefault(name.lower(), []).append(value)
    assert answer.status == status
    for name, value in EVERYWHERE.items():
        assert len(found.get(name, [])) == 1 and value in (None, found[name][0]), (name, found)
    assert ("x-robots-tag" in found) == (not is_indexed)
    assert all(len(values) == 1 for name, values in found.items() if name not in ("link", "warning", "www-authenticate")), found
    assert found["server"] == ["nginx"]
    assert "default-src 'none'" in found["content-security-policy"][0]
    assert not any(name.startswith("x-accel") for name in found)


# ------------------------------------------------------------------ what nginx takes


SITES = {
    "usual": "", "names": "site: {names: [a.example, '*.b.example', '[::1]'], monitors: [10.0.0.0/8, '2001:db8::/32']}",
    "proxies": "site: {proxies: [10.0.0.0/8, '::1'], prefix: /cubes}",
    "nothing kept": "site: {cache: {bytes: 0}}",
    "no limits": "site: {limits: {address: {requests_per_second: 0, in_flight: 0, downloads: 0}, principal: {requests_per_second: 0,"
                 " in_flight: 0, downloads: 0}}, crawlers: {agents: []}}",
    "small limits": "site: {limits: {address: {requests_per_second: 1, burst: 0}, principal: {burst: 5, at_once: 0}, temporary_bytes: 0},"
                    " crawlers: {requests_per_minute: 1, burst: 0, robots: nothing, agents: ['a.b c', scrapy]}}",
    "login": "login: {users_file: users}",
    "TLS": "site: {names: [localhost], tls: {certificate: %s, key: %s, redirect: ['127.0.0.1:%d'], client_certificates: %s,"
           " ocsp_resolvers: [127.0.0.53]}}",
}


@pytest.mark.parametrize("name", SITES)
def test_nginx_takes_what_is_made(name, tmp_path, authority):
    text = SITES[name]
    if name == "TLS":
        certificate, key = authority.issue("localhost", "DNS:localhost")
        text %= (certificate, key, free_port(), authority.certificate)
    (tmp_path / "sluice.yaml").write_text(f"datasets: []\n{text}\n")
    (tmp_path / "gate.conf").write_text('set $sluice_gate "0";\n')
    render = [ROOT / "nginx" / "render", "--config", tmp_path / "sluice.yaml", "--sluice", program(), tmp_path / "nginx",
              f"127.0.0.1:{free_port()}", tmp_path, tmp_path / "gate.conf"]
    subprocess.run(render, check=True)
    done = subprocess.run(["nginx", "-t", "-e", "stderr", "-p", tmp_path / "nginx", "-c", "nginx.conf"], capture_output=True, text=True)
    # The certificates of tests name nobody who could be asked about them.
    warnings = [line for line in done.stderr.splitlines() if "[warn]" in line and '"ssl_stapling" ignored' not in line]
    assert done.returncode == 0 and not warnings, done.stderr
    # What was made is what the check expects.
    checked = subprocess.run([program(), "check", "--config", tmp_path / "sluice.yaml", "--site", tmp_path / "nginx" / "sluice.conf",
                              "--template", ROOT / "nginx" / "sluice.conf"], capture_output=True, text=True)
    told = [line for line in checked.stdout.splitlines() if "differs" in line]
    # But for what a site in a folder of its own has elsewhere.
    assert all(re.search(r"'(server unix|listen|include|fastcgi_cache_path|return 301)", line) for line in told), told


def nginx_takes(folder: Path) -> bool:
    return subprocess.run(["nginx", "-t", "-e", "stderr", "-p", folder, "-c", "nginx.conf"], capture_output=True).returncode == 0


@pytest.mark.parametrize(("key", "texts", "is_taken"), [
    ("listen", ["127.0.0.1:{p}", "127.0.0.1:{q}", "[::1]:{p}"], True),
    ("listen", ["127.0.0.1:{p}", "127.0.0.1:{p}"], False),
    ("listen", ["{p}", "*:{p}"], False),
    ("listen", ["0.0.0.0:{p}", "{p}"], False),
    ("listen", ["[::1]:{p}", "[0:0::1]:{p}"], False),
    ("listen", ["localhost:{p}", "127.0.0.1:{p}"], False),
    ("listen", ["1.2.3.400:{p}"], False),
    ("listen", ["[::g]:{p}"], False),
    ("monitors", ["127.0.0.1", "::ffff:1.2.3.4", "10.0.0.1/32", "fd00::/8", "0.0.0.0/0"], True),
    ("monitors", ["10.0.0.0/33"], False),
    ("monitors", ["10.0.0"], False),
    ("monitors", ["::1/129"], False),
    ("monitors", ["::g"], False),
    ("monitors", ["1.2.3.4.5"], False),
])
def test_addresses_are_refused_that_nginx_refuses(tmp_path, key, texts, is_taken):
    """nginx itself says which."""
    ports = {"p": free_port(), "q": free_port()}
    texts = [text.format(**ports) for text in texts]
    file, folder = tmp_path / "sluice.yaml", tmp_path / "nginx"
    file.write_text("datasets: []\n")
    (tmp_path / "gate.conf").write_text(f'set $sluice_gate "{"0" * 48}";\n')
    subprocess.run([ROOT / "nginx" / "render", "--config", file, "--sluice", program(), folder, f"127.0.0.1:{free_port()}", tmp_path,
                    tmp_path / "gate.conf"], check=True)
    site = (folder / "sluice.conf").read_text()
    lines = [f"listen {text};" if key == "listen" else f"{text} 1;" for text in texts]
    marked = re.compile(rf"(?:^ *[^\n]*  # host: {key}\n)+", re.MULTILINE)
    assert marked.search(site)
    (folder / "sluice.conf").write_text(marked.sub(lambda _: "\n".join(lines) + "\n", site, count=1))
    assert nginx_takes(folder) == is_taken
    file.write_text(f"datasets: []\nsite:\n  {key}: {json.dumps(texts)}\n")
    checked = subprocess.run([program(), "check", "--config", file], capture_output=True, text=True)
    assert (checked.returncode == 0) == is_taken, checked.stdout
    if not is_taken:
        # The line and column of the entry that is wrong: the last.
        before = f"  {key}: " + json.dumps(texts).removesuffix(json.dumps(texts[-1]) + "]")
        assert f"sluice.yaml:3:{len(before) + 1}: " in checked.stdout


@pytest.mark.parametrize(("old", "new", "says"), [
    ("include snippets/sluice-login.conf;", "#", "'auth_request /sluice-auth' is missing"),
    ("limit_conn sluice_address_flight 400;", "", "'limit_conn sluice_address_flight 400' is missing"),
    ("server_name _;", "server_name a.example;", "'server_name a.example' stands where it means 'server_name _'"),
])
def test_the_check_names_what_differs_in_an_installed_site(tmp_path, old, new, says):
    (tmp_path / "sluice.yaml").write_text("datasets: []\nlogin: {users_file: users}\n")
    command = [program(), "config", "site", "--config", tmp_path / "sluice.yaml", "--template", ROOT / "nginx" / "sluice.conf"]
    made = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert old in made
    (tmp_path / "sluice.conf").write_text(made.replace(old, new))
    (tmp_path / "snippets").symlink_to(ROOT / "nginx" / "snippets")
    checked = subprocess.run([program(), "check", "--config", tmp_path / "sluice.yaml", "--site", tmp_path / "sluice.conf",
                              "--template", ROOT / "nginx" / "sluice.conf"], capture_output=True, text=True)
    assert says in checked.stdout and "sluice config site" in checked.stdout


def test_paths_are_whole_wherever_the_configuration_is_named_from(tmp_path):
    (tmp_path / "sluice.yaml").write_text("datasets: []\nsite: {tls: {certificate: c.pem, key: keys/k.pem}}\n")
    command = [program(), "config", "site", "--config", "sluice.yaml", "--template", ROOT / "nginx" / "sluice.conf"]
    made = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path).stdout
    for line in (f"include {tmp_path}/gate.conf;", f"ssl_certificate {tmp_path}/c.pem;", f"ssl_certificate_key {tmp_path}/keys/k.pem;"):
        assert line in made


INTERNAL = ["/sluice-auth", "//sluice-auth", "/%73luice-auth", "/x/../sluice-auth", "/sluice-certificate", "/sluice-error", "/@kept",
            "/@interactive", "/auth", "/%61uth", "/cubes/sluice-auth", "/s/x/sluice-certificate", "/nonexistent", "/sluice-header"]


@pytest.mark.parametrize("path", INTERNAL)
def test_internal_locations_are_closed(secure, path):
    answer = secure.get(path, auth=("ada", PEOPLE["ada"]))
    assert answer.status_code in (400, 401, 404) and "Sluice-Principal" not in answer.headers and "Sluice-Class" not in answer.headers


# ------------------------------------------------------------------ limits

SMALL = """\
site:
  limits:
    address: {requests_per_second: 1, burst: 4, at_once: 4, in_flight: 3, downloads: 2}
    principal: {requests_per_second: 1, burst: 2, at_once: 2, in_flight: 2, downloads: 2}
  crawlers: {requests_per_minute: 1, burst: 2, agents: [googlebot, bingbot]}
"""


@pytest.fixture(scope="module")
def narrow(tmp_path_factory, store_paths):
    """A site on which a few requests are too many."""
    folder = tmp_path_factory.mktemp("narrow")
    write_users(folder)
    one = store_paths["packed-v3"]
    with Site(folder, configuration({"open": one, "closed": one}, LOGIN + SMALL)) as site:
        yield site


def basic(name: str) -> dict[str, str]:
    return {"Authorization": requests.auth._basic_auth_str(name.encode(), PEOPLE[name].encode())}


def statuses(site: Site, path: str, count: int, **keywords) -> list[int]:
    return [ask(site, path, **keywords)[0] for _ in range(count)]


def test_an_address_has_a_rate_of_its_own(narrow):
    asked = [ask(narrow, "/dap/open.dds", address="127.0.1.1") for _ in range(12)]
    refused = [answer for answer in asked if answer[0] == 429]
    assert [answer[0] for answer in asked[:5]] == [200] * 5 and len(refused) >= 5
    for _, fields, body in refused:
        assert fields["retry-after"] == ["1"] and fields["content-type"] == ["application/problem+json"]
        assert json.loads(body)["status"] == 429 and fields["access-control-allow-origin"] == ["*"]
    assert ask(narrow, "/dap/open.dds", address="127.0.1.2")[0] == 200
    # Monitors are not limited.
    assert set(statuses(narrow, "/dap/open.dds", 20, address="127.0.0.1")) == {200}


def test_a_credential_has_a_rate_of_its_own_wherever_it_comes_from(narrow):
    asked = [ask(narrow, "/dap/closed.dds", address=f"127.0.2.{n}", headers=basic("ada"))[0] for n in range(1, 9)]
    assert asked[:3] == [200] * 3 and asked.count(429) >= 3
    assert ask(narrow, "/dap/closed.dds", address="127.0.2.1", headers=basic("bob"))[0] == 200


def test_guesses_from_one_address_do_not_reach_the_workers(narrow):
    """Wrong passwords are each another credential, and come from one address."""
    def guess(number: int) -> int:
        secret = requests.auth._basic_auth_str("ada", f"guess {number}")
        return ask(narrow, "/dap/closed.dds", address="127.0.3.1", headers={"Authorization": secret})[0]

    assert [guess(number) for number in range(12)].count(429) >= 5


@pytest.fixture(scope="module")
def waiting(tmp_path_factory, store_paths, held):
    """A site with small numbers of requests in flight, and datasets for which every request waits until they are released."""
    folder = tmp_path_factory.mktemp("waiting")
    write_users(folder)
    limits = SMALL.replace("requests_per_second: 1", "requests_per_second: 0")
    entries = {f"held{number}": f"{held.url}/hanging/cube{number}" for number in range(3)}
    with Site(folder, configuration({"open": store_paths["packed-v3"]} | entries, LOGIN + limits + "server: {waiting_share: 1}\n")) as site:
        yield site


def refusals(asked: list[concurrent.futures.Future], count: int, held) -> None:
    """So many of these are refused while the others wait, which are answered in the end."""
    def refused() -> list[int]:
        return [future.result()[0] for future in asked if future.done()]

    wait_for(lambda: len(refused()) >= count, 15, "not so many are refused")
    assert refused() == [429] * count
    held.released.set()
    assert sorted(future.result()[0] for future in asked) == [200] * (len(asked) - count) + [429] * count
    held.released.clear()


# Values, which wait for their store also where a worker has opened it in a moment in which it answered.
SERIES = "/edr/collections/{}/position?coords=POINT(5%2010)&parameter-name=temperature&f=CoverageJSON"


@pytest.mark.parametrize("path", [SERIES.format("held0"), "/dap/held1.dods?temperature.temperature[0:9][0:18][0:35]"])
def test_a_principal_has_two_requests_in_flight(waiting, held, path):
    """From however many addresses; another one, and strangers, are not held up."""
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask, waiting, path, address=f"127.0.4.{n}", headers=basic("ada")) for n in range(1, 7)]
        wait_for(lambda: sum(future.done() for future in asked) == 4, 15)
        for headers in ({}, basic("bob")):
            assert ask(waiting, "/dap/open.dds", address="127.0.4.1", headers=headers)[0] == 200
        refusals(asked, 4, held)


def test_an_address_has_three_requests_in_flight(waiting, held):
    """However many people sit behind it."""
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask, waiting, SERIES.format("held2"), address="127.0.6.1", headers=basic(name))
                 for name in ("ada", "bob") for _ in range(2)]
        wait_for(lambda: any(future.done() for future in asked), 15)
        assert ask(waiting, "/dap/open.dds", address="127.0.6.2")[0] == 200
        refusals(asked, 1, held)
    assert ask(waiting, "/dap/open.dds", address="127.0.6.1")[0] == 200


def map_addresses(site: Site, count: int) -> list[str]:
    """The tiles of a map, no two alike."""
    return [site.url + MAP.format(f"{x},{y},{x + 10},{y + 10}") for x in range(-180, 180, 10) for y in range(-90, 90, 10)][:count]


@pytest.mark.parametrize("credentials", [[], ["--user", f"ada:{PEOPLE['ada']}"]], ids=["stranger", "signed in"])
def test_a_person_who_opens_maps_meets_no_limit(secure, credentials):
    """A hundred tiles at once over HTTP/2, five maps in a row, with the limits that are usual."""
    tiles = map_addresses(secure, 100)
    config = "".join(f'url = "{url}"\noutput = "/dev/null"\n' for url in tiles)
    for _ in range(5):
        command = ["curl", "--silent", "--parallel", "--parallel-max", "100", "--http2", "--cacert", secure.session.verify, "--interface",
                   ELSEWHERE, *credentials, "--write-out", "%{http_code} %{http_version}\\n", "--config", "-"]
        done = subprocess.run(command, input=config, capture_output=True, text=True, timeout=60)
        assert set(done.stdout.split("\n")) - {""} == {"200 2"}, done.stdout[:300]


@pytest.fixture(scope="module")
def behind(tmp_path_factory, store_paths):
    """A site behind a proxy that it knows, with time limits of a second."""
    limits = """\
site:
  proxies: [127.0.0.2]
  limits:
    address: {requests_per_second: 1, burst: 2, at_once: 2}
    header_seconds: 1
    send_seconds: 1
    temporary_bytes: 0
"""
    entries = {"open": store_paths["packed-v3"], "large": store_paths["large"]}
    with Site(tmp_path_factory.mktemp("behind"), configuration(entries, limits)) as site:
        yield site


def passed_on(site: Site, client: str, address: str = ELSEWHERE) -> int:
    return ask(site, "/dap/open.dds", address=address, headers={"X-Forwarded-For": client})[0]


def test_a_network_of_ipv6_is_one_address(behind):
    """A client has a /64 whole, and neighbours have others."""
    asked = [passed_on(behind, f"2001:db8:0:1::{number:x}:{number:x}") for number in range(1, 9)]
    assert asked[:3] == [200] * 3 and asked[4:] == [429] * 4
    # However it is written.
    assert passed_on(behind, "2001:db8::1:1:0:0:1") == 429
    assert [passed_on(behind, client) for client in ("2001:db8:0:2::1", "2001:db8:1::1", "2001:db8::1", "192.0.2.1")] == [200] * 4


def test_a_client_does_not_say_itself_where_it_is(behind):
    asked = [passed_on(behind, f"192.0.2.{number}", address=NEIGHBOUR) for number in range(1, 9)]
    assert asked[:3] == [200] * 3 and asked[4:] == [429] * 4


def has_closed(connection: socket.socket) -> bool:
    """Whether the other side has ended a connection."""
    poll = select.poll()
    poll.register(connection, select.POLLERR | select.POLLHUP | select.POLLRDHUP)
    return bool(poll.poll(0))


def test_who_does_not_finish_a_request_is_let_go(behind):
    with socket.create_connection(("127.0.0.1", behind.port), 10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow:")
        wait_for(lambda: has_closed(connection), 10, "it is still waited for")


def test_who_does_not_take_an_answer_holds_no_worker(behind):
    """It is longer than what sockets and nginx hold."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", behind.port))
        connection.sendall(b"GET /dap/large.dods?value HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 200"
        wait_for(lambda: has_closed(connection), 30, "it is still served")
    wait_for(lambda: any("/dap/large.dods" in line.get("target", "") for line in behind.log_lines()), 20, "its thread goes on")


# ------------------------------------------------------------------ what nginx keeps


@pytest.fixture(scope="module")
def keeping(tmp_path_factory, store_paths):
    """The same data, kept and not kept; both under one name, so that all links are the same."""
    port = free_port()
    public = f"server: {{public_url: 'http://localhost:{port}'}}\n"
    sites = {}
    one = store_paths["packed-v3"]
    with Site(tmp_path_factory.mktemp("kept"), configuration({"open": one}, public), keeps=True) as kept, \
            Site(tmp_path_factory.mktemp("fresh"), configuration({"open": one}, public)) as fresh:
        sites["kept"], sites["fresh"] = kept, fresh
        yield sites


KEPT = [CAPABILITIES, WORLD, "/dap/open.dds", "/dap/open.das", "/dap/open.dmr"]
# Asked for again each time.
NOT_KEPT = ["/", "/?f=json", "/edr/collections", "/edr/collections/open/position?coords=POINT(5%2010)&parameter-name=temperature",
            "/dap/open.dods?lat", "/dap/open.ascii?lat", "/health/live", "/nowhere", WORLD.replace("64", "0"), "/dap/open.dds?nonsense",
            "/datasets/open", "/robots.txt"]
# Of each request's own.
OWN = {"date", "sluice-request-id", "server-timing", "connection"}


def comparable(answer) -> tuple:
    status, fields, body = answer
    # Errors name the request.
    body = re.sub(rb"[0-9a-f]{32}", b"", body)
    return status, {name: values for name, values in fields.items() if name not in OWN}, body


REQUESTS = [
    ("GET", {}), ("GET", {"Accept-Encoding": "gzip"}), ("GET", {"Accept-Encoding": "identity"}), ("GET", {"Accept": "text/html"}),
    ("GET", {"Accept": "application/json", "Accept-Encoding": "gzip, br"}), ("HEAD", {}), ("HEAD", {"Accept-Encoding": "gzip"}),
    ("GET", {"Range": "bytes=0-9"}), ("GET", {"If-None-Match": '"nothing"'}), ("GET", {"If-None-Match": "*"}),
    ("GET", {"If-Modified-Since": "Sun, 06 Nov 2050 08:49:37 GMT"}), ("GET", {"If-Match": '"nothing"'}), ("GET", {"Origin": "https://a.example"}),
    ("OPTIONS", {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}), ("POST", {}),
]


@pytest.mark.parametrize("path", KEPT + NOT_KEPT, ids=lambda path: path[:50])
def test_kept_answers_are_those_of_workers(keeping, path):
    """With whatever header they are asked, cold and warm, before and after a HEAD."""
    def all_answers(site: Site) -> list[tuple]:
        return [comparable(ask(site, path, method=method, headers=headers, address="127.0.0.1")) for method, headers in REQUESTS]

    fresh, cold, warm = all_answers(keeping["fresh"]), all_answers(keeping["kept"]), all_answers(keeping["kept"])
    for (method, headers), *three in zip(REQUESTS, fresh, cold, warm):
        assert three[0] == three[1] == three[2], (method, headers)
    answer = ask(keeping["kept"], path, address="127.0.0.1")
    assert is_kept(answer[1]) == (path in KEPT)
    tag = answer[1].get("etag")
    if tag:
        known = [comparable(ask(keeping[name], path, headers={"If-None-Match": tag[0]}, address="127.0.0.1")) for name in ("fresh", "kept")]
        assert known[0] == known[1] and known[0][0] == 304


def test_what_was_kept_has_this_requests_name_and_no_others_times(keeping):
    first, second = (ask(keeping["kept"], WORLD + "&X=1", address="127.0.0.1")[1] for _ in range(2))
    assert not is_kept(first) and is_kept(second)
    assert len(first["sluice-request-id"]) == len(second["sluice-request-id"]) == len(first["server-timing"]) == 1
    assert first["sluice-request-id"] != second["sluice-request-id"] and "plan" in first["server-timing"][0]
    # By its date clients know how old it is.
    assert first["date"] == second["date"]


@pytest.mark.parametrize("headers", [{"Cache-Control": "no-cache"}, {"Pragma": "no-cache"}, {"Range": "bytes=0-1"}, {"Prefer": "x"},
                                     {"Authorization": "Basic YTpi"}, {"If-None-Match": '"x"'}])
def test_who_wants_it_fresh_gets_it_fresh(keeping, headers):
    for _ in range(2):
        ask(keeping["kept"], CAPABILITIES, address="127.0.0.1")
    assert not is_kept(ask(keeping["kept"], CAPABILITIES, address="127.0.0.1", headers=headers)[1])


def test_a_crowd_that_asks_for_the_same_costs_one_answer(keeping):
    """Those that come while it is made wait a moment; how many come too soon for that is the machine's."""
    path = MAP.format("-170,-80,170,80")
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: ask(keeping["kept"], path, address="127.0.0.1"), range(20)))
    assert {answer[0] for answer in answers} == {200} and len({answer[2] for answer in answers}) == 1
    assert is_kept(ask(keeping["kept"], path, address="127.0.0.1")[1])


def kept_files(site: Site) -> list[bytes]:
    return [file.read_bytes() for file in (site.folder / "nginx" / "cache").rglob("*") if file.is_file()]


def test_no_answer_is_kept_longer_than_a_minute(tmp_path):
    """A pinned one too, which its client may keep for a year. nginx writes until when at the beginning of the file."""
    repository, snapshot = repositories.numbered(tmp_path / "repository")
    with Site(tmp_path / "site", configuration({"stream": repository.folder}), keeps=True) as site:
        begin = time.time()
        for path in (f"/dap/stream@{snapshot}.dds", "/dap/stream.dds"):
            first, second = (ask(site, path)[1] for _ in range(2))
            assert is_kept(second) and first["cache-control"] == second["cache-control"]
            assert ("immutable" in first["cache-control"][0]) == ("@" in path)
        lifetimes = sorted(int.from_bytes(file[8:16], "little") - begin for file in kept_files(site))
        # A branch is believed for five seconds.
        assert 4 < lifetimes[0] < 20 and 55 < lifetimes[1] < 80


def test_nothing_of_who_has_signed_in_is_kept(secure, tmp_path):
    """Neither their answers nor what they sign in with; and what strangers left is not theirs."""
    marker = "distinct-" + "q" * 20
    for _ in range(3):
        closed = ask_tls(secure, "/dap/closed.dds?" + marker, basic("ada"))
        opened = ask_tls(secure, "/dap/open.das", basic("ada"))
        assert closed[0] in (200, 400) and opened[0] == 200 and not is_kept(closed[1]) and not is_kept(opened[1])
    files = kept_files(secure)
    for secret in (marker.encode(), basic("ada")["Authorization"].encode(), b"Authorization", b"/dap/closed", b"private"):
        assert not any(secret in file for file in files), secret


def ask_tls(site: Site, path: str, headers: dict | None = None):
    context = ssl.create_default_context(cafile=site.session.verify)
    connection = http.client.HTTPSConnection("127.0.0.1", site.port, context=context, timeout=60)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    fields: dict[str, list[str]] = {}
    for name, value in answer.getheaders():
        fields.setdefault(name.lower(), []).append(value)
    body = answer.read()
    connection.close()
    return answer.status, fields, body


def test_signed_addresses_are_never_kept(tmp_path, store_paths):
    (tmp_path / "sluice.yaml").write_text(configuration({"open": store_paths["packed-v3"]}, "login: {tokens: {path: tokens}}\n"))
    made = subprocess.run([program(), "token", "create", "t", "--owner", "ada", "--config", tmp_path / "sluice.yaml"], check=True,
                          capture_output=True, text=True).stdout
    secret = re.search(r"slc_[\w-]+", made)[0]
    with Site(tmp_path, (tmp_path / "sluice.yaml").read_text(), keeps=True) as site:
        for _ in range(3):
            answer = ask(site, f"/s/{secret}/dap/open.dds")
            assert answer[0] == 200 and not is_kept(answer[1])
        for _ in range(2):
            answer = ask(site, "/dap/open.dds")
        assert is_kept(answer[1])
        assert not any(secret.encode() in file or b"/s/" in file for file in kept_files(site))


def test_other_rules_count_at_once(tmp_path, store_paths):
    """What everybody could see a moment ago is closed by a reload, and nothing of it is left to be had."""
    write_users(tmp_path)
    login = "login: {users_file: users}\n"
    rule = "access: [{datasets: [open], to: [%s]}]\n"
    entry = configuration({"open": store_paths["packed-v3"]}, login)
    with Site(tmp_path, entry + rule % "public", keeps=True) as site:
        for path in KEPT:
            assert [ask(site, path)[0] for _ in range(2)] == [200, 200] and is_kept(ask(site, path)[1])
        (tmp_path / "sluice.yaml").write_text(entry + rule % '"user:ada"')
        assert site.command("reload", "--wait").returncode == 0
        # Workers from before may still answer what they have taken.
        wait_for(lambda: ask(site, KEPT[0])[0] == 401, 5, "it is still to be had")
        for path in KEPT:
            status, fields, body = ask(site, path)
            assert status == 401 and not is_kept(fields) and b"temperature" not in body
            assert ask(site, path, headers=basic("ada"))[0] == 200
        # And back: nothing that ada was given is everybody's.
        (tmp_path / "sluice.yaml").write_text(entry + rule % "public")
        assert site.command("reload", "--wait").returncode == 0
        wait_for(lambda: ask(site, KEPT[0])[0] == 200, 5, "it is still closed")
        _, fields, _ = ask(site, KEPT[0])
        assert "public" in fields["cache-control"][0]


def test_what_a_window_shows_to_strangers_is_not_kept(tmp_path, store_paths):
    rule = "access: [{datasets: [open], to: [public], window: {box: [-180, -90, 180, 0]}}]\n"
    with Site(tmp_path, configuration({"open": store_paths["packed-v3"]}, rule), keeps=True) as site:
        for path in KEPT:
            assert not any(is_kept(ask(site, path)[1]) for _ in range(3)), path
        assert kept_files(site) == []


# ------------------------------------------------------------------ crawlers


@pytest.fixture(scope="module", params=["", "/cubes"])
def crawled(request, tmp_path_factory, store_paths):
    with Site(tmp_path_factory.mktemp("crawled"), configuration({"open": store_paths["packed-v3"]}), prefix=request.param) as site:
        site.prefix = request.param
        yield site


def test_robots_txt_closes_what_has_no_end(crawled):
    for path in {"/robots.txt", crawled.prefix + "/robots.txt"}:
        status, fields, body = ask(crawled, path)
        assert status == 200 and fields["content-type"] == ["text/plain; charset=utf-8"]
        robots = urllib.robotparser.RobotFileParser()
        robots.parse(body.decode().splitlines())
        for allowed in ("/", "/datasets/open", "/robots.txt"):
            assert robots.can_fetch("Googlebot", crawled.url + crawled.prefix + allowed), allowed
        for closed in (CAPABILITIES, "/edr/collections", "/dap/open.dds", "/dap/catalog.html", "/wmts/x", "/tiles/x", "/s/x/"):
            assert not robots.can_fetch("Googlebot", crawled.url + crawled.prefix + closed), closed
        assert "Disallow: /*?" in body.decode().splitlines()


def test_crawlers_never_hold_threads_of_people(crawled):
    for agent, group in (("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bulk"), ("bingbot", "bulk"),
                         ("Mozilla/5.0 (X11; Linux x86_64) Firefox/140", "interactive"), ("curl/8", "interactive"), ("", "interactive")):
        for path in (CAPABILITIES, "/edr/collections", "/datasets/open"):
            answer = crawled.get(crawled.prefix + path, headers={"User-Agent": agent})
            assert answer.status_code == 200 and crawled.log_line(answer)["group"] == group, (agent, path)


def test_a_crawler_has_one_budget_from_all_its_addresses(narrow):
    def crawl(agent: str, number: int) -> int:
        return ask(narrow, CAPABILITIES, address=f"127.0.7.{number}", headers={"User-Agent": agent})[0]

    asked = [crawl("Mozilla/5.0 (compatible; Googlebot/2.1)", number) for number in range(1, 9)]
    assert asked[:3] == [200] * 3 and asked[4:] == [429] * 4
    # However it writes itself; and others have theirs.
    assert crawl("GOOGLEBOT", 20) == 429 and crawl("bingbot", 21) == 200 and crawl("Firefox", 22) == 200
