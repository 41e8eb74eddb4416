"""The sealed chain verified a slice at a time: the same verdict as in one go, and never twice."""
# ruff: noqa: S608 (statements of our own)

from dataclasses import replace
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from core.service.carry_cdrs import carry
from core.store.chain_store import changed_entries
from core.store.chain_walk import ChainPoint, ChainWalk
from core.store.journal_store import entries_where
from core.store.rows import block_hash, entry_sha, entry_text, sha_of, us_of
from tests.books import fill, open_network, some_cdrs

LAST = "(SELECT MAX(id) FROM entry)"


def walk_on(runtime, walk, most):
    """Walk to the end; return how many steps it took."""
    steps = 0
    with runtime.database.reading() as connection:
        while walk.step(connection, most):
            steps += 1
    return steps


def tamper(runtime, statement):
    dialect = runtime.database.dialect
    with runtime.database.unguarded() as connection:
        if dialect == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            names = connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            )
            for name in names.scalars().all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.execute(text(statement))


def last_seq(runtime):
    with runtime.database.reading() as connection:
        return connection.execute(text("SELECT MAX(seq) FROM seal")).scalar_one()


@pytest.mark.parametrize("most", [1, 2, 3, 1000])
def test_good_books_are_whole_to_the_end_whatever_the_slices(memory, most):
    fill(memory)
    walk = ChainWalk()
    steps = walk_on(memory, walk, most)
    last = last_seq(memory)
    assert (walk.problem, walk.point.seq) == ("", last)
    assert steps == -(-last // most)
    assert walk_on(memory, walk, most) == 0


def test_a_walk_goes_on_where_it_ended_when_the_books_have_grown(runtime):
    open_network(runtime)
    carry(runtime, some_cdrs(3))
    walk = ChainWalk()
    walk_on(runtime, walk, 100)
    assert walk.point.seq == 3
    carry(runtime, some_cdrs(2, first=4))
    later = ChainWalk(walk.point)
    with runtime.database.reading() as connection:
        later.find_again(connection)
    assert walk_on(runtime, later, 100) == 1
    assert (later.point.seq, later.point.block, later.problem) == (5, 2, "")
    tamper(runtime, "UPDATE entry SET terms = 'x' WHERE id = (SELECT MIN(id) FROM entry)")
    assert walk_on(runtime, ChainWalk(later.point), 100) == 0  # what was verified is not read again


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (f"UPDATE entry SET terms = 'x' WHERE id = {LAST}", "is not as it was booked"),
        (f"UPDATE entry SET kind = 'nonsense' WHERE id = {LAST}", "is not as it was booked"),
        (
            f"UPDATE posting SET amount_minor = amount_minor + 1 WHERE entry = {LAST}",
            "is not as it was booked",
        ),
        (f"UPDATE entry SET sha = 'x' WHERE id = {LAST}", "is not as it was booked"),
        (f"DELETE FROM seal WHERE entry < {LAST} AND seq > 4", "entry number 5 is missing"),
        (f"DELETE FROM seal WHERE entry = {LAST}", "entry number 9 is missing"),
        ("UPDATE chain_block SET hash = 'x' WHERE n = 2", "block 2 is not as it was sealed"),
        ("UPDATE chain_block SET previous = 'x' WHERE n = 2", "block 2 does not chain"),
        ("DELETE FROM chain_block WHERE n = 1", "entry number 1 is in no block"),
        ("DELETE FROM chain_block WHERE n = 3", "entry number 7 is in no block"),
    ],
)
@pytest.mark.parametrize("most", [1, 1000])
def test_whatever_is_tampered_with_ends_the_walk_and_is_named(memory, statement, named, most):
    open_network(memory)
    for first in (1, 4, 7):
        carry(memory, some_cdrs(3, first=first))
    tamper(memory, statement)
    walk = ChainWalk()
    walk_on(memory, walk, most)
    assert named in walk.problem
    assert walk.point.seq in (0, 3, 6)
    with memory.database.reading() as connection:
        assert changed_entries(connection)
        assert not walk.step(connection, most)


def forged_sha(entry, legs):
    """The sha of an entry with legs that no entry can have."""
    names = ("entry_id", "kind", "source_id", "terms", "reverses", "notes")
    forged = SimpleNamespace(postings=legs, **{name: getattr(entry, name) for name in names})
    return sha_of(entry_text(forged, us_of(entry.effective_at), us_of(entry.due_at)))


def test_an_entry_that_does_not_sum_to_zero_is_none_even_if_its_hashes_were_made_anew(memory):
    open_network(memory)
    carry(memory, some_cdrs(2))
    with memory.database.reading() as connection:
        first, last = (kept.entry for kept in entries_where(connection))
    debit, *others = last.postings
    sha = forged_sha(last, (replace(debit, amount_minor=debit.amount_minor + 1), *others))
    tamper(
        memory,
        f"UPDATE posting SET amount_minor = amount_minor + 1 WHERE leg = 1 AND entry = {LAST}",
    )
    tamper(memory, f"UPDATE entry SET sha = '{sha}' WHERE id = {LAST}")
    hashed = block_hash("", [entry_sha(first), sha])
    tamper(memory, f"UPDATE chain_block SET hash = '{hashed}'")
    walk = ChainWalk()
    walk_on(memory, walk, 10)
    assert walk.problem == f"{last.entry_id} is not as it was booked"


def test_books_that_are_not_those_of_the_point_are_found_out(memory):
    open_network(memory)
    carry(memory, some_cdrs(3))
    walk = ChainWalk(ChainPoint(block=1, seq=3, hash="of other books"))
    with memory.database.reading() as connection:
        walk.find_again(connection)
        assert "these are other books" in walk.problem
        assert not walk.step(connection, 10)


def test_an_empty_journal_has_nothing_to_verify(memory):
    walk = ChainWalk()
    assert walk_on(memory, walk, 10) == 0
    assert (walk.point, walk.problem) == (ChainPoint(), "")
