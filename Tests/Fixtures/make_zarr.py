#!/usr/bin/env python3
"""Writes Tests/Fixtures/zarr.json: small Zarr stores with the hashes of their values.

    make_zarr.py [zarr.json]

The stores are written by zarr-python 3 and numcodecs. Each case holds its objects (key: base64) and, for every array,
shape and SHA-256 of the values: row-major, little-endian, NaNs quiet, texts and bytes of varying length as a uint32
byte count and the bytes.
"""
import base64
import hashlib
import json
import pathlib
import sys
import warnings

import numcodecs
import numpy as np
import zarr
import zarr.codecs as zc
import zarr.codecs.numcodecs as zn
from zarr.storage import MemoryStore

warnings.filterwarnings("ignore")
random = np.random.default_rng(7)
cases = {}


def digest(array):
    if array.dtype.kind in "OT":
        sink = hashlib.sha256()
        for element in array.ravel():
            raw = element.encode() if isinstance(element, str) else bytes(element)
            sink.update(len(raw).to_bytes(4, "little") + raw)
        return sink.hexdigest()
    array = np.array(array.astype(array.dtype.newbyteorder("<"), copy=False), order="C", copy=True)
    if array.dtype.kind in "fc":
        parts = array.view(array.real.dtype) if array.dtype.kind == "c" else array
        parts = parts.reshape(-1) if parts.ndim == 0 else parts
        parts[np.isnan(parts)] = np.nan
        array = parts
    return hashlib.sha256(array.tobytes()).hexdigest()


def keep(name, store, arrays):
    objects = {key: base64.b64encode(value.to_bytes()).decode() for key, value in sorted(store._store_dict.items())}
    cases[name] = {"objects": objects, "arrays": arrays}


def case(name, values, chunks, drop=None, **options):
    """One array as a store of its own; `drop` takes chunks away by the beginning of their keys."""
    store = MemoryStore()
    try:
        array = zarr.create_array(store, shape=values.shape, dtype=values.dtype, chunks=chunks, **options)
        array[...] = values
    except Exception as error:  # a type that this version of zarr-python cannot write
        print(f"{name}: left out: {error}", file=sys.stderr)
        return
    if drop:
        for key in [key for key in store._store_dict if key.startswith(drop)]:
            del store._store_dict[key]
    read = zarr.open_array(store, mode="r")[...]
    keep(name, store, {"": {"shape": list(values.shape), "sha256": digest(np.asarray(read))}})


def values(dtype, shape=(7, 5)):
    dtype = np.dtype(dtype)
    count = int(np.prod(shape))
    if dtype.kind == "b":
        return (np.arange(count) % 3 == 0).reshape(shape)
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        flat = random.integers(info.min, info.max, count, dtype=dtype.newbyteorder("="), endpoint=True)
        flat[:2] = info.min, info.max
    elif dtype.kind == "f":
        flat = (random.standard_normal(count) * 100).astype(dtype)
        flat[:4] = np.nan, np.inf, -np.inf, -0.0
    elif dtype.kind == "c":
        flat = (random.standard_normal(count) + 1j * random.standard_normal(count)).astype(dtype)
    elif dtype.kind in "mM":
        flat = random.integers(-10**9, 10**9, count).astype("i8").view(dtype.newbyteorder("=")).copy()
        flat[0] = np.array("NaT", dtype)
    elif dtype.kind == "U":
        flat = np.array(["é" * (index % 5) + str(index) for index in range(count)], dtype)
    elif dtype.kind == "S":
        flat = np.array([b"x" * (index % 5) for index in range(count)], dtype)
    return flat.reshape(shape).astype(dtype)


def smooth(dtype, shape=(12, 10)):
    return sum(index * step for index, step in zip(np.indices(shape), (3, 1, 7, 11))).astype(dtype) + np.array(100, dtype)


NUMBERS = "b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16".split()
TIMES = ["M8[s]", "M8[ns]", "m8[ms]", "M8[D]"]
for code in NUMBERS + TIMES + ["U6", "S5"]:
    for order in "<>":
        if np.dtype(code).itemsize == 1 and order == ">":
            continue
        dtype = np.dtype(code).newbyteorder(order)
        label = f"{order}{code}" if np.dtype(code).itemsize > 1 else code
        case(f"v2.dtype.{label}", values(dtype), (4, 3), zarr_format=2, compressors=None)
        if code[0] not in "US":
            case(f"v3.dtype.{label}", values(dtype), (4, 3), zarr_format=3, compressors=None,
                 serializer="auto" if np.dtype(code).itemsize == 1 else
                 zc.BytesCodec(endian="little" if order == "<" else "big"))

