"""An OpenID Connect issuer on loopback, and the tokens that it signs: right ones, and wrong ones as tests ask."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.server
import json
import threading
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

AUDIENCE = "cubes"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Issuer:
    """Serves its description and its keys from a thread of its own, until it is closed."""
    def __init__(self, port: int = 0):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        issuer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                document = issuer.documents.get(self.path)
                body = json.dumps(document).encode()
                self.send_response(200 if document else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        numbers = self.key.public_key().public_numbers()
        key = {
            "kty": "RSA", "kid": "first", "use": "sig", "alg": "RS256", "n": base64url(numbers.n.to_bytes(256, "big")),
            "e": base64url(numbers.e.to_bytes(3, "big"))
        }
        self.documents = {
            "/.well-known/openid-configuration": {"issuer": self.address, "jwks_uri": f"{self.address}/keys"},
            "/keys": {"keys": [key]},
        }
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def claims(self, name: str, **more) -> dict:
        now = int(time.time())
        claims = {"iss": self.address, "aud": AUDIENCE, "sub": name, "iat": now, "exp": now + 3600}
        return {member: value for member, value in (claims | more).items() if value is not None}

    def token(self, name: str, header: dict | None = None, key=None, **claims) -> str:
        """A token of a person; a claim that is None is left out, `key` signs instead of the published one."""
        head = {"alg": "RS256", "typ": "JWT", "kid": "first"} | (header or {})
        signed = ".".join(
            base64url(json.dumps(part, ensure_ascii=False).encode()) for part in (head, self.claims(name, **claims))
        )
        return f"{signed}.{base64url(self.signature(head['alg'], signed.encode(), key or self.key))}"

    def signature(self, algorithm: str, signed: bytes, key) -> bytes:
        if algorithm == "none":
            return b""
        if algorithm == "HS256":  # with what is published: the oldest trick
            public = self.key.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            return hmac.new(public, signed, hashlib.sha256).digest()
        return key.sign(signed, padding.PKCS1v15(), hashes.SHA256())


def other_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
