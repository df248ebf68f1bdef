#!/usr/bin/env python3
"""Places and their projected coordinates for every CF grid mapping, by pyproj: the oracle of CubeTests' projections.

    make_projections.py [COUNT] > Tests/CubeTests/Fixtures/projections.txt

A line `mapping<TAB>{CF attributes as JSON}` begins each mapping; its points follow as `longitude latitude x y`.
Points that are not on the projection have `inf inf`. Needs pyproj. Output depends on the seed alone.
"""
import json
import random
import sys

import pyproj

SPHERE = {"earth_radius": 6371229.0}
WGS84 = {"semi_major_axis": 6378137.0, "inverse_flattening": 298.257223563}
AIRY = {"semi_major_axis": 6377563.396, "inverse_flattening": 299.3249646}
# Attributes, then west south east north of the points.
MAPPINGS = [
    ({"grid_mapping_name": "rotated_latitude_longitude", "grid_north_pole_latitude": 39.25,
      "grid_north_pole_longitude": -162.0, **SPHERE}, (-40, 20, 60, 75)),
    ({"grid_mapping_name": "rotated_latitude_longitude", "grid_north_pole_latitude": -30.0,
      "grid_north_pole_longitude": 20.0, "north_pole_grid_longitude": 15.0, **SPHERE}, (-170, -80, 170, 80)),
    ({"grid_mapping_name": "lambert_conformal_conic", "standard_parallel": [33.0, 45.0],
      "longitude_of_central_meridian": -97.0, "latitude_of_projection_origin": 40.0, **SPHERE}, (-130, 20, -60, 55)),
    ({"grid_mapping_name": "lambert_conformal_conic", "standard_parallel": 25.0,
      "longitude_of_central_meridian": 265.0, "latitude_of_projection_origin": 25.0, "false_easting": 1000.0,
      "false_northing": -2000.0, **WGS84}, (-130, 10, -60, 55)),
    ({"grid_mapping_name": "albers_conical_equal_area", "standard_parallel": [29.5, 45.5],
      "longitude_of_central_meridian": -96.0, "latitude_of_projection_origin": 37.5, **WGS84}, (-130, 20, -60, 55)),
    ({"grid_mapping_name": "lambert_azimuthal_equal_area", "longitude_of_projection_origin": 10.0,
      "latitude_of_projection_origin": 52.0, "false_easting": 4321000.0, "false_northing": 3210000.0, **WGS84},
     (-40, 20, 60, 80)),
    ({"grid_mapping_name": "azimuthal_equidistant", "longitude_of_projection_origin": 10.0,
      "latitude_of_projection_origin": 52.0, **WGS84}, (-40, 20, 60, 80)),
    ({"grid_mapping_name": "lambert_cylindrical_equal_area", "longitude_of_central_meridian": 0.0,
      "standard_parallel": 30.0, **WGS84}, (-179, -85, 179, 85)),
    ({"grid_mapping_name": "mercator", "longitude_of_projection_origin": 12.0, "standard_parallel": -2.0, **SPHERE},
     (-160, -80, 179, 80)),
    ({"grid_mapping_name": "mercator", "longitude_of_projection_origin": 0.0,
      "scale_factor_at_projection_origin": 0.9, **WGS84}, (-179, -80, 179, 80)),
    ({"grid_mapping_name": "transverse_mercator", "longitude_of_central_meridian": -2.0,
      "latitude_of_projection_origin": 49.0, "scale_factor_at_central_meridian": 0.9996012717,
      "false_easting": 400000.0, "false_northing": -100000.0, **AIRY}, (-8, 49, 3, 61)),
    ({"grid_mapping_name": "oblique_mercator", "azimuth_of_central_line": 53.3,
      "longitude_of_projection_origin": 115.0, "latitude_of_projection_origin": 4.0,
      "scale_factor_at_projection_origin": 0.99984, "false_easting": 0.0, "false_northing": 0.0, **WGS84},
     (108, 0, 120, 8)),
    ({"grid_mapping_name": "polar_stereographic", "latitude_of_projection_origin": 90.0,
      "straight_vertical_longitude_from_pole": -45.0, "standard_parallel": 70.0, **WGS84}, (-180, 30, 180, 90)),
    ({"grid_mapping_name": "polar_stereographic", "latitude_of_projection_origin": -90.0,
      "straight_vertical_longitude_from_pole": 0.0, "scale_factor_at_projection_origin": 0.97, **WGS84},
     (-180, -90, 180, -30)),
    ({"grid_mapping_name": "stereographic", "longitude_of_projection_origin": 5.0,
      "latitude_of_projection_origin": 52.0, "scale_factor_at_projection_origin": 0.9999, **WGS84}, (0, 48, 10, 56)),
    ({"grid_mapping_name": "orthographic", "longitude_of_projection_origin": 20.0,
      "latitude_of_projection_origin": 30.0, **SPHERE}, (-180, -90, 180, 90)),
    ({"grid_mapping_name": "vertical_perspective", "longitude_of_projection_origin": 20.0,
      "latitude_of_projection_origin": 30.0, "perspective_point_height": 5000000.0, **SPHERE}, (-60, -20, 80, 80)),
    ({"grid_mapping_name": "geostationary", "longitude_of_projection_origin": 0.0,
      "perspective_point_height": 35785831.0, "sweep_angle_axis": "y", **WGS84}, (-90, -85, 90, 85)),
    ({"grid_mapping_name": "geostationary", "longitude_of_projection_origin": -75.0,
      "perspective_point_height": 35786023.0, "sweep_angle_axis": "x", **WGS84}, (-170, -85, 20, 85)),
    ({"grid_mapping_name": "sinusoidal", "longitude_of_projection_origin": 0.0, **SPHERE}, (-179, -89, 179, 89)),
]


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    rng = random.Random(20261122)
    for attributes, (west, south, east, north) in MAPPINGS:
        crs = pyproj.CRS.from_cf({**attributes})
        if attributes["grid_mapping_name"] == "oblique_mercator":
            # pyproj reads CF's as Hotine's variant B, GDAL as variant A; GDAL writes most such files, so A it is.
            a, rf = attributes["semi_major_axis"], attributes["inverse_flattening"]
            crs = pyproj.CRS.from_proj4(
                f"+proj=omerc +no_uoff +alpha={attributes['azimuth_of_central_line']} +lonc=115 +lat_0=4 "
                f"+k_0={attributes['scale_factor_at_projection_origin']} +a={a} +rf={rf}")
        transformer = pyproj.Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
        if attributes["grid_mapping_name"] == "rotated_latitude_longitude":
            transformer = pyproj.Transformer.from_crs(
                pyproj.CRS.from_proj4(f"+proj=longlat +R={SPHERE['earth_radius']}"), crs, always_xy=True)
        print("mapping", json.dumps(attributes), sep="\t")
        for _ in range(count):
            longitude, latitude = rng.uniform(west, east), rng.uniform(south, north)
            x, y = transformer.transform(longitude, latitude)
            print(repr(longitude), repr(latitude), repr(x), repr(y))


if __name__ == "__main__":
    main()
