#!/usr/bin/env python3
"""The steps of Tests/package, in a Debian root that holds the packages and, downloaded, what they depend on.

usage: package_steps.py ROOT        the last line says how many steps passed, failed and were skipped
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from container import Container, until
from readme import blocks
from runner import Load, boot, require, run_steps

ROOT = Path(sys.argv[1]).resolve()
REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = ROOT.parent / "sluice.deb"
README = REPOSITORY / "README.md"
MANUAL = REPOSITORY / "deploy" / "manual"
FOLDER = "/opt/packages"
SITE = "http://127.0.0.1:8080"
CONFIGURATION = "/etc/sluice/sluice.yaml"
APT = "DEBIAN_FRONTEND=noninteractive apt-get -q -y"
OF_THE_PACKAGE, STEPS = [], []


def look(function):
    """A step that needs no container."""
    OF_THE_PACKAGE.append(function)
    STEPS.append(function)
    return function


def step(function):
    """A step, named by the first line of its documentation. A later one stands on those before it."""
    STEPS.append(function)
    return function


def on_this_host(*command: object) -> str:
    done = subprocess.run([str(word) for word in command], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    require(done.returncode == 0, done.stdout)
    return done.stdout


def ask(box: Container, address: str, options: str = "") -> tuple[int, str]:
    """Status and body, for a client inside."""
    done = box.run(f"curl --silent --max-time 60 {options} --write-out '\\n%{{http_code}}' '{address}'", check=False)
    body, _, status = done.stdout.rpartition("\n")
    return int(status) if status.isdigit() else 0, body


def unit(box: Container, name: str, field: str) -> str:
    return box.run(f"systemctl show --value --property={field} {name}").stdout.strip()


def is_served(box: Container) -> bool:
    return ask(box, f"{SITE}/health/ready?all=1")[0] == 200


def wait_until_served(box: Container) -> None:
    until(30, lambda: is_served(box), "no answer on port 8080")


def manual(box: Container, page: str, *stages: str) -> str:
    """Runs the commands of a page, each of which has to succeed, and returns what they print."""
    return "".join(box.run(block).stdout for stage in stages for block in blocks(MANUAL / page, stage))


def configure(box: Container, text: str) -> None:
    box.run(f"cat > {CONFIGURATION}", typed=text)


# ------------------------------------------------------------------ the package itself


@look
def lintian_finds_no_errors(_) -> str:
    """lintian finds no errors"""
    said = on_this_host("lintian", "--allow-root", "--tag-display-limit", "0", "--fail-on", "error", PACKAGE)
    return f"{len(said.splitlines())} warnings"


@look
def the_unit_is_closed(_) -> str:
    """systemd-analyze gives the service an exposure of at most 1.5"""
    said = on_this_host("systemd-analyze", "security", "--offline=true", "--no-pager",
                        REPOSITORY / "deploy" / "systemd" / "sluice.service")
    exposure = float(re.search(r"Overall exposure level for sluice.service: ([\d.]+)", said)[1])
    require(exposure <= 1.5, said)
    return str(exposure)


@look
def holds_everything(_) -> None:
    """Program, units, manual pages, completions, documentation and the site are in it, and no secret"""
    files = set(re.findall(r" \./(\S*[^/\s])$", on_this_host("dpkg-deb", "-c", PACKAGE), re.MULTILINE))
    wanted = {
        "usr/bin/sluice", "lib/systemd/system/sluice.service", "lib/systemd/system/sluice.socket",
        "usr/lib/sysusers.d/sluice.conf", "usr/lib/tmpfiles.d/sluice.conf", "etc/nginx/sites-available/sluice.conf",
        "etc/nginx/snippets/sluice-params.conf", "usr/share/man/man1/sluice.1.gz", "usr/share/man/man5/sluice.yaml.5.gz",
        "usr/share/bash-completion/completions/sluice", "usr/share/zsh/vendor-completions/_sluice",
        "usr/share/fish/vendor_completions.d/sluice.fish", "usr/share/doc/sluice/manual/configuration.md",
        "usr/share/doc/sluice/hosts/haproxy.cfg", "usr/share/doc/sluice/kubernetes/sluice.yaml",
        "usr/share/doc/sluice/examples/sluice.yaml", "usr/share/doc/sluice/copyright", "usr/share/sluice/sluice.yaml",
    }
    require(wanted <= files, f"missing: {sorted(wanted - files)}")
    require(not [name for name in files if "gate" in name], files)
    conffiles = on_this_host("dpkg-deb", "-I", PACKAGE, "conffiles").split()
    require(all(name.startswith("/etc/nginx/") for name in conffiles) and conffiles, conffiles)


@look
def its_links_lead_somewhere(_) -> None:
    """Links between the pages of the documentation lead to files of the package"""
    folder = ROOT.parent / "read"
    on_this_host("rm", "-rf", folder)
    on_this_host("dpkg-deb", "-x", PACKAGE, folder)
    try:
        pages = sorted((folder / "usr/share/doc/sluice/manual").glob("*.md"))
        require(len(pages) >= 6, pages)
        for page in pages:
            for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
                require((page.parent / link).exists(), f"{page.name} leads to {link}")
    finally:
        on_this_host("rm", "-rf", folder)


def manual_page(file: Path) -> str:
    """A page as a reader sees it, without a word of complaint from roff."""
    done = subprocess.run(["env", "LC_ALL=C.UTF-8", "MANWIDTH=2000", "man", "--warnings", "-l", file], text=True,
                          capture_output=True)
    require(done.returncode == 0 and not done.stderr.strip(), f"{file.name}: {done.stderr}")
    return done.stdout


@look
def every_command_has_its_page(_) -> None:
    """sluice(1) has every command of the program, sluice.yaml(5) every key of its reference, and both are well-formed"""
    folder = ROOT.parent / "looked-at"
    on_this_host("rm", "-rf", folder)
    on_this_host("dpkg-deb", "-x", PACKAGE, folder)
    pages = folder / "usr/share/man"
    try:
        shown = {page: manual_page(pages / page) for page in ("man1/sluice.1.gz", "man5/sluice.yaml.5.gz")}
        helped = on_this_host(folder / "usr/bin/sluice", "--help").split("SUBCOMMANDS:")[1]
    finally:
        on_this_host("rm", "-rf", folder)
    for command in re.findall(r"^  ([a-z][a-z-]*) ", helped, re.MULTILINE):
        require(re.search(rf"^ +{command}$|^ +{command} [a-z]+$", shown["man1/sluice.1.gz"], re.MULTILINE), f"no {command}")
    reference = (REPOSITORY / "deploy" / "manual" / "configuration.md").read_text()
    for key in re.findall(r"^\| `([a-z_]+)` \|", reference, re.MULTILINE):
        require(re.search(rf"^ +{key}\b", shown["man5/sluice.yaml.5.gz"], re.MULTILINE), f"no {key}")


# ------------------------------------------------------------------ its life on a host


@step
def serves_after_one_step(box: Container) -> str:
    """README's one command, and the demonstration is served within 20 seconds"""
    is_busy = os.getloadavg()[0] > os.cpu_count()
    began, before = time.monotonic(), os.times()
    box.run(blocks(README, "package")[0])
    until(60, lambda: ask(box, f"{SITE}/edr/collections/demo?f=json")[0] == 200, "no answer")
    took = time.monotonic() - began
    check = box.in_its_network(sys.executable, str(REPOSITORY / "deploy" / "check-site"), SITE)
    output = check.communicate(timeout=120)[0]
    require(check.returncode == 0 and output.count("ok ") == 5, output)
    # Beside others at work the clock says nothing: then the processor's time counts.
    used = os.times().children_user + os.times().children_system - before.children_user - before.children_system
    require((used if is_busy else took) <= 20, f"{took:.1f} seconds, {used:.1f} of a processor")
    return f"{took:.1f} s, {used:.1f} s of a processor" + (" on a busy machine" if is_busy else "")


