"""A dataset of which everybody sees a part and some see more: one address, whose answers nobody may mix up."""

from __future__ import annotations

import threading

import pytest

import attacked
import guarded
import vault
from raw_http import ask
from site_under_test import Site

HIDDEN = ("variable", "group", "early time", "late time", "version")
CONFIGURATION = """\
datasets: [{{id: vault, store: {folder}/vault}}]
login: {{tokens: {{path: tokens}}}}
access:
  - {{datasets: [vault], to: ["user:root"]}}
  - {{datasets: [vault], to: [public], window: {{variables: [plum], time: 2000-01-03/2000-01-04, versions: [latest]}}}}
"""
TARGETS = [target.replace("{d}", "vault") for target in attacked.ALL] + attacked.LISTS


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("public")
    vault.write(folder / "vault")
    text = CONFIGURATION.format(folder=folder)
    (folder / "sluice.yaml").write_text(text)
    for name in ("root", "zed"):
        (folder / f"{name}.token").write_text(guarded.make_token(folder, name, name))
    with Site(folder, text) as running:
        yield running


def fields_of(site: Site, who: str | None) -> list[tuple[str, str]]:
    return [("Authorization", "Bearer " + (site.folder / f"{who}.token").read_text())] if who else []


def hidden_words(answer, asked: str) -> list[bytes]:
    return [word for kind in HIDDEN for word in vault.told(kind, attacked.shown(answer), asked)]


@pytest.mark.parametrize("target", TARGETS, ids=range(len(TARGETS)))
def test_strangers_get_their_part_whoever_asked_before(site, target):
    """Also from what is kept on the way, with the tag that others got, and as somebody who may see no more."""
    whole = ask(site.port, target, fields_of(site, "root"))
    first = ask(site.port, target)
    answers = [first, ask(site.port, target, fields_of(site, "zed")), ask(site.port, target)]
    if whole.tag:
        answers.append(ask(site.port, target, [("If-None-Match", whole.tag)]))
        answers.append(ask(site.port, target, [("If-None-Match", whole.tag), ("Cache-Control", "only-if-cached")]))
    for answer in answers:
        assert not hidden_words(answer, target), answer.head
        assert answer.status != 304 or whole.tag == first.tag and whole.body == first.body
    # Dry runs estimate by what has been read so far.
    if "dryrun" not in target and ".plan" not in target:
        assert answers[2].without_occasion()[::2] == first.without_occasion()[::2]
        again = ask(site.port, target, fields_of(site, "root"))
        assert again.without_occasion()[::2] == whole.without_occasion()[::2]


def test_the_owner_sees_what_is_hidden(site):
    seen = {
        kind
        for target in TARGETS
        for kind in HIDDEN if vault.told(kind, attacked.shown(ask(site.port, target, fields_of(site, "root"))), target)
    }
    assert seen == set(HIDDEN)


def test_wrong_credentials_get_nothing_of_what_is_for_all(site):
    """Who believes to be somebody is told that they are not, and not given a stranger's part."""
    for target in TARGETS:
        if target.split("?")[0] in ("/health/live", "/health/ready", "/robots.txt", "/favicon.ico", "/metrics"):
            continue
        answer = ask(site.port, target, [("Authorization", "Bearer slc_" + "A" * 49)])
        assert answer.status in (400, 401, 404) or "INIMAGE" in target, (target, answer.head)
        assert not vault.told("dataset", answer.raw, target), target


@pytest.mark.parametrize(
    "target", [
        "/dap/vault.ascii?plum",
        "/wms/vault?service=WMS&request=GetCapabilities",
        "/edr/collections/vault",
        "/datasets/vault?f=json",
        attacked.MAP.replace("{d}", "vault") + "&format=image/png&transparent=true",
    ]
)
def test_nothing_crosses_in_a_crowd(site, target):
    own = {who: ask(site.port, target, fields_of(site, who)).without_occasion()[::2] for who in ("root", "zed", None)}
    wrong = []

    def repeat(who):
        for _ in range(40):
            if ask(site.port, target, fields_of(site, who)).without_occasion()[::2] != own[who]:
                wrong.append(who)

    threads = [threading.Thread(target=repeat, args=(who, )) for who in own for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong and own["root"] != own[None] == own["zed"]
