"""A site below a path of another, and addresses that say who may use them: only one order opens anything."""

from __future__ import annotations

import pytest

import guarded
import vault
from raw_http import ask
from site_under_test import Site

CONFIGURATION = """\
datasets: [{{id: vault, store: {folder}/vault}}]
login: {{tokens: {{path: tokens}}}}
access: [{{datasets: [vault], to: ["user:ada"]}}]
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("below")
    vault.write(folder / "vault")
    text = CONFIGURATION.format(folder=folder)
    (folder / "sluice.yaml").write_text(text)
    for name in ("ada", "zed"):
        guarded.make_token(folder, name, name)
        (folder / f"{name}.address").write_text(guarded.token_command(folder, "sign", name))
    with Site(folder, text, prefix="/cubes") as running:
        yield running


def address(site: Site, name: str) -> str:
    return (site.folder / f"{name}.address").read_text()


@pytest.mark.parametrize(
    "path", ["/cubes{ada}/dap/vault.ascii?plum", "{ada}/dap/vault.ascii?plum", "/cubes{ada}/datasets/vault?f=json"]
)
def test_the_right_address_opens_it(site, path):
    answer = ask(site.port, path.replace("{ada}", address(site, "ada")))
    assert answer.status == 200 and b"plum" in answer.raw


PATHS = [
    "/cubes/dap/vault.ascii?plum",
    "/dap/vault.ascii?plum",
    "/cubes/cubes/dap/vault.ascii?plum",
    "/cubes//dap/vault.ascii?plum",
    "//cubes/dap/vault.ascii?plum",
    "/cubes/../dap/vault.ascii?plum",
    "/cubesdap/vault.ascii?plum",
    "/cubes%2fdap/vault.ascii?plum",
    "/CUBES/dap/vault.ascii?plum",
    "/cubes;/dap/vault.ascii?plum",
    "/cubes{zed}/dap/vault.ascii?plum",
    "{zed}/cubes/dap/vault.ascii?plum",
    "/cubes{zed}{ada}/dap/vault.ascii?plum",
    "{zed}/cubes{ada}/dap/vault.ascii?plum",
    "{ada}/cubes/dap/vault.ascii?plum",
    "/cubes/cubes{ada}/dap/vault.ascii?plum",
    "{ada}{ada}/dap/vault.ascii?plum",
    "/cubes/x/..{ada}/dap/vault.ascii?plum",
    "/x{ada}/dap/vault.ascii?plum",
    "/cubes/dap{ada}/vault.ascii?plum",
    "/cubes/dap/vault.ascii{ada}?plum",
    "/cubes/dap/vault.ascii?plum&{ada}",
    "/cubes{ada}/../../dap/vault.ascii?plum",
    "/cubes{ada}%2f/dap/vault.ascii?plum",
    "/cubes/sluice-auth",
    "/cubes{ada}/sluice-auth",
    "{ada}/sluice-auth",
    "/cubes/spool/vault",
    "/cubes{ada}/spool/vault",
    "/cubes{zed}/metrics",
    "/cubes/metrics",
    "/cubes{zed}/health/ready?all=1",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_other_order_does(site, path):
    """Neither for nobody, nor beside the right address where it does not stand first."""
    for name in ("ada", "zed"):
        path = path.replace(f"{{{name}}}", address(site, name))
    answer = ask(site.port, path)
    assert answer.status in (400, 401, 403, 404) or b'"status":"ready"' in answer.body, answer.head
    assert not vault.told("dataset", answer.raw, path) and b"Sluice-Principal" not in answer.raw
