"""The manners of `csv_exporter init`, for init.py: what is not written and why, what flags change, what it prints to
run next, and what it asks on a terminal.
"""

import os
import pty
import re
import subprocess

import yaml


def run(*command, **options):
    options = {"capture_output": True, "text": True, "timeout": 60, "stdin": subprocess.DEVNULL} | options
    return subprocess.run([str(part) for part in command], **options)


def same(what, got, want):
    assert got == want, f"{what}: got {got}; want {want}"


def check(binary, folder, paths):
    """What is not written, and what flags change."""
    def init(*arguments, status):
        found = run(binary, "init", *arguments, cwd=folder)
        same(f"{arguments}: status, with {found.stderr}", found.returncode, status)
        return found

    before = sorted(folder.rglob("*"))
    found = init(paths["ambiguous"], status=1)
    assert "--time.day-first or --time.month-first" in found.stderr, found.stderr
    for text in ('{"a": [1, 2]}', "<!DOCTYPE html><p>no</p>", "", "one\ntwo\nthree\n", "a,b\nx,y\nz,w\n"):
        (folder / "bad.csv").write_text(text)
        init("bad.csv", status=1)
        init("bad.csv", paths["access"], status=1)
    (folder / "bad.csv").unlink()
    found = init(paths["access"], status=1)
    assert "access/mapping.yml and" in found.stderr and "--force" in found.stderr, found.stderr
    init("--name=../x", paths["access"], status=2)
    mapping = init("--stdout", paths["access"], status=0).stdout
    assert yaml.safe_load(mapping)["sources"][0]["name"] == "access", mapping
    same("files without a word to write", sorted(folder.rglob("*")), before)
    init("--force", paths["access"], status=0)
    init("--name=bare", "--no-dashboard", "--no-rules", paths["access"], status=0)
    names = sorted(path.name for path in (folder / "bare").iterdir())
    same("a bare set", names, ["README.md", "access.csv", "mapping.yml"])
    assert (folder / "bare/access.csv").samefile(paths["access"]), "want a link to the data"
    init("--time.day-first", paths["ambiguous"], "--output-dir=more/and/deeper", status=0)
    assert (folder / "more/and/deeper/ambiguous/mapping.yml").exists(), "want folders that are missing to be made"
    found = run(binary, paths["access"])
    same("a file without a command", found.returncode, 2)
    assert f"Did you mean: {binary} init {paths['access']}\n" in found.stderr, found.stderr
    check_suggestions(binary, folder, paths)
    check_places(binary, folder, paths)
    check_alike(init, folder, paths)
    check_terminal(binary, folder, paths)


def check_suggestions(binary, folder, paths):
    """What it prints to run next runs as pasted where it was called, whatever the names of program, file and folder."""
    (folder / "my tools").mkdir()
    (folder / "my tools/csv").symlink_to(binary)
    (folder / "a b").mkdir()
    (folder / "it's $new.csv").write_bytes(paths["access"].read_bytes())
    found = run("my tools/csv", "init", "it's $new.csv", "--output-dir=a b/c'd", cwd=folder)
    same("status", (found.returncode, found.stderr), (0, ""))
    (command,) = re.findall(r"^now run: +(.*)$", found.stdout, re.M)
    pasted = run("sh", "-c", f"{command} --config.check", cwd=folder)
    assert pasted.returncode == 0 and "4000 records" in pasted.stdout, f"{command}: {pasted.stdout}{pasted.stderr}"
    found = run("my tools/csv", "it's $new.csv", cwd=folder)
    (command,) = re.findall(r"^Did you mean: (.*)$", found.stderr, re.M)
    pasted = run("sh", "-c", f"{command} --stdout", cwd=folder)
    same(command, (pasted.returncode, pasted.stdout[:7]), (0, "# it-s-"))


