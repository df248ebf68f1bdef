"""How each client signs in, by the lines that the manual gives people; what it then reads of the vault's `plum`."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import numpy as np

import vault
from secure_site import Home, Place
from site_under_test import ROOT

SYSTEM_PYTHON = "/usr/bin/python3"
BLOCK = re.compile(r"^```\w+ (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MANUAL = dict(BLOCK.findall((ROOT / "deploy" / "manual" / "signing-in.md").read_text()))


class Refused(Exception):
    """A client ended without data; its words."""


def lines(home: Home, block: str) -> str:
    """A block of the manual for somebody's own site, dataset and credentials."""
    mine = {
        "https://cubes.example.org": home.site.url + home.credential.before,
        "cubes.example.org": "127.0.0.1",
        "forecast": "vault",
        "/etc/ssl/authority.pem": str(home.site.authority.certificate),
        "/home/alice/alice.pem": str((home.credential.certificate or [""])[0]),
        "/home/alice/alice.key": str((home.credential.certificate or ["", ""])[1]),
        "/home/alice": str(home.folder),
        "slc_TOKEN": home.credential.bearer or home.credential.password or "",
        "alice": home.credential.user or "",
        "swordfish": home.credential.password or "",
    }
    # In one pass, longest first: what is put in place is not replaced again.
    names = re.compile("|".join(re.escape(name) for name in sorted(mine, key=len, reverse=True)))
    return names.sub(lambda found: mine[found[0]], MANUAL[block])


def finished(run) -> str:
    said = run.stdout.decode(errors="replace")
    if run.returncode != 0:
        raise Refused(said + run.stderr.decode(errors="replace"))
    return said


def plums(text: str) -> np.ndarray:
    """The numbers that a client printed."""
    return np.array([float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text)],
                    "f4").reshape(vault.plums().shape)


# ------------------------------------------------------------------ curl and requests


def curl(home: Home) -> np.ndarray:
    return plums_of_ascii(finished(home.run(["bash", "-c", curl_line(home).replace(".dds", ".ascii?plum.plum")])))


def curl_line(home: Home) -> str:
    credential = home.credential
    if credential.certificate:
        certificate, key = credential.certificate
        return lines(home, "curl_token").replace("-H 'Authorization: Bearer '", f"--cert {certificate} --key {key}")
    if credential.user:
        return lines(home, "curl_password")
    return lines(home,
                 "curl_token") if credential.bearer else lines(home,
                                                               "curl_token").replace("-H 'Authorization: Bearer '", "")


def plums_of_ascii(text: str) -> np.ndarray:
    """Of DAP2's ASCII: rows such as `plum.plum[0][1], 1.5, 2.5`."""
    rows = re.findall(r"^\S*\[\d+\]\[\d+\],(.*)$", text, re.MULTILINE)
    return plums(" ".join(rows))


def curl_when_asked(home: Home) -> np.ndarray:
    """`--anyauth` sends nothing before it has been told which schemes there are."""
    line = curl_line(home).replace("--user", "--anyauth --user").replace(".dds", ".ascii?plum.plum")
    return plums_of_ascii(finished(home.run(["bash", "-c", line])))


def curl_with_netrc(home: Home) -> np.ndarray:
    home.netrc()
    command = ["curl", "-fsS", "--netrc", "-g", f"{home.dap}.ascii?plum.plum"]
    return plums_of_ascii(finished(home.run(command, CURL_CA_BUNDLE=str(home.site.authority.certificate))))


def python(home: Place, script: str, *, executable: str = sys.executable, **environment: str) -> str:
    return finished(home.run([executable, "-c", script], **environment))


PRINT = "\nimport numpy\nprint(*numpy.asarray({}).astype('f4').ravel().tolist())\n"


