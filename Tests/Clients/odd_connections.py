"""Whole connections that nobody's client would make: lines, lengths and bodies that may be read in two ways."""

from __future__ import annotations

from attacked import ABSENT
from odd_requests import DATA


def request(
    target: str, *fields: str, method: str = "GET", version: str = "HTTP/1.1", host: str = "Host: 127.0.0.1"
) -> bytes:
    return "\r\n".join([f"{method} {target} {version}", *([host] if host else []), *fields, "", ""]).encode()


def raw_attacks(token: str) -> dict[str, bytes]:
    """Whole connections. None of them has the owner's credentials where they count for the vault."""
    inner = request(DATA, "Sluice-Principal: root", "Sluice-Verdict: known", "Connection: close")
    own = f"Authorization: Bearer {token}"
    opened = request("/dap/open.dds", "Connection: keep-alive")
    return {
        "no host": request(DATA, "Connection: close", host=""),
        "1.0": request(DATA, version="HTTP/1.0", host=""),
        "0.9": f"GET {DATA}\r\n\r\n".encode(),
        "1.2": request(DATA, "Connection: close", version="HTTP/1.2"),
        "3.0": request(DATA, version="HTTP/3.0"),
        "two hosts": request(DATA, "Host: localhost", "Connection: close"),
        "another host": request(DATA, "Connection: close", host="Host: vault"),
        "a host of lines": request(DATA, "Connection: close", host="Host: a b"),
        "a continued field": request(DATA, "X: y\r\n Sluice-Principal: root", "Connection: close"),
        "a continued credential": request(DATA, "Authorization: Bearer\r\n x", "Connection: close"),
        "two credentials": request(
            DATA, f"Authorization: Bearer {token}", "Authorization: Basic cm9vdDp4", "Connection: close"
        ),
        "an empty credential": request(DATA, "Authorization:", "Connection: close"),
        "a blank before the colon": request(DATA, "Authorization : Bearer x", "Connection: close"),
        "lines of one letter": request(DATA, "Connection: close").replace(b"\r\n", b"\n"),
        "a zero in a field": request(DATA, "X: a\0b", "Connection: close"),
        "a zero in the line": request("/dap/vault.ascii\0.dds", "Connection: close"),
        "a tab for a blank": f"GET\t{DATA}\tHTTP/1.1\r\nHost: a\r\n\r\n".encode(),
        "two blanks": f"GET  {DATA}  HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode(),
        "blank lines before": b"\r\n\r\n" + request(DATA, "Connection: close"),
        "a length and chunks": request(
            "/dap/open.dds", "Content-Length: 4", "Transfer-Encoding: chunked", method="POST"
        ) + b"0\r\n\r\n" + inner,
        "chunks in capitals": request("/dap/open.dds", "Transfer-Encoding: CHUNKED", method="POST") + b"0\r\n\r\n" +
        inner,
        "unknown chunks": request("/dap/open.dds", "Transfer-Encoding: xchunked", method="POST") + b"0\r\n\r\n" + inner,
        "two encodings": request(
            "/dap/open.dds", "Transfer-Encoding: chunked", "Transfer-Encoding: identity", method="POST"
        ) + b"0\r\n\r\n" + inner,
        "a tab before chunked": request("/dap/open.dds", "Transfer-Encoding:\tchunked", method="POST") + b"0\r\n\r\n" +
        inner,
        "two lengths": request("/dap/open.dds", "Content-Length: 0", f"Content-Length: {len(inner)}", method="POST") +
        inner,
        "a length with a sign": request("/dap/open.dds", "Content-Length: +0", method="POST") + inner,
        "a negative length": request("/dap/open.dds", "Content-Length: -1", method="POST") + inner,
        "a length of too much": request("/dap/open.dds", "Content-Length: 99999999999999999999", method="POST") + inner,
        "a list of lengths": request("/dap/open.dds", f"Content-Length: 0, {len(inner)}", method="POST") + inner,
        "a body of a GET": request("/dap/open.dds", f"Content-Length: {len(inner)}") + inner,
        "a second request": opened + inner,
        "a chunk that is too long": request("/dap/open.dds", "Transfer-Encoding: chunked", method="POST") +
        b"ffffffffffffffff\r\n" + inner,
        "an extension of a chunk": request("/dap/open.dds", "Transfer-Encoding: chunked", method="POST") +
        b"0;x=\n\r\n\r\n" + inner,
        "fields behind chunks": request(
            DATA, "Transfer-Encoding: chunked", "Trailer: Authorization", "Connection: close"
        ) + f"0\r\n{own}\r\n\r\n".encode(),
        "somebody before": request(DATA.replace("vault", ABSENT), own) + request(DATA, "Connection: close"),
        "who may, before": opened.replace(b"Connection: keep-alive", own.encode()) + request(DATA, "Connection: close"),
        "a failure before": request("/dap/../..", own) + request(DATA, "Connection: close"),
        "an upgrade": request(
            DATA, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"
        ),
        "a tunnel": request("127.0.0.1:80", method="CONNECT") + inner,
        "HTTP/2 out of nothing": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0" * 9 + inner,
        "many fields": request(DATA, *[f"X-{n}: {n}" for n in range(2000)], "Connection: close"),
        "a long field": request(DATA, "X: " + "y" * 70000, "Connection: close"),
        "a long credential": request(DATA, "Authorization: Bearer " + "y" * 20000, "Connection: close"),
        "FastCGI's own words": b"\1\1\0\1\0\x08\0\0\0\1\0\0\0\0\0\0" + inner,
    }