@step
def takes_no_other_place(box: Container) -> None:
    """It listens on 127.0.0.1 alone, and Debian's own site on port 80 is as before"""
    listeners = box.run("ss -Hltn 'sport = 8080'").stdout.split()
    require("127.0.0.1:8080" in listeners and len(listeners) == 5, listeners)
    status, body = ask(box, "http://127.0.0.1/")
    require(status == 200 and "Welcome to nginx" in body, body)


@step
def runs_as_its_user(box: Container) -> None:
    """Workers run as sluice, the secret is root's and readable for them alone, sockets are for nginx"""
    owners = set(box.run("ps -C sluice -o user=").stdout.split())
    require(owners == {"sluice"}, owners)
    gate = box.run("stat -c '%a %U %G' /etc/sluice/gate.conf").stdout.strip()
    require(gate == "640 root sluice", gate)
    text = box.run("cat /etc/sluice/gate.conf").stdout
    require(re.fullmatch(r'set \$sluice_gate "[0-9a-f]{64}";\n', text), text)
    sockets = set(box.run("stat -c '%a %U %G' /run/sluice/*.sock").stdout.splitlines())
    require(sockets == {"660 sluice www-data"}, sockets)
    for name in ("sluice.service", "sluice.socket"):
        require(unit(box, name, "UnitFileState") == "enabled", name)


