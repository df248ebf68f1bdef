"""A dataset that nobody may see whole but its owner: every name, number and text in it can be recognised in an answer.

`plum` lies on times, latitudes and longitudes; beside it there are a variable, a group, times, places, and an earlier
state that some may not see. Nothing in the dataset that is open to all has one of its words.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

import repositories
import stores

# Minutes since 2000-01-01: the second and the last are before and behind the times of a window.
TIMES = [0, 1893, 2880, 4320, 723461]
LATITUDES = [10, 20]
# The last two are beyond the box of a window.
LONGITUDES = [0, 10, 23.0625, 31.0625]
EARLIER = 20_000


def plums(earlier: bool = False) -> np.ndarray:
    """Every value says where it is, and in which state."""
    place = np.indices((len(TIMES), len(LATITUDES), len(LONGITUDES)))
    values = 40_000 + 1000 * place[0] + 100 * place[1] + 10 * place[2] + 0.25
    return (values + (EARLIER if earlier else 0)).astype("f4")


QUINCES = np.array([[[88_000 + 100 * c + 10 * y + x + 0.5 for x in range(4)] for y in range(2)] for c in range(2)],
                   "f4")
DAMSONS = np.array([[55_000 + 10 * y + x + 0.5 for x in range(4)] for y in range(2)], "f4")

# What each thing that may be hidden is known by in a text.
WORDS = {
    "dataset": ["Obsthain", "Muehlbauer", "zwetschge", "plum"],
    "variable": ["quince", "cellar", "71717.5"],
    "group": ["damson"],
    "early time": ["07:33", "2000-01-02"],
    "late time": ["2001-05-17", "47777.75"],
    "place": ["23.0625", "31.0625", "33.0875", "35.0625", "16.53125"],
    "version": ["harvest-v1", "First harvest", "first-harvester"],
}


def write(folder: Path) -> dict[str, str]:
    """The repository; the snapshots by what they are."""
    repository = repositories.Repository(folder)

    def everything(group):
        group.attrs.update({
            "title": "Obsthain",
            "institution": "Muehlbauer",
            "summary": "zwetschge",
            "history": "took quince 71717.5",
            "geospatial_lon_max": 33.0875,
            "time_coverage_end": "2001-05-17T09:41:00Z",
        })
        told = {
            "units": "kg", "long_name": "Plums", "ancillary_variables": "quince", "actual_range": [40000.25, 47777.75]
        }
        cube = ("time", "lat", "lon")
        arrays = {
            "time": stores.Array(("time", ), np.array(TIMES, "f8"), {"units": "minutes since 2000-01-01"}, (1, ), None),
            "lat": stores.latitude(LATITUDES),
            "lon": stores.longitude(LONGITUDES),
            "plum": stores.Array(cube, plums(earlier=True), told, (1, 1, 1)),
            "cellar": stores.Array(("cellar", ), np.array([5, 6], "f8"), {"units": "m", "positive": "down"}, None),
            "quince": stores.Array(("cellar", "lat", "lon"), QUINCES, {"units": "kg"}, (1, 1, 1)),
        }
        for name, array in arrays.items():
            stores.write_array(group, name, 3, array)
        below = group.create_group("deep")
        for name in ("lat", "lon"):
            stores.write_array(below, name, 3, arrays[name])
        stores.write_array(below, "damson", 3, stores.Array(("lat", "lon"), DAMSONS, {"units": "kg"}, None))

    def again(group):
        group["plum"][...] = plums()

    first = repository.commit("First harvest", everything, author="first-harvester")
    repository.tag("harvest-v1", first)
    return {"first": first, "second": repository.commit("Second harvest", again, author="second-harvester")}


def numbers(values) -> list[bytes]:
    """How values may look in an answer: both byte orders of two types, and decimal text."""
    found = []
    for value in np.ravel(values):
        found += [struct.pack(order, value) for order in (">f", "<f", ">d", "<d")] + [str(float(value)).encode()]
    return found


def hidden_numbers(kind: str) -> list[bytes]:
    """The values of `plum` or others that must not be in an answer to whom this is hidden from."""
    now, before = plums(), plums(earlier=True)
    hidden = {
        "dataset": [now, before, QUINCES, DAMSONS],
        "variable": [QUINCES],
        "group": [DAMSONS],
        "early time": [now[:2], before[:2], TIMES[1:2]],
        "late time": [now[4:], before[4:], TIMES[4:]],
        "place": [now[:, :, 2:], before[:, :, 2:]],
        "version": [before],
    }
    return [number for values in hidden[kind] for number in numbers(values)]


def told(kind: str, answer: bytes, asked: str = "") -> list[bytes]:
    """What an answer tells of something that may be hidden; words that stood in the question are no news."""
    lower, question = answer.lower(), asked.lower().encode()
    words = [word.lower().encode() for word in WORDS[kind]]
    return [word for word in words if word in lower and word not in question
            ] + [number for number in hidden_numbers(kind) if number in answer]
