#!/usr/bin/env python3
"""Small meshes, and which face and which node answers for places on them: the oracle of CubeTests' meshes.

    make_meshes.py > Tests/CubeTests/Fixtures/meshes.json

Faces are found by shapely, in the gnomonic projection about the place asked for, in which great circles are straight;
nodes, the nearest and the sixth nearest of them by scipy's k-d tree on unit vectors. Places nearer to the edge of a face, or
to where another node would answer, than a millionth of a radian are left out. Needs numpy, scipy and shapely. Output depends on
the seed alone.
"""
import json
import sys

import numpy as np
import shapely
from scipy.spatial import cKDTree

MARGIN = 1e-6
PLACES = 260


def unit(lon, lat):
    lon, lat = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], -1)


def lonlat(v):
    return np.degrees(np.arctan2(v[..., 1], v[..., 0])), np.degrees(np.arctan2(v[..., 2], np.hypot(v[..., 0], v[..., 1])))


def wrap(lon):
    return (lon + 180) % 360 - 180


def gnomonic(q, v):
    east = np.cross([0.0, 0.0, 1.0] if abs(q[2]) < 0.9 else [1.0, 0.0, 0.0], q)
    east /= np.linalg.norm(east)
    w = v @ q
    return np.stack([v @ east / w, v @ np.cross(q, east) / w], -1)


def lattice(rng, ny, nx, lon0, lat0, step):
    """A shaken lattice of triangles, quadrilaterals and, of two triangles' corners, faces that are not convex."""
    x, y = np.meshgrid((np.arange(nx) - (nx - 1) / 2) * step, (np.arange(ny) - (ny - 1) / 2) * step)
    x, y = (a + rng.uniform(-0.2, 0.2, a.shape) * step for a in (x, y))
    lat = lat0 + y
    lon = wrap(lon0 + x / np.cos(np.radians(lat)))
    faces = []
    for j in range(ny - 1):
        for i in range(nx - 1):
            a, b, c, d = j * nx + i, j * nx + i + 1, (j + 1) * nx + i + 1, (j + 1) * nx + i
            kind = rng.random()
            if kind < 0.3:
                faces.append([a, b, c, d])
            elif kind < 0.9:
                faces += [[a, b, c], [a, c, d]]
            # else an island
    return lon.ravel(), lat.ravel(), turned(rng, faces)


def turned(rng, faces):
    faces = [faces[k] for k in rng.permutation(len(faces))]
    return [f[::-1] if rng.random() < 0.4 else f for f in faces]


def cap(rng, south):
    """Rings of nodes around a pole that no node lies on, and one face that holds it."""
    counts, lats = [5, 9, 14, 20], np.linspace(88, south, 4)
    lon = np.concatenate([wrap(np.arange(n) * 360 / n + 7 * n) for n in counts])
    lat = np.concatenate([np.full(n, a) + rng.uniform(-0.5, 0.5, n) for n, a in zip(counts, lats)])
    v = unit(lon, lat)
    flat = v[:, :2] / v[:, 2:]
    from scipy.spatial import Delaunay

    faces = [list(map(int, f)) for f in Delaunay(flat).simplices if not all(k < 5 for k in f)]
    return lon, lat, turned(rng, faces + [[0, 1, 2, 3, 4]])


def icosahedron(level):
    g = (1 + 5**0.5) / 2
    v = [(-1, g, 0), (1, g, 0), (-1, -g, 0), (1, -g, 0), (0, -1, g), (0, 1, g), (0, -1, -g), (0, 1, -g), (g, 0, -1), (g, 0, 1), (-g, 0, -1), (-g, 0, 1)]
    f = [(0, 11, 5), (0, 5, 1), (0, 1, 7), (0, 7, 10), (0, 10, 11), (1, 5, 9), (5, 11, 4), (11, 10, 2), (10, 7, 6), (7, 1, 8),
         (3, 9, 4), (3, 4, 2), (3, 2, 6), (3, 6, 8), (3, 8, 9), (4, 9, 5), (2, 4, 11), (6, 2, 10), (8, 6, 7), (9, 8, 1)]
    v = [np.array(p, float) / np.linalg.norm(p) for p in v]
    for _ in range(level):
        middle, new = {}, []

        def mid(a, b):
            key = (min(a, b), max(a, b))
            if key not in middle:
                m = v[a] + v[b]
                v.append(m / np.linalg.norm(m))
                middle[key] = len(v) - 1
            return middle[key]
        for a, b, c in f:
            ab, bc, ca = mid(a, b), mid(b, c), mid(c, a)
            new += [(a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca)]
        f = new
    return (*lonlat(np.array(v)), [list(t) for t in f])


