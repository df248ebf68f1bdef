#!/usr/bin/env python3
"""Writes Tests/Fixtures/rectilinear.json: Zarr v3 arrays whose chunks differ in length, with the hashes of their values.

    make_rectilinear.py [rectilinear.json]

The form is that of zarr.json. Chunks are cut, padded and encoded here by NumPy, zlib and google_crc32c, as the text of
the extension "rectilinear" says, since not every zarr-python can write them.
"""
import base64
import gzip
import hashlib
import itertools
import json
import pathlib
import sys

import google_crc32c
import numpy as np

cases = {}
LITTLE = {"name": "bytes", "configuration": {"endian": "little"}}
GZIP = {"name": "gzip", "configuration": {"level": 5}}


def expanded(entry, length):
    """All edges of one dimension."""
    if isinstance(entry, int):
        return [entry] * -(-length // entry)
    return [edge for run in entry for edge in ([run] if isinstance(run, int) else [run[0]] * run[1])]


def cut(values, edges):
    """Chunk indices and the chunks themselves, in full shape: padding counts up from 1000."""
    starts = [np.concatenate([[0], np.cumsum(e)[:-1]]).astype(int) for e in edges]
    for place in itertools.product(*[range(len(e)) for e in edges]):
        lower = [int(starts[d][i]) for d, i in enumerate(place)]
        shape = [edges[d][i] for d, i in enumerate(place)]
        if any(low >= size for low, size in zip(lower, values.shape)):
            continue
        part = values[tuple(slice(low, low + edge) for low, edge in zip(lower, shape))]
        chunk = (1000 + np.arange(int(np.prod(shape)))).reshape(shape).astype(values.dtype)
        chunk[tuple(slice(0, size) for size in part.shape)] = part
        yield place, chunk


def plain(chunk):
    return chunk.tobytes()


def zipped(chunk):
    return gzip.compress(chunk.tobytes(), 5, mtime=0)


def sharded(inner, encode):
    """A shard with its index, checksummed, at the end; an inner chunk of zeros is left out."""

    def shard(chunk):
        body, index = b"", []
        for _, part in cut(chunk, [expanded(edge, size) for edge, size in zip(inner, chunk.shape)]):
            encoded = encode(part) if part.any() else None
            index += [2**64 - 1] * 2 if encoded is None else [len(body), len(encoded)]
            body += encoded or b""
        table = np.array(index, "<u8").tobytes()
        return body + table + google_crc32c.value(table).to_bytes(4, "little")

    return shard


def sharding(inner, codecs):
    return {"name": "sharding_indexed", "configuration": {
        "chunk_shape": inner, "codecs": codecs, "index_codecs": [LITTLE, {"name": "crc32c"}]}}


def case(name, values, grid, codecs, encode, drop=()):
    document = {
        "zarr_format": 3, "node_type": "array", "shape": list(values.shape), "data_type": str(values.dtype),
        "chunk_grid": {"name": "rectilinear", "configuration": {"kind": "inline", "chunk_shapes": grid}},
        "chunk_key_encoding": {"name": "default"}, "fill_value": False if values.dtype == bool else 0, "codecs": codecs,
    }
    edges = [expanded(entry, size) for entry, size in zip(grid, values.shape)]
    objects = {"zarr.json": json.dumps(document).encode()}
    starts = [np.concatenate([[0], np.cumsum(e)]).astype(int) for e in edges]
    values = values.copy()
    for place, chunk in cut(values.copy(), edges):
        if place in drop:
            values[tuple(slice(starts[d][i], starts[d][i + 1]) for d, i in enumerate(place))] = 0
        else:
            objects["/".join(["c", *map(str, place)])] = encode(chunk)
    sha = hashlib.sha256(values.astype(values.dtype.newbyteorder("<")).tobytes()).hexdigest()
    cases[f"rectilinear.{name}"] = {
        "objects": {key: base64.b64encode(value).decode() for key, value in objects.items()},
        "arrays": {"": {"shape": list(values.shape), "sha256": sha}},
    }


def numbers(*shape, dtype="<i4"):
    return (np.arange(int(np.prod(shape))) * 7 + 1).reshape(shape).astype(dtype)


case("edges", numbers(10), [[4, 4, 2]], [LITTLE], plain)
case("run", numbers(10), [[[4, 2], 2]], [LITTLE, GZIP], zipped)
case("run.first", numbers(6), [[[1, 3], 3]], [LITTLE], plain)
case("beyond", numbers(10), [[4, 4, 4]], [LITTLE], plain)
case("beyond.whole", numbers(10), [[4, 6, 5, [3, 9]]], [LITTLE], plain)
case("mixed", numbers(11, 13), [5, [[4, 2], 2, 7]], [LITTLE, GZIP], zipped)
case("two", numbers(12, 10, dtype="<f8"), [[1, 4, [3, 2], 1], [9, 1]], [LITTLE], plain)
case("months", numbers(365, 4, dtype="<i2"), [[31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], 3], [LITTLE, GZIP], zipped)
case("big", numbers(9, 4), [[2, 7], [1, 3]], [{"name": "bytes", "configuration": {"endian": "big"}}],
     lambda chunk: chunk.astype(">i4").tobytes())
case("transpose", numbers(6, 5, 4), [[1, 5], [[2, 2], 1], [3, 1]],
     [{"name": "transpose", "configuration": {"order": [2, 0, 1]}}, LITTLE],
     lambda chunk: np.ascontiguousarray(chunk.transpose(2, 0, 1)).tobytes())
case("holes", numbers(10, 6), [[4, 1, 5], [[2, 3]]], [LITTLE], plain, drop={(1, 1), (2, 0), (2, 2)})
case("packbits", np.arange(30).reshape(6, 5) % 3 == 0, [[1, 5], [3, 2]], [{"name": "numcodecs.packbits"}, {"name": "bytes"}],
     lambda chunk: bytes([-chunk.size % 8]) + np.packbits(chunk).tobytes())
case("sharded", numbers(18, 20), [[6, 3, [9, 1]], [[5, 2], 10]], [sharding([3, 5], [LITTLE, GZIP])], sharded([3, 5], zipped))
zeros = numbers(18, 20)
zeros[6:9, 5:15] = 0
case("sharded.holes", zeros, [[6, 3, 9], [[5, 2], 10]], [sharding([3, 5], [LITTLE])], sharded([3, 5], plain), drop={(2, 1)})
case("sharded.nested", numbers(18, 20), [[6, 12], [10, 15]], [sharding([6, 5], [sharding([2, 5], [LITTLE])])],
     sharded([6, 5], sharded([2, 5], plain)))
case("sharded.then.gzip", numbers(18, 20), [[6, 3, 9], [[5, 2], 10]], [sharding([3, 5], [LITTLE]), GZIP],
     lambda chunk: gzip.compress(sharded([3, 5], plain)(chunk), 5, mtime=0))

target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "rectilinear.json")
target.write_text(json.dumps({"cases": cases}, indent=1) + "\n")
print(f"{len(cases)} cases, {target.stat().st_size} bytes")