def check_places(binary, folder, paths):
    """Where files cannot be read or written, one sentence says what is wanted, and nothing is left behind."""
    def refused(status, want, *arguments, **options):
        before = sorted(folder.rglob("*"))
        found = run(binary, "init", *arguments, cwd=folder, **options)
        said = found.stderr.removesuffix("nothing was written\n")
        assert found.returncode == status and want in said and said.count("\n") == 1, f"{arguments}: {found}"
        same(f"{arguments}: files", sorted(folder.rglob("*")), before)

    data = paths["access"]
    refused(1, f"{folder}: cannot be read: got a directory; want its files, such as {folder}/*.csv", folder)
    os.mkfifo(folder / "queue")
    refused(1, "queue: cannot be read: got a pipe; want a file, because it is read twice", "queue")
    refused(1, "/dev/stdin: cannot be read: got a pipe", "/dev/stdin", stdin=None, input="a,b\n")
    refused(1, "none.csv: cannot be read: got open: No such file or directory", "none.csv")
    refused(1, f"cannot write {data}/access: got mkdir", f"--output-dir={data}", data)
    refused(1, "cannot write queue: got a file at queue, which nothing replaces", "--name=queue", data)
    (folder / "shut").mkdir(mode=0o555)
    (folder / "secret.csv").write_bytes(data.read_bytes())
    (folder / "secret.csv").chmod(0)
    if os.geteuid() == 0:  # root may write and read anything
        folder.chmod(0o755)
        person = {"preexec_fn": lambda: os.setuid(65534)}
    else:
        person = {}
    refused(1, "cannot write shut/access: got mkdir: Permission denied", "--output-dir=shut", data, **person)
    refused(1, "secret.csv: cannot be read: got open: Permission denied", "secret.csv", **person)
    (folder / "mine/.grown.csv_exporter-init").mkdir(parents=True)
    (folder / "mine/grown.partial").mkdir()
    check_growing(binary, folder)
    same("left beside", sorted(path.name for path in (folder / "mine").iterdir()), ["grown", "grown.partial"])


def check_growing(binary, folder):
    """A file that grows meanwhile stays where it is, and the README says which folder a container needs."""
    (folder / "log").mkdir()
    path = folder / "log/grown.csv"
    line = "2026-03-02 08:00:{:02},a,{}\n"
    path.write_text("time,shop,amount\n" + "".join(line.format(number % 60, number) for number in range(400_000)))
    with subprocess.Popen(["sh", "-c", f"while echo 2026-03-02 09:00:00,a,1; do :; done >> {path}"]) as writer:
        try:
            found = run(binary, "init", "log/grown.csv", "--output-dir=mine", cwd=folder)
        finally:
            writer.kill()
    same("a file that grows", (found.returncode, found.stderr), (0, ""))
    assert "still grows, so that it stays where it is: log/grown.csv" in found.stdout, found.stdout
    page = (folder / "mine/grown/README.md").read_text().replace("\\", "")
    assert f"needs the folder {folder}/log mounted" in page, page
    mapping = yaml.safe_load((folder / "mine/grown/mapping.yml").read_text())
    same("its name", mapping["sources"][0]["files"], str(path))
    assert not (folder / "mine/grown/grown.csv").exists()


def check_alike(init, folder, paths):
    """Alike files are one source; a file proves for the others whether the day is first."""
    lines = paths["machine"].read_text().splitlines()
    for name, part in (("m-1.csv", lines[:1001]), ("m-2.csv", [lines[0], *lines[1001:]])):
        (folder / name).write_text("\n".join(part) + "\n")
    init("m-1.csv", "m-2.csv", status=0)
    (source,) = yaml.safe_load((folder / "m/mapping.yml").read_text())["sources"]
    same("alike files", source["files"], "m-*.csv")
    (folder / "d-1.csv").write_bytes(paths["ambiguous"].read_bytes())
    (folder / "d-2.csv").write_text("date,shop,amount\n" + "".join(f"{day}/02/2025,Thun,5\n" for day in range(10, 28)))
    init("d-1.csv", "d-2.csv", status=0)
    text = (folder / "d/mapping.yml").read_text()
    assert 'format: "%d/%m/%Y"' in text and 'files: "d-*.csv"' in text, text


def check_terminal(binary, folder, paths):
    """On a terminal it asks, and an answer decides. A terminal that goes away writes nothing."""
    answers = ((b"1\n\n", 0), (b"\n", 1), (None, 1), (b"1\nBerlin\n\n", 0))
    for number, (answer, status) in enumerate(answers):
        target = folder / f"asked-{number}"
        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(binary, [binary, "init", str(paths["ambiguous"]), f"--output-dir={target}"])
        shown = b""
        while b"? " not in shown.splitlines()[-1:][0] if shown else True:
            shown += os.read(terminal, 4096)
        if answer is None:
            os.close(terminal)
        else:
            os.write(terminal, answer)
            try:
                while more := os.read(terminal, 4096):
                    shown += more
            except OSError:
                os.close(terminal)  # Linux says so when the program ends
        code = os.waitpid(pid, 0)[1]
        assert answer != b"1\nBerlin\n\n" or b'did you mean "Europe/Berlin"?' in shown, shown.decode()
        wanted = code == 0 if status == 0 else code != 0
        assert wanted and target.exists() == (status == 0), f"answer {answer}: {code}: {shown.decode()}"
