"""A reader of DAP2 answers that knows nothing of any server: XDR as DAP 2.0 (ESE-RFC-004) lays it down."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

# How a type lies in XDR, and what its values are.
TYPES = {
    "Byte": ("u1", "u1"), "Int16": (">i4", "i2"), "UInt16": (">u4", "u2"), "Int32": (">i4", "i4"),
    "UInt32": (">u4", "u4"), "Float32": (">f4", "f4"), "Float64": (">f8", "f8"),
}

# Stored types as DAP2 can carry them; those without an equal go as the next that holds every value.
CARRIED_AS = {
    "bool": ("Byte",), "uint8": ("Byte",), "int8": ("Int16", "Byte"), "int16": ("Int16",), "uint16": ("UInt16",),
    "int32": ("Int32",), "uint32": ("UInt32",), "int64": ("Float64",), "uint64": ("Float64",),
    "float32": ("Float32",), "float64": ("Float64",),
}

DECLARATION = re.compile(r"(Byte|U?Int16|U?Int32|Float32|Float64)\s+([^\s\[;]+)((?:\[[^\]]*\])*);")


@dataclass
class Declaration:
    type: str
    name: str
    shape: tuple[int, ...]


def declarations(dds: str) -> list[Declaration]:
    """Every array and scalar of a DDS in the order in which its values follow."""
    return [
        Declaration(m[1], m[2], tuple(int(n) for n in re.findall(r"(\d+)\s*\]", m[3])))
        for m in DECLARATION.finditer(dds)
    ]


def top_level(dds: str) -> list[str]:
    """The names of a DDS's variables in order, without the members of its grids."""
    outside = re.sub(r"(Grid|Structure)\s*\{[^}]*\}", "", dds.partition("{")[2])
    return re.findall(r"([^\s\[;]+)(?:\[[^\]]*\])*;", outside.rpartition("}")[0])


def read(body: bytes) -> list[tuple[Declaration, np.ndarray]]:
    """The arrays of a `.dods` answer in its order; every byte must be accounted for."""
    text, mark, data = body.partition(b"\nData:\n")
    assert mark, f"no data in {body[:200]!r}"
    read_so_far, arrays = 0, []
    for declared in declarations(text.decode()):
        layout, kind = TYPES[declared.type]
        if declared.shape:
            count = int(np.prod(declared.shape))
            lengths = np.frombuffer(data, ">u4", 2, read_so_far)
            assert lengths.tolist() == [count, count], f"{declared.name}: lengths {lengths}, shape {declared.shape}"
            read_so_far += 8
        else:
            count = 1
            layout = ">u4" if declared.type == "Byte" else layout
        values = np.frombuffer(data, layout, count, read_so_far)
        read_so_far += (values.nbytes + 3) // 4 * 4
        arrays.append((declared, values.astype(kind).reshape(declared.shape)))
    assert read_so_far == len(data), f"{len(data) - read_so_far} bytes too many"
    return arrays


def as_carried(stored: np.ndarray, declared: str) -> np.ndarray:
    """Stored numbers in the DAP2 type that the server chose, which must be one that can carry them."""
    assert declared in CARRIED_AS[stored.dtype.name], f"{stored.dtype} as {declared}"
    return stored.astype(TYPES[declared][1])


def same_bits(left: np.ndarray, right: np.ndarray) -> bool:
    left, right = np.ascontiguousarray(left), np.ascontiguousarray(right)
    return left.dtype == right.dtype and left.shape == right.shape and left.tobytes() == right.tobytes()
