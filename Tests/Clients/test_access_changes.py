"""What somebody may see no longer they see no longer: rules, users, tokens and keys that change while the site runs."""

from __future__ import annotations

import shutil

import pytest

import guarded
import vault
from conditions import wait_for
from raw_http import ask
from site_under_test import Site

PASSWORDS = {"ada": "first", "bea": "second"}
OPEN = '[{datasets: [vault], to: ["user:ada", "user:bea"]}]'


def configuration(folder, access: str) -> str:
    return f"""\
datasets: [{{id: vault, store: {folder}/vault}}]
login: {{users_file: users, tokens: {{path: tokens}}}}
access: {access}
"""


@pytest.fixture
def site(tmp_path):
    """Ada has a password, a token and an address."""
    vault.write(tmp_path / "vault")
    text = configuration(tmp_path, OPEN)
    (tmp_path / "sluice.yaml").write_text(text)
    guarded.write_users(tmp_path / "users", PASSWORDS)
    for name in PASSWORDS:
        (tmp_path / f"{name}.token").write_text(guarded.make_token(tmp_path, name, name))
    (tmp_path / "address").write_text(guarded.token_command(tmp_path, "sign", "ada"))
    with Site(tmp_path, text, keeps=True) as running:
        yield running


def credentials(site: Site) -> dict[str, tuple[str, list]]:
    token = (site.folder / "ada.token").read_text()
    return {
        "password": ("", [("Authorization", guarded.basic("ada", PASSWORDS["ada"]))]),
        "token": ("", [("Authorization", f"Bearer {token}")]),
        "address": ((site.folder / "address").read_text(), []),
    }


DATA = "/dap/vault.ascii?plum"


def statuses(site: Site, target: str = DATA) -> dict[str, int]:
    return {
        name: ask(site.port, before + target, fields).status
        for name, (before, fields) in credentials(site).items()
    }


def reload(site: Site, access: str) -> None:
    (site.folder / "sluice.yaml").write_text(configuration(site.folder, access))
    renew(site)


def renew(site: Site) -> None:
    """Until those who know the rules from before have put down what they had in hand."""
    done = site.command("reload", "--wait")
    assert done.returncode == 0, done.stderr
    wait_for(lambda: site.status()["leaving"] == 0, 30, "workers from before do not end")


@pytest.mark.parametrize(("access", "status"), [
    ("[]", 404),
    ('[{datasets: [vault], to: ["user:bea"]}]', 404),
    ('[{datasets: [vault], to: []}]', 404),
    ('[{datasets: [vault], to: ["user:ada"], window: {protocols: [wms]}}]', 404),
])
def test_a_rule_that_is_gone_closes_at_once(site, access, status):
    """Also for who comes with the tag of what they had seen."""
    own = credentials(site)["token"][1]
    before = ask(site.port, DATA, own)
    assert before.status == 200 and before.tag
    reload(site, access)
    assert set(statuses(site).values()) == {status}
    assert ask(site.port, DATA, [*own, ("If-None-Match", before.tag)]).status == status
    reload(site, OPEN)
    assert set(statuses(site).values()) == {200}


@pytest.mark.parametrize("login", ["login: {tokens: {path: tokens}}\n", ""])
def test_what_was_for_everybody_is_closed_at_once(tmp_path, login):
    """Whatever has been kept of it on the way."""
    vault.write(tmp_path / "vault")
    published = f"datasets: [{{id: vault, store: {tmp_path}/vault}}]\n{login}"
    targets = [
        DATA, "/edr/collections/vault", "/wms/vault?service=WMS&request=GetCapabilities", "/datasets/vault?f=json",
        "/edr/collections"
    ]
    with Site(tmp_path, published + "access: [{datasets: [vault], to: [public]}]\n", keeps=True) as running:
        for target in targets * 2:
            assert ask(running.port, target).status == 200 and b"plum" in ask(running.port, DATA).raw
        (tmp_path / "sluice.yaml").write_text(published + "access: []\n")
        renew(running)
        for target in targets:
            answer = ask(running.port, target)
            assert not vault.told("dataset", answer.raw, target), (target, answer.head)
            assert answer.status == (200 if target == "/edr/collections" else 401 if login else 404), target


def test_a_narrower_window_makes_another_answer(site):
    """Not a 304 of the one before."""
    own = credentials(site)["token"][1]
    targets = [
        DATA, "/edr/collections/vault", "/wms/vault?service=WMS&request=GetCapabilities", "/datasets/vault?f=json"
    ]
    before = {target: ask(site.port, target, own) for target in targets}
    reload(site, '[{datasets: [vault], to: ["user:ada"], window: {box: [-5, 5, 15, 35]}}]')
    for target, answer in before.items():
        now = ask(site.port, target, [*own, ("If-None-Match", answer.tag)])
        assert now.status == 200 and not vault.told("place", now.raw), target
        assert vault.told("place", answer.raw), target


