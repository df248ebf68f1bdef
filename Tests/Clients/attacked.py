"""The site that attacks on access are made on: who there is, what they may see, and every address about a dataset."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import forgeries
import guarded
import stores
import vault
from issuer import AUDIENCE, Issuer
from raw_http import Answer, ask
from site_under_test import Site

# What each person sees of the vault, and what is hidden from them with it.
WINDOWS = {
    "ben": ("{variables: [plum]}", ["variable", "group"]),
    "cat": ("{time: 2000-01-03/2000-01-04}", ["early time", "late time"]),
    "dan": ("{box: [-5, 5, 15, 35]}", ["place"]),
    "eve": ("{versions: [latest]}", ["version"]),
    "fay": ("{protocols: [dap]}", []),
    "gus": ("{formats: [CoverageJSON, image/png]}", []),
    "hal": (
        "{limits: {output_cells: 5, chunks: 7, output_bytes: 64, pixels: 20}, variables: [plum], "
        "time: 2000-01-03/2000-01-04}",
        ["variable", "group", "early time", "late time"]
    ),
}
PASSWORDS = {"root": "open sesame", "zed": "nothing at all"}
RULES = "".join(
    f"  - {{datasets: [vault], to: [\"user:{name}\"], window: {window}}}\n" for name, (window, _) in WINDOWS.items()
)


def configuration(issuer: Issuer, folder: Path) -> str:
    return f"""\
datasets:
  - {{id: open, store: {folder / 'open.zarr'}}}
  - {{id: vault, store: {folder / 'vault'}}}
login:
  users_file: users
  tokens: {{path: tokens}}
  oidc: {{issuer: "{issuer.address}", audience: {AUDIENCE}, groups_claim: groups}}
