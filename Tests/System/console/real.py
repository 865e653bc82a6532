"""The page of a real csv_exporter: what it shows is what /metrics shows, and nobody else can control or read it."""

import datetime
import http.server
import json
import math
import os
import random
import re
import signal
import subprocess
import tempfile
import threading
import urllib.request

import promql
import sizes
import world
from browser import expect, opened
from exporter import Exporter, samples

NOW = """[...model.lines.values()].map((line) => [line.metric.name, line.metric.type, line.metric.labels, line.labels,
    line.metric.bounds, line.now])"""
ROWS = """[...model.lines.values()].map((line) => [line.series,
    Array.from({ length: model.reached + 2 }, (_, i) => valueAt(line, i).toPrecision(12))]).sort()"""
SUM = "(sum)"
LIFECYCLE = "--web.enable-lifecycle"


def command(exporter, action, **parameters):
    query = "&".join(f"{name}={value}" for name, value in {"action": action, **parameters}.items())
    request = urllib.request.Request(f"{exporter.url}/api/v1/replay?{query}", method="POST")
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def series(name, labels, values, **more):
    """A series' name with its labels, whatever their order; labels None: the sum of all series of the name."""
    pairs = {**({SUM: "1"} if values is None else dict(zip(labels, values))), **more}
    return name, frozenset(pairs.items())


def scraped(exporter):
    """The values of a scrape by series."""
    found = {}
    for text, value in samples(exporter.get()).items():
        name, _, rest = text.partition("{")
        pairs = re.findall(r'([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"', rest)
        unescaped = {key: re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], one) for key, one in pairs}
        found[name, frozenset(unescaped.items())] = float(value)
    return found


def shown(page):
    """The values that the page has by series, as a scrape names them."""
    found = {}
    for name, kind, labels, values, bounds, now in page.model(NOW):
        if now is None:
            continue
        if kind == "histogram":
            for bound, count in zip([*bounds, "+Inf"], now):
                found[series(name + "_bucket", labels, values, le=bound)] = count
            found[series(name + "_count", labels, values)] = now[-2]
            found[series(name + "_sum", labels, values)] = now[-1]
        else:
            found[series(name, labels, values)] = float(now)
    return found


def same(page, exporter, moment):
    """The page shows what a scrape shows, series by series; of a metric whose sum only is kept, the sum."""
    there, here = {}, {}
    for found, target in ((scraped(exporter), there), (shown(page), here)):
        for (name, pairs), value in found.items():
            # 0.5 and "0.5" are one bound
            target[name, frozenset((key, str(float(one)) if key == "le" else one) for key, one in pairs)] = value
    there = {one: value for one, value in there.items() if not one[0].startswith(("csv_exporter_", "process_"))}
    for name, pairs in here:
        if (SUM, "1") in pairs:
            bounds = {pair for pair in pairs if pair[0] == "le"}
            parts = [one for one in there if one[0] == name and bounds <= one[1]]
            there[name, pairs] = sum(there.pop(one) for one in parts)
    pairs = [(one, there.get(one), here.get(one)) for one in there.keys() | here.keys()]
    wrong = [pair for pair in pairs if pair[1] is None or pair[2] is None or not math.isclose(*pair[1:], rel_tol=1e-12)]
    expect(not wrong, f"at {moment}: series, /metrics, page: {wrong[:3]} and {len(wrong)} in all")


def folder_of(files):
    folder = tempfile.mkdtemp()
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
            file.write(text)
    return folder


def mapping(text, *lines):
    head = "replay: {speed: 60, loop: true}\nsources:\n  - name: made\n    files: made.csv\n"
    time = '    time: {column: time, format: "%Y-%m-%dT%H:%M:%SZ"}\n    metrics:\n'
    return head + time + "".join(f"      - {line}\n        help: Made.\n" for line in (text, *lines))


def made(labels, minutes=60):
    rows = (f'2026-03-02T08:{minute % 60:02}:00Z,"{label}",{minute % 7 / 4}' for minute in range(minutes)
            for label in labels)
    return "time,label,value\n" + "\n".join(rows) + "\n"


def asks_once(browser, binary):
    with Exporter(binary, "--web.page-title=./data/<b>") as exporter, opened(browser, exporter.url + "/") as page:
        page.is_live()
        expect(page.text("#mapping") == "<b>", "the data set has the name that a flag gives, the last part of a path")
        paths = [url.removeprefix(exporter.url) for url in page.requests]
        expect(len(set(paths)) == len(paths), f"asked more than once: {sorted(paths)}")
        # Headless browsers ask for no icon.
        expect(set(paths) - {sizes.PATHS[3]} == {*sizes.PATHS[:3], "/api/v1/stream?"}, f"asked for: {paths}")
        expect("--web.enable-lifecycle" in page.text("#said"), "closed control names its flag")
        expect(page.page.locator("#play").is_disabled(), "closed control is inert")
        page.is_clean()


