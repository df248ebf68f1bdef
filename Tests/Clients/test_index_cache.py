"""The host's cache of indexes: made once by all workers, kept over restarts and commits, and made anew where coordinates change."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import threading
from pathlib import Path

import numpy as np
import pytest
import zarr

import repositories
import stores
from conditions import wait_for
from round_storage import RoundServer
from site_under_test import Site, program

ROWS, COLUMNS = 200, 220
#: Bytes of the index of so many cells of single precision, about.
INDEX_BYTES = 40 * ROWS * COLUMNS


def places(shift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    row, column = np.mgrid[0:ROWS, 0:COLUMNS]
    longitude = 5 + 0.1 * column + 0.02 * row + shift
    latitude = 40 + 0.1 * row - 0.01 * column
    return longitude.astype("f4"), latitude.astype("f4")


def numbers() -> np.ndarray:
    return np.arange(ROWS * COLUMNS, dtype="f4").reshape(1, ROWS, COLUMNS)


def write(group: zarr.Group, shift: float = 0.0) -> None:
    longitude, latitude = places(shift)
    for name, data, units in [("lon", longitude, "degrees_east"), ("lat", latitude, "degrees_north")]:
        array = group.create_array(name, data=data, chunks=(50, COLUMNS), dimension_names=["y", "x"], overwrite=True)
        array.attrs["units"] = units
    values = group.create_array("cell", data=numbers(), chunks=(1, 100, 110), dimension_names=["time", "y", "x"], overwrite=True)
    values.attrs.update({"coordinates": "lon lat", "units": "1"})


def write_mesh(group: zarr.Group) -> None:
    """Squares, each in two triangles, with values on faces and on nodes."""
    longitude, latitude = places()
    corner = (np.arange(ROWS - 1)[:, None] * COLUMNS + np.arange(COLUMNS - 1)).ravel()
    faces = np.concatenate([np.stack([corner, corner + 1, corner + COLUMNS], 1),
                            np.stack([corner + 1, corner + COLUMNS + 1, corner + COLUMNS], 1)]).astype("i4")
    topology = {"cf_role": "mesh_topology", "topology_dimension": 2, "node_coordinates": "lon lat",
                "face_node_connectivity": "corners"}
    group.create_array("mesh", shape=(), dtype="i4", dimension_names=[]).attrs.update(topology)
    for name, data, dimensions, attributes in [
        ("lon", longitude.ravel(), ["node"], {"units": "degrees_east"}),
        ("lat", latitude.ravel(), ["node"], {"units": "degrees_north"}),
        ("corners", faces, ["face", "corner"], {"start_index": 0}),
        ("height", np.zeros(longitude.size, "f4"), ["node"], {"mesh": "mesh", "location": "node"}),
        ("cell", np.zeros(len(faces), "f4"), ["face"], {"mesh": "mesh", "location": "face", "units": "1"}),
    ]:
        chunks = (len(data) // 3 + 1, *data.shape[1:])
        group.create_array(name, data=data, chunks=chunks, dimension_names=dimensions).attrs.update(attributes)


class Cached:
    """A site whose cache outlives it."""

    def __init__(self, folder: Path, store: str, *, workers: int = 2, extra: str = "", number: int = 0):
        self.cache = folder / "cache"
        datasets = json.dumps([{"id": "curved", "store": store, "refresh": 1}])
        self.configuration = f"cache: {{path: {self.cache}, bytes: 1 GiB{extra}}}\ndatasets: {datasets}\n"
        self.site = Site(folder / f"site-{number}", self.configuration, workers=workers)
        self.workers = workers

    def __enter__(self) -> Cached:
        self.site.wait_until_warm(self.workers)
        return self

    def __exit__(self, *details):
        self.site.__exit__(*details)

    def counter(self, name: str) -> int:
        text = self.site.get("/metrics").text
        return int(re.search(rf"^sluice_index_cache_{name} (\d+)$", text, re.MULTILINE)[1])

    def cell(self, longitude: float, latitude: float) -> float | None:
        answer = self.site.get(f"/edr/collections/curved/position?coords=POINT({longitude}%20{latitude})&parameter-name=cell")
        if answer.status_code != 200:
            return None
        document = answer.json()
        return document.get("coverages", [document])[0]["ranges"]["cell"]["values"][0]


def expect_cells(site: Cached, shift: float = 0.0) -> None:
    longitude, latitude = (numbers.astype("f8") for numbers in places(shift))
    generator = np.random.default_rng(11)
    for _ in range(10):
        row, column = generator.integers(5, ROWS - 5), generator.integers(5, COLUMNS - 5)
        found = site.cell(longitude[row, column] + 0.01, latitude[row, column] - 0.01)
        assert found == row * COLUMNS + column


def indexes(site: Cached) -> list[Path]:
    return sorted((site.cache / "indexes").glob("*.index"))


@pytest.fixture
def repository(tmp_path) -> repositories.Repository:
    made = repositories.Repository(tmp_path / "repository", inline=False)
    made.commit("write", write)
    return made


def test_workers_that_need_it_at_once_make_it_once(tmp_path, repository):
    with Cached(tmp_path, str(repository.folder), workers=4) as site:
        expect_cells(site)
        assert site.counter("builds_total") == 1 and site.counter("hits_total") >= 3
        (index,) = indexes(site)
        assert INDEX_BYTES / 2 < index.stat().st_size < INDEX_BYTES * 3
        assert site.counter("bytes") == index.stat().st_size
        assert index.stat().st_mode & 0o777 == 0o600


def test_it_outlives_the_site(tmp_path, repository):
    with Cached(tmp_path, str(repository.folder)) as site:
        before = indexes(site)
    with Cached(tmp_path, str(repository.folder), number=1) as site:
        expect_cells(site)
        assert site.counter("builds_total") == 1 and indexes(site) == before
        file = tmp_path / "sluice.yaml"
        file.write_text(site.configuration)
        told = json.loads(subprocess.run([program(), "inspect", "curved", "--config", file, "--json"],
                                         check=True, capture_output=True, timeout=120).stdout)
        (variable,) = [v for v in told["variables"] if v["name"] == "cell"]
        assert variable["index"]["file"] == str(before[0]) and variable["index"]["bytes"] == before[0].stat().st_size
        assert variable["index"]["seconds"] > 0
        text = subprocess.run([program(), "inspect", "curved", "--config", file], check=True, capture_output=True,
                              text=True, timeout=120).stdout
        assert str(before[0]) in text and f" {ROWS * COLUMNS} " in text
        text = subprocess.run([program(), "inspect", repository.folder], check=True, capture_output=True, text=True,
                              timeout=120).stdout
        assert " memory" in text


def test_a_commit_makes_it_anew_only_where_coordinates_change(tmp_path, repository):
    with Cached(tmp_path, str(repository.folder)) as site:
        def more(group: zarr.Group) -> None:
            group["cell"].resize((3, ROWS, COLUMNS))
            group["cell"][1:] = 7.0

        def state() -> str:
            return site.site.get("/edr/collections/curved").headers["Sluice-Snapshot"]

        first = state()
        repository.commit("more data", more)
        wait_for(lambda: state() != first, 30, "the commit is not served")
        second = state()
        expect_cells(site)
        assert site.counter("builds_total") == 1 and len(indexes(site)) == 1

        def moved(group: zarr.Group) -> None:
            longitude, _ = places(shift=1.0)
            group["lon"][0:50] = longitude[0:50]

        repository.commit("one chunk of a coordinate", moved)
        wait_for(lambda: state() != second, 30, "the commit is not served")
        longitude, latitude = places(shift=1.0)
        assert site.cell(float(longitude[20, 100]), float(latitude[20, 100])) == 20 * COLUMNS + 100
        assert site.counter("builds_total") == 2 and len(indexes(site)) == 2


def test_coordinates_of_plain_stores_that_are_overwritten_are_never_stale(tmp_path):
    write(zarr.open_group(tmp_path / "plain", mode="w", zarr_format=3))
    with Cached(tmp_path, str(tmp_path / "plain")) as site:
        expect_cells(site)
    zarr.open_group(tmp_path / "plain", mode="a")["lon"][:] = places(shift=2.0)[0]
    with Cached(tmp_path, str(tmp_path / "plain"), number=1) as site:
        expect_cells(site, shift=2.0)
        assert site.counter("builds_total") == 2


@pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "folder"])
def test_a_damaged_index_is_found_and_made_again(tmp_path, repository, damage):
    with Cached(tmp_path, str(repository.folder)) as site:
        (index,) = indexes(site)
    content = bytearray(index.read_bytes())
    if damage == "folder":
        index.unlink()
        index.mkdir()
    else:
        content[len(content) // 2] ^= 4
        index.write_bytes({"flipped": content, "cut": content[:5000], "empty": b""}[damage])
    with Cached(tmp_path, str(repository.folder), number=1) as site:
        expect_cells(site)
        assert site.counter("builds_total") == 2 and index.is_file()
        assert site.counter("damaged_total") == (0 if damage == "folder" else 1)


def test_workers_that_are_killed_leave_it_to_others(tmp_path, repository):
    """Whoever is killed at any moment of starting and opening: the next worker has an index, and the right one."""
    with Cached(tmp_path, str(repository.folder), workers=2) as site:
        for round in range(4):
            for file in (site.cache / "indexes").glob("*.index*"):
                file.unlink()
            for worker in site.site.workers():
                os.kill(worker, 9)
            assert wait_for(lambda: site.cell(15.0, 50.0), 60, "nobody answers") is not None
        site.site.wait_until_warm(2)
        expect_cells(site)
        assert len(indexes(site)) == 1


def test_a_full_disk_costs_memory_and_no_answer(tmp_path, repository):
    cache = tmp_path / "cache"
    cache.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", cache]).returncode:
        pytest.skip("no small file system can be mounted here")
    try:
        with Cached(tmp_path, str(repository.folder), extra=", objects: 0") as site:
            expect_cells(site)
            assert indexes(site) == [] and not list((cache / "indexes").glob("*.new"))
            told = [line for line in site.site.log_lines() if line.get("event") == "index_cache_failing"]
            assert len(told) == 1 and "No space left" in told[0]["cause"]
    finally:
        subprocess.run(["umount", "-l", cache], check=True)


#: Rounds without an index, and with it. Documents; a byte of each chunk; coordinates; a byte again; the answer's chunk. Or refs;
#: snapshot; manifests; coordinates; the answer's manifest and chunk. Places of nodes are read, and looked at, for the mesh's
#: own index and for that of values on them.
ROUNDS = {"zarr": (write, [5, 3]), "icechunk": (write, [6, 5]), "mesh": (write_mesh, [6, 3])}


@pytest.mark.parametrize("kind", ROUNDS)
def test_rounds_of_a_first_answer(tmp_path, kind):
    """Four round trips to a store that is far away for the index; fewer where it is kept, as no coordinate is read then."""
    made, expected = ROUNDS[kind]
    if kind == "icechunk":
        repositories.Repository(tmp_path / "far", inline=False).commit("write", made)
    else:
        made(zarr.open_group(tmp_path / "far", mode="w", zarr_format=3))
        zarr.consolidate_metadata(tmp_path / "far")
    rounds = []
    with RoundServer(tmp_path) as server:
        datasets = json.dumps([{"id": "curved", "store": f"{server.url}/far"}])
        configuration = f"cache: {{path: {tmp_path / 'cache'}, objects: 0}}\ndatasets: {datasets}\n"
        path = "/edr/collections/curved/position?coords=POINT(15%2050)&parameter-name=cell"
        for number in range(2):
            with Site(tmp_path / f"site-{number}", configuration, workers=1) as site:
                answers = []
                asking = threading.Thread(target=lambda: answers.append(site.get(path)))
                asking.start()
                (worker,) = site.workers()
                rounds.append(server.rounds_until(worker, lambda: bool(answers)))
                asking.join()
            assert answers[0].status_code == 200, answers[0].text
    told = json.dumps(rounds, indent=1)
    assert [len(r) for r in rounds] == expected, told
    if kind != "icechunk":
        assert all(name.endswith("(0-0)") for r in rounds[1] for name in r if "/lon/" in name or "/lat/" in name), told


def damage_in_place(index: Path, kind: str) -> None:
    with index.open("r+b") as file:
        length = index.stat().st_size
        if kind == "cut":
            file.truncate(5000)
        elif kind == "written over":
            file.seek(4096)
            file.write(os.urandom(length - 4096))
        else:
            file.seek(length // 3)
            byte = file.read(1)
            file.seek(length // 3)
            file.write(bytes([byte[0] ^ 64]))


@pytest.mark.parametrize("kind", ["cut", "written over", "one bit"])
def test_an_index_that_is_damaged_while_it_is_mapped_is_made_again(tmp_path, repository, kind):
    """No reload, and nobody's hand: each worker sees it before its next answer."""
    with Cached(tmp_path, str(repository.folder), workers=4) as site:
        expect_cells(site)
        (index,) = indexes(site)
        workers = set(site.site.workers())
        damage_in_place(index, kind)
        for _ in range(3):
            expect_cells(site)
        picture = "/wms/curved?service=WMS&version=1.3.0&request=GetMap&layers=cell&styles=&crs=CRS:84&bbox=0,35,40,65&width=200&height=150&format=image/png"
        assert site.site.get(picture).status_code == 200
        assert site.counter("builds_total") == 2 and site.counter("damaged_total") == 1
        assert set(site.site.workers()) == workers, "a worker died of it"


