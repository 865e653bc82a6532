"""Measures the console page by hand: sizes, the first chart, a redraw, a filter, also of 10 000 series of which only
sums are kept, and the heap over minutes.

    python3 Tests/System/console/measure.py BINARY [MINUTES]
"""

import pathlib
import statistics
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "checks"))

import real  # noqa: E402
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
        // The page draws in the first frame behind the present task.
        await new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done))));
        times.push(performance.now() - began);
    }
    return times;
}"""
OPEN = """async () => {
    const list = document.querySelector(".card .list");
    const began = performance.now();
    const isOpen = new Promise((done) => list.addEventListener("toggle", done));
    list.firstChild.click();
    await isOpen;
    await new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done))));
    return performance.now() - began;
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


def firsts(browser, exporter):
    """The time of the first chart after navigation, in pages one after the other."""
    times = []
    for _ in range(7):
        with opened(browser, exporter.url + "/") as page:
            times.append(page.page.evaluate(FIRST))
    return f"median {statistics.median(times):.0f} ms, highest {max(times):.0f} ms"


def redraws(page):
    times = page.page.evaluate(REDRAW)
    return f"median {statistics.median(times):.1f} ms, highest {max(times):.1f} ms"


def measure_sums(browser, binary):
    """Five metrics of 10 000 series each, which have a record in each of 60 minutes."""
    types = ["counter: made_total", *(f"gauge: made_{i}\n        value: value" for i in range(4))]
    folder = real.folder_of({
        "made.csv": real.made([f"shop {i:05}" for i in range(10_000)], 60),
        "mapping.yml": real.mapping(*(one + "\n        labels: {label: label}" for one in types))})
    flags = [f"--config.file={folder}/mapping.yml", "--replay.speed=60", "--replay.loop=true"]
    with Exporter(binary, *flags) as exporter:
        exporter.wait_until("running")
        print("10 000 series of each of 5 metrics, first chart:", firsts(browser, exporter))
        with opened(browser, exporter.url + "/") as page:
            page.is_live()
            said = page.page.locator("#sums").is_visible()
            print(f"  that only sums are kept is said: {said}; lines: {page.model('model.lines.size')}")
            print("  redraw of 5 charts:", redraws(page))
            print("  filter:", " ".join(f"{one:.0f}" for one in page.page.evaluate(FILTER)), "ms")
            page.page.fill("#sums input", 'made_total{label="shop 00007"}')
            began = time.monotonic()
            page.page.press("#sums input", "Enter")
            page.until("document.querySelectorAll('.legend')[0].children.length === 2")
            print(f"  a pinned series is there in {(time.monotonic() - began) * 1000:.0f} ms")
            page.is_clean()


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
            print("redraw of 12 charts, 8 lines, 720 steps:", redraws(page))
        with opened(browser, url + "many/") as page:
            page.is_drawn()
            page.page.wait_for_timeout(1000)
            print(f"the list of 500 lines opens in {page.page.evaluate(OPEN):.0f} ms")
            page.until("document.querySelectorAll('.rows li').length === 500")
            print("filter of 500 lines:", " ".join(f"{one:.0f}" for one in page.page.evaluate(FILTER)), "ms")
        measure_sums(browser, binary)
        with Exporter(binary, "--replay.speed=3600") as exporter:
            print("first chart after navigation:", firsts(browser, exporter))
            with opened(browser, exporter.url + "/") as page:
                page.is_drawn()
                began = time.monotonic()
                while time.monotonic() - began < minutes * 60:
                    page.page.wait_for_timeout(30_000)
                    print(f"heap after {(time.monotonic() - began) / 60:.1f} min: {heap(page):.1f} MB", flush=True)
    server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 0)
