"""One record with all that hangs on it: sessions, entries, instructions, and what is stored."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from core.domain.entry import EntryKind
from core.domain.errors import NotFoundError
from core.domain.filter_parse import parse_filter
from core.domain.hold import HoldReason
from core.domain.instruction import InstructionKind
from core.domain.table_fields import FIELDS, BookTable
from core.pricing.discrepancy import DifferenceKind
from core.service.carry_cdrs import carry
from core.service.look_up import ENTRIES_MAX, entry_detail, payout_detail, session_detail
from core.service.pages import ROW_FIELDS, keys_of, rows_of
from core.service.settle_cycles import settle_until
from core.service.trace import trace
from tests.books import MONTH, fill, open_network, some_cdrs
from tests.builders import START, a_cdr

IDS = {
    BookTable.ENTRIES: ("entry_id", entry_detail),
    BookTable.SESSIONS: ("cdr_key", session_detail),
    BookTable.HELD: ("cdr_key", session_detail),
    BookTable.INSTRUCTIONS: ("instruction_id", payout_detail),
}


@pytest.fixture
def books(runtime):
    fill(runtime)
    return runtime


def rows(runtime, table, filter_text=""):
    tree = parse_filter(filter_text, FIELDS[table])
    keys = [key for chunk in keys_of(runtime, table, tree) for key in chunk]
    names = ROW_FIELDS[table]
    return {
        key: dict(zip(names, row, strict=True))
        for key, row in zip(keys, rows_of(runtime, table, keys), strict=True)
    }


@pytest.mark.parametrize("table", BookTable)
def test_every_row_of_every_table_is_looked_up_and_knows_its_place(books, table):
    name, look_up = IDS[table]
    found = rows(books, table)
    assert found
    for key, row in found.items():
        detail = look_up(books, row[name])
        assert detail.places[table] == key
        assert json.loads(detail.raw)


def test_a_session_is_its_story_and_the_rows_behind_it(books):
    detail = session_detail(books, "cdr:NL*ABC:2")
    assert detail.story == trace(books, "cdr:NL*ABC:2")
    stored = json.loads(detail.raw)
    assert set(stored) == {"cdr", "priced_cdr", "split", "entries"}
    assert stored["cdr"]["body"]["energy_kwh"] == "22"
    assert stored["cdr"]["end_us"] == int(detail.story.cdr.end.timestamp()) * 1_000_000
    (own,) = stored["entries"]
    assert own["entry"]["entry_id"] == "cdr:NL*ABC:2"
    assert [leg["leg"] for leg in own["posting"]] == list(range(1, len(own["posting"]) + 1))
    assert set(detail.places) == {BookTable.SESSIONS, BookTable.ENTRIES}


def test_a_credited_session_has_both_entries_in_its_rows(books):
    stored = json.loads(session_detail(books, "cdr:NL*ABC:1").raw)
    assert stored["credit_cdr"]["credited_key"] == "cdr:NL*ABC:1"
    assert [one["entry"]["kind"] for one in stored["entries"]] == ["cdr", "credit"]


def test_a_held_cdr_shows_what_it_states_beside_ours(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr(total_excl="11.00")])
    detail = session_detail(runtime, "1")
    assert detail.story.hold.reason is HoldReason.TOTAL_DIFFERS
    total = next(one for one in detail.differences if one.theirs == Decimal("11.00"))
    assert (total.ours, total.amount) == (Decimal("10.00"), Decimal("1.00"))
    assert total.kind is DifferenceKind.UNEXPLAINED
    assert set(detail.places) == {BookTable.SESSIONS, BookTable.HELD}
    assert json.loads(detail.raw)["hold"]["reason"] == "total_differs"


def test_a_cdr_that_states_no_price_differs_in_nothing(books):
    assert session_detail(books, "short").differences == ()


def test_an_entry_names_its_seal_its_block_and_its_session(books):
    detail = entry_detail(books, "cdr:NL*ABC:2")
    assert detail.cdr_key == "cdr:NL*ABC:2"
    assert detail.cycle_id == trace(books, "cdr:NL*ABC:2").cycle_id
    assert detail.block.first_seq <= detail.booked.seq <= detail.block.last_seq
    assert len(detail.block.hash) == len(detail.sha) == 64
    assert (detail.block.number == 1) is (detail.block.previous == "")
    stored = json.loads(detail.raw)
    assert stored["entry"]["sha"] == detail.sha
    assert stored["chain_block"]["hash"] == detail.block.hash
    assert stored["seal"]["seq"] == detail.booked.seq
    assert sum(leg["amount_minor"] for leg in stored["posting"] if leg["currency"] == "EUR") == 0


def test_the_blocks_of_all_entries_chain(books):
    details = [
        entry_detail(books, row["entry_id"]) for row in rows(books, BookTable.ENTRIES).values()
    ]
    blocks = {one.block.number: one.block for one in details}
    assert sorted(blocks) == list(range(1, len(blocks) + 1))
    assert len(blocks) > 2
    for number, block in blocks.items():
        assert block.previous == (blocks[number - 1].hash if number > 1 else "")


def test_a_credit_and_the_entry_that_it_undoes_name_each_other(books):
    undone = entry_detail(books, "cdr:NL*ABC:1")
    assert undone.reversed_by is not None
    credit = entry_detail(books, undone.reversed_by)
    assert credit.booked.entry.kind is EntryKind.CREDIT
    assert (credit.booked.entry.reverses, credit.cdr_key) == ("cdr:NL*ABC:1", "cdr:NL*ABC:1")


def test_an_entry_of_a_cycle_names_the_instructions_of_its_party(books):
    (paid,) = trace(books, "cdr:NL*ABC:2").instructions[:1]
    detail = entry_detail(books, f"instructed:{paid.instruction_id}")
    assert (detail.cdr_key, detail.cycle_id) == (None, paid.cycle_id)
    assert paid in detail.instructions
    assert {one.party for one in detail.instructions} == {paid.party}


def test_a_payout_is_the_sum_of_its_entries(books):
    for row in rows(books, BookTable.INSTRUCTIONS).values():
        detail = payout_detail(books, row["instruction_id"])
        paid = detail.instruction
        sign = -1 if paid.kind is InstructionKind.PAYOUT else 1
        assert detail.total_minor == sign * paid.amount_minor
        assert detail.total_minor == sum(one.amount_minor for one in detail.entries)
        assert detail.total_minor == sum(one.amount_minor for one in detail.obligations)
        assert detail.entry_count == len(detail.entries) <= ENTRIES_MAX
        assert {one.entry.kind for one in detail.booked} == {"cut_off", "instructed"}
        assert json.loads(detail.raw)["instruction"]["amount_minor"] == paid.amount_minor


@pytest.mark.parametrize("field", ["cpo", "dp"])
def test_a_filter_finds_the_sessions_of_a_payout(books, field):
    paid = [
        payout_detail(books, row["instruction_id"])
        for row in rows(books, BookTable.INSTRUCTIONS).values()
        if (row["party"] == "NL*ABC") is (field == "cpo")
    ]
    assert paid
    for detail in paid:
        one = detail.instruction
        found = rows(books, BookTable.SESSIONS, f"cycle:{one.cycle_id} {field}:{one.party}")
        assert len(found) == detail.session_count
        keys = {entry.cdr_key for entry in detail.entries if entry.kind is EntryKind.CDR}
        assert {row["cdr_key"] for row in found.values()} == keys
        assert {row["cycle_id"] for row in found.values()} <= {one.cycle_id}


def test_sessions_that_no_cycle_took_are_found_by_an_empty_cycle(runtime):
    open_network(runtime)
    carry(runtime, some_cdrs(2))
    settle_until(runtime, START + MONTH)
    carry(runtime, [a_cdr("late", start=START + MONTH + timedelta(days=2))])
    found = rows(runtime, BookTable.SESSIONS, 'cycle:""')
    assert [row["cdr_key"] for row in found.values()] == ["cdr:NL*ABC:late"]
    others = rows(runtime, BookTable.SESSIONS, 'not cycle:""')
    assert all(row["cycle_id"] for row in others.values())
    assert len(others) == 2


@pytest.mark.parametrize("look_up", [session_detail, entry_detail, payout_detail])
def test_what_is_not_there_is_said(books, look_up):
    with pytest.raises(NotFoundError, match="nothing-like-it"):
        look_up(books, "nothing-like-it")
