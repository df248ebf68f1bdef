"""Asks a site everything and keeps what it says, without what differs by nature from one answer to the next."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import json
import re
from dataclasses import dataclass
from pathlib import Path

import asked
import cubes
import differences

#: Fields that say when and how an answer was made, and about the connection: never compared.
PASSING = {"date", "server-timing", "sluice-request-id", "connection", "keep-alive", "transfer-encoding"}
REQUEST_ID = b"REQUEST-ID"
#: What dry runs expect to fetch and how long that takes follows from what was fetched before.
ESTIMATES = re.compile(rb'"(fetched_bytes|seconds)":[0-9.e+-]+')
#: What a worker has of the host's memory follows from how many workers there are.
SHARE = re.compile(rb'("limits":\{[^}]*"memory":)[0-9]+')


@dataclass
class Answer:
    status: int
    #: Names in small letters, in order; several of one name stay apart.
    fields: list[tuple[str, str]]
    body: bytes

    def field(self, name: str) -> str | None:
        return next((value for key, value in self.fields if key == name), None)

    def described(self) -> dict:
        return {"status": self.status, "fields": self.fields, "sha256": hashlib.sha256(self.body).hexdigest(),
                "length": len(self.body)}


class Client:
    """Sends addresses as they are written, which no comfortable library does."""

    def __init__(self, port: int):
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def answer(self, request: asked.Asked, headers: dict) -> Answer:
        try:
            return self.once(request, headers)
        except (http.client.RemoteDisconnected, ConnectionError):
            # nginx closes what has been idle, or has been answered for long enough.
            self.connection.close()
            return self.once(request, headers)

    def once(self, request: asked.Asked, headers: dict) -> Answer:
        self.connection.putrequest(request.method, request.path, skip_accept_encoding=True)
        for name, value in headers.items():
            self.connection.putheader(name, value)
        if request.method in ("POST", "PUT", "PATCH"):
            self.connection.putheader("Content-Length", "0")
        self.connection.endheaders()
        with self.connection.getresponse() as response:
            try:
                body, cut = response.read(), ""
            except http.client.IncompleteRead as error:
                body, cut = error.partial, f"after {len(error.partial)} bytes"
            fields = [(name.lower(), value) for name, value in response.getheaders()]
        if cut:
            self.connection.close()
            fields.append(("(cut)", cut))
        return Answer(response.status, fields, body)


class Recorder:
    """One run over all requests."""

    def __init__(self, port: int):
        self.client = Client(port)
        self.raw: dict[str, Answer] = {}
        #: Tags of plain stores, by the first request that had each: they hold the moment of the look at the store.
        self.tags: dict[str, str] = {}

    def run(self) -> dict[str, Answer]:
        """What every request is answered, by name: twice, the second time in the other order and by whichever worker.

        Raises `Unsteady` when that made a difference.
        """
        requests = asked.everything()
        first = {request.name: self.normal(request, self.ask(request)) for request in requests}
        for request in reversed(requests):
            again = self.normal(request, self.ask(request))
            if again != first[request.name]:
                raise Unsteady(request.name, first[request.name], again)
        return first

    def ask(self, request: asked.Asked) -> Answer:
        headers = dict(request.headers)
        if request.unless:
            headers["If-None-Match"] = self.raw[request.unless].field("etag") or '"none"'
        answer = self.client.answer(request, headers)
        self.raw.setdefault(request.name, answer)
        return answer

    def normal(self, request: asked.Asked, answer: Answer) -> Answer:
        body = answer.body
        if answer.field("content-encoding") == "gzip" and body:
            body = gzip.decompress(body)
        if identifier := answer.field("sluice-request-id"):
            body = body.replace(identifier.encode(), REQUEST_ID)
        fields = {"etag": lambda tag: self.tag(request, tag)}
        body, estimates = ESTIMATES.subn(rb'"\1":"estimate"', body)
        body, shares = SHARE.subn(rb'\1"share"', body)
        if estimates or shares:
            fields["content-length"] = lambda _: "of what is not compared"
        kept = [(name, fields.get(name, str)(value)) for name, value in answer.fields if name not in PASSING]
        return Answer(answer.status, kept, body)

    def tag(self, request: asked.Asked, tag: str) -> str:
        """A tag of a plain store is told by who had it first, so that equal ones stay equal; all others are exact."""
        if not tag.startswith("W/"):
            return tag
        return f"weak, as of {self.tags.setdefault(tag, request.name)}"


class Unsteady(Exception):
    """The same program answered the same question in two ways."""

    def __init__(self, name: str, first: Answer, again: Answer):
        super().__init__("\n".join([name, *differences.of(first, again)]))


# ------------------------------------------------------------------ in a folder


def write(folder: Path, answers: dict[str, Answer]) -> None:
    """`answers.jsonl`, a line for each request, and `bodies`, by digest."""
    bodies = folder / "bodies"
    bodies.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"stores": cubes.fingerprint()})]
    for name, answer in answers.items():
        described = answer.described()
        lines.append(json.dumps({"name": name} | described))
        (bodies / described["sha256"]).write_bytes(answer.body)
    (folder / "answers.jsonl").write_text("\n".join(lines) + "\n")


def read(folder: Path) -> dict[str, Answer]:
    head, *lines = (folder / "answers.jsonl").read_text().splitlines()
    if json.loads(head)["stores"] != cubes.fingerprint():
        raise SystemExit(f"{folder} was recorded from other stores: record it anew")
    answers = {}
    for line in map(json.loads, lines):
        body = (folder / "bodies" / line["sha256"]).read_bytes()
        answers[line["name"]] = Answer(line["status"], [tuple(pair) for pair in line["fields"]], body)
    return answers