def octahedron():
    lon, lat = np.array([0.0, 90, 180, -90, 0, 0]), np.array([0.0, 0, 0, 0, 90, -90])
    return lon, lat, [[k, (k + 1) % 4, 4 + p] for k in range(4) for p in range(2)]


def darts(rng):
    """Faces like arrow heads, whose middles lie in others."""
    lon, lat = [0.0, 10, 0, 3, -10], [50.0, 60, 70, 60, 60]
    return np.array(lon), np.array(lat), [[0, 1, 2, 3], [0, 3, 2, 4]]


def answers(rng, lon, lat, faces):
    nodes = unit(lon, lat)
    tree = cKDTree(nodes)
    others = tree.query(nodes, k=min(7, len(nodes)))[0]
    first, sixth = others[:, 1], others[:, -1]
    rings = [nodes[f] for f in faces]
    held_nodes = np.unique(np.concatenate(faces))
    rows = []
    for _ in range(40 * PLACES):
        if len(rows) == PLACES:
            break
        kind = rng.random()
        if kind < 0.6:
            ring = rings[rng.integers(len(rings))]
            q = (ring * rng.dirichlet(np.ones(len(ring)))[:, None]).sum(0)
        elif kind < 0.8:
            q = nodes[rng.integers(len(nodes))] + rng.normal(size=3) * sixth.mean()
        else:
            q = rng.normal(size=3)
        q /= np.linalg.norm(q)
        x, y = (round(float(a), 6) for a in lonlat(q))
        q = unit(x, y)
        found, near = [], np.inf
        for k, ring in enumerate(rings):
            if (ring @ q <= 0.05).any():
                # A corner is beyond the horizon of that plane: about the middle of the face great circles are straight too.
                middle = ring.sum(0) / np.linalg.norm(ring.sum(0))
                if middle @ q < 0.2:
                    continue
                plane, origin = gnomonic(middle, ring), shapely.Point(*gnomonic(middle, q[None])[0])
            else:
                plane, origin = gnomonic(q, ring), shapely.Point(0, 0)
            shape = shapely.Polygon(plane)
            near = min(near, shape.exterior.distance(origin))
            if shape.contains(origin):
                found.append(k)
        if near < MARGIN or len(found) > 1:
            continue
        distance, order = tree.query(q, k=min(3, len(nodes)))
        # Outside of all faces a node answers close by alone.
        reach = 0.75 * sixth[order[0]] if found else 0.6 * first[order[0]]
        if distance[1] - distance[0] < MARGIN or abs(distance[0] - reach) < MARGIN:
            continue
        node = int(order[0]) if distance[0] < reach else -1
        if node < 0 and found:
            corners = sorted((float(np.linalg.norm(nodes[k] - q)), k) for k in faces[found[0]])
            if corners[1][0] - corners[0][0] < MARGIN:
                continue
            node = corners[0][1]
        rows.append([x, y, found[0] if found else -1, int(node)])
    return rows


def main():
    rng = np.random.default_rng(14)
    meshes = {
        "triangles, quadrilaterals and islands over the antimeridian": lattice(rng, 9, 11, 179.0, -20.0, 2.5),
        "near Greenwich, a hundred metres wide": lattice(rng, 7, 8, 0.0, 51.5, 0.001),
        "around the north pole": cap(rng, 70),
        "the whole Earth, by an icosahedron": icosahedron(1),
        "the whole Earth, by an octahedron": octahedron(),
        "arrow heads": darts(rng),
    }
    out = []
    for name, (lon, lat, faces) in meshes.items():
        lon, lat = np.round(lon, 7), np.round(lat, 7)
        out.append({"name": name, "longitudes": lon.tolist(), "latitudes": lat.tolist(), "faces": faces, "places": answers(rng, lon, lat, faces)})
    sys.stdout.write("[\n" + ",\n".join(json.dumps(m, separators=(",", ":")) for m in out) + "\n]\n")


main()
