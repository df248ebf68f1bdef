"""What is asked: small tables, and the products of them, of every protocol; at least 500 requests, 100 of them refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

LEAST, LEAST_REFUSED = 500, 100


@dataclass(frozen=True)
class Asked:
    """One request. `path` goes over the wire as it is written."""

    path: str
    method: str = "GET"
    headers: dict = field(default_factory=dict)
    #: A request whose entity tag is sent as If-None-Match.
    unless: str | None = None

    @property
    def name(self) -> str:
        """What says it all, on a line; never the same for two requests."""
        fields = "".join(f" {key}:{value}" for key, value in self.headers.items())
        return f"{self.method} {self.path}{fields}" + (" If-None-Match:its-own" if self.unless else "")


def merged(usual: dict, changes: dict) -> dict:
    return {name: value for name, value in (usual | changes).items() if value is not None}


def asked(base: str, *changes: dict, **usual) -> list[Asked]:
    """A request for each set of parameters that differ from the usual; None takes one away."""
    return [Asked(f"{base}?{urlencode(merged(usual, change), quote_via=quote, safe=',/:')}") for change in changes]


# ------------------------------------------------------------------ WMS

WORLD = "-180,-90,180,90"
MERCATOR = 20037508.342789244
MAP = {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetMap", "STYLES": "", "CRS": "CRS:84", "BBOX": WORLD,
       "WIDTH": 120, "HEIGHT": 60, "FORMAT": "image/png", "TRANSPARENT": "TRUE"}
OLD_MAP = merged(MAP, {"VERSION": "1.1.1", "CRS": None, "SRS": "EPSG:4326"})
PALETTES = ["viridis", "plasma", "inferno", "magma", "cividis", "turbo", "thermal", "greys", "blues", "greens", "reds",
            "spectral", "twilight", "viridis-inv"]
FORMATS = ["image/png", "image/png; mode=8bit", "image/png; mode=32bit", "image/png8", "image/png32", "image/jpeg", "image/webp"]
VIEWS = [
    {"CRS": "EPSG:4326", "BBOX": "-90,-180,90,180"},
    {"CRS": "EPSG:3857", "BBOX": f"-{MERCATOR},-{MERCATOR},{MERCATOR},{MERCATOR}", "WIDTH": 96, "HEIGHT": 96},
    {"CRS": "EPSG:3857", "BBOX": f"0,{MERCATOR / 2},{MERCATOR / 4},{MERCATOR * 3 / 4}", "WIDTH": 64, "HEIGHT": 64},
    {"CRS": "EPSG:900913", "BBOX": "0,0,1000000,1000000", "WIDTH": 64, "HEIGHT": 64},
    {"BBOX": "-7.3,41.1,19.7,58.2", "WIDTH": 33, "HEIGHT": 97},
    {"BBOX": "141.7,-33.3,211.3,20.9", "WIDTH": 71, "HEIGHT": 55},
    {"BBOX": "-200.3,-120.1,200.9,120.7", "WIDTH": 81, "HEIGHT": 63},
]
TIMES = ["2000-02-29T12:00:00Z", "2000-03-01", "2000-03", "2000", "current", "2000-02-26T01:00:00Z", "2000-02-26/2000-02-27",
         "2000-02-26/P1D", "P1D/2000-02-27", "2000-02-29T12:00:00.000Z/2000-03-01T00:00:00Z/PT6H"]
LAYERS = {
    "packed": ["temperature", "humidity"], "packed3": ["temperature"], "noleap": ["wind"], "days360": ["flux"],
    "levels": ["height", "count", "identifier", "small", "category", "flag"], "region": ["noise"],
    "classes": ["cover", "rain"], "lambert": ["t2m"], "forecast": ["wind"], "grouped": ["noise"], "grouped.deep": ["flux"],
    "ocean": ["number"],
}
LOOKS = [
    {"COLORSCALERANGE": "250,300"}, {"COLORSCALERANGE": "auto"}, {"COLORSCALERANGE": "default"}, {"BGCOLOR": "0x336699"},
    {"COLORSCALERANGE": "200,400", "LOGSCALE": "TRUE"}, {"TRANSPARENT": "FALSE"}, {"TRANSPARENT": None, "BGCOLOR": "0xFF0000"},
    {"UNITS": "degC"}, {"PALETTE": "magma"}, {"STYLES": "boxfill/rainbow"}, {"STYLES": "default"}, {"SLD": "x"},
    {"NUMCOLORBANDS": "9"}, {"INTERPOLATION": "bilinear"}, {"EXCEPTIONS": "XML"}, {"dryrun": "1"},
]
BAD_MAPS = [
    {"LAYERS": "nothing"}, {"LAYERS": "temperature,nothing", "STYLES": ","}, {"LAYERS": "<script>&\"'"}, {"LAYERS": None},
    {"STYLES": "raster/nothing"}, {"STYLES": "raster/viridi"}, {"STYLES": ",,"}, {"FORMAT": "image/nothing"}, {"FORMAT": None},
    {"CRS": "EPSG:1"}, {"CRS": "+proj=longlat +nadgrids=/etc/passwd"}, {"CRS": None}, {"BBOX": None}, {"BBOX": "a,b,c,d"},
    {"BBOX": "0,0,1"}, {"BBOX": "10,0,-10,5"}, {"BBOX": "0,5,10,5"}, {"BBOX": "NaN,0,10,5"}, {"BBOX": "0,0,inf,5"},
    {"WIDTH": 0}, {"WIDTH": 100000}, {"WIDTH": -5}, {"WIDTH": "99999999999999999999"}, {"WIDTH": "25.6"}, {"HEIGHT": None},
    {"WIDTH": 4000, "HEIGHT": 4000}, {"TIME": "yesterday"}, {"TIME": "2000-13-01T00:00:00Z"}, {"TIME": "1066-10-14"},
    {"TIME": "2000-02-26,2000-02-27"}, {"TIME": "2000-02-27/2000-02-26"}, {"COLORSCALERANGE": "low,high"},
    {"COLORSCALERANGE": "5,1"}, {"COLORSCALERANGE": "-1,1", "LOGSCALE": "TRUE"}, {"LOGSCALE": "maybe"}, {"BGCOLOR": "red"},
    {"REQUEST": "GetNothing"}, {"REQUEST": "GetMapp"}, {"REQUEST": None}, {"SERVICE": "WFS"}, {"VERSION": None},
    {"TRANSPARENT": "perhaps"}, {"UNITS": "m"}, {"ANIMATION": "TRUE"}, {"EXCEPTIONS": "nothing"}, {"PALETTE": "nothing"},
]
IN_PICTURES = [{"EXCEPTIONS": word, "LAYERS": "nothing"} for word in ("INIMAGE", "BLANK")]


def wms() -> list[Asked]:
    some = {"LAYERS": "temperature"}
    found = []
    for dataset, layers in LAYERS.items():
        found += asked(f"/wms/{dataset}", *({"LAYERS": layer} for layer in layers), **MAP)
        found += asked(f"/wms/{dataset}", {"VERSION": "1.3.0"}, {"VERSION": "1.1.1"}, SERVICE="WMS", REQUEST="GetCapabilities")
    packed = "/wms/packed"
    found += asked(packed, *({"STYLES": f"raster/{name}"} for name in PALETTES), **MAP | some)
    found += asked(packed, *({"FORMAT": name} for name in FORMATS), *VIEWS, *LOOKS, **MAP | some)
    found += asked(packed, *({"TIME": text} for text in TIMES), **MAP | some)
    found += asked(packed, {}, {"BBOX": "0,0,90,45"}, {"SRS": "EPSG:3857", "BBOX": "0,0,1000000,1000000"}, **OLD_MAP | some)
    found += asked(packed, {"LAYERS": "temperature,humidity", "STYLES": "raster/greys,"}, **MAP)
    found += asked("/wms/levels", *({"ELEVATION": text} for text in ("850", "849.5", "500.0", "current")), LAYERS="height", **MAP)
    found += asked("/wms/classes", *({"DIM_MEMBER": text} for text in ("1", "2", "5", "3")), LAYERS="rain", **MAP)
    found += asked("/wms/classes", *({"STYLES": text} for text in ("raster/spectral", "default-scalar/default-inv")),
                   LAYERS="cover", **MAP)
    found += asked("/wms/days360", *({"TIME": text} for text in ("1999-02-30", "2000-12-30T00:00:00Z", "1999-06")),
                   LAYERS="flux", **MAP)
    found += asked("/wms/forecast", {"TIME": "2022-01-01T18:00:00Z"}, {"DIM_REFERENCE_TIME": "2022-01-01T12:00:00Z"},
                   {"DIM_LEAD": "6"}, LAYERS="wind", **MAP)
    found += asked("/wms/lambert", {"BBOX": "2,46,18,58"}, {"CRS": "EPSG:3857", "BBOX": "500000,6000000,1500000,7000000"},
                   {"TIME": "2021-06-01T00:00:00Z", "BBOX": "5,50,8,53"}, LAYERS="t2m", **MAP)
    info = merged(MAP, {"REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "temperature", "I": 30, "J": 20})
    kinds = ("text/plain", "text/html", "application/json", "application/geo+json", None, "text/nothing")
    found += asked(packed, *({"INFO_FORMAT": kind} for kind in kinds), {"I": 0, "J": 59}, {"I": 120}, {"I": "x"}, {"J": None},
                   {"QUERY_LAYERS": "nothing"}, {"QUERY_LAYERS": "humidity"}, {"TIME": "2000-03-01"}, {"dryrun": "1"},
                   **info | some)
    found += asked("/wms/classes", {"INFO_FORMAT": "text/html"}, {"INFO_FORMAT": "application/json"},
                   **info | {"LAYERS": "cover", "QUERY_LAYERS": "cover"})
    found += asked("/wms/lambert", {"INFO_FORMAT": "application/json", "BBOX": "2,46,18,58"},
                   **info | {"LAYERS": "t2m", "QUERY_LAYERS": "t2m"})
    legend = {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetLegendGraphic", "FORMAT": "image/png", "LAYER": "temperature"}
    found += asked(packed, {}, {"STYLE": "raster/greys"}, {"WIDTH": 40, "HEIGHT": 300}, {"VERTICAL": "FALSE"}, {"COLORBARONLY": "TRUE"},
                   {"COLORSCALERANGE": "1,1000", "LOGSCALE": "TRUE"}, {"FORMAT": "image/jpeg"}, {"FORMAT": "image/webp"},
                   {"TRANSPARENT": "TRUE"}, {"UNITS": "degC"}, {"LAYER": "nothing"}, {"LAYER": None}, {"WIDTH": 5000}, **legend)
    found += asked("/wms/classes", {"LAYER": "cover"}, {"LAYER": "cover", "STYLE": "raster/viridis", "VERTICAL": "FALSE"}, **legend)
    found += asked(packed, *BAD_MAPS, *IN_PICTURES, **MAP | some)
    found += asked(packed, {"EXCEPTIONS": "application/vnd.ogc.se_inimage"}, {"SRS": "EPSG:1"}, {"LAYERS": "nothing"},
                   **OLD_MAP | some)
    found += asked("/wms/damaged", {"LAYERS": "v", "COLORSCALERANGE": "0,1"}, **MAP)
    return found


# ------------------------------------------------------------------ EDR

POSITIONS = {
    "packed": {"coords": "POINT(12 51)"}, "packed3": {"coords": "POINT(12 51)"}, "noleap": {"coords": "POINT(-100 -40)"},
    "days360": {"coords": "POINT(100 -20)"}, "levels": {"coords": "POINT(20 30)"}, "region": {"coords": "POINT(5 50)"},
    "classes": {"coords": "POINT(-100 30)"}, "lambert": {"coords": "POINT(10 52)"}, "forecast": {"coords": "POINT(11 1)"},
    "grouped": {"coords": "POINT(5 50)"}, "grouped.deep": {"coords": "POINT(100 -20)"}, "ocean": {"coords": "POINT(18 50)"},
}
DATETIMES = ["2000-02-29T12:00:00Z", "2000-02-29", "2000-02", "2000", "2000-02-26/2000-02-27", "../2000-02-26", "2000-03-04/..",
             "2000-02-26T00:00:00Z,2000-02-28T06:00:00Z", "R3/2000-02-26T00:00:00Z/P1D", "1990-01-01", "2000-02-25T01:00:00Z"]
HEIGHTS = ["850", "1000,500", "1000/250", "../500", "500/..", "R2/500/-250", "900", "2000", "R4/100/100"]
PLACES = ["POINT(0 0)", "POINT(359 -89)", "POINT(-5 10)", "POINT(180 90)", "MULTIPOINT((0 0),(10 10),(200 -45))",
          "POINT(10 95)", "POINTZ(10 20 5)", "point( 3.5   4.5 )", "MULTIPOINT(0 0,10 10)"]
AREAS = ["POLYGON((0 0,40 0,40 40,0 40,0 0))", "POLYGON((0 0,40 0,40 40,0 40,0 0),(10 10,30 10,30 30,10 30,10 10))",
         "MULTIPOLYGON(((0 0,20 0,20 20,0 0)),((60 60,80 60,80 80,60 60)))", "POLYGON((170 -20,190 -20,190 20,170 20,170 -20))",
         "POLYGON((1 1,2 1,2 2,1 1))"]
BOXES = ["0,0,60,60", "-30,-30,30,30", "170,-20,-170,20", "-180,-90,180,90", "1,1,2,2", "0,0,100,60,60,900"]
BAD_PLACES = [
    {"coords": None}, {"coords": ""}, {"coords": "somewhere"}, {"coords": "POINT(10"}, {"coords": "POINT(10)"},
    {"coords": "POINT(NaN 20)"}, {"coords": "POINT(inf 20)"}, {"coords": "POINT EMPTY"}, {"coords": AREAS[0]},
    {"coords": "POINT(" + "1" * 9000 + " 2)"}, {"parameter-name": "nothing"}, {"parameter-name": "temperature,nothing"},
    {"datetime": "yesterday"}, {"datetime": "2000-02-32"}, {"datetime": "2001-01-01/2000-01-01"}, {"crs": "EPSG:1"},
    {"crs": "+nadgrids=/etc/passwd"}, {"f": "nothing"}, {"f": "netcdf"}, {"paramter-name": "temperature"}, {"z": "850"},
    {"units": "m"}, {"units": "K,K,K"}, {"limit": "x"}, {"coords": "MULTIPOINT(" + ",".join(["(0 0)"] * 60) + ")"},
]
BAD_AREAS = [
    {"coords": None}, {"coords": "POINT(1 2)"}, {"coords": "POLYGON((0 0,1 1,0 0))"}, {"coords": "POLYGON((0 0,1 0,1 1,0 1))"},
    {"coords": "POLYGON((0 0,10 10,10 0,0 10,0 0))"}, {"coords": "POLYGON EMPTY"},
    {"coords": "POLYGON((" + ",".join(f"{n % 7} {n}" for n in range(80)) + "))"},
]
BAD_BOXES = [{"bbox": text} for text in (None, "", "1,2,3", "a,b,c,d", "0,10,10,0", "0,0,1,1,1", "0,-100,10,100", "NaN,0,1,1")]


def edr() -> list[Asked]:
    found = [Asked(f"/edr{path}{form}") for path in ("", "/", "/conformance", "/api", "/collections")
             for form in ("", "?f=json", "?f=html", "?f=nothing")]
    for dataset, place in POSITIONS.items():
        base = f"/edr/collections/{dataset}"
        found += [Asked(base), Asked(f"{base}?f=html")]
        found += asked(f"{base}/position", {}, {"f": "CoverageJSON", "dryrun": "1"}, **place)
        found += asked(f"{base}/cube", {"bbox": "0,0,30,55"})
        found += asked(f"{base}/area", {"coords": AREAS[0]})
    packed = "/edr/collections/packed"
    some = {"parameter-name": "temperature"}
    found += asked(f"{packed}/position", *({"coords": text} for text in PLACES), **some)
    found += asked(f"{packed}/position", *({"datetime": text} for text in DATETIMES), coords="POINT(12 51)")
    found += asked(f"{packed}/position", {"units": "degC", **some}, {"crs": "EPSG:4326"}, {"crs": "CRS84"}, {"crs": "EPSG:3857"},
                   {"f": "json"}, {"f": "covjson"}, {"parameter-name": "temperature,humidity"}, coords="POINT(12 51)")
    found += asked("/edr/collections/levels/position", *({"z": text} for text in HEIGHTS), coords="POINT(20 30)",
                   **{"parameter-name": "height"})
    found += asked(f"{packed}/area", *({"coords": text} for text in AREAS), datetime="2000-02-26", **some)
    found += asked(f"{packed}/cube", *({"bbox": text} for text in BOXES), datetime="2000-02-26/2000-02-27", **some)
    found += asked("/edr/collections/levels/cube", {"bbox": "0,0,100,60,60,900"}, {"bbox": "0,0,60,60", "z": "850/500"},
                   {"bbox": "0,0,60,60", "z": "300"}, **{"parameter-name": "height"})
    found += asked("/edr/collections/days360/cube", *({"datetime": text} for text in ("1999-02-30", "1999-02/1999-04")),
                   bbox="0,-30,90,30")
    found += asked("/edr/collections/lambert/cube", {}, {"crs": "EPSG:3857", "bbox": "1000000,6500000,1200000,6700000"},
                   bbox="8,50,12,54")
    found += asked("/edr/collections/lambert/area", {"coords": "POLYGON((8 50,12 50,10 54,8 50))"})
    found += asked("/edr/collections/forecast/position", {"datetime": "2022-01-01T18:00:00Z"},
                   {"reference_time": "2022-01-01T12:00:00Z"}, {"lead": "6"}, coords="POINT(11 1)")
    found += asked("/edr/collections/classes/position", {"member": "2"}, {"member": "1,5"}, {"member": "7"}, {"limit": "1"},
                   coords="POINT(-100 30)")
    found += asked(f"{packed}/position", *BAD_PLACES, **{"coords": "POINT(10 20)"})
    found += asked(f"{packed}/area", *BAD_AREAS, coords=AREAS[0], datetime="2000-02-26")
    found += asked(f"{packed}/cube", *BAD_BOXES, bbox="0,0,10,10", datetime="2000-02-26")
    found += asked("/edr/collections/levels/position", *({"z": text} for text in ("high", "1/2/3", "R/1/2")), coords="POINT(20 30)")
    found += asked("/edr/collections/damaged/cube", {"bbox": "-1,-1,2,2"})
    return found


# ------------------------------------------------------------------ OPeNDAP

SUFFIXES = [".dds", ".das", ".dods", ".ascii", ".asc", ".info", ".html", ".ver", ".help", ".plan", ".dmr", ".dmr.xml", ".dap", "",
            ".dsr", ".dsr.xml", ".xml"]
DATASETS = ["days360", "classes", "lambert", "curvilinear", "forecast", "grouped", "grouped.deep", "spec1", "spec2", "ocean"]
CONSTRAINTS = [
    "lat", "lat,lon", "time[0:3]", "temperature[0:1:1][0:4:18][0:5:35]", "temperature.temperature[3][2][1]", "temperature[7:9][5][0:2]",
    "temperature.lat", "temperature.time[1:2:9]", "humidity[39][18][35]", "lat[0:1:18]", "lon%5B0:2:5%5D", "temperature[14:20][0:4][0:10]",
]
SLICES = ["/lat", "lat;lon", "/temperature[0:1][0:4:18][0:5:35]", "/temperature[3][2][1]", "/humidity[39][][35]",
          "/lat=[0:4:18];temperature[0][][0]", "/temperature[38:][0][0]"]
BAD_CONSTRAINTS = [
    "nothing", "temperature[0]", "temperature[0][0][0][0]", "temperature[40][0][0]", "temperature[-1][0][0]", "temperature[5:2][0][0]",
    "temperature[0:0:5][0][0]", "temperature[a][0][0]", "temperature[0][0][0", "temperature[99999999999999999999][0][0]",
    "temperature.nothing", "temperature&lat>5", "lat[0:1:2:3]", "nothing(temperature)", "lat[0]]", "lat[1:1:18446744073709551616]",
]
BAD_SLICES = ["nothing", "/temperature[0]", "/temperature[40][0][0]", "/temperature[5:2][][]", "/lat[0:1", "/lat|lat>5", "/lat{a}", ";",
              "/lat=[0:99]", "/temperature[0,2][][]"]


def dap() -> list[Asked]:
    found = [Asked(f"/dap/{name}{suffix}") for name in ("region", "levels") for suffix in SUFFIXES]
    found += [Asked(f"/dap/{name}{suffix}") for name in DATASETS for suffix in (".dds", ".das", ".dmr", ".html")]
    found += [Asked(f"/dap/{name}{suffix}") for name in ("classes", "curvilinear", "grouped", "spec1", "spec2")
              for suffix in (".dods", ".ascii", ".dap")]
    found += [Asked(f"/dap/{name}{question}") for name in ("spec1", "spec2")
              for question in (".dods?t[0:3][1]", ".ascii?sharded[0:11][2]", ".dods?lent", ".dap?dap4.ce=/packed;/empty", ".dods?b.scalar")]
    found += [Asked(f"/dap/spec1.a.b{question}") for question in (".dds", ".dods?scalar")]
    found += [Asked(f"/dap/{path}") for path in ("catalog.xml", "catalog.html", "")] + [Asked("/dap")]
    found += [Asked(f"/dap/packed{suffix}?{text}") for text in CONSTRAINTS for suffix in (".dods", ".ascii")]
    found += [Asked(f"/dap/packed{suffix}?{CONSTRAINTS[3]}") for suffix in (".dds", ".plan", ".html", ".das")]
    found += [Asked(f"/dap/packed{suffix}?dap4.ce={quote(text)}") for text in SLICES for suffix in (".dap", ".dmr")]
    found += [Asked(f"/dap/packed.dap?dap4.ce=/lat&dap4.checksum={text}") for text in ("true", "false", "perhaps")]
    found += [Asked(f"/dap/packed.dods?{quote(text, safe='&[]:.')}") for text in BAD_CONSTRAINTS]
    found += [Asked(f"/dap/packed.dap?dap4.ce={quote(text)}") for text in BAD_SLICES]
    found += [Asked(f"/dap/packed.dap?{text}") for text in ("dap4.function=f(x)", "dap4.ce=/lat&dap4.ce=/lon", "dap4.ce=%zz")]
    found += [Asked(f"/dap/damaged{suffix}") for suffix in (".dds", ".dods?v", ".dap", ".ascii?v")]
    return found


# ------------------------------------------------------------------ pages, versions, HTTP

TRICKS = ["/dap/../etc/passwd", "/dap/%2e%2e/etc/passwd", "/dap/..%2f..%2fetc%2fpasswd.dds", "/dap//packed.dds", "/dap/./packed.dds",
          "/dap/packed%00.dds", "/dap/packed%0a.dds", "/dap/%ff%fe.dds", "/dap/packed%.dds", "/dap/packed%zz.dds", "/%ff", "/%",
          "/dap/file:%2f%2f%2fetc%2fpasswd.dds", "/nothing", "/sluice-error", "/auth", "/spool/x", "/health/nothing", "/wms", "/wms/",
          "/wms/nothing?SERVICE=WMS&REQUEST=GetCapabilities", "/edr/nothing", "/edr/collections/nothing",
          "/edr/collections/nothing/position?coords=POINT(0%200)", "/edr/collections/packed/locations", "/dap/nothing.dods",
          "/dap/packed.nothing", "/dap/packed.nogroup.dds", "/dap/a/b.dds", "/datasets/nothing", "/datasets/packed/nothing",
          "/datasets/packed@main", "/dap/packed@main.dds", "/dap/ocean@nothing.dds", "/dap/ocean@release-2.dds",
          "/dap/ocean@main~1999-01-01.dds", "/dap/ocean@main~yesterday.dds", "/datasets/absent", "/dap/absent.dds",
          "/wms/curvilinear?SERVICE=WMS&REQUEST=GetCapabilities", "/edr/collections/curvilinear", "/robots.txt", "/favicon.ico",
          "/assets/nothing", "/tiles", "/wmts/packed", "/erddap", "/dashboard", f"/{'x' * 5000}"]
STATES = ["ocean", "ocean@main", "ocean@release-1", "ocean@trial", "ocean@trial%2Fa", "ocean@main~2999-01-01"]


def pages() -> list[Asked]:
    found = [Asked(f"{path}{form}") for path in ("/", "/datasets", *(f"/datasets/{name}" for name in ("packed", "classes", "ocean",
             "grouped", "grouped.deep", "lambert", "curvilinear", "spec1", "spec2"))) for form in ("", "?f=json")]
    found += [Asked(f"/datasets/{name}/doctor{form}") for name in ("packed", "curvilinear", "ocean") for form in ("", "?f=json")]
    found += [Asked(f"/datasets/{name}/versions{form}") for name in ("ocean", "spec1", "spec2", "packed")
              for form in ("", "?f=json", "?f=json&ref=trial", "?f=json&limit=1", "?limit=x")]
    found += [Asked("/"), Asked("/?f=nothing"), Asked("/health/live"), Asked("/health/ready")]
    found += [Asked(path) for path in TRICKS]
    for state in STATES:
        found += [Asked(f"/dap/{state}.dods?number[0][0][0:3]"), Asked(f"/edr/collections/{state}"),
                  *asked(f"/wms/{state}", {}, LAYERS="number", COLORSCALERANGE="0,4", **MAP)]
    found += [Asked("/dap/ocean.pin.dds"), Asked("/dap/ocean.dds.pin"), Asked("/datasets/ocean.pin"), Asked("/datasets/packed.pin"),
              Asked("/edr/collections/ocean/position?coords=POINT(18%2050)&pin=1"),
              *asked("/wms/ocean", {"pin": "1"}, LAYERS="number", **MAP), Asked("/edr/collections/packed?pin=1")]
    return found


def http() -> list[Asked]:
    """The same questions with other methods, conditions and preferences."""
    tile = asked("/wms/packed", {"LAYERS": "temperature"}, **MAP)[0].path
    place = "/edr/collections/packed/position?coords=POINT%2812%2051%29"
    paths = [tile, place, "/dap/packed.dods?lat", "/dap/ocean.dods?number[0][0][0:3]", "/dap/packed.dmr", "/edr/collections", "/",
             "/wms/packed?SERVICE=WMS&REQUEST=GetCapabilities", "/datasets/ocean", "/edr/api"]
    found = [Asked(path) for path in paths]
    found += [Asked(path, unless=f"GET {path}") for path in paths]
    found += [Asked(path, "HEAD") for path in (*paths, "/nothing", "/dap/packed.dods?nothing", "/wms/packed?REQUEST=GetMap")]
    found += [Asked(path, "OPTIONS") for path in paths[:4]] + [Asked("/", method) for method in ("POST", "PUT", "DELETE", "PATCH")]
    found += [Asked(path, headers={"Prefer": "dry-run"}) for path in (*paths, "/dap/packed.dap", "/dap/levels.dods", "/dap/nothing.dds")]
    found += [Asked(path, headers={"Accept-Encoding": "gzip"}) for path in paths]
    found += [Asked(path, headers={"Accept": kind}) for path in ("/", "/edr", "/edr/collections/packed", "/dap/packed", place)
              for kind in ("text/html", "application/json", "text/html;q=0.5, application/json", "image/tiff")]
    found += [Asked(path, headers={"Origin": "https://map.example.org"}) for path in paths[:3]]
    found += [Asked("/", headers={"X-Forwarded-For": "192.0.2.1"}), Asked("/health/ready", headers={"Via": "1.1 proxy"}),
              Asked("/metrics", headers={"Via": "1.1 proxy"}), Asked(tile, headers={"If-None-Match": '"nothing"'}),
              Asked(tile, headers={"If-None-Match": "*"}), Asked("/dap/packed.dods?lat", headers={"Range": "bytes=0-9"})]
    return found


def everything() -> list[Asked]:
    """All requests in their order, each once."""
    found = {one.name: one for one in (*wms(), *edr(), *dap(), *pages(), *http())}
    return list(found.values())
