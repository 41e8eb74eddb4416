"""Hands that are not ours on a file of books: what guards refuse, and what verify then names."""
# ruff: noqa: S608 (statements of our own)

import shutil
import sqlite3

import pytest

from core.domain.errors import StoreError
from core.service.carry_cdrs import carry
from core.service.open_books import open_books
from core.service.verify_books import verify_books
from tests.books import now, open_network, some_cdrs

VICTIM = "cdr:NL*ABC:2"
REST = "entry_id, kind, effective_us, booked_us, due_us, source_id, terms, reverses, notes, sha"
INTO_ENTRY = f"INTO entry (id, {REST})"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Books that were closed; only to be copied."""
    path = tmp_path_factory.mktemp("made") / "books.sqlite"
    runtime = open_books(f"sqlite:///{path}", now)
    open_network(runtime)
    carry(runtime, some_cdrs(4))
    runtime.database.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture
def path(made, tmp_path):
    return shutil.copy(made, tmp_path / "books.sqlite")


def found_in(path):
    """Everything that verify says, in one text; or why the file cannot be read."""
    try:
        runtime = open_books(f"sqlite:///{path}", now)
    except StoreError as error:
        return str(error)
    with runtime.database:
        try:
            findings = verify_books(runtime).findings
        except StoreError as error:
            return str(error)
    return " ".join(f"{check}: {' '.join(found)}" for check, found in findings.items() if found)


def by_hand(path, *statements):
    """Statements of a plain connection: no authorizer, no recursive triggers, no foreign keys."""
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_the_file_is_sound_before_anybody_touches_it(path):
    assert found_in(path) == ""


@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT OR REPLACE {INTO_ENTRY} SELECT id, {REST} FROM entry WHERE entry_id = '{VICTIM}'",
        f"REPLACE {INTO_ENTRY} SELECT 99, {REST} FROM entry WHERE entry_id = '{VICTIM}'",
        "REPLACE INTO posting SELECT entry, leg, account, currency, amount_minor + 1 FROM posting",
        "REPLACE INTO seal SELECT seq, entry + 1 FROM seal WHERE seq = 1",
        "REPLACE INTO seal SELECT 99, entry FROM seal WHERE seq = 1",
        "REPLACE INTO chain_block SELECT n, from_seq, to_seq, previous, 'x', 0 FROM chain_block",
        "REPLACE INTO cdr SELECT * FROM cdr",
        "REPLACE INTO posting_batch SELECT to_entry, 0 FROM posting_batch",
        "UPDATE posting SET amount_minor = 0",
        "DELETE FROM posting",
    ],
)
def test_a_plain_connection_without_our_switches_is_refused_by_the_file_itself(path, statement):
    with pytest.raises(sqlite3.IntegrityError):
        by_hand(path, statement)
    assert found_in(path) == ""


OTHER_LEG = (
    "REPLACE INTO posting SELECT entry, leg, account, 'CHF', 7 FROM posting WHERE entry = {n}"
)
OTHER_KIND = f"REPLACE {INTO_ENTRY} SELECT id, {REST.replace('kind', 'upper(kind)')} FROM entry"
TAKEN_AWAY = (
    ("posting_no_delete", "DELETE FROM posting WHERE entry = {n} AND leg = 1"),
    ("posting_no_update", "UPDATE posting SET amount_minor = amount_minor + 1 WHERE entry = {n}"),
    ("posting_no_replace", OTHER_LEG),
    ("entry_no_replace", OTHER_KIND + " WHERE id = {n}"),
    ("entry_no_update", "UPDATE entry SET notes = '[]' WHERE id = {n}"),
)


@pytest.mark.parametrize(("trigger", "statement"), TAKEN_AWAY)
def test_whoever_takes_a_guard_away_is_found_out_and_the_entry_named(path, trigger, statement):
    with sqlite3.connect(path) as connection:
        query = "SELECT id FROM entry WHERE entry_id = ?"
        (number,) = connection.execute(query, [VICTIM]).fetchone()
    connection.close()
    by_hand(path, f"DROP TRIGGER {trigger}", statement.format(n=number))
    assert f"{VICTIM} is not as it was booked" in found_in(path)


def test_an_entry_that_is_deleted_whole_is_missed(path):
    by_hand(
        path,
        "DROP TRIGGER posting_no_delete",
        "DROP TRIGGER entry_no_delete",
        f"DELETE FROM posting WHERE entry = (SELECT id FROM entry WHERE entry_id = '{VICTIM}')",
        f"DELETE FROM entry WHERE entry_id = '{VICTIM}'",
    )
    assert "entry number 2 is missing" in found_in(path)


@pytest.mark.parametrize("word", [b"2100:NL*ABC", VICTIM.encode(), b"networkcore@2020-01-01"])
@pytest.mark.parametrize("which", [0, -1])
def test_a_byte_that_is_flipped_in_the_file_is_found_out(path, word, which):
    content = bytearray(path.read_bytes())
    places = [at for at in range(len(content)) if content.startswith(word, at)]
    assert places
    content[places[which] + len(word) - 1] ^= 0x01
    path.write_bytes(content)
    assert found_in(path)


def test_a_flipped_bit_of_an_amount_names_its_entry(path):
    with sqlite3.connect(path) as connection:
        query = (
            "SELECT account, amount_minor FROM posting JOIN entry ON entry.id = entry "
            "WHERE entry_id = ? AND abs(amount_minor) BETWEEN 256 AND 32767 LIMIT 1"
        )
        account, amount = connection.execute(query, [VICTIM]).fetchone()
    connection.close()
    content = bytearray(path.read_bytes())
    written = account.encode() + b"EUR" + amount.to_bytes(2, "big", signed=True)
    at = content.find(written)
    assert at > 0
    content[at + len(written) - 1] ^= 0x04
    path.write_bytes(content)
    assert f"{VICTIM} is not as it was booked" in found_in(path)