@step
def the_manual_asks_every_protocol(box: Container) -> None:
    """The commands of protocols.md get what they are for"""
    said = manual(box, "protocols.md", "front", "edr", "plan", "monitor")
    for word in ('"datasets":', '"id":"demo"', '"Coverage"', '"decoded_bytes"', '"status":"ready"', "sluice_requests_total"):
        require(word in said, f"no {word} in {said[:2000]}")
    require('"FeatureCollection"' in manual(box, "protocols.md", "wms"), "no feature info")
    said = manual(box, "protocols.md", "dap")
    for word in ("Dataset {", "Attributes {"):
        require(word in said, f"no {word} in {said[:2000]}")
    # The last of five rows, of six values in kelvin each.
    require(re.search(r"\[4\](, \d{3}(\.\d+)?){6}$", said, re.MULTILINE), said[-2000:])
    begins = box.run("head -c 4 map.png | tail -c 3; head -c 5 demo.dmr; grep -c '<Layer' capabilities.xml; wc -c < lat.dods").stdout
    require(re.match(r"PNG<\?xml[1-9]\d*\n[1-9]\d*\n$", begins), begins)
    box.run(f"rm map.png demo.dmr lat.dods capabilities.xml; {APT} install --no-install-recommends netcdf-bin")
    require("float air_temperature(time, lat, lon) ;" in manual(box, "protocols.md", "netcdf"), "no variable")


@step
def the_manual_publishes(box: Container) -> None:
    """The commands of publishing.md bring a store into every protocol"""
    whole = box.run(f"cat {CONFIGURATION}").stdout
    said = manual(box, "publishing.md", "data", "look")
    require("air_temperature" in said, said)
    manual(box, "publishing.md", "publish")
    require("Float32 air_temperature[time = 48][lat = 60][lon = 120];" in manual(box, "publishing.md", "ask"), "not there")
    require('"weather":"ok"' in manual(box, "publishing.md", "health"), "health does not know it")
    configure(box, whole)
    box.run("systemctl reload sluice && rm -r /srv/weather.zarr")
    # What nginx has kept of it is good for a minute.
    until(90, lambda: ask(box, f"{SITE}/dap/weather.dds")[0] == 404, "it does not go")


@step
def the_manual_operates(box: Container) -> None:
    """The commands of operations.md change, stop and start it, and find a dataset that fails in the log"""
    whole = box.run(f"cat {CONFIGURATION}").stdout
    configure(box, whole + "  - id: lost\n    store: /srv/nowhere.zarr\n")
    done = box.run(blocks(MANUAL / "operations.md", "change")[0], check=False)
    require(done.returncode == 1 and "no folder /srv/nowhere.zarr" in done.stdout, done.stdout)
    box.run("systemctl reload sluice")
    until(30, lambda: ask(box, f"{SITE}/health/ready?all=1")[0] == 503, "the dataset does not fail")
    require('"dataset":"lost"' in manual(box, "operations.md", "log"), "not in the log")
    configure(box, whole)
    manual(box, "operations.md", "change")
    wait_until_served(box)
    manual(box, "operations.md", "stop")
    require(ask(box, f"{SITE}/health/live")[0] == 503, "it goes on")
    require(unit(box, "sluice.service", "ActiveState") == "inactive", "started again")
    manual(box, "operations.md", "start")
    wait_until_served(box)