def test_a_worker_that_died_of_memory_has_no_index_believed(tmp_path, repository):
    """The file's times are what they were, as where a disk fails: who comes after a bus error reads all of it first."""
    with Cached(tmp_path, str(repository.folder), workers=1) as site:
        expect_cells(site)
    with Cached(tmp_path, str(repository.folder), workers=1, number=1) as site:
        expect_cells(site)
        (index,) = indexes(site)
        proof = Path(f"{index}.proof")
        first = wait_for(lambda: proof.exists() and proof.stat(), 20, "nobody proves it")
        (worker,) = site.site.workers()
        os.kill(worker, signal.SIGBUS)

        def caught() -> int:
            return int(re.search(r"^SigCgt:\s*(\w+)", Path(f"/proc/{worker}/status").read_text(), re.MULTILINE)[1], 16)

        # The first is noted, and would come again were it a fault.
        wait_for(lambda: not caught() & 1 << signal.SIGBUS - 1, 10, "it is not noted")
        os.kill(worker, signal.SIGBUS)
        wait_for(lambda: site.site.workers() not in ([], [worker]), 30, "it is not started again")
        ended = [line for line in site.site.log_lines() if line.get("event") == "worker_ended"]
        assert [line["cause"] for line in ended] == ["signal 7"]
        expect_cells(site)
        later = wait_for(lambda: proof.exists() and proof.stat(), 20, "nobody proves it again")
        assert later.st_ino != first.st_ino or later.st_ctime_ns > first.st_ctime_ns
        assert site.counter("builds_total") == 1


