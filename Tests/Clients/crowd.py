"""A crowd of requests that take 200 MB of memory each, at one small worker, and what it holds meanwhile."""

from __future__ import annotations

import http.client
import threading
import time
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import zarr
import zarr.codecs

from site_under_test import Site, configuration

SIDE = 5000
TIMES = 2
MEMORY = 512 << 20
# What one request needs: as much as its answer (a chunk in flight and the slab that it fills), or the one chunk.
EACH = TIMES * SIDE * SIDE * 4
DAP_PATH = f"/dap/crowd.dods?maps.maps[0:{TIMES - 1}][0:{SIDE - 1}][0:{SIDE - 1}]"
EDR_PATH = "/edr/collections/crowd/position?coords=POINT(10.002%2020.002)&parameter-name=whole&f=CoverageJSON"
WMS_PATH = (
    "/wms/crowd?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=whole&STYLES=&CRS=CRS:84&BBOX=0,0,50,50"
    "&WIDTH=64&HEIGHT=64&FORMAT=image/png&COLORSCALERANGE=0,5000"
)
# What fills the cache before the crowd comes: more chunks of 4 MB than there is memory.
STEPS, TILE_SIDE = 130, 1000
# Answers whose text or picture is much longer than what is read for it; a worker of half the memory makes them.
SMALL_MEMORY = 256 << 20
# Sides of chunks from 16 kB to 1 MB, and the side and steps of what is cut into them.
PIECES = (64, 128, 240, 360, 500)
PIECES_SIDE, PIECES_STEPS = 720, 20
PAGE = 4096
DATA_PATH = f"/dap/crowd.dods?rough[0:7][0:{TILE_SIDE - 1}][0:{TILE_SIDE - 1}]"


def pieces_path(side: int) -> str:
    """All of the array in chunks of this side, 41 MB."""
    return f"/dap/pieces.dods?of_{side}.of_{side}"


def text_path(steps: int) -> str:
    """So many million values as text."""
    return f"/dap/crowd.ascii?rough[0:{steps - 1}][0:{TILE_SIDE - 1}][0:{TILE_SIDE - 1}]"


def cube_path(steps: int) -> str:
    """So many million values as CoverageJSON."""
    last = f"2020-01-01T{steps - 1:02}:00:00Z"
    return f"/edr/collections/crowd/cube?bbox=-1,-1,51,51&parameter-name=rough&datetime=2020-01-01T00:00:00Z/{last}"


def picture_path(side: int) -> str:
    """A picture of so many pixels each way that compresses badly."""
    return (
        WMS_PATH.replace("LAYERS=whole", "LAYERS=rough").replace("WIDTH=64&HEIGHT=64", f"WIDTH={side}&HEIGHT={side}")
        .replace("COLORSCALERANGE=0,5000", "COLORSCALERANGE=0,1")
    )


def rows() -> np.ndarray:
    """What every column of a map holds: numbers that tell rows and times apart and compress to little."""
    return (np.arange(SIDE, dtype="f4")[None] + np.float32(0.25) * np.arange(TIMES, dtype="f4")[:, None])


def make_store(folder: Path) -> Path:
    """`maps` in chunks of 100 MB, `whole` in one of 200 MB, and `tiles`; some kilobytes on disk."""
    group = zarr.create_group(str(folder), zarr_format=3)
    values = np.broadcast_to(rows()[:, :, None], (TIMES, SIDE, SIDE))
    steps = np.broadcast_to(np.arange(STEPS, dtype="f4")[:, None, None], (STEPS, TILE_SIDE, TILE_SIDE))
    large = make_axes(group, "time", TIMES, "lat", "lon", SIDE)
    small = make_axes(group, "step", STEPS, "row", "column", TILE_SIDE)
    rough = np.random.default_rng(7).random((8, TILE_SIDE, TILE_SIDE), "f4")
    eight = [small[0].replace("step", "hour"), *small[1:]]
    group.create_array("hour", data=np.arange(8), dimension_names=["hour"], attributes={"units": "hours since 2020-01-01"})
    for name, dims, data, times in (
        ("maps", large, values, 1), ("whole", large, values, TIMES), ("tiles", small, steps, 1), ("rough", eight, rough, 1),
    ):
        array = group.create_array(
            name, shape=data.shape, chunks=(times, *data.shape[1:]), dtype="f4", fill_value=-1.0,
            compressors=(zarr.codecs.ZstdCodec(level=1),), dimension_names=dims,
        )
        array[:] = data
    zarr.consolidate_metadata(str(folder))
    return folder


