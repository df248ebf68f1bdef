"""Which cell of a real grid answers at a place, worked out without the product: by scipy's trees, xugrid and healpy.

An oracle gives a number for each place: its cell, `NONE`, or `UNSURE` where places lie too near to a border or between centres.
"""

from __future__ import annotations

from collections.abc import Callable

import healpy
import numpy as np
import xugrid
from scipy.spatial import cKDTree

from grid_oracles import angle, reach_beside_faces, reach_of_points, vectors

NONE, UNSURE = -1, -2
#: Radians from a border within which either side may answer: coordinates are of single precision.
BORDER = 2e-7
#: Of a reach: it is made of the same single precision.
SLACK = 0.01

#: Cells of places, which are vectors.
Oracle = Callable[[np.ndarray], np.ndarray]


def lowest(centres: np.ndarray) -> np.ndarray:
    """For each centre the lowest number of those at the same place: rows and columns that a model repeats answer as one."""
    _, first, inverse = np.unique(np.round(centres, 6), axis=0, return_index=True, return_inverse=True)
    return first[inverse.ravel()]


def nearest(longitudes: np.ndarray, latitudes: np.ndarray, reach: np.ndarray) -> Oracle:
    """The nearest centre, as far as it reaches (radians); places that are no numbers answer nowhere."""
    numbers = np.flatnonzero(np.isfinite(longitudes) & np.isfinite(latitudes))
    centres = vectors(longitudes[numbers], latitudes[numbers])
    tree, same = cKDTree(centres), numbers[lowest(centres)]

    def cells(places: np.ndarray) -> np.ndarray:
        chord, position = tree.query(places, k=min(8, len(numbers)))
        far, near = angle(chord), same[position]
        is_other = (near != near[:, :1]) & (far < far[:, :1] + BORDER)
        limit = reach[numbers[position[:, 0]]]
        found = np.full(len(places), UNSURE)
        found[far[:, 0] < limit * (1 - SLACK)] = near[:, 0][far[:, 0] < limit * (1 - SLACK)]
        found[far[:, 0] > limit * (1 + SLACK)] = NONE
        return np.where(is_other.any(axis=1), UNSURE, found)

    return cells


def faces(corners: np.ndarray) -> Oracle:
    """The face that xugrid finds; `corners` are vectors, a face a row, those that it has not are no numbers.

    xugrid's edges are straight in a plane. Seen from the middle of the Earth great circles are straight on the planes of a
    cube around it; each side of it takes the places in front of it.
    """
    has = np.isfinite(corners[..., 0])
    sides = [(axis, sign) for axis in range(3) for sign in (-1, 1)]

    def on_plane(points: np.ndarray, axis: int) -> np.ndarray:
        return np.delete(points, axis, axis=-1) / np.abs(points[..., axis:axis + 1])

    def grid(axis: int, sign: int):
        inside = np.flatnonzero((~has | (corners[..., axis] * sign > 0.15)).all(axis=1))
        if not len(inside):
            return None
        points = on_plane(corners[inside][has[inside]], axis)
        faces = np.full(has[inside].shape, -1)
        faces[has[inside]] = np.arange(len(points))
        faces = np.take_along_axis(faces, np.argsort(~has[inside], axis=1, kind="stable"), axis=1)
        return inside, xugrid.Ugrid2d(points[:, 0].copy(), points[:, 1].copy(), -1, faces)

    grids = {side: made for side in sides if (made := grid(*side)) is not None}

    def locate(places: np.ndarray) -> np.ndarray:
        found = np.full(len(places), NONE)
        largest = np.abs(places).argmax(axis=1)
        for (axis, sign), (numbers, made) in grids.items():
            front = np.flatnonzero((largest == axis) & (places[:, axis] * sign > 0))
            if len(front):
                face = made.locate_points(on_plane(places[front], axis))
                found[front] = np.where(face >= 0, numbers[face], NONE)
        return found

    def cells(places: np.ndarray) -> np.ndarray:
        found = locate(places)
        for step in BORDER * np.array([[1, 1, 0], [-1, 0, 1], [0, -1, -1], [1, -1, 1]]):
            beside = places + step
            found = np.where(locate(beside / np.linalg.norm(beside, axis=1)[:, None]) == found, found, UNSURE)
        return found

    return cells


def nodes(longitudes: np.ndarray, latitudes: np.ndarray, table: np.ndarray) -> Oracle:
    """In a face, of whose corners `table` holds the numbers, the nearest as far as it reaches and as a corner; outside of all
    faces the nearest close by."""
    anywhere = nearest(longitudes, latitudes, np.full(len(longitudes), np.inf))
    inside = in_faces(longitudes, latitudes, corners_of(table, longitudes, latitudes))

    def cells(places: np.ndarray) -> np.ndarray:
        found, best, face = inside(places), anywhere(places), inside.face(places)
        is_corner = (face >= 0) & (table[face] == best[:, None]).any(axis=1)
        return np.where(is_corner, best, found)

    return cells


class in_faces:
    """The nearest node or edge as far as it reaches in a face, and close by outside of all faces."""

    def __init__(self, longitudes: np.ndarray, latitudes: np.ndarray, corners: np.ndarray):
        self.within = nearest(longitudes, latitudes, reach_of_points(longitudes, latitudes))
        self.beside = nearest(longitudes, latitudes, reach_beside_faces(longitudes, latitudes))
        self.face = faces(corners)

    def __call__(self, places: np.ndarray) -> np.ndarray:
        within, beside, face = self.within(places), self.beside(places), self.face(places)
        on_border = np.where(within == beside, within, UNSURE)
        return np.where(face >= 0, within, np.where(face == NONE, beside, on_border))


def corners_of(table: np.ndarray, longitudes: np.ndarray, latitudes: np.ndarray) -> np.ndarray:
    """Vectors of the corners that a table numbers from 0, −1 for none."""
    return np.where(table[..., None] >= 0, vectors(longitudes, latitudes)[table], np.nan)


def pixels(side: int, nested: bool) -> Oracle:
    def cells(places: np.ndarray) -> np.ndarray:
        found = healpy.vec2pix(side, *places.T, nest=nested)
        for step in BORDER * np.array([[1, 1, 0], [-1, 0, 1], [0, -1, -1], [1, -1, 1]]):
            found = np.where(healpy.vec2pix(side, *(places + step).T, nest=nested) == found, found, UNSURE)
        return found

    return cells
