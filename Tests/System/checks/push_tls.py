"""Pushes through vmagent to a Prometheus behind TLS and basic auth, with prometheus/push_over_tls.sh.

usage: push_tls.py BINARY
"""

import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

from push import SELECTOR, STEP
from push_data import expect_equal, oracle, without_stale, write_data
from servers import free_port

# The user "admin" with the password "test", from Prometheus' documentation.
WEB = """
tls_server_config: {cert_file: cert.pem, key_file: key.pem}
basic_auth_users: {admin: $2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay}
"""


def ask(url, context):
    request = urllib.request.Request(url, headers={"Authorization": "Basic YWRtaW46dGVzdA=="})
    with urllib.request.urlopen(request, context=context, timeout=10) as response:
        return response.read()


def main():
    binary = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        mapping = write_data(folder)
        truth, first, last = oracle(binary, mapping, STEP)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"],
            check=True, capture_output=True)
        for name, text in (("web.yml", WEB), ("prometheus.yml", ""), ("password", "test")):
            with open(f"{folder}/{name}", "w") as file:
                file.write(text)
        address = f"localhost:{free_port()}"
        context = ssl.create_default_context(cafile=f"{folder}/cert.pem")
        server = subprocess.Popen(
            ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/tsdb",
             f"--web.config.file={folder}/web.yml", f"--web.listen-address={address}", "--log.level=error",
             "--storage.tsdb.retention.time=20y", "--web.enable-remote-write-receiver"])
        try:
            for _ in range(100):
                try:
                    ask(f"https://{address}/-/ready", context)
                    break
                except OSError:
                    time.sleep(0.1)
            environment = dict(os.environ, CSV_EXPORTER=binary, PORT=str(free_port()),
                               VMAGENT_FLAGS=f"-remoteWrite.tlsCAFile={folder}/cert.pem")
            subprocess.run(
                ["prometheus/push_over_tls.sh", f"https://{address}/api/v1/write", "admin", f"{folder}/password",
                 f"--config.file={mapping}", f"--step={STEP}s"], check=True, env=environment, timeout=120)
            query = urllib.parse.urlencode({"query": SELECTOR, "start": first, "end": last, "step": STEP})
            result = json.loads(ask(f"https://{address}/api/v1/query_range?{query}", context))["data"]["result"]
            found = {frozenset(entry["metric"].items()): {int(float(at) * 1000): float(value)
                                                          for at, value in entry["values"]} for entry in result}
            expect_equal(found, without_stale(truth), "Prometheus behind TLS, by vmagent")
        finally:
            server.terminate()
            server.wait(timeout=20)


if __name__ == "__main__":
    main()
