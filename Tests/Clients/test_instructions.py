"""What the count of instructions is held against: a request that costs more is named, one that was never recorded too."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Instructions"))

import count


@pytest.mark.parametrize(
    ("counted", "risen", "word"),
    [(1000, 0, ""), (1029, 0, ""), (1031, 1, "ROSE"), (969, 0, "fell: record it"), (971, 0, "")],
)
def test_three_percent_more_is_too_much(capsys, counted, risen, word):
    assert count.compare({"tile": counted}, {"tile": 1000}) == risen
    told = capsys.readouterr().out
    assert ("ROSE" in told, "fell" in told) == (word == "ROSE", word.startswith("fell"))


def test_what_was_never_recorded_is_told():
    assert count.compare({"tile": 1}, {}) == 1


def test_dumps_are_told_apart_by_their_names(tmp_path):
    for number, kind in enumerate(count.ALL):
        (tmp_path / f"out.{number + 1}").write_text(f"pid: 1\ndesc: Trigger: Client Request: {kind}\nsummary: {100 + number}\n")
    (tmp_path / "out").write_text("desc: Trigger: Program termination\ntotals: 5\n")
    assert list(count.dumps(tmp_path).values()) == list(range(100, 100 + len(count.ALL)))
    (tmp_path / "out.1").unlink()
    with pytest.raises(SystemExit):
        count.dumps(tmp_path)


def test_the_recorded_kinds_are_those_that_are_counted():
    assert set(count.json.loads(count.RECORDED.read_text())["instructions"]) == set(count.ALL)
