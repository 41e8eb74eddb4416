"""A session's story answers every question, from what is on record."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from core.domain.agreement import Bearer, CardTerms, CommissionModel
from core.domain.cdr import Assumed
from core.domain.errors import NotFoundError
from core.domain.hold import HoldReason
from core.service.agreement_file import load_agreement
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.settle_cycles import settle_until
from core.service.trace import trace
from tests.books import ABROAD, MONTH, open_network, two_partner_network
from tests.builders import START, a_cdr, a_component, a_credit, a_tariff, an_agreement, an_element

QUESTIONS = [
    "Who authorised it?",
    "Which tariff version?",
    "Domestic or cross-border?",
    "Which VAT rate?",
    "Was FX needed?",
    "How was it split?",
    "When was it paid?",
]

AT_HOME = (
    "21 % at tariff"
    "; session from CPO, session to DP: S the tariff's rate in NL by electricity-domestic: "
    "Domestic supply of electricity: VAT of the country of the charge point, as the tariff "
    "states it."
    "; service to CPO, DP share: S 21 % in NL by service-at-home: "
    "Service within one country (Art. 44, 45): its standard rate."
)


def answers(story):
    return {one.question: one.answer for one in story.answers}


def test_every_question_has_its_answer(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    settle_until(runtime, START + MONTH)
    story = trace(runtime, "cdr:NL*ABC:1")
    assert [one.question for one in story.answers] == QUESTIONS
    assert answers(story) == {
        "Who authorised it?": "NL*XYZ, token T-1, AUTH_REQUEST, AUTH-1",
        "Which tariff version?": "tariff T1, version 2026-01-01T00:00:00Z",
        "Domestic or cross-border?": "domestic, NL",
        "Which VAT rate?": AT_HOME,
        "Was FX needed?": "no, one currency",
        "How was it split?": (
            "networkcore@2020-01-01, POOL 10 % of net, 40 % of it to the DP: "
            "net 10.00, CPO 9.00, Demand Partner 0.40, network 0.60 EUR"
        ),
        "When was it paid?": (
            "payout 2026-06-03:NL*ABC:EUR instructed for 2026-06-03 02:00 UTC; "
            "39.0 h after session end by its instructed value date, within the 48 calendar h "
            "that were promised"
        ),
    }
    assert not any(one.assumed for one in story.answers)


def test_the_story_has_every_record_behind_it(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    before = trace(runtime, "1")
    assert (before.cycle_id, before.instructions, before.net_positions) == (None, (), ())
    assert answers(before)["When was it paid?"] == "not yet cleared; due by 2026-06-03 11:00 UTC"
    settle_until(runtime, START + MONTH)
    story = trace(runtime, "1")
    assert (story.cdr, story.received_at) == (a_cdr(), a_cdr().end)
    assert (story.priced.incl_minor, story.hold) == (1210, None)
    assert [one.entry.kind for one in story.entries] == [
        "cdr",
        "cut_off",
        "cut_off",
        "instructed",
        "instructed",
    ]
    assert [one.seq for one in story.entries] == [1, 2, 3, 4, 5]
    assert story.cycle_id == "2026-06-03"
    assert {one.party: one.amount_minor for one in story.net_positions} == {
        "NL*ABC": -1089,
        "NL*XYZ": 1162,
    }
    assert len(story.instructions) == 2


@pytest.mark.parametrize("words", ["cdr:NL*ABC:1", "1"])
def test_a_session_is_found_by_its_key_and_its_id(runtime, words):
    open_network(runtime)
    carry(runtime, [a_cdr(), a_cdr("11", start=START + timedelta(hours=1))])
    assert trace(runtime, words).cdr == a_cdr()


@pytest.mark.parametrize("words", ["9", "", "%", "cdr:NL*ABC", "_"])
def test_what_nobody_knows_is_said_to_be_unknown(memory, words):
    open_network(memory)
    carry(memory, [a_cdr()])
    with pytest.raises(NotFoundError, match="no CDR or session"):
        trace(memory, words)


def test_abroad_the_rate_and_the_border_are_named(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr(demand_partner=ABROAD)])
    found = answers(trace(runtime, "1"))
    assert found["Was FX needed?"] == "yes, rate EUR/CHF@2026-01-02 0.94"
    assert found["Domestic or cross-border?"].startswith("cross-border: ")
    assert "Demand Partner CH" in found["Domestic or cross-border?"]


def test_what_the_source_did_not_tell_is_marked_as_assumed(memory):
    open_network(memory)
    cdr = replace(a_cdr(), assumed=(Assumed.DEMAND_PARTNER, Assumed.TARIFF))
    carry(memory, [cdr])
    story = trace(memory, "1")
    assert answers(story)["Who authorised it?"] == (
        "not on record; Demand Partner NL*XYZ is assumed"
    )
    assert [one.question for one in story.answers if one.assumed] == QUESTIONS[:3]


def test_what_waits_says_why_and_has_no_money(memory):
    open_network(memory)
    carry(memory, [a_cdr(energy_kwh="0.1")])
    story = trace(memory, "1")
    assert story.hold.reason is HoldReason.TOO_LITTLE_ENERGY
    assert (story.priced, story.entries) == (None, ())
    found = answers(story)
    assert {found[one] for one in QUESTIONS[1:2] + QUESTIONS[3:4]} == {"not priced"}
    waits = "not posted: it waits for review (too little energy)"
    assert found["How was it split?"] == found["When was it paid?"] == waits


def test_the_split_says_who_bears_the_card(memory):
    card = CardTerms(rate_bp=350, bearer=Bearer.NETWORK)
    open_network(memory, an_agreement(CommissionModel.STACKED, card=card))
    carry(memory, [a_cdr()])
    split = answers(trace(memory, "1"))["How was it split?"]
    assert "STACKED 6 % and DP 4 % of net" in split
    assert split.endswith("card cost 0.42 borne by NETWORK")


def test_a_split_by_steps_names_them_and_what_others_are_owed(memory):
    terms = load_agreement("networkcore-site-host", "EUR", "NL")
    open_network(memory, terms)
    carry(memory, [a_cdr()])
    split = answers(trace(memory, "1"))["How was it split?"]
    assert "steps commission, commission-cap, dp-share, card, site-host" in split
    assert split.endswith("; NL*HST 0.48 EUR with VAT; card cost 0.57 borne by NETWORK")


def test_several_vat_rates_are_all_named(memory):
    mixed = an_element(a_component("FLAT", "1", "9"), a_component(vat_pct="21.5"))
    open_network(memory, network=two_partner_network(tariffs=(a_tariff(mixed),)))
    carry(memory, [a_cdr()])
    assert answers(trace(memory, "1"))["Which VAT rate?"].startswith("9 %, 21.5 % at tariff; ")


def test_a_credited_session_shows_both_entries(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    credit_cdrs(runtime, [a_credit(a_cdr())])
    kinds = [one.entry.kind for one in trace(runtime, "1").entries]
    assert kinds[:2] == ["cdr", "credit"]


def test_a_session_that_cost_nothing_says_so(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr(energy_kwh=Decimal(5), tariff_id="FREE")])
    told = answers(trace(runtime, "1"))
    assert told["When was it paid?"].startswith("not posted: ")


def test_a_credited_session_says_what_took_it_back(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    credit_cdrs(runtime, [a_credit(a_cdr())])
    assert answers(trace(runtime, "1"))["When was it paid?"].endswith(
        f"; taken back by Credit CDR {a_credit(a_cdr()).key}"
    )
