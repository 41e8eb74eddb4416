"""A backup is whole or none, comes back as it was, and what is damaged is not taken."""
# ruff: noqa: S608 (statements of our own)

import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from threading import Thread
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from core.domain.errors import ConflictError, SourceError, StoreError
from core.domain.interval import Interval
from core.service.agreement_life import (
    activate_agreement,
    draft_agreement,
    propose_agreement,
)
from core.service.backup_books import backup_books, restore_books
from core.service.carry_cdrs import carry
from core.service.open_books import open_books
from core.service.report import summary_of
from core.service.settle_cycles import settle_until
from core.service.verify_books import verify_books
from core.store.database import VERSIONS, Database, migrate
from core.store.schema import metadata
from tests.bank_books import fill_bank
from tests.books import MONTH, fill, now, open_network, some_cdrs
from tests.builders import START, a_cdr, an_agreement
from tests.conftest import administer
from tests.document_books import fill_documents
from tests.duty_books import approve_as_second, fill_duties
from tests.hub_books import fill_hub
from tests.kept_books import fill_kept
from tests.life_books import fill_life
from tests.settlement_books import fill_settlement

ROOT = Path(__file__).parents[3]
KILLED = """
import os, signal, sys
from pathlib import Path
from core.service.agreement_life import (
    activate_agreement,
    draft_agreement,
    propose_agreement,
)
from core.service.backup_books import backup_books, restore_books
from core.store import book_archive
name, calls = sys.argv[1], [0]
before = getattr(getattr(book_archive, sys.argv[2]), sys.argv[3])
def then_die(self, *given):
    calls[0] += 1
    if calls[0] == int(sys.argv[4]):
        os.kill(os.getpid(), signal.SIGKILL)
    return before(self, *given)
setattr(getattr(book_archive, sys.argv[2]), sys.argv[3], then_die)
{"backup": backup_books, "restore": lambda url, path: restore_books(path, url)}[name](
    sys.argv[5], Path(sys.argv[6])
)
"""


@pytest.fixture
def empty_url(database_url, request, tmp_path):
    """Another database of the same kind without books."""
    yield from another_url(database_url, "restored", request, tmp_path)


@pytest.fixture
def older_url(database_url, request, tmp_path):
    """A third one."""
    yield from another_url(database_url, "older", request, tmp_path)


def another_url(url, what, request, tmp_path):
    if url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / what}.sqlite"
        return
    admin = request.getfixturevalue("postgresql_url")
    name = f"{url.rpartition('/')[2].partition('?')[0]}_{what}"
    administer(admin, f'CREATE DATABASE "{name}"')
    yield admin.set(database=name).render_as_string(hide_password=False)
    administer(admin, f'DROP DATABASE "{name}" WITH (FORCE)')


def rows_of(url):
    """sha256 of each table's rows, whatever their order."""
    found = {}
    with Database(url) as database, database.reading() as connection:
        for table in metadata.tables:
            rows = sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}"))))
            found[table] = sha256("\n".join(rows).encode()).hexdigest()
    return found


def fill_every_table(runtime):
    """By the use cases that write them; a table that stays empty is a table nobody compares."""
    fill(runtime)
    terms = an_agreement(agreement_id="winter", effective=Interval(START.replace(year=2029)))
    draft_agreement(runtime, terms)
    proposed = propose_agreement(runtime, terms.version)
    approve_as_second(runtime, proposed.approval.approval_id)
    activate_agreement(runtime, terms.version)
    fill_bank(runtime)
    fill_documents(runtime)
    fill_life(runtime)
    fill_settlement(runtime)
    fill_duties(runtime)
    fill_hub(runtime)
    fill_kept(runtime)
    with runtime.database.reading() as connection:
        empty = [
            table
            for table in metadata.tables
            if connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first() is None
        ]
    assert empty == []


def test_books_come_back_row_by_row_and_go_on(runtime, database_url, empty_url, tmp_path):
    fill_every_table(runtime)
    file = tmp_path / "books.backup"
    manifest = backup_books(database_url, file, now)
    assert manifest.version == VERSIONS[-1]
    assert manifest.last_block
    restored = restore_books(file, empty_url, now)
    assert restored.manifest == manifest
    assert {name: told for name, told in restored.audit.findings.items() if told} == {}
    assert rows_of(empty_url) == rows_of(database_url)
    again = open_books(empty_url, now)
    # What is done next to either comes to the same, entry by entry.
    later = START.replace(year=2027)
    for books in (again, runtime):
        assert carry(books, [a_cdr("next", start=later)]).posted == 1
        settle_until(books, later + MONTH)
    assert rows_of(empty_url) == rows_of(database_url)
    with (
        pytest.raises(StoreError, match=r"is append-only|not authorized"),
        again.database.transaction() as connection,
    ):
        connection.execute(text("DELETE FROM posting"))
    assert verify_books(again).count == 0
    again.database.close()


