"""The numbers for Prometheus, as its own checker reads them."""

from __future__ import annotations

import shutil
import subprocess

import pytest

ASKED = ["/dap/packed-v3.dds", "/dap/none.dds", "/edr/collections", "/health/ready"]


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
def test_promtool_finds_nothing_to_say(site):
    for path in ASKED:
        site.get(path)
    numbers = site.get("/metrics")
    assert numbers.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert numbers.text.count("\n# HELP ") > 10
    checked = subprocess.run(["promtool", "check", "metrics"], input=numbers.text, capture_output=True, text=True)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
def test_promtool_finds_what_is_wrong():
    checked = subprocess.run(["promtool", "check", "metrics"], input="x_total 1\nx_total 2\n", capture_output=True, text=True)
    assert checked.returncode != 0 or checked.stderr
