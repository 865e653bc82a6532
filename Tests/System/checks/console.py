"""Compares the console's stream with scrapes and with other tabs, and lets everybody try to read it who must not."""

import argparse
import http.client
import random
import re
import tempfile
import time

from exporter import Exporter, mapped
from tab import Tab, series

MAPPING = "--config.file=data/payments/mapping.yml"
OPEN = "--web.enable-lifecycle"


def ask(exporter, path, method="GET", headers=None):
    host, port = exporter.url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=20)
    connection.request(method, path, headers=headers or {})
    response = connection.getresponse()
    answer = (response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
    connection.close()
    return answer


def command(exporter, **values):
    query = "&".join(f"{name}={value}" for name, value in values.items())
    status, _, body = ask(exporter, "/api/v1/replay?" + query, "POST")
    assert status == 200, body


def scraped(exporter):
    found, text = set(), exporter.get()
    for line in mapped(text):
        if line.startswith("#") or re.match(r"[^{ ]+_count[{ ]", line):
            continue
        name, labels, value = re.fullmatch(r'([^{ ]+)(?:{(.*)})? (\S+)', line).groups()
        pairs = re.findall(r'[^,=]+="(?:[^"\\]|\\.)*"', labels or "")
        bound = [float(pair[4:-1]) for pair in pairs if pair.startswith("le=")]
        rest = [pair for pair in pairs if not pair.startswith("le=")]
        found.add((series(name, rest, bound[0] if bound else None), float(value)))
    return found, float(re.search(r"^csv_exporter_replay_time_seconds (\S+)$", text, re.M)[1])


def check_moments(binary, count, seed):
    """At each of many moments a tab from the start, a late one and a scrape agree."""
    chance = random.Random(seed)
    with Exporter(binary, MAPPING, OPEN, "--replay.speed=20000", "--replay.loop", "--replay.loop-pause=1s") as exporter:
        exporter.wait_until("running")
        with Tab(exporter) as early:
            early.until(lambda tab: tab.frame["state"] == "running")
            start, end = (early.hellos[0]["range"][name] for name in ("start", "end"))
            for moment in range(count):
                time.sleep(chance.uniform(0, 0.3))
                act = chance.randrange(6)
                if act < 2:
                    second = int(chance.uniform(start + 1, end - 1))
                    command(exporter, action="seek", time=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second)))
                elif act == 2:
                    command(exporter, action="speed", speed=chance.choice([600, 20000, 200000, "max"]))
                elif act == 3 and chance.random() < 0.3:
                    command(exporter, action="restart")
                command(exporter, action="pause")
                wanted, at = scraped(exporter)
                if not early.is_at(at):
                    # The rest between two passes has ended since: the next one waits at its start.
                    wanted, at = scraped(exporter)
                    assert early.is_at(at), early.frame
                assert early.samples() == wanted, f"moment {moment}: {early.samples() ^ wanted}"
                with Tab(exporter) as late:
                    late.until(lambda tab: tab.frame["t"] == at)
                    assert late.rows == early.rows, f"moment {moment} of seed {seed}: rows differ"
                    assert late.values == early.values, f"moment {moment} of seed {seed}: values differ"
                command(exporter, action="resume")
    print(f"{count} moments: the stream is what scrapes show, and late tabs are like early ones")


def check_cut(binary):
    """A cut stream goes on where it was; after a reload of other sources everybody begins anew."""
    with tempfile.TemporaryDirectory() as folder:
        mapping = folder + "/m.yml"
        text = ("sources:\n  - name: s\n    files: d.csv\n    time: {column: t, format: unix}\n    metrics:\n"
                "      - {counter: NAME_total, help: X., labels: {k: k}}\n")
        with open(folder + "/d.csv", "w") as file:
            file.write("t,k\n" + "".join(f"{1000 + second},k{second % 3}\n" for second in range(5000)))
        with open(mapping, "w") as file:
            file.write(text.replace("NAME", "a"))
        with Exporter(binary, "--config.file=" + mapping, OPEN, "--replay.speed=50") as exporter:
            with Tab(exporter) as tab:
                tab.until(lambda tab: tab.frame["t"] is not None and len(tab.rows) > 3)
                last, seen = tab.id, dict(tab.values)
            time.sleep(0.6)
            with Tab(exporter, last_id=last) as again:
                again.until(lambda tab: tab.values)
                assert again.events[0] == "frame" and not again.hellos, again.events
                assert all(value > seen[line] for line, value in again.values.items()), (seen, again.values)
                with open(mapping, "w") as file:
                    file.write(text.replace("NAME", "b"))
                assert ask(exporter, "/-/reload", "POST")[0] == 200
                again.until(lambda tab: tab.hellos and tab.hellos[-1]["metrics"][0]["name"] == "b_total")
            with Tab(exporter, last_id=last) as other:
                other.until(lambda tab: tab.frame)
                assert other.events[0] == "hello", other.events
    print("a cut stream goes on; a reload begins anew")


def check_places(binary):
    """The 17th stream is told why, the metrics count, and no stream takes a place of a scrape."""
    with Exporter(binary, MAPPING, "--replay.wait-for-scrape") as exporter:
        tabs = [Tab(exporter) for _ in range(16)]
        assert [tab.status for tab in tabs] == [200] * 16
        status, headers, body = ask(exporter, "/api/v1/stream")
        assert status == 503 and headers["content-type"].startswith("text/plain") and b"16 streams are open" in body
        for tab in tabs:
            tab.until(lambda tab: tab.frame["state"] == "waiting")
        time.sleep(1)
        assert all(tab.frame["state"] == "waiting" for tab in tabs), "a stream counted as a scrape"
        found = exporter.samples()
        assert found["csv_exporter_http_streams"] == "16" and found["csv_exporter_http_streams_refused_total"] == "1"
        tabs[0].until(lambda tab: tab.frame["state"] == "running")
        for tab in tabs:
            tab.__exit__()
        deadline = time.monotonic() + 10
        while exporter.samples()["csv_exporter_http_streams"] != "0":
            assert time.monotonic() < deadline, "closed streams keep their places"
            time.sleep(0.1)
    print("16 streams, and no 17th")


def check_strangers(binary):
    """Other sites' pages read nothing; the page and its files say what they may do."""
    with Exporter(binary, MAPPING) as exporter:
        for headers in ({"Host": "evil.example:8081"}, {"Origin": "http://evil.example"},
                        {"Sec-Fetch-Site": "cross-site"}, {"Host": "localhost.evil.example"}):
            status, _, body = ask(exporter, "/api/v1/stream", headers=headers)
            assert status == 403, (headers, status, body)
        for path in ("/", "/console/console.js", "/console/console.css"):
            status, headers, body = ask(exporter, path)
            assert status == 200 and headers["cache-control"] == "no-cache", (path, status, headers)
            assert "default-src 'none'" in headers["content-security-policy"], headers
            status, again, body = ask(exporter, path, headers={"If-None-Match": headers["etag"]})
            assert path == "/" or (status, body) == (304, b""), (path, status)
        assert b"mapping.yml" in ask(exporter, "/")[2], "the page says nothing without scripts"
    print("no other site reads the stream")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--moments", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    check_strangers(arguments.binary)
    check_places(arguments.binary)
    check_cut(arguments.binary)
    check_moments(arguments.binary, arguments.moments, arguments.seed)


if __name__ == "__main__":
    main()
