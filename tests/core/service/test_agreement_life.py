"""Terms come into force by two people, with examples that come out, and are never replaced."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.domain.agreement_example import Example
from core.domain.errors import ConflictError, NotFoundError, RuleError
from core.domain.interval import Interval
from core.ledger.sample_session import amounts_of, mismatches
from core.service.agreement_file import load_agreement
from core.service.agreement_life import (
    TermsStatus,
    activate_agreement,
    all_terms,
    approve_agreement,
    draft_agreement,
    named_terms,
    propose_agreement,
)
from core.service.carry_cdrs import carry
from core.service.known import known_of
from core.service.resources import ResourceKind, resource_names
from core.service.verify_books import verify_books
from core.store.agreement_store import content_sha
from tests.books import open_network
from tests.builders import CPO, DP, START, a_cdr, an_agreement
from tests.duty_books import second_person

NEW = an_agreement(
    agreement_id="summer",
    cpo=CPO,
    commission_bp=500,
    effective=Interval(datetime(2026, 5, 1, tzinfo=UTC)),
    examples=(
        Example(
            name="ten euro",
            energy_kwh=Decimal(20),
            energy_cost=Decimal(10),
            expected=(("CPO", Decimal("9.50")), ("dp-share", Decimal("0.20"))),
        ),
    ),
)


def bring_into_force(runtime, terms):
    draft_agreement(runtime, terms)
    propose_agreement(runtime, terms.version)
    if runtime.database.dialect == "postgresql":
        with second_person(runtime) as other:
            approve_agreement(other, terms.version)
    else:
        approve_agreement(runtime, terms.version)
    return activate_agreement(runtime, terms.version)


def status_of(runtime, named):
    with runtime.database.reading() as connection:
        return named_terms(connection, named).status


def test_terms_come_into_force_step_by_step(runtime):
    open_network(runtime)
    steps = [
        draft_agreement(runtime, NEW, "for the summer").status,
        draft_agreement(runtime, NEW).status,
        propose_agreement(runtime, NEW.version).status,
    ]
    assert steps == [TermsStatus.DRAFT, TermsStatus.DRAFT, TermsStatus.PROPOSED]
    active = bring_into_force(runtime, NEW)
    assert (active.status, active.sha) == (TermsStatus.ACTIVE, content_sha(NEW))
    assert active.approval is not None
    assert activate_agreement(runtime, NEW.version) == active
    carry(runtime, [a_cdr("1")])
    assert known_of(runtime).agreement_for(a_cdr("1")) == NEW
    assert verify_books(runtime).count == 0


def test_the_proposer_does_not_approve_where_two_are_enforced(runtime):
    open_network(runtime)
    draft_agreement(runtime, NEW)
    propose_agreement(runtime, NEW.version)
    if runtime.database.dialect == "postgresql":
        with pytest.raises(RuleError, match="another one must approve it"):
            approve_agreement(runtime, NEW.version)
    else:
        assert approve_agreement(runtime, NEW.version).approval.is_alone


def test_what_is_not_approved_comes_not_into_force(memory):
    open_network(memory)
    draft_agreement(memory, NEW)
    with pytest.raises(RuleError, match="wanted it approved by a second person, found draft"):
        activate_agreement(memory, NEW.version)
    with pytest.raises(NotFoundError, match="nobody proposed it yet"):
        approve_agreement(memory, NEW.version)
    with pytest.raises(NotFoundError, match="no 'winter' in these books"):
        propose_agreement(memory, "winter")


def test_an_example_that_comes_out_otherwise_refuses_and_says_by_how_much(memory):
    open_network(memory)
    wrong = replace(NEW.examples[0], expected=(("CPO", Decimal("9.40")), ("gift", Decimal(1))))
    draft_agreement(memory, replace(NEW, examples=(wrong,)))
    with pytest.raises(RuleError) as refused:
        propose_agreement(memory, NEW.version)
    assert str(refused.value) == (
        "summer@2026-05-01: example ten euro: CPO: wanted 9.40, found 9.50, +0.10 off; "
        "example ten euro: gift: wanted 1, found 0.00, -1.00 off"
    )


def test_two_that_begin_at_once_for_the_same_are_an_error_that_names_both(memory):
    open_network(memory)
    twin = replace(NEW, agreement_id="twin")
    bring_into_force(memory, NEW)
    draft_agreement(memory, twin)
    with pytest.raises(RuleError, match=r"summer@2026-05-01 and twin@2026-05-01 are as specific"):
        propose_agreement(memory, twin.version)
    open_network(memory, replace(NEW, agreement_id="other"))
    held = carry(memory, [a_cdr("1")]).held
    assert held == {"no_agreement": 1}


def test_a_version_in_force_has_one_content(memory):
    open_network(memory)
    bring_into_force(memory, NEW)
    with pytest.raises(ConflictError, match="in force with other content"):
        draft_agreement(memory, replace(NEW, commission_bp=600))
    with memory.database.reading() as connection:
        assert [(one.agreement.version, one.status) for one in all_terms(connection)] == [
            ("networkcore@2020-01-01", TermsStatus.ACTIVE),
            ("summer@2026-05-01", TermsStatus.ACTIVE),
        ]


def test_two_drafts_of_one_version_are_named_by_their_hash(memory):
    open_network(memory)
    other = replace(NEW, commission_bp=600, examples=())
    draft_agreement(memory, NEW)
    draft_agreement(memory, other)
    with pytest.raises(NotFoundError, match="is several, name one by its sha256"):
        propose_agreement(memory, NEW.version)
    assert propose_agreement(memory, content_sha(other)[:8]).agreement == other


@pytest.mark.parametrize(
    ("scopes", "wanted"),
    [
        (({}, {"cpo": CPO}), 1),
        (({"cpo": CPO}, {"demand_partner": DP}), 1),
        (({"demand_partner": DP}, {"cpo": CPO, "demand_partner": DP}), 1),
        (({"cpo": CPO, "demand_partner": DP}, {"country": "NL"}), 1),
        (({"country": "NL"}, {"country": "NL", "cpo": CPO}), 1),
        (({"country": "BE"}, {}), 1),
        (({"cpo": "NL*OTH"}, {}), 1),
    ],
)
def test_the_most_specific_terms_win(memory, scopes, wanted):
    terms = [an_agreement(agreement_id=f"a{at}", **scope) for at, scope in enumerate(scopes)]
    open_network(memory, *terms)
    assert known_of(memory).agreement_for(a_cdr("1")) == terms[wanted]


def test_of_the_same_terms_the_later_version_holds(memory):
    later = an_agreement(effective=Interval(datetime(2026, 6, 1, tzinfo=UTC)))
    open_network(memory, an_agreement(), later)
    known = known_of(memory)
    assert known.agreement_for(a_cdr("1", start=START)) == later
    early = a_cdr("1", start=datetime(2026, 5, 31, 23, tzinfo=UTC))
    assert known.agreement_for(early) == an_agreement()


@pytest.mark.parametrize("name", resource_names(ResourceKind.AGREEMENT))
def test_the_examples_of_every_agreement_that_comes_with_the_program_come_out(name):
    assert mismatches(load_agreement(name, "EUR", "NL")) == []


def test_agreements_of_ours_have_examples_of_tiers_rebates_and_a_host():
    host = load_agreement("networkcore-site-host", "EUR", "NL")
    assert amounts_of(host, host.examples[1])["evening-rebate"] == 180
    volume = load_agreement("networkcore-volume", "EUR", "NL")
    assert amounts_of(volume, volume.examples[1])["cpo-volume"] == 120_000
