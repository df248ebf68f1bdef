"""DAP2: the stored numbers arrive bit for bit, whole and in slices."""

from __future__ import annotations

import numpy as np
import pytest
import zarr

import dap2
import stores
from conftest import needs_test_data, real_names

OWN = [f"{name}-{zarr_format}" for name in stores.CUBES for zarr_format in stores.FORMATS]


def arrays_of(path):
    """The numeric arrays of a store with at least one value, and their numbers."""
    for name, array in zarr.open_group(str(path), mode="r").arrays():
        if array.dtype.name in dap2.CARRIED_AS and array.size:
            yield name, np.asarray(array[...])


def slices_of(shape) -> tuple[str, tuple[slice, ...]]:
    """A piece from inside every dimension, with strides where there is room: as constraint and as indices."""
    text, indices = "", []
    for number, size in enumerate(shape):
        first, step = (size // 3, 2 if number % 2 == 0 else 3) if size > 2 else (0, 1)
        last = size - 1
        text += f"[{first}:{step}:{last}]"
        indices.append(slice(first, last + 1, step))
    return text, tuple(indices)


def arrives(site, dataset: str, constraint: str, name: str, stored: np.ndarray) -> bool:
    """Whether an array comes with exactly the stored numbers, in the type in which DAP2 carries them."""
    answer = site.get(f"/dap/{dataset}.dods?{constraint}")
    assert answer.status_code == 200, answer.text[:500]
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert "Content-Encoding" not in answer.headers
    declared, values = next(found for found in dap2.read(answer.content) if found[0].name == name)
    return dap2.same_bits(values, dap2.as_carried(stored, declared.type))


def check_arrays(site, dataset: str, path) -> None:
    checked = 0
    for name, stored in arrays_of(path):
        if stored.nbytes <= 4_000_000:
            assert arrives(site, dataset, name, name, stored), f"{name}, whole"
        if stored.ndim:
            text, indices = slices_of(stored.shape)
            assert arrives(site, dataset, name + text, name, stored[indices]), f"{name}{text}"
        checked += 1
    assert checked, "no numeric array in the store"


@pytest.mark.parametrize("dataset", OWN)
def test_every_array_bit_for_bit(site, store_paths, dataset):
    check_arrays(site, dataset, store_paths[dataset])


@needs_test_data
@pytest.mark.parametrize("dataset", real_names())
def test_real_files_bit_for_bit(real_site, real_paths, dataset):
    check_arrays(real_site, dataset, real_paths[dataset])


@pytest.mark.parametrize("zarr_format", stores.FORMATS)
def test_structure_names_types_and_sizes(site, zarr_format):
    answer = site.get(f"/dap/levels-{zarr_format}.dds")
    assert answer.status_code == 200
    declared = {d.name: d for d in dap2.declarations(answer.text)}
    assert (declared["height"].type, declared["height"].shape) == ("Float32", (3, 5, 9, 18))
    assert (declared["count"].type, declared["identifier"].type) == ("Int32", "Float64")
    assert (declared["flag"].type, declared["category"].type) == ("Byte", "Byte")
    # int8 has no equal; with _Unsigned its bits are those of Byte.
    assert declared["small"].type in ("Int16", "Byte")


def test_one_member_of_a_grid(site, store_paths):
    answer = site.get("/dap/packed-v3.dods?temperature.temperature%5B3%5D%5B0:1:18%5D%5B5:1:5%5D")
    ((declared, values),) = dap2.read(answer.content)
    stored, _ = stores.raw(store_paths["packed-v3"], "temperature")
    assert declared.name == "temperature"
    assert dap2.same_bits(values, stored[3:4, :, 5:6])


def test_answers_come_in_the_order_of_the_structure(site):
    """netCDF-C walks a prefetched answer by position: another order would hand it other variables' numbers."""
    order = dap2.top_level(site.get("/dap/levels-v2.dds").text)
    asked = [name for name in order if name not in ("height", "count")]
    answer = site.get("/dap/levels-v2.dods?" + ",".join(reversed(asked)))
    assert dap2.top_level(answer.content.partition(b"\nData:\n")[0].decode()) == asked
    dap2.read(answer.content)
