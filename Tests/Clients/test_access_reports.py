"""What went wrong elsewhere: public reports about logins and access of servers like this one, tried here."""

from __future__ import annotations

import re

import numpy as np
import pytest
import requests

import attacked
import guarded
import login_ways
import vault
from attacked import told
from raw_http import ask
from secure_site import Place
from site_under_test import Site

PLANE = "&styles=&crs=CRS:84&bbox=-5,5,35,25&width=8&height=4&format=image/png"
MAP = f"/wms/vault?service=WMS&version=1.3.0&request=GetMap{PLANE}"
INFO = f"/wms/vault?service=WMS&version=1.3.0&request=GetFeatureInfo{PLANE}&i=1&j=1&info_format=application/json"
LEGEND = "/wms/vault?service=WMS&version=1.3.0&request=GetLegendGraphic&format=image/png"
EDR = "/edr/collections/vault"

# `{}` is a variable that is hidden, and one of as many letters that never was.
WAYS_TO_A_VARIABLE = [
    f"{MAP}&layers={{}}",
    f"{MAP}&layers=plum,{{}}".replace("styles=", "styles=,"),
    f"{MAP}&LAYERS={{}}&layers=plum",
    f"{MAP}&layers=plum&query_layers={{}}",
    f"{MAP}&layers=vault:{{}}",
    f"{MAP}&layers=vault/{{}}",
    f"{MAP}&layers=+{{}}",
    f"{MAP}&layers={{}}&exceptions=INIMAGE",
    f"{MAP}&layers={{}}&dryrun=1",
    f"{MAP}&layers=plum&sld=http://127.0.0.1/{{}}",
    f"{MAP}&layers=plum&sld_body=%3CStyledLayerDescriptor%3E%3CNamedLayer%3E%3CName%3E{{}}%3C/Name%3E",
    f"{INFO}&layers={{}}&query_layers={{}}",
    f"{INFO}&layers=plum&query_layers={{}}",
    f"{INFO}&layers={{}}&query_layers=plum",
    f"{LEGEND}&layer={{}}",
    f"{LEGEND}&layers={{}}",
    f"{LEGEND}&layer=plum&rule={{}}",
    "/wms/vault.{}?service=WMS&request=GetCapabilities",
    "/wms/vault?service=WMS&request=GetCapabilities&layers={}",
    "/dap/vault.dods?{}",
    "/dap/vault.dods?{}.{}",
    "/dap/vault.dods?plum.{}",
    "/dap/vault.dods?{}[0][0][0:1]",
    "/dap/vault.dods?plum,{}",
    "/dap/vault.dods?plum&{}%3E5",
    "/dap/vault.dods?linear_scale({},1,0)",
    "/dap/vault.dods?/{}",
    "/dap/vault.dods?%22{}%22",
    "/dap/vault.dds?{}",
    "/dap/vault.das?{}",
    "/dap/vault.ascii?{}",
    "/dap/vault.plan?{}",
    "/dap/vault.html?{}",
    "/dap/vault.dap?dap4.ce=/{}",
    "/dap/vault.dap?dap4.ce={}",
    "/dap/vault.dap?dap4.ce=/{}[0][0][0]",
    "/dap/vault.dap?dap4.ce=/plum;/{}",
    "/dap/vault.dmr?dap4.ce=/{}",
    "/dap/vault.dap?dap4.ce=/plum|{}%3E5",
    "/dap/vault.{}.dds",
    f"{EDR}/position?coords=POINT(10%2010)&parameter-name={{}}",
    f"{EDR}/position?coords=POINT(10%2010)&parameter-name=plum,{{}}",
    f"{EDR}/position?coords=POINT(10%2010)&parameter_names={{}}",
    f"{EDR}/cube?bbox=-5,5,35,25&parameter-name={{}}",
    f"{EDR}/position?coords=POINT(10%2010)&parameter-name=plum&{{}}=5",
    f"{EDR}.{{}}",
    f"{EDR}/{{}}",
    f"{EDR}/position?coords=POINT(10%2010)&parameter-name={{}}&dryrun=1",
    "/datasets/vault.{}?f=json",
    "/datasets/vault/{}",
    "/datasets/vault?f=json&variable={}",
    "/datasets/vault/doctor?f=json&array={}",
]