def test_a_cache_that_is_too_small_is_told(tmp_path, repository):
    cache = tmp_path / "cache"
    with Cached(tmp_path, str(repository.folder), extra=", objects: 1073000000") as site:
        expect_cells(site)
        assert indexes(site) == []
        told = [line for line in site.site.log_lines() if line.get("event") == "index_cache_small"]
        assert len(told) == 1, told
        assert re.search(r"needs \d\.\d MB, and cache.bytes leaves 0.8 MB", told[0]["cause"]), told
        assert not [line for line in site.site.log_lines() if line.get("event") == "index_cache_failing"]
        file = tmp_path / "sluice.yaml"
        file.write_text(site.configuration)
    run = lambda *words: subprocess.run([program(), *words, "curved", "--config", file], capture_output=True, text=True, timeout=120)
    assert re.search(r"memory: a file needs \d{7} bytes, cache.bytes leaves 741824", run("inspect").stdout)
    assert re.search(r"warning +cell: an index needs \d\.\d MB", run("doctor").stdout), run("doctor").stdout
    assert cache.is_dir()


def test_commands_of_root_leave_nothing_that_the_service_cannot_use(tmp_path, repository):
    if os.geteuid() != 0:
        pytest.skip("only root can")
    other, file = 12345, tmp_path / "sluice.yaml"
    cache = tmp_path / "cache"
    file.write_text(f"cache: {{path: {cache}, bytes: 1 GiB}}\ndatasets: [{{id: curved, store: {repository.folder}}}]\n")
    run = lambda *words: subprocess.run([program(), *words], capture_output=True, text=True, timeout=120)
    about = ["curved", "--config", file]
    for made in (False, True):
        if made:
            cache.mkdir()
            os.chown(cache, other, other)
        for command in ("inspect", "doctor", "ls"):
            assert run(command, *about).returncode in (0, 1)
        assert cache.exists() == made and (not made or not list(cache.iterdir()))
    # What an older release left.
    (cache / "indexes").mkdir(mode=0o700)
    words = f"{cache}/indexes belongs to root and the service runs as 12345: chown -R 12345 {cache}/indexes"
    assert words in run("check", "--config", file).stdout
    assert words in run("doctor", *about).stdout
    # What the service has made is read, and neither changed nor added to.
    os.rmdir(cache / "indexes")
    with Cached(tmp_path, str(repository.folder)) as site:
        (index,) = indexes(site)
    for path in [cache, *cache.rglob("*")]:
        os.chown(path, other, other)
    Path(f"{index}.proof").unlink(missing_ok=True)
    before = {path: path.stat() for path in (cache / "indexes").rglob("*")}
    told = json.loads(run("inspect", *about, "--json").stdout)
    (variable,) = [v for v in told["variables"] if v["name"] == "cell"]
    assert variable["index"]["file"] == str(index)
    after = {path: path.stat() for path in (cache / "indexes").rglob("*")}
    assert {path: (s.st_uid, s.st_mtime_ns, s.st_ctime_ns) for path, s in before.items()} == {
        path: (s.st_uid, s.st_mtime_ns, s.st_ctime_ns) for path, s in after.items()}


def test_a_folder_of_somebody_else_is_told_with_its_remedy(tmp_path, repository):
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    cache = tmp_path / "cache"
    (cache / "indexes").mkdir(parents=True, mode=0o700)
    os.chown(cache / "indexes", 12345, 12345)
    with Cached(tmp_path, str(repository.folder)) as site:
        expect_cells(site)
        told = [line for line in site.site.log_lines() if line.get("event", "").startswith("index_cache")]
        assert [line["event"] for line in told] == ["index_cache_failing"], told
        assert f"{cache}/indexes belongs to 12345 and the service runs as root: chown -R root" in told[0]["cause"]