V2 = {
    "zlib": numcodecs.Zlib(5), "gzip": numcodecs.GZip(5), "zstd": numcodecs.Zstd(3, checksum=True),
    "zstd.fast": numcodecs.Zstd(-5), "bz2": numcodecs.BZ2(3), "lz4": numcodecs.LZ4(), "lzma": numcodecs.LZMA(preset=1),
    "lzma.raw": numcodecs.LZMA(format=3, filters=[{"id": 3, "dist": 4}, {"id": 33, "preset": 1}]),
    "lzma.alone": numcodecs.LZMA(format=2),
}
for inner in ["blosclz", "lz4", "lz4hc", "zlib", "zstd"]:
    for shuffle in [0, 1, 2]:
        V2[f"blosc.{inner}.{shuffle}"] = numcodecs.Blosc(cname=inner, clevel=5, shuffle=shuffle)
for name, codec in V2.items():
    case(f"v2.codec.{name}", smooth("<i4"), (5, 4), zarr_format=2, compressors=codec)

FILTERS = {
    "shuffle": [numcodecs.Shuffle(4)], "delta": [numcodecs.Delta("<i4")], "crc32": [numcodecs.CRC32()],
    "adler32": [numcodecs.Adler32()], "fletcher32": [numcodecs.Fletcher32()], "lookup3": [numcodecs.JenkinsLookup3()],
    "crc32c": [numcodecs.checksum32.CRC32C()], "base64": [numcodecs.Base64()],
    "delta.narrow": [numcodecs.Delta("<i4", "<i2")], "astype": [numcodecs.AsType("<i8", "<i4")],
    "two": [numcodecs.Delta("<i4"), numcodecs.Shuffle(4)],
}
for name, filters in FILTERS.items():
    case(f"v2.filter.{name}", smooth("<i4"), (5, 4), zarr_format=2, filters=filters, compressors=numcodecs.Zlib(1))
case("v2.filter.packbits", values("b1"), (4, 3), zarr_format=2, filters=[numcodecs.PackBits()], compressors=None)
case("v2.filter.fixedscaleoffset", smooth("<f8") / 8, (5, 4), zarr_format=2, compressors=None,
     filters=[numcodecs.FixedScaleOffset(offset=10, scale=8, dtype="<f8", astype="<i2")])
case("v2.filter.quantize", values("<f8"), (4, 3), zarr_format=2, compressors=None,
     filters=[numcodecs.Quantize(2, "<f8", "<f4")])
case("v2.filter.bitround", values("<f4"), (4, 3), zarr_format=2, compressors=None, filters=[numcodecs.BitRound(9)])

case("v2.layout.fortran", smooth("<f4", (6, 5, 4)), (4, 3, 2), zarr_format=2, order="F", compressors=None)
case("v2.layout.slash", smooth("<i2"), (5, 4), zarr_format=2, compressors=None,
     chunk_key_encoding={"name": "v2", "separator": "/"})
case("v2.layout.scalar", np.array(42, "<i4"), (), zarr_format=2)
case("v3.layout.scalar", np.array(42, "<i4"), (), zarr_format=3)
case("v3.layout.empty", np.zeros((0, 4), "<i4"), (2, 2), zarr_format=3)
case("v3.layout.dot", smooth("<i2"), (5, 4), zarr_format=3, chunk_key_encoding={"name": "default", "separator": "."})
case("v3.layout.v2keys", smooth("<i2"), (5, 4), zarr_format=3, chunk_key_encoding={"name": "v2", "separator": "."})
case("v3.layout.large", smooth("<i2"), (50, 40), zarr_format=3)
case("v3.layout.five", smooth("<u1", (4, 30)).reshape(2, 2, 3, 2, 5), (1, 2, 2, 1, 3), zarr_format=3)

for fill, dtype in [(-9, "i4"), (np.nan, "f4"), (np.inf, "f8"), (1.5, "f2"), (True, "b1"), (2**63, "u8")]:
    for format, start in [(2, "1."), (3, "c/1")]:
        case(f"v{format}.fill.{dtype}", values(dtype), (4, 3), drop=start, zarr_format=format, fill_value=fill)

