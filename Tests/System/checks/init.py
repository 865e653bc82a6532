"""What `csv_exporter init` writes holds: each mapping is loaded by a second process, which finds what init printed, and
is the same to PyYAML; what it leaves out can be switched on; rules pass promtool and scale; dashboards pass the linter,
and after a replay in a real Prometheus no panel is empty. What it cannot decide, it does not write. README.md shows it.

usage: init.py BINARY
"""

import json
import math
import re
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "dashboards"))

import init_files  # noqa: E402
import init_manners  # noqa: E402
import lint  # noqa: E402
from exporter import Exporter  # noqa: E402
from init_manners import run, same  # noqa: E402
from servers import Prometheus  # noqa: E402

SECONDS = 15
VARIABLES = {"$instance": ".+", "${window}": "2", "$__range": "20s"}


def report(binary, mapping):
    """What --config.check says, but for its first line: the path of the mapping."""
    found = run(binary, "--config.check", f"--config.file={mapping}")
    assert found.returncode in (0, 1) and "metrics" in found.stdout, f"{mapping}: {found.stderr}"
    return found.stdout.splitlines()[1:]


def check_mapping(binary, folder, printed):
    """The mapping is what init printed, the same to PyYAML, and what is commented out can be switched on."""
    lines = report(binary, folder / "mapping.yml")
    records = sum(int(found) for found in re.findall(r"  records +(\d+)", "\n".join(lines)))
    series = sum(int(found) for found in re.findall(r", (\d+) series", "\n".join(lines)))
    checked = re.search(r"^checked: ([\d ]+) records, .*?([\d ]+) series$", printed, re.M)
    same(f"{folder}: records", int(checked[1].replace(" ", "")), records)
    same(f"{folder}: series", int(checked[2].replace(" ", "")), series)
    text = (folder / "mapping.yml").read_text()
    assumptions = int((re.search(r"(\d+) assumption", printed) or "00")[1])
    same(f"{folder}: assumptions", len(re.findall("CHECK", text)), assumptions)
    other = folder / "from_pyyaml.yml"
    other.write_text(json.dumps(yaml.load(text, yaml.BaseLoader)))
    quiet = [line.replace("from_pyyaml", "mapping") for line in report(binary, other)]
    place = re.compile(r"mapping\.yml:\d+:\d+")
    same(f"{folder}: PyYAML", [place.sub("", line) for line in quiet], [place.sub("", line) for line in lines])
    other.write_text(switched_on(text))
    report(binary, other)
    other.unlink()


def switched_on(text):
    """The text with all metrics that are commented out."""
    lines, is_metric = [], False
    for line in text.splitlines():
        is_metric = bool(re.match(r" +# (- (gauge|counter|histogram): |  \S)", line)) and (
            is_metric or "# - " in line)
        lines.append(line.replace("# ", "", 1) if is_metric else line)
    return "\n".join(lines) + "\n"


def check_rules(binary, folder):
    (path,) = folder.glob("rules/*.yml")
    text = path.read_text()
    commented = re.compile(r"^( +)# (?=- alert|  (expr|labels|annotations|  (summary|descr)))", re.M)
    for content in (text, commented.sub(r"\1", text)):
        with tempfile.TemporaryDirectory() as scaled:
            Path(scaled, "rules.yml").write_text(content)
            for speed, interval in ((60, "1s"), (600, "100ms")):
                found = run(binary, "scale-rules", f"--replay.speed={speed}", f"--scrape-interval={interval}",
                            f"--output-dir={scaled}/out", f"{scaled}/rules.yml")
                same(f"{path} at speed {speed}", (found.returncode, found.stderr), (0, ""))
                found = run("promtool", "check", "rules", f"{scaled}/out/rules.yml")
                assert found.returncode == 0, f"{path}: {found.stdout}{found.stderr}"
    return len(yaml.safe_load(text)["groups"][0]["rules"])


def panels(folder):
    (path,) = folder.glob("dashboards/*.json")
    for panel in json.loads(path.read_text())["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]


def check_dashboard(folder, exposition):
    (path,) = folder.glob("dashboards/*.json")
    known = set(re.findall(r"^([a-zA-Z_:][\w:]*)(?:\{| )", exposition, re.MULTILINE)) | lint.own_metrics()
    faults = [text for holds, text in lint.check(str(path), known, {}) if not holds]
    same(f"{path}", faults, [])


def has_values(prometheus, expression, start):
    query = urllib.parse.urlencode({"query": expression, "start": start, "end": time.time(), "step": 0.5})
    results = prometheus.get(f"/api/v1/query_range?{query}")["data"]["result"]
    return any(math.isfinite(float(value)) for result in results for _, value in result["values"])


def check_replays(binary, folders):
    """Replays all data sets at once, each in a few seconds, and asks every query of every panel."""
    exporters, count, faults = {}, 0, []
    try:
        for name, folder in folders.items():
            speed = float(re.search(r"speed: (\S+)", (folder / "mapping.yml").read_text())[1])
            exporters[name] = Exporter(
                binary, f"--config.file={folder}/mapping.yml", f"--replay.speed={speed * 20}", "--no-replay.loop",
                "--replay.wait-for-scrape")
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder, "prometheus.yml")
            config.write_text(json.dumps({
                "global": {"scrape_interval": "200ms", "scrape_timeout": "200ms"},
                "scrape_configs": [
                    {"job_name": name, "static_configs": [{"targets": [exporter.url[7:]]}]}
                    for name, exporter in exporters.items()]}))
            start = time.time()
            with Prometheus(folder, config) as prometheus:
                time.sleep(SECONDS)
                for name, (title, expression) in (
                        (name, panel) for name, folder in folders.items() for panel in panels(folder)):
                    for variable, value in (VARIABLES | {"$job": name}).items():
                        expression = expression.replace(variable, value)
                    count += 1
                    if not has_values(prometheus, expression, start):
                        faults.append(f'{name}: "{title}" is empty: {expression}')
        for name, folder in folders.items():
            check_dashboard(folder, exporters[name].get())
    finally:
        for exporter in exporters.values():
            exporter.__exit__()
    same("panels", faults, [])
    return count


def check_page(binary, folder):
    """README.md shows what init prints."""
    page = Path("README.md").read_text()
    (folder / "sales.csv").write_text(re.search(r"^```csv sales\.csv\n(.*?)^```$", page, re.M | re.S)[1])
    shown = re.search(r"^```\n(sales\.csv: .*?)^```$", page, re.M | re.S)[1]
    found = run(".build/release/csv_exporter", "init", "sales.csv", cwd=folder, executable=binary)
    same("README.md", found.stdout, shown)


def main(binary):
    binary = str(Path(binary).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        paths = init_files.write(folder)
        sets = {name: folder / name for name in init_files.FILES}
        rules = 0
        for name, target in sets.items():
            found = run(binary, "init", paths[name], cwd=folder)
            same(f"{name}: status, with {found.stderr}", found.returncode, 0)
            check_mapping(binary, target, found.stdout)
            rules += check_rules(binary, target)
        queries = check_replays(binary, sets)
        init_manners.check(binary, folder, paths)
        check_page(binary, folder)
        print(f"init: {len(sets)} data sets with {rules} alerts; {queries} queries of their panels have values")


if __name__ == "__main__":
    main(*sys.argv[1:])