def test_a_user_who_is_taken_out_is_nobody_within_seconds(site):
    """Their password was right a moment ago."""
    assert statuses(site)["password"] == 200
    guarded.write_users(site.folder / "users", {"bea": PASSWORDS["bea"]})
    wait_for(lambda: statuses(site)["password"] == 401, 6, "the password still opens")


def test_a_new_password_ends_the_old_one(site):
    assert statuses(site)["password"] == 200
    guarded.write_users(site.folder / "users", PASSWORDS | {"ada": "another"})
    wait_for(lambda: statuses(site)["password"] in (401, 429), 6, "the old password still opens")
    fields = [("Authorization", guarded.basic("ada", "another"))]
    # Each worker looks at the file by itself, once a second.
    wait_for(lambda: ask(site.port, DATA, fields).status == 200, 6, "the new password does not open")


def test_a_users_file_that_is_broken_opens_nothing_more(site):
    """Its sound lines count, and the log says what is wrong with the others."""
    text = (site.folder / "users").read_text()
    (site.folder / "users").write_text(text + "eve:plain text")
    fields = [("Authorization", guarded.basic("eve", "plain text"))]
    assert ask(site.port, DATA, fields).status == 401
    wait_for(lambda: "users" in (site.folder / "sluice.log").read_text(), 10, "nothing is said of it")
    assert statuses(site)["password"] == 200


def test_a_token_that_ends_takes_its_addresses_along(site):
    lines = guarded.TokenLines(site.folder / "tokens")
    lines.end("ada")
    lines.write()
    wait_for(lambda: {statuses(site)[kind] for kind in ("token", "address")} == {401}, 6, "they still open")
    assert statuses(site)["password"] == 200


def test_a_token_of_the_same_name_does_not_revive_addresses(site):
    guarded.token_command(site.folder, "revoke", "ada")
    wait_for(lambda: statuses(site)["address"] == 401, 6, "it still opens")
    (site.folder / "ada.token").write_text(guarded.make_token(site.folder, "ada", "ada"))
    wait_for(lambda: statuses(site)["token"] == 200, 6, "the new one does not open")
    assert statuses(site)["address"] == 401


def test_keys_that_are_rotated_twice_end_addresses(site):
    rotate(site)
    wait_for(lambda: statuses(site)["address"] == 200, 6, "one rotation ends it")
    rotate(site)
    wait_for(lambda: statuses(site)["address"] == 401, 6, "two do not")
    assert statuses(site)["token"] == 200


def rotate(site: Site) -> None:
    before = len(guarded.TokenLines(site.folder / "tokens").lines)
    guarded.token_command(site.folder, "rotate")
    assert len(guarded.TokenLines(site.folder / "tokens").lines) >= before


def test_a_token_of_another_owner_is_another_one(site):
    """Whoever may write the file may name anybody: an address that was signed for the one before is not for the next."""
    lines = guarded.TokenLines(site.folder / "tokens")
    lines.token("ada")["owner"] = "bea"
    lines.write()
    wait_for(lambda: statuses(site)["address"] == 401, 6, "the address is good for another owner")


def test_a_store_that_is_replaced_is_as_closed(site):
    """Another repository in its place, and nothing of it before the rule has been asked."""
    shutil.rmtree(site.folder / "vault")
    vault.write(site.folder / "vault")
    bea = [("Authorization", "Bearer " + (site.folder / "bea.token").read_text())]
    reload(site, '[{datasets: [vault], to: ["user:bea"]}]')
    wait_for(lambda: ask(site.port, DATA, bea).status == 200, 30, "it is not opened anew")
    assert set(statuses(site).values()) == {404}


def test_what_appears_below_a_prefix_is_closed_from_its_first_moment(tmp_path):
    """A catalogue that knew a new dataset before its access rules did served it to all until it was restarted
    (Unidata/thredds, issue 1166)."""
    (tmp_path / "stores").mkdir()
    vault.write(tmp_path / "first")
    shutil.move(tmp_path / "first", tmp_path / "stores" / "obs-1")
    guarded.write_users(tmp_path / "users", PASSWORDS)
    text = f"publish: {{prefix: {tmp_path}/stores, refresh: 1}}\nlogin: {{users_file: users}}\n" \
        'access: [{datasets: ["obs-*"], to: ["user:ada"]}]\n'
    ada = [("Authorization", guarded.basic("ada", PASSWORDS["ada"]))]
    with Site(tmp_path, text, keeps=True) as site:
        wait_for(lambda: ask(site.port, "/dap/obs-1.dds", ada).status == 200, 20, "the first is not there")
        vault.write(tmp_path / "second")
        shutil.move(tmp_path / "second", tmp_path / "stores" / "obs-2")

        def is_there() -> bool:
            stranger = ask(site.port, "/dap/obs-2.ascii?plum")
            assert stranger.status == 401 and not vault.told("dataset", stranger.raw, "plum")
            assert b"obs-2" not in ask(site.port, "/dap/catalog.xml").raw
            return ask(site.port, "/dap/obs-2.ascii?plum", ada).status == 200

        wait_for(is_there, 30, "the second does not appear")
