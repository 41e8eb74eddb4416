"""Books that cannot be used: one clear line, exit 2, and nothing half done."""

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.console.application.conftest import DEMO

REPLAY = ("replay", DEMO, "--network", "demo", "--json")


def other_writer(books):
    """Somebody else's connection that holds the one lock of writers."""
    connection = sqlite3.connect(books, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return closing(connection)


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("bla", "wanted a URL as sqlite:///"),
        ("mysql://root@localhost/books", "mysql"),
        ("postgresql://nobody@localhost:1/books", "localhost"),
        ("sqlite:////proc/nowhere/books.sqlite", "cannot make /proc/nowhere"),
    ],
)
def test_a_database_that_is_none_of_ours_is_named(networkcore, url, named):
    done = networkcore("import", DEMO, "--db", url, "--json")
    assert done.code == 2
    assert named in done.told["error"]


def test_a_password_is_never_shown(networkcore):
    done = networkcore("verify", "--db", "postgresql://nobody:secret@localhost:1/books", "--json")
    assert done.code == 2
    assert "secret" not in done.out + done.err


def test_a_file_that_is_no_database_is_named(networkcore, tmp_path):
    (tmp_path / "notes.txt").write_text("These are notes, not books.\n" * 200)
    done = networkcore("verify", "--db", f"sqlite:///{tmp_path / 'notes.txt'}", "--json")
    assert done.code == 2
    assert "notes.txt: file is not a database" in done.told["error"]


def test_books_of_a_newer_version_are_left_alone(networkcore, books, db):
    with closing(sqlite3.connect(books)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'v9999'")
    before = books.read_bytes()
    for command in (("verify", "--json"), REPLAY):
        done = networkcore(*command, "--db", db)
        assert done.code == 2
        assert "written by a newer version" in done.told["error"]
        assert "v9999" in done.told["error"]
    assert books.read_bytes() == before


def test_books_that_another_process_writes_to_are_read_but_not_written(
    networkcore, books, db, monkeypatch, tmp_path
):
    monkeypatch.setattr("core.store.engines.BUSY_TIMEOUT_S", 0.05)
    fresh = shutil.copy(DEMO, tmp_path / "fresh.csv")
    with other_writer(books):
        assert networkcore("verify", "--db", db, "--json").told["findings"] == 0
        done = networkcore("import", fresh, "--db", db, "--json")
        assert done.code == 2
        assert "database is locked: another process is writing to it" in done.told["error"]
    assert networkcore("import", fresh, "--db", db, "--json").told["duplicates"] == 137


def test_books_that_are_read_only_are_read_but_not_written(networkcore, books, tmp_path):
    read_only = f"sqlite:///file:{books}?mode=ro&uri=true"
    assert networkcore("verify", "--db", read_only, "--json").told["findings"] == 0
    header, first, *_ = DEMO.read_text(encoding="utf-8").splitlines()
    other = tmp_path / "other.csv"
    other.write_text(f"{header}\n{first.replace('R1', 'R2')}\n", encoding="utf-8")
    done = networkcore("import", other, "--db", read_only, "--json")
    assert done.code == 2
    assert "readonly" in done.told["error"]


FULL_DISK = """
set -e
mount -t tmpfs -o size=700k none "$1"
"$2" -m console replay "$3" --network demo --json --db "sqlite:///$1/books.sqlite" && exit 9
mount -o remount,size=50m "$1"
"$2" -m console verify --json --db "sqlite:///$1/books.sqlite"
"$2" -m console replay "$3" --network demo --json --db "sqlite:///$1/books.sqlite"
"$2" -m console verify --json --db "sqlite:///$1/books.sqlite"
"""


@pytest.fixture
def own_mounts():
    """Skips where this user may not mount a small disk of its own."""
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("needs unshare")
    words = (unshare, "--map-root-user", "--mount")
    asked = subprocess.run(
        [*words, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
    )
    if asked.returncode:
        pytest.skip("may not mount a disk of its own here")
    return words


def test_a_full_disk_is_said_and_with_more_room_the_same_line_goes_on(
    own_mounts, tmp_path, monkeypatch, networkcore
):
    monkeypatch.chdir(DEMO.parents[2])
    words = [*own_mounts, "sh", "-c", FULL_DISK, "sh", tmp_path, sys.executable, DEMO]
    done = subprocess.run(words, capture_output=True, check=True, text=True)
    full, verified_then, replayed, verified = map(json.loads, done.stdout.splitlines())
    assert "the disk is full; nothing of the last step was kept" in full["error"]
    assert (verified_then["findings"], verified["findings"]) == (0, 0)
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
    expected = networkcore(*REPLAY, "--db", elsewhere).told
    for name in ("sessions", "posted", "by_currency", "held", "trial_balance"):
        assert replayed[name] == expected[name]
