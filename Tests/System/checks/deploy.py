"""Checks the files of Sources/csv_exporter/deploy, and the environments .env.*: systemd itself reads the units, the
schemas of Kubernetes the manifests, and the real programs take the flags and the mapping that stand in them.

usage: deploy.py BINARY

Needs systemd-analyze, PyYAML and kubernetes-validate.
"""

import re
import shlex
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import kubernetes_validate
import yaml

from pod_monitor import check_pod_monitor

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "Sources/csv_exporter/deploy"
# Of systemd's ten, in tenths: 1.3 today.
EXPOSURE = 15
KUBERNETES = kubernetes_validate.latest_version()


def run(*command):
    ended = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    assert ended.returncode == 0, f"{shlex.join(map(str, command))}:\n{ended.stdout}{ended.stderr}"
    return ended.stdout + ended.stderr


def check_units(programs, folder):
    """systemd finds no fault and little exposure, and the programs start."""
    for unit in sorted(DEPLOY.glob("systemd/*.service")):
        text = unit.read_text().replace("\\\n", "")
        # systemd wants the programs to be there.
        copy = Path(folder, unit.name)
        copy.write_text(text.replace("/usr/local/bin", str(programs)))
        said = run("systemd-analyze", "verify", copy)
        assert not said, f"{unit.name}: {said}"
        run("systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSURE}", "--no-pager", copy)
        check_start(programs, folder, unit.name, text)
        print(f"{unit.name}: systemd reads it, its exposure is at most {EXPOSURE / 10}, and it starts")


def check_start(programs, folder, unit, text):
    """The program starts with the flags of the unit, stays with SIGHUP, and ends well with SIGTERM."""
    start = re.search(r"^ExecStart=(.*)$", text, re.MULTILINE).group(1).replace("$ARGS", "")
    variables = dict(re.findall(r"^Environment=(\w+)=(.*)$", text, re.MULTILINE))
    assert set(re.findall(r"\$\{(\w+)\}", start)) == set(variables), f"{unit}: {variables}"
    here = {"MAPPING": "data/payments/mapping.yml", "SETS": "data/cards", "ADDRESS": "127.0.0.1:0"}
    start = re.sub(r"\$\{(\w+)\}", lambda name: here[name[1]], start).replace("/var/lib", str(folder))
    program, *flags = shlex.split(start)
    process = subprocess.Popen(
        [programs / Path(program).name, *flags], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        log = process.stderr.readline()
        assert "listening" in log, f"{unit}: {log}{process.stderr.read()}"
        process.send_signal(signal.SIGHUP)
        if "ExecReload" in text:
            assert any("reloaded" in line for line in process.stderr), f"{unit}: SIGHUP reloads nothing"
        process.terminate()
        process.stderr.read()
        assert process.wait(timeout=10) == 0, f"{unit}: status {process.returncode}"
    finally:
        process.kill()


def manifests():
    found = {}
    for path in sorted(DEPLOY.glob("kubernetes/**/*.yml")):
        for document in yaml.safe_load_all(path.read_text()):
            found[document["kind"]] = document
    return found


def check_manifests(programs, folder):
    """The manifests fit the schemas, each other, and the program."""
    found = manifests()
    assert found.keys() == {
        "ConfigMap", "Deployment", "PersistentVolumeClaim", "PodMonitor", "Service"}, sorted(found)
    for kind, document in found.items():
        if kind != "PodMonitor":
            kubernetes_validate.validate(document, KUBERNETES, strict=True)
    check_pod_monitor(found["PodMonitor"])
    pod = found["Deployment"]["spec"]["template"]
    (container,) = pod["spec"]["containers"]
    labels = pod["metadata"]["labels"]
    for kind, selector in {
            "Deployment": found["Deployment"]["spec"]["selector"]["matchLabels"],
            "Service": found["Service"]["spec"]["selector"],
            "PodMonitor": found["PodMonitor"]["spec"]["selector"]["matchLabels"]}.items():
        assert selector.items() <= labels.items(), f"{kind} selects {selector}; the pod has {labels}"
    assert found["PodMonitor"]["spec"]["jobLabel"] in labels
    ports = {port["name"] for port in container["ports"]}
    named = {container[probe]["httpGet"]["port"] for probe in ("livenessProbe", "readinessProbe")}
    named |= {port["targetPort"] for port in found["Service"]["spec"]["ports"]}
    named |= {endpoint["port"] for endpoint in found["PodMonitor"]["spec"]["podMetricsEndpoints"]}
    assert named == ports, f"ports {named}; the pod has {ports}"
    version = run(programs / "csv_exporter", "--version").split()[-1]
    assert container["image"].endswith(f":{version}"), f"image {container['image']}; the version is {version}"
    for path in (DEPLOY / "README.md", DEPLOY / "kubernetes/deployment.yml"):
        assert f"docker build -t {container['image']} ." in path.read_text(), f"{path} builds another image"
    claimed = [each["persistentVolumeClaim"]["claimName"] for each in pod["spec"]["volumes"] if "configMap" not in each]
    assert claimed == [found["PersistentVolumeClaim"]["metadata"]["name"]], claimed
    confined = pod["spec"]["securityContext"] | container["securityContext"]
    assert confined["runAsNonRoot"] and confined["readOnlyRootFilesystem"] and confined["capabilities"] == {
        "drop": ["ALL"]} and not confined["allowPrivilegeEscalation"], confined
    check_mapping(programs / "csv_exporter", found["ConfigMap"], container, folder)
    print(f"manifests: valid for Kubernetes {KUBERNETES} and the Prometheus Operator")


def check_mapping(binary, config_map, container, folder):
    """The program reads the mapping with the arguments of the container, and follows a file of its kind."""
    (name,) = config_map["data"]
    data = Path(folder, "data")
    data.mkdir()
    (data / "sales.csv").write_text("time,shop,amount\n2026-03-02 08:00:00,Bern,4.50\n")
    Path(folder, name).write_text(config_map["data"][name].replace("/data/", f"{data}/"))
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    flags = [word.replace(mounts["mapping"], str(folder)) for word in container["args"]]
    assert f"--config.file={folder}/{name}" in flags, flags
    run(binary, *flags, "--config.check")
    printed = run(binary, "print", f"--config.file={folder}/{name}")
    assert 'sales_francs_total{shop="Bern"} 4.5' in printed, printed


def settings(path):
    return dict(re.findall(r"^(\w+)=(.*)$", path.read_text(), re.MULTILINE))


def check_environments():
    """Each names settings that the stack has, and production's ports are free for staging."""
    known = settings(ROOT / ".env")
    used = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    environments = {path.suffix[1:]: settings(path) for path in ROOT.glob(".env.*")}
    assert environments.keys() == {"development", "staging", "production"}, sorted(environments)
    for name, found in environments.items():
        unknown = found.keys() - used - {"COMPOSE_PROJECT_NAME"}
        assert not unknown, f".env.{name}: docker-compose.yml has no {', '.join(sorted(unknown))}"
        assert found["COMPOSE_PROJECT_NAME"] == f"csv_exporter_{name}"
    ports = [
        {value for key, value in (known | environments[name]).items() if key.endswith("_PORT")}
        for name in ("staging", "production")]
    assert not ports[0] & ports[1], f"staging and production both have {ports[0] & ports[1]}"
    print(f"environments: {', '.join(sorted(environments))}")


def main(binary):
    programs = Path(binary).resolve().parent
    with tempfile.TemporaryDirectory() as folder:
        check_units(programs, folder)
        check_manifests(programs, Path(folder))
    check_environments()


if __name__ == "__main__":
    main(*sys.argv[1:])
