"""Credentials that must open nothing: what forgers, thieves and the forgetful come with."""

from __future__ import annotations

import time
from pathlib import Path

import guarded
from issuer import Issuer, other_key

LITTLE = {
    "ended": (),
    "revoked": (),
    "for-open": ("--datasets", "open"),
    "for-edr": ("--protocols", "edr"),
    "for-dap": ("--protocols", "dap"),
    "prefix": ("--datasets", "vaul,vault-,v"),
}


def tokens_of_little(folder: Path) -> dict[str, str]:
    """Tokens of the owner that are good for less than the owner is, or for nothing."""
    return {name: guarded.make_token(folder, name, "root", *options) for name, options in LITTLE.items()}


def all_of(folder: Path, issuer: Issuer, tokens: dict[str, str], made: dict[str, str],
           passwords: dict[str, str]) -> dict[str, dict]:
    """Everything that must open nothing of the vault, by name."""
    guarded.token_command(folder, "sign", "root-usual")
    signed_for_revoked = guarded.TokenLines(folder / "tokens").signed("revoked")
    guarded.token_command(folder, "revoke", "revoked")
    lines = guarded.TokenLines(folder / "tokens")
    lines.end("ended")
    lines.write()
    headers = wrong_words(tokens, made, passwords, lines)
    headers |= {name: [f"Bearer {token}"] for name, token in wrong_identities(issuer).items()}
    found = {name: {"authorization": values} for name, values in headers.items()}
    return found | {
        name: {"before": f"/s/{text}"}
        for name, text in wrong_addresses(lines, signed_for_revoked, made).items()
    }


def wrong_words(tokens, made, passwords, lines: guarded.TokenLines) -> dict[str, list[str]]:
    """What may stand in `Authorization` and opens nothing."""
    right = tokens["root"]
    return {
        "nothing": [],
        "a stranger's token": [f"Bearer {tokens['zed']}"],
        "a stranger's password": [guarded.basic("zed", passwords["zed"])],
        "a token that is over": [f"Bearer {made['ended']}"],
        "a revoked token": [f"Bearer {made['revoked']}"],
        "a token that is over, as a password": [guarded.basic("root", made["ended"])],
        "a token of another dataset": [f"Bearer {made['for-open']}"],
        "a token of a part of the name": [f"Bearer {made['prefix']}"],
        "a wrong password": [guarded.basic("root", "open sesam")],
        "an empty password": [guarded.basic("root", "")],
        "a hash for a password": [guarded.basic("root", guarded.hashed(passwords["root"]))],
        "another's password": [guarded.basic("root", passwords["zed"])],
        "no user": [guarded.basic("", passwords["root"])],
        "a name with a blank": [guarded.basic("root ", passwords["root"])],
        "a name in capitals": [guarded.basic("ROOT", passwords["root"])],
        "a password and a zero": [guarded.basic("root", passwords["root"] + "\0")],
        "a name alone": ["Basic " + guarded.basic("root", "")[6:-1]],
        "no base64": ["Basic !!!!"],
        "a scheme alone": ["Basic"],
        "a bearer of nothing": ["Bearer "],
        "another scheme": [f"Digest username=\"root\", response=\"{right}\""],
        "a token and no scheme": [right],
        "a token and more": [f"Bearer {right}x"],
        "a token and less": [f"Bearer {right[:-1]}"],
        "a token in capitals": [f"Bearer {right.upper()}"],
        "a token of another letter": [f"Bearer {altered(right, 20)}"],
        "two tokens in one": [f"Bearer {tokens['zed']} {right}"],
        "two tokens in a list": [f"Bearer {tokens['zed']}, Bearer {right}"],
        "a user for a token": [f"Bearer root:{passwords['root']}"],
        "a digest for a token": [f"Bearer {lines.token('root-usual')['sha256']}"],
    }


