"""Makes the pictures of the console in grafana/screenshots, from the demo. By hand; needs Pillow for small files.

    python3 Tests/System/console/pictures.py BINARY [FOLDER]
"""

import io
import pathlib
import sys

from PIL import Image

from browser import PHONE, chromium, opened

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "checks"))
from exporter import Exporter  # noqa: E402
from real import LIFECYCLE, command  # noqa: E402

WIDE = {"viewport": {"width": 1200, "height": 800}}
PICTURES = [  # name, how the browser is, the event time, and the window
    ("console", WIDE, "2026-03-02T17:40:00Z", "whole pass"),
    ("console-dark", WIDE | {"color_scheme": "dark"}, "2026-03-03T20:40:00Z", "whole pass"),
    ("console-phone", PHONE, "2026-03-02T10:10:00Z", "6 h"),
]


def main(binary, folder):
    with Exporter(binary, LIFECYCLE) as exporter, chromium() as browser:
        command(exporter, "pause")
        for name, options, time, window in PICTURES:
            command(exporter, "seek", time=time)
            with opened(browser, exporter.url + "/", **options) as page:
                page.is_drawn()
                page.page.select_option("#window", label=window)
                page.page.mouse.move(0, 0)
                page.page.wait_for_timeout(1500)
                picture = Image.open(io.BytesIO(page.page.screenshot())).convert("RGB")
            picture.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=4).save(folder / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else "grafana/screenshots"))
