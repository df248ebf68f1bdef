#!/usr/bin/env python3
"""Writes Tests/Fixtures/vertical.json: heights and pressures of levels by every formula of CF Appendix D, worked out by numpy.

    make_vertical.py [vertical.json]

rows: {formula, terms: {word: number or list of a number a level}, values: of each level}; heights are positive up, pressures in the
unit of the terms; null is missing. The formulas are written here from the text of the convention, over whole arrays.
"""
import json
import pathlib
import sys

import numpy as np

rng = np.random.default_rng(14)
LEVELS = 5
rows = []


def listed(value):
    if np.ndim(value):
        return [None if not np.isfinite(x) else float(x) for x in value]
    return None if not np.isfinite(value) else float(value)


def row(formula, terms, values):
    values = np.broadcast_to(np.asarray(values, float), (LEVELS,))
    rows.append({"formula": formula, "terms": {k: listed(v) for k, v in terms.items()}, "values": listed(values)})


def stretching(s, a, b):
    return (1 - b) * np.sinh(a * s) / np.sinh(a) + b * (np.tanh(a * (s + 0.5)) / (2 * np.tanh(0.5 * a)) - 0.5)


for _ in range(6):
    up = np.sort(rng.uniform(0, 1, LEVELS))
    s = np.sort(rng.uniform(-1, 0, LEVELS))
    C = -np.sort(rng.uniform(0, 1, LEVELS))[::-1]
    ps, p0, ptop = rng.uniform(5e4, 1.05e5), 1e5, rng.uniform(0, 5000)
    eta, depth, dc = rng.uniform(-3, 3), rng.uniform(20, 6000), rng.uniform(5, 300)
    orog, small, ztop = rng.uniform(-50, 4000), rng.uniform(-40, 40), 30000.0
    b, a = up**1.5, 0.2 * (1 - up)
    row("atmosphere_ln_pressure_coordinate", {"p0": p0, "lev": -np.log(up)}, p0 * np.exp(np.log(up)))
    row("atmosphere_sigma_coordinate", {"sigma": up, "ps": ps, "ptop": ptop}, ptop + up * (ps - ptop))
    row("atmosphere_sigma_coordinate", {"sigma": up, "ps": ps}, up * ps)
    row("atmosphere_hybrid_sigma_pressure_coordinate", {"ap": a * p0, "b": b, "ps": ps}, a * p0 + b * ps)
    row("atmosphere_hybrid_sigma_pressure_coordinate", {"a": a, "b": b, "ps": ps, "p0": p0}, a * p0 + b * ps)
    row("atmosphere_hybrid_sigma_pressure_coordinate", {"ap": a * p0, "a": 7 * a, "b": b, "ps": ps, "p0": p0}, a * p0 + b * ps)
    row("atmosphere_hybrid_sigma_pressure_coordinate", {"ap": a * p0, "ps": ps}, a * p0)
    row("atmosphere_hybrid_sigma_ln_pressure_coordinate", {"eta": up, "b": b, "ps": ps, "p0": p0}, p0 * up * (ps / p0) ** b)
    row("atmosphere_hybrid_height_coordinate", {"a": up * ztop, "b": 1 - up, "orog": orog}, up * ztop + (1 - up) * orog)
    row("atmosphere_hybrid_height_coordinate", {"a": up * ztop}, up * ztop)
    row("atmosphere_sleve_coordinate", {"a": up, "b1": 1 - up, "b2": (1 - up) ** 3, "ztop": ztop, "zsurf1": orog, "zsurf2": small},
        up * ztop + (1 - up) * orog + (1 - up) ** 3 * small)
    row("ocean_sigma_coordinate", {"sigma": s, "eta": eta, "depth": depth}, eta + s * (depth + eta))
    row("ocean_sigma_coordinate", {"sigma": s, "depth": depth}, s * depth)
    A, B = rng.uniform(0.5, 8), rng.uniform(0, 1)
    row("ocean_s_coordinate", {"s": s, "eta": eta, "depth": depth, "a": A, "b": B, "depth_c": dc},
        eta * (1 + s) + dc * s + (depth - dc) * stretching(s, A, B))
    row("ocean_s_coordinate", {"s": s, "eta": eta, "depth": depth, "depth_c": dc}, eta * (1 + s) + depth * s)
    S = dc * s + (depth - dc) * C
    g1 = S + eta * (1 + S / depth)
    S = (dc * s + depth * C) / (dc + depth)
    g2 = eta + (eta + depth) * S
    terms = {"s": s, "c": C, "eta": eta, "depth": depth, "depth_c": dc}
    row("ocean_s_coordinate_g1", terms, g1)
    row("ocean_s_coordinate_g2", terms, g2)
    row("ocean_s_coordinate_g2", {k: v for k, v in terms.items() if k != "eta"}, depth * S)
    row("ocean_s_coordinate by Vtransform", {**terms, "vtransform": 1.0}, g1)
    row("ocean_s_coordinate by Vtransform", {**terms, "vtransform": 2.0}, g2)
    row("ocean_s_coordinate by Vtransform", {**terms, "vtransform": 3.0}, np.nan)
    upper = np.arange(LEVELS) < 2
    sigma, zlev = np.where(upper, -(np.arange(LEVELS) + 0.5) / 2, np.nan), np.where(upper, np.nan, -400.0 * np.arange(LEVELS))
    z = np.where(upper, eta + sigma * (min(dc, depth) + eta), zlev)
    row("ocean_sigma_z_coordinate", {"sigma": sigma, "eta": eta, "depth": depth, "depth_c": dc, "nsigma": 2.0, "zlev": zlev}, z)
    z1, z2, href, alpha, kc = rng.uniform(5, 40), rng.uniform(60, 200), rng.uniform(50, 400), rng.uniform(0.1, 4), 2
    double = np.array([0.25, 0.8, 1.2, 1.6, 2.0])
    f = 0.5 * (z1 + z2) + 0.5 * (z1 - z2) * np.tanh(2 * alpha / (z1 - z2) * (depth - href))
    down = np.where(np.arange(1, LEVELS + 1) <= kc, double * f, f + (double - 1) * (depth - f))
    row("ocean_double_sigma_coordinate", {"sigma": double, "depth": depth, "z1": z1, "z2": z2, "a": alpha, "href": href, "k_c": float(kc)}, -down)
    # Land and other holes: a missing value of a term is a missing level, of all that it holds for.
    holed = np.where(np.arange(LEVELS) == 2, np.nan, up)
    row("atmosphere_sigma_coordinate", {"sigma": holed, "ps": ps, "ptop": ptop}, ptop + holed * (ps - ptop))
    row("atmosphere_sigma_coordinate", {"sigma": up, "ps": np.nan, "ptop": ptop}, np.nan)
    row("ocean_s_coordinate_g1", {**terms, "eta": np.nan}, np.nan)
    row("ocean_sigma_z_coordinate", {"sigma": sigma, "eta": eta, "depth": np.nan, "depth_c": dc, "zlev": zlev}, np.where(upper, np.nan, zlev))
    # Without a layer in which it bends the formula is no number (0 times infinity).
    row("ocean_double_sigma_coordinate", {"sigma": double, "depth": href, "z1": z1, "z2": z1, "a": alpha, "href": href, "k_c": 2.0}, np.nan)

path = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).with_name("vertical.json"))
path.write_text("{\"rows\": [\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]}\n")
