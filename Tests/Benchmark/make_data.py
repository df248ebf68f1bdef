"""The cubes that the benchmark reads: 721 × 1440 maps in one chunk each, and series of 8,760 hours.

The values look like weather rounded as archives round it, so that they compress about as well as real ones do.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import zarr
from zarr.codecs import BloscCodec

STEP = 1 / 64
MAPS = (12, 721, 1440)
SERIES = (8760, 30, 60)


def texture(seed: int, rows: int, columns: int) -> np.ndarray:
    """White noise filtered to a power law, unit variance."""
    spectrum = np.fft.rfft2(np.random.default_rng(seed).standard_normal((rows, columns)))
    wave = np.hypot(np.fft.fftfreq(rows)[:, None] * 180, np.fft.rfftfreq(columns)[None, :] * 360)
    field = np.fft.irfft2(spectrum / (4 + wave) ** 2.5, s=(rows, columns))
    return field / field.std()


def rounded(values: np.ndarray) -> np.ndarray:
    return (np.round(values / STEP) * STEP).astype("f4")


def create(folder: Path, shape, chunks, name: str, hours: int, attributes: dict):
    """A group with its coordinates and the variable, which is returned empty."""
    group = zarr.create_group(str(folder), zarr_format=3, overwrite=True)
    coordinates = {
        "time": (np.arange(shape[0]) * hours, {"units": "hours since 2020-01-01", "calendar": "standard"}),
        "lat": (np.linspace(90, -90, shape[1]), {"units": "degrees_north", "standard_name": "latitude"}),
        "lon": (np.arange(shape[2]) * 360 / shape[2], {"units": "degrees_east", "standard_name": "longitude"}),
    }
    for coordinate, (values, described) in coordinates.items():
        array = group.create_array(coordinate, data=values, dimension_names=[coordinate], attributes=described)
        assert array.shape == values.shape
    return group.create_array(
        name, shape=shape, chunks=chunks, dtype="f4", fill_value=np.nan, attributes=attributes,
        dimension_names=["time", "lat", "lon"], compressors=BloscCodec(cname="lz4", clevel=5, shuffle="shuffle"),
    )


def make_maps(folder: Path) -> None:
    attributes = {"units": "K", "standard_name": "air_temperature"}
    array = create(folder, MAPS, (1, *MAPS[1:]), "t2m", 6, attributes)
    zonal = 300 - 60 * np.sin(np.radians(np.linspace(90, -90, MAPS[1]))) ** 2
    weather = texture(1, *MAPS[1:])
    for step in range(MAPS[0]):
        array[step] = rounded(zonal[:, None] + 6 * np.roll(weather, 17 * step, 1))
    zarr.consolidate_metadata(str(folder))


def make_series(folder: Path) -> None:
    attributes = {"units": "m s-1", "standard_name": "eastward_wind"}
    array = create(folder, SERIES, (SERIES[0], 10, 10), "u10", 1, attributes)
    gusts = texture(2, *SERIES[1:])
    noise = texture(3, SERIES[0], 10)
    hours = np.arange(SERIES[0])[:, None, None]
    for row in range(0, SERIES[1], 10):
        for column in range(0, SERIES[2], 10):
            here = gusts[row:row + 10, column:column + 10]
            array[:, row:row + 10, column:column + 10] = rounded(
                8 * here + 4 * np.sin(hours / 97 + here) + 3 * noise[:, None, :]
            )
    zarr.consolidate_metadata(str(folder))


def make(folder: Path) -> dict[str, Path]:
    """Both stores, made once; beside them `manifest.json` with their shapes."""
    manifest, stores = folder / "manifest.json", {"maps": folder / "maps.zarr", "series": folder / "series.zarr"}
    if not manifest.exists():
        folder.mkdir(parents=True, exist_ok=True)
        make_maps(stores["maps"])
        make_series(stores["series"])
        manifest.write_text(json.dumps({"maps": {"shape": MAPS}, "series": {"shape": SERIES}}))
    return stores