def test_a_writer_goes_on_and_the_backup_is_one_consistent_picture(
    runtime, database_url, empty_url, tmp_path
):
    open_network(runtime)
    carry(runtime, some_cdrs(20))
    file, stop = tmp_path / "books.backup", []

    def write():
        first = 100
        while not stop:
            carry(runtime, some_cdrs(5, first=first))
            first += 5

    writer = Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            backup_books(database_url, tmp_path / f"{number}.backup", now)
        backup_books(database_url, file, now)
    finally:
        stop.append(True)
        writer.join()
    restored = restore_books(file, empty_url, now)
    assert restored.audit.count == 0
    again = open_books(empty_url, now)
    assert 20 <= summary_of(again).posted <= summary_of(runtime).posted
    again.database.close()


def test_nothing_is_written_over(runtime, database_url, tmp_path):
    fill(runtime)
    file = tmp_path / "books.backup"
    file.write_text("mine")
    with pytest.raises(ConflictError, match="it exists"):
        backup_books(database_url, file, now)
    assert file.read_text() == "mine"
    good = tmp_path / "good.backup"
    backup_books(database_url, good, now)
    before = rows_of(database_url)
    with pytest.raises(ConflictError, match=r"it exists|without tables"):
        restore_books(good, database_url, now)
    assert rows_of(database_url) == before
    assert [one.name for one in tmp_path.glob(".*")] == []


def damaged(file, name, change):
    """A copy of an archive with one member changed."""
    other = file.with_name(f"{name.replace('/', '-')}.damaged")
    with ZipFile(file) as good, ZipFile(other, "w") as bad:
        for one in good.namelist():
            content = good.read(one)
            bad.writestr(one, change(content) if one == name else content)
    return other


def test_a_changed_byte_a_cut_file_and_something_else_are_refused_and_leave_nothing(
    runtime, database_url, empty_url, tmp_path
):
    fill(runtime)
    file = tmp_path / "books.backup"
    manifest = backup_books(database_url, file, now)
    member = max(manifest.members, key=lambda one: one.size).name
    cut = tmp_path / "cut.backup"
    cut.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    other = tmp_path / "other.backup"
    other.write_text("no backup")
    flipped = damaged(file, member, lambda content: content[:-9] + b"\x00" + content[-8:])
    for bad in (cut, other, flipped, damaged(file, "manifest.json", lambda _: b"{}")):
        with pytest.raises((SourceError, StoreError)):
            restore_books(bad, empty_url, now)
    restore_books(file, empty_url, now)  # nothing of the others is in the way


def test_a_backup_of_another_kind_of_database_or_a_newer_version_is_refused(
    runtime, database_url, empty_url, tmp_path
):
    fill(runtime)
    file = tmp_path / "books.backup"
    backup_books(database_url, file, now)
    newer = damaged(
        file, "manifest.json", lambda told: told.replace(VERSIONS[-1].encode(), b"v9999")
    )
    with pytest.raises(StoreError, match="made by a newer version"):
        restore_books(newer, empty_url, now)
    other = "sqlite" if runtime.database.dialect == "postgresql" else "postgresql"
    foreign = damaged(
        file,
        "manifest.json",
        lambda told: told.replace(runtime.database.dialect.encode(), other.encode()),
    )
    with pytest.raises(ConflictError, match=f"wanted {other}"):
        restore_books(foreign, empty_url, now)


def test_a_database_without_books_cannot_be_backed_up(empty_url, tmp_path):
    with Database(empty_url) as database, database.reading():
        pass  # SQLite has a database only once somebody connected.
    with pytest.raises(StoreError, match="no books to back up"):
        backup_books(empty_url, tmp_path / "books.backup", now)
    assert list(tmp_path.glob("*.backup")) == []


def test_books_of_an_older_version_are_backed_up_as_they_are_and_restored_up_to_date(
    older_url, empty_url, tmp_path
):
    with Database(older_url) as database, database.unguarded() as connection:
        migrate(connection, "v0007")
        connection.execute(text("INSERT INTO free_cdr VALUES ('cdr:NL*ABC:old', 'x')"))
    file = tmp_path / "books.backup"
    assert backup_books(older_url, file, now).version == "v0007"
    assert restore_books(file, empty_url, now).audit.count == 0
    with Database(empty_url) as database, database.reading() as connection:
        assert connection.execute(text("SELECT cdr_key FROM free_cdr")).scalar() == "cdr:NL*ABC:old"
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    assert version == VERSIONS[-1]


def die(*words):
    done = subprocess.run([sys.executable, "-c", KILLED, *map(str, words)], cwd=ROOT, check=False)
    assert done.returncode == -9


def test_a_killed_backup_is_none_and_the_next_one_is_made(
    runtime, database_url, empty_url, tmp_path
):
    fill(runtime)
    file = tmp_path / "books.backup"
    die("backup", "ArchiveWriter", "close_with", 1, database_url, file)
    assert not file.exists()
    backup_books(database_url, file, now)
    assert restore_books(file, empty_url, now).audit.count == 0
    assert [one.name for one in tmp_path.glob(".*")] == []


def test_a_killed_restore_leaves_no_books_and_the_next_one_succeeds(
    runtime, database_url, empty_url, tmp_path
):
    fill(runtime)
    file = tmp_path / "books.backup"
    backup_books(database_url, file, now)
    last = 1 if runtime.database.dialect == "sqlite" else 9
    die("restore", "ArchiveReader", "chunks", last, empty_url, file)
    assert restore_books(file, empty_url, now).audit.count == 0
