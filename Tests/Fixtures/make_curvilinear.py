#!/usr/bin/env python3
"""Writes Tests/CubeTests/Fixtures/curvilinear.json: grids with a longitude and a latitude for each cell, and what they mean.

    make_curvilinear.py [curvilinear.json]

Needs NumPy. Cells are found here by looking at all of them: by the smallest chord, by outlines in the gnomonic projection
about the place (great circles are straight there), and by crossings of edges that are straight in longitude and latitude.
Questions keep away from what rounding could decide.
"""
import json
import math
import pathlib
import sys

import numpy as np

rng = np.random.default_rng(14)
TOLERANCE = math.radians(2e-5)


def unit(lon, lat):
    lon, lat = np.radians(np.asarray(lon, float)), np.radians(np.asarray(lat, float))
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], -1)


def lonlat(v):
    return np.degrees(np.arctan2(v[..., 1], v[..., 0])), np.degrees(np.arctan2(v[..., 2], np.hypot(v[..., 0], v[..., 1])))


def tripolar(ny, nx, pole=64.0, south=-62.0, turn=80.0):
    """Confocal: the fold row on top mirrors the one below, and a column at each side repeats the other side's."""
    f = math.tan(math.radians(90 - pole) / 2)
    step = math.acosh(math.tan(math.radians(90 - south) / 2) / f) / (ny - 0.5)
    mu = (np.arange(ny - 1, -2, -1) + 0.5) * step
    nu = (np.arange(nx) + 0.5) * 2 * math.pi / nx
    z = f * np.cosh(mu[:, None] + 1j * nu[None, :])
    lat, lon = 90 - np.degrees(2 * np.arctan(np.abs(z))), np.degrees(np.angle(z)) + turn
    lon = (lon + 180) % 360 - 180
    return tuple(np.concatenate([a[:, -1:], a, a[:, :1]], 1).astype("f4").astype(float) for a in (lon, lat))


