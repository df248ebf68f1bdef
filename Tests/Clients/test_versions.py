"""Versions: what a repository serves, when a commit shows, and what stays as it was."""

from __future__ import annotations

import datetime
import json
import tarfile
import threading
import time

import boto3
import pytest
import requests
from moto.server import ThreadedMotoServer

import dap2
import repositories
import spec2
import stores
from conditions import wait_for
from object_server import ObjectServer
from site_under_test import TEST_DATA, Site

DAP = "/dap/{}.dods?temperature[3:9][2:6][0:10]"
ONE = "/dap/{}.dods?number"


def serving(folder, datasets: list[dict], extra: str = "", **keywords) -> Site:
    """A site with these datasets; JSON is YAML."""
    return Site(folder, f"datasets: {json.dumps(datasets, default=str)}\n{extra}", **keywords)


def values(answer: requests.Response) -> bytes:
    """What stands behind the structure, which names the dataset."""
    assert answer.status_code == 200, answer.text
    return answer.content.partition(b"\nData:\n")[2]


def numbers(answer: requests.Response) -> set[float]:
    assert answer.status_code == 200, answer.text
    return {value for declared, found in dap2.read(answer.content) if declared.name == "number"
            for value in found.ravel().tolist()}


def links(answer: requests.Response) -> dict[str, str]:
    return {rel: link["url"] for rel, link in answer.links.items()}


# ------------------------------------------------------------------ the same answers from everywhere


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory):
    """One cube as Zarr, and as a repository on disk, behind HTTP and behind S3."""
    folder = tmp_path_factory.mktemp("everywhere")
    arrays = stores.packed()
    stores.write(folder / "cube.zarr", "v3", arrays)
    repositories.of(folder / "repository", arrays)
    s3 = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    s3.start()
    endpoint = f"http://127.0.0.1:{s3._server.server_port}"
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="a",
                          aws_secret_access_key="a")
    client.create_bucket(Bucket="cubes")
    for file in (folder / "repository").rglob("*"):
        if file.is_file():
            client.upload_file(str(file), "cubes", f"packed/{file.relative_to(folder / 'repository')}")
    (folder / "key").write_text("a")
    profile = {"prefix": "s3://cubes/", "region": "us-east-1", "endpoint": endpoint, "path_style": True,
               "access_key_file": str(folder / "key"), "secret_key_file": str(folder / "key")}
    with ObjectServer(folder / "repository") as http:
        datasets = [{"id": "zarr", "store": folder / "cube.zarr"}, {"id": "disk", "store": folder / "repository"},
                    {"id": "http", "store": http.url}, {"id": "s3", "store": "s3://cubes/packed"}]
        with serving(folder / "site", datasets, f"storage: {json.dumps([profile])}\n") as site:
            yield site
    s3.stop()


@pytest.mark.parametrize("dataset", ["disk", "http", "s3"])
def test_a_repository_answers_as_the_same_cube_in_zarr(everywhere, dataset):
    def both(address: str) -> tuple[requests.Response, requests.Response]:
        return everywhere.get(address.format("zarr")), everywhere.get(address.format(dataset))

    plain, versioned = both(DAP)
    assert values(plain) == values(versioned)
    plain, versioned = both("/edr/collections/{}/position?coords=POINT(15%2025)&parameter-name=temperature,humidity")
    assert plain.status_code == versioned.status_code == 200
    assert plain.json()["ranges"] == versioned.json()["ranges"]
    assert plain.json()["domain"] == versioned.json()["domain"]
    plain, versioned = both(
        "/wms/{}?service=WMS&version=1.3.0&request=GetMap&layers=temperature&styles=&crs=CRS:84"
        "&bbox=-180,-90,180,90&width=300&height=150&format=image/png&time=2000-02-27T06:00:00Z"
    )
    assert plain.status_code == 200 and plain.content == versioned.content
    assert plain.headers["ETag"].startswith("W/") and not versioned.headers["ETag"].startswith("W/")


