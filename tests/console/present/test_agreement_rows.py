"""The tables of the view of agreements: versions, steps, and two versions side by side."""

from dataclasses import replace
from datetime import UTC, datetime, time
from decimal import Decimal

from console.present.agreement_differences import (
    OTHER,
    SAME,
    difference_count,
    party_rows,
    scope_text,
    version_lines,
    version_rows,
)
from console.present.agreement_rows import GOES, LATER, SKIPS, standing_text, step_rows, terms_rows
from core.domain.approval import (
    Approval,
    ApprovalKind,
    Decision,
    Matter,
    Principal,
    Verdict,
)
from core.domain.interval import Interval
from core.domain.waterfall import Condition, Settle, StepKind
from core.ledger.steps_of_terms import remainder, waterfall_of
from core.service.preview_session import SampleSession, split_of_sample
from core.service.view_agreements import TermsState, listed_file
from tests.builders import an_agreement
from tests.console.present.builders import a_listed
from tests.waterfalls import a_step

DAY = datetime(2026, 6, 1, tzinfo=UTC)


def texts(row):
    return tuple(cell.text for cell in row.cells)


def test_a_version_says_its_state_scope_time_and_hash():
    one = a_listed(effective=Interval(DAY, datetime(2026, 7, 1, 12, tzinfo=UTC)), cpo="NL*ABC")
    (row,) = terms_rows((one,))
    assert texts(row)[1:6] == (
        "networkcore", "active", "CPO NL*ABC", "2026-06-01", "2026-07-01 12:00",
    )  # fmt: skip
    assert row.cells[6].tip == one.sha
    assert row.key == one.key


def test_every_state_has_a_sign_of_its_own():
    rows = terms_rows([a_listed(state) for state in TermsState])
    assert len({row.cells[0].text for row in rows}) == len(TermsState)


def test_where_a_version_stands_names_the_people():
    assert (
        standing_text(listed_file(an_agreement())) == "Only a file states it; no books know of it."
    )
    assert standing_text(a_listed()) == "It came with the network."
    proposed = Approval(
        approval_id="agreement:networkcore@2020-01-01:1",
        matter=Matter(
            kind=ApprovalKind.AGREEMENT, subject="networkcore@2020-01-01", content_sha="00"
        ),
        proposed_by=Principal("ann", enforced=True),
        note="lower",
        proposed_at=DAY,
    )
    waiting = replace(a_listed(TermsState.PROPOSED), approval=proposed)
    assert standing_text(waiting) == "Proposed by ann on 2026-06-01; another person must decide."
    decision = Decision(
        verdict=Verdict.APPROVED, by=Principal("ben", enforced=False), note="", at=DAY
    )
    done = replace(waiting, approval=replace(proposed, decision=decision))
    assert standing_text(done).startswith("Proposed by ann on 2026-06-01, approved by ben on")
    assert "advisory" in standing_text(done)


def test_steps_are_listed_with_what_they_are_part_of_and_those_that_do_not_apply():
    evening = a_step(step_id="evening", condition=Condition(hours=(time(18), time(22))))
    per_kwh = a_step(
        step_id="host", payee="NL*HST", kind=StepKind.PER_KWH, basis="kwh", amount=Decimal("0.01")
    )
    terms = an_agreement(
        steps=(evening, per_kwh, remainder()), commission_bp=0, dp_share_bp=0, preset="own"
    )
    split = split_of_sample(terms, SampleSession())
    rows = [texts(row) for row in step_rows(split, waterfall_of(terms).remainder)]
    assert rows[0][0] == SKIPS
    assert rows[0][5] == "does not apply"
    assert rows[1][0] == GOES
    assert rows[1][4:7] == ("20 kWh", "0.20", "0.04")
    assert rows[2][1] == "Rest"
    assert rows[2][5] == "9.80"


def test_a_step_of_a_month_says_when_it_is_worked_out():
    volume = a_step(step_id="volume", settle=Settle.PERIOD_TRUE_UP)
    terms = an_agreement(steps=(volume, remainder()), commission_bp=0, dp_share_bp=0, preset="own")
    split = split_of_sample(terms, SampleSession())
    row = texts(step_rows(split, waterfall_of(terms).remainder)[0])
    assert (row[0], row[5]) == (LATER, "at month end")


def test_what_differs_comes_first_and_is_marked():
    left, right = an_agreement(), an_agreement(commission_bp=1200, cpo_session_fee=Decimal("0.40"))
    lines = version_lines(left, right)
    assert difference_count(lines) == 2
    rows = version_rows(lines)
    assert [texts(row)[:2] for row in rows[:2]] == [
        (OTHER, "Step Commission"),
        ("+", "Step CPO fee"),
    ]
    assert [row.is_marked for row in rows[:3]] == [True, True, False]
    assert rows[2].cells[0].text == SAME
    gone = {line.what: line.sign for line in version_lines(right, left)}
    assert gone["Step CPO fee"] == "\N{MINUS SIGN}"


def test_the_same_session_is_compared_party_by_party():
    left = split_of_sample(an_agreement(), SampleSession())
    right = split_of_sample(an_agreement(commission_bp=1200), SampleSession())
    rows = {texts(row)[1]: texts(row)[2:] for row in party_rows(left, right)}
    assert rows["CPO"] == ("9.00", "8.80", "\N{MINUS SIGN}0.20")
    assert rows["Gross"] == ("12.10", "12.10", "0.00")
    signs = {texts(row)[1]: row.cells[0].text for row in party_rows(left, right)}
    assert (signs["CPO"], signs["VAT"]) == (OTHER, SAME)


def test_a_scope_is_said_in_words():
    assert scope_text(an_agreement()) == "everybody"
    assert scope_text(an_agreement(country="NL")) == "everybody in NL"
    assert scope_text(an_agreement(cpo="NL*ABC", demand_partner="DE*XYZ")) == (
        "CPO NL*ABC with DP DE*XYZ"
    )
