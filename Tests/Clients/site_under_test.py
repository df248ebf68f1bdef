"""A Sluice behind a real nginx, started with the same script as the demonstration."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from pathlib import Path

import requests

from conditions import wait_for

ROOT = Path(__file__).resolve().parents[2]
TEST_DATA = Path(os.environ["SLUICE_TEST_DATA"]) if os.environ.get("SLUICE_TEST_DATA") else None


def program() -> Path:
    """The sluice to test: `SLUICE_PROGRAM`, else what `swift build` left."""
    return Path(os.environ.get("SLUICE_PROGRAM") or ROOT / ".build" / "debug" / "sluice")


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, each another one."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def free_port() -> int:
    return free_ports(1)[0]


class Site:
    """nginx and a pool below a folder of their own; a context manager that stops both.

    `workers`: None for as many as the configuration says. `keeps`: whether nginx keeps answers, as it does for operators; most
    tests ask about the workers.
    """

    def __init__(self, folder: Path, configuration: str, *, workers: int | None = 2, prefix: str = "",
                 executable: Path | None = None, keeps: bool = False):
        self.folder = folder
        self.port, self.h2c_port = free_ports(2)
        self.url = f"http://127.0.0.1:{self.port}"
        self.h2c_url = f"http://127.0.0.1:{self.h2c_port}"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "sluice.yaml"
        file.write_text(configuration)
        self.process = subprocess.Popen(
            [ROOT / "deploy" / "local-site", "--sluice", executable or program(), "--config", file, "--runtime-dir", folder,
             "--port", str(self.port), "--h2c-port", str(self.h2c_port), "--prefix", prefix,
             *([] if keeps else ["--without-cache"]), *(["--workers", str(workers)] if workers else [])],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )
        said = self.process.stdout.readline()
        if not said.startswith("ready"):
            raise RuntimeError(f"the site did not start: {said}{self.process.communicate()[0]}")
        self.url = said.split()[1].rstrip("/")
        self.session = requests.Session()

    def __enter__(self) -> Site:
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def get(self, path: str, **keywords) -> requests.Response:
        """A request whose path is sent as it is written: nothing is normalised or escaped again."""
        prepared = requests.Request("GET", self.url, **keywords)
        prepared = self.session.prepare_request(prepared)
        prepared.url = self.url + path
        return self.session.send(prepared, timeout=120)

    def processes(self) -> dict[int, list[str]]:
        """Every process below the script, with its command line."""
        parents, commands = {}, {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                    commands[int(entry.name)] = (entry / "cmdline").read_bytes().decode().split("\0")
                except OSError:
                    continue
        found = {self.process.pid}
        while more := {p for p, parent in parents.items() if parent in found} - found:
            found |= more
        return {p: commands[p] for p in found if p in commands}

    def workers(self) -> list[int]:
        return sorted(p for p, command in self.processes().items() if "worker" in command[1:2])

    def wait_until_warm(self, workers: int) -> None:
        """Until all workers have opened every dataset that can be opened: the last look at each is past."""
        def are_warm() -> bool:
            names = [thread_names(worker) for worker in self.workers()]
            return len(names) == workers and all("pulse" in own and "warm-up" not in own for own in names)

        wait_for(are_warm, 120, "the workers still open datasets")

    def pool(self) -> int:
        """The process that owns the sockets and the workers."""
        return next(p for p, command in self.processes().items() if "serve" in command[1:2])

    def command(self, *words: str) -> subprocess.CompletedProcess:
        """Runs a command of the program on this site's pool."""
        command = [program(), *words, "--runtime-dir", self.folder]
        return subprocess.run(command, capture_output=True, text=True, timeout=120)

    def status(self) -> dict:
        """What `sluice status` says of the pool."""
        return json.loads(self.command("status", "--json").stdout)

    def log_lines(self) -> list[dict]:
        """The JSON lines that the workers have written so far."""
        lines = []
        for line in (self.folder / "sluice.log").read_text().splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                continue
        return lines

    def log_line(self, answer: requests.Response) -> dict:
        """The log line of an answer; the worker may write it a moment after the client has its bytes."""
        identifier = answer.headers["Sluice-Request-Id"]

        def line() -> dict | None:
            return next((line for line in reversed(self.log_lines()) if identifier in line.values()), None)

        return wait_for(line, 5, f"no log line for request {identifier}")


def thread_names(process: int) -> set[str]:
    """Those of a process beside its main one; one that has no name of its own yet may become a `warm-up`."""
    try:
        main = Path(f"/proc/{process}/comm").read_text().strip()
        names = [file.read_text().strip() for file in Path(f"/proc/{process}/task").glob("*/comm")]
    except OSError:
        return set()
    names.remove(main)
    return {"warm-up" if name == main else name for name in names}


def configuration(stores: dict[str, object], extra: str = "") -> str:
    """The smallest configuration that serves these stores, by dataset id."""
    entries = "".join(f"  - id: {name}\n    store: {store}\n" for name, store in stores.items())
    return f"datasets:\n{entries}{extra}"
