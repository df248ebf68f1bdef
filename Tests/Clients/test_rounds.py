"""A first answer takes few round trips to the store that depend on each other: a store may be 100 ms away."""

from __future__ import annotations

import dataclasses
import json
import threading

import numpy as np
import pytest
import zarr

import repositories
import spec2
import stores
from round_storage import RoundServer, Rounds, all_sleep
from site_under_test import Site

MAP = ("/wms/far?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS={name}&STYLES=&CRS=CRS:84&BBOX=-180,-90,180,90&WIDTH=64"
       "&HEIGHT=32&FORMAT=image/png")
QUESTIONS = {
    "capabilities": "/wms/far?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities",
    "position": "/edr/collections/far/position?coords=POINT(10%2010)&parameter-name={name}",
    "array": "/dap/far.dods?{name}.{name}[0][0:3][0:3]",
    "map": MAP + "&COLORSCALERANGE=200,300",
    # Its colours are part of its tag, so that a sample of the values comes before the picture.
    "map in its own range": MAP,
}


def bounded() -> dict[str, stores.Array]:
    """With edges of cells and a scalar coordinate, which are read too."""
    arrays = stores.packed()
    edges = np.stack([arrays["time"].data - 3, arrays["time"].data + 3], 1)
    arrays["time"].attributes["bounds"] = "time_bnds"
    arrays["time_bnds"] = stores.Array(("time", "nv"), edges)
    arrays["height"] = stores.Array((), np.array(2.0), {"units": "m", "standard_name": "height"}, fill=-1.0)
    arrays["temperature"].attributes["coordinates"] = "height"
    return arrays


def consolidated(zarr_format: str):
    return lambda folder: stores.write(folder, zarr_format, bounded())


def unconsolidated(folder):
    root = zarr.open_group(folder, mode="w", zarr_format=3)
    for name, array in stores.packed().items():
        stores.write_array(root, name, 3, array)


def spec_1_inline(folder):
    repositories.of(folder, stores.packed())


def spec_1(folder):
    repository, _ = repositories.numbered(folder, inline=False)
    repositories.renumber(repository, 1)


def spec_2(folder):
    if spec2.python() is None:
        pytest.skip("no Python here has icechunk 2")
    with spec2.Repository(folder) as repository:
        repository.create()


@dataclasses.dataclass
class Kind:
    """A kind of store: how it is written, the variable that is asked for, and how many rounds each question takes."""

    write: object
    name: str
    rounds: dict[str, int]
    configuration: dict = dataclasses.field(default_factory=dict)


def steps(opening: int) -> dict[str, int]:
    """Opening, then the chunks that are asked for, before which one picture takes a sample."""
    return {"capabilities": opening, "position": opening + 1, "array": opening + 1, "map": opening + 1,
            "map in its own range": opening + 2}


KINDS = {
    # Documents; coordinates.
    "zarr-v3": Kind(consolidated("v3"), "temperature", steps(2)),
    "zarr-v2": Kind(consolidated("v2"), "temperature", steps(2)),
    # Documents of the root and of the array that is named; of its dimensions; coordinates.
    "unconsolidated": Kind(unconsolidated, "temperature", steps(3), {"arrays": ["temperature"]}),
    # Refs; snapshot; manifests, which hold small coordinates, else these.
    "icechunk-1-inline": Kind(spec_1_inline, "temperature", steps(3)),
    "icechunk-1": Kind(spec_1, "number", steps(4)),
    "icechunk-2": Kind(spec_2, "number", steps(4)),
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_rounds_of_a_first_answer(tmp_path, kind, question):
    store = KINDS[kind]
    store.write(tmp_path / "far")
    with RoundServer(tmp_path) as server:
        datasets = [{"id": "far", "store": f"{server.url}/far", **store.configuration}]
        with Site(tmp_path / "site", f"datasets: {json.dumps(datasets)}\n", workers=1) as site:
            answers = []
            path = QUESTIONS[question].format(name=store.name)
            asking = threading.Thread(target=lambda: answers.append(site.get(path)))
            asking.start()
            (worker,) = site.workers()
            rounds = server.rounds_until(worker, lambda: bool(answers))
            asking.join()
    assert answers[0].status_code == 200, answers[0].text
    told = "\n".join(f"{number}: {', '.join(requests)}" for number, requests in enumerate(rounds, 1))
    assert len(rounds) == store.rounds[question], told


def test_rounds_hold_what_is_asked_until_they_are_answered():
    rounds = Rounds()
    waiting = [threading.Thread(target=rounds.hold, args=(name,)) for name in ("b", "a")]
    for thread in waiting:
        thread.start()
    while len(rounds.waiting) < 2:
        pass
    assert all(thread.is_alive() for thread in waiting) and rounds.done == []
    rounds.answer()
    for thread in waiting:
        thread.join(10)
    assert (rounds.done, rounds.waiting) == ([["a", "b"]], [])


def test_who_works_does_not_sleep():
    """This very process runs while it looks."""
    import os

    assert not all_sleep(os.getpid())
