"""What a page of agreements shows: versions, the waterfall of one session, a difference."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from core.domain.interval import Interval
from core.service.agreement_file import load_agreement
from core.service.agreement_life import draft_agreement
from core.service.agreement_view import USUAL_SAMPLE, list_terms, show_terms, waterfall_view
from core.service.compare_terms import compare_on, compare_terms
from core.service.resources import ResourceKind, resource_names
from tests.books import ABROAD, open_network
from tests.builders import CPO, an_agreement
from tests.core.service.test_agreement_life import NEW, bring_into_force


def test_versions_are_listed_by_agreement_the_latest_first(memory):
    open_network(memory, an_agreement())
    bring_into_force(memory, NEW)
    june = Interval(datetime(2026, 6, 1, tzinfo=UTC))
    draft_agreement(memory, replace(NEW, effective=june), "less")
    rows = list_terms(memory)
    assert [(one.version, one.status.value, one.note) for one in rows] == [
        ("networkcore@2020-01-01", "active", ""),
        ("summer@2026-06-01", "draft", "less"),
        ("summer@2026-05-01", "active", ""),
    ]
    assert (rows[0].drafter, rows[1].scope) == ("", f"{CPO} x every DP, every country")
    assert rows[2].is_advisory


def test_a_waterfall_is_of_the_first_example_or_the_usual_session(memory):
    open_network(memory, an_agreement())
    usual = show_terms(memory, "networkcore").waterfall
    assert (usual.sample, usual.net_minor, usual.gross_minor) == (USUAL_SAMPLE, 1000, 1210)
    assert [(one.step_id, one.amount_minor, one.cpo_left_minor) for one in usual.rows] == [
        ("commission", 100, 900),
        ("dp-share", 40, 900),
        ("rest", 900, 900),
    ]
    draft_agreement(memory, NEW)
    assert show_terms(memory, "summer").waterfall.sample == NEW.examples[0]


def test_vat_of_a_preview_is_that_of_the_parties(memory):
    open_network(memory, an_agreement())
    home = show_terms(memory, "networkcore", parties=(CPO, "NL*XYZ")).waterfall
    abroad = show_terms(memory, "networkcore", parties=(CPO, ABROAD)).waterfall
    assert [one.vat_minor for one in home.rows] == [21, 8, 0]
    assert [one.vat_minor for one in abroad.rows] == [21, 0, 0]


def test_every_agreement_that_comes_with_the_program_adds_up_in_its_picture():
    for name in resource_names(ResourceKind.AGREEMENT):
        agreement = load_agreement(name, "EUR", "NL")
        for sample in (USUAL_SAMPLE, *agreement.examples):
            falls = waterfall_view(agreement, sample)
            assert falls.rows[-1].amount_minor == falls.cpo_minor


def test_a_difference_names_fields_and_what_one_session_comes_to():
    before = an_agreement()
    after = replace(before, commission_bp=800, dp_share_bp=5000, fx_margin_bp=50)
    told = {one.field: (one.before, one.after) for one in compare_terms(before, after)}
    assert told == {
        "commission_bp": ("1000", "800"),
        "dp_share_bp": ("4000", "5000"),
        "fx_margin_bp": ("", "50"),
        "step commission": (
            "10 % of the net cost, from CPO to NETWORK",
            "8 % of the net cost, from CPO to NETWORK",
        ),
        "step dp-share": (
            "40 % of commission, from NETWORK to DP",
            "50 % of commission, from NETWORK to DP",
        ),
    }
    assert compare_terms(before, before) == ()
    assert compare_on(before, after, replace(USUAL_SAMPLE, energy_cost=Decimal(20))) == (
        ("CPO", 1800, 1840),
        ("DP", 80, 80),
        ("NETWORK", 120, 80),
    )
