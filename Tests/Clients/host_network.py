"""Hosts of their own on one machine: network namespaces, each with a link to the one of a load balancer."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

from conditions import wait_for
from site_under_test import ROOT, program

PORT = 8080


def reason_against() -> str | None:
    """Why this machine cannot have such hosts."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if not shutil.which("ip"):
        return "iproute2 is not installed"
    name = f"sluice-{os.getpid()}-try"
    done = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True)
    if done.returncode != 0:
        return f"no network namespaces here: {done.stderr.strip()}"
    subprocess.run(["ip", "netns", "delete", name], check=False)
    return None


def run(*command: object) -> None:
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


def end(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()


class HostNetwork:
    """A balancer's namespace and some hosts', with a site in each; a context manager that takes all of it away."""

    def __init__(self, folder: Path, configuration: str, hosts: int = 2):
        self.folder = folder
        self.balancer = f"sluice-{os.getpid()}-0"
        self.hosts = [f"sluice-{os.getpid()}-{number + 1}" for number in range(hosts)]
        self.addresses = [f"10.77.{number + 1}.2" for number in range(hosts)]
        self.configuration = configuration
        self.stack = contextlib.ExitStack()

    def __enter__(self) -> HostNetwork:
        with contextlib.ExitStack() as made:
            self._make_namespace(made, self.balancer)
            for number, host in enumerate(self.hosts):
                self._make_namespace(made, host)
                self._link(number, host)
                self._start_site(made, number, host)
            self.stack = made.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    @staticmethod
    def _make_namespace(made: contextlib.ExitStack, name: str) -> None:
        run("ip", "netns", "add", name)
        made.callback(run, "ip", "netns", "delete", name)
        run("ip", "-n", name, "link", "set", "lo", "up")

    def _link(self, number: int, host: str) -> None:
        run("ip", "link", "add", f"host{number}", "netns", self.balancer, "type", "veth", "peer", "name", "up0", "netns", host)
        for namespace, device, address in ((self.balancer, f"host{number}", f"10.77.{number + 1}.1"),
                                           (host, "up0", self.addresses[number])):
            run("ip", "-n", namespace, "address", "add", f"{address}/24", "dev", device)
            run("ip", "-n", namespace, "link", "set", device, "up")

    def _start_site(self, made: contextlib.ExitStack, number: int, host: str) -> None:
        folder = self.folder / f"host{number}"
        folder.mkdir()
        (folder / "sluice.yaml").write_text(self.configuration)
        site = subprocess.Popen(
            ["ip", "netns", "exec", host, ROOT / "deploy" / "local-site", "--sluice", program(), "--config",
             folder / "sluice.yaml", "--runtime-dir", folder, "--address", "0.0.0.0", "--port", str(PORT), "--without-cache", "--workers", "1"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        made.callback(end, site)
        said = site.stdout.readline()
        if not said.startswith("ready"):
            raise RuntimeError(f"the site did not start: {said}{site.communicate()[0]}")

    def start(self, *command: object, **keywords) -> subprocess.Popen:
        """A program beside the balancer."""
        return subprocess.Popen(["ip", "netns", "exec", self.balancer, *map(str, command)], start_new_session=True, **keywords)

    def get(self, address: str) -> int:
        """The status of an answer through the balancer; 0 for none."""
        done = subprocess.run(
            ["ip", "netns", "exec", self.balancer, "curl", "--silent", "--globoff", "--max-time", "10", "--output", "/dev/null",
             "--write-out", "%{http_code}", f"http://127.0.0.1:{PORT}{address}"], capture_output=True, text=True)
        return int(done.stdout or 0)

    def set_cable(self, number: int, state: str) -> None:
        """Cuts a host off ("down"), so that what is sent to it is lost without a word, or connects it again ("up")."""
        run("ip", "-n", self.hosts[number], "link", "set", "up0", state)

    def targets(self, number: int) -> list[str]:
        """The addresses that a host has answered so far."""
        lines = map(json.loads, (self.folder / f"host{number}" / "sluice.log").read_text().splitlines())
        return [line["target"] for line in lines if "target" in line]

    def wait_until_served(self, address: str) -> None:
        wait_for(lambda: self.get(address) == 200, 30, "the balancer does not answer")