access:
  - {{datasets: [open], to: [public]}}
  - {{datasets: [vault], to: ["user:root", "group:staff"]}}
{RULES}"""


@dataclass
class Attacked:
    """A running site, and what its people and forgers come with: header fields, or a beginning of the path."""

    site: Site
    issuer: Issuer
    snapshots: dict[str, str]
    friends: dict[str, str] = field(default_factory=dict)
    forgeries: dict[str, dict] = field(default_factory=dict)

    def ask(self, target: str, who: str | None = None, headers=(), **keywords) -> Answer:
        """As a person, with their token."""
        own = [("Authorization", f"Bearer {self.friends[who]}")] if who else []
        return ask(self.site.port, target, own + list(headers), **keywords)

    def forge(self, target: str, name: str, headers=(), **keywords) -> Answer:
        """With what a forger brings."""
        brought = self.forgeries[name]
        own = [("Authorization", value) for value in brought.get("authorization", [])]
        return ask(self.site.port, brought.get("before", "") + target, own + list(headers), **keywords)


def start(folder: Path) -> Attacked:
    """Its tokens are there before its workers: they look at the file once a second."""
    folder.mkdir(parents=True, exist_ok=True)
    issuer = Issuer()
    snapshots = vault.write(folder / "vault")
    quiet = {
        "lat": stores.latitude([1, 2]), "lon": stores.longitude([3, 4]),
        "apple": stores.Array(("lat", "lon"), vault.np.ones((2, 2), "f4"), {"units": "kg"})
    }
    stores.write(folder / "open.zarr", "v3", quiet, {"title": "For all"})
    text = configuration(issuer, folder)
    (folder / "sluice.yaml").write_text(text)
    guarded.write_users(folder / "users", PASSWORDS)
    tokens = {name: guarded.make_token(folder, f"{name}-usual", name) for name in ["root", "zed", *WINDOWS]}
    made = forgeries.tokens_of_little(folder)
    forged = forgeries.all_of(folder, issuer, tokens, made, PASSWORDS)
    friends = tokens | {name: made[name] for name in ("for-edr", "for-dap")}
    return Attacked(Site(folder, text, keeps=True), issuer, snapshots, friends, forged)


BOX = "&crs=CRS:84&bbox=-5,5,35,25&width=8&height=4"
MAP = f"/wms/{{d}}?service=WMS&version=1.3.0&request=GetMap&layers=plum&styles={BOX}"
INFO = f"/wms/{{d}}?service=WMS&version=1.3.0&request=GetFeatureInfo&layers=plum&query_layers=plum{BOX}&i=1&j=1"
EDR = "/edr/collections/{d}"
AREA = "coords=POLYGON((-5%205,35%205,35%2025,-5%2025,-5%205))"
POINT = "position?coords=POINT(10%2010)"

# Every protocol, document and form; what asks for `plum` may be asked by whoever has it.
TARGETS = {
    "pages": [
        "/datasets/{d}", "/datasets/{d}?f=json", "/datasets/{d}/doctor?f=json", "/datasets/{d}/doctor",
        "/datasets/{d}/versions?f=json", "/datasets/{d}/versions", "/datasets/{d}@harvest-v1?f=json",
        "/datasets/{d}.deep?f=json", "/datasets/{d}?pin=1", "/datasets/{d}@main~2024-01-01?f=json",
        "/datasets/{d}@main~2099-01-01?f=json"
    ],
    "wms": [
        "/wms/{d}?service=WMS&request=GetCapabilities", "/wms/{d}?service=WMS&request=GetCapabilities&version=1.1.1",
        "/wms/{d}@harvest-v1?service=WMS&request=GetCapabilities", "/wms/{d}.deep?service=WMS&request=GetCapabilities",
        "/wms/{d}?service=WMS&request=GetCapabilities&pin=1", f"{MAP}&format=image/png", f"{MAP}&format=image/webp",
        f"{MAP}&format=image/jpeg", f"{MAP}&format=image/png&dryrun=1",
        f"{MAP}&format=image/png&time=2000-01-02T07:33:00Z", f"{MAP}&format=image/png&time=2001-05-17T09:41:00Z",
        *(f"{MAP}&format=image/png".replace("styles=", f"styles={style}") for style in ("contours", "filled-contours", "stipple", "arrows")),
        "/wms/{d}?request=GetLegendGraphic&layer=plum&style=contours&format=image/png",
        f"{MAP}&format=image/png&time=1066-01-01", f"{INFO}&info_format=application/json",
        f"{INFO}&info_format=text/plain", f"{INFO}&info_format=text/html", f"{INFO}&info_format=application/geo%2Bjson",
        f"{INFO}&info_format=text/xml", f"{INFO}&info_format=application/vnd.ogc.gml",
        f"{MAP}&format=image/png".replace("/wms/{d}?", "/wms?").replace("layers=plum", "layers={d}/plum"),
        f"{INFO}&info_format=application/json&i=6", "/wms/{d}?request=GetLegendGraphic&layer=plum&format=image/png",
        f"{MAP}&format=image/png&exceptions=INIMAGE".replace("layers=plum",
                                                             "layers=nothing"), f"{MAP}&format=image/nothing"
    ],
    "edr": [
        EDR, f"{EDR}?f=html", f"{EDR}.deep", f"{EDR}@harvest-v1", f"{EDR}?pin=1", f"{EDR}/{POINT}",
        f"{EDR}/{POINT}&f=CoverageJSON", f"{EDR}/cube?bbox=-5,5,35,25&parameter-name=plum",
        f"{EDR}/area?{AREA}&parameter-name=plum", f"{EDR}/{POINT}&dryrun=1",
        f"{EDR}/{POINT}&datetime=2000-01-02T07:33:00Z", f"{EDR}/{POINT}&datetime=2001-05-17T09:41:00Z",
        f"{EDR}/{POINT}&datetime=../2000-01-05", f"{EDR}/position?coords=POINT(31.0625%2010)",
        f"{EDR}/{POINT}&parameter-name=nothing", f"{EDR}/{POINT}&f=nothing", f"{EDR}/nothing",
        f"{EDR}/area?{AREA}&dryrun=1"
    ],
    "dap": [
        f"/dap/{{d}}.{suffix}"
        for suffix in ("dds", "das", "dods", "ascii", "dmr", "dap", "ver", "html", "info", "plan", "pin", "nothing")
    ] + [
        "/dap/{d}", "/dap/{d}@harvest-v1.dds", "/dap/{d}@harvest-v1.dods?plum", "/dap/{d}.deep.dods",
        "/dap/{d}.deep.dds", "/dap/{d}.dods?plum.plum[0:4][0:1][0:3]", "/dap/{d}.ascii?plum.plum[0][0][0:1]",
        "/dap/{d}.ascii?time,lon", "/dap/{d}.dap?dap4.ce=/plum", "/dap/{d}.dods?nothing",
        "/dap/{d}.dods?plum[0:9][0:9][0:9]"
    ],
}
LISTS = [
    "/", "/?f=json", "/datasets", "/datasets?f=json", "/edr", "/edr/api", "/edr/conformance", "/edr/collections",
    "/edr/collections?f=html", "/edr/collections?limit=1", "/edr/collections?cursor=vaul", "/edr/collections?limit=1&cursor=v", "/dap", "/dap/catalog.xml", "/dap/catalog.html", "/health/ready", "/health/ready?all=1",
    "/health/live", "/robots.txt", "/favicon.ico", "/metrics", "/wms?service=WMS&request=GetCapabilities", "/nothing"
]
ALL = [target for targets in TARGETS.values() for target in targets]

# As long as the vault's name, and no dataset's.
ABSENT = "vaulx"


def shown(answer: Answer) -> bytes:
    """An answer without what differs each time, and without its tag, whose letters say nothing."""
    status, fields, body = answer.without_occasion()
    lines = [f"{name}: {value}" for name, values in fields.items() if name != "etag" for value in values]
    return "\n".join([str(status), *lines, ""]).encode("latin-1") + body


def told(site: Attacked, answer: Answer, asked: str = "", kinds=tuple(vault.WORDS)) -> list:
    """What it tells of the vault, or of some of it."""
    text = shown(answer)
    snapshots = {"dataset": list(site.snapshots.values()), "version": [site.snapshots["first"]]}
    ids = [name.encode() for kind in kinds for name in snapshots.get(kind, [])]
    return [word for kind in kinds for word in vault.told(kind, text, asked)] + [name for name in ids if name in text]


def as_of(name: str, answer: Answer) -> tuple:
    """As if it were about a dataset of another name, of as many letters."""
    status, fields, body = answer.without_occasion()
    renamed = {field: [value.replace("vault", name) for value in values] for field, values in fields.items()}
    return status, renamed, body.replace(b"vault", name.encode())


def right_credentials(site: Attacked | None) -> dict[str, tuple[str, str]]:
    """What opens the vault: a beginning of the path, and what stands in `Authorization`; names alone without a site."""
    if site is None:
        return dict.fromkeys(["token", "token as password", "password", "identity", "address", "token in the address"])
    token, lines = site.friends["root"], guarded.TokenLines(site.site.folder / "tokens")
    return {
        "token": ("", f"Bearer {token}"),
        "token as password": ("", guarded.basic("anybody", token)),
        "password": ("", guarded.basic("root", PASSWORDS["root"])),
        "identity": ("", f"Bearer {site.issuer.token('uma', groups=['staff'])}"),
        "address": (f"/s/{lines.signed('root-usual')}", ""),
        "token in the address": (f"/s/{token}", ""),
    }
