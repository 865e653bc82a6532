"""The console page in Chromium: each of its states with made streams, then the page of a real csv_exporter.

    python3 Tests/System/console/console_page.py BINARY [WORD]

WORD chooses the checks with it in their name.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "checks"))

import real  # noqa: E402
import states  # noqa: E402
from browser import chromium  # noqa: E402

word = sys.argv[2] if len(sys.argv) > 2 else ""
with chromium() as browser:
    states.run(browser, word)
    real.run(browser, sys.argv[1], word)
