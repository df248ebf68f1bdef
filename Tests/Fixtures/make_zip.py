#!/usr/bin/env python3
"""Writes Tests/Fixtures/zip.json: small zip archives, by Python's zipfile, and what lies in them.

    make_zip.py [zip.json]

Each case: the archive, and its entries by the keys that a store over it has (both base64).
"""
import base64
import io
import json
import pathlib
import sys
import warnings
import zipfile

warnings.filterwarnings("ignore")
ENTRIES = {"zarr.json": b'{"zarr_format":3,"node_type":"group"}', "a/c/0": bytes(range(256)) * 8, "a/c/1": b"", "ä b/x": b"text"}
cases = {}


def case(name, folder="", method=zipfile.ZIP_STORED, comment=b"", wide=False, before=b"", twice=False, folders=False):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.comment = comment
        if folders:
            archive.writestr(folder + "a/", b"")
        if twice:
            archive.writestr(folder + "a/c/0", b"an older version")
        for key, value in ENTRIES.items():
            with archive.open(folder + key, "w", force_zip64=wide) as entry:
                entry.write(value)
    cases[name] = {
        "archive": base64.b64encode(before + buffer.getvalue()).decode(),
        "entries": {key: base64.b64encode(value).decode() for key, value in ENTRIES.items()},
    }


case("stored")
case("deflated", method=zipfile.ZIP_DEFLATED)
case("folder", folder="data.zarr/", folders=True)
case("deep", folder="one/two/", method=zipfile.ZIP_DEFLATED)
case("comment", comment=b"PK\x05\x06 is no end" * 20)
case("wide", wide=True)
case("twice", twice=True)

target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "zip.json")
target.write_text(json.dumps({"cases": cases}, ensure_ascii=False, indent=1) + "\n")
print(f"{len(cases)} cases, {target.stat().st_size} bytes")
