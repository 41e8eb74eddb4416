"""A statement's opening and movements are its closing, as text and as CSV."""

import csv
import io
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.money import Money
from core.settlement.statement import Movement, Statement, statement_csv, statement_text
from tests.builders import CPO, START


def a_movement(number, amount_minor):
    return Movement(
        effective_at=START + timedelta(hours=number),
        entry_id=f"cdr:NL*ABC:{number}",
        account="2100:NL*ABC",
        amount_minor=amount_minor,
    )


def a_statement(*amounts, opening_minor=0, currency="EUR"):
    return Statement(
        party=CPO,
        currency=currency,
        start=None,
        end=None,
        opening_minor=opening_minor,
        movements=tuple(a_movement(*numbered) for numbered in enumerate(amounts, start=1)),
    )


AMOUNTS = st.lists(st.integers(-(10**9), 10**9), max_size=6)


@given(AMOUNTS, st.integers(-(10**9), 10**9), st.sampled_from(("EUR", "JPY", "KWD")))
def test_every_balance_is_the_one_before_and_the_movement(amounts, opening, currency):
    one = a_statement(*amounts, opening_minor=opening, currency=currency)
    header, first, *rows = csv.reader(io.StringIO(statement_csv([one])))
    *moves, last = rows
    assert header == ["party", "currency", "effective_at", "entry", "account", "amount", "balance"]
    assert first[3] == "opening balance"
    assert last[3] == "closing balance"
    balance = Money(opening, currency)
    assert first[6] == str(balance.major)
    for row, amount in zip(moves, amounts, strict=True):
        balance += Money(amount, currency)
        assert row[5:] == [str(Money(amount, currency).major), str(balance.major)]
    assert last[6] == str(balance.major)
    assert one.closing_minor == balance.amount_minor == opening + sum(amounts)


def test_statements_follow_each_other_in_one_file():
    rows = list(csv.reader(io.StringIO(statement_csv([a_statement(5), a_statement(-7)]))))
    assert len(rows) == 1 + 2 * 3
    assert rows[2] == [
        CPO,
        "EUR",
        "2026-06-01 11:00",
        "cdr:NL*ABC:1",
        "2100:NL*ABC",
        "0.05",
        "0.05",
    ]


def test_a_statement_is_a_table_for_people():
    title, header, opening, *moves, closing, note = statement_text(
        a_statement(-1089, 1089, opening_minor=-50)
    ).splitlines()
    assert title == "Statement of NL*ABC in EUR"
    assert header.split() == ["effective", "at", "entry", "account", "amount", "balance"]
    assert opening.split() == ["opening", "balance", "-0.50"]
    assert [line.split()[-2:] for line in moves] == [["-10.89", "-11.39"], ["10.89", "-0.50"]]
    assert closing.split() == ["closing", "balance", "-0.50"]
    assert note == "Above zero the party owes the network; below, the network owes the party."
    assert len({len(line) for line in (header, opening, *moves, closing)}) == 1


@pytest.mark.parametrize(("currency", "shown"), [("EUR", "0.00"), ("JPY", "0"), ("KWD", "0.000")])
def test_nothing_is_written_with_the_decimals_of_its_currency(currency, shown):
    assert statement_text(a_statement(currency=currency)).splitlines()[2].split()[-1] == shown
