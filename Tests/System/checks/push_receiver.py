"""A receiver of remote write that decodes what it gets with independent decoders: protobuf and cramjam."""

import http.server
import importlib
import math
import struct
import sys
import threading

import cramjam
from grpc_tools import protoc

ONE = """
syntax = "proto3";
package prometheus;
message Label { string name = 1; string value = 2; }
message Sample { double value = 1; int64 timestamp = 2; }
message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; }
message MetricMetadata { int32 type = 1; string metric_family_name = 2; string help = 4; string unit = 5; }
message WriteRequest { repeated TimeSeries timeseries = 1; repeated MetricMetadata metadata = 3; }
"""
TWO = """
syntax = "proto3";
package io.prometheus.write.v2;
message Request { reserved 1 to 3; repeated string symbols = 4; repeated TimeSeries timeseries = 5; }
message TimeSeries { repeated uint32 labels_refs = 1; repeated Sample samples = 2; Metadata metadata = 5; }
message Sample { double value = 1; int64 timestamp = 2; int64 start_timestamp = 3; }
message Metadata { int32 type = 1; uint32 help_ref = 3; uint32 unit_ref = 4; }
"""


def compiled(folder):
    """The classes of both messages."""
    for name, text in (("prw_one", ONE), ("prw_two", TWO)):
        with open(f"{folder}/{name}.proto", "w") as file:
            file.write(text)
        assert protoc.main(["", f"-I{folder}", f"--python_out={folder}", f"{folder}/{name}.proto"]) == 0
    sys.path.insert(0, folder)
    return importlib.import_module("prw_one_pb2").WriteRequest, importlib.import_module("prw_two_pb2").Request


class Receiver(threading.Thread):
    """Listens on a free port. `script` gives, for the number of a request, its status, header fields and body."""

    def __init__(self, folder, script=None, speaks_two=False, has_starts=True):
        super().__init__(daemon=True)
        self.one, self.two = compiled(folder)
        self.script = script or (lambda number: None)
        self.speaks_two, self.samples, self.requests, self.faults = speaks_two, {}, [], []
        self.types, self.paths, self.has_starts, self.lock = {}, set(), has_starts, threading.Lock()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver.lock:
                    answer = receiver.take(self.headers, body, self.path)
                status, fields, text = answer
                self.send_response(status)
                for name, value in fields.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        # A push that is killed breaks its connections.
        self.server.handle_error = lambda *_: None
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/api/v1/write"
        self.start()

    def run(self):
        self.server.serve_forever()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def take(self, headers, body, path):
        number = len(self.requests)
        self.paths.add(path)
        self.requests.append(dict(headers.items()))
        scripted = self.script(number)
        if scripted:
            return scripted
        is_two = "v2.Request" in headers["Content-Type"]
        if is_two and not self.speaks_two:
            return 415, {}, b"no 2.0 here"
        self.expect(headers["Content-Encoding"] == "snappy", "encoding")
        self.expect(headers["X-Prometheus-Remote-Write-Version"] == ("2.0.0" if is_two else "0.1.0"), "version")
        self.expect(headers["User-Agent"].startswith("csv_exporter/"), "user agent")
        raw = bytes(cramjam.snappy.decompress_raw(body))
        count = self.take_two(raw) if is_two else self.take_one(raw)
        return 204, {"X-Prometheus-Remote-Write-Samples-Written": str(count)} if is_two else {}, b""

    def expect(self, holds, what):
        if not holds:
            self.faults.append(what)

    def add(self, labels, samples):
        names = [name for name, _ in labels]
        self.expect(names == sorted(set(names)), f"labels are not sorted: {names}")
        self.expect(all(value for _, value in labels), f"an empty label: {labels}")
        series = self.samples.setdefault(frozenset(labels), {})
        last = max(series, default=0)
        for sample in samples:
            self.expect(sample.timestamp > last, f"out of order: {labels}")
            last = sample.timestamp
            bits = struct.unpack("<Q", struct.pack("<d", sample.value))[0]
            is_stale = math.isnan(sample.value) and bits & 0xFFFF == 2
            series[sample.timestamp] = "stale" if is_stale else sample.value
        return len(samples)

    def take_one(self, raw):
        message = self.one()
        message.ParseFromString(raw)
        self.expect(len(raw) >= message.ByteSize(), "bytes")
        for entry in message.metadata:
            self.types[entry.metric_family_name] = (entry.type, entry.help)
        return sum(self.add([(label.name, label.value) for label in series.labels], series.samples)
                   for series in message.timeseries)

    def take_two(self, raw):
        message = self.two()
        message.ParseFromString(raw)
        self.expect(message.symbols[0] == "" and len(set(message.symbols)) == len(message.symbols), "symbols")
        count = 0
        for series in message.timeseries:
            texts = [message.symbols[number] for number in series.labels_refs]
            labels = list(zip(texts[::2], texts[1::2]))
            count += self.add(labels, series.samples)
            name = dict(labels)["__name__"]
            self.types[name] = (series.metadata.type, message.symbols[series.metadata.help_ref])
            for sample in series.samples:
                self.expect(sample.start_timestamp <= sample.timestamp, "start")
                counts = self.has_starts and series.metadata.type in (1, 3)
                self.expect((sample.start_timestamp > 0) == counts, f"start of {name}")
        return count
