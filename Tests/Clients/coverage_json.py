"""Reading CoverageJSON answers of position queries (OGC 21-069)."""

from __future__ import annotations

import itertools

import numpy as np


def axis_values(axis: dict) -> list:
    if "values" in axis:
        return axis["values"]
    return np.linspace(axis["start"], axis["stop"], axis["num"]).tolist()


def parts(document: dict) -> list[dict]:
    return document["coverages"] if document["type"] == "CoverageCollection" else [document]


def values(document: dict, parameter: str) -> dict[tuple, object]:
    """Every value of a parameter by its place: sorted (axis name, coordinate) pairs for all axes but x and y, and for
    the coverage's own members."""
    found = {}
    for part in parts(document):
        if parameter not in part["ranges"]:
            continue
        axes = {name: axis_values(axis) for name, axis in part["domain"]["axes"].items()}
        ranged = part["ranges"][parameter]
        names, shape = ranged.get("axisNames", []), ranged.get("shape", [])
        assert [len(axes[n]) for n in names] == shape, f"{names} {shape}"
        assert len(ranged["values"]) == int(np.prod(shape, dtype=int)), parameter
        single = {n: v[0] for n, v in axes.items() if n not in names}
        assert all(len(axes[n]) == 1 for n in single), single
        single |= {n.removeprefix("sluice:"): v for n, v in part.items() if n.startswith("sluice:")}
        for value, indices in zip(ranged["values"], itertools.product(*(range(n) for n in shape))):
            place = single | {n: axes[n][i] for n, i in zip(names, indices)}
            key = tuple(sorted((n, v) for n, v in place.items() if n not in ("x", "y")))
            assert key not in found, f"{parameter} has two values at {key}"
            found[key] = value
    return found
