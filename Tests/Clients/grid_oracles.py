"""Which cell holds a place, worked out without the product: scipy's trees, shapely's polygons, healpy, and map projections as
Snyder and Krüger write them.

A judge says of places and the cells that somebody else found for them (−1 for none) which of the answers are wrong.
"""

from __future__ import annotations

from collections.abc import Callable

import healpy
import numpy as np
import shapely
from scipy.spatial import cKDTree

Judge = Callable[[np.ndarray, np.ndarray, np.ndarray, float], np.ndarray]
#: Radians that coordinates of single precision are wrong by, and vectors of fixed point.
ROUNDING = 1e-6


def vectors(longitudes, latitudes) -> np.ndarray:
    longitudes, latitudes = np.radians(longitudes), np.radians(latitudes)
    return np.stack(
        [np.cos(latitudes) * np.cos(longitudes), np.cos(latitudes) * np.sin(longitudes), np.sin(latitudes)], axis=-1
    )


def angle(chord: np.ndarray) -> np.ndarray:
    return 2 * np.arcsin(np.clip(chord / 2, 0, 1))


def nearest(longitudes: np.ndarray, latitudes: np.ndarray, reach: np.ndarray) -> Judge:
    """The nearest centre answers as far as it reaches (radians); places that are no numbers answer nowhere."""
    usable = np.isfinite(longitudes) & np.isfinite(latitudes)
    numbers = np.flatnonzero(usable)
    centres = vectors(longitudes, latitudes)
    tree = cKDTree(centres[numbers])

    def judge(x: np.ndarray, y: np.ndarray, found: np.ndarray, _: float) -> np.ndarray:
        places = vectors(x, y)
        chord, position = tree.query(places)
        least, best = angle(chord), numbers[position]
        own = np.where(found >= 0, angle(np.linalg.norm(centres[found] - places, axis=-1)), np.inf)
        is_wrong = (found >= 0) & ~((own <= least + ROUNDING) & (own <= reach[found] + ROUNDING))
        return is_wrong | (found < 0) & (least < reach[best] - ROUNDING)

    return judge


def reach_in_rows(longitudes: np.ndarray, latitudes: np.ndarray) -> np.ndarray:
    """Three quarters of the distance to the farthest of the eight neighbours in rows and columns.

    Of two on opposite sides one that is more than three times as far as the other lies behind a gap, and does not count.
    """
    centres = np.pad(vectors(longitudes, latitudes), ((1, 1), (1, 1), (0, 0)), constant_values=np.nan)
    rows, columns = longitudes.shape

    def distance(down: int, right: int) -> np.ndarray:
        other = centres[1 + down:1 + down + rows, 1 + right:1 + right + columns]
        return angle(np.linalg.norm(centres[1:-1, 1:-1] - other, axis=-1))

    largest = np.zeros(longitudes.shape)
    for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
        one, other = distance(down, right), distance(-down, -right)
        near, far = np.fmin(one, other), np.fmax(one, other)
        largest = np.fmax(largest, np.where((far > 3 * near) & (near > 1e-7), near, far))
    return 0.75 * largest.ravel()


def reach_beside_faces(longitudes: np.ndarray, latitudes: np.ndarray) -> np.ndarray:
    """Six tenths of the distance to the nearest other place."""
    centres = vectors(longitudes, latitudes)
    chord, _ = cKDTree(centres).query(centres, k=2)
    return 0.6 * angle(chord[:, 1])


def reach_of_points(longitudes: np.ndarray, latitudes: np.ndarray) -> np.ndarray:
    """Three quarters of the distance to the sixth nearest other place."""
    centres = vectors(longitudes, latitudes)
    chord, _ = cKDTree(centres).query(centres, k=7)
    return 0.75 * angle(chord[:, 6])


#: Calls a function with each face that may hold some places: its number, theirs, and how far they are from it and its edge.
Visit = Callable[[np.ndarray, Callable[[int, np.ndarray, np.ndarray, np.ndarray], None]], None]


