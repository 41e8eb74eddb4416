"""A file of the bank is recognised by its namespace, whichever it is."""

import pytest

from core.banking.bank_message import bank_message
from core.domain.bank_entry import BankReport, StatusReport
from core.domain.errors import SourceError
from tests.bank_files import Movement, camt, pain_002


def test_statements_and_status_reports_are_told_apart():
    assert isinstance(bank_message(camt(Movement(amount_minor=1)), "f"), BankReport)
    assert isinstance(bank_message(pain_002("NC1"), "f"), StatusReport)


def test_everything_else_is_refused_with_what_was_wanted():
    with pytest.raises(SourceError, match=r"camt\.053\.001\.08.*pain\.002\.001\.10; found a of no"):
        bank_message(b"<a/>", "f")
