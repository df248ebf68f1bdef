#!/usr/bin/env python3
"""Writes a small store of a cubed sphere in the form of GEOS, and beside it a table of what a server must say of it.

    make_faces.py FOLDER [SEED]

faces.zarr: `v(time, lev, nf, Ydim, Xdim)` with `lons lats` over the faces, `corner_lons corner_lats` that nothing names, nominal Xdim
and Ydim, and levels whose pressures follow from `ps`. A value tells its cell: 1 + the cell's index + 10,000 for each time step +
100,000 for each level. `bare` lies on places without corners, as of a model that writes none.

faces.expected.json: {v, bare: {points: [lon, lat, value], areas: [{polygon, values}]}, levels: [lon, lat, pressure, nearest, linear]}.
Cells are found here by looking at all of them: a place is in the cell whose four sides, parts of great circles, all have it on
their inner hand; without corners in that of the nearest centre. Questions keep away from what rounding could decide.
"""
import json
import pathlib
import sys

import numpy as np
import zarr

SIDE, TIMES, STEP, LEVEL = 10, 2, 10_000, 100_000
SIGMA = np.array([0.1, 0.3, 0.55, 0.8, 0.99])
FACES = [
    ((1, 0, 0), (0, 1, 0), (0, 0, 1)), ((0, 1, 0), (-1, 0, 0), (0, 0, 1)), ((0, 0, 1), (0, 1, 0), (-1, 0, 0)),
    ((-1, 0, 0), (0, 0, -1), (0, -1, 0)), ((0, -1, 0), (0, 0, -1), (1, 0, 0)), ((0, 0, -1), (1, 0, 0), (0, 1, 0)),
]


def unit(lon, lat):
    lon, lat = np.radians(np.asarray(lon, float)), np.radians(np.asarray(lat, float))
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], -1)


def lonlat(v):
    return np.degrees(np.arctan2(v[..., 1], v[..., 0])), np.degrees(np.arctan2(v[..., 2], np.hypot(v[..., 0], v[..., 1])))


def sphere(steps):
    """Longitudes and latitudes over the faces, at these positions along either side; turned, so that no pole is in a corner."""
    slope = np.tan((np.asarray(steps) / SIDE - 0.5) * np.pi / 2)
    turn = np.radians(10)
    spin = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    faces = []
    for middle, across, along in FACES:
        v = np.array(middle) + slope[None, :, None] * np.array(across) + slope[:, None, None] * np.array(along)
        faces.append(v @ spin.T)
    lon, lat = lonlat(np.array(faces))
    return lon % 360, lat


def holders(corner_lon, corner_lat, places):
    """The number of the cell that holds each place, and the least distance from one of its sides."""
    c = unit(corner_lon, corner_lat)
    corners = np.stack([c[:, :-1, :-1], c[:, :-1, 1:], c[:, 1:, 1:], c[:, 1:, :-1]], 3).reshape(-1, 4, 3)
    middle = corners.sum(1)
    sides = np.cross(corners, np.roll(corners, -1, 1))
    sides *= np.sign(np.einsum("ckx,cx->ck", sides, middle))[..., None]
    inside = np.einsum("ckx,px->pck", sides / np.linalg.norm(sides, axis=-1, keepdims=True), unit(*places.T)).min(2)
    return inside.argmax(1), inside.max(1)


def nearest(lon, lat, places):
    """The number of the nearest centre to each place, and how much farther the next one is."""
    chords = np.linalg.norm(unit(lon, lat).reshape(1, -1, 3) - unit(*places.T)[:, None], axis=-1)
    order = np.sort(chords, 1)
    return chords.argmin(1), order[:, 1] - order[:, 0]


