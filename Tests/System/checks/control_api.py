"""The control API of `bank_simulator live` takes the requests that users of the published services send.

    python3 Tests/System/checks/control_api.py BINARY

`bank_simulator` lies beside BINARY. Each line of the tables is a curl command, as people type it, with what must come
back. Ports are those of the services, each replaced by a free one: 8000 and 8080 are the API itself, and 8081 to 8083
the addresses of three services.
"""

import json
import re
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Tests/System/checks"))
from servers import Server, free_port  # noqa: E402

SERVICES = {8081: "transaction-service", 8082: "auth-service", 8083: "monitoring-service"}
EVENTS = {"events", "count"}
COUNTED = {"service", "timestamp", "metrics"}
HEALTH = {"status", "timestamp", "service", "uptime_seconds", "metrics"}
# The command after `curl -s`, the status, and the keys that the answer must have. `body` is a file with a body.
REQUESTS = [
    ("localhost:8000/", 200, {"status", "running", "config_loaded"}),
    ("localhost:8000/health", 200, {"status", "timestamp"}),
    ("-X POST localhost:8000/control -H 'Content-Type: application/json' -d '{\"action\": \"start\"}'", 200,
     {"status", "message"}),
    ("-X POST localhost:8000/control -d '{\"action\": \"pause\"}'", 400, {"detail"}),
    ("-X POST localhost:8000/control -d '{}'", 422, {"detail"}),
    ("-X POST localhost:8000/control -d '{\"action\": \"stop\"}'", 200, {"status", "message"}),
    ("-X POST localhost:8080/transactions", 409, {"detail"}),
    ("-X POST localhost:8000/control -d '{\"action\": \"start\"}'", 200, {"status", "message"}),
    ("localhost:8080/health", 200, HEALTH),
    ("localhost:8080/config", 200, {"services", "security", "scenarios", "services_names"}),
    ("-X POST localhost:8080/config -d '{\"anomaly_rate\": 0.03}'", 200, {"status", "config"}),
    ("localhost:8080/events", 200, EVENTS | {"total_count", "services_count"}),
    ("'localhost:8080/events?stream=auth&limit=5'", 200, EVENTS),
    ("localhost:8080/transactions/events", 200, EVENTS),
    ("localhost:8080/auth/events", 200, EVENTS),
    ("localhost:8080/metrics/events", 200, EVENTS),
    ("-X POST localhost:8080/transactions", 201, {"transaction_id", "location", "device_info", "anomaly_type"}),
    ("-X POST localhost:8080/transactions -d '{\"amount\": 60000, \"country\": \"KY\"}'", 201, {"transaction_id"}),
    ("-X POST localhost:8080/auth", 201, {"event_id", "auth_method", "failure_reason"}),
    ("-X POST localhost:8080/metrics", 201, {"event_id", "metric_name", "metric_value"}),
    ("localhost:8080/security/failed-attempts", 200, {"failed_attempts", "total_tracked_ips"}),
    ("localhost:8080/system/health", 200,
     {"overall_status", "services", "issues", "health_score", "system_metrics", "active_anomalies", "alerts_count"}),
    ("localhost:8080/system/metrics", 200, {"timestamp", "system_state", "active_anomalies"}),
    ("localhost:8080/dashboard", 200,
     {"timestamp", "system_health", "aggregated_metrics", "recent_events", "gateway_metrics"}),
    ("-H 'Accept: application/json' localhost:8080/metrics", 200, {"gateway_metrics", "services"}),
    ("localhost:8080/gateway/logs", 200, {"logs"}),
    *[(f"localhost:8080/services/{name}/{what}", 200, keys) for name in SERVICES.values()
      for what, keys in (("health", HEALTH), ("metrics", COUNTED), ("events", EVENTS))],
    ("-X POST localhost:8080/services/auth-service/config -d '{\"anomaly_rate\": 0.05}'", 200, {"status", "config"}),
    ("localhost:8080/services/unknown/health", 404, {"detail"}),
    *[(f"localhost:{port}/{path}", 200, keys) for port in SERVICES
      for path, keys in (("health", HEALTH), ("metrics", COUNTED), ("config", {"anomaly_rate", "service"}))],
    ("-X POST localhost:8081/config -d '{\"anomaly_rate\": 0.02}'", 200, {"status", "config"}),
    ("localhost:8081/transactions/events", 200, EVENTS),
    ("-X POST localhost:8081/transactions", 201, {"transaction_id"}),
    ("localhost:8082/auth/events", 200, EVENTS),
    ("-X POST localhost:8082/auth", 201, {"event_id"}),
    ("localhost:8082/security/failed-attempts", 200, {"failed_attempts", "total_tracked_ips"}),
    ("localhost:8083/metrics/events", 200, EVENTS),
    ("-X POST localhost:8083/metrics", 201, {"event_id"}),
    ("localhost:8083/system/health", 200, {"overall_status"}),
    ("localhost:8083/system/metrics", 200, {"system_state"}),
    ("localhost:8083/dashboard", 200, {"system_health"}),
    # The limit of a body, and who must not send one.
    ("-X POST localhost:8080/transactions -d @whole", 400, {"detail"}),
    ("-X POST localhost:8080/transactions -d @large", 413, {"detail"}),
    ("-X PUT localhost:8080/transactions", 405, {"detail"}),
    ("-X POST -H 'Origin: http://evil.example' localhost:8080/transactions", 403, {"detail"}),
]


def run(binary, folder):
    ports = {port: free_port() for port in (8000, 8080, *SERVICES)}
    command = [
        str(Path(binary).parent / "bank_simulator"), "live", "--set=data/security,data/services",
        f"--output-dir={folder}/out"]
    command += [f"--web.listen-address=127.0.0.1:{ports[port]}" for port in (8000, 8080)]
    command += [f"--web.service-address={name}=127.0.0.1:{ports[port]}" for port, name in SERVICES.items()]
    Path(folder, "whole").write_text('{"city": "' + "a" * (65536 - 12) + '"}')
    Path(folder, "large").write_text('{"city": "' + "a" * (65537 - 12) + '"}')
    with Server(command, f"127.0.0.1:{ports[8000]}") as server:
        # A record of the system's health comes every thirty seconds.
        while not server.get("/events?stream=system_health")["count"]:
            time.sleep(1)
        for line, status, keys in REQUESTS:
            check(line, status, keys, ports, folder)
        made = server.get("/events?stream=services/transactions&limit=1000")["events"]
        time.sleep(2)
        text = Path(folder, "out/services/transactions.csv").read_text()
        assert re.search(r",60000,USD,MER_\d+,KY,", text), "the record that was asked for is not written"
        assert all(event["transaction_id"] in text for event in made), "a record that was shown is not written"


def check(line, status, keys, ports, folder):
    def port(match):
        return f"localhost:{ports[int(match[1])]}"

    arguments = shlex.split(re.sub(r"localhost:(\d+)", port, line))
    answer = subprocess.run(
        ["curl", "-s", "-m", "10", "-w", "\n%{http_code}", *arguments], cwd=folder, capture_output=True, text=True,
        check=True)
    body, code = answer.stdout.rsplit("\n", 1)
    assert int(code) == status, f"curl -s {line}: got {code} {body}; want {status}"
    missing = keys - json.loads(body).keys()
    assert not missing, f"curl -s {line}: got {body[:300]}; want {', '.join(sorted(missing))}, too"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        run(sys.argv[1], folder)
    print(len(REQUESTS), "requests were answered as their users know it")
