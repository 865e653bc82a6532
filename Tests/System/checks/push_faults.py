"""Bad input of `push`, and receivers that are none: the status, and words of the sentence.

usage: push_faults.py BINARY [--table]
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from push_receiver import Receiver
from servers import free_port

MAPPING = """
sources:
  - name: orders
    files: orders.csv
    time: {column: time, format: "%Y-%m-%d %H:%M:%S"}
    metrics:
      - {counter: orders_total, help: Orders., value: count, labels: {place: place}}
"""


class Case:
    """A folder with a mapping, its file and the flags that make a push fail."""

    def __init__(self, binary, folder, url):
        self.binary, self.folder, self.url = binary, folder, url
        self.write(["2026-03-02 05:00:00,Bern,1", "2026-03-02 05:10:00,Thun,2"])
        with open(f"{folder}/mapping.yml", "w") as file:
            file.write(MAPPING)

    def write(self, rows):
        with open(f"{self.folder}/orders.csv", "w") as file:
            file.write("\n".join(["time,place,count", *rows]) + "\n")

    def run(self, *flags, url=None):
        command = [self.binary, "push", f"--config.file={self.folder}/mapping.yml",
                   f"--remote-write.url={url or self.url}", "--remote-write.protocol=1.0", *flags]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr


def flag_rows(url):
    """Flags, the status and words."""
    return [
        (["--label=x"], 2, 'got no "="; want NAME=VALUE'), (["--label=place=x"], 2, "orders_total has a label"),
        (["--label=__x=y"], 2, "want another name"), (["--label=a=1", "--label=a=2"], 2, "given twice"),
        (["--step=0"], 2, "--step"), (["--step=-1s"], 2, "--step"), (["--step=25h"], 2, "--step"),
        (["--step=1500us"], 2, "--step"),
        (["--replay.start-at=2026-03-03", "--replay.end-at=2026-03-02"], 1, "want an end that is not before it"),
        (["--replay.end-at=2026-03-01"], 1, "it would begin at 2026-03-02T05:00:00Z"),
        (["--remote-write.header=Host=x"], 2, "got a field that the protocol sets"),
        (["--remote-write.header=a=b\nc"], 2, "--remote-write.header"),
        (["--remote-write.header=x"], 2, "want NAME=VALUE"),
        (["--remote-write.bearer-token-file=/nowhere"], 2, "cannot read the secret: open /nowhere: No such"),
        (["--remote-write.bearer-token-file=a", "--remote-write.basic-auth-file=b"], 2, "got both; want one"),
        (["--verify.url=ftp://x"], 2, "--verify.url"), (["--position-file=/nowhere/x"], 1, "position file"),
        (["--web.listen-address=nonsense"], 2, "--web.listen-address"),
        (["--output=x"], 2, "--output"),
        (["--remote-write.queue=1MiB"], 2, "which waits in its files; want no such flag"),
    ] + [([f"--remote-write.url={text}"], 2, words) for text, words in [
        ("http://", "host"), ("https://x/w", "got https; want http://, with a TLS proxy"),
        ("http://u:p@x/w", "got a user in the URL, where anybody can read it; want a file for it"),
        ("http://x y/w", "x y"),
        ("http://localhost:1", "want the receiver's, such as http://localhost:1/api/v1/write"), ("x", "http://"),
        ("http://x:99999/w", "99999")]]


def check_flags(case, say):
    for flags, status, words in flag_rows(case.url):
        url = [flag.split("=", 1)[1] for flag in flags if flag.startswith("--remote-write.url")]
        others = [flag for flag in flags if "write.url" not in flag]
        say(" ".join(flags), *case.run(*others, url=url[0] if url else None), status, words)


def check_records(case, say):
    rows = [
        ("no record with a time", ["x,Bern,1"], [], 1, "no record"),
        ("no record at all", [], [], 1, "no record"),
        ("before 1970", ["1969-12-31 23:59:59,Bern,1"], [], 1, "want none before 1970"),
        ("tomorrow", ["2026-03-02 05:00:00,Bern,1", "2200-01-01 00:00:00,Bern,1"], [], 1, "later than now"),
        ("tomorrow, --allow-future", ["2030-01-01 00:00:00,Bern,1"], ["--allow-future", "--dry-run"], 0, "would push"),
        ("a rejected record", ["2026-03-02 05:00:00,Bern,1", "2026-03-02 05:00:00,Bern,x"], ["--dry-run"], 0, "would"),
        ("a rejected record, --strict", ["2026-03-02 05:00:00,Bern,1", "2026-03-02 05:00:00,Bern,x"], ["--strict"], 1,
         "got 1 rejected record"),
        ("no rejected record, --strict", ["2026-03-02 05:00:00,Bern,1"], ["--strict", "--dry-run"], 0, "would push"),
    ]
    for name, records, flags, status, words in rows:
        case.write(records)
        say(name, *case.run(*flags), status, words)
    case.write(["2026-03-02 05:00:00,Bern,1", "2026-03-02 05:10:00,Thun,2"])


def check_positions(case, receiver, say):
    position = f"{case.folder}/position"
    flag = f"--position-file={position}"
    say("a first run", *case.run(flag, url=receiver.url), 0, "pushed 207 samples")
    say("the same again", *case.run(flag, url=receiver.url), 0, "nothing to push")
    say("position of other labels", *case.run(flag, "--label=job=x", url=receiver.url), 1, "another mapping")
    text = open(position).read()
    for name, content, words in [
            ("truncated", text[:40], "remove it"), ("of a newer version", text.replace('"version": 1', '"version": 2'),
                                                    "got version 2; want 1, or the program that wrote it")]:
        with open(position, "w") as file:
            file.write(content)
        say(f"position file {name}", *case.run(flag, url=receiver.url), 1, words)


class Raw(threading.Thread):
    """Answers each connection with the same bytes, whatever it is asked; `endless` repeats the last piece."""

    def __init__(self, answer, endless=b""):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/w"
        self.answer, self.endless, self.count = answer, endless, 0
        self.start()

    def run(self):
        while True:
            peer, _ = self.listener.accept()
            self.count += 1
            try:
                with peer:
                    peer.recv(65536)
                    peer.sendall(self.answer)
                    while self.endless:
                        peer.sendall(self.endless)
            except OSError:
                pass


RESPONSES = [
    ("301", b"HTTP/1.1 301 Moved\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", b"", 1, "got HTTP/1.1 301 Moved"),
    ("a page", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", b"", 1, "a page"),
    ("SSH", b"SSH-2.0-OpenSSH_9\r\n", b"", 1, "SSH-2.0"),
    ("64 KiB of header", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 11_000, b"", 1, "retry-for"),
    ("a body without end", b"HTTP/1.1 400 No\r\n\r\n", b"x" * 65536, 1, "got HTTP/1.1 400 No: xxxx"),
    ("a chunked body", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", b"", 0, "pushed"),
    ("100 before 204", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No\r\n\r\n", b"", 0, "pushed"),
    ("204 with a body", b"HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\nok", b"", 0, "pushed"),
    ("an early end", b"HTTP/1.1 20", b"", 1, "retry-for"),
    ("nothing", b"", b"", 1, "retry-for"),
    ("control characters", b"HTTP/1.1 400 No\r\nContent-Length: 5\r\n\r\n\x1b[1mx", b"", 1,
     r"got HTTP/1.1 400 No: \x1b[1mx"),
]


def check_responses(case, say):
    for name, answer, endless, status, words in RESPONSES:
        raw = Raw(answer, endless)
        code, text = case.run("--remote-write.retry-for=1s", url=raw.url)
        assert "\x1b" not in text, f"{name}: control characters are shown as they are"
        say(name, code, text, status, words)


def check_ends(case, say):
    say("a name that nobody knows", *case.run("--remote-write.retry-for=1s", url="http://no-such-name.invalid/w"), 1,
        'address of "no-such-name.invalid"')
    say("nobody listens", *case.run("--remote-write.retry-for=1s", url=f"http://127.0.0.1:{free_port()}/w"), 1,
        "Connection refused")
    for number in (signal.SIGTERM, signal.SIGINT):
        command = [case.binary, "push", f"--config.file={case.folder}/mapping.yml",
                   f"--remote-write.url=http://127.0.0.1:{free_port()}/w"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            assert "trying again" in process.stdout.readline() + process.stdout.readline()
            process.send_signal(number)
            text = process.communicate(timeout=30)[0]
        say(signal.Signals(number).name, process.returncode, text, 0, "stopped: nothing is acknowledged")


def check_change(case, say):
    """A file that shrinks while it is read: half a history is no result."""
    case.write([f"2026-03-02 05:{number // 60 % 60:02}:{number % 60:02},Bern,1" for number in range(3000)] * 100)
    receiver = Raw(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
    command = [case.binary, "push", f"--config.file={case.folder}/mapping.yml", "--step=1s",
               f"--remote-write.url={receiver.url}", "--remote-write.protocol=1.0", "--remote-write.retry-for=3s"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        while receiver.count == 0:
            time.sleep(0.02)
        os.truncate(f"{case.folder}/orders.csv", 100)
        receiver.answer = b"HTTP/1.1 204 No\r\n\r\n"
        text = process.communicate(timeout=60)[0]
    say("a file shrinks", process.returncode, text, 1, "a file was changed while it was read")


def main():
    binary, shows = os.path.abspath(sys.argv[1]), "--table" in sys.argv
    count = 0

    def say(name, code, text, status, words):
        nonlocal count
        count += 1
        assert code == status and words in text, f"{name}: status {code}, want {status} and {words!r}\n{text}"
        if shows:
            lines = [line for line in text.splitlines() if words in line] or text.splitlines()
            print(f"| {name!r} | {code} | {lines[0][:300]} |")

    with tempfile.TemporaryDirectory() as folder:
        receiver = Receiver(folder)
        case = Case(binary, folder, receiver.url)
        check_flags(case, say)
        check_records(case, say)
        check_positions(case, receiver, say)
        check_responses(case, say)
        check_ends(case, say)
        check_change(case, say)
    print(f"push: {count} kinds of bad input have their sentence and status")


if __name__ == "__main__":
    main()
