#!/usr/bin/env python3
"""The steps of Tests/install, in a Debian root that holds the checkout and Debian's packages.

usage: steps.py ROOT        the last line says how many steps passed, failed and were skipped
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from container import CHECKOUT, Container, until
from readme import blocks
from runner import Load, boot, require, run_steps

ROOT = Path(sys.argv[1]).resolve()
REPOSITORY = Path(__file__).resolve().parents[2]
README = REPOSITORY / "README.md"
NAME = "cubes.example.org"
CONFIGURATION = "/etc/sluice/sluice.yaml"
LOGIN = "--user 'ada:secret of ada'"
STEPS = []


def step(function):
    """A step, named by the first line of its documentation. A later one stands on those before it."""
    STEPS.append(function)
    return function


def readme(box: Container, stage: str, typed: str = "") -> None:
    before = nginx_workers(box)
    for block in blocks(README, stage):
        box.run(block, typed=typed)
        if "reload nginx" in block:
            until(20, lambda: not before & nginx_workers(box), "nginx goes on with its old configuration")


def nginx_workers(box: Container) -> set[str]:
    """The processes of nginx that take connections. After a reload those of the old configuration still do for
    a moment, beside the new ones; once they leave, their title says so."""
    titles = box.run("ps -C nginx -o pid=,args=", check=False).stdout.splitlines()
    return {line.split()[0] for line in titles if line.rstrip().endswith("nginx: worker process")}


def ask(box: Container, address: str, options: str = "") -> tuple[int, str]:
    """Status and body, from a client inside that trusts the test's own certificate."""
    done = box.run(f"curl --silent --show-error --max-time 60 --cacert /etc/ssl/sluice/ca.pem {options} "
                   f"--write-out '\\n%{{http_code}}' '{address}'", check=False)
    body, _, status = done.stdout.rpartition("\n")
    return int(status) if status.isdigit() else 0, body


def unit(box: Container, name: str, field: str) -> str:
    return box.run(f"systemctl show --value --property={field} {name}").stdout.strip()


def journal(box: Container) -> list[dict]:
    """The JSON lines that Sluice has logged."""
    lines = box.run("journalctl --unit=sluice.service --output=cat --no-pager").stdout.splitlines()
    found = []
    for line in lines:
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return [line for line in found if isinstance(line, dict)]


def configure(box: Container, text: str) -> None:
    box.run(f"cat > {CONFIGURATION}", typed=text)


def configuration(box: Container) -> str:
    return box.run(f"cat {CONFIGURATION}").stdout


def under_load(box: Container) -> Load:
    return Load(box, "https://127.0.0.1", NAME, "/dap/air.dods?lat")


# ------------------------------------------------------------------ the steps


@step
def units_are_well_formed(box: Container) -> None:
    """systemd finds nothing to say about the units"""
    box.run("useradd --system --user-group sluice; install -m 755 .build/release/sluice /usr/bin/sluice")
    done = box.run("cp deploy/systemd/* /tmp/ && systemd-analyze verify --man=no /tmp/sluice.socket /tmp/sluice.service")
    box.run("userdel sluice; rm /usr/bin/sluice /tmp/sluice.*")
    require(not done.stdout.strip(), done.stdout)


@step
def installs(box: Container) -> None:
    """README's commands install it, and the last of them gets an answer"""
    readme(box, "install")
    libraries = box.run("ldd /usr/bin/sluice").stdout
    require("not found" not in libraries, libraries)
    require(box.run("sluice --version").stdout.startswith("sluice "), "no version")


@step
def belongs_to_its_user(box: Container) -> None:
    """The workers run as sluice, the sockets are for nginx's group, the secret is for neither of the others"""
    owners = set(box.run("ps -C sluice -o user=").stdout.split())
    require(owners == {"sluice"}, owners)
    sockets = box.run("stat -c '%A %U %G' /run/sluice/*.sock").stdout.splitlines()
    require(sockets == ["srw-rw---- sluice www-data"] * 3, sockets)
    gate = box.run("stat -c '%a %U %G' /etc/sluice/gate.conf").stdout.strip()
    require(gate == "640 root sluice", gate)