def write(folder, lon, lat, corner_lon, corner_lat, ps):
    group = zarr.open_group(str(folder / "faces.zarr"), mode="w", zarr_format=3)

    def array(name, dims, data, chunks=None, **attributes):
        made = group.create_array(name, shape=data.shape, chunks=chunks or data.shape, dtype=data.dtype, dimension_names=dims)
        made[...] = data
        made.attrs.update(attributes)

    faces = ("nf", "Ydim", "Xdim")
    index = np.arange(6 * SIDE * SIDE).reshape(6, SIDE, SIDE) + 1.0
    v = index + STEP * np.arange(TIMES)[:, None, None, None, None] + LEVEL * np.arange(len(SIGMA))[:, None, None, None]
    array("time", ("time",), np.arange(TIMES) * 6.0, units="hours since 2020-01-01", standard_name="time")
    array("lev", ("lev",), SIGMA, standard_name="atmosphere_sigma_coordinate", formula_terms="sigma: lev ps: ps", positive="down", units="1")
    for name, units in (("Ydim", "degrees_north"), ("Xdim", "degrees_east")):
        array(name, (name,), np.linspace(-40, 40, SIDE), units=units, long_name="Fake coordinate for programs that know no faces")
    for prefix in ("", "bare_"):
        array(prefix + "lons", faces if not prefix else ("tile", "y", "x"), lon, units="degrees_east", long_name="longitude")
        array(prefix + "lats", faces if not prefix else ("tile", "y", "x"), lat, units="degrees_north", long_name="latitude")
    array("corner_lons", ("nf", "YCdim", "XCdim"), corner_lon, units="degrees_east", long_name="longitude")
    array("corner_lats", ("nf", "YCdim", "XCdim"), corner_lat, units="degrees_north", long_name="latitude")
    array("ps", ("time", *faces), np.broadcast_to(ps, (TIMES, *ps.shape)).copy(), (1, 6, SIDE, SIDE), units="hPa", coordinates="lons lats")
    array("v", ("time", "lev", *faces), v.astype("f8"), (1, 1, 1, 4, SIDE), coordinates="lons lats", long_name="cells")
    array("bare", ("tile", "y", "x"), index.astype("f4"), (2, 4, 7), coordinates="bare_lons bare_lats", long_name="cells")


def main():
    folder, rng = pathlib.Path(sys.argv[1]), np.random.default_rng(int(sys.argv[2]) if len(sys.argv) > 2 else 3)
    folder.mkdir(parents=True, exist_ok=True)
    lon, lat = sphere(np.arange(SIDE) + 0.5)
    corner_lon, corner_lat = sphere(np.arange(SIDE + 1))
    ps = np.round(rng.uniform(500, 1050, lon.shape), 2)
    write(folder, lon, lat, corner_lon, corner_lat, ps)

    # All over the sphere, and close to the sides of faces and to their corners.
    ways = np.concatenate([rng.normal(size=(120, 3)), np.sign(rng.normal(size=(40, 3))) + rng.normal(scale=0.03, size=(40, 3))])
    places = np.round(np.stack(lonlat(ways), -1), 4)
    places = np.concatenate([places, [[0, 89.9], [100, -89.9], [180, 0.31], [-180, -3.3], [359.9, 1.7]]])
    expected, levels = {"v": {}, "bare": {}}, []
    for name, (found, margin) in (("v", holders(corner_lon, corner_lat, places)), ("bare", nearest(lon, lat, places))):
        sure = margin > 1e-5
        expected[name]["points"] = [[*map(float, p), float(f + 1)] for p, f in zip(places[sure], found[sure])]
        areas = []
        for west, south, east, north in ((-20, -25, 33, 31), (150, 20, 215, 75), (30, 50, 120, 88)):
            inside = ((lon - west) % 360 <= east - west) & (lat >= south) & (lat <= north)
            ring = ",".join(f"{x} {y}" for x, y in ((west, south), (east, south), (east, north), (west, north), (west, south)))
            areas.append({"polygon": f"POLYGON(({ring}))", "values": sorted((np.flatnonzero(inside) + 1.0).tolist())})
        expected[name]["areas"] = areas
    found, margin = holders(corner_lon, corner_lat, places)
    for place, cell in zip(places[margin > 1e-5][::4], found[margin > 1e-5][::4]):
        pressures = SIGMA * ps.reshape(-1)[cell]
        asked = float(np.round(rng.uniform(pressures[0], pressures[-1]), 3))
        k = int(np.searchsorted(pressures, asked)) - 1
        share = np.log(asked / pressures[k]) / np.log(pressures[k + 1] / pressures[k])
        near = int(np.abs(pressures - asked).argmin())
        levels.append([*map(float, place), asked, 1.0 + int(cell) + LEVEL * near, 1.0 + int(cell) + LEVEL * float(k + share)])
    (folder / "faces.expected.json").write_text(json.dumps({**expected, "levels": levels}))


if __name__ == "__main__":
    main()