case("v3.codec.gzip", smooth("<i4"), (5, 4), compressors=zc.GzipCodec(level=3))
case("v3.codec.zstd", smooth("<i4"), (5, 4), compressors=zc.ZstdCodec(level=3, checksum=True))
case("v3.codec.blosc", smooth("<i4"), (5, 4), compressors=zc.BloscCodec(cname="zstd", shuffle="bitshuffle"))
case("v3.codec.crc32c", smooth("<i4"), (5, 4), compressors=zc.Crc32cCodec())
case("v3.codec.crc32c.zstd", smooth("<i4"), (5, 4), compressors=[zc.Crc32cCodec(), zc.ZstdCodec()])
case("v3.codec.transpose", smooth("<i4", (6, 5, 4)), (4, 3, 2), filters=zc.TransposeCodec(order=(2, 0, 1)))
case("v3.codec.transpose.twice", smooth("<i4", (6, 5, 4)), (4, 3, 2),
     filters=[zc.TransposeCodec(order=(2, 0, 1)), zc.TransposeCodec(order=(1, 0, 2))])
for name, codec in {"zlib": zn.Zlib(level=1), "bz2": zn.BZ2(level=1), "lz4": zn.LZ4(), "lzma": zn.LZMA(),
                    "shuffle": zn.Shuffle(), "adler32": zn.Adler32(), "fletcher32": zn.Fletcher32()}.items():
    case(f"v3.numcodecs.{name}", smooth("<i4"), (5, 4), compressors=codec)
case("v3.numcodecs.delta", smooth("<i4"), (5, 4), filters=zn.Delta(dtype="<i4"), compressors=None)
case("v3.numcodecs.packbits", values("b1"), (4, 3), filters=zn.PackBits(), compressors=None)


def shard(name, chunks, shards, drop=None, shape=(12, 10), data=None, codecs=None, **options):
    data = smooth("<i4", shape) if data is None else data
    codec = zc.ShardingCodec(chunk_shape=chunks, codecs=codecs or [zc.BytesCodec(), zc.ZstdCodec()], **options)
    case(f"v3.shard.{name}", data, shards, drop=drop, serializer=codec, compressors=None)


shard("end", (3, 5), (6, 10))
shard("start", (3, 5), (6, 10), index_location="start")
shard("plain.index", (3, 5), (6, 10), index_codecs=[zc.BytesCodec()])
shard("big.index", (3, 5), (6, 10), index_codecs=[zc.BytesCodec(endian="big"), zc.Crc32cCodec()])
shard("ragged", (4, 3), (8, 6))
shard("transposed", (3, 5), (6, 10), codecs=[zc.TransposeCodec(order=(1, 0)), zc.BytesCodec()])
shard("nested", (6, 10), (12, 10), codecs=[zc.ShardingCodec(chunk_shape=(3, 5), codecs=[zc.BytesCodec()])])
holes = smooth("<i4")
holes[0:3, 0:5] = 0
holes[6:12] = 0
shard("holes", (3, 5), (6, 10), data=holes)
case("v3.shard.then.gzip", smooth("<i4"), (6, 10), compressors=zc.GzipCodec(),
     serializer=zc.ShardingCodec(chunk_shape=(3, 5), codecs=[zc.BytesCodec()]))

TEXTS = np.array([["", "a", "größe", "温度"], ["x" * 40, "\0", "❄", "end"]], dtype=object)
for format in (2, 3):
    store = MemoryStore()
    try:
        array = zarr.create_array(store, shape=TEXTS.shape, dtype=str, chunks=(2, 3), zarr_format=format)
        array[...] = TEXTS.astype(np.dtypes.StringDType())
        keep(f"v{format}.text", store, {"": {"shape": [2, 4], "sha256": digest(TEXTS)}})
    except Exception as error:
        print(f"v{format}.text: left out: {error}", file=sys.stderr)


def hierarchy(name, format, consolidated):
    store = MemoryStore()
    root = zarr.create_group(store, zarr_format=format, attributes={"title": "Größe", "big": 2**53 + 1})
    group = root.create_group("a/b", attributes={"level": 1})
    arrays = {}
    for path in ["time", "a/temp", "a/b/deep"]:
        array = root.create_array(path, shape=(4,), dtype="<i2", chunks=(2,), attributes={"units": "1"},
                                  **({"dimension_names": ["x"]} if format == 3 else {}))
        array[...] = np.arange(4, dtype="<i2")
        if format == 2:
            array.attrs["_ARRAY_DIMENSIONS"] = ["x"]
        arrays[path] = {"shape": [4], "sha256": digest(np.arange(4, dtype="<i2"))}
    if consolidated:
        zarr.consolidate_metadata(store)
    keep(name, store, arrays)


for format in (2, 3):
    hierarchy(f"hierarchy.v{format}.plain", format, False)
    hierarchy(f"hierarchy.v{format}.consolidated", format, True)

target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "zarr.json")
document = {"written_with": {"zarr": zarr.__version__, "numcodecs": numcodecs.__version__}, "cases": cases}
target.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
print(f"{len(cases)} cases, {target.stat().st_size} bytes")
