"""Copies the panels with the verdict from the home page to the pages of data sets that have them.

usage: verdict.py [DASHBOARD…]

Change such a panel in dashboards/home.json and run this. Without a DASHBOARD it is those of all data sets in the
repository. A panel keeps its number and its place. Python's standard library only.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TITLES = ("Is it fine? If not, why?", "Firing alerts", "Since when")
OWN = ("id", "gridPos")


def main(*paths):
    home = json.loads((ROOT / "grafana/dashboards/home.json").read_text())
    wanted = {panel["title"]: panel for panel in home["panels"] if panel["title"] in TITLES}
    for path in map(Path, paths or sorted(ROOT.glob("data/*/dashboards/*.json"))):
        text = path.read_text()
        board = json.loads(text)
        board["panels"] = [
            {key: panel[key] if key in OWN else value for key, value in wanted[panel["title"]].items()}
            if panel["title"] in wanted else panel for panel in board["panels"]]
        made = json.dumps(board, indent=2, ensure_ascii=False) + "\n"
        if made != text:
            path.write_text(made)
            print(path.relative_to(ROOT) if path.is_absolute() else path)


if __name__ == "__main__":
    main(*sys.argv[1:])
