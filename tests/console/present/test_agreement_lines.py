"""What a terminal shows of agreements: versions, the waterfall of one session, a difference."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from console.present.agreement_changes import compare_terms
from console.present.agreement_lines import plain_terms, step_lines, terms_lines, terms_rows
from core.domain.interval import Interval
from core.ledger.sample_session import split_sample
from core.service.agreement_file import load_agreement
from core.service.agreement_life import draft_agreement
from core.service.preview_session import USUAL_EXAMPLE, Preview, preview_example
from core.service.resources import ResourceKind, resource_names
from core.service.view_agreements import listed_terms, view_agreements
from tests.books import ABROAD, now, open_network
from tests.builders import CPO, an_agreement
from tests.core.service.test_agreement_life import NEW, bring_into_force
from tests.made_books import books_in

USUAL = an_agreement()


@pytest.fixture
def memory():
    runtime = books_in("sqlite://", now)
    yield runtime
    runtime.database.close()


def test_versions_are_listed_by_agreement_the_latest_first(memory):
    open_network(memory, USUAL)
    bring_into_force(memory, NEW)
    june = Interval(datetime(2026, 6, 1, tzinfo=UTC))
    draft_agreement(memory, replace(NEW, effective=june), "less")
    found = view_agreements(memory).terms
    rows = plain_terms(found)["agreements"]
    assert [(one["version"], one["status"], one["note"]) for one in rows] == [
        ("networkcore@2020-01-01", "active", ""),
        ("summer@2026-06-01", "draft", "less"),
        ("summer@2026-05-01", "active", ""),
    ]
    assert (rows[0]["drafter"], rows[1]["scope"]) == ("", f"{CPO} x every DP, every country")
    assert rows[2]["is_advisory"]
    assert terms_rows(found)[2][4] == f"{rows[2]['approver']} (advisory)"
    assert ("drafted by", "came with a network") in terms_lines(found[0])


def test_a_waterfall_is_of_the_first_example_or_the_usual_session(memory):
    open_network(memory, USUAL)
    usual = preview_example(memory, USUAL)
    split = usual.split
    assert (usual.example, split.net, split.gross) == (USUAL_EXAMPLE, 1000, 1210)
    assert [
        (one.step.step_id, one.amount_minor, one.cpo_left_minor) for one in step_lines(usual)
    ] == [
        ("commission", 100, 900),
        ("dp-share", 40, 900),
        ("rest", 900, 900),
    ]
    assert preview_example(memory, NEW).example == NEW.examples[0]


def test_vat_of_a_preview_is_that_of_the_parties(memory):
    open_network(memory, USUAL)
    home = preview_example(memory, USUAL, parties=(CPO, "NL*XYZ"))
    abroad = preview_example(memory, USUAL, parties=(CPO, ABROAD))
    assert [one.vat_minor for one in step_lines(home)] == [21, 8, 0]
    assert [one.vat_minor for one in step_lines(abroad)] == [21, 0, 0]


def test_every_agreement_that_comes_with_the_program_adds_up_in_its_picture():
    for name in resource_names(ResourceKind.AGREEMENT):
        agreement = load_agreement(name, "EUR", "NL")
        for example in (USUAL_EXAMPLE, *agreement.examples):
            preview = Preview(agreement, example, split_sample(agreement, example))
            assert step_lines(preview)[-1].amount_minor == preview.split.cpo_net


def test_terms_that_the_books_do_not_hold_are_those_of_a_file(memory):
    open_network(memory, USUAL)
    states = [listed_terms(memory, one).state.value for one in (USUAL, NEW)]
    assert states == ["active", "file"]


def test_a_difference_names_fields_and_steps():
    after = replace(USUAL, commission_bp=800, dp_share_bp=5000, fx_margin_bp=50)
    told = {one.field: (one.before, one.after) for one in compare_terms(USUAL, after)}
    assert told == {
        "commission_bp": ("1000", "800"),
        "dp_share_bp": ("4000", "5000"),
        "fx_margin_bp": ("", "50"),
        "step commission": ("CPO → network: 10 % of net", "CPO → network: 8 % of net"),
        "step dp-share": (
            "network → DP: 40 % of commission; rounded half down",
            "network → DP: 50 % of commission; rounded half down",
        ),
    }
    assert compare_terms(USUAL, USUAL) == ()
