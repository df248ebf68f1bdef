#!/usr/bin/env python3
"""Answers to DAP2 and DAP4 requests, byte for byte, made with struct and zlib alone: the oracle of DAPTests.

    make_dap.py > Tests/DAPTests/Fixtures/answers.txt

One line an answer: suffix, query, whole body in hexadecimal. The dataset is the one of `DAPFixture.swift`; nothing here
shares code or tables with the server.
"""
import struct
import zlib

NAN = float("nan")
# name: (DAP2 type, DAP4 type, dimensions, values)
TIME, LAT, LON = [0.0, 6.0, 12.5], [60.0, -30.5], [-10.0, 0.0, 10.0, 20.0]
T2M = [i * 7 - 80 for i in range(24)]
VARIABLES = {
    "time": ("Float64", "Float64", [("time", 3)], TIME),
    "lat": ("Float32", "Float32", [("lat", 2)], LAT),
    "lon": ("Float32", "Float32", [("lon", 4)], LON),
    "t2m": ("Int16", "Int16", [("time", 3), ("lat", 2), ("lon", 4)], T2M),
    "mask": ("Byte", "UInt8", [("lat", 2), ("lon", 4)], [0, 1, 2, 3, 250, 251, 252, 255]),
    "small": ("Int16", "Int8", [("lon", 4)], [-128, -1, 0, 127]),
    "wide": ("UInt16", "UInt16", [("lat", 2)], [0, 65535]),
    "count": ("Int32", "Int32", [("time", 3)], [-2147483648, 0, 2147483647]),
    "mark": ("UInt32", "UInt32", [("time", 3)], [0, 1, 4294967295]),
    "long": ("Float64", "Int64", [("time", 3)], [-9007199254740993, 0, 9223372036854775807]),
    "huge": ("Float64", "UInt64", [("time", 3)], [0, 9007199254740993, 18446744073709551615]),
    "half": ("Float32", "Float32", [("lon", 4)], [0.5, -1.0, 65504.0, 5.960464477539063e-08]),
    "flag": ("Byte", "UInt8", [("lon", 4)], [1, 0, 0, 1]),
    "one": ("Float64", "Float64", [], [2.5]),
    "tiny": ("Byte", "UInt8", [], [200]),
    "odd": ("Byte", "UInt8", [("n", 5)], [1, 2, 3, 4, 5]),
    "plain": ("Float32", "Float32", [("p", 2), ("q", 3)], [1.0, 2.0, 3.0, NAN, -0.0, 1e30]),
    "twice": ("Int32", "Int32", [("twice_dim_0", 2), ("twice_dim_1", 2)], [1, 2, 3, 4]),
    "a.b c": ("Int32", "Int32", [("lon", 4)], [5, 6, 7, 8]),
}
GRIDS = ["t2m", "mask"]
ENCODED = {"a.b c": "a%2Eb%20c"}
XDR = {"Int16": ">i", "UInt16": ">I", "Int32": ">i", "UInt32": ">I", "Float32": ">f", "Float64": ">d"}
LITTLE = {"Int8": "<b", "UInt8": "<B", "Int16": "<h", "UInt16": "<H", "Int32": "<i", "UInt32": "<I", "Int64": "<q",
          "UInt64": "<Q", "Float32": "<f", "Float64": "<d"}


def select(name, index):
    """Values and shape of a variable under Python slices, one per dimension."""
    dims, values = VARIABLES[name][2], VARIABLES[name][3]
    if not dims:
        return [], values
    picked = [list(range(n))[s] for (_, n), s in zip(dims, index)]
    def walk(d, offset):
        if d == len(dims):
            return [values[offset]]
        stride = 1
        for _, n in dims[d + 1:]:
            stride *= n
        return [v for i in picked[d] for v in walk(d + 1, offset + i * stride)]
    return [len(p) for p in picked], walk(0, 0)


def whole(name):
    return [slice(None)] * len(VARIABLES[name][2])


def xdr(name, index):
    kind, (shape, values) = VARIABLES[name][0], select(name, index)
    if kind == "Byte":
        if not shape:
            return struct.pack(">I", values[0])
        data = bytes(values)
        data += bytes(-len(data) % 4)
    else:
        data = b"".join(struct.pack(XDR[kind], v) for v in values)
    return data if not shape else struct.pack(">II", len(values), len(values)) + data


def declare(name, index):
    kind, dims = VARIABLES[name][0], VARIABLES[name][2]
    shape, _ = select(name, index)
    text = "".join("[%s = %d]" % (d, n) for (d, _), n in zip(dims, shape))
    return "%s %s%s;" % (kind, ENCODED.get(name, name), text)


def dods(parts):
    """parts: (kind, name, [(member, slices)]), kind being plain, grid or structure."""
    text, data = "Dataset {\n", b""
    for kind, name, members in parts:
        lines = [declare(m, s) for m, s in members]
        if kind == "plain":
            text += "    %s\n" % lines[0]
        elif kind == "structure":
            text += "    Structure {\n" + "".join("        %s\n" % l for l in lines) + "    } %s;\n" % name
        else:
            text += "    Grid {\n      Array:\n        %s\n      Maps:\n" % lines[0]
            text += "".join("        %s\n" % l for l in lines[1:]) + "    } %s;\n" % name
        data += b"".join(xdr(m, s) for m, s in members)
    return (text + "} fixture;\nData:\n").encode() + data


def everything():
    return [grid(n, whole(n)) if n in GRIDS else plain(n) for n in VARIABLES]


def plain(name, *index):
    return ("plain", name, [(name, index or whole(name))])


