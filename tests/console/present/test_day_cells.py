"""The calendar strip says of each day whether it is open, when it cuts off, and its cycle."""

from datetime import UTC, date, datetime

from console.present.day_cells import CLOSED, day_cells, strip_note, strip_summary
from core.domain.banking_days import BankingDays
from core.service.settlement_days import DAYS_AFTER, DAYS_BEFORE, settlement_days
from core.settlement.cycle import CutOff, Timetable
from tests.console.present.builders import a_settlement

WEEKDAYS = BankingDays(name="TARGET", closed=frozenset({date(2026, 6, 4)}), weekends=True)
DAYS = settlement_days(
    Timetable((CutOff(date(2026, 1, 1), 15, WEEKDAYS),)), datetime(2026, 6, 3, 12, tzinfo=UTC)
)


def cells():
    return {cell.title: cell for cell in day_cells(DAYS, a_settlement().cycles)}


def test_the_days_are_around_the_clock_of_the_books():
    assert len(DAYS) == DAYS_BEFORE + 1 + DAYS_AFTER
    assert [one.day for one in DAYS if one.is_today] == [date(2026, 6, 3)]
    assert cells()["Wed 3"].is_today


def test_closed_days_have_no_cut_off_and_say_so():
    assert cells()["Thu 4"].cut_off == cells()["Sat 6"].cut_off == CLOSED
    assert "TARGET" in cells()["Thu 4"].said
    assert cells()["Fri 5"].cut_off == "15:00"
    assert "closed: Sat 30, Sun 31, Thu 4" in strip_summary(list(cells().values()))
    assert strip_note(DAYS) == "TARGET, hours in UTC"


def test_a_day_with_a_cycle_shows_its_sign_and_opens_it():
    due = cells()["Wed 3"]
    assert due.state == "\N{BLACK UP-POINTING TRIANGLE}"
    assert due.cycle_id == "2026-06-03"
    assert "its cycle" in due.said
    assert cells()["Fri 5"].cycle_id == ""


def test_without_a_rule_every_day_is_open():
    days = settlement_days(Timetable(), datetime(2026, 6, 3, tzinfo=UTC))
    assert all(one.is_open for one in days)
    assert strip_note(days) == "every day, hours in UTC"
