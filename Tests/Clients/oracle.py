"""What stored numbers mean, worked out from the raw store with numpy and cftime: CF 1.11, sections 2.5.1, 4.4 and 8.1."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

import cftime
import numpy as np
import zarr


@dataclass
class Stored:
    """An array as zarr-python reads it, its dimensions and its attributes."""

    name: str
    dims: tuple[str, ...]
    numbers: np.ndarray
    attributes: dict
    fill: object  # of Zarr v2, where it stands for a missing _FillValue; else None


def load(path: Path, name: str) -> Stored:
    array = zarr.open_group(str(path), mode="r")[name]
    attributes = dict(array.attrs)
    if array.metadata.zarr_format == 2:
        dims, fill = attributes.pop("_ARRAY_DIMENSIONS", ()), array.metadata.fill_value
    else:
        dims, fill = array.metadata.dimension_names or (), None
    return Stored(name, tuple(dims), np.asarray(array[...]), attributes, fill)


def number(value, dtype: np.dtype):
    """An attribute as a number: xarray writes v3 fill values of floats as base64 of a double."""
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return np.frombuffer(base64.b64decode(value), "<f8" if dtype.kind == "f" else dtype)[0].item()
    return value


def numbers_of(attributes: dict, name: str, dtype: np.dtype) -> list:
    given = attributes.get(name, [])
    return [number(v, dtype) for v in (given if isinstance(given, list) else [given])]


def in_type(value, dtype: np.dtype):
    """A marker in the stored type; None when the type cannot hold it, so that it marks nothing."""
    if dtype.kind in "iu":
        if not np.isfinite(value) or not np.iinfo(dtype).min <= value <= np.iinfo(dtype).max:
            return None
        return dtype.type(int(value)) if float(value).is_integer() else None
    with np.errstate(over="ignore"):
        return dtype.type(value)


def reinterpreted(stored: Stored) -> np.ndarray:
    """`_Unsigned` undone."""
    numbers, word = stored.numbers, str(stored.attributes.get("_Unsigned", "")).lower()
    if word == "true" and numbers.dtype.kind == "i":
        return numbers.view(f"u{numbers.dtype.itemsize}")
    if word == "false" and numbers.dtype.kind == "u":
        return numbers.view(f"i{numbers.dtype.itemsize}")
    return numbers


def missing(stored: Stored) -> np.ndarray:
    """Where a value is missing by `_FillValue`, `missing_value` or NaN; the valid range is the caller's business."""
    numbers = reinterpreted(stored)
    markers = numbers_of(stored.attributes, "_FillValue", stored.numbers.dtype)
    if not markers and stored.fill is not None and stored.numbers.dtype.kind != "b":
        markers = [stored.fill]
    markers += numbers_of(stored.attributes, "missing_value", stored.numbers.dtype)
    gone = np.isnan(numbers) if numbers.dtype.kind == "f" else np.zeros(numbers.shape, bool)
    for marker in markers:
        held = in_type(marker, stored.numbers.dtype)
        if held is not None:
            gone |= stored.numbers == held
    return gone


def outside_valid_range(stored: Stored) -> np.ndarray:
    """Where a value lies outside valid_min, valid_max or valid_range, given as packed numbers or as unpacked ones."""
    numbers, dtype = reinterpreted(stored), stored.numbers.dtype
    ends = numbers_of(stored.attributes, "valid_range", dtype) or [
        (numbers_of(stored.attributes, "valid_min", dtype) or [None])[0],
        (numbers_of(stored.attributes, "valid_max", dtype) or [None])[0],
    ]
    outside = np.zeros(numbers.shape, bool)
    compared = numbers.astype("f8")
    if numbers.dtype.kind in "iu" and any(e is not None and not float(e).is_integer() for e in ends):
        compared = unpacked(stored).astype("f8")
    with np.errstate(invalid="ignore"):
        for end, beyond in zip(ends, (np.less, np.greater)):
            if end is not None:
                held = np.float32(end) if numbers.dtype == np.float32 else np.float64(end)
                outside |= beyond(compared, np.float64(held))
    return outside


def unpacked(stored: Stored) -> np.ndarray:
    """stored × scale + offset in double, rounded once to the value's type; unscaled integers stay whole.

    The type is float only where nothing is lost: stored as float, or at most 16 bits with two float attributes.
    """
    numbers = reinterpreted(stored)
    scale = float(number(stored.attributes.get("scale_factor", 1), numbers.dtype))
    offset = float(number(stored.attributes.get("add_offset", 0), numbers.dtype))
    if (scale, offset) == (1, 0):
        return numbers
    narrow = numbers.dtype.kind in "iu" and numbers.dtype.itemsize <= 2
    floats = float(np.float32(scale)) == scale and float(np.float32(offset)) == offset
    single = numbers.dtype == np.float32 or (narrow and floats)
    return (numbers.astype("f8") * scale + offset).astype("f4" if single else "f8")


def times(stored: Stored) -> list[str]:
    """The instants of a time coordinate as CoverageJSON writes them: ISO 8601 in the axis's own calendar, with Z."""
    units, calendar = stored.attributes["units"], stored.attributes.get("calendar", "standard").lower()
    dates = cftime.num2date(stored.numbers, units, calendar, only_use_cftime_datetimes=True)
    return [d.strftime("%Y-%m-%dT%H:%M:%SZ") for d in np.atleast_1d(dates)]