def requests(home: Home) -> np.ndarray:
    credential = home.credential
    script = lines(home, "requests").replace("edr/collections/vault", "dap/vault.ascii?plum.plum")
    if not credential.user:
        own = f"session.headers['Authorization'] = 'Bearer {credential.bearer}'" if credential.bearer else ""
        own = f"session.cert = {tuple(map(str, credential.certificate))}" if credential.certificate else own
        script = re.sub(r"session\.auth = .*", own, script)
    elif not credential.user.isascii() or not credential.password.isascii():
        script = re.sub(
            r"session\.auth = .*", f"session.auth = ({credential.user!r}.encode(), {credential.password!r}.encode())",
            script
        )
    return plums_of_ascii(python(home, script + "\nanswer.raise_for_status()\nprint(answer.text)"))


# ------------------------------------------------------------------ netCDF and pydap


def netcdf_files(home: Home, name: str = ".ncrc") -> None:
    if home.credential.certificate:
        home.write(name, lines(home, "ncrc_certificate"))
        return
    home.write(name, lines(home, "ncrc"))
    text = lines(home, "netrc")
    # Whoever brings nothing has no entry, which is a file all the same.
    home.write(".netrc", text if home.credential.user else "machine elsewhere login x password y\n")


def ncdump(home: Home) -> np.ndarray:
    netcdf_files(home)
    said = finished(home.run(["ncdump", "-v", "plum", home.dap]))
    return plums(said.partition("data:")[2].partition("plum =")[2])


def ncdump_by_dodsrc(home: Home) -> np.ndarray:
    netcdf_files(home, ".dodsrc")
    said = finished(home.run(["ncdump", "-v", "plum", home.dap]))
    return plums(said.partition("data:")[2].partition("plum =")[2])


def netcdf4(home: Home) -> np.ndarray:
    netcdf_files(home)
    script = lines(home, "netcdf4") + f"values = netCDF4.Dataset({home.dap!r})['plum'][...]"
    return plums(python(home, script + PRINT.format("values")))


def xarray(home: Home) -> np.ndarray:
    netcdf_files(home)
    script = lines(
        home, "netcdf4"
    ) + f"import xarray\nvalues = xarray.open_dataset({home.dap!r}, engine='netcdf4', decode_times=False)['plum'].values"
    return plums(python(home, script + PRINT.format("values")))


def pydap(home: Home) -> np.ndarray:
    return plums(python(home, session(home, "pydap") + PRINT.format("dataset['plum'].array[...]"), **authority(home)))


def xarray_pydap(home: Home) -> np.ndarray:
    return plums(
        python(home,
               session(home, "xarray_pydap") + PRINT.format("dataset['plum'].values"), **authority(home))
    )


def session(home: Home, block: str) -> str:
    if home.credential.bearer:
        return lines(home, block)
    if home.credential.user:
        home.netrc()
    return re.sub(r"session\.headers.*", "", lines(home, block))


def authority(home: Home) -> dict[str, str]:
    return {"REQUESTS_CA_BUNDLE": str(home.site.authority.certificate)}


# ------------------------------------------------------------------ maps

WMS = """\
<GDAL_WMS><Service name="WMS"><Version>1.3.0</Version><ServerUrl>{url}?transparent=true&amp;</ServerUrl><CRS>CRS:84</CRS>
<ImageFormat>image/png</ImageFormat><Layers>plum</Layers><BBoxOrder>xyXY</BBoxOrder></Service>
<DataWindow><UpperLeftX>-5</UpperLeftX><UpperLeftY>25</UpperLeftY><LowerRightX>35</LowerRightX><LowerRightY>5</LowerRightY>
<SizeX>8</SizeX><SizeY>4</SizeY></DataWindow><BandsCount>4</BandsCount><ZeroBlockHttpCodes></ZeroBlockHttpCodes></GDAL_WMS>
"""


def gdal(home: Home) -> Path:
    home.write("wms.xml", WMS.format(url=home.wms))
    credential = home.credential
    block = lines(home, "gdal_password" if credential.user else "gdal_token")
    if not credential.user and not credential.bearer:
        block = re.sub(r"export GDAL_HTTP_HEADERS.*\n", "", block)
    said = finished(home.run(["bash", "-e", "-c", block], GDAL_HTTP_MAX_RETRY="0", GDAL_HTTP_TIMEOUT="30"))
    picture = home.folder / "picture.png"
    if not picture.exists() or "ERROR" in said:
        raise Refused(said)
    return picture


