#!/usr/bin/env python3
"""Writes Tests/Fixtures/healpix.json: pixels of the sphere as healpy and astropy-healpix count them, and authalic latitudes by mpmath.

    make_healpix.py [healpix.json]

places      [side, longitude, latitude, nested numbers or null, ring numbers]: the pixel that holds the place; several where the place
            lies on a border, within a millionth of a pixel
centres     [side, nested number or null, ring number, longitude, latitude]
outlines    [side, ring number, points a side, [[longitude, latitude], ...]] from the northern corner westwards
numbers     [level, nested number, nuniq, zuniq]
authalic    [inverse flattening, geodetic latitude, authalic latitude]
Half of the places lie where codes go wrong: poles, antimeridian, Greenwich, the borders of caps and faces.
"""
import json
import math
import pathlib
import random
import sys

import healpy
import mpmath
import numpy as np
from astropy_healpix import level_ipix_to_uniq

rng = random.Random(14)
LEVELS = range(30)
ODD_SIDES = [3, 5, 12, 100, 1000, 12345, 1234567, 500_000_001]


def holders(side, longitude, latitude, nest):
    """The pixels at a place and within a millionth of a pixel of it."""
    step = 1e-6 * 58.6 / side
    wide = step / max(math.cos(math.radians(latitude)), 1e-12)
    found = set()
    for x in (-wide, 0, wide):
        for y in (-step, 0, step):
            north = min(90.0, max(-90.0, latitude + y))
            found.add(int(healpy.ang2pix(side, longitude + x, north, nest=nest, lonlat=True)))
    if abs(latitude) == 90:
        found |= {int(healpy.ang2pix(side, q, latitude, nest=nest, lonlat=True)) for q in (45, 135, 225, 315)}
    return sorted(found)


def places():
    cap = math.degrees(math.asin(2 / 3))
    hard = [(0, 90), (123.4, 90), (0, -90), (-77, -90), (180, 0.1), (-180, 33), (179.9999999, -12), (-179.9999999, 70), (0, 0), (0, 41), (90, 0),
            (45, cap), (10, -cap), (44.9, cap + 1e-7), (359.9999999, 55), (-1e-12, 20), (720.5, -66), (-400.25, 5), (33, 89.9999), (-150, -89.99999)]
    for side in [1 << level for level in LEVELS] + ODD_SIDES:
        some = rng.sample(hard, 6)
        some += [(round(rng.uniform(-180, 360), 9), round(math.degrees(math.asin(rng.uniform(-1, 1))), 9)) for _ in range(4)]
        for longitude, latitude in some:
            nested = holders(side, longitude, latitude, True) if side & (side - 1) == 0 else None
            yield [side, longitude, latitude, nested, holders(side, longitude, latitude, False)]


def numbers_of(side):
    count = 12 * side * side
    caps = 2 * side * (side - 1)
    some = {0, 1, 3, count - 1, count - 4, caps, max(caps - 1, 0), count - caps - 1, min(count - caps, count - 1), count // 2}
    return sorted(some | {rng.randrange(count) for _ in range(4)})


def centres():
    for side in [1 << level for level in LEVELS] + ODD_SIDES:
        for ring in rng.sample(numbers_of(side), min(6, len(numbers_of(side)))):
            longitude, latitude = healpy.pix2ang(side, ring, nest=False, lonlat=True)
            nested = int(healpy.ring2nest(side, ring)) if side & (side - 1) == 0 else None
            yield [side, nested, ring, float(longitude), float(latitude)]


def outlines():
    for side, points in [(1, 4), (2, 3), (3, 2), (8, 4), (100, 1), (1 << 12, 2)]:
        for ring in rng.sample(numbers_of(side), 3):
            x, y, z = healpy.boundaries(side, ring, step=points, nest=False)
            places = np.stack([np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))], 1)
            yield [side, ring, points, [[round(float(v), 9) for v in place] for place in places]]


def numbers():
    for level in LEVELS:
        for nested in sorted({0, 12 * 4**level - 1, rng.randrange(12 * 4**level)}):
            # The Z-order number is its definition: a one below the bits of the nested number, the highest place always the same.
            bits = f"{nested:0{2 * level + 4}b}1" + "00" * (29 - level)
            yield [level, nested, int(level_ipix_to_uniq(level, nested)), int(bits, 2)]


def authalic():
    mpmath.mp.dps = 40
    for inverse in (298.257223563, 299.1528128, 10.2, 3):
        e = mpmath.sqrt((2 - 1 / mpmath.mpf(inverse)) / mpmath.mpf(inverse))
        q = lambda s: mpmath.quad(lambda t: 1 / (1 - e**2 * t**2) ** 2, [0, s])
        for latitude in (0, 1e-9, 12.5, 33.25, 45, 66.6, 80, 89.9, 89.9999999, 90, -41.8, -89.999):
            share = q(mpmath.sin(mpmath.radians(mpmath.mpf(latitude)))) / q(1)
            yield [inverse, latitude, float(mpmath.degrees(mpmath.asin(min(share, mpmath.mpf(1)))))]


tables = {name: list(rows()) for name, rows in
          dict(places=places, centres=centres, outlines=outlines, numbers=numbers, authalic=authalic).items()}
text = ",\n".join(
    f'"{name}": [\n' + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]" for name, rows in tables.items()
)
path = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).with_name("healpix.json"))
path.write_text("{\n" + text + "\n}\n")
print({name: len(rows) for name, rows in tables.items()}, path.stat().st_size)
