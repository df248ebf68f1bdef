"""Waiting for what other processes do. Nothing announces it, so it is looked at again and again, up to a limit."""

from __future__ import annotations

import time

SECONDS_BETWEEN_LOOKS = 0.01


def wait_for(condition, seconds: float = 20, problem: str = "it did not happen in time"):
    """The first true value of `condition()`; fails with `problem` when there is none for so many seconds."""
    limit = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < limit, problem
        time.sleep(SECONDS_BETWEEN_LOOKS)
    return value
