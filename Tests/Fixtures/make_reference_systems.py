#!/usr/bin/env python3
"""Reference systems as stores write them, with places projected by pyproj: the oracle of CubeTests' allow list.

    make_reference_systems.py > Tests/CRSTests/Fixtures/reference-systems.jsonl

A line is `{"text": …, "kind": geographic|rotated|projected, "points": [[longitude, latitude, x, y], …]}`. Systems whose
datum needs grids are left out: which of them a host has must not matter. Needs pyproj.
"""
import json

from pyproj import CRS, Transformer
from pyproj.crs import CompoundCRS
from pyproj.enums import WktVersion

GDAL, ESRI, NEW, OLD = (WktVersion.WKT1_GDAL, WktVersion.WKT1_ESRI, WktVersion.WKT2_2019_SIMPLIFIED, WktVersion.WKT2_2015)
ROTATED = "+proj=ob_tran +o_proj=longlat +o_lat_p=39.25 +o_lon_p=0 +lon_0=18 +R=6371229 +no_defs +type=crs"
GOES = "+proj=geos +h=35786023 +lon_0=-75 +sweep=x +ellps=GRS80 +units=m +no_defs +type=crs"
BOUND = "+proj=tmerc +lat_0=0 +lon_0=9 +k=1 +x_0=3500000 +y_0=0 +ellps=bessel +towgs84=598.1,73.7,418.2,0.202,0.045,-2.455,6.7 +units=m +no_defs +type=crs"
EUROPE = [(10.0, 52.0), (9.5, 48.25)]
# What to read it from, the forms to write it in, places.
SYSTEMS = [
    ("EPSG:4326", [GDAL, ESRI, OLD, "json"], EUROPE),
    ("EPSG:32631", [GDAL, ESRI, NEW, OLD, "json"], [(3.5, 45.0), (1.25, 60.5)]),
    ("EPSG:3857", [GDAL, ESRI, NEW], EUROPE),
    ("EPSG:3413", [GDAL, ESRI, NEW, "json"], [(-45.0, 80.0), (20.0, 70.5)]),
    ("EPSG:3035", [GDAL, NEW], EUROPE),
    ("EPSG:6933", [GDAL, NEW], EUROPE),
    ("EPSG:5070", [ESRI, NEW], [(-96.5, 40.0), (-110.0, 33.0)]),
    ("EPSG:2263", [GDAL, OLD], [(-74.0, 40.7), (-73.5, 41.0)]),
    ("ESRI:54009", [GDAL, ESRI, NEW], EUROPE),
    ("ESRI:54030", [GDAL, ESRI], EUROPE),
    ("EPSG:8857", [NEW], EUROPE),
    (ROTATED, [NEW, "json"], EUROPE),
    (GOES, [GDAL, NEW, "json"], [(-75.0, 10.0), (-100.0, 35.0)]),
    (BOUND, [GDAL, NEW, "json"], EUROPE),
    ("+proj=lcc +lat_1=25 +lat_2=25 +lat_0=25 +lon_0=265 +R=6371229 +type=crs", [GDAL, NEW], [(-97.0, 38.0), (-80.0, 30.0)]),
    ("+proj=sinu +R=6371007.181 +units=m +type=crs", [GDAL, NEW], EUROPE),
    ("EPSG:32632+5773", [GDAL, NEW, "json"], EUROPE),
]
# Texts as they are, with what pyproj is given where that differs.
PLAIN = [
    ("EPSG:3413", None, [(-45.0, 80.0)]),
    ("urn:ogc:def:crs:EPSG::32631", None, [(3.5, 45.0)]),
    ("http://www.opengis.net/def/crs/EPSG/0/32631", "EPSG:32631", [(3.5, 45.0)]),
    ("urn:ogc:def:crs:OGC:1.3:CRS84", None, EUROPE),
    ("+init=epsg:32631", "EPSG:32631", [(3.5, 45.0)]),
    ("+proj=utm +zone=32 +datum=WGS84 +units=m +no_defs", None, EUROPE),
    ("+proj=utm +zone=33 +south +datum=WGS84", None, [(15.0, -20.0)]),
    ("proj=laea lat_0=52 lon_0=10 x_0=4321000 y_0=3210000 ellps=GRS80 units=m no_defs towgs84=0,0,0", None, EUROPE),
    ("+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs", None, EUROPE),
    ("+proj=longlat +datum=WGS84 +no_defs", None, EUROPE),
    ("+proj=lcc +lat_1=33d30'N +lat_2=45n +lat_0=40 +lon_0=97w +datum=WGS84 +units=us-ft", None, [(-97.0, 38.0)]),
]


def kind(system):
    if system.is_bound:
        return kind(system.source_crs)
    if system.is_compound:
        return kind(system.sub_crs_list[0])
    if system.is_geographic:
        return "rotated" if system.is_derived else "geographic"
    return "projected"


def line(text, system, places):
    if system.is_compound:
        system = system.sub_crs_list[0]
    project = Transformer.from_crs("OGC:CRS84", system, always_xy=True).transform
    points = [[*place, *(round(value, 9) for value in project(*place))] for place in places]
    print(json.dumps({"text": text, "kind": kind(system), "points": points}, ensure_ascii=False))


for source, forms, places in SYSTEMS:
    system = CRS(source)
    for form in forms:
        text = json.dumps(system.to_json_dict(), ensure_ascii=False) if form == "json" else system.to_wkt(form)
        if text is None:
            raise SystemExit(f"{source}: no {form}")
        line(text, system, places)
for text, given, places in PLAIN:
    line(text, CRS(given or text), places)