def polygons(corners: np.ndarray) -> Visit:
    """Faces whose corners, along the last but one dimension longitudes and latitudes, are joined by great circles.

    Seen from the middle of the Earth these are straight lines on a plane that touches it.
    """
    rings = vectors(corners[..., 0], corners[..., 1])
    middles = rings.sum(axis=1)
    middles /= np.linalg.norm(middles, axis=1)[:, None]
    reach = np.linalg.norm(rings - middles[:, None], axis=2).max(axis=1)

    def plane(face: int, places: np.ndarray) -> np.ndarray:
        normal = middles[face]
        east = np.cross([0, 0, 1] if abs(normal[2]) < 0.9 else [1, 0, 0], normal)
        east /= np.linalg.norm(east)
        scaled = places / np.maximum(places @ normal, 1e-9)[:, None]
        return np.stack([scaled @ east, scaled @ np.cross(normal, east)], axis=-1)

    def visit(places: np.ndarray, meet) -> None:
        tree = cKDTree(places)
        around = places.mean(axis=0)
        far = np.linalg.norm(places - around, axis=1).max() + ROUNDING
        for face in np.flatnonzero(np.linalg.norm(middles - around, axis=1) <= far + reach):
            pixels = np.array(tree.query_ball_point(middles[face], reach[face] + ROUNDING), int)
            if not len(pixels):
                continue
            polygon = shapely.Polygon(plane(face, rings[face]))
            points = shapely.points(plane(face, places[pixels]))
            meet(face, pixels, shapely.distance(polygon, points), shapely.distance(polygon.exterior, points))

    return visit


def outlines(corners: np.ndarray) -> Judge:
    """The cell whose corners go round a place."""
    visit = polygons(corners)

    def judge(x: np.ndarray, y: np.ndarray, found: np.ndarray, _: float) -> np.ndarray:
        inside, holds = np.zeros(len(x), bool), np.zeros(len(x), bool)

        def meet(face: int, pixels: np.ndarray, distance: np.ndarray, edge: np.ndarray) -> None:
            holds[pixels] |= (found[pixels] == face) & (distance <= ROUNDING)
            inside[pixels] |= (distance == 0) & (edge > ROUNDING)

        visit(vectors(x, y), meet)
        return np.where(found >= 0, ~holds, inside)

    return judge


def nodes(longitudes: np.ndarray, latitudes: np.ndarray, faces: np.ndarray) -> Judge:
    """In a face the nearest node as far as it reaches, else the face's nearest corner; outside of all the nearest close by."""
    visit = polygons(np.stack([longitudes[faces], latitudes[faces]], axis=-1).astype(float))
    centres = vectors(longitudes, latitudes)
    tree = cKDTree(centres)
    reach, beside = reach_of_points(longitudes, latitudes), reach_beside_faces(longitudes, latitudes)

    def judge(x: np.ndarray, y: np.ndarray, found: np.ndarray, _: float) -> np.ndarray:
        places = vectors(x, y)
        chord, best = tree.query(places)
        least, is_shown = angle(chord), found >= 0
        is_nearest = is_shown & (angle(np.linalg.norm(centres[found] - places, axis=-1)) <= least + ROUNDING)
        within = is_nearest & (least <= reach[best] + ROUNDING)
        outside_is_right = np.where(is_shown, is_nearest & (least <= beside[best] + ROUNDING), least >= beside[best] - ROUNDING)
        may_hold, holds = np.zeros(len(x), bool), np.zeros(len(x), bool)
        inside_is_right = within.copy()

        def meet(face: int, pixels: np.ndarray, distance: np.ndarray, edge: np.ndarray) -> None:
            away = angle(np.linalg.norm(centres[faces[face]][:, None] - places[pixels], axis=-1))
            own = np.where(faces[face][:, None] == found[pixels], away, np.inf).min(axis=0)
            is_corner = (own <= away.min(axis=0) + ROUNDING) & (least[pixels] >= reach[best[pixels]] - ROUNDING)
            inside_is_right[pixels] |= is_corner & (distance <= ROUNDING)
            may_hold[pixels] |= distance <= ROUNDING
            holds[pixels] |= (distance == 0) & (edge > ROUNDING)

        visit(places, meet)
        return ~np.where(holds, inside_is_right, outside_is_right | may_hold & inside_is_right)

    return judge


