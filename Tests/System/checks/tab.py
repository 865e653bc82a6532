"""Reads an event stream as a browser's tab does. Python's standard library only."""

import http.client
import json
import socket
import threading
import urllib.parse


class Tab:
    """One open stream and what it has told so far; use it in a with statement."""

    def __init__(self, exporter, last_id=None, pins=(), headers=None):
        host, port = exporter.url.removeprefix("http://").split(":")
        self.connection = http.client.HTTPConnection(host, int(port), timeout=60)
        query = urllib.parse.urlencode([("pin", pin) for pin in pins])
        sent = dict(headers or {}, **({"Last-Event-ID": last_id} if last_id else {}))
        self.connection.request("GET", "/api/v1/stream" + ("?" + query if query else ""), headers=sent)
        self.response = self.connection.getresponse()
        self.status = self.response.status
        self.condition = threading.Condition()
        self.hellos, self.id, self.events = [], "", []
        self.lines, self.rows, self.values, self.frame = {}, {}, {}, {}
        self.reader = None
        if self.status == 200:
            self.reader = threading.Thread(target=self.read, daemon=True)
            self.reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.reader:
            # A reader that waits holds what closing wants.
            self.connection.sock.shutdown(socket.SHUT_RDWR)
            self.reader.join()
        self.response.close()
        self.connection.close()

    def read(self):
        event = {}
        try:
            for line in self.response:
                text = line.decode().rstrip("\n")
                if text:
                    name, _, value = text.partition(": ")
                    event[name] = value
                    continue
                with self.condition:
                    self.take(event)
                    self.condition.notify_all()
                event = {}
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass  # the tab was closed, or the exporter ended

    def take(self, event):
        self.id = event.get("id", self.id)
        if "event" not in event:
            return
        data = json.loads(event["data"])
        self.events.append(event["event"])
        if event["event"] == "hello":
            self.hellos.append(data)
            self.lines, self.rows, self.values, self.frame = {}, {}, {}, {}
            self.add(data["lines"])
        elif event["event"] == "history":
            for line, values in data["lines"]:
                for offset, value in enumerate(values):
                    self.rows.setdefault(data["first"] + offset, {})[line] = value
        elif event["event"] == "frame":
            self.frame = data
            self.add(data.get("lines", []))
            self.values.update(data["v"])
            for step, told in data["rows"]:
                self.add_row(step, dict(map(tuple, told)))

    def add(self, lines):
        for line, metric, labels, *_ in lines:
            self.lines[line] = (self.hellos[-1]["metrics"][metric], labels)

    def add_row(self, step, told):
        row = self.rows.setdefault(step, {})
        for line, (metric, _) in self.lines.items():
            zero = [0] * (len(metric["bounds"]) + 2) if metric["type"] == "histogram" else 0
            rises = metric["type"] in ("counter", "histogram")
            row[line] = told.get(line, zero if rises else self.rows.get(step - 1, {}).get(line))

    def until(self, holds, seconds=30):
        """Waits until `holds` is true of this tab."""
        with self.condition:
            if not self.condition.wait_for(lambda: self.frame and holds(self), seconds):
                raise AssertionError(f"not told in {seconds} s; the last frame: {json.dumps(self.frame)[:2000]}")
        return self

    def is_at(self, time, seconds=5):
        """Waits until a paused replay shows this event time; returns whether it does."""
        with self.condition:
            return self.condition.wait_for(
                lambda: self.frame.get("state") == "paused" and self.frame["t"] == time, seconds)

    def samples(self):
        """The values as a scrape's samples: a set of (series, value)."""
        found = set()
        for line, (metric, labels) in self.lines.items():
            value = self.values.get(line)
            if labels is None or value is None:
                continue
            pairs = [f'{name}="{escaped(text)}"' for name, text in zip(metric["labels"], labels) if text]
            if metric["type"] != "histogram":
                found.add((series(metric["name"], pairs), float(value)))
                continue
            for bound, bucket in zip([*metric["bounds"], float("inf")], value):
                found.add((series(metric["name"] + "_bucket", pairs, bound), float(bucket)))
            found.add((series(metric["name"] + "_sum", pairs), float(value[-1])))
        return found


def escaped(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def series(name, pairs, bound=None):
    """A series in a form that does not depend on how a bound is spelled."""
    return (name, tuple(sorted(pairs)), bound)