# ------------------------------------------------------------------ commits while the server runs


@pytest.fixture
def stream(tmp_path):
    """A repository of numbered commits and the site that serves it, looked up for every request."""
    repository, first = repositories.numbered(tmp_path / "stream")
    datasets = [{"id": "stream", "store": tmp_path / "stream", "refresh": 0, "title": "A stream"},
                {"id": "slow", "store": tmp_path / "stream", "refresh": 0.5},
                {"id": "hidden", "store": tmp_path / "stream", "refresh": 0, "refs": "hidden"},
                {"id": "fixed", "store": tmp_path / "stream", "refresh": 0, "refs": "fixed"}]
    with serving(tmp_path / "site", datasets) as site:
        yield site, repository, first


def test_a_commit_shows_at_once_where_every_request_looks(stream):
    site, repository, first = stream
    assert site.get(ONE.format("stream")).headers["Sluice-Snapshot"] == first
    for number in range(1, 4):
        snapshot = repositories.renumber(repository, number)
        for _ in range(4):
            answer = site.get(ONE.format("stream"))
            assert answer.headers["Sluice-Snapshot"] == snapshot
            assert numbers(answer) == {number}


def test_a_commit_shows_after_a_while_elsewhere_and_no_worker_goes_back(stream):
    site, repository, first = stream
    order = [first]
    stop, seen = threading.Event(), []

    def ask():
        session = requests.Session()
        while not stop.is_set():
            seen.append(session.get(site.url + ONE.format("slow"), timeout=30).headers["Sluice-Snapshot"])

    asking = threading.Thread(target=ask)
    asking.start()
    for number in range(1, 4):
        order.append(repositories.renumber(repository, number))
        wait_for(lambda: seen and seen[-1] == order[-1])
    stop.set()
    asking.join()
    assert seen[-1] == order[-1]
    positions = [order.index(snapshot) for snapshot in seen]
    assert positions == sorted(positions)


def assert_each_of_one_version(site: Site, dataset: str, commit):
    """A thousand requests of four clients while `commit(number)` is called again and again."""
    stop, answers, mixed = threading.Event(), [], []

    def ask():
        session = requests.Session()
        while not stop.is_set():
            answer = session.get(site.url + ONE.format(dataset), timeout=60)
            found = numbers(answer)
            answers.append(answer.headers["Sluice-Snapshot"])
            if len(found) != 1:
                mixed.append(found)

    clients = [threading.Thread(target=ask) for _ in range(4)]
    for client in clients:
        client.start()
    number, limit = 1, time.monotonic() + 120
    while len(answers) < 1000 and time.monotonic() < limit:
        number += 1
        commit(number)
    stop.set()
    for client in clients:
        client.join()
    assert not mixed, mixed[:3]
    assert len(answers) >= 1000 and len(set(answers)) > 5


def test_a_thousand_requests_during_commits_are_each_of_one_version(stream):
    site, repository, _ = stream
    assert_each_of_one_version(site, "stream", lambda number: repositories.renumber(repository, number))


def test_a_branch_may_be_reset(stream):
    site, repository, first = stream
    second = repositories.renumber(repository, 1)
    assert site.get(ONE.format("stream")).headers["Sluice-Snapshot"] == second
    repository.reset(first)
    answer = site.get(ONE.format("stream"))
    assert (answer.headers["Sluice-Snapshot"], numbers(answer)) == (first, {0})
    # What nobody's branch leads to any more still has its address.
    assert numbers(site.get(ONE.format(f"stream@{second}"))) == {1}


# ------------------------------------------------------------------ addresses