def pixels(side: int, nested: bool) -> Judge:
    def judge(x: np.ndarray, y: np.ndarray, found: np.ndarray, _: float) -> np.ndarray:
        right = np.zeros(len(x), bool)
        for east in (-1e-7, 0, 1e-7):
            for north in (-1e-7, 0, 1e-7):
                right |= healpy.ang2pix(side, x + east, np.clip(y + north, -90, 90), nest=nested, lonlat=True) == found
        return ~right

    return judge


def plane(project, x_axis: np.ndarray, y_axis: np.ndarray) -> Judge:
    """The cell of a grid in metres; `project` makes metres of degrees. Places nearer to an edge than a seventh of a pixel may
    get either cell: a picture is laid out by a mesh of places."""

    def index(axis: np.ndarray, places: np.ndarray) -> np.ndarray:
        step = axis[1] - axis[0]
        cell = np.floor((places - axis[0]) / step + 0.5)
        return np.where((cell >= 0) & (cell < len(axis)), cell, -1).astype(int)

    def judge(x: np.ndarray, y: np.ndarray, found: np.ndarray, pixel: float) -> np.ndarray:
        east, north = project(x, y)
        right = np.zeros(len(x), bool)
        slack = 0.15 * np.radians(pixel) * 6_378_137
        for right_by in (-slack, 0, slack):
            for up_by in (-slack, 0, slack):
                column, row = index(x_axis, east + right_by), index(y_axis, north + up_by)
                cell = np.where((column >= 0) & (row >= 0), row * len(x_axis) + column, -1)
                right |= cell == found
        return ~right

    return judge


A, F = 6_378_137.0, 1 / 298.257223563
E2 = F * (2 - F)


def polar_stereographic(longitude_down: float, true_latitude: float):
    """Snyder, Map Projections: A Working Manual (1987), formulas 21-33 to 21-39, of the north."""
    e = np.sqrt(E2)

    def t(latitude):
        s = np.sin(latitude)
        return np.tan(np.pi / 4 - latitude / 2) / ((1 - e * s) / (1 + e * s))**(e / 2)

    true = np.radians(true_latitude)
    scale = A * np.cos(true) / np.sqrt(1 - E2 * np.sin(true)**2) / t(true)

    def project(x, y):
        radius, turn = scale * t(np.radians(y)), np.radians(np.asarray(x) - longitude_down)
        return radius * np.sin(turn), -radius * np.cos(turn)

    return project


def transverse_mercator(meridian: float, scale: float, false_easting: float):
    """Krüger's series to the fourth order of n, as in Karney, Transverse Mercator with an accuracy of a few nanometers (2011)."""
    n = F / (2 - F)
    radius = A / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    alpha = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16 + 41 * n**4 / 180, 13 * n**2 / 48 - 3 * n**3 / 5 + 557 * n**4 / 1440,
        61 * n**3 / 240 - 103 * n**4 / 140, 49561 * n**4 / 161280,
    )
    e = np.sqrt(E2)

    def project(x, y):
        latitude, away = np.radians(y), np.radians((np.asarray(x) - meridian + 180) % 360 - 180)
        s = np.sin(latitude)
        conformal = np.sinh(np.arctanh(s) - e * np.arctanh(e * s))
        xi, eta = np.arctan2(conformal, np.cos(away)), np.arcsinh(np.sin(away) / np.hypot(conformal, np.cos(away)))
        north, east = xi.copy(), eta.copy()
        for order, factor in enumerate(alpha, 1):
            north += factor * np.sin(2 * order * xi) * np.cosh(2 * order * eta)
            east += factor * np.cos(2 * order * xi) * np.sinh(2 * order * eta)
        return false_easting + scale * radius * east, scale * radius * north

    return project
