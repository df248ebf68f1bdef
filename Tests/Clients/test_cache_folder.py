"""Where the folder of `cache` may be: not among what is published, whatever a configuration says."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pytest

import stores
from conditions import wait_for
from site_under_test import Site, program

REMEDY = "name a folder for nothing else, such as /var/cache/sluice"


@pytest.fixture
def store(tmp_path) -> Path:
    arrays = {"lat": stores.latitude([50.0, 51.0]), "lon": stores.longitude([4.0, 5.0])}
    arrays["v"] = stores.Array(("lat", "lon"), np.ones((2, 2), "f4"), {"units": "K"}, fill=None)
    return stores.write(tmp_path / "data" / "a.zarr", "v3", arrays)


def run(*words) -> subprocess.CompletedProcess:
    return subprocess.run([program(), *words], capture_output=True, text=True, timeout=120)


def text(cache: object, store: Path) -> str:
    return f"cache:\n  path: {cache}\n  bytes: 100 MiB\ndatasets:\n- {{id: a, store: {store}}}\n"


def test_check_and_serve_refuse_a_folder_among_what_is_published(tmp_path, store):
    link = tmp_path / "link"
    link.symlink_to(store)
    before = sorted(store.rglob("*"))
    for cache, says in [(store, "is the store of the dataset 'a'"), (store / "v", "lies in the store of the dataset 'a'"),
                        (store.parent, "holds the store of the dataset 'a'"), (link, "is the store of the dataset 'a'"),
                        ("/", "is the root of all folders"), ("/etc", "is a folder of the system")]:
        file = tmp_path / "sluice.yaml"
        file.write_text(text(cache, store))
        (tmp_path / "gate.conf").write_text("0123456789abcdef0123456789abcdef\n")
        check = run("check", "--config", file)
        assert check.returncode != 0 and f"sluice.yaml:2: error: cache: {cache}" in check.stdout, check.stdout
        assert says in check.stdout and REMEDY in check.stdout
        serve = run("serve", "--config", file, "--runtime-dir", tmp_path)
        assert serve.returncode != 0 and f"sluice.yaml:2: cache: {cache}" in serve.stderr and says in serve.stderr, serve.stderr
    assert sorted(store.rglob("*")) == before


def test_a_reload_refuses_it_and_goes_on(tmp_path, store):
    with Site(tmp_path / "site", text(tmp_path / "cache", store), workers=1) as site:
        site.wait_until_warm(1)
        (site.folder / "sluice.yaml").write_text(text(store, store))
        os.kill(site.pool(), signal.SIGHUP)
        refusals = lambda: [line for line in site.log_lines() if line.get("event") == "not_reloaded"]
        wait_for(refusals, 30, "nothing is refused")
        assert "is the store of the dataset 'a'" in refusals()[0]["cause"]
        assert site.get("/dap/a.dds").status_code == 200
    assert not (store / "usage").exists() and not (store / "indexes").exists()


def test_a_folder_that_is_closed_is_told_with_owner_and_remedy(tmp_path, store):
    """`doctor` and `check` of root judge for the user whose server runs."""
    if os.geteuid() != 0:
        pytest.skip("only root can give folders away")
    cache, runtime, file = tmp_path / "cache", tmp_path / "runtime", tmp_path / "sluice.yaml"
    cache.mkdir(mode=0o755)
    runtime.mkdir()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(str(runtime / "supervisor.sock"))
    os.chown(runtime / "supervisor.sock", 12345, 12345)
    file.write_text(text(cache, store))
    environment = os.environ | {"RUNTIME_DIRECTORY": str(runtime)}
    said = subprocess.run([program(), "check", "--config", file], capture_output=True, text=True, timeout=120, env=environment)
    assert re.search(rf"warning: cache: {cache} belongs to root and the service runs as 12345: chown -R 12345 {cache} "
                     rf"\(judged for 12345, whose server has {runtime}/supervisor.sock\)", said.stdout), said.stdout


@pytest.fixture
def shared(tmp_path):
    """A folder that every user may pass through, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="sluice-cache-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_a_service_tells_whose_its_closed_folder_is(shared, store):
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    user, cache, runtime = 54321, shared / "cache", shared / "run"
    cache.mkdir(mode=0o755)
    runtime.mkdir()
    runtime.chmod(0o777)
    sluice = shutil.copy(program(), shared / "sluice")
    shutil.copytree(store, shared / "a.zarr")
    (shared / "gate.conf").write_text("0123456789abcdef0123456789abcdef\n")
    file = shared / "sluice.yaml"
    file.write_text(text(cache, shared / "a.zarr") + f"server: {{spool_directory: {runtime}}}\n")
    for path in [shared / "gate.conf", file, *shared.joinpath("a.zarr").rglob("*")]:
        path.chmod(0o755)
    with open(shared / "log", "w") as log:
        process = subprocess.Popen([sluice, "serve", "--config", file, "--runtime-dir", runtime, "--workers", "1"], stdout=log,
                                   stderr=log, user=user, group=user, extra_groups=[], cwd="/")
    try:
        def told() -> dict[str, str]:
            lines = [json.loads(line) for line in (shared / "log").read_text().splitlines() if line.startswith("{")]
            return {line["event"]: line["cause"] for line in lines if line.get("event", "").endswith("cache_failing")}

        causes = wait_for(lambda: len(told()) == 2 and told(), 60, "nothing is told")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    says = f"{cache} belongs to root (mode 0755) and the service runs as {user}: chown -R {user} {cache}; until a reload "
    assert set(causes) == {"index_cache_failing", "object_cache_failing"}
    assert all(cause.startswith(says) for cause in causes.values()), causes
