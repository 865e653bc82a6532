"""Checks that a table of hours appears hour by hour: at 15:30 the hours that are over, at the end of the day all hours.

usage: checkout_hours.py BINARY CHECKOUT_CSV
"""

import csv
import os
import sys
import tempfile

from exporter import Exporter

MAPPING = """
sources:
  - name: checkouts
    files: "{file}"
    time: {{column: time, format: "%Hh", date: 2025-07-13, covers: 1h, due: end}}
    unpivot: {{columns: [{columns}], label: period, value: checkouts}}
    metrics:
      - gauge: bank_checkouts
        help: Checkouts by hour.
        value: checkouts
        labels: {{hour: {{time: "%H"}}, period: period}}
        reset: day
"""


def main(binary, path):
    path = os.path.abspath(path)
    with open(path, newline="") as file:
        header, *rows = list(csv.reader(file))
    with tempfile.TemporaryDirectory() as folder:
        config = f"{folder}/checkouts.yml"
        with open(config, "w") as file:
            file.write(MAPPING.format(file=path, columns=", ".join(header[1:])))
        for end, hours in [("2025-07-13T15:30:00Z", 15), ("2025-07-13T00:59:59Z", 0), ("2025-07-14T00:00:00Z", 24)]:
            wanted = {
                'bank_checkouts{hour="%s",period="%s"}' % (row[0][:2], period): float(cell)
                for row in rows[:hours] for period, cell in zip(header[1:], row[1:])}
            flags = ["--replay.speed=max", "--replay.start-at=2025-07-13T00:00:00Z", f"--replay.end-at={end}"]
            with Exporter(binary, f"--config.file={config}", *flags) as exporter:
                found = exporter.wait_until("finished")
                shown = {series: float(value) for series, value in found.items() if series.startswith("bank_")}
            assert shown == wanted, f"at {end}: got {shown}; want {wanted}"
            print(f"{len(shown)} samples, equal to the cells, at {end}")


if __name__ == "__main__":
    main(*sys.argv[1:])