def test_refs_lead_to_their_states(stream):
    site, repository, first = stream
    second = repositories.renumber(repository, 1)
    repository.tag("v1.0", first)
    repository.branch("try-out", first)
    third = repositories.renumber(repository, 2, "try-out")
    for address, snapshot, number in [
        ("stream", second, 1), ("stream@main", second, 1), ("stream@v1.0", first, 0), ("stream@try-out", third, 2),
        (f"stream@{first}", first, 0), ("stream%40v1%2E0", first, 0),
    ]:
        answer = site.get(ONE.format(address))
        assert (answer.headers["Sluice-Snapshot"], numbers(answer)) == (snapshot, {number}), address
    repository.delete_branch("try-out")
    gone = site.get("/datasets/stream@try-out?f=json")
    assert gone.status_code == 404 and "main" in gone.json()["detail"] and "v1.0" in gone.json()["detail"]


def test_a_time_leads_to_what_was_then(stream):
    site, repository, first = stream
    second = repositories.renumber(repository, 1)
    history = site.get("/datasets/stream/versions?f=json").json()["history"]
    moments = {commit["snapshot"]: commit["time"] for commit in history}
    for snapshot, number in ((first, 0), (second, 1)):
        answer = site.get(ONE.format(f"stream@main~{moments[snapshot]}"))
        assert (answer.headers["Sluice-Snapshot"], numbers(answer)) == (snapshot, {number})
        assert "immutable" not in answer.headers["Cache-Control"]
    assert site.get(ONE.format("stream@main~1999-01-01")).status_code == 404


@pytest.mark.parametrize("path", ["/wms/{}?request=GetCapabilities", "/edr/collections/{}", "/dap/{}.dds", "/datasets/{}"])
def test_unknown_refs_are_not_found(stream, path):
    site, _, first = stream
    answer = site.get(path.format("stream@nope"))
    assert answer.status_code == 404 and "nope" in answer.text and "main" in answer.text
    assert "main" not in site.get(path.format("hidden@nope")).text
    assert site.get(path.format("hidden@main")).status_code == 200
    assert site.get(path.format("fixed")).status_code == 200
    assert site.get(path.format(f"fixed@{first}")).status_code == 404


def test_a_pinned_answer_never_changes(stream):
    site, repository, first = stream
    address = "/dap/stream.dods?number%5B0%5D%5B0:3%5D%5B0:3%5D"
    answer = site.get(address)
    assert links(answer)["permalink"] == f"{site.url}/dap/stream@{first}.dods?number%5B0%5D%5B0:3%5D%5B0:3%5D"
    assert links(answer)["latest-version"] == site.url + address
    pinned = requests.get(links(answer)["permalink"], timeout=30)
    assert pinned.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert links(pinned)["latest-version"] == site.url + address
    repositories.renumber(repository, 1)
    again = requests.get(links(answer)["permalink"], headers={"If-None-Match": pinned.headers["ETag"]}, timeout=30)
    assert again.status_code == 304
    assert site.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "pinned"),
    [
        ("/dap/stream.pin", "/dap/stream@{}"), ("/dap/stream.dods.pin?lat,lon", "/dap/stream@{}.dods?lat,lon"),
        ("/wms/stream?request=GetCapabilities&pin=1", "/wms/stream@{}?request=GetCapabilities"),
        ("/edr/collections/stream/position?coords=POINT(9%2057)&pin=1", "/edr/collections/stream@{}/position?coords=POINT(9%2057)"),
        ("/dap/stream.dmr?dap4.ce=/lat&pin=1", "/dap/stream@{}.dmr?dap4.ce=/lat"),
        ("/datasets/stream/versions?pin=1", "/datasets/stream@{}/versions"), ("/datasets/stream.pin", "/datasets/stream@{}"),
    ],
)
def test_pinning_redirects_to_the_state_of_now(stream, asked, pinned):
    site, _, first = stream
    answer = requests.get(site.url + asked, allow_redirects=False, timeout=30)
    assert answer.status_code == 307
    assert answer.headers["Location"] == site.url + pinned.format(first)
    assert requests.get(answer.headers["Location"], timeout=30).status_code == 200


# ------------------------------------------------------------------ a store that goes away


