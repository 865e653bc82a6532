"""Checks that rules name only metrics that exist, keep the labels of their target, and that links of alerts lead to
their section of the runbook and to a panel.

usage: rules.py BINARY

Needs PyYAML. Reads the rules in prometheus/ and of all data sets, their tests and runbooks, the dashboards, and the
metrics of each data set from BINARY.
"""

import json
import re
import sys
from pathlib import Path

import yaml

from exporter import Exporter

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "prometheus"
SETS = sorted(path.parent for path in ROOT.glob("data/*/rules"))
WORDS = {
    "and", "or", "unless", "on", "ignoring", "without", "group_left", "group_right", "offset", "bool", "inf", "nan"}
# By Prometheus and Alertmanager themselves.
MADE = {
    "up", "ALERTS", "ALERTS_FOR_STATE", "prometheus_rule_evaluation_failures_total",
    "prometheus_notifications_errors_total", "prometheus_notifications_dropped_total",
    "prometheus_config_last_reload_successful", "alertmanager_notifications_failed_total",
    "alertmanager_config_last_reload_successful"}
# Sections of runbooks that belong to no alert.
OTHER_SECTIONS = {"Headline"}
SEVERITIES = ("critical", "warning", "info")
TIERS = ("cause", "symptom", "exporter")
# Functions with numbers of event seconds cannot be scaled; the others drop the labels of the target.
UNWELCOME = r"\b(time|hour|minute|day_of_week|day_of_month|month|year|timestamp|absent|absent_over_time|by)\s*\("


def main(binary):
    common = rules_of(FOLDER / "rules", FOLDER / "wall-time")
    own = {folder: rules_of(folder / "rules") for folder in SETS}
    exported = {folder: metrics_of(binary, folder) for folder in SETS}
    # What is common to all may name what all data sets have: the exporter's own metrics, and the verdict.
    shared = set.intersection(*exported.values())
    verdicts = [rule for rule in own[SETS[0]] if rule.get("record", "").startswith("instance:csv_exporter_verdict:")]
    faults, count = faults_of(FOLDER, common, common + verdicts, shared), 0
    for folder in SETS:
        faults += faults_of(folder, own[folder], common + own[folder], exported[folder])
        count += len(own[folder])
    alerts = [rule["alert"] for rule in common + sum(own.values(), []) if "alert" in rule]
    faults += [f"{name}: two alerts have this name" for name in sorted(set(alerts)) if alerts.count(name) > 1]
    assert not faults, "\n".join(faults)
    print(f"{count + len(common)} rules name exported metrics; each of {len(alerts)} alerts has a section")


def rules_of(*folders):
    paths = [path for folder in folders for path in sorted(folder.glob("*.yml"))]
    return [{**rule, "path": path} for path in paths for group in load(path)["groups"] for rule in group["rules"]]


def metrics_of(binary, folder):
    """The families that the exporter shows at the end of a data set's files."""
    flags = [f"--config.file={folder}/mapping.yml", "--replay.speed=max", "--no-replay.loop"]
    with Exporter(binary, *flags) as exporter:
        exporter.wait_until("finished")
        found = re.findall(r"(?m)^# TYPE (\S+) (\w+)", exporter.get())
    return {name + part for name, kind in found for part in (
        ("_bucket", "_sum", "_count") if kind == "histogram" else ("",))}


def faults_of(folder, rules, seen, exported):
    """The faults of the rules of a folder, which see what `seen` records."""
    alerts = {rule["alert"]: rule for rule in rules if "alert" in rule}
    known = exported | {rule["record"] for rule in seen if "record" in rule} | MADE
    faults = [fault for rule in rules for fault in rule_faults(rule, known)]
    faults += [fault for alert in alerts.values() for fault in alert_faults(alert, folder)]
    return faults + [*runbook_faults(alerts, known, folder)] + test_faults(alerts, folder) + explanation_faults(alerts)


def load(path):
    return yaml.safe_load(path.read_text())


def metrics(expression):
    """The metric names of an expression: the rest without strings, matchers, durations, label lists and keywords."""
    text = re.sub(r'"[^"]*"', "", expression)
    text = re.sub(r"\{[^}]*\}|\[[^]]*\]", " ", text)
    text = re.sub(r"\b(on|ignoring|without|group_left|group_right)\s*\([^)]*\)", " ", text)
    text = re.sub(r"\boffset\s+\w+", " ", text)
    names = re.findall(r"(?<![\w:.])[a-zA-Z_:][\w:]*(?!\s*\()(?![\w:])", text)
    return {name for name in names if name.lower() not in WORDS and not re.search(rf"\b{name}\s*\(", text)}


def rule_faults(rule, known):
    name, expression = rule.get("alert") or rule["record"], rule["expr"]
    found = metrics(expression)
    yield from (f"{name}: {metric} is neither exported nor recorded" for metric in sorted(found - known))
    if not found and name != "alertname:alert_texts:info":
        yield f"{name}: names no metric at all"
    if rule["path"].parent.name == "wall-time":
        # Wall time may be asked for.
        expression = expression.replace("time()", "")
    bare = re.search(r"\b(sum|avg|max|min|count)\s*\(", expression)
    for unwelcome in (re.search(UNWELCOME, expression), bare):
        if unwelcome:
            yield f"{name}: got {unwelcome.group()}; want event-clock differences, and without() for aggregations"
    if "record" in rule and not re.fullmatch(r"[a-z_]+:[a-z0-9_]+:[a-z0-9_]+", name):
        yield f"{name}: want level:metric:operation"