@step
def answers_every_protocol(box: Container) -> None:
    """Every protocol answers on port 80"""
    check = box.in_its_network(sys.executable, str(REPOSITORY / "deploy" / "check-site"), "http://127.0.0.1")
    output = check.communicate(timeout=120)[0]
    require(check.returncode == 0, output)


@step
def links_lead_to_the_public_address(box: Container) -> None:
    """Links begin with public_url, under whichever name a client comes"""
    for name in ("localhost", NAME, "other.example.org"):
        status, body = ask(box, f"http://{name}/?f=json")
        require(status == 200, f"{status} for {name}: {body}")
        link = json.loads(body)["datasets"][0]["addresses"]["wms"]
        require(link.startswith(f"https://{NAME}/wms/air"), f"under {name}: {link}")


@step
def the_smallest_configuration_works(box: Container) -> None:
    """The smallest configuration of README is enough"""
    text = README.read_text().split("The smallest configuration that works", 1)[1]
    lines = text.splitlines()[2:]
    smallest = "\n".join(lines[:lines.index("")]).replace("/data/air.zarr", "/srv/air.zarr")
    require("- id: air" in smallest, smallest)
    whole = configuration(box)
    configure(box, smallest + "\n")
    box.run("systemctl restart sluice")
    until(20, lambda: ask(box, "http://localhost/health/ready?all=1")[0] == 200, "it is not served")
    configure(box, whole)
    readme(box, "reload")


@step
def unlisted_names_are_told(box: Container) -> None:
    """Without public_url the check warns, and the log names a host whose links lead nowhere"""
    whole = configuration(box)
    configure(box, whole.replace(f"  public_url: https://{NAME}\n", "  workers: 2\n"))
    warning = box.run(f"sudo -u sluice sluice check --config {CONFIGURATION}").stdout
    require("no public_url" in warning, warning)
    readme(box, "reload")

    def told():
        ask(box, "http://other.example.org/")
        return [x for x in journal(box) if x.get("event") == "unlisted_host" and x["host"] == "other.example.org"]
    until(20, told, "the log did not name the host")
    configure(box, whole)
    readme(box, "reload")


@step
def serves_tls(box: Container) -> None:
    """README's commands bring TLS under the host's own name, and a redirect to it"""
    box.run("""
        install -d /etc/ssl/sluice && cd /etc/ssl/sluice
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=Test authority' -keyout ca.key -out ca.pem
        openssl req -newkey rsa:2048 -nodes -subj '/CN=cubes.example.org' -keyout privkey.pem -out request.pem
        printf 'subjectAltName=DNS:cubes.example.org\\n' > names
        openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out fullchain.pem
        """)
    readme(box, "tls")
    capabilities = f"https://{NAME}/wms/air?service=WMS&request=GetCapabilities"
    until(10, lambda: ask(box, capabilities)[0] == 200, "no answer over TLS")
    body = ask(box, capabilities)[1]
    require(f'"https://{NAME}/wms/air' in body.replace("&quot;", '"'), "the capabilities lead elsewhere")
    until(10, lambda: ask(box, f"http://{NAME}/")[0] == 301, "port 80 does not lead there")
    status, body = ask(box, f"http://{NAME}/wms/air?x=y", "--include")
    require(status == 301 and f"Location: https://{NAME}/wms/air?x=y" in body, f"{status} {body}")
    head = ask(box, f"https://{NAME}/health/live", "--include")[1]
    require(head.startswith("HTTP/2 200"), head)