@step
def the_manual_opens_it(box: Container) -> None:
    """The commands of package.md put it on port 80 for everybody"""
    site, whole = box.run("cat /etc/nginx/sites-available/sluice.conf").stdout, box.run(f"cat {CONFIGURATION}").stdout
    manual(box, "package.md", "open")
    until(10, lambda: ask(box, "http://127.0.0.1/edr/collections/demo?f=json")[0] == 200, "no answer on port 80")
    manual(box, "operations.md", "site")
    require("0.0.0.0:80" in box.run("ss -Hltn 'sport = 80'").stdout, "not for others")
    said = box.run(f"sluice check --config {CONFIGURATION}").stdout
    require("nginx's site differs" not in said, said)
    box.run("cat > /etc/nginx/sites-available/sluice.conf", typed=site)
    require("'listen 127.0.0.1:8080' stands where it means 'listen 80'" in box.run(f"sluice check --config {CONFIGURATION}").stdout, "no word of it")
    configure(box, whole)
    box.run("ln -s ../sites-available/default /etc/nginx/sites-enabled/ && systemctl reload nginx")
    wait_until_served(box)


@step
def reads_what_a_group_may_read(box: Container) -> None:
    """Data that are open to a group alone are served once the user is in it, in spite of the sandbox"""
    whole = box.run(f"cat {CONFIGURATION}").stdout
    box.run("""
        groupadd cubes
        cp -r /var/lib/sluice/demo.zarr /srv/closed.zarr
        chown -R root:cubes /srv/closed.zarr && chmod -R o= /srv/closed.zarr
        """)
    configure(box, whole + "  - id: closed\n    store: /srv/closed.zarr\n")
    box.run("systemctl restart sluice")
    until(30, lambda: ask(box, f"{SITE}/health/live")[0] == 200, "it did not come back")
    require(ask(box, f"{SITE}/dap/closed.dds")[0] == 502, "read without being in the group")
    box.run("usermod -a -G cubes sluice && systemctl restart sluice")
    until(30, lambda: ask(box, f"{SITE}/dap/closed.dds")[0] == 200, "not read by a member of the group")
    configure(box, whole)
    box.run("gpasswd -d sluice cubes && rm -rf /srv/closed.zarr && systemctl restart sluice")
    wait_until_served(box)


@step
def upgrades_under_load(box: Container) -> str:
    """An upgrade fails no request and cuts no download, keeps sockets, configuration and secret, and runs the new program"""
    configure(box, box.run(f"cat {CONFIGURATION}").stdout.replace("title: Demonstration", "title: Mine"))
    box.run("sed -i 's/# host: listen/# host: listen, mine/' /etc/nginx/sites-available/sluice.conf")
    kept = "sha256sum /etc/sluice/* /etc/nginx/sites-available/sluice.conf; stat -c %i /run/sluice/*.sock"
    before, process = box.run(kept).stdout, unit(box, "sluice.service", "MainPID")
    download = "curl --silent --output /tmp/air.dods --write-out '%{http_code} %{size_download}' " \
               f"{SITE}/dap/demo.dods?air_temperature"
    whole = box.run(download).stdout
    # The demonstration's 48 steps of 90 rows and 180 columns, 4 bytes each: 15 seconds at this rate.
    require(whole.startswith("200 ") and int(whole.split()[1]) > 48 * 90 * 180 * 4, whole)
    slow = box.start(f"{download} --limit-rate 200k")
    load = Load(box, SITE, "localhost", "/dap/demo.dods?lat")
    with load:
        box.run(f"cd next\n{blocks(MANUAL / 'package.md', 'upgrade')[0]}")
        until(30, lambda: "Mine" in ask(box, f"{SITE}/")[1], "it did not come back")
    output = slow.communicate(timeout=120)[0]
    require(output == whole, f"the slow download was {output}, not {whole}")
    require(box.run(kept).stdout == before, "something has changed")
    now = unit(box, "sluice.service", "MainPID")
    require(now not in ("0", process), "the old process goes on")
    program = box.run(f"readlink /proc/{now}/exe").stdout.strip()
    require(program == "/usr/bin/sluice", program)
    require(box.run("dpkg-query -W -f '${Version}' sluice").stdout.endswith("+next"), "not upgraded")
    return f"longest wait {load.longest:.1f} s"


@step
def outlives_a_bad_upgrade(box: Container) -> None:
    """A configuration that the new program refuses stops no upgrade, and what runs goes on"""
    whole, process = box.run(f"cat {CONFIGURATION}").stdout, unit(box, "sluice.service", "MainPID")
    configure(box, whole.replace("store:", "stroe:"))
    with Load(box, SITE, "localhost", "/dap/demo.dods?lat"):
        said = box.run(f"{APT} --allow-downgrades install ./sluice_1_amd64.deb").stdout
    require("did you mean 'store'?" in said and "the one before goes on" in said, said)
    require(unit(box, "sluice.service", "MainPID") == process and is_served(box), "the site has gone")
    configure(box, whole)
    box.run("systemctl restart sluice")
    wait_until_served(box)