def orbit(ny, nx):
    """Scan lines over the south pole and the antimeridian, some without coordinates."""
    i = math.radians(98.2)
    a, b = np.array([1.0, 0, 0]), np.array([0, math.cos(i), math.sin(i)])
    t = np.radians(222.0 + np.arange(ny) * 95.0 / ny)[:, None, None]
    w = np.radians(np.linspace(-18, 18, nx))[None, :, None]
    lon, lat = lonlat(np.cos(w) * (np.cos(t) * a + np.sin(t) * b) + np.sin(w) * np.cross(a, b))
    lon, lat = (lon + 150 + 180) % 360 - 180, lat
    lon, lat = lon.astype("f4").astype(float), lat.astype("f4").astype(float)
    gone = rng.random((ny, nx)) < 0.02
    gone[ny // 3:ny // 3 + 2] = True
    lon[gone] = lat[gone] = np.nan
    return lon, lat


def rotated(ny, nx, lon0, lat0, step, shear=0.0):
    """A patch of longitudes and latitudes turned to (lon0, lat0): centres, and corners that are not their means."""
    def places(ny, nx):
        x, y = np.meshgrid((np.arange(nx) - (nx - 1) / 2) * step, (np.arange(ny) - (ny - 1) / 2) * step)
        v = unit(x + shear * y, y)
        a, b = math.radians(lat0), math.radians(lon0)
        tilt = np.array([[math.cos(a), 0, -math.sin(a)], [0, 1, 0], [math.sin(a), 0, math.cos(a)]])
        turn = np.array([[math.cos(b), -math.sin(b), 0], [math.sin(b), math.cos(b), 0], [0, 0, 1]])
        lon, lat = lonlat(v @ tilt.T @ turn.T)
        return lon % 360, lat
    lon, lat = places(ny, nx)
    clon, clat = places(ny + 1, nx + 1)
    ring = [np.stack([c[:-1, :-1], c[:-1, 1:], c[1:, 1:], c[1:, :-1]], -1) for c in (clon, clat)]
    return lon, lat, ring


class Grid:
    def __init__(self, name, lon, lat, single, corners=None, unwritten=None):
        self.name, self.lon, self.lat, self.single, self.corners = name, lon, lat, single, corners
        usable = np.isfinite(lon) & np.isfinite(lat)
        if unwritten is not None:
            usable &= ~unwritten
        self.shape = lon.shape
        self.v = np.where(usable[..., None], unit(lon, lat), np.nan)
        flat = self.v.reshape(-1, 3)
        self.first = []
        for k in np.flatnonzero(usable.ravel()):
            same = np.linalg.norm(flat[:k] - flat[k], axis=1) <= TOLERANCE if k else np.zeros(0, bool)
            if not same.any():
                self.first.append(int(k))
        self.first = np.array(self.first)
        self.flat = flat
        self.usable = usable

    def spacing(self, k):
        j, i = divmod(k, self.shape[1])
        near = []
        for dj in (-1, 0, 1):
            for di in (-1, 0, 1):
                y, x = j + dj, i + di
                if (dj or di) and 0 <= y < self.shape[0] and 0 <= x < self.shape[1] and self.usable[y, x]:
                    near.append(np.linalg.norm(self.v[y, x] - self.v[j, i]))
        return max(near) if near else math.nan

    def answer(self, lon, lat):
        """The cell, None for none, or "unsure"."""
        q = unit(lon, lat)
        d = np.linalg.norm(self.flat[self.first] - q, axis=1)
        order = np.argsort(d, kind="stable")
        if self.corners is None:
            k = int(self.first[order[0]])
            if d[order[1]] - d[order[0]] < 1e-3 * d[order[1]] or math.isnan(self.spacing(k)):
                return "unsure"
            share = d[order[0]] / (0.75 * self.spacing(k))
            return "unsure" if 0.98 < share < 1.02 else k if share < 1 else None
        found = []
        for k in self.first[order[:60]]:
            inside, edge = self.outline(int(k), q)
            if edge < 1e-5:
                return "unsure"
            if inside:
                found.append(int(k))
        return min(found) if found else None

    def outline(self, k, q):
        ring = unit(*[c.reshape(-1, 4)[k] for c in self.corners])
        w = ring @ q
        if (w <= 0.1).any():
            return False, 1.0
        east = np.cross([0.0, 0.0, 1.0] if abs(q[2]) < 0.9 else [1.0, 0.0, 0.0], q)
        east /= np.linalg.norm(east)
        x, y = ring @ east / w, ring @ np.cross(q, east) / w
        inside, edge = False, math.inf
        for a in range(4):
            b = (a + 1) % 4
            if (y[a] > 0) != (y[b] > 0) and x[a] - y[a] * (x[b] - x[a]) / (y[b] - y[a]) > 0:
                inside = not inside
            dx, dy = x[b] - x[a], y[b] - y[a]
            t = min(1, max(0, -(x[a] * dx + y[a] * dy) / max(dx * dx + dy * dy, 1e-30)))
            edge = min(edge, math.hypot(x[a] + t * dx, y[a] + t * dy))
        return inside, edge

    def points(self, count):
        out = []
        while len(out) < count:
            k = int(rng.choice(self.first))
            j, i = divmod(k, self.shape[1])
            spread = math.degrees(self.spacing(k)) if not math.isnan(self.spacing(k)) else 1.0
            lat = float(np.clip(self.lat[j, i] + rng.uniform(-1.2, 1.2) * spread, -90, 90))
            lon = float(self.lon[j, i] + rng.uniform(-1.2, 1.2) * spread / max(0.05, math.cos(math.radians(lat))))
            lon += float(rng.choice([0, 0, 360, -360]))
            lon, lat = round(lon, 4), round(lat, 4)
            cell = self.answer(lon, lat)
            if cell != "unsure":
                out.append([lon, lat, cell])
        for lon, lat in [(0, 0), (12, 90), (12, -90), (180, 71), (-180, -75)]:
            cell = self.answer(lon, lat)
            if cell != "unsure":
                out.append([lon, lat, cell])
        return out

    def boxes(self, count):
        """West, south, east, north and the cells whose centres lie inside, each place once."""
        out = []
        while len(out) < count:
            k = int(rng.choice(self.first))
            j, i = divmod(k, self.shape[1])
            half, flat = rng.uniform(2, 25), rng.uniform(3, 60)
            if len(out) == 0:
                half, flat = 40, 179.9
            w, e = round(float(self.lon[j, i]) - flat, 3), round(float(self.lon[j, i]) + flat, 3)
            s, n = (round(float(np.clip(self.lat[j, i] + t, -90, 90)), 3) for t in (-half, half))
            lon, lat = self.lon.ravel()[self.first], self.lat.ravel()[self.first]
            offset = (lon - w) % 360
            if min(np.abs(offset - (e - w)).min(), np.abs(lat - s).min(), np.abs(lat - n).min()) < 1e-4:
                continue
            if min(offset.min(), (360 - offset).min()) < 1e-4:
                continue
            inside = (offset <= e - w) & (lat >= s) & (lat <= n)
            if inside.any():
                out.append([w, s, e, n, self.first[inside].tolist()])
        return out

    def polygons(self, count):
        """Rings straight in longitude and latitude, and the cells whose centres they hold."""
        out = []
        while len(out) < count:
            k = int(rng.choice(self.first))
            j, i = divmod(k, self.shape[1])
            if abs(self.lat[j, i]) > 70:
                continue
            angles = np.sort(rng.random(7)) * 2 * math.pi
            radius = rng.uniform(4, 14, 7)
            x = np.round(self.lon[j, i] + 1.5 * radius * np.cos(angles), 3)
            y = np.round(np.clip(self.lat[j, i] + radius * np.sin(angles), -89, 89), 3)
            if np.diff(np.append(angles, angles[0] + 2 * math.pi)).max() > 3:
                continue
            lon = self.lon.ravel()[self.first]
            lon = self.lon[j, i] + (lon - self.lon[j, i] + 180) % 360 - 180
            lat = self.lat.ravel()[self.first]
            inside, near = np.zeros(lon.size, bool), np.full(lon.size, math.inf)
            for a in range(7):
                b = (a + 1) % 7
                crosses = (y[a] > lat) != (y[b] > lat)
                with np.errstate(divide="ignore", invalid="ignore"):
                    at = x[a] + (lat - y[a]) * (x[b] - x[a]) / (y[b] - y[a])
                inside ^= crosses & (at > lon)
                dx, dy = x[b] - x[a], y[b] - y[a]
                t = np.clip(((lon - x[a]) * dx + (lat - y[a]) * dy) / (dx * dx + dy * dy), 0, 1)
                near = np.minimum(near, np.hypot(x[a] + t * dx - lon, y[a] + t * dy - lat))
            if inside.any() and near.min() > 1e-4:
                out.append([np.stack([x, y], 1).tolist(), self.first[inside].tolist()])
        return out

    def document(self):
        clean = lambda a: [None if math.isnan(v) else v for v in np.asarray(a, float).ravel().tolist()]
        lon, lat = self.lon.ravel()[self.first], self.lat.ravel()[self.first]
        ring = np.sort(lon % 360)
        gaps = np.diff(np.append(ring, ring[0] + 360))
        widest = int(np.argmax(gaps))
        return {
            "name": self.name, "rows": self.shape[0], "columns": self.shape[1], "single": self.single,
            "longitudes": clean(self.lon), "latitudes": clean(self.lat),
            "corners": None if self.corners is None else [clean(np.round(c, 9)) for c in self.corners],
            "places": len(self.first), "widest_gap": float(gaps[widest]), "west": float(ring[(widest + 1) % ring.size]),
            "south": float(lat.min()), "north": float(lat.max()),
            "points": self.points(120), "boxes": self.boxes(8), "polygons": self.polygons(6),
        }


lon, lat = tripolar(18, 26)
block = np.zeros(lon.shape, bool)
block[4:15, 6:17] = True
lon[block] = lat[block] = 0
grids = [Grid("tripolar", lon, lat, True, unwritten=block), Grid("swath", *orbit(30, 9), True)]
lon, lat, ring = rotated(9, 12, 2.0, 55.0, 1.5)
grids.append(Grid("patch", lon, lat, False))
lon, lat, ring = rotated(9, 12, 178.0, 88.0, 2.0, shear=1.2)
ring = [np.round(c, 9) for c in ring]
grids.append(Grid("corners", lon, lat, False, corners=ring))

target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / "CubeTests/Fixtures/curvilinear.json")
documents = ",\n".join(json.dumps(grid.document(), separators=(",", ":")) for grid in grids)
target.write_text('{"grids":[\n' + documents + "\n]}\n")