@step
def asks_for_a_login(box: Container) -> None:
    """README's commands put nginx's login in front, and the log knows who asked"""
    readme(box, "login", typed="secret of ada\n")
    until(10, lambda: ask(box, f"https://{NAME}/")[0] == 401, "nobody was asked to sign in")
    for options, expected in (("", 401), ("--user ada:wrong", 401), ("--user bob:x", 401), (LOGIN, 200)):
        for path in ("/", "/dap/air.dods?lat", "/edr/collections/air", "/health/ready"):
            status = ask(box, f"https://{NAME}{path}", options)[0]
            require(status == expected, f"{status} for {path} with {options or 'nobody'}")
    challenge = ask(box, f"https://{NAME}/", "--include")[1].lower()
    require('www-authenticate: basic realm="data cubes"' in challenge, challenge)
    require(any(x.get("principal") == "ada" for x in journal(box)), "no line of ada's requests")


@step
def reloads(box: Container) -> None:
    """A good change arrives by README's reload, without a failed request"""
    with under_load(box):
        configure(box, configuration(box).replace("  - id: air\n", "  - id: air\n    title: Air of the test\n"))
        readme(box, "reload")
        until(20, lambda: "Air of the test" in ask(box, f"https://{NAME}/", LOGIN)[1], "the title did not change")


@step
def refuses_a_broken_reload(box: Container) -> None:
    """A broken file is refused with file, line and the right word, and what runs goes on"""
    whole, process = configuration(box), unit(box, "sluice.service", "MainPID")
    configure(box, whole.replace("    store:", "    stroe:"))
    done = box.run(blocks(README, "reload")[0], check=False)
    require(done.returncode != 0, "a broken file was reloaded")
    said = box.run("journalctl --unit=sluice.service --output=cat --no-pager --lines=20").stdout
    require(f"{CONFIGURATION}:" in said and "did you mean 'store'?" in said, said)
    require(unit(box, "sluice.service", "MainPID") == process, "another process runs")
    require("Air of the test" in ask(box, f"https://{NAME}/", LOGIN)[1], "the site has gone")
    configure(box, whole)
    readme(box, "reload")


@step
def restarts_under_load(box: Container) -> None:
    """A restart fails no request: they wait in the sockets"""
    with under_load(box):
        box.run("systemctl restart sluice")
        until(20, lambda: ask(box, f"https://{NAME}/", LOGIN)[0] == 200, "it did not come back")


@step
def outlives_a_broken_restart(box: Container) -> None:
    """A restart with a broken file fails visibly; after six failures the sockets are there, and a mended file is enough"""
    whole = configuration(box)
    configure(box, whole.replace("server:", "sevrer:"))
    done = box.run("systemctl restart sluice", check=False)
    require(done.returncode != 0, "a start with a broken file was called a success")
    before = int(unit(box, "sluice.service", "NRestarts"))
    until(60, lambda: int(unit(box, "sluice.service", "NRestarts")) >= before + 6, "it was not started again")
    require(unit(box, "sluice.socket", "ActiveState") == "active", unit(box, "sluice.socket", "ActiveState"))
    waiting = box.start(f"curl --silent --max-time 60 --cacert /etc/ssl/sluice/ca.pem {LOGIN} --output /dev/null "
                        f"--write-out '%{{http_code}}' https://{NAME}/")
    configure(box, whole)
    require(waiting.communicate(timeout=70)[0] == "200", "the request that had waited was not answered")


@step
def outlives_a_death(box: Container) -> None:
    """The supervisor killed with its workers: no request fails that had not begun"""
    box.run("systemctl kill --kill-who=all --signal=KILL sluice")
    status = ask(box, f"https://{NAME}/", LOGIN)[0]
    require(status == 200, f"status {status}")
    require(unit(box, "sluice.socket", "ActiveState") == "active", "the socket is gone")


