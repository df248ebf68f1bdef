"""Who may see what, through nginx: passwords, tokens, signed addresses and what strangers are told."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from pathlib import Path

import pytest
import requests

from conditions import wait_for
from guarded import hashed
from issuer import AUDIENCE, Issuer
from site_under_test import Site, configuration, free_port, program

PEOPLE = {"ada": "correct horse", "bob": "battery:staple é"}
BASIC = 'Basic realm="sluice", charset="UTF-8"'
BEARER = 'Bearer realm="sluice"'
LOGIN = """\
login:
  users_file: users
  groups: {modellers: [ada]}
  tokens: {path: tokens}
access:
  - {datasets: [open], to: [public]}
  - {datasets: [closed], to: ["group:modellers"]}
"""


def login_site(folder: Path, store_paths, **keywords) -> Site:
    (folder / "users").write_text("".join(f"{name}:{hashed(password)}\n" for name, password in PEOPLE.items()))
    (folder / "users").chmod(0o600)
    one = store_paths["packed-v3"]
    return Site(folder, configuration({"open": one, "closed": one}, LOGIN), **keywords)


@pytest.fixture(scope="module")
def secrets() -> dict[str, str]:
    """What `token create` printed for each name."""
    return {}


@pytest.fixture(scope="module")
def site(tmp_path_factory, store_paths, secrets):
    """Its tokens are there before its workers: they look at the file once a second."""
    folder = tmp_path_factory.mktemp("login")
    one = store_paths["packed-v3"]
    (folder / "sluice.yaml").write_text(configuration({"open": one, "closed": one}, LOGIN))
    for name, options in TOKENS.items():
        secrets[name] = create(folder, name, *options)
    with login_site(folder, store_paths) as running:
        yield running


@pytest.fixture(scope="module")
def guessed_site(tmp_path_factory, store_paths):
    """One on which so many fail to sign in that they are slowed."""
    with login_site(tmp_path_factory.mktemp("guessed"), store_paths, workers=1) as running:
        yield running


TOKENS = {"usual": (), "narrow": ("--scope-datasets", "open"), "short": ()}


def create(folder: Path, name: str, *options: str) -> str:
    made = subprocess.run(
        [program(), "token", "create", name, "--config", folder / "sluice.yaml", "--owner", "ada", *options],
        capture_output=True, text=True, check=True,
    )
    return re.search(r"slc_[A-Za-z0-9_-]{49}", made.stdout)[0]


def without_id(answer: requests.Response) -> tuple:
    """Status, body and fields but for what tells one request from another."""
    told = {name: value for name, value in answer.headers.items()
            if name not in ("Sluice-Request-Id", "Date", "Server-Timing")}
    return answer.status_code, re.sub(r"[0-9a-f]{32}", "ID", answer.text), told


ADDRESSES = {
    "dap2": "/dap/{}.dds", "dap4": "/dap/{}.dmr", "data": "/dap/{}.dods", "page": "/datasets/{}",
    "wms": "/wms/{}?SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.3.0", "edr": "/edr/collections/{}",
}


@pytest.mark.parametrize("kind", ADDRESSES)
def test_strangers_get_one_and_the_same_answer(site, kind):
    """401 of the protocol's own document, with a challenge of each kind, for what is closed and for what is not there."""
    assert site.get(ADDRESSES[kind].format("open")).status_code == 200
    closed = site.get(ADDRESSES[kind].format("closed"))
    absent = site.get(ADDRESSES[kind].format("absent"))
    assert closed.status_code == 401
    assert without_id(closed) == without_id(absent)
    assert closed.raw.headers.getlist("WWW-Authenticate") == [BASIC, BEARER]
    assert closed.headers["Access-Control-Allow-Origin"] == "*" and closed.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ADDRESSES)
def test_who_may_not_see_it_learns_nothing(site, kind):
    """404 of the same words for what is closed and for what is not there."""
    bob = ("bob".encode(), PEOPLE["bob"].encode())
    closed, absent = (site.get(ADDRESSES[kind].format(name), auth=bob) for name in ("closed", "absent"))
    assert closed.status_code == absent.status_code == 404
    assert closed.text.replace("closed", "absent").split("urn:")[0] == absent.text.split("urn:")[0]


