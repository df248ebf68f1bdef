"""Groups of a dataset are listed at their parent, in every protocol."""

from __future__ import annotations

import json
import xml.etree.ElementTree as xml

import numpy as np
import pytest
import zarr

import stores
from site_under_test import Site

CATALOG = "{http://www.unidata.ucar.edu/namespaces/thredds/InvCatalog/v1.0}dataset"


def cube(value: float) -> dict[str, stores.Array]:
    return {
        "lat": stores.latitude(np.linspace(60, -60, 5)),
        "lon": stores.longitude(np.arange(8) * 45.0),
        "v": stores.Array(("lat", "lon"), np.full((5, 8), value, "f4"), {"units": "1"}),
    }


@pytest.fixture(scope="module")
def grouped(tmp_path_factory):
    """`bare` has nothing but groups, `full` is a cube with groups below it."""
    folder = tmp_path_factory.mktemp("grouped")
    zarr.open_group(folder / "bare.zarr", mode="w", zarr_format=3)
    zarr.open_group(folder / "bare.zarr" / "deep", mode="w", zarr_format=3)
    for place, value in {"bare.zarr/a": 1, "bare.zarr/deep/b": 2}.items():
        stores.write(folder / place, "v3", cube(value))
    root = zarr.open_group(folder / "full.zarr", mode="w", zarr_format=3)
    for name, array in cube(3).items():
        stores.write_array(root, name, 3, array)
    stores.write(folder / "full.zarr" / "c", "v3", cube(4))
    datasets = [{"id": name, "store": str(folder / f"{name}.zarr")} for name in ("bare", "full")]
    with Site(folder / "site", f"datasets: {json.dumps(datasets)}\n", workers=1) as site:
        # The catalogue of THREDDS knows the groups of what is open.
        for name in ("bare", "full"):
            assert site.get(f"/datasets/{name}?f=json").status_code == 200
        yield site


def test_the_portal_lists_groups_at_their_parent(grouped):
    groups = {name: [group["id"] for group in grouped.get(f"/datasets/{name}?f=json").json()["groups"]]
              for name in ("bare", "bare.deep", "full")}
    assert groups == {"bare": ["bare.a", "bare.deep"], "bare.deep": ["bare.deep.b"], "full": ["full.c"]}


def test_edr_lists_groups_at_their_parent_or_in_its_place(grouped):
    listed = grouped.get("/edr/collections").json()["collections"]
    assert [collection["id"] for collection in listed] == ["bare.a", "bare.deep.b", "full"]
    children = [link for link in grouped.get("/edr/collections/full").json()["links"] if link["rel"] == "child"]
    assert [link["href"] for link in children] == [f"{grouped.url}/edr/collections/full.c"]
    assert grouped.session.get(children[0]["href"]).json()["id"] == "full.c"


def test_opendap_lists_groups_at_their_parent(grouped):
    catalog = xml.fromstring(grouped.get("/dap/catalog.xml").content)
    found = {parent.get("urlPath"): [child.get("urlPath") for child in parent.findall(CATALOG)]
             for parent in catalog.findall(CATALOG)}
    assert found == {"bare": ["bare.a", "bare.deep"], "full": ["full.c"]}
    assert "/dap/full.c.html" in grouped.get("/dap/catalog.html").text
    assert "/dap/bare.deep.b.html" in grouped.get("/dap/bare.deep.html").text
    assert grouped.get("/dap/full.c.dods?v").status_code == 200
