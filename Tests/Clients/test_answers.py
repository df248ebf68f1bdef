"""The recorded requests: what is answered depends on no worker and no order, and a difference is found and named."""

from __future__ import annotations

import dataclasses
import io
import sys
from pathlib import Path

import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Answers"))

import asked
import compare
import differences
import recording
from site_under_test import program


def test_one_worker_and_four_answer_everything_alike(tmp_path):
    """Equal bytes under equal tags, from whichever worker; each run asks everything twice itself."""
    alone = compare.record(program(), 1, tmp_path / "stores")
    compare.check(alone)
    assert differences.between(alone, compare.record(program(), 4, tmp_path / "stores")) == {}


def test_the_list_names_each_request_once():
    names = [request.name for request in asked.everything()]
    assert len(names) == len(set(names)) >= asked.LEAST
    assert all(request.unless in names[:names.index(request.name)] for request in asked.everything() if request.unless)


def picture(colour: tuple[int, int, int]) -> bytes:
    image = Image.new("RGB", (4, 3))
    image.putpixel((1, 2), colour)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


ANSWER = recording.Answer(200, [("content-type", "text/plain"), ("link", "<a>"), ("link", "<b>")], b"one\ntwo\n")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": 404}, ["status 200 → 404"]),
        ({"body": b"one\n2\n"}, ["-two", "+2"]),
        ({"body": b"\xff\x00"}, ["body of 8 → 2 bytes, first at byte 0: 6f 6e 65 0a 74 77 6f 0a → ff 00"]),
        ({"fields": [*ANSWER.fields, ("etag", '"x"')]}, ['+ etag: "x"']),
        ({"fields": ANSWER.fields[:2]}, ["- link: <b>"]),
        ({"fields": ANSWER.fields[::-1]}, ["the fields come in another order"]),
    ],
)
def test_a_difference_is_told(change, told):
    assert differences.between({"a": ANSWER}, {"a": ANSWER}) == {}
    assert differences.between({"a": ANSWER}, {"a": dataclasses.replace(ANSWER, **change)}) == {"a": told}


def test_pictures_differ_in_pixels():
    old, new = (recording.Answer(200, [], picture(colour)) for colour in ((0, 0, 0), (9, 0, 0)))
    (line,) = differences.of(old, new)
    assert line.startswith("1 of 12 pixels differ")


def test_a_request_of_one_recording_alone_is_told():
    assert differences.between({"a": ANSWER}, {"b": ANSWER}) == {
        "a": ["only in the old recording"], "b": ["only in the new recording"]}


def test_a_recording_comes_back_as_it_was(tmp_path):
    answers = {"a": ANSWER, "b": dataclasses.replace(ANSWER, body=b"\x00\xff"), "c": dataclasses.replace(ANSWER, body=b"")}
    recording.write(tmp_path, answers)
    assert recording.read(tmp_path) == answers
