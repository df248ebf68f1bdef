"""Runs steps one after another in a container, and says how many passed, failed and were skipped."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from container import CannotBoot, Container

# What it returns is said beside its name.
Step = Callable[[Container], str | None]


def require(condition, text) -> None:
    if not condition:
        raise AssertionError(text)


class Load:
    """Requests that go on while something happens; all must be answered well."""

    def __init__(self, box: Container, site: str, host: str, address: str):
        self.longest = 0.0
        self.process = box.in_its_network(
            sys.executable, str(Path(__file__).with_name("load.py")), site, host, address, "4")

    def __enter__(self) -> Load:
        return self

    def __exit__(self, kind, *_):
        output = self.process.communicate(timeout=120)[0]
        if kind is None:
            found = json.loads(output)
            counts, self.longest = found["answers"], found["longest"]
            require(set(counts) == {"200"} and counts["200"] >= 4, f"answers by status: {counts}")


def boot(box: Container) -> str:
    """Why it does not boot on this machine; nothing when it runs."""
    # So that the container does not outlive a test that is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        box.boot()
    except (CannotBoot, AssertionError, OSError) as error:
        box.power_off()
        return str(error) or "no reason was given"
    return ""


def run_steps(box: Container, steps: list[Step], last: Step) -> int:
    """The status to end with. A step is named by the first line of its documentation and stands on those before it; after six
    that failed only the `last` is tried."""
    passed, failures, skipped = 0, 0, 0
    try:
        for run in steps:
            title = run.__doc__.splitlines()[0]
            if failures > 5 and run is not last:
                skipped += 1
                print(f"skipped {title}: too much has failed", flush=True)
                continue
            try:
                said = run(box)
                passed += 1
                print(f"ok      {title}{f': {said}' if said else ''}", flush=True)
            except (AssertionError, subprocess.SubprocessError, ValueError, LookupError, OSError) as error:
                failures += 1
                print(f"failed  {title}\n        {str(error).strip()}".replace("\n", "\n        "), flush=True)
    finally:
        if failures:
            log = box.root.parent / "journal.log"
            log.write_text(box.run("journalctl --no-pager", check=False).stdout)
            print(f"the container's journal is in {log}")
        box.power_off()
    print(f"{passed} passed, {failures} failed, {skipped} skipped")
    return 1 if failures else 0