def grid(name, index):
    return ("grid", name, [(name, index)] + [(d, [s]) for (d, _), s in zip(VARIABLES[name][2], index)])


def chunks(dmr, data):
    dmr = dmr.encode() + b"\r\n"
    assert len(data) < 1 << 20
    return struct.pack(">I", 4 << 24 | len(dmr)) + dmr + struct.pack(">I", 5 << 24 | len(data)) + data


def values4(name, index, crc=True):
    data = b"".join(struct.pack(LITTLE[VARIABLES[name][1]], v) for v in select(name, index)[1])
    return data + struct.pack("<I", zlib.crc32(data)) if crc else data


HEAD4 = ('<?xml version="1.0" encoding="UTF-8"?>\n<Dataset xmlns="http://xml.opendap.org/ns/DAP/4.0#" name="fixture" '
         'dapVersion="4.0" dmrVersion="1.0">\n')
TITLE4 = '  <Attribute name="title" type="String"><Value>A "small" cube</Value></Attribute>\n</Dataset>\n'


def declared(data):
    """What netCDF-C 4.10 looks for; blanks make all declarations equally long."""
    digits = str(zlib.crc32(data))
    return ('    <Attribute name="_DAP4_Checksum_CRC32" type="UInt32"><Value>%s</Value></Attribute>' % digits
            + " " * (10 - len(digits)) + "\n")


def answer(dimensions, variables, parts):
    """`parts` are the values of the variables, each with its sum, which the DMR declares."""
    return chunks(dmr(dimensions, variables, [declared(part[:-4]) for part in parts]), b"".join(parts))


def dmr(dimensions, variables, sums=None):
    text = HEAD4 + "".join('  <Dimension name="%s" size="%d"/>\n' % d for d in dimensions)
    for (name, dims, maps), declaration in zip(variables, sums or [""] * len(variables)):
        kind = VARIABLES[name][1]
        text += '  <%s name="%s">\n' % (kind, name)
        text += "".join('    <Dim %s="%s"/>\n' % (("name", d) if isinstance(d, str) else ("size", d)) for d in dims) + declaration
        text += "".join('    <Map name="%s"/>\n' % m for m in maps) + "  </%s>\n" % kind
    return text + TITLE4


def main():
    s = slice
    cases = [
        (".dods", "", dods(everything())),
        (".dods", "time", dods([plain("time")])),
        (".dods", "t2m", dods([grid("t2m", whole("t2m"))])),
        (".dods", "t2m[0][1][2]", dods([grid("t2m", [s(0, 1), s(1, 2), s(2, 3)])])),
        (".dods", "t2m[0:2][0:1][0:2:3]", dods([grid("t2m", [s(0, 3), s(0, 2), s(0, 4, 2)])])),
        (".dods", "t2m.t2m[1:2][0][1:1:2]",
         dods([("structure", "t2m", [("t2m", [s(1, 3), s(0, 1), s(1, 3)])])])),
        (".dods", "t2m.lat[1]", dods([("structure", "t2m", [("lat", [s(1, 2)])])])),
        (".dods", "t2m.lon[0:1],t2m.t2m[0][0][0:1]",
         dods([("structure", "t2m", [("t2m", [s(0, 1), s(0, 1), s(0, 2)]), ("lon", [s(0, 2)])])])),
        (".dods", "odd[0:2],mask.mask,time[2]",
         dods([plain("time", s(2, 3)), ("structure", "mask", [("mask", whole("mask"))]), plain("odd", s(0, 3))])),
        (".dods", "tiny,one", dods([plain("one"), plain("tiny")])),
        (".dods", "plain[1][0:1:2]", dods([plain("plain", s(1, 2), s(0, 3))])),
        (".dods", "odd[1:3]", dods([plain("odd", s(1, 4))])),
        (".dods", "odd[0:3]", dods([plain("odd", s(0, 4))])),
        (".dods", "odd[1:50:4]", dods([plain("odd", s(1, 2))])),
        (".dods", "time,time", dods([plain("time")])),
        (".dods", "a%252Eb%2520c%5B3%5D", dods([plain("a.b c", s(3, 4))])),
        (".dods", "a%2Eb%20c[3]", dods([plain("a.b c", s(3, 4))])),
        (".dap", "dap4.ce=/t2m[0][][1:2]",
         answer([("lat", 2)], [("t2m", [1, "/lat", 2], [])], [values4("t2m", [s(0, 1), s(None), s(1, 3)])])),
        (".dap", "dap4.ce=/lat=[1];/mask;/lat",
         answer([("lat", 1), ("lon", 4)], [("lat", ["/lat"], []), ("mask", ["/lat", "/lon"], ["/lat"])],
                [values4("lat", [s(1, 2)]), values4("mask", [s(1, 2), s(None)])])),
        (".dap", "dap4.ce=/half;/small;/long&dap4.checksum=false",
         chunks(dmr([("time", 3), ("lon", 4)],
                    [("small", ["/lon"], []), ("long", ["/time"], []), ("half", ["/lon"], [])]),
                b"".join(values4(n, whole(n), False) for n in ["small", "long", "half"]))),
        (".dap", "dap4.ce=one;/huge[1:];flag[0:2:3]",
         answer([], [("huge", [2], []), ("flag", [2], []), ("one", [], [])],
                [values4("huge", [s(1, 3)]), values4("flag", [s(0, 4, 2)]), values4("one", [])])),
    ]
    for suffix, query, body in cases:
        print(suffix, query, body.hex(), sep="\t")


main()