def test_the_last_state_is_served_and_marked_while_the_store_is_away(tmp_path):
    repository, first = repositories.numbered(tmp_path / "repository")
    with ObjectServer(tmp_path / "repository") as store:
        with serving(tmp_path / "site", [{"id": "far", "store": store.url, "refresh": 0}], workers=1) as site:
            assert site.get(f"/dap/far@{first}.dds").status_code == 200
            before = site.get(ONE.format("far"))
            assert numbers(before) == {0} and "Warning" not in before.headers
            store.go(away=True)
            answer = site.get(ONE.format("far"))
            assert numbers(answer) == {0}
            assert answer.headers["Warning"].startswith("110 ") and answer.headers["Sluice-Snapshot"] == first
            assert "stale_answers" in site.log_line(answer) and site.log_line(answer)["facts"]["not_refreshed"]
            assert "sluice_stale_answers_total 0" not in site.get("/metrics").text
            # An address that says which state it means cannot be stale.
            assert "Warning" not in site.get(f"/dap/far@{first}.dds").headers
            store.go(away=False)
            second = repositories.renumber(repository, 1)
            wait_for(
                lambda: site.get(ONE.format("far")).headers["Sluice-Snapshot"] == second,
                problem="the store came back unnoticed",
            )
            assert "Warning" not in site.get(ONE.format("far")).headers


def test_one_look_serves_all_workers(tmp_path):
    repositories.numbered(tmp_path / "repository")
    with ObjectServer(tmp_path / "repository") as store:
        with serving(tmp_path / "site", [{"id": "far", "store": store.url, "refresh": 3600}], workers=3) as site:
            clients = [threading.Thread(target=lambda: requests.get(site.url + "/dap/far.dds", timeout=60)) for _ in range(30)]
            for client in clients:
                client.start()
            for client in clients:
                client.join()
            site.wait_until_warm(3)
            # Each worker finds out what the store is, which is a look; no more come.
            looks = store.take_asked().count("/repo")
            assert looks <= 3
            for _ in range(20):
                site.get("/dap/far.dds")
            assert store.take_asked().count("/repo") == 0


