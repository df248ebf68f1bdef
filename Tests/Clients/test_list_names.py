"""Variables with commas in their names over WMS and EDR, asked for as real clients ask."""

from __future__ import annotations

import numpy as np
import pytest
import requests
import zarr
from owslib.wms import WebMapService

from site_under_test import Site, configuration


@pytest.fixture(scope="module")
def comma_site(tmp_path_factory):
    """`apart` has `a`, `c` and `a,b`; `all` has `b` as well."""
    folder = tmp_path_factory.mktemp("commas")
    for name, variables in {"apart": ["a", "a,b", "c"], "all": ["a", "a,b", "b"]}.items():
        group = zarr.create_group(str(folder / f"{name}.zarr"), zarr_format=3)
        for axis, values, units in [("lat", [45.0, -45.0], "degrees_north"), ("lon", [-90.0, 90.0], "degrees_east")]:
            group.create_array(axis, data=np.array(values), dimension_names=[axis], attributes={"units": units})
        for index, variable in enumerate(variables):
            data = np.full((2, 2), 10.0 * index + 1)
            group.create_array(variable, data=data, dimension_names=["lat", "lon"], attributes={"units": "1"})
    paths = {name: folder / f"{name}.zarr" for name in ("apart", "all")}
    with Site(folder / "site", configuration(paths), workers=1) as site:
        yield site


@pytest.mark.parametrize("layers, status", [(["a,b"], 200), (["a", "c"], 200), (["a,b", "c"], 200), (["c", "a,b"], 200),
                                            (["a", "x"], 400)])
def test_owslib_gets_maps_of_each_list(comma_site, layers, status):
    service = WebMapService(f"{comma_site.url}/wms/apart?", version="1.3.0")
    assert set(service.contents) == {"a", "a,b", "c"}
    wanted = dict(layers=layers, styles=[""] * len(layers), srs="CRS:84", bbox=(-180, -90, 180, 90), size=(16, 8),
                  format="image/png")
    if status == 200:
        assert service.getmap(**wanted).read().startswith(b"\x89PNG")
    else:
        with pytest.raises(Exception, match="'x'|&#39;x&#39;"):
            service.getmap(**wanted)


@pytest.mark.parametrize("dataset, sent, names", [
    ("apart", {"parameter-name": "a,b"}, ["a,b"]), ("apart", {"parameter-name": "a,c"}, ["a", "c"]),
    ("apart", {"parameter-name": "a,b,c"}, ["a,b", "c"]), ("all", "parameter-name=a,b", ["a", "b"]),
    ("all", "parameter-name=a%2Cb", ["a,b"]), ("all", "parameter-name=b,a%2Cb", ["a,b", "b"]),
])
def test_edr_reads_lists(comma_site, dataset, sent, names):
    """`requests` escapes commas of parameters that it is given as a dictionary."""
    address = f"{comma_site.url}/edr/collections/{dataset}/position?coords=POINT(90%2045)"
    answer = requests.get(address, params=sent, timeout=60)
    assert answer.status_code == 200, answer.text
    assert sorted(answer.json()["ranges"]) == sorted(names)
