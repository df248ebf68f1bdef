#!/usr/bin/env python3
"""Reads every variable of OPeNDAP addresses with the netCDF4 of whichever Python runs this, and prints JSON.

    dap_reader.py ADDRESS...        one object an address: variables by name, or the error that reading met
"""

import json
import sys

import netCDF4
import numpy as np


def value(attribute):
    return attribute if isinstance(attribute, str) else np.asarray(attribute).tolist()


def read(variable):
    """Raw values (bytes in hexadecimal, texts as they are), what the mask hides, and the attributes."""
    variable.set_auto_maskandscale(False)
    variable.set_auto_chartostring(False)
    raw = variable[...]
    attributes = {name: value(variable.getncattr(name)) for name in variable.ncattrs()}
    made = {"dimensions": variable.dimensions, "shape": variable.shape, "attributes": attributes}
    if variable.dtype is str:
        return made | {"texts": np.asarray(raw, object).ravel().tolist()}
    raw = np.asarray(raw)
    if raw.dtype.kind == "S":
        return made | {"texts": [row.tobytes().rstrip(b"\0").decode() for row in raw]}
    variable.set_auto_mask(True)
    hidden = np.ma.getmaskarray(variable[...]).ravel()
    return made | {"dtype": raw.dtype.name, "bytes": raw.tobytes().hex(), "hidden": np.flatnonzero(hidden).tolist()}


def read_all(address):
    try:
        with netCDF4.Dataset(address) as opened:
            globals_ = {name: value(opened.getncattr(name)) for name in opened.ncattrs()}
            return {"variables": {name: read(v) for name, v in opened.variables.items()}, "globals": globals_}
    except Exception as error:  # whatever kind it is, it is what a user sees
        return {"error": f"{type(error).__name__}: {error}"}


print(json.dumps({"version": netCDF4.__netcdf4libversion__, "answers": [read_all(a) for a in sys.argv[1:]]}))
