"""Streams of followed files, of hostile texts, and of a client that stops reading."""

import json
import os
import re
import socket
import sys
import tempfile
import time

from exporter import Exporter
from tab import Tab

MAPPING = """sources:
  - name: s
    files: %s
    mode: %s
    time: {column: t, format: unix}
    metrics:
      - {%s: %s, help: %s, labels: {key: key}%s}
"""
HOSTILE = ["<script>alert(1)</script>", "\u202eright to left\u202c", "quote\" and \\", "{}\t[]", "\u2028", "\u0085",
           "</textarea><img src=x onerror=alert(1)>", "e\u0301\U0001f600", "x" * 1024]


def written(folder, name, mapping, records=b""):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(records)
    path = os.path.join(folder, "<m>.yml")
    with open(path, "w") as file:
        file.write(mapping)
    return "--config.file=" + path


def check_hostile(binary):
    """Names, helps and values arrive as they are: valid UTF-8 in one line of JSON, whatever they are."""
    name = "<script>alert(1)<b> \u202e'&.csv"
    help = "<script>\u202e\\n\\x00\\\"</script>"
    records = ["t,key"] + [f'{number},"{text.replace(chr(34), chr(34) * 2)}"' for number, text in enumerate(HOSTILE)]
    raw = "\n".join(records).encode() + b"\n90,a\0b\n91,\xff\xfe\n92,\xed\xa0\x80\n93,plain\nnever\xff,z\n"
    with tempfile.TemporaryDirectory() as folder:
        mapping = MAPPING % (json.dumps(name), "replay", "counter", "x_total", f'"{help}"', "")
        flags = [written(folder, name, mapping, raw), "--replay.speed=max", "--web.enable-lifecycle"]
        with Exporter(binary, *flags) as exporter:
            exporter.wait_until("finished")
            with Tab(exporter) as tab:
                tab.until(lambda tab: tab.frame["state"] == "finished")
                hello, told = tab.hellos[-1], {labels[0]: tab.values[line] for line, (_, labels) in tab.lines.items()}
                assert hello["mapping"] == "<m>.yml" and hello["sources"][0]["files"] == [name], hello
                assert hello["metrics"][0]["help"] == json.loads(f'"{help}"'.replace("\\x00", "\\u0000")), hello
                assert {reject["file"] for reject in tab.frame["rejects"]} == {name}, tab.frame["rejects"]
                assert all(value == 1 for value in told.values()) and set(HOSTILE + ["plain"]) <= set(told), told
                shown = re.findall(r'^x_total\{key="((?:[^"\\]|\\.)*)"\} 1$', exporter.get(), re.M)
                plain = [re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), one) for one in shown]
                assert sorted(plain) == sorted(told), (sorted(plain), sorted(told))
                rows = {line: sum(row.get(line) or 0 for row in tab.rows.values()) for line in tab.lines}
                assert all(count == 1 for count in rows.values()), rows
    print(f"{len(told)} hostile texts arrive as they are")


def counted(tab):
    """The increases of all steps."""
    return sum(value or 0 for row in tab.rows.values() for value in row.values())


def check_follow(binary):
    """Followed files have steps of a second up to the last record, and a late tab has the steps of an early one."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "d.csv")
        mapping = MAPPING % ("d.csv", "follow", "counter", "x_total", "X.", "")
        with Exporter(binary, written(folder, "d.csv", mapping, b"t,key\n")) as exporter:
            with Tab(exporter) as early:
                early.until(lambda tab: tab.frame["state"] == "following" and tab.hellos[-1]["grid"])
                hello = early.hellos[-1]
                assert (hello["mode"], hello["range"], hello["density"]) == ("follow", None, []), hello
                assert (hello["grid"]["step"], hello["grid"]["steps"]) == (1, 720), hello["grid"]
                with open(path, "a", buffering=1) as file:
                    for number in range(20):
                        file.write(f"{time.time():.0f},k{number % 3}\n")
                        time.sleep(0.2)
                early.until(lambda tab: counted(tab) == 20)
                with Tab(exporter) as late:
                    late.until(lambda tab: sum(tab.values.values()) == 20)
                    known = max(early.rows)
                    late.until(lambda tab: max(tab.rows, default=0) >= known)
                    assert late.values == early.values, (late.values, early.values)
                    for step in range(known + 1):
                        # Before its first record a series is not there.
                        told, wanted = ({line: tab.rows.get(step, {}).get(line) or 0 for line in late.lines}
                                        for tab in (late, early))
                        assert told == wanted, (step, told, wanted)
                    assert abs(hello["grid"]["start"] + known - time.time()) < 5, "no live edge"
                    assert sum(any(row.values()) for row in late.rows.values()) >= 4, late.rows
    print("followed files have steps of a second, up to the present")


def check_stalled(binary, seconds=10):
    """A client that reads nothing costs nothing, and is closed ten seconds after its buffers are full."""
    records = "".join(f"{t},k{key},{t * 500 + key + 1 / 3:.9f}\n" for t in range(720) for key in range(500))
    mapping = MAPPING % ("d.csv", "replay", "gauge", "x", "X.", ", value: v")
    with tempfile.TemporaryDirectory() as folder:
        flags = [written(folder, "d.csv", mapping, b"t,key,v\n" + records.encode()), "--replay.speed=max"]
        with Exporter(binary, *flags) as exporter, socket.socket() as client:
            exporter.wait_until("finished")
            host, port = exporter.url.removeprefix("http://").split(":")
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect((host, int(port)))
            client.sendall(b"GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
            began = time.monotonic()
            time.sleep(1)
            assert exporter.samples()["csv_exporter_http_streams"] == "1"
            before = processor(exporter)
            time.sleep(seconds - 3)
            used = processor(exporter) - before
            assert exporter.samples()["csv_exporter_http_streams"] == "1", "closed too early"
            while exporter.samples()["csv_exporter_http_streams"] != "0":
                assert time.monotonic() - began < 3 * seconds, "a client that does not read keeps its place"
                time.sleep(0.2)
            # A loop that is busy takes seconds.
            assert used < 0.5, f"{used} s of CPU for a client that does not read"
    print(f"a client that does not read took {used * 1000:.0f} ms of CPU in {seconds - 3} s, and was closed")


def processor(exporter):
    with open(f"/proc/{exporter.process.pid}/schedstat") as file:
        return int(file.read().split()[0]) / 1e9


if __name__ == "__main__":
    check_hostile(sys.argv[1])
    check_follow(sys.argv[1])
    check_stalled(sys.argv[1])
