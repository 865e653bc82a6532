"""The live stack on loopback without containers: simulator, an exporter for each data set, Prometheus, Alertmanager."""

import contextlib
import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Tests/System/checks"))

import past  # noqa: E402
from exporter import Exporter  # noqa: E402
from servers import Alertmanager, Prometheus, Server, free_port  # noqa: E402

# Each data set with the mapping of what the simulator makes.
MAPPINGS = {
    "payments": "history.yml", "security": "mapping.yml", "services": "mapping.yml", "ebanking": "mapping.yml",
    "cards": "mapping.yml"}


class Simulator(Server):
    def __init__(self, binary, folder, sets, *flags):
        address = f"127.0.0.1:{free_port()}"
        super().__init__(
            [binary, "live", "--set=" + ",".join(f"{ROOT}/data/{each}" for each in sets), f"--output-dir={folder}/live",
             f"--web.listen-address={address}", *flags], address)

    def begin(self, scenario):
        """Causes an incident; the answer."""
        request = urllib.request.Request(f"{self.url}/incidents/{scenario}", method="POST")
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)

    def end(self, incident):
        with urllib.request.urlopen(
                urllib.request.Request(f"{self.url}/incidents/{incident}", method="DELETE"), timeout=10):
            pass


class LiveStack:
    """All of it, as the profile `live` of docker-compose.yml runs it, with a past of so many seconds; use it in a with
    statement."""

    def __init__(self, binary, folder, sets, past_length, *flags):
        self.binary, self.folder, self.sets, self.flags = Path(binary).resolve(), folder, sets, flags
        self.past_length = past_length
        self.running = contextlib.ExitStack()

    def __enter__(self):
        with self.running:
            start = self.running.enter_context
            self.simulator = start(
                Simulator(self.binary.parent / "bank_simulator", self.folder, self.sets, *self.flags))
            self.exporters = {
                each: start(Exporter(
                    self.binary, f"--config.file={self.folder}/live/{each}/{MAPPINGS[each]}", "--source.mode=follow"))
                for each in self.sets}
            rules = [f"{ROOT}/data/{each}/rules/" for each in self.sets]
            subprocess.run(
                [self.binary, "scale-rules", "--replay.speed=1", "--scrape-interval=5s",
                 f"--output-dir={self.folder}/rules", f"{ROOT}/prometheus/rules", *rules,
                 f"{ROOT}/prometheus/alertmanager.yml"], check=True)
            self.alertmanager = start(Alertmanager(self.folder, f"{self.folder}/rules/alertmanager.yml"))
            if self.past_length:
                mappings = {each: MAPPINGS[each] for each in self.sets}
                past.write_blocks(self.binary, self.folder, mappings, self.past_length)
            self.prometheus = start(Prometheus(self.folder, self.configuration()))
            self.running = self.running.pop_all()
        return self

    def __exit__(self, *_):
        self.running.close()

    def configuration(self):
        """The shipped prometheus.yml with addresses of this run, and the exporters of its job csv_exporter."""
        text = (ROOT / "prometheus/prometheus.yml").read_text()
        config = yaml.safe_load(text)
        config["global"] = {"scrape_interval": "5s", "scrape_timeout": "5s", "evaluation_interval": "5s"}
        config["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"] = [self.alertmanager.address]
        config["rule_files"] = [
            f"{ROOT}/prometheus/wall-time/*.yml",
            *(f"{self.folder}/rules/{each}-rules/*.yml" for each in ("prometheus", *self.sets))]
        config["scrape_configs"] = [
            {"job_name": "csv_exporter", "sample_limit": 80000, "static_configs": [
                {"targets": [exporter.url[7:]], "labels": {"instance": f"exporter-{each}:8081"}}
                for each, exporter in self.exporters.items()]}]
        path = Path(self.folder) / "prometheus.yml"
        path.write_text(yaml.safe_dump(config))
        return path
