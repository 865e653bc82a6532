"""Compares the exporter's gzip and UTF-16 with Python's.

usage: decoders.py BINARY [ROUNDS]

Each round writes files of random records with Python's zlib, gzip and codecs, damages some, and asks the exporter for
the sum of each file. Python reads the same files and says which records are whole.
"""

import gzip
import io
import random
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

MAPPING = """sources:
  - name: files
    files: "*.csv*"
    time: {column: time, format: unix}
    metrics:
      - counter: sum_total
        help: Sum.
        value: number
        labels: {file: {file: name}}
"""


def table(chance):
    """A table whose times ascend, or do not."""
    count = chance.choice([1, 5, 300, 3000, 20000])
    times = [chance.randrange(10**9) for _ in range(count)]
    if chance.random() < 0.7:
        times.sort()
    names = ["aé", "", "\U0001f4c8", "Straße", "x" * chance.randrange(60)]
    return "time,name,number\n" + "".join(f"{time},{chance.choice(names)},{chance.randrange(100)}\n" for time in times)


def member(chance, data):
    """The bytes as one gzip member of any kind that zlib can write."""
    strategy = chance.choice([zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE, zlib.Z_FIXED, zlib.Z_FILTERED])
    window = 16 + chance.randrange(9, 16)
    deflate = zlib.compressobj(chance.randrange(10), zlib.DEFLATED, window, chance.randrange(1, 10), strategy)
    parts = []
    while data:
        cut = chance.randrange(1, len(data) + 1)
        parts.append(deflate.compress(data[:cut]))
        if chance.random() < 0.3:
            parts.append(deflate.flush(chance.choice([zlib.Z_SYNC_FLUSH, zlib.Z_FULL_FLUSH, zlib.Z_BLOCK])))
        data = data[cut:]
    return b"".join(parts) + deflate.flush()


def packed(chance, data):
    """The bytes as gzip: one member or several, by zlib or by the gzip module with a name."""
    cuts = sorted(chance.randrange(len(data) + 1) for _ in range(chance.choice([0, 0, 1, 4])))
    file = b""
    for start, end in zip([0, *cuts], [*cuts, len(data)]):
        if chance.random() < 0.5:
            named = io.BytesIO()
            with gzip.GzipFile("a name.csv", "wb", chance.randrange(10), named, chance.randrange(2**31)) as writer:
                writer.write(data[start:end])
            file += named.getvalue()
        else:
            file += member(chance, data[start:end])
    return file


def unpacked(file):
    """The content of gzip bytes up to their damage, and whether bytes are missing there."""
    content = b""
    while file and file.strip(b"\0"):
        if not file.startswith(b"\x1f\x8b"):
            return content, False
        inflate = zlib.decompressobj(31)
        try:
            content += inflate.decompress(file)
        except zlib.error as error:
            # Only trailers are changed, so the content is what it was.
            assert "incorrect" in str(error), error
            content += zlib.decompressobj(-15).decompress(file[body(file) :])
            return content, False
        if not inflate.eof:
            return content, True
        file = inflate.unused_data
    return content, False


def body(file):
    """The offset of the deflate stream: behind a header with or without a name."""
    return file.index(b"\0", 10) + 1 if file[3] & 8 else 10


def total(text):
    """The sum of the whole records; None without a header."""
    lines = text.split("\n")
    if lines[0].split(",") != ["time", "name", "number"] or len(lines) < 2:
        return None
    # A member whose header is cut off looks like bytes behind the file: then the last line may be cut, too.
    records = [line.split(",") for line in lines[1:]]
    return sum(int(record[2]) for record in records if len(record) == 3 and record[2])


def write(chance, path):
    """Writes a random file, and returns the sum that it holds; None if it has no header."""
    data = table(chance)
    encoding = chance.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
    raw = (b"\xfe\xff" if encoding == "utf-16-be" else b"") + data.encode(encoding)
    is_packed = chance.random() < 0.7
    file = packed(chance, raw) if is_packed else raw
    damage = chance.choice(["", "", "", "cut", "change", "more"]) if is_packed else chance.choice(["", "", "odd"])
    if damage == "cut":
        file = file[: chance.randrange(20, len(file))] if len(file) > 21 else file
    elif damage == "change":
        at = len(file) - chance.randrange(1, 9)
        file = file[:at] + bytes([file[at] ^ chance.randrange(1, 256)]) + file[at + 1 :]
    elif damage in ("more", "odd"):
        file += b"x"
    elif is_packed:
        file += bytes(chance.choice([0, 0, 0, 100]))
    path.write_bytes(file)
    is_cut = damage == "odd"
    if is_packed:
        raw, is_cut = unpacked(file)
    codec = "utf-8-sig" if encoding.startswith("utf-8") else "utf-16"
    text = raw[: len(raw) - len(raw) % 2 if codec == "utf-16" else None].decode(codec, "replace")
    if is_cut or len(raw) % 2 and codec == "utf-16":
        text = text[: text.rfind("\n") + 1]
    return total(text)


def main():
    binary, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 12
    files = 0
    for seed in range(rounds):
        chance = random.Random(seed)
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            (folder / "map.yml").write_text(MAPPING)
            wanted = {"good.csv": 3.0}
            (folder / "good.csv").write_text("time,name,number\n1,a,3\n")
            for number in range(40):
                name = f"{number}.csv" + chance.choice(["", ".gz"])
                result = write(chance, folder / name)
                files += 1
                if result is not None:
                    wanted[name] = float(result)
            command = [binary, "print", f"--config.file={folder}/map.yml"]
            text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            samples = [line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("sum_total{")]
            found = {series.split('file="')[1].split('"')[0]: float(value) for series, value in samples}
            # A file without a whole record has no series.
            wanted = {name: value for name, value in wanted.items() if value or name in found}
            for name in sorted(wanted.keys() | found.keys()):
                got, want = found.get(name), wanted.get(name)
                assert got == want, f"seed {seed}, {name}: got {got}, want {want}"
    print(f"{files} files as Python reads them")


if __name__ == "__main__":
    main()