@step
def leaves_a_disabled_site_alone(box: Container) -> None:
    """A site that the operator has disabled, and a service that does not run, stay so over an upgrade"""
    box.run("rm /etc/nginx/sites-enabled/sluice.conf && systemctl reload nginx")
    box.run("systemctl disable --now sluice.socket sluice.service")
    box.run(f"{APT} install ./next/sluice_2_amd64.deb")
    require(box.run("ls /etc/nginx/sites-enabled").stdout.split() == ["default"], "the site is back")
    require(unit(box, "sluice.service", "UnitFileState") == "disabled", "the service is enabled again")
    box.run("systemctl enable --now sluice.socket sluice.service")
    box.run("ln -s ../sites-available/sluice.conf /etc/nginx/sites-enabled/ && systemctl reload nginx")
    wait_until_served(box)


@step
def survives_a_reboot(box: Container) -> None:
    """After a boot of the host it answers"""
    box.power_off()
    box.boot()
    wait_until_served(box)


@step
def is_removed(box: Container) -> None:
    """Removed, it serves nothing and leaves nginx running; installed again, it serves what it did, under the old secret"""
    secret = box.run("cat /etc/sluice/gate.conf").stdout
    manual(box, "package.md", "remove")
    until(10, lambda: ask(box, f"{SITE}/")[0] == 0, "port 8080 is still served")
    require(ask(box, "http://127.0.0.1/")[0] == 200, "nginx is down")
    require(not box.run("pgrep -l sluice", check=False).stdout.strip(), "a process is left")
    require(box.run("systemctl list-units --failed --plain --no-legend").stdout == "", "a unit has failed")
    manual(box, "package.md", "install")
    wait_until_served(box)
    require("Mine" in ask(box, f"{SITE}/")[1], "the configuration is another")
    require(box.run("cat /etc/sluice/gate.conf").stdout == secret, "the secret is another")


@step
def leaves_others_ports_alone(box: Container) -> None:
    """Where port 8080 is taken it is installed, says so, and does not touch nginx"""
    box.run(f"{APT} purge sluice")
    box.run("""
        printf 'server { listen 8080; return 200 other; }\\n' > /etc/nginx/sites-enabled/other.conf
        systemctl reload nginx
        """)
    until(10, lambda: ask(box, f"{SITE}/") == (200, "other"), "the other site does not answer")
    said = box.run(f"{APT} install ./sluice_1_amd64.deb").stdout
    require("port 8080 is taken" in said, said)
    require(ask(box, f"{SITE}/") == (200, "other"), "the other site is gone")
    require(unit(box, "sluice.service", "ActiveState") == "active", "the service does not run")
    box.run("rm /etc/nginx/sites-enabled/other.conf && systemctl reload nginx")


@step
def is_purged(box: Container) -> None:
    """After a purge there is nothing left of it but data"""
    box.run("mkdir -p /srv/cubes && echo data > /srv/cubes/mine")
    manual(box, "package.md", "purge")
    box.run(f"rm -rf {FOLDER}/*")
    left = box.run("find / -xdev -path /proc -prune -o -path /var/log -prune -o -iname '*sluice*' -print").stdout.split()
    # systemd keeps its own folders for PrivateTmp until the next boot.
    left = [path for path in left if "systemd-private" not in path]
    require(not left, left)
    require(box.run("cat /srv/cubes/mine").stdout == "data\n", "data are gone")
    require(box.run("getent passwd sluice; getent group sluice", check=False).stdout == "", "the user is left")
    require(unit(box, "nginx.service", "ActiveState") == "active", "nginx is down")
    require(box.run("nginx -t -q", check=False).returncode == 0, "nginx does not take what is left")


def main() -> int:
    box = Container(ROOT, FOLDER)
    if problem := boot(box):
        print(f"skipped what needs a container: systemd-nspawn cannot boot here: {problem}")
        return run_steps(box, OF_THE_PACKAGE, last=OF_THE_PACKAGE[-1])
    return run_steps(box, STEPS, last=is_purged)


if __name__ == "__main__":
    sys.exit(main())
