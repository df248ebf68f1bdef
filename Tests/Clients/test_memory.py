"""Requests that take 200 MB each, many at once on a worker with 512 MB: they take turns, and it stays below its budget.

`Tests/benchmark --memory` does the same with fifty downloads.
"""

from __future__ import annotations

import functools
import http.server
import threading
from collections import Counter

import pytest

import crowd
from site_under_test import Site, configuration

DOWNLOADS, SHORT_ANSWERS = 12, 50
RELEASE_PROGRAM = 20 << 20


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return crowd.make_store(tmp_path_factory.mktemp("crowd") / "crowd.zarr")


@pytest.fixture(scope="module")
def small(tmp_path_factory, store):
    with crowd.small_site(tmp_path_factory.mktemp("crowd-site") / "site", store, threads=SHORT_ANSWERS) as site:
        yield site


def check(site: Site, paths: list[str]) -> list[crowd.Answer]:
    """All at once at the one worker, whose cache is full: every one is answered, and memory is what was promised."""
    crowd.fill_cache(site)
    (worker,) = site.workers()
    with crowd.MemoryWatch(worker) as watch:
        asked = crowd.Crowd(site, paths).ask()
    assert not asked.faults and asked.statuses() == Counter({200: len(paths)}), (asked.faults, asked.statuses())
    assert site.workers() == [worker], "the worker died"
    # Looked at all the time: what the kernel has marked as the most counts below whatever was missed in between.
    assert len(watch.samples) > max(1, 10 * asked.seconds), f"{len(watch.samples)} samples in {asked.seconds:.1f} s"
    assert max(watch.most_sampled, watch.peak) < crowd.MEMORY, f"{watch.peak >> 20} MiB, {asked.seconds:.0f} s"
    return asked.answers


def test_downloads_of_200_megabytes(small):
    answers = check(small, [crowd.DAP_PATH] * DOWNLOADS)
    expected = crowd.expected_checksum()
    assert all(int(answer.headers["Content-Length"]) > crowd.EACH for answer in answers)
    assert all(answer.checksum == expected for answer in answers)


def test_fifty_points_and_pictures_of_chunks_of_200_megabytes(small):
    answers = check(small, [crowd.EDR_PATH, crowd.WMS_PATH] * (SHORT_ANSWERS // 2))
    points = {answer.body for answer in answers if answer.path == crowd.EDR_PATH}
    pictures = {answer.body for answer in answers if answer.path == crowd.WMS_PATH}
    assert len(points) == len(pictures) == 1
    assert b'"values":[2000,2000.25]' in points.pop()


@pytest.mark.parametrize("kind", ["text", "cubes", "pictures", "mixed"])
def test_answers_longer_than_what_is_read(tmp_path, store, kind):
    """Text of values, cubes and pictures, whose memory is what is made of the chunks, on half the memory."""
    texts, cubes = [crowd.text_path(1)] * 8, [crowd.cube_path(1)] * 8
    paths = {"text": texts, "cubes": cubes, "pictures": [crowd.picture_path(1500)] * 24}
    downloads = [f"/dap/crowd.dods?rough[0:{n}][0:999][0:999]" for n in range(4)]
    paths["mixed"] = texts[:4] + cubes[:4] + paths["pictures"][:8] + downloads
    with crowd.small_site(tmp_path / "site", store, threads=24, memory=crowd.SMALL_MEMORY) as site:
        (worker,) = site.workers()
        crowd.fill_cache(site)
        with crowd.MemoryWatch(worker) as watch:
            asked = crowd.Crowd(site, paths[kind]).ask()
        assert not asked.faults and asked.statuses() == Counter({200: len(paths[kind])}), (asked.faults, asked.statuses())
        assert site.workers() == [worker], "the worker died"
        # A program with what a debugger needs is larger than one to be served with, which has at most this.
        assert watch.most_own + RELEASE_PROGRAM < crowd.SMALL_MEMORY, f"{watch.most_own >> 20} MiB, {asked.seconds:.0f} s"


class HeldObjects(http.server.SimpleHTTPRequestHandler):
    """Chunks of `maps` wait until the test lets them go."""

    protocol_version = "HTTP/1.1"
    arrived = threading.Semaphore(0)
    released = threading.Event()

    def do_GET(self):
        if "/maps/c/" in self.path:
            self.arrived.release()
            self.released.wait(60)
        try:
            super().do_GET()
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


def test_who_waits_for_memory_beyond_the_deadline_is_told_when_to_come_again(tmp_path, store):
    handler = functools.partial(HeldObjects, directory=str(store))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as storage:
        threading.Thread(target=storage.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{storage.server_address[1]}/"
        server = f"server:\n  memory: {crowd.MEMORY >> 20}MiB\n  deadline_seconds: {{interactive: 1}}\n"
        with Site(tmp_path, configuration({"crowd": url}, server), workers=1) as site:
            ask_beside_held_ones(site)
        storage.shutdown()


def ask_beside_held_ones(site: Site) -> None:
    """Two downloads hold 200 MB each; a point that needs as much waits one second, and passes once they are done."""
    slab = f"[0:{crowd.SIDE - 1}][0:{crowd.SIDE - 1}]"
    held = crowd.Crowd(site, [f"/dap/crowd.dods?maps.maps[{time}:{time}]{slab}" for time in range(2)])
    asking = threading.Thread(target=held.ask)
    asking.start()
    try:
        assert all(HeldObjects.arrived.acquire(timeout=30) for _ in range(2)), "the downloads did not begin"
        refused = [site.get(crowd.EDR_PATH), site.get(crowd.WMS_PATH)]
    finally:
        HeldObjects.released.set()
        asking.join()
    for answer in refused:
        assert answer.status_code == 503 and int(answer.headers["Retry-After"]) >= 1, answer.text
    assert held.statuses() == Counter({200: 2}) and not held.faults
    assert site.get(crowd.EDR_PATH).status_code == 200