def equals_metrics(browser, binary, moments=12, seed=1):
    """At seeded moments, forward and back, paused and running between them, at other speeds, and after a reload."""
    for data_set, count in (("payments", moments), ("ebanking", moments // 2)):
        shows_what_a_scrape_shows(browser, binary, f"data/{data_set}/mapping.yml", count, random.Random(seed))


def shows_what_a_scrape_shows(browser, binary, mapping_file, moments, chance):
    flags = [f"--config.file={mapping_file}", "--replay.loop=true", "--replay.loop-pause=5m", LIFECYCLE]
    with Exporter(binary, *flags) as exporter, opened(browser, exporter.url + "/") as page:
        page.is_live()
        applied = lambda: scraped(exporter)["csv_exporter_replay_time_seconds", frozenset()]  # noqa: E731
        state = command(exporter, "pause")
        start, end = (datetime.datetime.fromisoformat(state[name]) for name in ("start", "end"))
        for number in range(moments):
            if number % 3 == 2:
                command(exporter, "speed", speed=chance.choice([60, 600, 3600, "max"]))
                command(exporter, "resume")
                state = command(exporter, "pause")
            elif number % 5 == 4:
                urllib.request.urlopen(urllib.request.Request(exporter.url + "/-/reload", method="POST")).close()
                state = command(exporter, "pause")
            else:
                time = start + (end - start) * chance.random()
                state = command(exporter, "seek", time=time.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
            # A clock that ran fast is paused before all records up to it are applied.
            page.catches_up(applied)
            same(page, exporter, state["time"])
        # Over many steps at once, in an open stream.
        for share in (0.05, 0.95):
            time = start + (end - start) * share
            command(exporter, "seek", time=time.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
            page.catches_up(applied)
        with opened(browser, exporter.url + "/") as late:
            late.is_live()
            early_rows, late_rows = page.model(ROWS), late.model(ROWS)
            wrong = [(a[0], a, b) for a, b in zip(early_rows, late_rows) if a != b]
            expect(not wrong and early_rows, f"a late page has other steps than an early one: {str(wrong[:1])[:2000]}")
        page.is_clean()


def hostile_data_are_texts(browser, binary):
    labels = [text.replace('"', '""') for text in world.HOSTILE if "\0" not in text]
    folder = folder_of({"made.csv": made(labels), "<b>map.yml": mapping(
        'counter: made_total\n        labels: {label: label}').replace("Made.", f"'{world.HOSTILE[0]}'")})
    with Exporter(binary, f"--config.file={folder}/<b>map.yml", "--replay.speed=max") as exporter:
        with opened(browser, exporter.url + "/") as page:
            page.is_live()
            page.until("document.querySelectorAll('.legend li').length >= 5")
            titles = page.page.evaluate("[...document.querySelectorAll('.card bdi')].map((one) => one.title)")
            for text in world.HOSTILE:
                expect("\0" in text or text in titles, f"the label value {text[:20]!r} is not shown as it is")
            expect(page.text("#mapping") == "<b>map.yml", "the mapping's name is a text")
            expect("<script>alert(1)</script>" in titles, "the help is a text")
            page.is_clean()


def comes_back_after_a_restart(browser, binary):
    with Exporter(binary, LIFECYCLE) as exporter:
        with opened(browser, exporter.url + "/") as page:
            page.is_live()
            exporter.process.kill()
            page.until("document.body.classList.contains('lost')")
            expect(page.page.locator(".card").first.is_visible(), "the values stay when the stream is lost")
            address = exporter.url.removeprefix("http://")
            again = subprocess.Popen([binary, f"--web.listen-address={address}", LIFECYCLE], stderr=subprocess.DEVNULL)
            try:
                page.until("!document.body.classList.contains('lost')")
                command(exporter, "seek", time="2026-03-02T09:00:00Z")
                command(exporter, "pause")
                page.until("document.getElementById('state').textContent === 'paused'")
                same(page, exporter, "the restart")
            finally:
                again.terminate()
                again.wait(timeout=10)
            page.is_clean("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED", "ERR_EMPTY", "ERR_CONNECTION_RESET")


def reload_shows_new_metrics(browser, binary):
    first = 'counter: made_total\n        labels: {label: label}'
    folder = folder_of({"made.csv": made(["a", "b"]), "mapping.yml": mapping(first)})
    with Exporter(binary, f"--config.file={folder}/mapping.yml", LIFECYCLE) as exporter:
        with opened(browser, exporter.url + "/") as page:
            page.is_live()
            with open(folder + "/mapping.yml", "w", encoding="utf-8") as file:
                file.write(mapping(first, "gauge: made_value\n        value: value\n        labels: {label: label}"))
            exporter.process.send_signal(signal.SIGHUP)
            page.until("document.querySelectorAll('.card').length === 2")
            with open(folder + "/mapping.yml", "w", encoding="utf-8") as file:
                file.write("sources: 1\n")
            exporter.process.send_signal(signal.SIGHUP)
            page.until("document.getElementById('trouble').textContent.includes('mapping.yml')")
            expect(page.page.locator(".card").count() == 2, "a reload that failed leaves all as it is")
            page.is_clean()


def other_pages_are_kept_out(browser, binary):
    """A page of another port can neither control nor read, with scripts or with a form."""
    class Foreign(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<form method=post></form>")

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Foreign)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Exporter(binary, LIFECYCLE) as exporter:
        exporter.wait_until("running")
        with opened(browser, f"http://127.0.0.1:{server.server_port}/") as page:
            found = page.page.evaluate("""async (url) => {
                const pause = url + "/api/v1/replay?action=pause";
                const read = async (path) => (await fetch(url + path)).text();
                const outcome = (promise) => promise.then((text) => "read: " + text, () => "refused");
                const stream = new Promise((done, fail) => {
                    const source = new EventSource(url + "/api/v1/stream");
                    source.addEventListener("hello", () => done("hello"));
                    source.onerror = fail;
                });
                await fetch(pause, { method: "POST", mode: "no-cors" }).catch(() => {});
                return Promise.all([outcome(read("/")), outcome(read("/api/v1/stream")), outcome(stream),
                    outcome(fetch(pause, { method: "POST" }).then((answer) => answer.text()))]);
            }""", exporter.url)
            expect(found == ["refused"] * 4, f"a foreign page got through: {found}")
            page.page.evaluate("url => { document.forms[0].action = url + '/api/v1/replay?action=pause';"
                               " document.forms[0].submit(); }", exporter.url)
            page.page.wait_for_load_state()
            expect("refuses" in page.text("body"), "a foreign form is refused")
        running = exporter.samples()['csv_exporter_replay_state{state="running"}']
        expect(running == "1", "a foreign page paused the replay")
    server.shutdown()


def the_seventeenth_is_told(browser, binary):
    with Exporter(binary) as exporter:
        held = [urllib.request.urlopen(exporter.url + "/api/v1/stream", timeout=20) for _ in range(16)]
        with opened(browser, exporter.url + "/") as page:
            page.until("document.getElementById('lost').textContent.includes('16')")
            expect("mapping.yml" in page.text("#static"), "a page without a stream says what the server wrote")
            for one in held:
                one.close()
            page.is_live()
            page.is_clean("503")


def many_series_are_few_lines(browser, binary):
    text = 'counter: made_total\n        labels: {label: label}'
    for count, lines in ((500, 8), (10000, 1)):
        folder = folder_of({"made.csv": made([f"shop {i:05}" for i in range(count)], 3), "mapping.yml": mapping(text)})
        flags = [f"--config.file={folder}/mapping.yml", "--replay.speed=max", "--replay.loop=false"]
        with Exporter(binary, *flags) as exporter:
            with opened(browser, exporter.url + "/") as page:
                page.is_live()
                page.until("lines => document.querySelectorAll('.legend li').length === lines", lines)
                page.until("document.getElementById('state').textContent === 'finished'")
                if count == 500:
                    expect(len(page.model(NOW)) == 500, "the list has all lines")
                    same(page, exporter, "the end")
                else:
                    expect(page.page.locator("#sums").is_visible(), "that only sums are kept is said")
                    expect(page.model(NOW)[0][5] == 30000, f"the sum of all series is shown: {page.model(NOW)[:2]}")
                    page.page.fill("#sums input", 'made_total{label="shop 00007"}')
                    page.page.press("#sums input", "Enter")
                    page.until("document.querySelectorAll('.legend li').length === 2")
                    expect("stacked" not in page.text(".axis"), "a sum and its parts do not stand on each other")
                page.is_clean()


CHECKS = [asks_once, sizes.is_small, promql.queries_give_values, equals_metrics, hostile_data_are_texts,
          comes_back_after_a_restart, reload_shows_new_metrics, other_pages_are_kept_out, the_seventeenth_is_told,
          many_series_are_few_lines]


def run(browser, binary, only=""):
    for check in CHECKS:
        if only in check.__name__:
            check(browser, binary)
            print("ok ", check.__name__.replace("_", " "), flush=True)