@pytest.mark.parametrize("kind", ADDRESSES)
def test_who_may_see_it_sees_it(site, kind):
    answer = site.get(ADDRESSES[kind].format("closed"), auth=("ada", PEOPLE["ada"]))
    assert answer.status_code == 200, answer.text
    assert "private" in answer.headers["Cache-Control"] or "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("header", [
    "Basic", "Basic !", "Basic YWRh", "Basic YWRhOndyb25n", "Bearer", "Bearer slc_" + "A" * 49, "Digest x", "Bearer a.b.c",
    "Basic " + "A" * 5000,
])
def test_what_is_no_credential_is_refused_for_open_data_too(guessed_site, header):
    answer = guessed_site.get("/dap/open.dds", headers={"Authorization": header})
    assert answer.status_code in (401, 429), header
    assert guessed_site.get("/health/live", headers={"Authorization": header}).status_code == 200


@pytest.mark.parametrize("name,value", [
    ("Sluice-Principal", "ada"), ("Sluice-Verdict", "known"), ("Sluice-Groups", "modellers"), ("Sluice-Role", "auth"),
    ("Sluice-Scope", ""), ("Sluice-Signature", "x"), ("Sluice-Certificate", "CN=ada"),
])
def test_forged_fields_make_nobody(site, name, value):
    more = {"Sluice-Verdict": "known", "Sluice-Principal": "ada", "Sluice-Groups": "modellers", name: value}
    assert site.get("/dap/closed.dds", headers=more).status_code == 401


@pytest.mark.parametrize("path", [
    "/sluice-auth", "//sluice-auth", "/%73luice-auth", "/x/../sluice-auth", "/s/x/sluice-auth", "/s/x/spool/", "/@sluice-unknowable",
])
def test_nobody_asks_nginxs_own_question(site, path):
    answer = site.get(path, auth=("ada", PEOPLE["ada"]))
    assert answer.status_code in (400, 401, 404) and "Sluice-Principal" not in answer.headers


