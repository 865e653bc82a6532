"""Measures the console page by hand: sizes, the first chart, a redraw, a filter, and the heap over minutes.

    python3 Tests/System/console/measure.py BINARY [MINUTES]
"""

import pathlib
import statistics
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "checks"))

import serve  # noqa: E402
import sizes  # noqa: E402
import world  # noqa: E402
from browser import chromium, opened  # noqa: E402
from exporter import Exporter  # noqa: E402

REDRAW = """() => {
    const cards = [...document.querySelectorAll(".card")].map((root) => root.card);
    const times = [];
    for (let i = 0; i < 100; i += 1) {
        const began = performance.now();
        for (const card of cards) {
            card.drawnAt = null;
            card.find([]);
            card.show([]);
        }
        times.push(performance.now() - began);
    }
    return times;
}"""
FILTER = """async () => {
    const filter = document.getElementById("filter");
    const times = [];
    for (const word of ["shop 0", "shop 01", "north", "shop 499", ""]) {
        const began = performance.now();
        filter.value = word;
        filter.dispatchEvent(new Event("input"));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        times.push(performance.now() - began);
    }
    return times;
}"""
FIRST = """() => new Promise((done) => {
    const look = () => document.querySelector(".legend li") ? requestAnimationFrame(() => done(performance.now()))
        : setTimeout(look, 2);
    look();
})"""


def loaded():
    """12 metrics of 8 lines."""
    rows = [[f"line {i}"] for i in range(8)]
    counters = [world.Metric("counter", f"c{i}_total", ["line"], rows, world.counts(str(i), 60)) for i in range(6)]
    return counters + [world.Metric("gauge", f"g{i}", ["line"], rows, world.level(str(i), 60)) for i in range(6)]


def heap(page):
    client = page.context.new_cdp_session(page.page)
    client.send("HeapProfiler.collectGarbage")
    return client.send("Runtime.getHeapUsage")["usedSize"] / 1e6


def main(binary, minutes):
    with Exporter(binary) as exporter:
        files = sizes.served(exporter)
    print(f"{sum(map(len, files.values()))} bytes, {sizes.packed(files)} with gzip each:",
          ", ".join(f"{path} {len(file)}" for path, file in files.items()))
    world.STEPS = 720
    many = world.World(world.many(500), "paused")
    serve.Handler.worlds = {"load": world.World(loaded(), "paused", at=1), "many": many}
    server = serve.start(0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    with chromium() as browser:
        with opened(browser, url + "load/") as page:
            page.is_drawn()
            page.until("document.querySelectorAll('.legend li').length > 0")
            times = page.page.evaluate(REDRAW)
            print(f"redraw of 12 charts, 8 lines, 720 steps: median {statistics.median(times):.1f} ms, "
                  f"highest {max(times):.1f} ms")
        with opened(browser, url + "many/") as page:
            page.is_drawn()
            page.page.click(".card .list summary")
            print("filter of 500 lines:", " ".join(f"{one:.0f}" for one in page.page.evaluate(FILTER)), "ms")
        with Exporter(binary, "--replay.speed=3600") as exporter:
            firsts = []
            for _ in range(7):
                with opened(browser, exporter.url + "/") as page:
                    firsts.append(page.page.evaluate(FIRST))
            print(f"first chart after navigation: median {statistics.median(firsts):.0f} ms, "
                  f"highest {max(firsts):.0f} ms")
            with opened(browser, exporter.url + "/") as page:
                page.is_drawn()
                began = time.monotonic()
                while time.monotonic() - began < minutes * 60:
                    page.page.wait_for_timeout(30_000)
                    print(f"heap after {(time.monotonic() - began) / 60:.1f} min: {heap(page):.1f} MB", flush=True)
    server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 0)
