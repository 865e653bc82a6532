"""Checks that no rule of a data set knows what it is to find: no metric that a rule names comes from the claims of
detectors or from the truth of the simulator.

usage: truth.py

Looks at the mappings and rules of all data sets. Needs PyYAML.
"""

import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
# Columns and files that tell which records belong to an incident, and metrics of such names.
COLUMN = re.compile(r"is_anomaly|anomaly_\w+")
FILE = re.compile(r"(findings|incidents)\b.*")
METRIC = re.compile(r"\b\w*(finding|incident|anomal)\w*")


def columns(metric):
    """The columns that a metric of a mapping reads."""
    for key in ("value", "weight"):
        value = metric.get(key)
        yield value.get("column", "") if isinstance(value, dict) else str(value)
    for label in metric.get("labels", {}).values():
        yield str(label.get("column", "")) if isinstance(label, dict) else str(label)
    yield from metric.get("where", {})


def telling(mapping):
    """The metrics of a mapping that tell the truth, or what claims to be."""
    for source in mapping["sources"]:
        files = source.get("files", [])
        tells = any(FILE.fullmatch(Path(each).name) for each in ([files] if isinstance(files, str) else files))
        tells = tells or any(map(COLUMN.fullmatch, source.get("where", {})))
        for metric in source["metrics"]:
            name = next(metric[kind] for kind in ("counter", "gauge", "histogram", "info") if kind in metric)
            if tells or any(map(COLUMN.fullmatch, columns(metric))):
                yield name


def faults(folder):
    mappings = [path for path in folder.glob("*.yml") if path.name != "simulation.yml"]
    told = {name for path in mappings for name in telling(yaml.safe_load(path.read_text()))}
    for path in sorted(folder.glob("rules/*.yml")):
        for rule in (rule for group in yaml.safe_load(path.read_text())["groups"] for rule in group["rules"]):
            text = rule["expr"]
            named = [name for name in sorted(told) if re.search(rf"\b{name}(_bucket|_sum|_count)?\b", text)]
            named += [found.group() for pattern in (METRIC, COLUMN) for found in pattern.finditer(text)]
            yield from (f"{path.relative_to(ROOT)}: {rule.get('alert') or rule['record']} knows {name}"
                        for name in sorted(set(named)))


def main():
    folders = sorted(path.parent for path in ROOT.glob("data/*/rules"))
    found = [fault for folder in folders for fault in faults(folder)]
    assert not found, "\n".join(found)
    print(f"the rules of {len(folders)} data sets know no truth")


if __name__ == "__main__":
    sys.exit(main())
