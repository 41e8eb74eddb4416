"""Columns part sessions as the scalar split does, to the minor unit, or say why they do not."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.agreement import CommissionModel
from core.domain.errors import RuleError
from core.domain.obligation import Obligation
from core.domain.priced_cdr import CostLine, LineKind, PricedCdr, Unit
from core.domain.tariff import TariffDimension
from core.domain.waterfall import TIERS, Condition, Measure, Settle, StepKind
from core.ledger.chart_of_accounts import Code, code_of, owner_of
from core.ledger.posting_rules import Terms, entry_for_cdr
from core.ledger.session_columns import LineColumn, SessionColumns
from core.ledger.split import split
from core.ledger.split_columns import split_columns
from core.settlement.net_columns import net_columns
from core.settlement.netting import net
from tests.builders import a_cdr, a_session_vat, an_agreement
from tests.core.ledger.test_split import agreements
from tests.waterfalls import BANDS, HOST, REST, a_step, session_steps

DIMENSIONS = (TariffDimension.ENERGY, TariffDimension.TIME, TariffDimension.FLAT)
MEASURES = (Measure.ENERGY, Measure.TIME, Measure.FEE)
RATES = (Decimal(21), Decimal("8.1"), Decimal("25.5"))
COSTS = st.tuples(st.integers(0, 300_000), st.integers(0, 50_000), st.integers(0, 999))
SESSIONS = st.lists(st.tuples(st.integers(0, 2_000_000), COSTS), min_size=1, max_size=6)


def a_line(dimension, excl, pct):
    vat = round(Decimal(excl) * pct / 100)
    return CostLine(
        dimension=dimension,
        element=1,
        quantity=Decimal(1),
        unit=Unit.KWH,
        unit_price=Decimal(1),
        vat_pct=pct,
        excl_minor=excl,
        vat_minor=vat,
        rule="test",
    )


def priced_of(number, energy_e4, costs, limit=0, **changes):
    """A session of three lines, and a limit if it takes something away."""
    lines = [a_line(*one) for one in zip(DIMENSIONS, costs, RATES, strict=True)]
    if limit:
        first = lines[0]
        lines.append(
            replace(
                first,
                element=0,
                vat_pct=None,
                kind=LineKind.MAX_PRICE,
                excl_minor=-(costs[0] // limit),
                vat_minor=-(first.vat_minor // limit),
            )
        )
    cdr = a_cdr(str(number), energy_kwh=Decimal(energy_e4).scaleb(-4), **changes)
    return PricedCdr(
        cdr=cdr, tariff_id="T1", tariff_version="1", currency="EUR", lines=tuple(lines)
    )


def columns_of(priced):
    count = len(priced[0].lines)
    return SessionColumns(
        currency="EUR",
        lines=tuple(
            LineColumn(
                measure=(*MEASURES, None)[at],
                vat_pct=priced[0].lines[at].vat_pct,
                excl=np.array([one.lines[at].excl_minor for one in priced], dtype=np.int64),
                vat=np.array([one.lines[at].vat_minor for one in priced], dtype=np.int64),
            )
            for at in range(count)
        ),
        energy_e4=np.array([int(one.cdr.energy_kwh * 10_000) for one in priced], dtype=np.int64),
    )


def assert_same(priced, terms):
    decided = a_session_vat(priced[0], terms)
    found = split_columns(columns_of(priced), terms, decided)
    for at, one in enumerate(priced):
        wanted = split(one, terms, decided)
        assert (found.net[at], found.vat[at]) == (wanted.net, wanted.vat)
        assert found.cpo_vat[at] == wanted.cpo_vat
        amounts = [(part.amount[at], part.vat[at]) for part in found.parts]
        assert amounts == [(part.amount, part.vat) for part in wanted.parts]


def terms_of(steps):
    return an_agreement(steps=tuple(steps), commission_bp=0, dp_share_bp=0, preset="OWN")


@given(agreements(), SESSIONS, st.sampled_from((0, 3)))
def test_columns_are_the_scalar_split_under_terms_of_the_short_form(terms, sessions, limit):
    priced = [priced_of(at, *one, limit=limit) for at, one in enumerate(sessions)]
    assert_same(priced, terms)


@given(session_steps(), SESSIONS, st.sampled_from((0, 3)))
def test_columns_are_the_scalar_split_under_any_waterfall_that_they_take(steps, sessions, limit):
    terms = terms_of(steps)
    priced = [priced_of(at, *one, limit=limit) for at, one in enumerate(sessions)]
    if any(step.kind in TIERS for step in steps):
        with pytest.raises(RuleError, match="not for columns"):
            split_columns(columns_of(priced), terms, a_session_vat(priced[0], terms))
    else:
        assert_same(priced, terms)


CPOS, PARTNERS = ("NL*ABC", "NL*DEF"), ("NL*XYZ", "NL*ALP")


@given(agreements(), st.lists(st.tuples(SESSIONS.map(lambda one: one[0]), st.integers(0, 3))))
def test_netted_columns_are_the_netted_postings_of_the_scalar_entries(terms, told):
    priced, cpo_of, partner_of = [], [], []
    for number, (one, who) in enumerate(told):
        cpo_of.append(who % 2)
        partner_of.append(2 + who // 2)
        where = {"cpo": CPOS[who % 2], "demand_partner": PARTNERS[who // 2]}
        priced.append(priced_of(number, *one, **where))
    if not priced:
        return
    decided = a_session_vat(priced[0], terms)
    found = split_columns(columns_of(priced), terms, decided)
    cpos, partners = np.array(cpo_of), np.array(partner_of)
    positions = net_columns(
        4,
        (
            (partners, found.owed_by_dp()),
            (partners, -found.owed_to_dp()),
            (cpos, -found.owed_to_cpo()),
        ),
    )
    sums = Counter()
    for one in priced:
        parts = split(one, terms, decided)
        if parts.moves_nothing:
            continue
        known = Terms(agreement=terms, received_at=one.cdr.end, rate=None, vat=decided)
        for leg in entry_for_cdr(one, parts, known).postings:
            if code_of(leg.account) in (Code.RECEIVABLE, Code.PAYABLE, Code.DP_SHARE):
                sums[owner_of(leg.account)] += leg.amount_minor
    obligations = [
        Obligation(
            cycle_id="C",
            party=party,
            account="x",
            currency="EUR",
            amount_minor=amount,
            entry_count=1,
        )
        for party, amount in sums.items()
    ]
    wanted = {one.party: one.amount_minor for one in net(obligations)}
    assert [wanted.get(party, 0) for party in (*CPOS, *PARTNERS)] == list(positions)


ONE = (priced_of(1, 200_000, (1_000, 0, 0)),)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"condition": Condition(countries=("NL",))}, "step commission .* circumstances"),
        ({"kind": StepKind.TIER_WHOLE, "tiers": BANDS, "basis": "kwh"}, "tier_whole"),
    ],
)
def test_what_columns_cannot_hold_is_refused_and_named(changes, why):
    terms = terms_of((a_step(**changes), REST))
    with pytest.raises(RuleError, match=why):
        split_columns(columns_of(ONE), terms, a_session_vat(ONE[0], terms))


def test_a_step_of_the_period_moves_nothing_of_a_session():
    later = a_step(settle=Settle.PERIOD_TRUE_UP, payee=HOST)
    assert_same(ONE, terms_of((later, REST)))


def test_amounts_beyond_64_bits_are_refused_and_not_wrapped():
    terms = an_agreement(CommissionModel.STACKED)
    huge = columns_of((priced_of(1, 1, (2**60, 0, 0)),))
    with pytest.raises(RuleError, match="64 bits"):
        split_columns(huge, terms, a_session_vat(ONE[0], terms))
    with pytest.raises(RuleError, match="64 bits"):
        net_columns(1, [(np.zeros(4, dtype=np.int64), np.full(4, 2**60))])
