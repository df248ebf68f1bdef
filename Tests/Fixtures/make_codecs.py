#!/usr/bin/env python3
"""Writes Tests/Fixtures/codecs.json: one-chunk arrays through codecs that zarr-python alone does not write.

    make_codecs.py [codecs.json]

The form is that of zarr.json. pcodec and zfp streams come from the libraries of the formats' authors (`pcodec`, `zfpy`);
what the short texts of the extensions packbits, reshape, cast_value and scale_offset say is done with NumPy. Hashes are
of the values, as decoded again where the codec loses something.
"""
import base64
import hashlib
import json
import pathlib
import sys
from importlib.metadata import version

import numpy as np
import zfpy
from pcodec import ChunkConfig, DeltaSpec, ModeSpec, PagingSpec, standalone

random = np.random.default_rng(11)
cases = {}
LITTLE = {"name": "bytes", "configuration": {"endian": "little"}}


def case(name, values, codecs, chunk, decoded=None, fill=0, grid=None):
    decoded = np.ascontiguousarray(values if decoded is None else decoded)
    document = {
        "zarr_format": 3, "node_type": "array", "shape": list(decoded.shape), "data_type": str(decoded.dtype),
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": list(grid or decoded.shape)}},
        "chunk_key_encoding": {"name": "default"}, "codecs": codecs,
        "fill_value": False if decoded.dtype == bool else fill,
    }
    parts = decoded.copy()
    if parts.dtype.kind == "f":
        parts[np.isnan(parts)] = np.nan
    elif parts.dtype.kind == "c":
        halves = parts.view(parts.real.dtype)
        halves[np.isnan(halves)] = np.nan
    key = "/".join(["c"] + ["0"] * decoded.ndim)
    objects = {"zarr.json": json.dumps(document).encode(), key: chunk}
    cases[name] = {
        "objects": {key: base64.b64encode(value).decode() for key, value in objects.items()},
        "arrays": {"": {"shape": list(decoded.shape), "sha256": hashlib.sha256(parts.tobytes()).hexdigest()}},
    }


def pco(name, values, **config):
    settings = ChunkConfig(compression_level=8, enable_8_bit=True, **config)
    chunk = bytes(standalone.simple_compress(values, settings))
    assert np.array_equal(standalone.simple_decompress(chunk), values, equal_nan=True)
    case(f"codec.pcodec.{name}", values, [{"name": "numcodecs.pcodec"}], chunk)


walk = np.cumsum(random.integers(-20, 21, 700))
for code in ["u2", "u4", "u8", "i2", "i4", "i8", "f2", "f4", "f8"]:
    pco(f"walk.{code}", (walk + (400 if code[0] == "u" else 0)).astype(code))
for code in ["u1", "i1"]:
    pco(f"small.{code}", (walk % 50).astype(code))
