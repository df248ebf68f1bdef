"""What lies in deploy/ for other machines than this one: well-formed, and true of each other."""

from __future__ import annotations

import re
import subprocess
import sys

import kubernetes_validate
import pytest
import yaml

from site_under_test import ROOT, program

KUBERNETES = ROOT / "deploy" / "kubernetes"
MANIFESTS = [KUBERNETES / "sluice.yaml", KUBERNETES / "sluice-config.yaml"]
RESOURCES = [resource for file in MANIFESTS for resource in yaml.safe_load_all(file.read_text())]


def resource(kind: str) -> dict:
    return next(found for found in RESOURCES if found["kind"] == kind)


def container(name: str) -> dict:
    return next(found for found in resource("Deployment")["spec"]["template"]["spec"]["containers"] if found["name"] == name)


def test_yaml_is_clean():
    files = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.yaml", "*.yml"], cwd=ROOT, check=True,
                           capture_output=True, text=True).stdout.split()
    assert "deploy/kubernetes/sluice.yaml" in files
    done = subprocess.run([sys.executable, "-m", "yamllint", "--strict", "-c", ROOT / "deploy" / "yamllint.yaml", *files], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("found", RESOURCES, ids=lambda found: found["kind"])
def test_kubernetes_knows_every_field(found):
    kubernetes_validate.validate(found, kubernetes_validate.latest_version(), strict=True)


def test_an_unknown_field_is_found():
    """What the test above relies on."""
    broken = yaml.safe_load(yaml.safe_dump(resource("Deployment")))
    broken["spec"]["template"]["spec"]["containers"][0]["livenessProbe"]["failureTreshold"] = 3
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, kubernetes_validate.latest_version(), strict=True)


def test_everything_selects_the_pods():
    labels = resource("Deployment")["spec"]["template"]["metadata"]["labels"]
    assert resource("Deployment")["spec"]["selector"]["matchLabels"] == labels
    assert resource("Service")["spec"]["selector"] == labels
    assert resource("PodDisruptionBudget")["spec"]["selector"]["matchLabels"] == labels
    target = resource("HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == ("Deployment", resource("Deployment")["metadata"]["name"])


def test_the_autoscaler_asks_for_what_the_adapter_offers():
    metric = resource("HorizontalPodAutoscaler")["spec"]["metrics"][0]["pods"]["metric"]["name"]
    rule = yaml.safe_load((KUBERNETES / "prometheus-adapter" / "values.yaml").read_text())["rules"]["custom"][0]
    assert re.match(rule["name"]["matches"], metric) and rule["name"]["as"] == metric
    assert rule["seriesQuery"].startswith(metric + "{")


def test_volumes_are_there_and_used():
    pod = resource("Deployment")["spec"]["template"]["spec"]
    volumes = {volume["name"] for volume in pod["volumes"]}
    mounted = {mount["name"] for part in pod["containers"] for mount in part["volumeMounts"]}
    assert volumes == mounted
    texts = resource("ConfigMap")["data"]
    for part in pod["containers"]:
        for mount in part["volumeMounts"]:
            if mount["name"] == "config":
                assert mount["subPath"] in texts


def test_memory_fits_the_container(tmp_path):
    """`memory` is at most three quarters of the container's limit, and the product takes the configuration."""
    text = resource("ConfigMap")["data"]["sluice.yaml"]
    file = tmp_path / "sluice.yaml"
    file.write_text(text)
    (tmp_path / "gate.conf").write_text(f'set $sluice_gate "{"0" * 64}";\n')
    done = subprocess.run([program(), "check", "--config", file], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    gibibytes = int(re.fullmatch(r"(\d+) GiB", yaml.safe_load(text)["server"]["memory"])[1])
    limit = int(re.fullmatch(r"(\d+)Gi", container("sluice")["resources"]["limits"]["memory"])[1])
    assert gibibytes <= 0.75 * limit


def test_nginx_takes_its_settings(tmp_path):
    """With the site as the package has it, changed as the Containerfile changes it."""
    expressions = re.findall(r"-e '([^']+)'", (KUBERNETES / "Containerfile").read_text())
    assert len(expressions) == 4
    site = (ROOT / "nginx" / "sluice.conf").read_text()
    for expression in expressions:
        changed = subprocess.run(["sed", expression], input=site, check=True, capture_output=True, text=True).stdout
        assert changed != site, expression
        site = changed
    assert re.search(r"^    listen 8080;", site, re.MULTILINE) and "\n    10.0.0.0/8 1;" in site
    assert "set_real_ip_from 10.0.0.0/8;" in site
    (tmp_path / "site.conf").write_text(site.replace("/etc/sluice/gate.conf", f"{tmp_path}/gate.conf")
                                        .replace(" /tmp/sluice ", f" {tmp_path}/cache "))
    (tmp_path / "gate.conf").write_text('set $sluice_gate "0";\n')
    (tmp_path / "snippets").symlink_to(ROOT / "nginx" / "snippets")
    main = resource("ConfigMap")["data"]["nginx.conf"]
    assert "/etc/nginx/sites-available/sluice.conf" in main
    # Beside nginx's own, because the site's snippets are named from there.
    assert "/etc/nginx/nginx.conf" in [mount["mountPath"] for mount in container("nginx")["volumeMounts"]]
    main = main.replace(" /tmp/", f" {tmp_path}/").replace("/etc/nginx/sites-available/sluice.conf", f"{tmp_path}/site.conf")
    (tmp_path / "nginx.conf").write_text(main)
    done = subprocess.run(["nginx", "-t", "-e", "stderr", "-p", tmp_path, "-c", "nginx.conf"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["nginx.conf", "haproxy.cfg"])
def test_balancers_know_the_same_downloads_as_the_site(name):
    pattern = re.search(r"location ~ (\^/dap/\S+)", (ROOT / "nginx" / "sluice.conf").read_text())[1]
    assert f" {pattern} " in (ROOT / "deploy" / "hosts" / name).read_text()