@pytest.mark.parametrize("way", WAYS_TO_A_VARIABLE, ids=range(len(WAYS_TO_A_VARIABLE)))
def test_filters_are_not_bypassed_by_another_parameter(vault_site, way):
    """Access filters of a WMS were bypassed in certain situations (qgis/QGIS, issue 32475), and legends of secured
    layers were given to all (camptocamp/c2cgeoportal, issue 2929)."""
    for hidden, absent in (("quince", "quincf"), ("cellar", "cellas"), ("damson", "damsom")):
        answers = [vault_site.ask(way.replace("{}", name), "ben") for name in (hidden, absent)]
        assert not told(vault_site, answers[0], way + hidden, ("variable", "group"))
        assert called(answers[0], hidden, absent) == called(answers[1], hidden, absent), hidden


def called(answer, hidden: str, absent: str) -> tuple:
    """As if it were about the other variable; without what says how long the rest of the request took, and tags."""
    status, fields, body = answer.without_occasion()
    told_of = {name: [value.replace(hidden, absent) for value in values] for name, values in fields.items()}
    return status, body.replace(hidden.encode(), absent.encode()), {
        name: values
        for name, values in told_of.items() if name not in ("etag", "server-timing")
    }


def test_a_group_made_by_the_server_is_as_closed(vault_site):
    """Datasets that a collection makes of others had none of its restrictions (Unidata/thredds, issue 79)."""
    for target in (
        "/dap/vault.deep.ascii", "/datasets/vault.deep", "/edr/collections/vault.deep",
        "/dap/vault@harvest-v1.ascii?plum"
    ):
        assert vault_site.ask(target, "root").status == 200
        assert vault_site.ask(target).status == 401 and vault_site.ask(target, "zed").status == 404


def test_everything_that_a_page_needs_comes_with_the_page(vault_site):
    """A form behind a login came without its style and its pictures (Unidata/thredds, issue 103)."""
    own = {"Authorization": f"Bearer {vault_site.friends['root']}"}
    address = f"/s/{guarded.TokenLines(vault_site.site.folder / 'tokens').signed('root-usual')}"
    for before, headers in (("", own), (address, {})):
        for page in ("/", "/datasets/vault", "/datasets/vault/doctor", "/datasets/vault/versions"):
            answer = requests.get(
                vault_site.site.url + before + page, headers=headers | {"Accept": "text/html"}, timeout=30
            )
            assert answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]
            links = re.findall(r"""(?:src|href)=["']([^"'#]+)""", answer.text)
            assert links
            for link in {link.replace("&amp;", "&") for link in links}:
                if not link.startswith(("http", "/")
                                       ) or link.startswith("http") and not link.startswith(vault_site.site.url):
                    continue
                place = link if link.startswith("http") else vault_site.site.url + link
                assert requests.get(place, headers=headers, timeout=30).status_code in (200, 204), (page, link)


def test_the_first_request_with_credentials_is_answered(vault_site):
    """It was refused with 403 and led to another address, from which no way led back (Unidata/tds, issue 575)."""
    for target in attacked.ALL:
        answer = vault_site.ask(target.replace("{d}", "vault"), "root")
        assert answer.status not in (301, 302, 303, 401, 403) and "set-cookie" not in answer.fields, target
        assert answer.status != 307 or "pin" in target


def test_roles_that_somebody_has_count(vault_site):
    """Who had the role was refused, since passwords were compared in another form (ERDDAP/erddap, issue 245)."""
    token = vault_site.issuer.token("uma", groups=["guests", "staff"])
    assert ask(vault_site.site.port, "/dap/vault.dds", [("Authorization", f"Bearer {token}")]).status == 200
    password = guarded.basic("root", attacked.PASSWORDS["root"])
    assert ask(vault_site.site.port, "/dap/vault.dds", [("Authorization", password)]).status == 200


