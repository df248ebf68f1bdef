"""A Debian that boots in a container of its own, without a network but its loopback."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

ENVIRONMENT = ["env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C"]
CHECKOUT = "/opt/checkout"


class CannotBoot(Exception):
    """This machine runs no containers with systemd."""


class Container:
    """Methods run commands inside, as root."""

    def __init__(self, root: Path, folder: str = CHECKOUT):
        """`folder` is where commands run."""
        self.root = root
        self.folder = folder
        self.leader = 0
        self.process: subprocess.Popen | None = None

    def boot(self) -> None:
        log = open(self.root.parent / "boot.log", "ab")
        self.process = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--boot", f"--directory={self.root}", f"--machine=sluice-{os.getpid()}",
             "--register=no", "--keep-unit", "--private-network", "--link-journal=no"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self.leader = until(30, self._leader, "systemd did not start")
        # Degraded is up as well: what failed is told by the steps.
        until(60, lambda: self.state() in ("running", "degraded"), "systemd did not come up")

    def _leader(self) -> int:
        if self.process.poll() is not None:
            raise CannotBoot((self.root.parent / "boot.log").read_text(errors="replace").strip()[-500:])
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for child in children:
            with contextlib.suppress(OSError):
                if Path(f"/proc/{child}/comm").read_text().strip() == "systemd":
                    return int(child)
        return 0

    def state(self) -> str:
        return self.run("systemctl is-system-running", check=False).stdout.strip()

    def power_off(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        with contextlib.suppress(subprocess.SubprocessError):
            self.run("systemctl poweroff", check=False)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def command(self, script: str) -> list[str]:
        return ["nsenter", "-t", str(self.leader), "-m", "-u", "-i", "-n", "-p", "-C", *ENVIRONMENT,
                "bash", "-euo", "pipefail", "-c", f"cd {self.folder}\n{script}"]

    def run(self, script: str, check: bool = True, typed: str = "", seconds: float = 400) -> subprocess.CompletedProcess:
        """The text of both streams is in `stdout`."""
        done = subprocess.run(self.command(script), input=typed, text=True, errors="replace", timeout=seconds,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if check and done.returncode != 0:
            raise AssertionError(f"status {done.returncode} of\n{script.strip()}\n{done.stdout.strip()[-2000:]}")
        return done

    def start(self, script: str) -> subprocess.Popen:
        return subprocess.Popen(self.command(script), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True)

    def in_its_network(self, *command: str) -> subprocess.Popen:
        """A program of this host that sees the container's loopback; it ends when its input is closed."""
        return subprocess.Popen(["nsenter", "-t", str(self.leader), "-n", *command], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True)


def until(seconds: float, question, problem: str):
    """Asks until the answer is true, and returns it."""
    end = time.monotonic() + seconds
    while True:
        if answer := question():
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"{problem} within {seconds:g} seconds")
        time.sleep(0.1)
