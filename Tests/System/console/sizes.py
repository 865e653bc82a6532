"""What a browser gets of the page: its files as a csv_exporter serves them."""

import gzip
import urllib.request

from browser import expect
from exporter import Exporter

PATHS = ["/", "/console/console.css", "/console/console.js", "/console/icon.svg"]


def served(exporter):
    """The bytes of each file, as they are."""
    files = {}
    for path in PATHS:
        with urllib.request.urlopen(exporter.url + path, timeout=20) as answer:
            files[path] = answer.read()
    return files


def packed(files):
    """The bytes of all with gzip each."""
    return sum(len(gzip.compress(file, 9)) for file in files.values())


def is_small(browser, binary):
    with Exporter(binary) as exporter:
        files = served(exporter)
    script, whole = len(files["/console/console.js"]), sum(map(len, files.values()))
    expect(script <= 35_000, f"the script takes {script} bytes, more than 35 kB")
    expect(whole <= 48 * 1024, f"the page and its files take {whole} bytes, more than 48 KiB")
    expect(packed(files) <= 16 * 1024, f"they take {packed(files)} bytes with gzip each, more than 16 KiB")