extremes = np.array([np.nan, np.inf, -np.inf, -0.0, 0.0, 1e300, -1e-300, 5e-324] * 3)
pco("extremes.f8", extremes)
pco("extremes.i8", np.array([-(2**63), 2**63 - 1, 0, -1] * 5))
pco("constant", np.full(300, 7, "i4"))
pco("one", np.array([3.5], "f4"))
pco("multiple", random.integers(0, 900, 600).astype("i4") * 77 + 5, mode_spec=ModeSpec.try_int_mult(77))
pco("float.multiple", (random.integers(-500, 500, 600) * 0.01).astype("f8"), mode_spec=ModeSpec.try_float_mult(0.01))
pco("float.multiple.f4", (random.integers(-5000, 5000, 600) * np.float32(0.1)).astype("f4"), mode_spec=ModeSpec.try_float_mult(0.1))
pco("float.multiple.f2", (random.integers(-90, 90, 600) * 0.5).astype("f2"), mode_spec=ModeSpec.try_float_mult(0.5))
pco("float.multiple.large", (random.integers(0, 2**40, 600) * 3.0 * 2**20), mode_spec=ModeSpec.try_float_mult(3.0))
pco("quantized", random.standard_normal(600).astype("f4").astype("f8"), mode_spec=ModeSpec.try_float_quant(29))
pco("quantized.rough", random.standard_normal(600), mode_spec=ModeSpec.try_float_quant(20))
pco("plain", random.standard_normal(600), mode_spec=ModeSpec.classic(), delta_spec=DeltaSpec.no_op())
for order in (1, 2, 3, 7):
    pco(f"consecutive.{order}", (np.arange(600) ** 2 // 3 + walk[:600]).astype("i8"), delta_spec=DeltaSpec.try_consecutive(order))
pco("consecutive.short", np.array([5, 9, 14], "u4"), delta_spec=DeltaSpec.try_consecutive(5))
period = np.tile(random.integers(0, 10**6, 70), 12).astype("i4")
pco("lookback", period, delta_spec=DeltaSpec.try_lookback())
pco("lookback.multiple", period * 33 + np.tile([1, 2], 420).astype("i4"), delta_spec=DeltaSpec.try_lookback(), mode_spec=ModeSpec.try_int_mult(33))
if hasattr(DeltaSpec, "try_conv1"):
    pco("convolution", (1000 * np.sin(np.arange(900) / 9) + walk[0]).astype("i4"), delta_spec=DeltaSpec.try_conv1(4))
    pco("convolution.f4", np.sin(np.arange(900) / 9).astype("f4"), delta_spec=DeltaSpec.try_conv1(8))
if hasattr(ModeSpec, "try_dict"):
    pco("dictionary", random.choice(random.standard_normal(9), 600), mode_spec=ModeSpec.try_dict())
pco("pages", random.integers(0, 99, (30, 40)).astype("i4").ravel(), paging_spec=PagingSpec.equal_pages_up_to(100))


def zfp(name, values, **settings):
    chunk = zfpy.compress_numpy(values, **settings)
    case(f"codec.zfpy.{name}", values, [{"name": "numcodecs.zfpy"}], chunk, zfpy.decompress_numpy(chunk))


smooth = sum(np.indices((5, 6, 3, 7)))[..., 0].astype("f8") ** 1.5
for code in ["f4", "f8", "i4", "i8"]:
    zfp(f"reversible.{code}", smooth.astype(code))
    zfp(f"precision.{code}", smooth.astype(code), precision=20)
zfp("tolerance", smooth, tolerance=0.01)
zfp("rate", smooth.astype("f4"), rate=12)
zfp("one", smooth[0, 0])
zfp("two", smooth[0])
zfp("four", np.stack([smooth, smooth + 9]))
plain = zfpy.compress_numpy(smooth, write_header=False)
case("codec.zfp.reversible", smooth, [{"name": "zfp", "configuration": {"mode": "reversible"}}], plain)
for mode, option in {"rate": "fixed_rate", "tolerance": "fixed_accuracy", "precision": "fixed_precision"}.items():
    amount = {"rate": 16, "tolerance": 0.5, "precision": 18}[mode]
    stream = zfpy.compress_numpy(smooth, write_header=False, **{mode: amount})
    whole = zfpy.decompress_numpy(zfpy.compress_numpy(smooth, **{mode: amount}))
    case(f"codec.zfp.{option}", smooth, [{"name": "zfp", "configuration": {"mode": option, mode: amount}}], stream, whole)


def bits(values, first, last):
    """Bits first…last of every number, the lowest first, one behind the other."""
    size = values.dtype.itemsize
    flat = np.unpackbits(np.ascontiguousarray(values).view("u1").reshape(-1, size), axis=1, bitorder="little")
    return np.packbits(flat[:, first : last + 1].ravel(), bitorder="little").tobytes()


def packed(name, values, first=None, last=None, padding="none"):
    width = 1 if values.dtype == bool else values.real.dtype.itemsize * 8
    low, high = first or 0, width - 1 if last is None else last
    parts = values.view(values.real.dtype) if values.dtype.kind == "c" else values
    body = bits(parts, low, high)
    pad = bytes([-(parts.size * (high - low + 1)) % 8])
    chunk = {"none": body, "first_byte": pad + body, "last_byte": body + pad}[padding]
    configuration = {"padding_encoding": padding, "first_bit": first, "last_bit": last}
    fill = [0, 0] if values.dtype.kind == "c" else 0
    case(f"codec.packbits.{name}", values, [{"name": "packbits", "configuration": configuration}], chunk, fill=fill)


packed("bool", np.arange(35).reshape(5, 7) % 3 == 1)
packed("bool.first", np.arange(35) % 4 == 1, padding="first_byte")
packed("bool.last", np.arange(32) % 5 == 1, padding="last_byte")
packed("u2", (np.arange(30) * 37 % 1000).astype("u2"), 0, 9)
packed("i2", (np.arange(30) * 37 % 1000 - 500).astype("i2"), 0, 9, "first_byte")
packed("i4.shifted", ((np.arange(30) - 15) * 8).astype("i4"), 3, 12)
packed("u8", np.array([2**64 - 1, 0, 5], "u8"))
packed("f4", np.array([1.5, -2.0, 0.25, 3 * 2.0**33], "f4"), 13, 31)
packed("c8", np.array([1 + 2j, -0.5j], "c8"), padding="last_byte")

numbers = (np.arange(2 * 3 * 4 * 5) * 3).reshape(2, 3, 4, 5).astype("i4")
for name, shape in {"lists": [[0, 1], [2, 3]], "rest": [6, -1], "mixed": [[0, 1], 4, [3]], "flat": [-1]}.items():
    case(f"codec.reshape.{name}", numbers, [{"name": "reshape", "configuration": {"shape": shape}}, LITTLE], numbers.tobytes())
case("codec.reshape.transpose", numbers,
     [{"name": "reshape", "configuration": {"shape": [[0, 1], [2, 3]]}},
      {"name": "transpose", "configuration": {"order": [1, 0]}}, LITTLE], numbers.reshape(6, 20).T.tobytes())


def cast(name, stored, decoded, **configuration):
    codec = {"name": "cast_value", "configuration": {"data_type": str(stored.dtype), **configuration}}
    case(f"codec.cast_value.{name}", stored, [codec, LITTLE], stored.tobytes(), decoded)


whole = np.arange(-20, 20).astype("i2")
cast("widen", whole, whole.astype("f8"))
cast("integers", whole, whole.astype("i8"))
halves = np.array([0.5, 1.5, 2.5, -0.5, -1.5, 2.6, -2.6])
cast("nearest.even", halves, np.array([0, 2, 2, 0, -2, 3, -3], "i4"))
cast("nearest.away", halves, np.array([1, 2, 3, -1, -2, 3, -3], "i4"), rounding="nearest-away")
cast("towards.zero", halves, np.trunc(halves).astype("i4"), rounding="towards-zero")
cast("towards.positive", halves, np.ceil(halves).astype("i4"), rounding="towards-positive")
cast("towards.negative", halves, np.floor(halves).astype("i4"), rounding="towards-negative")
far = np.array([-70000, -129, 128, 300, 70000, 5], "i4")
cast("clamp", far, np.clip(far, -128, 127).astype("i1"), out_of_range="clamp")
cast("wrap", far, far.astype("i1"), out_of_range="wrap")
cast("clamp.floats", np.array([np.inf, -np.inf, 1e30, -7.0]), np.array([255, 0, 255, 0], "u1"), out_of_range="clamp")
cast("wrap.floats", np.array([256.0, -1.0, 2.0**40 + 3]), np.array([0, 255, 3], "u1"), out_of_range="wrap")
cast("map", np.array([1, 2, -99, 4], "i2"), np.array([1, 2, np.nan, 4], "f4"),
     scalar_map={"decode": [[-99, "NaN"]], "encode": [["NaN", -99]]})
cast("map.nan", np.array([1, np.nan, 3], "f4"), np.array([1, -1, 3], "i4"), scalar_map={"decode": [["NaN", -1]]})


def scaled(name, stored, decoded, scale, offset):
    codec = {"name": "scale_offset", "configuration": {"scale": scale, "offset": offset}}
    case(f"codec.scale_offset.{name}", stored, [codec, LITTLE], stored.tobytes(), decoded)


for code in ["f2", "f4", "f8"]:
    stored = random.integers(-900, 900, 40).astype(code)
    scaled(code, stored, stored / np.dtype(code).type(3.7) + np.dtype(code).type(273.15), 3.7, 273.15)
scaled("i4", np.array([0, 30, -60, 900], "i4"), np.array([5, 15, -15, 305], "i4"), 3, 5)
stored = random.integers(0, 2000, 40).astype("i2")
case("codec.scale_offset.cast", stored,
     [{"name": "scale_offset", "configuration": {"scale": 10, "offset": 200}},
      {"name": "cast_value", "configuration": {"data_type": "int16"}}, LITTLE],
     stored.tobytes(), stored.astype("f8") / 10 + 200)

# A shard behind both codecs, whose missing inner chunk is the fill value 250 of the array.
inner = np.array([[1, 2], [3, 4]], "i2")
index = np.array([0, 8, 2**64 - 1, 2**64 - 1], "<u8").tobytes()
case("codec.scale_offset.shard", inner,
     [{"name": "scale_offset", "configuration": {"scale": 10, "offset": 200}},
      {"name": "cast_value", "configuration": {"data_type": "int16"}},
      {"name": "sharding_indexed", "configuration": {"chunk_shape": [2, 2], "codecs": [LITTLE], "index_codecs": [LITTLE]}}],
     inner.tobytes() + index, np.hstack([inner / 10 + 200, np.full((2, 2), 250.0)]), fill=250)

target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "codecs.json")
document = {"written_with": {"pcodec": version("pcodec"), "zfpy": version("zfpy")}, "cases": cases}
target.write_text(json.dumps(document, indent=1) + "\n")
print(f"{len(cases)} cases, {target.stat().st_size} bytes")
