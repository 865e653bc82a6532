"""An HTTP proxy before an exporter: its address stays when the exporter is started anew, and requests can fail."""

import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Proxy:
    """Passes each GET on to `target`, a URL that may be changed. Of `fails` requests one gets 503; 0: none."""

    def __init__(self, target, fails=0):
        self.target, self.fails, self.requests = target, fails, 0
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                proxy.requests += 1
                if proxy.fails and proxy.requests % proxy.fails == 0:
                    return self.send_error(503)
                request = urllib.request.Request(proxy.target + self.path)
                request.add_header("Accept", self.headers.get("Accept", "*/*"))
                try:
                    with urllib.request.urlopen(request, timeout=10) as response:
                        body, kind = response.read(), response.headers["Content-Type"]
                except (urllib.error.URLError, OSError):
                    return self.send_error(502)
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                try:
                    self.end_headers()
                    self.wfile.write(body)
                except ConnectionError:
                    self.close_connection = True  # the scrape took too long, and Prometheus went away

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = "127.0.0.1:%d" % self.server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
