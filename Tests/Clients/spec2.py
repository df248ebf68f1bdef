"""Repositories of spec 2 that change while a test runs, written by icechunk 2 under a Python that has it."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
from pathlib import Path

WRITER = Path(__file__).with_name("spec2_writer.py")


@functools.cache
def python(*others: str) -> str | None:
    """A Python that has icechunk 2 and `others`: `SLUICE_PYTHON_ICECHUNK2`, or one of those installed; nil without."""
    check = f"import {', '.join(('icechunk', *others))}; print(icechunk.__version__)"
    named = os.environ.get("SLUICE_PYTHON_ICECHUNK2")
    found = [shutil.which(f"python3.{minor}") for minor in range(12, 16)]
    found += sorted(map(str, Path.home().glob(".pyenv/versions/3.*/bin/python")))
    for candidate in filter(None, [named, *found]):
        try:
            version = subprocess.run([candidate, "-c", check], timeout=60,
                                     capture_output=True, text=True, check=True).stdout
        except (OSError, subprocess.SubprocessError):
            continue
        if int(version.split(".")[0]) >= 2:
            return candidate
    return None


class Repository:
    """Methods are those of `spec2_writer.Writer`."""

    def __init__(self, folder: Path):
        self.process = subprocess.Popen([python(), WRITER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(60)

    def __getattr__(self, command: str):
        def run(*words: object) -> str | None:
            self.process.stdin.write(" ".join(map(str, (command, *words))) + "\n")
            self.process.stdin.flush()
            for line in self.process.stdout:
                if line.startswith('{"result"'):
                    return json.loads(line)["result"]
            raise RuntimeError(f"the writer ended at {command} {words}")

        return run
