#!/usr/bin/env python3
"""Writes Tests/Fixtures/tokens.json: keys of an issuer and tokens signed with them by Python's `cryptography`.

    make_tokens.py [tokens.json]

`jwks`: a key for each algorithm, named after it. `tokens`: one for each, and some whose signature is another than it must be;
`accept` says which. All are of the issuer https://issuer.example for the audience sluice, issued at 1800000000 for 300 s, of
alice in the groups staff and obs. The private halves are thrown away.
"""
import base64
import json
import pathlib
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
CURVES = {"ES256": ("P-256", ec.SECP256R1(), 32), "ES384": ("P-384", ec.SECP384R1(), 48), "ES512": ("P-521", ec.SECP521R1(), 66)}
CLAIMS = {"iss": "https://issuer.example", "aud": "sluice", "sub": "alice", "groups": ["staff", "obs"], "iat": 1800000000,
          "nbf": 1800000000, "exp": 1800000300}


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value, size=None):
    return b64(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def make(alg):
    if alg == "EdDSA":
        return ed25519.Ed25519PrivateKey.generate()
    if alg in CURVES:
        return ec.generate_private_key(CURVES[alg][1])
    return rsa.generate_private_key(65537, 2048)


def jwk(alg, key):
    public = key.public_key()
    entry = {"kid": alg, "alg": alg, "use": "sig"}
    if alg == "EdDSA":
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return {"kty": "OKP", "crv": "Ed25519", **entry, "x": b64(raw)}
    numbers = public.public_numbers()
    if alg in CURVES:
        name, _, size = CURVES[alg]
        return {"kty": "EC", "crv": name, **entry, "x": number(numbers.x, size), "y": number(numbers.y, size)}
    return {"kty": "RSA", **entry, "n": number(numbers.n), "e": number(numbers.e)}


def sign(alg, key, data, digest=None, salt=None):
    digest = digest or HASHES.get(alg[2:])
    if alg == "EdDSA":
        return key.sign(data)
    if alg in CURVES:
        r, s = utils.decode_dss_signature(key.sign(data, ec.ECDSA(digest)))
        return r.to_bytes(CURVES[alg][2], "big") + s.to_bytes(CURVES[alg][2], "big")
    if alg.startswith("PS"):
        return key.sign(data, padding.PSS(padding.MGF1(digest), salt if salt is not None else digest.digest_size), digest)
    return key.sign(data, padding.PKCS1v15(), digest)


def token(alg, key, **how):
    header = {"alg": alg, "typ": "JWT", "kid": alg}
    data = ".".join(b64(json.dumps(part, separators=(",", ":")).encode()) for part in (header, CLAIMS))
    return f"{data}.{b64(sign(alg, key, data.encode(), **how))}"


algorithms = [family + size for family in ("RS", "PS", "ES") for size in HASHES] + ["EdDSA"]
keys = {alg: make(alg) for alg in algorithms}
tokens = [{"name": alg, "accept": True, "token": token(alg, keys[alg])} for alg in algorithms]
for name, alg, how in (
    ("PS256 with a salt of 20 bytes", "PS256", {"salt": 20}), ("PS256 without salt", "PS256", {"salt": 0}),
    ("RS256 over SHA-512", "RS256", {"digest": hashes.SHA512()}), ("RS256 over SHA-1", "RS256", {"digest": hashes.SHA1()}),
    ("ES256 over SHA-512", "ES256", {"digest": hashes.SHA512()}), ("RS512 over SHA-256", "RS512", {"digest": hashes.SHA256()}),
):
    tokens.append({"name": name, "accept": False, "token": token(alg, keys[alg], **how)})
target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).with_name("tokens.json")
document = {"jwks": {"keys": [jwk(alg, keys[alg]) for alg in algorithms]}, "tokens": tokens}
target.write_text(json.dumps(document, indent=1) + "\n")
