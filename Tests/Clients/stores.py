"""Small Zarr stores that the tests write themselves, with zarr-python, and read back raw as oracles.

Each store is written as Zarr v2 and as v3, with different codecs, so that the same question must get the same answer
from both. `raw(path)` gives an array's stored numbers and attributes: what a server must undo is left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numcodecs
import numpy as np
import zarr
import zarr.codecs

FORMATS = ("v2", "v3")


@dataclass
class Array:
    """One array to be written: its dimensions, stored numbers, attributes, chunks and codec."""

    dims: tuple[str, ...]
    data: np.ndarray
    attributes: dict = field(default_factory=dict)
    chunks: tuple[int, ...] | None = None
    fill: object = 0
    codec: str = "zstd"


def v2_compressor(codec: str):
    return {
        "none": None,
        "zlib": numcodecs.Zlib(5),
        "gzip": numcodecs.GZip(5),
        "zstd": numcodecs.Zstd(3),
        "blosc-lz4": numcodecs.Blosc("lz4", 5, numcodecs.Blosc.SHUFFLE),
        "blosc-zstd": numcodecs.Blosc("zstd", 3, numcodecs.Blosc.BITSHUFFLE),
        "blosc-zlib": numcodecs.Blosc("zlib", 3, numcodecs.Blosc.NOSHUFFLE),
    }[codec]


def v3_compressors(codec: str):
    blosc = zarr.codecs.BloscCodec
    return {
        "none": (),
        "zlib": (zarr.codecs.GzipCodec(level=5),),
        "gzip": (zarr.codecs.GzipCodec(level=5),),
        "zstd": (zarr.codecs.ZstdCodec(level=3),),
        "blosc-lz4": (blosc(cname="lz4", clevel=5, shuffle="shuffle"),),
        "blosc-zstd": (blosc(cname="zstd", clevel=3, shuffle="bitshuffle"),),
        "blosc-zlib": (blosc(cname="zlib", clevel=3, shuffle="noshuffle"),),
    }[codec]


def write(path: Path, zarr_format: str, arrays: dict[str, Array], attributes: dict | None = None) -> Path:
    """Writes a group of arrays, consolidated."""
    store = zarr.storage.LocalStore(str(path))
    number = int(zarr_format[1])
    group = zarr.create_group(store, zarr_format=number, attributes=attributes or {}, overwrite=True)
    for name, array in arrays.items():
        write_array(group, name, number, array)
    zarr.consolidate_metadata(store, zarr_format=number)
    return path


def write_array(group, name: str, zarr_format: int, array: Array) -> None:
    described = {"_ARRAY_DIMENSIONS": list(array.dims)} if zarr_format == 2 else {}
    named = {} if zarr_format == 2 else {"dimension_names": list(array.dims)}
    compressors = v2_compressor(array.codec) if zarr_format == 2 else v3_compressors(array.codec)
    made = group.create_array(
        name,
        shape=array.data.shape,
        dtype=array.data.dtype,
        chunks=array.chunks or tuple(max(1, n) for n in array.data.shape),
        compressors=compressors,
        fill_value=array.fill,
        attributes=described | array.attributes,
        **named,
    )
    made[...] = array.data


def raw(path: Path, name: str) -> tuple[np.ndarray, dict]:
    """The stored numbers of an array and its attributes, as zarr-python reads them, nothing decoded."""
    array = zarr.open_group(str(path), mode="r")[name]
    return np.asarray(array[...]), dict(array.attrs)


# ------------------------------------------------------------------ coordinates


def latitude(values) -> Array:
    return Array(("lat",), np.asarray(values, "f8"), {"units": "degrees_north", "standard_name": "latitude"})


def longitude(values) -> Array:
    return Array(("lon",), np.asarray(values, "f4"), {"units": "degrees_east", "standard_name": "longitude"})


def time(values, units: str, calendar: str, dtype="f8") -> Array:
    described = {"units": units, "calendar": calendar, "standard_name": "time"}
    return Array(("time",), np.asarray(values, dtype), described, fill=None)


def level(values) -> Array:
    return Array(
        ("level",), np.asarray(values, "i4"),
        {"units": "hPa", "positive": "down", "standard_name": "air_pressure", "axis": "Z"},
    )


# ------------------------------------------------------------------ the stores


def packed() -> dict[str, Array]:
    """Packed int16 with missing values and a chunk that is not there; descending latitude, longitude 0 to 360."""
    random = np.random.default_rng(1)
    numbers = random.integers(-9000, 9000, (40, 19, 36)).astype("i2")
    numbers[random.random(numbers.shape) < 0.05] = -32768
    numbers[14:21, 0:5, 0:11] = -32768
    return {
        "time": time(np.arange(40) * 6, "hours since 2000-02-25 00:00:00", "standard", "i8"),
        "lat": latitude(np.linspace(90, -90, 19)),
        "lon": longitude(np.arange(36) * 10),
        "temperature": Array(
            ("time", "lat", "lon"), numbers,
            {"units": "K", "standard_name": "air_temperature", "long_name": "Air temperature",
             "scale_factor": 0.01, "add_offset": 273.15, "_FillValue": -32768},
            chunks=(7, 5, 11), fill=-32768, codec="blosc-lz4",
        ),
        "humidity": Array(
            ("time", "lat", "lon"), random.integers(0, 65535, (40, 19, 36)).astype("u2"),
            {"units": "1", "scale_factor": np.float64(1 / 65535).item(), "missing_value": 0},
            chunks=(40, 4, 9), codec="gzip",
        ),
    }


def noleap() -> dict[str, Array]:
    """Daily float32 over 28 February of a 365-day calendar, NaN for missing, ascending latitude, -180 to 180."""
    random = np.random.default_rng(2)
    numbers = random.normal(10, 5, (70, 12, 24)).astype("f4")
    numbers[random.random(numbers.shape) < 0.1] = np.nan
    return {
        "time": time(np.arange(70) + 0.5, "days since 2004-01-15", "noleap"),
        "lat": latitude(np.arange(-82.5, 90, 15)),
        "lon": longitude(np.arange(-172.5, 180, 15)),
        "wind": Array(("time", "lat", "lon"), numbers, {"units": "m s-1"}, (32, 7, 10), float("nan"), "zlib"),
    }


def days360() -> dict[str, Array]:
    """Months of a 360-day calendar (30 February exists) in float64; uneven latitudes; a single level as a number."""
    numbers = np.random.default_rng(3).normal(0, 1e-5, (24, 8, 16))
    return {
        "time": time(np.arange(24) * 30 + 29, "days since 1999-01-01", "360_day"),
        "lat": latitude([-71.2, -50.1, -29.9, -10.3, 10.3, 29.9, 50.1, 71.2]),
        "lon": longitude(np.arange(16) * 22.5),
        "flux": Array(("time", "lat", "lon"), numbers, {"units": "kg m-2 s-1"}, (5, 8, 7), 0.0, "blosc-zstd"),
    }


def levels() -> dict[str, Array]:
    """Pressure levels, and whole numbers of every width that must not pass through floating point."""
    random = np.random.default_rng(4)
    shape, flat = (3, 5, 9, 18), (9, 18)
    large = random.integers(-(2**62), 2**62, flat)
    return {
        "time": time([0, 1, 2], "days since 1970-01-01", "proleptic_gregorian", "i4"),
        "level": level([1000, 850, 500, 250, 100]),
        "lat": latitude(np.linspace(-80, 80, 9)),
        "lon": longitude(np.arange(18) * 20),
        "height": Array(("time", "level", "lat", "lon"), random.normal(5000, 900, shape).astype("f4"),
                        {"units": "m"}, (1, 2, 9, 7), float("nan"), "zstd"),
        "count": Array(("time", "level", "lat", "lon"), random.integers(-(2**31), 2**31, shape).astype("i4"),
                       {"units": "1"}, (2, 5, 4, 18), 0, "none"),
        "identifier": Array(("lat", "lon"), large, {"units": "1"}, (5, 6), 0, "blosc-zlib"),
        "small": Array(("lat", "lon"), random.integers(-128, 128, flat).astype("i1"),
                       {"units": "1", "_Unsigned": "true"}, (9, 18), 0, "zstd"),
        "flag": Array(("lat", "lon"), random.integers(0, 2, flat).astype("?"), {}, (4, 18), False, "gzip"),
        "category": Array(("lat", "lon"), random.integers(0, 255, flat).astype("u1"),
                          {"_FillValue": 255}, (4, 18), 255, "zstd"),
    }


def picture(latitudes, longitudes, seed: int) -> dict[str, Array]:
    """Noise between 0 and 1: a picture that is one cell off, mirrored or turned over cannot pass for the right one."""
    numbers = np.random.default_rng(seed).random((len(latitudes), len(longitudes))).astype("f4")
    return {
        "lat": latitude(latitudes),
        "lon": longitude(longitudes),
        "noise": Array(("lat", "lon"), numbers, {"units": "1"}, (10, 20), float("nan"), "zstd"),
    }


def large() -> dict[str, Array]:
    """104 MB in one variable, a few hundred kilobytes stored: a download long enough to be interrupted."""
    numbers = np.broadcast_to(np.arange(1000, dtype="f4")[:, None], (26, 1000, 1000)).copy()
    numbers += np.arange(26, dtype="f4")[:, None, None] * 1000
    return {
        "time": time(np.arange(26), "hours since 2020-01-01", "standard"),
        "lat": latitude(np.linspace(-89.91, 89.91, 1000)),
        "lon": longitude(np.arange(1000) * 0.36),
        "value": Array(("time", "lat", "lon"), numbers, {"units": "1"}, (1, 1000, 1000), 0, "zstd"),
    }


PICTURES = {
    "north-first": lambda: picture(np.linspace(87.5, -87.5, 36), np.arange(72) * 5 + 2.5, 5),
    "south-first": lambda: picture(np.linspace(-87.5, 87.5, 36), np.arange(-177.5, 180, 5), 6),
    "region": lambda: picture(np.linspace(60, 40, 21), np.arange(-10, 20.5, 1), 7),
}

CUBES = {"packed": packed, "noleap": noleap, "days360": days360, "levels": levels}


def write_all(folder: Path) -> dict[str, Path]:
    """Every store in every format, by dataset id such as `packed-v2`."""
    written = {}
    for name, make in (CUBES | PICTURES).items():
        for zarr_format in FORMATS:
            identifier = f"{name}-{zarr_format}"
            written[identifier] = write(
                folder / f"{identifier}.zarr", zarr_format, make(), {"title": f"Test {name}", "Conventions": "CF-1.11"}
            )
    written["large"] = write(folder / "large.zarr", "v3", large())
    return written
