"""Who may not see a dataset gets no byte and no fact of it: every document and form, every credential of no use."""

from __future__ import annotations

import io
import json
import subprocess

import numpy as np
import pytest
from PIL import Image

import attacked
import vault
from attacked import ABSENT, as_of, shown, told
from raw_http import ask
from site_under_test import program


def problems(vault_site, name: str, target: str, headers=()) -> list[str]:
    """What a forger learns from a target, in words; nothing if the dataset might as well not be there."""
    hidden = vault_site.forge(target.replace("{d}", "vault"), name, headers)
    absent = vault_site.forge(target.replace("{d}", ABSENT), name, headers)
    found = []
    # A map may be asked to word its refusal as a picture.
    if hidden.status not in (400, 401, 404) and "INIMAGE" not in target:
        found.append(f"{name}: {hidden.status}")
    if words := told(vault_site, hidden, target):
        found.append(f"{name}: tells {words}")
    if as_of(ABSENT, hidden) != as_of(ABSENT, absent):
        found.append(f"{name}: {as_of(ABSENT, hidden)} instead of {as_of(ABSENT, absent)}")
    return found


@pytest.mark.parametrize("target", attacked.ALL)
def test_no_forgery_opens_an_address(vault_site, target):
    found = [problem for name in vault_site.forgeries for problem in problems(vault_site, name, target)]
    assert not found, found[:5]


def test_every_protocol_and_every_form_is_attacked():
    """Whoever adds one adds its targets: rules of access can name all that there are."""
    schema = subprocess.run([program(), "config", "schema"], capture_output=True, text=True, check=True).stdout
    protocols, forms = (set(named(json.loads(schema), key)) for key in ("protocols", "formats"))
    assert protocols == {{"pages": "datasets"}.get(name, name) for name in attacked.TARGETS}
    asked = " ".join(attacked.ALL).replace("%2B", "+")
    unasked = {form for form in forms if form not in asked and f".{form}" not in asked}
    assert not unasked


def named(schema, key: str) -> list[str]:
    """The words that a window's key may hold."""
    if isinstance(schema, list):
        return [word for part in schema for word in named(part, key)]
    if not isinstance(schema, dict):
        return []
    found = schema.get(key, {})
    words = found.get("items", {}).get("enum", []) if isinstance(found, dict) else []
    return words + [word for part in schema.values() for word in named(part, key)]


@pytest.mark.parametrize("target", attacked.LISTS)
def test_no_list_names_what_is_hidden(vault_site, target):
    assert vault_site.ask(target, "root").status in (200, 403, 404)
    for name in vault_site.forgeries:
        answer = vault_site.forge(target, name)
        assert not told(vault_site, answer, target) and b"vault" not in shown(answer), name
        assert answer.status in (200, 400, 401, 403, 404), name


def test_lists_name_it_to_whom_it_is_open(vault_site):
    for target in ("/?f=json", "/edr/collections", "/dap/catalog.xml", "/datasets?f=json"):
        assert b"vault" in vault_site.ask(target, "root").body, target


@pytest.mark.parametrize("kind", attacked.right_credentials(None))
def test_what_is_right_opens_it(vault_site, kind):
    """Else nothing that is refused above would say anything."""
    for target in (
        "/dap/{d}.ascii?plum", "/edr/collections/{d}", "/wms/{d}?service=WMS&request=GetCapabilities",
        "/datasets/{d}?f=json"
    ):
        before, value = attacked.right_credentials(vault_site)[kind]
        fields = [("Authorization", value)] if value else []
        answer = ask(vault_site.site.port, before + target.replace("{d}", "vault"), fields)
        assert answer.status == 200 and told(vault_site, answer), (target, answer.head)


@pytest.mark.parametrize(("names", "status"), [([f"group number {n:04d}" for n in range(300)], 200),
                                               (["Ёжик" * 5 + str(n) for n in range(220)], 200), (["x"] * 600, 401)])
def test_who_is_in_many_groups_signs_in(vault_site, names, status):
    """As far as a token may have them: their names go through nginx, escaped."""
    token = vault_site.issuer.token("uma", groups=[*names, "staff"])
    assert len(token) < 16 << 10
    assert ask(vault_site.site.port, "/dap/vault.dds", [("Authorization", f"Bearer {token}")]).status == status


@pytest.mark.parametrize("protocol", ["edr", "dap"])
def test_a_token_for_one_protocol_opens_no_other(vault_site, protocol):
    headers = [("Authorization", f"Bearer {vault_site.friends[f'for-{protocol}']}")]
    found = []
    for name, targets in attacked.TARGETS.items():
        for target in targets:
            hidden, absent = (ask(vault_site.site.port, target.replace("{d}", d), headers) for d in ("vault", ABSENT))
            if name != protocol and (
                as_of(ABSENT, hidden) != as_of(ABSENT, absent) or told(vault_site, hidden, target)
            ):
                found.append(target)
    assert not found
    open_to_it = {"edr": "/edr/collections/vault", "dap": "/dap/vault.dds"}[protocol]
    assert ask(vault_site.site.port, open_to_it, headers).status == 200


