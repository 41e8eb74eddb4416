"""The program as it is started: exit codes, pipes, interrupts, both databases, and no window."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.console.application.conftest import DEMO, home, networkcore

__all__ = ["home", "networkcore"]
CHECKOUT = Path(__file__).parents[2]
REPLAY = ("replay", str(DEMO), "--network", "demo")
WINDOWLESS = f"""
import sys
from console.application.command_line import run_line
db = ["--db", sys.argv[1]]
for words in (
    ["--help"],
    ["import", {str(DEMO)!r}],
    [*{REPLAY!r}],
    ["settle"],
    ["trace", "66a182bcb53989ac1f30"],
    ["statement", "NL*DMO"],
    ["verify"],
):
    code = run_line(words if words == ["--help"] else [*words, *db])
    assert code == 0, (words, code)
loaded = {{name.partition(".")[0] for name in sys.modules}}
assert not loaded & {{"PySide6", "shiboken6", "pyqtgraph", "qtawesome"}}, loaded
"""

ENOUGH_S = 60
"""Nothing here takes a second; a test that waits for ever says less than one that fails."""


@pytest.fixture
def db(tmp_path):
    return f"sqlite:///{tmp_path / 'books.sqlite'}"


@pytest.fixture
def start(home):
    """Start the program in a process of its own; the rest is Popen's."""

    def started(*words, **channels):
        line = [sys.executable, "-m", "console", *map(str, words)]
        channels = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | channels
        home.mkdir(parents=True, exist_ok=True)
        return subprocess.Popen(line, cwd=CHECKOUT, text=True, **channels)

    return started


def test_a_script_reads_one_object_and_a_code_and_people_read_tables(start, db):
    with start(*REPLAY, "--db", db, "--json") as process:
        out, err = process.communicate()
    assert (process.returncode, err, out.count("\n")) == (0, "", 1)
    assert json.loads(out)["sessions"] == 136
    with start("verify", "--db", db) as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert "trial balance is zero" in out


def test_commands_start_without_what_only_the_window_needs(home, db):
    done = subprocess.run(
        [sys.executable, "-c", WINDOWLESS, db],
        cwd=CHECKOUT,
        env=os.environ | {"XDG_DATA_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_demonstration_tells_a_script_one_object_and_leaves_nothing(
    start, tmp_path, monkeypatch
):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with start("demo", "--json") as process:
        out, err = process.communicate()
    assert (process.returncode, err, out.count("\n")) == (0, "", 1)
    told = json.loads(out)
    assert set(told) == {"replay", "run", "settle", "verify"}
    assert told["replay"]["sessions"] == 136
    assert told["run"]["scenario"] == "city"
    assert {one["findings"] for one in told["verify"].values()} == {0}
    assert str(tmp_path) not in out
    assert list(temporary.iterdir()) == []


@pytest.fixture
def interruptible():
    """A test run in the background of a script ignores interrupts, and so would what it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_is_one_line_and_its_own_code(start, tmp_path, db):
    os.mkfifo(tmp_path / "endless.csv")
    process = start("import", tmp_path / "endless.csv", "--db", db, "--json")
    with process, (tmp_path / "endless.csv").open("wb"):  # opened: the command reads, and waits
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=ENOUGH_S)
    assert process.returncode == 130
    assert err == "networkcore: interrupted: what was committed is kept; repeat it to go on\n"
    assert json.loads(out) == {"error": err.removeprefix("networkcore: ").strip()}


def test_a_reader_who_leaves_is_no_finding_and_no_traceback(start, db, networkcore):
    networkcore(*REPLAY, "--db", db)
    for words in (("statement", "NL*DMO"), ("verify", "--json")):
        reading, writing = os.pipe()
        os.close(reading)
        with start(*words, "--db", db, stdout=writing) as process:
            os.close(writing)
            _, err = process.communicate()
        assert (process.returncode, err) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_standard_output_on_a_full_disk_is_one_line(start, db, networkcore):
    networkcore(*REPLAY, "--db", db)
    with (
        Path("/dev/full").open("w") as full,
        start("verify", "--db", db, "--json", stdout=full) as process,
    ):
        _, err = process.communicate()
    assert process.returncode == 2
    assert err == "networkcore: standard output: No space left on device\n"


@pytest.mark.parametrize("as_json", [False, True])
def test_bars_are_drawn_on_a_terminal_only_and_never_on_standard_output(start, db, as_json):
    ours, theirs = pty.openpty()
    words = [*REPLAY, "--db", db, *(["--json"] if as_json else [])]
    with start(*words, stderr=theirs) as process:
        os.close(theirs)
        out, drawn = process.stdout.read(), everything_of(ours)
    assert process.returncode == 0
    assert "\x1b" not in out
    assert (b"settle" in drawn) is (not as_json)
    assert drawn == b"" or not as_json


def everything_of(terminal):
    """What was written to a terminal until nobody held it any more."""
    written = b""
    try:
        while piece := os.read(terminal, 65536):
            written += piece
    except OSError:  # Linux says so when the last writer has left
        return written
    finally:
        os.close(terminal)
    return written


def test_the_same_commands_tell_the_same_on_either_database(networkcore, database_url, tmp_path):
    told = {}
    expected = f"sqlite:///{tmp_path / 'expected.sqlite'}"
    for url in (expected, database_url):
        replayed = [networkcore(*REPLAY, "--db", url, "--json").told for _ in range(2)]
        assert replayed[1]["imported"]["accepted"] == 0
        story = networkcore("trace", "66a182bcb53989ac1f30", "--db", url, "--json").told
        told[url] = (
            *({name: one[name] for name in ("by_currency", "held", "posted")} for one in replayed),
            story["answers"],
            story["instructions"],
            networkcore("settle", "--db", url, "--json").told,
            networkcore("verify", "--db", url, "--json").told,
            networkcore("statement", "NL*DMO", "--db", url, "--json").told,
        )
    assert told[database_url] == told[expected]
