"""Makes a page of Grafana from a runbook, and series of Prometheus from the texts of alerts.

usage: runbook.py [--check] [FOLDER…]

FOLDER is `prometheus` or a data set, such as data/payments; without one it is all that are in the repository. From its
RUNBOOK.md, which has a section for each alert, comes a dashboard with a panel for each section; so `runbook_url` is a
URL that opens. A folder without the file gets no such dashboard. From the annotations of its alerts come recordings:
Prometheus has no annotations in its series, and the headline of the dashboards needs their sentences and links. Run
this after a change of alerts or runbook. With --check nothing is written, and the exit status is 1 if something is not
as it would be made. Needs PyYAML.
"""

import json
import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
COLUMN = 12  # a panel has half of the width of the page
HOME = {
    "title": "Home", "type": "link", "icon": "dashboard", "url": "/d/home", "tooltip": "", "tags": [],
    "asDropdown": False, "includeVars": True, "keepTime": True, "targetBlank": False}
HOST = re.compile(r"^https?://[^/]+(?=/d/)")


class Folder:
    """Where the parts of `prometheus`, which is common to all data sets, or of a data set are."""

    def __init__(self, path):
        self.path = path
        self.runbook = path / "RUNBOOK.md"
        if path == ROOT / "prometheus":
            self.uid, self.title = "runbook", "Runbook"
            self.rules = sorted(path.glob("rules/*.yml")) + sorted(path.glob("wall-time/*.yml"))
            self.texts = path / "wall-time/texts.recording.yml"
            self.dashboard = ROOT / "grafana/dashboards/runbook.json"
        else:
            self.uid, self.title = f"{path.name}-runbook", f"Runbook: {path.name}"
            self.rules = sorted(path.glob("rules/*.yml"))
            self.texts = path / "rules/texts.recording.yml"
            self.dashboard = path / f"dashboards/{path.name}-runbook.json"

    def alerts(self):
        for path in self.rules:
            for group in yaml.safe_load(path.read_text())["groups"]:
                yield from (rule for rule in group["rules"] if "alert" in rule)


def dashboard(folder):
    """The text of the dashboard. Panels keep the ids that they have: links in old notifications still lead to them."""
    introduction, *parts = re.split(r"(?m)^## ", folder.runbook.read_text())
    sections = {part.split("\n", 1)[0]: part.split("\n", 1)[1].strip() for part in parts}
    ids = {}
    if folder.dashboard.exists():
        ids = {panel["title"]: panel["id"] for panel in json.loads(folder.dashboard.read_text())["panels"]}
    for name in sections:
        ids.setdefault(name, max([0, *ids.values()]) + 1)
    panels, row = [], 0
    for left in range(0, len(sections), 2):
        pair = list(sections)[left:left + 2]
        height = max(lines(sections[name]) for name in pair)
        for column, name in enumerate(pair):
            place = {"x": COLUMN * column, "y": row, "w": COLUMN, "h": height}
            content = "\n".join(links(line, folder, ids) for line in sections[name].split("\n"))
            panels.append({
                "id": ids[name], "type": "text", "title": name, "gridPos": place,
                "options": {"mode": "markdown", "content": content}, "pluginVersion": "13.2.0"})
        row += height
    description = introduction.split("\n\n")[1].split(". Grafana shows")[0] + "."
    board = {
        "uid": folder.uid, "title": folder.title, "description": description,
        "tags": ["csv_exporter", "common" if folder.uid == "runbook" else "data_set", "runbook"],
        "schemaVersion": 42, "version": 1, "editable": False, "graphTooltip": 0, "timezone": "browser", "refresh": "",
        "time": {"from": "now-15m", "to": "now"}, "id": None, "links": [HOME], "annotations": {"list": []},
        "templating": {"list": []}, "panels": panels}
    return json.dumps(board, indent=2, ensure_ascii=False) + "\n"


def lines(text):
    """The height of a text in units of the grid, 38 pixels each: lines of about 85 characters."""
    count = sum(1 + len(line) // 85 for line in text.split("\n"))
    return 3 + count * 22 // 38


def links(line, folder, ids):
    """Links to sections and runbooks lead to their panels; of other files a page of Grafana can only tell the path."""
    def target(match):
        text, path, anchor = match.groups()
        file = (folder.path / path).resolve() if path else folder.runbook
        names = {name.lower(): id for name, id in ids.items()}
        if file == folder.runbook and anchor in names:
            return f"[{text}](/d/{folder.uid}?viewPanel=panel-{names[anchor]})"
        if file == ROOT / "prometheus/RUNBOOK.md":
            return f"[{text}](/d/runbook)"
        return f"{text} (`{file.relative_to(ROOT) if ROOT in file.parents else path}`)"

    return re.sub(r"\[([^]]+)\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", target, line)


def texts(folder):
    """The text of the recordings: a series for each alert, with its sentence and its links as labels."""
    out = [
        "# Made by grafana/runbook.py from the annotations of the alerts; run it again after a change. The headline of",
        "# the dashboards joins these series to the alerts that fire.",
        "groups:", "  - name: alert_texts", "    rules:"]
    if folder.uid != "runbook":
        out.insert(-1, "    interval: 1m")
    for alert in folder.alerts():
        notes = alert["annotations"]
        assert "{{" not in notes["summary"], f'{alert["alert"]}: want a summary without a template'
        # The dashboard adds its own variables to the link.
        panel = re.sub(r"[?&]var-.*", "", HOST.sub("", notes.get("dashboard", "/d/your-metrics")))
        out += ["      - record: alertname:alert_texts:info", "        expr: vector(1)", "        labels:"]
        for key, value in [("alertname", alert["alert"]), ("summary", notes["summary"]), ("panel", panel),
                           ("runbook", HOST.sub("", notes.get("runbook_url", "/d/runbook")))]:
            plain = re.fullmatch(r"[A-Za-z/](?:[^:#]|:(?! ))*", value)
            out.append(f"          {key}: " + (value if plain else json.dumps(value, ensure_ascii=False)))
    return "\n".join(out) + "\n"


def main(*arguments):
    checks = "--check" in arguments
    given = [Path(text).resolve() for text in arguments if text != "--check"]
    folders = given or [ROOT / "prometheus", *(path.parent for path in sorted(ROOT.glob("data/*/RUNBOOK.md")))]
    stale = []
    for folder in map(Folder, folders):
        made = [(folder.texts, texts(folder))]
        if folder.runbook.exists():
            made.append((folder.dashboard, dashboard(folder)))
        for path, text in made:
            if checks and (not path.exists() or path.read_text() != text):
                stale.append(str(path))
            elif not checks:
                path.write_text(text)
    if stale:
        print("\n".join(f"{path} is not made from its sources: run grafana/runbook.py" for path in stale))
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
