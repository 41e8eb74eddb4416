from decimal import Decimal

import numpy as np
import pytest

from console.present.amount_text import (
    decimal_text,
    duration_text,
    instant_text,
    money_text,
    signed_money_text,
    simulated_clock_text,
)
from console.present.book_looks import DTYPES
from console.present.ledger_table import KIND_TEXTS, session_key_of
from core.domain.entry import EntryKind
from core.domain.hold import HoldReason
from core.domain.table_fields import BookTable
from simulation.feed import LEDGER_ROW
from tests.console.present.builders import KEY, START, ledger_rows


@pytest.mark.parametrize(
    ("amount_minor", "currency", "text"),
    [
        (0, "EUR", "0.00"),
        (123_456_789, "EUR", "1,234,567.89"),
        (-5, "EUR", "\N{MINUS SIGN}0.05"),
        (1234, "JPY", "1,234"),
        (1234, "KWD", "1.234"),
    ],
)
def test_an_amount_has_every_decimal_of_its_currency(amount_minor, currency, text):
    assert money_text(amount_minor, currency) == text


def test_a_change_always_has_a_sign():
    assert signed_money_text(1200, "EUR") == "+12.00"
    assert signed_money_text(-1200, "EUR") == "\N{MINUS SIGN}12.00"
    assert signed_money_text(0, "EUR") == "0.00"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(42, "42 s"), (250, "4 min 10 s"), (3900, "1 h 05 min"), (183_600, "2 d 03 h")],
)
def test_a_time_is_told_in_its_two_largest_units(seconds, text):
    assert duration_text(seconds) == text


def test_the_simulated_clock_begins_on_day_one():
    assert simulated_clock_text(0) == "day 1 \N{MIDDLE DOT} 00:00:00"
    assert simulated_clock_text(42 * 86_400 + 43_305) == "day 43 \N{MIDDLE DOT} 12:01:45"


def test_an_instant_that_is_not_on_record_is_a_dash():
    assert instant_text(None) == "\N{EM DASH}"
    assert instant_text(START) == "2026-06-01 12:01:07 UTC"


def test_a_number_loses_its_trailing_zeros_and_never_gets_an_exponent():
    assert decimal_text(Decimal("19.00")) == "19"
    assert decimal_text(Decimal("1E+2")) == "100"
    assert decimal_text(Decimal("7.70")) == "7.7"


def test_only_the_entry_of_a_session_leads_to_a_session():
    rows = ledger_rows(1)
    assert session_key_of(rows[0]) == KEY
    rows["kind"][0] = "cut_off"
    assert session_key_of(rows[0]) is None


def test_every_kind_of_entry_has_a_name_on_screen():
    assert set(KIND_TEXTS) == set(EntryKind)


@pytest.mark.parametrize("dtype", [DTYPES[BookTable.ENTRIES], LEDGER_ROW])
def test_no_kind_of_entry_is_cut_on_its_way_to_the_screen(dtype):
    rows = np.zeros(len(EntryKind), dtype=dtype)
    rows["kind"] = [kind.value for kind in EntryKind]
    assert rows["kind"].tolist() == [kind.value for kind in EntryKind]


def test_no_reason_to_hold_a_cdr_is_cut_on_its_way_to_the_screen():
    rows = np.zeros(len(HoldReason), dtype=DTYPES[BookTable.HELD])
    rows["reason"] = [reason.value for reason in HoldReason]
    assert rows["reason"].tolist() == [reason.value for reason in HoldReason]