@step
def keeps_objects_on_disk(box: Container) -> None:
    """cache works at the place that README names, under the unit as it is"""
    # A service that is still starting again, after the step before, has nothing that could reload.
    until(20, lambda: box.run("systemctl is-active sluice", check=False).stdout.strip() == "active", "it does not start")
    configure(box, configuration(box) + "cache:\n  path: /var/cache/sluice\n  bytes: 100 MiB\n")
    readme(box, "reload")
    until(20, lambda: "sluice_object_cache_bytes" in ask(box, f"https://{NAME}/metrics", LOGIN)[1], "it is not used")
    require("sluice_index_cache_bytes" in ask(box, f"https://{NAME}/metrics", LOGIN)[1], "indexes are not kept")
    require(not [x for x in journal(box) if x.get("event") in ("object_cache_failing", "index_cache_failing")], "the folder cannot be used")


@step
def tells_once_what_fails(box: Container) -> None:
    """A dataset that is not there: one line with its cause from all workers, named by health and by the check"""
    whole = configuration(box)
    configure(box, whole.replace("datasets:\n", "datasets:\n  - id: lost\n    store: /srv/nowhere.zarr\n"))
    readme(box, "reload")

    def lines():
        return [x for x in journal(box) if x.get("event") == "dataset_failing" and x["dataset"] == "lost"]
    until(20, lines, "the log does not say so")
    until(20, lambda: '"lost":"failing"' in ask(box, f"https://{NAME}/health/ready?all=1", LOGIN)[1], "health is silent")
    for _ in range(20):
        ask(box, f"https://{NAME}/dap/lost.dds", LOGIN)
    require(len(lines()) == 1, lines())
    require(lines()[0]["cause"] == "there is no folder /srv/nowhere.zarr", lines())
    done = box.run(f"sudo -u sluice sluice check --open --config {CONFIGURATION}", check=False)
    require(done.returncode == 1 and "dataset lost: failing: there is no folder" in done.stdout, done.stdout)
    configure(box, whole)
    readme(box, "reload")


@step
def upgrades_under_load(box: Container) -> None:
    """README's upgrade fails no request"""
    with under_load(box):
        readme(box, "upgrade")
        until(20, lambda: ask(box, f"https://{NAME}/", LOGIN)[0] == 200, "it did not come back")


@step
def survives_a_reboot(box: Container) -> None:
    """After a boot of the host it answers, without a hand on it"""
    box.power_off()
    box.boot()
    until(30, lambda: ask(box, f"https://{NAME}/", LOGIN)[0] == 200, "no answer after the boot")


@step
def goes_away(box: Container) -> None:
    """README's removal leaves nothing of it, and nginx running"""
    readme(box, "remove")
    left = box.run(f"find / -xdev -path {CHECKOUT} -prune -o -path /proc -prune -o -path /var/log -prune "
                   "-o -path /etc/ssl/sluice -prune -o -iname '*sluice*' -print").stdout.split()
    # systemd keeps its own folders for PrivateTmp until the next boot; the journal and apt know no names of ours.
    left = [path for path in left if "systemd-private" not in path]
    require(not left, left)
    require(not box.run("pgrep -l sluice", check=False).stdout.strip(), "a process is left")
    require(unit(box, "nginx.service", "ActiveState") == "active", "nginx is down")
    require(box.run("getent passwd sluice", check=False).returncode != 0, "the user is left")


# ------------------------------------------------------------------ running them


def without_a_container() -> None:
    """What can be tried of the units where none boots."""
    units = [str(REPOSITORY / "deploy" / "systemd" / name) for name in ("sluice.socket", "sluice.service")]
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", units[1]], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print(done.stdout.strip().splitlines()[-1] if done.returncode == 0 else f"failed  {done.stdout}")
    print(f"{int(done.returncode == 0)} passed, {int(done.returncode != 0)} failed, {len(STEPS)} skipped")
    raise SystemExit(done.returncode != 0)


def main() -> int:
    box = Container(ROOT)
    if problem := boot(box):
        print(f"skipped all steps: systemd-nspawn cannot boot here: {problem}")
        without_a_container()
    return run_steps(box, STEPS, last=goes_away)


if __name__ == "__main__":
    sys.exit(main())
