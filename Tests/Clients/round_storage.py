"""An HTTP object server that answers in rounds: what is asked is held until the client can do nothing more without it.

The rounds that an answer takes are then what it costs on a store that is far away, in round trips, however fast this machine
is: no clock is looked at. A round begins when every thread of the process that asks, and of this one, sleeps and has asked
nothing in the meantime; then all that is held is answered at once.
"""

from __future__ import annotations

import functools
import http.server
import os
import threading
import time
from pathlib import Path

from object_server import Objects

#: Looks at the process, one after the other, that must find all its threads asleep and nothing new asked.
QUIET_LOOKS = 8
SECONDS_BETWEEN_LOOKS = 0.004


class HeldObjects(Objects):
    def do_GET(self, with_body: bool = True):
        self.state["rounds"].hold(self.describe())
        super().do_GET(with_body)

    def describe(self) -> str:
        asked = self.headers.get("Range")
        return self.path.lstrip("/") + (f" ({asked.removeprefix('bytes=')})" if asked else "")


class Rounds:
    """Requests that wait, and those that went before, by round."""

    def __init__(self):
        self.condition = threading.Condition()
        self.done: list[list[str]] = []
        self.waiting: list[str] = []

    def hold(self, request: str) -> None:
        with self.condition:
            self.waiting.append(request)
            mine = len(self.done)
            self.condition.wait_for(lambda: len(self.done) > mine)

    def answer(self) -> None:
        with self.condition:
            self.done.append(sorted(self.waiting))
            self.waiting = []
            self.condition.notify_all()


class RoundServer(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, folder: Path):
        self.rounds = Rounds()
        state = {"away": False, "asked": [], "unchanged": [], "lock": threading.Lock(), "rounds": self.rounds}
        super().__init__(("127.0.0.1", 0), functools.partial(HeldObjects, folder=folder, server_state=state))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __exit__(self, *_):
        self.rounds.answer()
        self.shutdown()
        self.server_close()

    def rounds_until(self, process: int, has_ended) -> list[list[str]]:
        """Answers round by round what `process` asks, until `has_ended()`: the requests of each."""
        first = len(self.rounds.done)
        limit = time.monotonic() + 60
        while self.wait_for_quiet(process, has_ended, limit):
            self.rounds.answer()
        return self.rounds.done[first:]

    def wait_for_quiet(self, process: int, has_ended, limit: float) -> bool:
        """False when it has ended; True when something is held and nothing moves."""
        looks, seen = 0, None
        while not has_ended():
            assert time.monotonic() < limit, f"no end after {self.rounds.done} while {self.rounds.waiting} waits"
            # What this process has not taken up yet on a busy machine is asked as well.
            now = (len(self.rounds.waiting), all_sleep(process) and all_sleep(os.getpid(), threading.get_native_id()))
            looks = looks + 1 if now == seen and now[0] and now[1] else 0
            seen = now
            if looks >= QUIET_LOOKS:
                return True
            time.sleep(SECONDS_BETWEEN_LOOKS)
        return False


def all_sleep(process: int, beside: int = 0) -> bool:
    """Whether no thread of the process, `beside` one, runs, or would if it had a processor."""
    states = []
    for file in Path(f"/proc/{process}/task").glob("*/stat"):
        if file.parent.name == str(beside):
            continue
        try:
            states.append(file.read_text().rpartition(")")[2].split()[0])
        except OSError:
            continue
    return bool(states) and set(states) <= {"S"}