def test_a_common_address_lists_what_the_asker_may_see(vault_site):
    """It listed all, to everybody (GeoNode/geonode, issue 5046), or what is open, whoever asked (camptocamp/c2cgeoportal,
    issue 2921)."""
    for target in ("/edr/collections", "/dap/catalog.xml", "/?f=json", "/datasets?f=json"):
        for who, sees in ((None, False), ("zed", False), ("root", True), ("ben", True)):
            assert (b"vault" in vault_site.ask(target, who).body) == sees, (target, who)


def test_what_was_kept_for_one_is_not_given_to_others(vault_site):
    """Tiles of a cache were given to whoever asked (geoserver/geoserver, pull request 1727), and a refusal to those who
    were allowed (aodn/aodn-portal, issue 1097)."""
    target = MAP + "&layers=plum"
    for _ in range(3):
        assert vault_site.ask(target).status == 401
        assert vault_site.ask(target, "root").fields["content-type"] == ["image/png"]
        assert vault_site.ask(target, "zed").status == 404
        refusal = vault_site.ask(target).fields
        assert "no-store" in refusal["cache-control"][0] and "etag" not in refusal


def test_no_answer_holds_the_credential_it_came_with(vault_site):
    """A page wrote the token of whoever read it into its links (nasa/earthdata-search-test-config, issue 87)."""
    token = vault_site.friends["root"]
    for target in attacked.ALL + attacked.LISTS:
        answer = vault_site.ask(target.replace("{d}", "vault"), "root")
        assert token.encode() not in answer.raw and token[4:20].encode() not in answer.raw, target


NAMES = {"eva@example.org": "p%40ss:w0rd/+", "o.o-o_o": "simple", "Zoë": "naïve"}


@pytest.fixture(scope="module")
def odd_people(tmp_path_factory):
    folder = tmp_path_factory.mktemp("odd")
    vault.write(folder / "vault")
    guarded.write_users(folder / "users", NAMES)
    people = ", ".join(f'"user:{name}"' for name in NAMES)
    rules = f"access: [{{datasets: [vault], to: [{people}]}}]\n"
    text = f"datasets: [{{id: vault, store: {folder}/vault}}]\nlogin: {{users_file: users}}\n{rules}"
    with Site(folder, text) as running:
        yield running


@pytest.mark.parametrize("name", NAMES)
def test_names_with_odd_letters_sign_in(odd_people, name):
    """A name with an `@` did not, unless it was escaped (Unidata/netcdf-c, pull request 472)."""
    pair = (name.encode(), NAMES[name].encode())
    assert requests.get(f"{odd_people.url}/dap/vault.dds", auth=pair, timeout=30).status_code == 200
    wrong = (name.encode(), NAMES[name].upper().encode())
    assert requests.get(f"{odd_people.url}/dap/vault.dds", auth=wrong, timeout=30).status_code == 401


@pytest.mark.parametrize("name", ["eva@example.org", "o.o-o_o"])
def test_netcdf_reads_a_netrc_with_odd_letters(odd_people, name, tmp_path):
    """Newer versions find no `.netrc` but the one that their own file names (Unidata/netcdf-c, issue 1966)."""
    (tmp_path / ".netrc").write_text(f"machine 127.0.0.1\n    login {name}\n    password {NAMES[name]}\n")
    (tmp_path / ".ncrc").write_text(f"HTTP.NETRC={tmp_path}/.netrc\n")
    script = f"import netCDF4\nvalues = netCDF4.Dataset('{odd_people.url}/dap/vault')['plum'][...]"
    printed = login_ways.python(Place(tmp_path), script + login_ways.PRINT.format("values"))
    assert np.array_equal(login_ways.plums(printed), vault.plums())