def test_a_preflight_needs_no_credentials(site):
    answer = requests.options(site.url + "/dap/closed.dds", timeout=10, headers={
        "Origin": "https://example.org", "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    })
    assert answer.status_code == 204 and "Authorization" in answer.headers["Access-Control-Allow-Headers"]


def test_lists_show_what_may_be_seen(site):
    def names(path, **credentials):
        return {name for name in ("open", "closed") if re.search(rf"\b{name}\b", site.get(path, **credentials).text)}

    for path in ("/?f=json", "/edr/collections", "/dap/catalog.xml", "/datasets?f=json"):
        assert names(path) == {"open"}, path
        assert names(path, auth=("ada", PEOPLE["ada"])) == {"open", "closed"}, path


class TestTokens:
    def test_a_token_opens_what_its_owner_sees(self, site, secrets):
        secret = secrets["usual"]
        bearer = site.get("/dap/closed.dds", headers={"Authorization": f"Bearer {secret}"})
        password = site.get("/dap/closed.dds", auth=("anybody", secret))
        path = site.get(f"/s/{secret}/dap/closed.dds")
        assert [bearer.status_code, password.status_code, path.status_code] == [200, 200, 200]
        assert bearer.text == password.text == path.text

    def test_a_scope_narrows_it(self, site, secrets):
        secret = secrets["narrow"]
        headers = {"Authorization": f"Bearer {secret}"}
        assert site.get("/dap/open.dds", headers=headers).status_code == 200
        assert site.get("/dap/closed.dds", headers=headers).status_code == 404

    def test_links_keep_the_token(self, site, secrets):
        secret = secrets["usual"]
        for path in ("/wms/closed?SERVICE=WMS&REQUEST=GetCapabilities", "/edr/collections/closed", "/datasets/closed?f=json"):
            answer = site.get(f"/s/{secret}{path}")
            assert answer.status_code == 200, answer.text
            links = re.findall(rf"{site.url}(/[^\"'<>\s]*)", answer.text)
            assert links and all(link.startswith(f"/s/{secret}/") or link == f"/s/{secret}" for link in links), links
            assert "private" in answer.headers["Cache-Control"] or "no-store" in answer.headers["Cache-Control"]

    def test_the_log_keeps_no_secret(self, site, secrets):
        secret = secrets["usual"]
        site.get(f"/s/{secret}/dap/closed.dds")
        site.get("/dap/closed.dds", headers={"Authorization": f"Bearer {secret}"})
        wait_for(lambda: any("/s/…/dap/closed.dds" in line["target"] for line in site.log_lines() if "target" in line), 10, "no line")
        for file in ("sluice.log", "nginx.log"):
            text = (site.folder / file).read_text()
            assert secret not in text and "correct horse" not in text

    def test_a_revoked_token_opens_nothing(self, site, secrets):
        secret = secrets["short"]
        headers = {"Authorization": f"Bearer {secret}"}
        assert site.get("/dap/closed.dds", headers=headers).status_code == 200
        subprocess.run([program(), "token", "revoke", "short", "--config", site.folder / "sluice.yaml"], check=True, capture_output=True)
        # Five seconds, on a machine that may be busy.
        wait_for(lambda: site.get("/dap/closed.dds", headers=headers).status_code == 401, 6, "it still opens")


def test_who_guesses_is_slowed(guessed_site):
    answers = [guessed_site.get("/dap/closed.dds", auth=("ada", f"guess {n}")) for n in range(12)]
    statuses = [answer.status_code for answer in answers]
    assert statuses[-1] == 429 and set(statuses) <= {401, 429}
    assert int(answers[-1].headers["Retry-After"]) >= 1
    # Strangers are not slowed with those who guess.
    assert guessed_site.get("/dap/open.dds").status_code == 200


def test_without_workers_for_logins_strangers_still_see_what_is_open(tmp_path, store_paths):
    with login_site(tmp_path, store_paths) as site:
        (tmp_path / "control.sock").rename(tmp_path / "away.sock")
        assert site.get("/dap/open.dds").status_code == 200
        assert site.get("/dap/closed.dds").status_code == 401
        assert site.get("/dap/closed.dds", auth=("ada", PEOPLE["ada"])).status_code == 503


def test_an_issuer_that_is_away_is_told_and_found_again(tmp_path, store_paths):
    """By health, status and log, once for all workers; who brings its tokens is told to come again."""
    port = free_port()
    oidc = f'login: {{oidc: {{issuer: "http://127.0.0.1:{port}", audience: {AUDIENCE}}}}}\n'
    rules = 'access: [{datasets: [closed], to: ["user:uma"]}]\n'
    with Site(tmp_path, configuration({"closed": store_paths["packed-v3"]}, oidc + rules)) as site:
        wait_for(lambda: site.status()["login_fails"], 30, "the status does not tell")
        assert "the issuer's keys cannot be had" in site.get("/health/ready").json()["login"]
        assert site.get("/health/ready?all=1").status_code == 200
        said = site.command("status")
        assert said.returncode == 1 and "the keys of login's issuer cannot be had" in said.stdout
        issuer = Issuer(port)
        try:
            bearer = {"Authorization": f"Bearer {issuer.token('uma')}"}
            assert site.get("/dap/closed.dds", headers=bearer).status_code in (200, 503)
            wait_for(lambda: site.get("/dap/closed.dds", headers=bearer).status_code == 200, 60, "no keys")
            wait_for(lambda: not site.status()["login_fails"], 60, "the status does not tell that they came")
            assert site.get("/health/ready").json()["login"] == "ok"
        finally:
            issuer.close()
        events = [line["event"] for line in site.log_lines() if line.get("event", "").startswith("issuer_")]
        assert events == ["issuer_failing", "issuer_working"]


def netcdf_home(folder: Path, site: Site, user: str, password: str) -> dict[str, str]:
    """A home whose .netrc the files of netCDF-C name: it reads none unasked."""
    (folder / ".netrc").write_text(f"machine 127.0.0.1 login {user} password {password}\n")
    (folder / ".netrc").chmod(0o600)
    for name in (".ncrc", ".dodsrc"):
        (folder / name).write_text(f"HTTP.NETRC={folder / '.netrc'}\n")
    return {**os.environ, "HOME": str(folder)}


def test_ncdump_signs_in(site, secrets, tmp_path):
    secret = secrets["usual"]
    right = netcdf_home(tmp_path, site, "flux", secret)
    dumped = subprocess.run(["ncdump", "-h", f"{site.url}/dap/closed"], env=right, capture_output=True, text=True, timeout=60)
    assert dumped.returncode == 0 and "dimensions:" in dumped.stdout, dumped.stderr
    wrong = netcdf_home(tmp_path, site, "flux", "wrong")
    refused = subprocess.run(["ncdump", "-h", f"{site.url}/dap/closed"], env=wrong, capture_output=True, text=True, timeout=60)
    assert refused.returncode != 0 and "dimensions:" not in refused.stdout


def test_a_request_line_cannot_smuggle_a_signature(site, secrets):
    """What nginx and the workers could read in two ways is refused."""
    secret = secrets["usual"]
    for target in (f"/x/../s/{secret}/dap/closed.dds", f"/%73/{secret}/dap/closed.dds", f"/s/{secret}/../../dap/closed.dds",
                   f"//s/{secret}/dap/closed.dds", f"/dap/closed.dds?/s/{secret}/", f"/s/wrong/s/{secret}/dap/closed.dds"):
        with socket.create_connection(("127.0.0.1", site.port), 10) as connection:
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nConnection: close\r\n\r\n".encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert re.match(rb"HTTP/1.1 (400|401|404)", answer), (target, answer[:200])
