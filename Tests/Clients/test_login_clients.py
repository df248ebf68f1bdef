"""Real clients sign in over HTTPS, by the lines that the manual gives people, with every credential that they can send.

Whoever may see the vault reads its numbers; whoever may not gets an error of the client's own, and nothing of it.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from typing import Callable

import numpy as np
import pytest
from PIL import Image

import login_ways as ways
import vault
from authority import Authority
from raw_http import fresh_address
from secure_site import Home, SecureSite, is_installed


@dataclass
class Client:
    read: Callable[[Home], object]
    # Of `user` (with a password, or with a token for one), `bearer`, `before` and `certificate`.
    sends: str
    takes_odd_passwords: bool = False
    needs: str | None = None

    def is_there(self) -> bool:
        if self.needs == "qgis":
            return subprocess.run([ways.SYSTEM_PYTHON, "-c", "import qgis.core"], capture_output=True).returncode == 0
        return self.needs is None or all(is_installed(name) for name in self.needs.split())


ALL = "user bearer before certificate"
CLIENTS = {
    "curl": Client(ways.curl, ALL, True),
    "curl --anyauth": Client(ways.curl_when_asked, "user", True),
    "curl --netrc": Client(ways.curl_with_netrc, "user"),
    "requests": Client(ways.requests, ALL, True),
    "ncdump": Client(ways.ncdump, "user before certificate", needs="ncdump"),
    "ncdump by .dodsrc": Client(ways.ncdump_by_dodsrc, "user before certificate", needs="ncdump"),
    "netCDF4": Client(ways.netcdf4, "user before certificate"),
    "xarray": Client(ways.xarray, "user before certificate"),
    "pydap": Client(ways.pydap, "user bearer before"),
    "xarray with pydap": Client(ways.xarray_pydap, "user bearer before"),
    "GDAL": Client(ways.gdal, "user bearer before", True, needs="gdal_translate"),
    "QGIS": Client(ways.qgis, "user before certificate", True, needs="qgis"),
    "browser": Client(ways.browser, "user bearer before", needs="chromium certutil"),
}


def cases(names: tuple[str, ...]) -> list:
    """Every client with every credential that it can send."""
    kinds = {
        "password": "user", "identity": "bearer", "address": "before", "certificate": "certificate", "token": "bearer"
    }
    found = []
    for client_name, client in CLIENTS.items():
        for name in names:
            kind = next((part for word, part in kinds.items() if name.endswith(word)), None)
            if kind is None or kind in client.sends:
                if not name.startswith("odd") or client.takes_odd_passwords:
                    found.append(pytest.param(client_name, name, id=f"{client_name}-{name}"))
    return found


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    with SecureSite(tmp_path_factory.mktemp("secure")) as running:
        yield running


@pytest.fixture(scope="module")
def guessed(tmp_path_factory):
    """One at which wrong credentials are tried: who guesses is slowed, and with them whoever else is at their address."""
    with SecureSite(tmp_path_factory.mktemp("guessed")) as running:
        yield running


def home_of(secure: SecureSite, name: str, folder) -> Home:
    return Home(folder / "home", secure, secure.credentials[name])


def skip_without(client: Client) -> None:
    if not client.is_there():
        pytest.skip(f"there is no {client.needs} on this machine")


@pytest.mark.parametrize(("client", "credential"), cases(SecureSite.right))
def test_reads_the_right_numbers(secure, tmp_path, client, credential):
    skip_without(CLIENTS[client])
    read = CLIENTS[client].read(home_of(secure, credential, tmp_path))
    if isinstance(read, np.ndarray):
        assert np.array_equal(read, vault.plums())
    else:
        alpha = np.asarray(Image.open(read).convert("RGBA"))[..., 3]
        assert alpha.shape == (4, 8) and alpha.all()


@pytest.mark.parametrize(("client", "credential"), cases(SecureSite.wrong + SecureSite.strangers))
def test_gets_nothing_without_right(guessed, tmp_path, client, credential):
    skip_without(CLIENTS[client])
    home = home_of(guessed, credential, tmp_path)
    try:
        read = CLIENTS[client].read(home)
    except (ways.Refused, ValueError) as refusal:
        told = str(refusal).lower().replace("plum", "")
        assert not [word for word in vault.WORDS["dataset"][:3] if word.lower() in told], told
    else:
        raise AssertionError(f"it read {read}")


CHALLENGES = ['Basic realm="sluice", charset="UTF-8"', 'Bearer realm="sluice"']


@pytest.mark.parametrize("name", SecureSite.wrong + SecureSite.strangers)
def test_is_refused_in_the_protocols_words(secure, tmp_path, name):
    """401 with a challenge of each kind for who is nobody, 404 for who is known and may not see it."""
    home = home_of(secure, name, tmp_path)
    options = ["-sS", "-i", "--cacert", str(secure.authority.certificate), "--interface", fresh_address()]
    credential = home.credential
    options += ["-u", f"{credential.user}:{credential.password}"] if credential.user else []
    options += ["-H", f"Authorization: Bearer {credential.bearer}"] if credential.bearer else []
    options += ["--cert", str(credential.certificate[0]), "--key",
                str(credential.certificate[1])] if credential.certificate else []
    answer = home.run(["curl", *options, f"{home.dap}.dds"]).stdout.decode()
    status = int(re.match(r"HTTP/\S+ (\d+)", answer)[1])
    challenges = re.findall(r"(?mi)^www-authenticate: (.*?)\r?$", answer)
    assert (status, challenges) == ((404, []) if "stranger" in name else (401, CHALLENGES)), answer
    assert answer.count("Error {") == 1 and "Content-Description: dods-error" in answer.replace(
        "content-description", "Content-Description"
    )


@pytest.mark.parametrize("credential", SecureSite.right)
def test_credentials_survive_redirects_within_the_host(secure, tmp_path, credential):
    """`pin=1` leads to an address of the same host, the same scheme, and below the same signature."""
    home = home_of(secure, credential, tmp_path)
    line = ways.curl_line(home).replace("curl ", "curl --location --write-out '\\n%{num_redirects} %{url_effective}' ")
    said = ways.finished(home.run(["bash", "-c", line.replace("/dap/vault.dds", "/edr/collections/vault?pin=1")]))
    document, _, last = said.rpartition("\n")
    redirects, place = last.split(" ")
    assert redirects == "1" and '"plum"' in document
    assert place.startswith(f"{secure.url}{home.credential.before}/edr/collections/vault@")


def test_requests_keeps_credentials_over_a_redirect(secure, tmp_path):
    home = home_of(secure, "password", tmp_path)
    script = ways.lines(home, "requests").replace("collections/vault", "collections/vault?pin=1")
    assert ways.python(home, script + "\nprint(answer.status_code, answer.url)"
                       ).startswith(f"200 {secure.url}/edr/collections/vault@")


def test_a_certificate_of_another_authority_makes_nobody(secure, tmp_path):
    """nginx ends such connections before anybody is asked."""
    certificate, key = Authority(tmp_path / "false", "Test authority").issue("alice")
    home = home_of(secure, "nobody", tmp_path)
    command = [
        "curl", "-sS", "--cacert", secure.authority.certificate, "--cert", certificate, "--key", key,
        f"{home.dap}.ascii?plum"
    ]
    said = home.run(command)
    assert b"40000.25" not in said.stdout and (
        said.returncode != 0 or b'"status":400' in said.stdout or b"400" in said.stdout
    )


def test_who_does_not_trust_the_authority_sends_nothing(secure, tmp_path):
    home = home_of(secure, "password", tmp_path)
    line = ways.curl_line(home).replace(f"--cacert {secure.authority.certificate} ", "")
    assert home.run(["bash", "-c", line]).returncode == 60  # CURLE_PEER_FAILED_VERIFICATION


def test_an_address_counts_before_a_header_and_that_before_a_certificate(secure, tmp_path):
    """As the manual says; what is wrong is refused whatever else is right."""
    people = secure.credentials
    certificate = people["certificate"].certificate
    for before, bearer, status in ((people["address"].before, people["wrong token"].bearer,
                                    200), ("", people["wrong token"].bearer,
                                           401), (people["wrong address"].before, people["token"].bearer, 401),
                                   ("", people["stranger's token"].bearer, 404)):
        home = home_of(secure, "nobody", tmp_path)
        command = [
            "curl", "-sS", "--interface",
            fresh_address(), "-o", "/dev/null", "-w", "%{http_code}", "--cacert", secure.authority.certificate,
            "--cert", certificate[0], "--key", certificate[1], "-H", f"Authorization: Bearer {bearer}",
            f"{secure.url}{before}/dap/vault.dds"
        ]
        assert home.run(command).stdout.decode() == str(status), (before, bearer)


def test_links_in_answers_are_for_the_same_clients(secure, tmp_path):
    """HTTPS, the name that the client used, and the signature of the address: else its second request fails."""
    home = home_of(secure, "address", tmp_path)
    for document in (
        "/wms/vault?service=WMS&request=GetCapabilities", "/edr/collections/vault", "/datasets/vault?f=json"
    ):
        text = ways.finished(
            home.run([
                "curl", "-sS", "--cacert", secure.authority.certificate, secure.url + home.credential.before + document
            ])
        )
        links = re.findall(r"https?://127\.0\.0\.1[^\s\"'<>]*", text)
        assert links and all(link.startswith(secure.url + home.credential.before) for link in links), links[:5]