def alert_faults(alert, folder):
    name, labels, annotations = alert["alert"], alert["labels"], alert["annotations"]
    if labels["severity"] not in SEVERITIES or labels["tier"] not in TIERS:
        yield f"{name}: got severity {labels['severity']} and tier {labels['tier']}"
    if set(annotations) != {"summary", "description", "runbook_url", "dashboard"}:
        yield f"{name}: got annotations {sorted(annotations)}"
    if panel_title(annotations["runbook_url"], folder) != name:
        yield f"{name}: its runbook_url leads to {panel_title(annotations['runbook_url'], folder)}"
    if not panel_title(annotations["dashboard"], folder):
        yield f"{name}: there is no panel {annotations['dashboard']}"
    for text in annotations.values():
        # A window in a text would not be scaled.
        if re.search(r"\[\d+[smhd]\]", text):
            yield f"{name}: a text names a window; record it instead"
        for metric in re.findall(r"`([\w:]+)\{", text):
            if metric.count(":") != 2:
                yield f"{name}: a text asks for {metric}; want a recording rule"


def panel_title(url, folder):
    """The title of the panel, or of the dashboard, to which a link of an alert leads; None if there is none."""
    pattern = r"http://localhost:3000/d/([\w-]+)(?:\?viewPanel=panel-(\d+))?(?:[?&]var-.*)?"
    uid, panel = re.fullmatch(pattern, url).groups()
    for path in (*ROOT.glob("grafana/dashboards/*.json"), *folder.glob("dashboards/*.json")):
        board = json.loads(path.read_text())
        if board["uid"] == uid:
            titles = {str(each["id"]): each["title"] for each in board["panels"]}
            return titles.get(panel) if panel else board["title"]
    return None


def runbook_faults(alerts, known, folder):
    """The runbook of a folder has a section for each of its alerts."""
    text = (folder / "RUNBOOK.md").read_text()
    sections = re.findall(r"(?m)^## (\w+)$", text)
    place = f"{folder.name}/RUNBOOK.md"
    yield from (f"{place}: no section {name}" for name in alerts if name not in sections)
    yield from (
        f"{place}: section {name} belongs to no alert of this folder"
        for name in sections if name not in alerts.keys() | OTHER_SECTIONS)
    for name, severity, tier in re.findall(r"(?m)^## (\w+)\n\n\*(\w+) · (\w+)", text):
        labels = alerts.get(name, {}).get("labels")
        if labels and (labels["severity"], labels["tier"]) != (severity, tier):
            yield f"{place}: {name} is {labels['severity']} and {labels['tier']}"
    for link in re.findall(r"\]\(#(\w+)\)", text):
        if link not in {name.lower() for name in sections}:
            yield f"{place}: no heading for #{link}"
    for name in re.findall(r"`((?:csv_exporter|bank)_\w+|instance\w*:[\w:]+)`", text):
        if name not in known:
            yield f"{place}: {name} is neither exported nor recorded"


def test_faults(alerts, folder):
    """Each alert has a case in which it fires and one in which it does not."""
    tests = FOLDER / "tests" if folder == FOLDER else folder / "rules/tests"
    cases = [
        case for path in sorted(tests.glob("*.yml")) for test in load(path)["tests"]
        for case in test.get("alert_rule_test", [])]
    seen = {(case["alertname"], bool(case["exp_alerts"])) for case in cases}
    wanted = {(name, fires) for name in alerts for fires in (True, False)}
    return [
        f"tests of rules: {word} case in which {name} {'fires' if fires else 'does not fire'}"
        for word, cases in (("want a", wanted - seen), ("no such alert: a", seen - wanted))
        for name, fires in sorted(cases)]


def explanation_faults(alerts):
    """A cause says which symptoms it explains, and fires before they are notified."""
    wait = minutes(load(FOLDER / "alertmanager.yml")["route"]["group_wait"])
    faults = []
    for name, alert in alerts.items():
        symptoms = alert["labels"].get("explains", "")
        if (alert["labels"]["tier"] == "cause") != bool(symptoms):
            faults.append(f"{name}: want the label explains for a cause, and for nothing else")
        for symptom in filter(None, symptoms.split("|")):
            if alerts.get(symptom, {"labels": {}})["labels"].get("tier") != "symptom":
                faults.append(f"{name}: explains {symptom}, which is no symptom")
            elif minutes(alert.get("for", "0m")) > minutes(alerts[symptom].get("for", "0m")) + wait:
                faults.append(f"{name} waits longer than {symptom} and group_wait together")
    return faults


def minutes(text):
    number, unit = re.fullmatch(r"(\d+)([mhd])", text).groups()
    return int(number) * {"m": 1, "h": 60, "d": 1440}[unit]


if __name__ == "__main__":
    main(*sys.argv[1:])
