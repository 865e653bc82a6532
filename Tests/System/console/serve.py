"""The console page from disk with made streams, to look at every state and to work on the page without a build.

    python3 Tests/System/console/serve.py [PORT]

Each scenario of world.py is a folder of the server: http://127.0.0.1:8082/running/
"""

import calendar
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import world

ASSETS = os.path.join(os.path.dirname(__file__), "..", "..", "..", "Sources", "Console", "Assets")
TYPES = {"html": "text/html; charset=utf-8", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
# A csv_exporter joins the modules to one script: here they stay apart, and the browser's tools show them as they are.
SCRIPT = 'import "./main.js"; export * from "./model.js";'
STATE = "<table><tr><th>Mapping</th><td>payments.yml</td></tr></table><ul><li><a href='metrics'>/metrics</a></li></ul>"


class Handler(BaseHTTPRequestHandler):
    """Answers GET of the page, its assets and its stream, and POST of the replay's control."""

    worlds = world.scenarios()
    streams = 0  # how many are open
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        name, _, path = urlsplit(self.path).path[1:].partition("/")
        if name not in self.worlds:
            links = "".join(f'<li><a href="/{name}/">{name}</a>' for name in self.worlds)
            return self.answer(200 if not name else 404, f"<ul>{links}</ul>", TYPES["html"])
        if path == "api/v1/stream":
            return self.stream(self.worlds[name])
        if path == "console/console.js":
            return self.answer(200, SCRIPT, TYPES["js"])
        file = "index.html" if path == "" else path.removeprefix("console/")
        if "/" in file or not os.path.exists(os.path.join(ASSETS, file)):
            return self.answer(404, "there is no such file")
        with open(os.path.join(ASSETS, file), encoding="utf-8") as content:
            text = content.read().replace("<!--state-->", STATE)
        self.answer(200, text, TYPES[file.rpartition(".")[2]])

    def do_POST(self):
        address = urlsplit(self.path)
        one = self.worlds[address.path.split("/")[1]]
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        if one.control == "closed":
            return self.answer(403, "/api/v1/replay is closed: --web.enable-lifecycle opens it")
        if one.control == "token" and self.headers["Authorization"] != "Bearer secret":
            return self.answer(401, "/api/v1/replay wants the header Authorization: Bearer TOKEN")
        self.obey(one, query)
        self.answer(200, "{}", "application/json")

    def obey(self, one, query):
        one.tick()
        action = query["action"]
        if action in ("pause", "resume"):
            one.state = "paused" if action == "pause" else "running"
        elif action == "speed":
            one.speed = query["speed"] if query["speed"] == "max" else float(query["speed"])
        else:
            wanted = query.get("time", "1970-01-01T00:00:00.000Z").rstrip("Z")
            seconds = time.strptime(wanted.partition(".")[0] + " UTC", "%Y-%m-%dT%H:%M:%S %Z")
            target = world.START if action == "restart" else float(calendar.timegm(seconds))
            if "by" in query:
                end = world.START + world.STEPS * world.STEP
                target = min(end, max(world.START, one.t + int(query["by"])))
            one.passes += target < one.t
            one.t = target
            if action == "restart" or one.state == "finished":
                one.state = "running"

    def answer(self, status, text, kind="text/plain; charset=utf-8"):
        body = text.encode("utf-8", "surrogatepass")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        self.wfile.write(body)

    def stream(self, one):
        if "refuses" in one.more:
            return self.answer(*one.more["refuses"])
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.close_connection = True
        Handler.streams += 1
        try:
            self.wfile.write(b"retry: 2000\n\n")
            self.talk(one)
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            Handler.streams -= 1

    def talk(self, one):
        began, number, passes, shown, reached = time.monotonic(), 0, None, {}, -1
        while not one.more.get("cut") or time.monotonic() - began < one.more["cut"]:
            one.tick()
            frame = one.frame()
            if passes != one.passes:
                passes, shown, reached = one.passes, {}, one.step()
                self.say("hello", one.hello())
                for part in one.history():
                    self.say("history", part)
                frame["part"] = [[line, one.part(line)] for line, (metric, _) in enumerate(one.lines)
                                 if metric.head["type"] in ("counter", "histogram")]
            values = {} if one.is_unseen() else {line: one.cumulative(line) for line in range(len(one.lines))}
            frame["v"] = [[line, value] for line, value in values.items() if line not in shown or shown[line] != value]
            frame["rows"] = [[step, self.row(one, step)] for step in range(reached + 1, one.step() + 1)]
            reached, shown, number = max(reached, one.step()), values, number + 1
            self.say("frame", {"n": number, **frame}, number)
            time.sleep(0.25)

    def row(self, one, step):
        return [[line, metric.value(tuple(row or []), step)] for line, (metric, row) in enumerate(one.lines)]

    def say(self, event, data, number=None):
        lines = [f"id: 1-{number}"] if number else []
        lines += [f"event: {event}", "data: " + json.dumps(data)]
        self.wfile.write(("\n".join(lines) + "\n\n").encode())


def start(port):
    """The server, not yet serving."""
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    return server


if __name__ == "__main__":
    served = start(int(sys.argv[1]) if len(sys.argv) > 1 else 8082)
    print(f"http://127.0.0.1:{served.server_port}/", flush=True)
    served.serve_forever()
