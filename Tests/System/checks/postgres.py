"""A real PostgreSQL on a free port of loopback, with the database, the rules of access and the scripts of
data/cards/sql, and with the limits of a session, as the compose stack starts them. Python's standard library only.
"""

import csv
import os
import pwd
import re
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

from servers import free_port

SCRIPTS = Path(__file__).resolve().parents[3] / "data/cards/sql"
PASSWORD = "test"
# docker-compose.yml: `ulimit` of the service.
SESSION_MEMORY = 32 << 20


def programs():
    """The folder of the newest PostgreSQL: Debian keeps its programs apart from PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin"), key=lambda path: float(path.parent.name))
    return folders[-1] if folders else Path(shutil.which("initdb") or "no PostgreSQL here").parent


class Postgres:
    """A server whose tables are the files of a folder; use it in a with statement.

    PostgreSQL refuses to run as root: then it runs as its own user, who must be able to read both folders.
    """

    def __init__(self, folder, files):
        self.folder, self.files, self.port = Path(folder, "postgres"), files, free_port()
        self.user = {}
        self.folder.mkdir()
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            self.user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)

    def __enter__(self):
        """The server right after the scripts: what they leave for its next start holds after `restart`."""
        sockets, scripts = self.folder / "sockets", self.folder / "scripts"
        sockets.mkdir()
        sockets.chmod(0o777)
        shutil.copytree(SCRIPTS, scripts)
        self.call([
            programs() / "initdb", "-D", self.folder / "data", "-U", "postgres", "-E", "UTF8", "--no-locale",
            "--no-sync"])
        self.socket = f"host={sockets} port={self.port} user=postgres"
        self.log = self.folder / "log"
        self.start()
        self.call(["psql", f"{self.socket} dbname=postgres", "-qc", "CREATE DATABASE cards"])
        # In the order of the names, as the image does it.
        for script in sorted(scripts.glob("*.sql")):
            self.call(
                ["psql", f"{self.socket} dbname=cards", "-v", "ON_ERROR_STOP=1", "-Xqf", script],
                FOLDER=str(self.files), POSTGRES_PASSWORD=PASSWORD)
        return self

    def __exit__(self, *_):
        self.stop()

    def restart(self):
        """As the image does it after the scripts. The log is a new file."""
        self.stop()
        self.log = self.folder / "log_of_restart"
        self.start()

    def start(self):
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [programs() / "postgres", "-D", self.folder / "data", "-p", str(self.port), "-c", "fsync=off",
                 "-c", f"unix_socket_directories={self.folder}/sockets", "-c", "listen_addresses=127.0.0.1",
                 "-c", f"hba_file={self.folder}/scripts/pg_hba.conf", "-c", "max_worker_processes=1"],
                cwd=self.folder, stderr=log, **self.user,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (SESSION_MEMORY, SESSION_MEMORY)))
        deadline = time.monotonic() + 30
        while subprocess.run(["psql", f"{self.socket} dbname=postgres", "-qc", ""], capture_output=True).returncode:
            assert self.process.poll() is None and time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def stop(self):
        # A fast shutdown, as the image asks for: sessions end.
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=20)

    def call(self, command, **variables):
        ended = subprocess.run(
            command, capture_output=True, text=True, cwd=self.folder, env=os.environ | variables, **self.user)
        assert ended.returncode == 0, f"{command[0]}: {ended.stderr}"

    def administer(self, statement):
        """The first cell of what the superuser asks from within the container."""
        return subprocess.run(
            ["psql", f"{self.socket} dbname=cards", "-XAtqc", statement], check=True, capture_output=True,
            text=True).stdout.strip()

    def ask(self, statement, database="cards", settings=""):
        """The rows of a statement that Grafana's role asks through the network, as lists of texts, and the SQLSTATE of
        its error: "" without any, and "connection" if the server lets nobody in.
        """
        address = f"host=127.0.0.1 port={self.port} user=grafana dbname={database} password={PASSWORD}"
        ended = subprocess.run(
            ["psql", address, "-X", "--csv", "-t", "-v", "VERBOSITY=sqlstate", "-c", statement],
            capture_output=True, text=True, env=os.environ | {"PGOPTIONS": settings})
        state = re.search(r"^(?:ERROR|FATAL):\s+(\w{5})$", ended.stderr, re.MULTILINE)
        return list(csv.reader(ended.stdout.splitlines())), (
            "" if ended.returncode == 0 else state.group(1) if state else "connection")