QGIS = """
import json, os, sys
from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsCoordinateReferenceSystem, QgsMapRendererParallelJob
from qgis.core import QgsMapSettings, QgsRasterLayer, QgsRectangle
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtNetwork import QSslCertificate
known = json.loads(sys.argv[1])
QgsApplication.setPrefixPath("/usr", True)
application = QgsApplication([], False)
application.initQgis()
manager = QgsApplication.authManager()
assert manager.setMasterPassword("master", True)
for certificate in QSslCertificate.fromPath(known["authority"]):
    assert manager.storeCertAuthority(certificate)
assert manager.rebuildCaCertsCache() and manager.rebuildTrustedCaCertsCache()
source = "crs=EPSG:4326&format=image/png&layers=plum&styles=&url=" + known["url"]
if known["method"]:
    configuration = QgsAuthMethodConfig(known["method"])
    configuration.setName("vault")
    for name, value in known["settings"].items():
        configuration.setConfig(name, value)
    stored = manager.storeAuthenticationConfig(configuration)
    source = "authcfg=" + (configuration.id() or stored[1].id()) + "&" + source
layer = QgsRasterLayer(source, "layer", "wms")
if not layer.isValid():
    print(layer.error().summary())
    sys.stdout.flush()
    os._exit(1)
settings = QgsMapSettings()
settings.setLayers([layer])
settings.setBackgroundColor(QColor(0, 0, 0, 0))
settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
settings.setExtent(QgsRectangle(-5, 5, 35, 25))
settings.setOutputSize(QSize(8, 4))
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
saved = job.renderedImage().save("picture.png")
sys.stdout.flush()
os._exit(0 if saved else 2)
"""


def qgis(home: Home) -> Path:
    credential, method, settings = home.credential, "", {}
    if credential.user:
        method, settings = "Basic", {"username": credential.user, "password": credential.password}
    if credential.certificate:
        method, settings = "PKI-Paths", {
            "certpath": str(credential.certificate[0]), "keypath": str(credential.certificate[1])
        }
    known = {"authority": str(home.site.authority.certificate), "url": home.wms, "method": method, "settings": settings}
    finished(home.run([SYSTEM_PYTHON, "-c", QGIS, json.dumps(known)]))
    return home.folder / "picture.png"


# ------------------------------------------------------------------ a browser


def chromium(home: Home, url: str) -> str:
    """A page as it is after its scripts; the browser takes the authority's certificate from its own store."""
    trust = home.folder / ".pki" / "nssdb"
    trust.mkdir(parents=True)
    finished(home.run(["certutil", "-d", f"sql:{trust}", "-N", "--empty-password"]))
    finished(
        home.run([
            "certutil", "-d", f"sql:{trust}", "-A", "-t", "C,,", "-n", "tests", "-i", home.site.authority.certificate
        ])
    )
    options = [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--virtual-time-budget=10000", f"--user-data-dir={home.folder}/profile", "--dump-dom"
    ]
    return finished(home.run(["chromium", *options, url]))


def browser(home: Home) -> np.ndarray:
    """By its dialog, which an address with name and password answers, or by a script of another site."""
    credential, data = home.credential, f"{home.dap}.ascii?plum.plum"
    if credential.bearer:
        script = lines(home, "fetch").strip().replace(f"{home.site.url}/edr/collections/vault", data)
        page = home.write(
            "page.html",
            f"<pre id=o>wait</pre><script>{script}.then(async r => o.textContent = r.ok ? await r.text() : r.status)"
            ".catch(e => o.textContent = e)</script>"
        )
        return plums_of_ascii(chromium(home, f"file://{page}"))
    if credential.user:
        data = data.replace("https://", f"https://{credential.user}:{credential.password}@")
    return plums_of_ascii(chromium(home, data))