def wrong_identities(issuer: Issuer) -> dict[str, str]:
    """JSON Web Tokens of the staff that are wrong in one thing each."""
    staff = {"groups": ["staff"]}
    now, right = time.time(), issuer.token("uma", groups=["staff"])
    head, claims, signature = right.split(".")
    of_zed = issuer.token("zed").split(".")
    return {
        "an identity of no group": issuer.token("uma"),
        "an identity of another group": issuer.token("uma", groups=["staffs", "Staff", "*"]),
        "an identity called as a group": issuer.token("staff"),
        "an identity whose groups are a text": issuer.token("uma", groups="staff"),
        "an identity for others": issuer.token("uma", aud="other", **staff),
        "an identity for nobody": issuer.token("uma", aud=None, **staff),
        "an identity of another issuer": issuer.token("uma", iss="http://127.0.0.1:9", **staff),
        "an identity that is over": issuer.token("uma", exp=int(now - 3600), **staff),
        "an identity without end": issuer.token("uma", exp=None, **staff),
        "an identity of tomorrow": issuer.token("uma", nbf=int(now + 86400), **staff),
        "an identity of nobody": issuer.token("uma", sub=None, **staff),
        "an unsigned identity": issuer.token("uma", {"alg": "none"}, **staff),
        "an identity signed with what is public": issuer.token("uma", {"alg": "HS256"}, **staff),
        "an identity of another key": issuer.token("uma", key=other_key(), **staff),
        "an identity of an unknown key": issuer.token("uma", {"kid": "second"}, **staff),
        "an identity with a key of its own": issuer.token(
            "uma", {"jwk": {"kty": "RSA"}, "kid": None}, key=other_key(), **staff
        ),
        "an identity with a demand": issuer.token("uma", {"crit": ["exp"]}, **staff),
        "an altered identity": f"{head}.{altered(claims, 9)}.{signature}",
        "an identity of an altered signature": f"{head}.{claims}.{altered(signature, 30)}",
        "claims above another's signature": f"{of_zed[0]}.{claims}.{of_zed[2]}",
        "an identity of two parts": f"{head}.{claims}",
        "an identity without signature": f"{head}.{claims}.",
        "an identity of four parts": f"{right}.{signature}",
    }


def wrong_addresses(lines: guarded.TokenLines, of_revoked: str, made: dict[str, str]) -> dict[str, str]:
    """What may stand behind `/s/` and opens nothing."""
    right = lines.signed("root-usual")
    payload, code = right.removeprefix("sla_").split(".")
    words = guarded.decoded(payload).decode().split(" ")

    def reworded(number: int, word: str) -> str:
        return "sla_" + guarded.base64url(" ".join(words[:number] + [word] + words[number + 1:]).encode()) + "." + code

    return {
        "an address of an altered code": f"sla_{payload}.{altered(code, 5)}",
        "an address of another's code": f"sla_{payload}." + lines.signed("zed-usual").split(".")[1],
        "an address that is longer good than signed": reworded(1, str(int(words[1]) + 86400)),
        "an address in another's name": reworded(2, guarded.base64url(b"x" * 12)),
        "an address wider than signed": "sla_" + guarded.base64url(" ".join(words[:3] + ["datasets=vault"]).encode()) +
        "." + code,
        "an address of another dataset": lines.signed("root-usual", "datasets=open"),
        "an address of an ended token": lines.signed("ended"),
        "an address of a revoked token": of_revoked,
        "an address of a narrow token": lines.signed("for-open", ""),
        "an address that is over": lines.signed("root-usual", expires=time.time() - 10),
        "an address for ever": lines.signed("root-usual", expires=time.time() + 200 * 86400),
        "an address of another key": lines.signed("root-usual", key="other"),
        "an address of another secret": lines.signed("root-usual", secret=b"\0" * 32),
        "an address of another owner": lines.signed("zed-usual", owner="root"),
        "an address of no scope": lines.signed("root-usual", "everything"),
        "an address without code": f"sla_{payload}",
        "an address of an empty code": f"sla_{payload}.",
        "an address padded": f"sla_{payload}=.{code}",
        "an address and more": f"{right}.{code}",
        "an address in capitals": right.upper(),
        "a stranger's address": lines.signed("zed-usual"),
        "an ended token in the address": made["ended"],
        "two addresses": f"{lines.signed('zed-usual')}/s/{right}",
    }


def altered(text: str, place: int) -> str:
    """With another letter at a place."""
    return text[:place] + ("B" if text[place] == "A" else "A") + text[place + 1:]