@pytest.mark.skipif(TEST_DATA is None, reason="SLUICE_TEST_DATA is not set")
def test_an_unchanged_repository_of_spec_2_is_not_sent_again(tmp_path):
    with tarfile.open(TEST_DATA / "data" / "icechunk" / "v2-ocean.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    with ObjectServer(tmp_path / "v2-ocean" / "repo") as store:
        with serving(tmp_path / "site", [{"id": "ocean", "store": store.url, "refresh": 0}], workers=1) as site:
            snapshot = site.get("/datasets/ocean?f=json").headers["Sluice-Snapshot"]
            store.take_asked(), store.take_unchanged()
            for _ in range(5):
                assert site.get("/datasets/ocean?f=json").headers["Sluice-Snapshot"] == snapshot
            assert store.take_asked() == store.take_unchanged() == ["/repo"] * 5


# ------------------------------------------------------------------ what is cleared away


def collect(repository) -> None:
    """Removes what no ref leads to any more."""
    now = datetime.datetime.now(datetime.timezone.utc)
    repository.repository.expire_snapshots(now)
    repository.repository.garbage_collect(now)


@pytest.fixture(params=[True, False], ids=["in manifests", "in objects"])
def cleared(tmp_path, request):
    """A site that looks a minute apart, of a repository whose first state was expired and collected since.

    The cube is open and described; none of its values have been read.
    """
    repository, _ = repositories.numbered(tmp_path / "repository", inline=request.param)
    first = repositories.renumber(repository, 7)
    datasets = [{"id": "kept", "store": tmp_path / "repository", "refresh": 60},
                {"id": "quick", "store": tmp_path / "repository", "refresh": 0}]
    with serving(tmp_path / "site", datasets, workers=1) as site:
        for address in ("kept", f"kept@{first}", "quick"):
            assert site.get(f"/dap/{address}.dds").headers["Sluice-Snapshot"] == first
        second = repositories.renumber(repository, 1)
        collect(repository)
        yield site, repository, first, second


def test_what_is_cleared_away_is_answered_from_the_state_of_now(cleared):
    site, _, first, second = cleared
    assert site.get("/dap/kept.dds").headers["Sluice-Snapshot"] == first
    answer = site.get(ONE.format("kept"))
    assert (answer.headers["Sluice-Snapshot"], numbers(answer)) == (second, {1})
    assert "answered_anew" in site.log_line(answer)["facts"]
    # From then on nobody is led astray.
    answer = site.get(ONE.format("kept"))
    assert answer.headers["Sluice-Snapshot"] == second and "answered_anew" not in site.log_line(answer).get("facts", {})
    assert numbers(site.get(ONE.format("quick"))) == {1}


@pytest.mark.parametrize("path", [
    "/edr/collections/{}/position?coords=POINT(9%2057)",
    "/wms/{}?service=WMS&version=1.3.0&request=GetMap&layers=number&styles=&crs=CRS:84&bbox=0,-57,351,57&width=100"
    "&height=50&format=image/png",
    "/dap/{}.dap?dap4.ce=/number",
])
def test_every_protocol_answers_from_the_state_of_now(cleared, path):
    site, _, first, second = cleared
    answer = site.get(path.format("kept"))
    assert (answer.status_code, answer.headers["Sluice-Snapshot"]) == (200, second)
    assert "answered_anew" in site.log_line(answer)["facts"]
    again = site.get(path.format("kept"))
    assert answer.content == again.content and "answered_anew" not in site.log_line(again).get("facts", {})


def test_the_address_of_a_state_that_is_cleared_away_is_not_found(cleared):
    site, _, first, _ = cleared
    answer = site.get(ONE.format(f"kept@{first}"))
    assert answer.status_code == 404 and first in answer.text and "main" in answer.text
    # Its description was still known; now nobody gets it.
    assert site.get(f"/dap/kept@{first}.dds").status_code == 404


def test_a_history_that_was_cut_ends_where_it_was_cut(tmp_path):
    repository, first = repositories.numbered(tmp_path / "repository")
    commits = [repositories.renumber(repository, number) for number in range(1, 4)]
    with serving(tmp_path / "site", [{"id": "cut", "store": tmp_path / "repository", "refresh": 60}], workers=1) as site:
        # The worker knows the last two commits, and of them that there is one before.
        before = site.get("/datasets/cut/versions?f=json&limit=2").json()["history"]
        assert [commit["snapshot"] for commit in before] == commits[:0:-1]
        collect(repository)
        after = site.get("/datasets/cut/versions?f=json")
        assert after.status_code == 200, after.text
        history = [commit["snapshot"] for commit in after.json()["history"]]
        assert history[0] == commits[-1] and not set(history) & {first, *commits[:-1]}


def test_a_chunk_that_is_lost_is_an_error_of_the_store(tmp_path):
    repository, _ = repositories.numbered(tmp_path / "repository", inline=False)
    first = repositories.renumber(repository, 7)
    with serving(tmp_path / "site", [{"id": "kept", "store": tmp_path / "repository", "refresh": 60}], workers=1) as site:
        assert site.get("/dap/kept.dds").status_code == 200
        for chunk in (tmp_path / "repository" / "chunks").iterdir():
            chunk.unlink()
        for address in ("kept", f"kept@{first}"):
            answer = site.get(ONE.format(address))
            assert answer.status_code == 502 and "is not there" in answer.text


def test_a_configured_ref_that_vanishes_is_an_error_of_the_store(tmp_path):
    repository, first = repositories.numbered(tmp_path / "repository")
    repository.branch("release", first)
    datasets = [{"id": "out", "store": tmp_path / "repository", "ref": "release", "refresh": 0}]
    with serving(tmp_path / "site", datasets) as site:
        assert numbers(site.get(ONE.format("out"))) == {0}
        repository.delete_branch("release")
        for _ in range(3):
            answer = site.get(ONE.format("out"))
            assert answer.status_code == 502 and "release" in answer.text and "no such ref" in answer.text
        assert site.get(ONE.format("out@release")).status_code == 404
        assert site.get(ONE.format(f"out@{first}")).status_code == 200
        repository.branch("release", first)
        wait_for(lambda: site.get(ONE.format("out")).status_code == 200, problem="the ref came back unnoticed")


def test_refs_of_any_name_have_addresses(tmp_path):
    repository, first = repositories.numbered(tmp_path / "repository")
    second = repositories.renumber(repository, 1)
    names = ["main~2024-03-01", "a@b", "50%", "v 1", "a%7Eb"]
    for name in names:
        repository.tag(name, first)
    with serving(tmp_path / "site", [{"id": "odd", "store": tmp_path / "repository", "refresh": 0}]) as site:
        tags = site.get("/datasets/odd/versions?f=json").json()["tags"]
        assert sorted(tag["name"] for tag in tags) == sorted(names)
        for tag in tags:
            page = requests.get(tag["page"], params={"f": "json"}, timeout=30)
            assert page.status_code == 200 and page.headers["Sluice-Snapshot"] == first, tag
            document = page.json()
            for address in (document["addresses"]["opendap"] + ".dds", document["addresses"]["edr"]):
                assert requests.get(address, timeout=30).headers["Sluice-Snapshot"] == first, address
        assert site.get("/dap/odd.dds").headers["Sluice-Snapshot"] == second


# ------------------------------------------------------------------ repositories that icechunk 2 writes


@pytest.fixture
def second_stream(tmp_path):
    """A repository of spec 2 that its own library changes, looked up for every request, and one looked up seldom."""
    if spec2.python() is None:
        pytest.skip("no Python with icechunk 2 (SLUICE_PYTHON_ICECHUNK2)")
    with spec2.Repository(tmp_path / "repository") as repository:
        first = repository.create()
        datasets = [{"id": "now", "store": tmp_path / "repository", "refresh": 0},
                    {"id": "seldom", "store": tmp_path / "repository", "refresh": 3600}]
        with serving(tmp_path / "site", datasets, workers=1) as site:
            yield site, repository, first


def test_commits_amendments_and_resets_of_spec_2_show(second_stream):
    site, repository, first = second_stream

    def now() -> tuple[str, set[float]]:
        answer = site.get(ONE.format("now"))
        return answer.headers["Sluice-Snapshot"], numbers(answer)

    assert now() == (first, {1})
    second = repository.commit("main", 2)
    assert now() == (second, {2})
    amended = repository.amend("main", 3)
    assert now() == (amended, {3})
    # What was amended is on no branch any more and still has its address.
    assert numbers(site.get(ONE.format(f"now@{second}"))) == {2}
    history = site.get("/datasets/now/versions?f=json").json()["history"]
    assert [commit["snapshot"] for commit in history][:2] == [amended, first]
    repository.reset("main", first)
    assert now() == (first, {1})
    repository.branch("side/way~2024", amended)
    branches = site.get("/datasets/now/versions?f=json").json()["branches"]
    page = next(branch["page"] for branch in branches if branch["name"] == "side/way~2024")
    assert requests.get(page, params={"f": "json"}, timeout=30).headers["Sluice-Snapshot"] == amended


def test_a_thousand_requests_during_commits_of_spec_2_are_each_of_one_version(second_stream):
    site, repository, _ = second_stream
    assert_each_of_one_version(site, "now", lambda number: repository.commit("main", number))


def test_what_spec_2_clears_away_is_answered_from_the_state_of_now(second_stream):
    site, repository, first = second_stream
    for address in ("seldom", f"seldom@{first}"):
        assert site.get(f"/dap/{address}.dds").headers["Sluice-Snapshot"] == first
    second = repository.commit("main", 2)
    repository.collect()
    answer = site.get(ONE.format("seldom"))
    assert (answer.headers["Sluice-Snapshot"], numbers(answer)) == (second, {2})
    assert "answered_anew" in site.log_line(answer)["facts"]
    assert site.get(ONE.format(f"seldom@{first}")).status_code == 404


def test_the_history_is_told_while_the_store_is_away(tmp_path):
    repository, first = repositories.numbered(tmp_path / "repository")
    with ObjectServer(tmp_path / "repository") as store:
        with serving(tmp_path / "site", [{"id": "far", "store": store.url, "refresh": 0}], workers=1) as site:
            before = site.get("/datasets/far/versions?f=json").json()["history"]
            store.go(away=True)
            answer = site.get("/datasets/far/versions?f=json")
            assert answer.json()["history"] == before and answer.headers["Warning"].startswith("110 ")


# ------------------------------------------------------------------ the page of versions


def test_versions_tell_names_history_and_changes(stream):
    site, repository, first = stream

    def change(group):
        group["number"][4:6, 0:7, 0:9] = 7

    second = repository.commit("one <corner>", change, author="Ada")
    repository.tag("v1", first)
    document = site.get("/datasets/stream/versions?f=json&changes=" + second).json()
    assert [b["name"] for b in document["branches"]] == ["main"] and [t["name"] for t in document["tags"]] == ["v1"]
    assert [c["message"] for c in document["history"][:2]] == ["one <corner>", "commit 0"]
    assert document["history"][0]["author"] == "Ada"
    (part,) = document["changes"]["arrays"]
    assert part["path"] == "number" and part["chunks"] == 1
    assert [d["indices"] for d in part["dimensions"]] == [[4, 5], [0, 6], [0, 8]]
    assert part["dimensions"][0]["coordinates"] == ["2024-01-05T00:00:00Z", "2024-01-06T00:00:00Z"]
    page = site.get("/datasets/stream/versions", headers={"Accept": "text/html"})
    assert "one &lt;corner&gt;" in page.text and "Ada" in page.text
    shorter = site.get("/datasets/stream/versions?f=json&limit=1").json()
    assert len(shorter["history"]) == 1
    older = requests.get(shorter["next"] + "&f=json", timeout=30).json()
    assert older["history"][0]["snapshot"] == first
    hidden = site.get("/datasets/hidden/versions?f=json").json()
    assert "branches" not in hidden and hidden["history"]
    assert site.get("/datasets/fixed/versions?f=json").status_code == 404


# ------------------------------------------------------------------ repositories of spec 2


@pytest.mark.skipif(TEST_DATA is None, reason="SLUICE_TEST_DATA is not set")
def test_commits_of_spec_2_show_as_they_come(tmp_path):
    """A repository's former states of `repo`, which it keeps, put in place one after the other."""
    with tarfile.open(TEST_DATA / "data" / "icechunk" / "v2-ocean.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    repository = tmp_path / "v2-ocean" / "repo"
    expected = json.loads((tmp_path / "v2-ocean" / "expected.json").read_text())
    ancestry = [commit["id"] for commit in expected["ancestry"]["main"]][::-1]
    # Their names count down: the first is the newest.
    states = sorted((repository / "overwritten").iterdir(), reverse=True) + [repository / "repo"]
    contents = [state.read_bytes() for state in states]
    (repository / "repo").write_bytes(contents[0])
    seen = []
    with serving(tmp_path / "site", [{"id": "ocean", "store": repository, "refresh": 0}]) as site:
        for content in contents:
            (repository / "new").write_bytes(content)
            (repository / "new").rename(repository / "repo")
            seen.append(site.get("/datasets/ocean?f=json").headers["Sluice-Snapshot"])
    assert list(dict.fromkeys(seen)) == ancestry
