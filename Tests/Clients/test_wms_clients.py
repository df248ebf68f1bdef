"""What people run against WMS: OWSLib, GDAL and QGIS find the layers and draw them."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from owslib.wms import WebMapService
from PIL import Image

import oracle
import test_wms_pictures as pictures

GDAL_DESCRIPTION = """<GDAL_WMS>
  <Service name="WMS">
    <Version>1.3.0</Version><ServerUrl>{url}/wms/{dataset}?COLORSCALERANGE=0,1&amp;</ServerUrl>
    <CRS>{crs}</CRS><ImageFormat>image/png</ImageFormat><Transparent>TRUE</Transparent>
    <Layers>noise</Layers><Styles>raster/greys</Styles><BBoxOrder>{order}</BBoxOrder>
  </Service>
  <DataWindow>
    <UpperLeftX>-20</UpperLeftX><UpperLeftY>70</UpperLeftY><LowerRightX>30</LowerRightX><LowerRightY>30</LowerRightY>
    <SizeX>400</SizeX><SizeY>320</SizeY>
  </DataWindow>
  <BlockSizeX>160</BlockSizeX><BlockSizeY>160</BlockSizeY><BandsCount>4</BandsCount><Timeout>30</Timeout>
</GDAL_WMS>"""


@pytest.mark.parametrize("version", ["1.3.0"])
def test_owslib_reads_the_capabilities(site, version):
    service = WebMapService(f"{site.url}/wms/packed-v3", version=version)
    assert service.identification.version == version
    layer = service["temperature"]
    assert set(layer.crsOptions) >= {"CRS:84", "EPSG:4326", "EPSG:3857"}
    west, south, east, north = layer.boundingBoxWGS84
    assert (round(east - west), south, north) == (360, -90, 90)
    assert "time" in layer.dimensions
    assert "raster/greys" in layer.styles or layer.styles


@pytest.mark.parametrize("crs", ["CRS:84", "EPSG:4326"])
def test_owslib_draws(site, store_paths, crs):
    view = pictures.View(crs, (-20.0, 30.0, 30.0, 70.0), 200, 160)
    answer = WebMapService(f"{site.url}/wms/region-v2", version="1.3.0").getmap(
        layers=["noise"], styles=["raster/greys"], srs=crs, bbox=view.box, size=(view.width, view.height),
        format="image/png", transparent=True, colorscalerange="0,1",
    )
    picture = np.asarray(Image.open(io.BytesIO(answer.read())).convert("RGBA"))
    check(picture, store_paths, view)


def check(picture, store_paths, view):
    path = store_paths["region-v2"]
    noise, latitudes, longitudes = (oracle.load(path, n).numbers for n in ("noise", "lat", "lon"))
    shown, clear = pictures.expected(np.ma.masked_invalid(noise), latitudes, longitudes.astype("f8"), view)
    pictures.check_picture(picture, shown, clear, 100)


@pytest.mark.skipif(shutil.which("gdal_translate") is None, reason="GDAL is not installed")
@pytest.mark.parametrize(("crs", "order"), [("CRS:84", "xyXY"), ("EPSG:4326", "yxYX")])
def test_gdal_draws(site, store_paths, tmp_path, crs, order):
    description = tmp_path / "layer.xml"
    description.write_text(GDAL_DESCRIPTION.format(url=site.url, dataset="region-v2", crs=crs, order=order))
    drawn = tmp_path / "layer.png"
    command = ["gdal_translate", "-q", "-of", "PNG", str(description), str(drawn)]
    subprocess.run(command, check=True, timeout=60, capture_output=True)
    view = pictures.View("CRS:84", (-20.0, 30.0, 30.0, 70.0), 400, 320)
    check(np.asarray(Image.open(drawn).convert("RGBA")), store_paths, view)


@pytest.mark.skipif(shutil.which("gdalinfo") is None, reason="GDAL is not installed")
def test_gdal_lists_the_layers(site):
    command = ["gdalinfo", "-json", f"WMS:{site.url}/wms/levels-v2?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities"]
    said = json.loads(subprocess.run(command, check=True, timeout=60, capture_output=True, text=True).stdout)
    assert "LAYERS=height" in json.dumps(said["metadata"]["SUBDATASETS"])


def opened(answer: bytes, kind: str) -> np.ndarray:
    picture = Image.open(io.BytesIO(answer))
    assert picture.format == kind
    return np.asarray(picture.convert("RGBA")).astype(int)


@pytest.mark.parametrize(("media_type", "kind"), [
    ("image/jpeg", "JPEG"), ("image/webp", "WEBP"), ("image/png; mode=32bit", "PNG"), ("image/png; mode=8bit", "PNG"),
])
@pytest.mark.parametrize("version", ["1.1.1", "1.3.0"])
def test_owslib_gets_every_format(site, media_type, kind, version):
    service = WebMapService(f"{site.url}/wms/region-v2", version=version)
    assert media_type in service.getOperationByName("GetMap").formatOptions

    def drawn(wanted, transparent=True):
        answer = service.getmap(
            layers=["noise"], styles=["raster/viridis"], srs="EPSG:3857", size=(200, 160), format=wanted,
            bbox=(-3e6, 3e6, 4e6, 1e7), transparent=transparent, colorscalerange="0,1", bgcolor="#0000FF",
        )
        assert answer.info()["Content-Type"] == wanted
        return answer.read()

    exact = opened(drawn("image/png"), "PNG")
    if kind != "JPEG":
        picture = opened(drawn(media_type), kind)
        seen = exact[..., 3] > 0  # nobody sees the colour of what is clear
        assert (picture[..., 3] == exact[..., 3]).all() and (picture[seen] == exact[seen]).all()
        return
    # Opaque whatever is asked for, on the background.
    exact = opened(drawn("image/png", transparent=False), "PNG")
    difference = np.abs(opened(drawn("image/jpeg"), "JPEG") - exact)
    assert difference[..., :3].mean() < 8 and difference[..., 3].max() == 0
    blue = (exact[..., :3] == (0, 0, 255)).all(axis=-1)
    assert blue.any() and np.median(difference[blue]) < 4


@pytest.mark.parametrize("more", ["", "&transparent=true&format=image%2Fpng", "&format=image/webp&transparent=true"])
def test_leaflet_gets_its_tiles(site, more):
    """Leaflet 1.9 sends 1.1.1, names in small letters, and image/jpeg unless it is told otherwise."""
    tile = ("service=WMS&request=GetMap&layers=noise&styles=&format=image%2Fjpeg&transparent=false&version=1.1.1"
            "&width=256&height=256&srs=EPSG%3A3857&bbox=0,5009377.085697312,2504688.542848654,7514065.628545966")
    answer = site.get(f"/wms/region-v2?{more.lstrip('&') + '&' if more else ''}{tile}")
    assert answer.status_code == 200, answer.text
    kind = {"": "JPEG", "&t": "PNG", "&f": "WEBP"}[more[:2]]
    picture = opened(answer.content, kind)
    assert picture.shape == (256, 256, 4) and len(np.unique(picture[..., :3].reshape(-1, 3), axis=0)) > 50


@pytest.mark.skipif(shutil.which("gdal_translate") is None, reason="GDAL is not installed")
def test_gdal_draws_jpeg_unless_told_otherwise(site, store_paths, tmp_path):
    description = tmp_path / "layer.xml"
    text = GDAL_DESCRIPTION.format(url=site.url, dataset="region-v2", crs="CRS:84", order="xyXY")
    text = text.replace("<ImageFormat>image/png</ImageFormat><Transparent>TRUE</Transparent>", "")
    description.write_text(text.replace("<BandsCount>4</BandsCount>", "<BandsCount>3</BandsCount>"))
    drawn = tmp_path / "layer.png"
    command = ["gdal_translate", "-q", "-of", "PNG", str(description), str(drawn)]
    subprocess.run(command, check=True, timeout=60, capture_output=True)
    picture = np.asarray(Image.open(drawn).convert("L")).astype(int)
    assert len(np.unique(picture)) > 100 and picture[:20].min() > 240


def legend(site, dataset, **parameters):
    query = {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetLegendGraphic", "FORMAT": "image/png", **parameters}
    answer = site.get(f"/wms/{dataset}?" + "&".join(f"{name}={value}" for name, value in query.items()))
    assert answer.status_code == 200, answer.text
    return Image.open(io.BytesIO(answer.content)).convert("RGBA")


@pytest.mark.parametrize(("width", "height"), [(20, 20), (600, 80), (60, 220), (80, 600), (140, 280), (1024, 1024)])
def test_legends_of_every_size(site, width, height):
    picture = np.asarray(legend(site, "region-v2", LAYER="noise", WIDTH=width, HEIGHT=height))
    assert picture.shape == (height, width, 4)
    assert len(np.unique(picture[..., :3].reshape(-1, 3), axis=0)) > 15
    if min(width, height) > 28:  # nothing that is cut reaches the edge
        edge = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
        assert (edge[..., :3] == 255).all()


QGIS_SCRIPT = """
import sys
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsMapRendererParallelJob, QgsMapSettings
from qgis.core import QgsRasterLayer, QgsRectangle
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
QgsApplication.setPrefixPath("/usr", True)
application = QgsApplication([], False)
application.initQgis()
source, west, south, east, north, width, height, target = sys.argv[1:]
layer = QgsRasterLayer(source, "layer", "wms")
assert layer.isValid(), layer.error().message()
settings = QgsMapSettings()
settings.setLayers([layer])
settings.setBackgroundColor(QColor(0, 0, 0, 0))
settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
settings.setExtent(QgsRectangle(float(west), float(south), float(east), float(north)))
settings.setOutputSize(QSize(int(width), int(height)))
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
assert job.renderedImage().save(target)
"""


def has_qgis() -> bool:
    python = Path("/usr/bin/python3")  # QGIS belongs to the system's own
    return python.exists() and subprocess.run([python, "-c", "import qgis.core"], capture_output=True).returncode == 0


@pytest.mark.skipif(not has_qgis(), reason="QGIS is not installed")
def test_qgis_draws(site, store_paths, tmp_path):
    source = f"crs=EPSG:4326&format=image/png&layers=noise&styles=raster/greys&url={site.url}/wms/region-v2"
    drawn, script = tmp_path / "layer.png", tmp_path / "draw.py"
    script.write_text(QGIS_SCRIPT)
    box = ["-20", "30", "30", "70", "400", "320"]
    environment = {"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    subprocess.run(
        ["/usr/bin/python3", script, source, *box, drawn], check=True, timeout=120, env=environment, capture_output=True
    )
    picture = np.asarray(Image.open(drawn).convert("RGBA"))
    assert picture[..., 3].any(), "QGIS drew nothing"
    assert len(np.unique(picture[..., 0])) > 20
    inside = picture[90:230, 90:310, 3]
    assert (inside == 255).mean() > 0.99 and not picture[:50, :, 3].any()
