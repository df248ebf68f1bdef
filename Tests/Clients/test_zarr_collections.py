"""Every array of the published collections through `sluice cat`: its values by their hash, or a refusal in words."""

from __future__ import annotations

import hashlib
import json
import subprocess
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from conftest import needs_test_data
from site_under_test import TEST_DATA, program

# Without an expected hash because zarr-python cannot read them; the specifications say that they are fine.
READABLE_ALL_THE_SAME = (
    "lzma_with_filters", "fixed_length_utf32", "transposed_sharding", "bitround_float32", "bitround_uint8",
)


def quiet(values: bytes, dtype: str) -> bytes:
    """The values with every NaN as the quiet one of its type."""
    try:
        kind = np.dtype(dtype)
    except TypeError:
        return values
    if kind.kind not in "fc" or len(values) % kind.itemsize:
        return values
    numbers = np.frombuffer(values, kind.newbyteorder("<")).copy()
    parts = numbers.view(numbers.real.dtype)
    parts[np.isnan(parts)] = np.nan
    return numbers.tobytes()


def fault(folder, name: str, expected: dict) -> str | None:
    """What is wrong with what `sluice cat` says of one array."""
    command = [program(), "cat", folder / expected["path"], expected.get("array") or ""]
    answer = subprocess.run(command, capture_output=True, timeout=120)
    wanted = expected.get("sha256")
    if answer.returncode == 0:
        if wanted is None:
            return None if any(word in name for word in READABLE_ALL_THE_SAME) else f"{name} was read"
        variants = answer.stdout, quiet(answer.stdout, expected.get("dtype", ""))
        if wanted in [hashlib.sha256(values).hexdigest() for values in variants]:
            return None
        return f"{name}: other values"
    said = answer.stderr.decode().strip()
    if answer.returncode < 0 or not said.startswith("sluice: "):
        return f"{name}: ended with {answer.returncode}: {said[-200:]}"
    return f"{name} was refused: {said}" if wanted else None


@needs_test_data
@pytest.mark.parametrize("collection, key, arrays", [("torture", "cases", 434), ("thirdparty", "arrays", 366)])
def test_every_array_is_read_or_refused_in_words(tmp_path, collection, key, arrays):
    data = TEST_DATA / "data" / "zarr" / collection
    subprocess.run(["tar", "xzf", f"{data}.tar.gz", "-C", tmp_path], check=True)
    cases = json.loads(data.with_suffix(".expected.json").read_text())[key]
    single = {name: expected for name, expected in cases.items() if "groups" not in expected}
    assert len(single) == arrays
    with ThreadPoolExecutor(2) as pool:
        faults = pool.map(lambda case: fault(tmp_path, *case), single.items())
    assert [text for text in faults if text] == []
