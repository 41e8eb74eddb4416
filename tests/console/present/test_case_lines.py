"""Cases on screen: what waits longest, what differs, and what was done."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.present.case_lines import (
    SHOWN_MAX,
    class_text,
    figure_lines,
    findings_text,
    history_lines,
    queue_note,
    queue_rows,
    resolution_text,
    side_lines,
    subject_text,
    tone_of_age,
)
from console.present.kpi_tiles import Tone
from core.domain.approval import Principal
from core.domain.money import Money
from core.domain.reconciliation import (
    CaseEvent,
    CaseEventKind,
    CaseKind,
    CaseStatus,
    Resolution,
)
from core.service.case_stakes import StakedQueue
from core.service.view_reconciliation import Queue, SideBySide
from tests.console.present.builders import END, KEY, a_case, a_case_detail

NOW = END + timedelta(hours=50)


def a_queue(*cases, stakes=None):
    queue = Queue(at=NOW, cases=cases, held=len(cases), by_reason={}, by_status={})
    return StakedQueue(queue, stakes or {}, {one.case_id: one.age_s(NOW) for one in cases})


def texts(row):
    return tuple(cell.text for cell in row.cells)


def test_a_case_says_how_long_it_waits_what_it_is_and_what_is_at_stake():
    case = a_case(owner="ann", status=CaseStatus.PROPOSED, resolution=Resolution.OUR_PRICE)
    (row,) = queue_rows(a_queue(case, stakes={KEY: Money(2640, "EUR")}))
    assert texts(row) == (
        "\N{MULTIPLICATION SIGN}", "2 d 02 h", "Total differs", "NL*EVB:90311", "26.40", "EUR",
        "proposed our price", "ann", "DE*AAA",
    )  # fmt: skip
    assert row.key == KEY


def test_a_case_without_a_cdr_names_its_session_and_no_amount():
    case = a_case(
        case_id="cdr_missing:S9", kind=CaseKind.CDR_MISSING, reason="cdr_missing", cdr_key=None,
        session_id="S9", demand_partner="", opened_at=NOW - timedelta(hours=30),
    )  # fmt: skip
    (row,) = queue_rows(a_queue(case))
    assert texts(row)[:4] == (Tone.WARNING.value, "1 d 06 h", "CDR missing", "session S9")
    assert texts(row)[4:6] == ("\N{EM DASH}", "")
    assert subject_text(replace(case, session_id=None)) == "cdr_missing:S9"
    assert class_text(a_case(reason="unknown_evse")) == "Unknown EVSE"


def test_half_of_what_the_terms_promise_is_soon_late_and_all_of_it_is_late():
    hours = {hour: tone_of_age(hour * 3600, 48 * 3600) for hour in (23, 24, 47, 48)}
    assert list(hours.values()) == [Tone.CALM, Tone.WARNING, Tone.WARNING, Tone.BAD]
    assert tone_of_age(5 * 3600, 4 * 3600) is Tone.BAD


def test_each_case_is_late_by_its_own_terms_and_the_note_says_by_which():
    fast = a_case(case_id="fast", opened_at=NOW - timedelta(hours=10))
    slow = a_case(case_id="slow", opened_at=NOW - timedelta(hours=100))
    queue = replace(a_queue(fast, slow), promised_s={"fast": 8 * 3600, "slow": 720 * 3600})
    assert [texts(row)[0] for row in queue_rows(queue)] == [Tone.BAD.value, Tone.CALM.value]
    assert "1 longer than 8 h" in queue_note(queue, 2)
    both = replace(queue, promised_s={"fast": 8 * 3600, "slow": 96 * 3600})
    assert "2 longer than their terms promise" in queue_note(both, 2)


@pytest.mark.parametrize(
    ("words", "found"), [("", 2), ("overlap", 1), ("nl*evb total", 1), ("x", 0)]
)
def test_the_filter_wants_all_its_words(words, found):
    other = a_case(case_id="cdr:NL*EVB:7", cdr_key="cdr:NL*EVB:7", reason="overlap")
    assert len(queue_rows(a_queue(a_case(), other), words)) == found


def test_the_note_counts_what_is_late_and_adds_up_by_currency():
    young = a_case(case_id="b", opened_at=NOW)
    queue = a_queue(a_case(), young, stakes={KEY: Money(2640, "EUR"), "b": Money(60, "EUR")})
    late = "\N{MULTIPLICATION SIGN} 1 longer than 48 h"
    assert queue_note(queue, 2) == f"2 cases \N{MIDDLE DOT} {late} \N{MIDDLE DOT} 27.00 EUR"
    assert queue_note(queue, 1).startswith("1 of 2")
    assert queue_note(a_queue(young), 1) == "1 case"


def test_fields_that_differ_are_marked_by_sign_and_weight_and_read_as_money():
    rows = side_lines(a_case_detail(a_case()))
    assert texts(rows[0]) == ("\N{EQUALS SIGN}", "Energy", "41 kWh", "41 kWh", "41 kWh")
    assert texts(rows[2]) == (
        "\N{NOT EQUAL TO}", "Total with VAT", "\N{EM DASH}", "26.40 EUR", "24.40 EUR",
    )  # fmt: skip
    assert [row.is_marked for row in rows] == [False, False, True]


def test_amounts_in_a_currency_that_nobody_knows_stay_as_they_were_stated():
    fields = (
        SideBySide(field="duration_s", session="2700", cdr=None, ours=None, differs=False),
        SideBySide(field="currency", session=None, cdr="XXQ", ours=None, differs=False),
        SideBySide(field="total_excl_minor", session=None, cdr="5", ours=None, differs=False),
    )
    rows = side_lines(a_case_detail(a_case(), fields=fields))
    assert texts(rows[0])[:3] == ("", "Duration", "45 min 00 s")
    assert texts(rows[2])[3] == "5"


def test_the_history_begins_with_how_it_came_to_be():
    event = CaseEvent(
        case_id=KEY, number=1, kind=CaseEventKind.ASSIGNED, by=Principal("ann", enforced=True),
        at=NOW, note="knows this CPO", detail="ben",
    )  # fmt: skip
    rows = history_lines(a_case_detail(a_case(), events=(event,)))
    assert texts(rows[0])[2:] == ("opened: Total differs", "wanted 24.40, found 26.40")
    assert texts(rows[1])[1:] == ("ann", "assigned", "ben: knows this CPO")


def test_what_is_found_today_is_told_else_what_was_found():
    assert findings_text(a_case_detail(a_case())) == "total differs: wanted 24.40, found 26.40"
    assert findings_text(a_case_detail(a_case(), findings=())) == "wanted 24.40, found 26.40"
    assert not figure_lines(a_case_detail(a_case()))


def test_every_resolution_is_said_in_words():
    assert len({resolution_text(one) for one in Resolution}) == len(Resolution)


def test_of_very_many_cases_those_that_wait_longest_are_shown_and_the_filter_finds_the_rest():
    cases = [a_case(case_id=f"cdr:NL*EVB:{n}", cdr_key=f"cdr:NL*EVB:{n}") for n in range(600)]
    queue = a_queue(*cases)
    rows = queue_rows(queue)
    assert (len(rows), rows[0].key) == (SHOWN_MAX, "cdr:NL*EVB:0")
    assert queue_note(queue, len(rows)).startswith("500 of 600")
    assert [row.key for row in queue_rows(queue, "evb:599")] == ["cdr:NL*EVB:599"]