class TestWindows:
    @pytest.mark.parametrize("person", [name for name, (_, kinds) in attacked.WINDOWS.items() if kinds])
    def test_nothing_tells_of_what_is_beyond_a_window(self, vault_site, person):
        """Whoever sees the whole asks before and after: what was kept for one is not given to the other."""
        kinds = attacked.WINDOWS[person][1]
        found, seen_by_root, opened = [], set(), 0
        for target in attacked.ALL + attacked.LISTS:
            place = target.replace("{d}", "vault")
            for headers in ([], [("Prefer", "dry-run")], [("Accept", "text/html")], [("Accept-Encoding", "gzip")]):
                whole = vault_site.ask(place, "root", headers)
                part = vault_site.ask(place, person, headers)
                again = vault_site.ask(place, "root", headers)
                if whole.without_occasion()[2] != again.without_occasion(
                )[2] and "dryrun" not in target and not headers:
                    found.append(f"{target}: another answer for the owner")
                for answer, who in ((part, person), (whole, "root")):
                    words = told(vault_site, answer, place, kinds)
                    if who == person and words:
                        found.append(f"{target} {headers} tells {words}")
                    seen_by_root |= {
                        kind
                        for kind in kinds if who == "root" and told(vault_site, answer, place, [kind])
                    }
                opened += part.status == 200
                if whole.tag and whole.tag != part.tag:
                    asked = vault_site.ask(place, person, headers + [("If-None-Match", whole.tag)])
                    if asked.without_occasion()[::2] != part.without_occasion()[::2] and "dry" not in str(
                        (target, headers)
                    ):
                        found.append(f"{target}: another's tag makes {asked.status} of {part.status}")
                elif whole.tag and whole.status == part.status == 200 and whole.body != part.body:
                    found.append(f"{target}: one tag for two answers")
        assert not found, found[:8]
        assert seen_by_root == set(kinds), "nobody would have seen it"
        assert opened > 30 or person == "hal"

    def test_a_protocol_that_is_not_allowed_is_as_absent_as_the_dataset(self, vault_site):
        for name in ("pages", "wms", "edr"):
            for target in attacked.TARGETS[name]:
                hidden, absent = (vault_site.ask(target.replace("{d}", d), "fay") for d in ("vault", ABSENT))
                assert as_of(ABSENT, hidden) == as_of(ABSENT, absent), target
        assert vault_site.ask("/dap/vault.ascii?plum", "fay").status == 200
        assert b"vault" not in vault_site.ask("/edr/collections", "fay").body + vault_site.ask("/?f=json", "fay").body

    @pytest.mark.parametrize("target", [t for p in ("wms", "edr", "dap") for t in attacked.TARGETS[p]])
    def test_a_form_that_is_not_allowed_gives_no_value(self, vault_site, target):
        """Of CoverageJSON and PNG: no other picture, no values as text or in OPeNDAP's encodings."""
        answer = vault_site.ask(target.replace("{d}", "vault"), "gus")
        kind = answer.fields.get("content-type", [""])[0]
        if any(
            form in kind for form in ("image/webp", "image/jpeg", "octet-stream", "vnd.opendap.dap4.data")
        ) or "html" in target and "info_format" in target:
            assert answer.status != 200, answer.head
        numbers = [n for n in vault.hidden_numbers("dataset") if n in shown(answer)]
        assert not numbers or "CoverageJSON" in kind or "prs.coverage+json" in kind or "vnd.cov+json" in kind, (
            answer.head, numbers
        )

    def test_pixels_beyond_the_box_are_empty(self, vault_site):
        target = attacked.MAP.replace("{d}", "vault") + "&format=image/png&transparent=true"
        for person, filled in (("root", True), ("dan", False)):
            pixels = picture(vault_site.ask(target, person).body)
            # Eight columns from -5 to 35 degrees: those from 15 on are beyond.
            assert pixels[:, :4, 3].all() and pixels[:, 4:, 3].any() == filled, person

    def test_a_time_beyond_the_window_is_not_drawn(self, vault_site):
        for moment in ("2000-01-02T07:33:00Z", "2001-05-17T09:41:00Z"):
            target = attacked.MAP.replace("{d}", "vault") + f"&format=image/png&time={moment}"
            assert vault_site.ask(target, "root").fields["content-type"] == ["image/png"]
            assert vault_site.ask(target, "cat").fields["content-type"] != ["image/png"]


def picture(body: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(body)).convert("RGBA"))