def make_pieces(folder: Path) -> Path:
    """The same values in chunks of each of `PIECES`."""
    group = zarr.create_group(str(folder), zarr_format=3)
    shape = (PIECES_STEPS, PIECES_SIDE, PIECES_SIDE)
    axes = make_axes(group, "time", PIECES_STEPS, "lat", "lon", PIECES_SIDE)
    values = np.random.default_rng(3).random(shape, "f4")
    for side in PIECES:
        array = group.create_array(
            f"of_{side}", shape=shape, chunks=(1, side, side), dtype="f4", dimension_names=axes,
            compressors=(zarr.codecs.ZstdCodec(level=1),),
        )
        array[:] = values
    zarr.consolidate_metadata(str(folder))
    return folder


def make_axes(group, time: str, times: int, y: str, x: str, side: int) -> list[str]:
    """Hours, and degrees from 0 to 50 both ways."""
    degrees = 50 / side * np.arange(side)
    for name, values, units in (
        (time, np.arange(times), "hours since 2020-01-01"), (y, degrees, "degrees_north"), (x, degrees, "degrees_east"),
    ):
        group.create_array(name, data=values, dimension_names=[name], attributes={"units": units})
    return [time, y, x]


def small_site(
    folder: Path, stores: dict[str, Path] | Path, *, threads: int, deadline: float = 600, memory: int = MEMORY,
    workers: int = 1,
) -> Site:
    """One worker, or few, with little memory that take every request of the crowd at once."""
    stores = stores if isinstance(stores, dict) else {"crowd": stores}
    server = (
        f"server:\n  memory: {memory >> 20}MiB\n"
        f"  threads: {{interactive: {threads}, bulk: {threads}}}\n"
        f"  deadline_seconds: {{interactive: {deadline}, bulk: {deadline}}}\n"
    )
    folder.mkdir(parents=True, exist_ok=True)
    return Site(folder, configuration(stores, server), workers=workers)


def expected_checksum() -> int:
    """CRC-32 of the DAP answer's values: two counts, then big-endian numbers."""
    checksum = zlib.crc32(np.array([TIMES * SIDE * SIDE] * 2, ">u4").tobytes())
    for values in rows():
        checksum = zlib.crc32(np.repeat(values.astype(">f4"), SIDE).tobytes(), checksum)
    return checksum


def fill_cache(site: Site) -> None:
    """A small picture of each step: what the worker may keep of chunks is full of them."""
    for step in range(STEPS):
        path = WMS_PATH.replace("LAYERS=whole", "LAYERS=tiles")
        answer = site.get(f"{path}&TIME={np.datetime64('2020-01-01T00') + step}:00:00Z")
        assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/png", answer.text


# ------------------------------------------------------------------ the crowd


@dataclass
class Answer:
    path: str
    status: int
    headers: dict
    body: bytes = b""
    checksum: int = 0


@dataclass
class Crowd:
    """One thread a request, all of them at once."""

    site: Site
    paths: list[str]
    answers: list[Answer] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0

    def ask(self) -> Crowd:
        threads = [threading.Thread(target=self.ask_one, args=(path,)) for path in self.paths]
        begin = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.seconds = time.monotonic() - begin
        return self

    def ask_one(self, path: str):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=900)
            connection.request("GET", path)
            self.answers.append(read(path, connection.getresponse()))
            connection.close()
        except (OSError, http.client.HTTPException) as error:
            self.faults.append(f"{path}: {error!r}")

    def statuses(self) -> Counter:
        return Counter(answer.status for answer in self.answers)


def read(path: str, response: http.client.HTTPResponse) -> Answer:
    """Keeps short bodies, and of DAP data the checksum of what follows its head."""
    answer = Answer(path, response.status, dict(response.getheaders()))
    if path.startswith("/dap/crowd.ascii") or "/cube?" in path:
        while response.read(1 << 20):
            pass
        return answer
    if response.status != 200 or not path.startswith("/dap/"):
        answer.body = response.read()
        return answer
    start = response.read(64 << 10)
    answer.body, _, rest = start.partition(b"\nData:\n")
    answer.checksum = zlib.crc32(rest)
    while block := response.read(1 << 20):
        answer.checksum = zlib.crc32(block, answer.checksum)
    return answer


class MemoryWatch(threading.Thread):
    """Samples what processes hold together (RSS) a hundred times a second, as long as the block lasts."""

    def __init__(self, *processes: int):
        super().__init__(daemon=True)
        self.processes, self.samples, self.stop = processes, [], threading.Event()
        # Without the pages of files, which are the program itself.
        self.most_own = 0

    def __enter__(self) -> MemoryWatch:
        self.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.join()

    def run(self):
        while not self.stop.wait(0.01):
            pages = [Path(f"/proc/{process}/statm").read_text().split()[1:3] for process in self.processes]
            self.samples.append(sum(int(resident) for resident, _ in pages) * PAGE)
            self.most_own = max(self.most_own, sum(int(resident) - int(shared) for resident, shared in pages) * PAGE)

    @property
    def most_sampled(self) -> int:
        return max(self.samples)

    @property
    def peak(self) -> int:
        """The kernel's own high-water mark of the whole life of the one process."""
        (process,) = self.processes
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) * 1024
