"""A month is trued up from its sessions: once, by the difference after late ones, never before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.approval import Verdict
from core.domain.errors import InvalidValueError, RuleError
from core.domain.waterfall import Measure, Settle, StepKind, Tier
from core.ledger.true_up import Group
from core.service.approvals import decide_approval
from core.service.carry_cdrs import carry
from core.service.close_period import close_period
from core.service.credit_cdr import credit_cdrs
from core.service.pipeline import run_due
from core.service.runtime import Runtime
from core.service.true_up_period import preview_period, true_up_period
from core.service.verify_books import verify_books
from core.store.journal_store import append_entries, balances, entries_where
from tests.books import ABROAD, MONTH, now, open_network
from tests.builders import CPO, DP, START, a_cdr, a_credit, an_agreement
from tests.core.ledger.test_run_steps import terms_of
from tests.made_books import books_in
from tests.waterfalls import REST, a_rebate, a_step

JUNE = "2026-06"


def of_period(**changes):
    return a_step(settle=Settle.PERIOD_TRUE_UP, **changes)


VOLUME = of_period(
    step_id="volume",
    payer="NETWORK",
    payee="CPO",
    kind=StepKind.TIER_WHOLE,
    tier_by=Measure.KWH,
    tiers=(Tier(Decimal(0), Decimal(0)), Tier(Decimal(50), Decimal(200))),
)
CAP = of_period(
    step_id="cap",
    kind=StepKind.MAXIMUM,
    basis="of:commission",
    amount=Decimal("2.50"),
)
FEE = of_period(
    step_id="fee", payer="DP", kind=StepKind.FIXED, basis="sessions", amount=Decimal(100)
)
GUARANTEE = of_period(
    step_id="guarantee",
    payer="NETWORK",
    payee="CPO",
    kind=StepKind.MINIMUM,
    basis="after:commission",
    amount=Decimal(50),
)
TERMS = terms_of([a_step(), CAP, VOLUME, REST])


def sessions(count, first=1, **changes):
    """Of 20 kWh and 10.00 each."""
    return [
        a_cdr(str(number), start=START + timedelta(hours=2 * number), **changes)
        for number in range(first, first + count)
    ]


def moved_of(found):
    return {one.group: {name: amount for name, amount, _ in one.moved} for one in found}


def sums(runtime):
    with runtime.database.reading() as connection:
        return {where: amount for (where, _), amount in balances(connection).items()}


def test_a_month_is_trued_up_once_and_settled_with_the_next_cycle(runtime):
    open_network(runtime, TERMS)
    carry(runtime, sessions(3))
    before = sums(runtime)
    (june,) = true_up_period(runtime, JUNE)
    # 60 kWh reach the second band: 2 % of 30.00 back; the commission was 3.00, 0.50 too much.
    assert moved_of([june]) == {Group(CPO, "*"): {"cap": -50, "volume": 60}}
    assert june.entry.effective_at == datetime(2026, 6, 30, 23, 59, 59, 999999, tzinfo=UTC)
    after = sums(runtime)
    # 0.50 with 0.11 of VAT and 0.60 with 0.13.
    assert after[f"2100:{CPO}"] - before[f"2100:{CPO}"] == -(50 + 11 + 60 + 13)
    assert after["4200"] - before["4200"] == 110
    assert [one.entry for one in true_up_period(runtime, JUNE)] == [None]
    assert verify_books(runtime).count == 0
    run_due(runtime, START + 2 * MONTH)
    assert sums(runtime)[f"2100:{CPO}"] == 0
    assert verify_books(runtime).count == 0


def test_a_late_session_and_a_credit_post_the_difference(runtime):
    open_network(runtime, TERMS)
    cdrs = sessions(3)
    carry(runtime, cdrs)
    true_up_period(runtime, JUNE)
    carry(runtime, sessions(1, first=4))
    (late,) = true_up_period(runtime, JUNE)
    assert late.entry.entry_id.endswith(f":{CPO}:*:2")
    assert late.entry.notes == ("step cap -100 -21 of 4 sessions", "step volume 20 4 of 4 sessions")
    credit_cdrs(runtime, [a_credit(one) for one in cdrs[:2]])
    (less,) = true_up_period(runtime, JUNE)
    assert moved_of([less]) == {Group(CPO, "*"): {"cap": 0, "volume": 0}}
    assert sums(runtime)["4200"] == -200
    assert verify_books(runtime).count == 0


def test_of_a_group_whose_sessions_are_all_credited_the_true_up_is_undone(runtime):
    open_network(runtime, terms_of([a_step(), CAP, VOLUME, FEE, REST]))
    cdrs = [*sessions(3), *sessions(1, first=4, demand_partner=ABROAD)]
    carry(runtime, cdrs)
    true_up_period(runtime, JUNE)
    credit_cdrs(runtime, [a_credit(one) for one in cdrs])
    with pytest.raises(RuleError, match=r"the true-up of .* is not posted"):
        close_period(runtime, JUNE, "over")
    undone = true_up_period(runtime, JUNE)
    assert {one.sessions for one in undone} == {0}
    assert {amount for one in moved_of(undone).values() for amount in one.values()} == {0}
    assert [one.entry for one in true_up_period(runtime, JUNE)] == [None] * 3
    assert not any(sums(runtime).values())
    assert verify_books(runtime).count == 0


def test_steps_of_a_dp_count_its_sessions_in_its_currency(runtime):
    share = of_period(
        step_id="share",
        payer="NETWORK",
        payee="DP",
        kind=StepKind.TIER_MARGINAL,
        basis="sessions",
        tiers=(Tier(Decimal(0), Decimal(0)), Tier(Decimal(1), Decimal("0.50"))),
    )
    rebate = a_rebate(settle=Settle.PERIOD_TRUE_UP, basis="sessions", amount=Decimal("0.10"))
    open_network(runtime, terms_of([a_step(), share, rebate, REST]))
    carry(runtime, sessions(2) + sessions(3, first=3, demand_partner=ABROAD))
    before = sums(runtime)
    found = moved_of(true_up_period(runtime, JUNE))
    assert found == {
        Group("*", ABROAD): {"share": 100, "rebate": 30},
        Group("*", DP): {"share": 50, "rebate": 20},
    }
    # 1.00 and 0.30 EUR at 0.94; the DP abroad accounts for the VAT itself.
    after = sums(runtime)
    assert after[f"2310:{ABROAD}"] - before.get(f"2310:{ABROAD}", 0) == -94
    assert after[f"2300:{ABROAD}"] == -28
    assert verify_books(runtime).count == 0


def test_a_fixed_amount_is_owed_by_whom_the_terms_name_even_without_a_session(memory):
    named = terms_of([a_step(), FEE, REST], demand_partner=DP)
    open_network(memory, replace(named, agreement_id="named"), an_agreement())
    (found,) = true_up_period(memory, JUNE)
    assert moved_of([found]) == {Group("*", DP): {"fee": 10_000}}
    assert sums(memory) == {f"1200:{DP}": 12_100, "2500:NL": -2_100, "4100": -10_000}
    assert verify_books(memory).count == 0


def test_terms_for_everybody_owe_nothing_of_who_had_no_session(memory):
    open_network(memory, terms_of([a_step(), FEE, REST]))
    assert true_up_period(memory, JUNE) == ()
    carry(memory, sessions(1))
    assert moved_of(true_up_period(memory, JUNE)) == {Group("*", DP): {"fee": 10_000}}


def test_a_guarantee_tops_up_what_the_cpo_has_left(memory):
    open_network(memory, terms_of([a_step(), GUARANTEE, REST]))
    carry(memory, sessions(2))
    # 20.00 less 2.00 of commission leave 18.00.
    assert moved_of(true_up_period(memory, JUNE)) == {Group(CPO, "*"): {"guarantee": 3_200}}
    assert verify_books(memory).count == 0


def test_only_a_month_that_is_over_is_posted(memory):
    open_network(memory, TERMS)
    carry(memory, sessions(3))
    early = Runtime(memory.database, lambda: START + timedelta(days=2))
    with pytest.raises(RuleError, match="wanted a month that is over, found 2026-06"):
        true_up_period(early, JUNE)
    assert moved_of(preview_period(early, JUNE)) == {Group(CPO, "*"): {"cap": -50, "volume": 60}}
    with pytest.raises(InvalidValueError, match="wanted a month as 2026-06, found 'June'"):
        true_up_period(memory, "June")
    assert true_up_period(memory, "2026-05") == ()


def test_a_month_is_closed_after_its_true_ups(memory):
    open_network(memory, TERMS)
    carry(memory, sessions(3))
    with pytest.raises(RuleError, match=r"NL\*ABC x \* under .* is not posted; first: networkcore"):
        close_period(memory, JUNE, "month end")
    true_up_period(memory, JUNE)
    proposed = close_period(memory, JUNE, "month end").approval
    decide_approval(memory, proposed.approval_id, Verdict.APPROVED, "")
    assert close_period(memory, JUNE, "month end").closed is not None
    assert verify_books(memory).count == 0
    carry(memory, sessions(1, first=4))
    assert [one.entry for one in true_up_period(memory, JUNE)] == [None]
    (july,) = preview_period(memory, "2026-07")
    assert july.sessions == 1
    assert verify_books(memory).count == 0


def test_who_stops_it_posts_nothing(memory):
    open_network(memory, TERMS)
    carry(memory, sessions(3))

    def stop(_count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        true_up_period(memory, JUNE, stop)
    with memory.database.reading() as connection:
        assert {one.entry.kind for one in entries_where(connection)} == {"cdr"}


def test_a_true_up_that_its_sessions_do_not_say_is_found(memory):
    open_network(memory, TERMS)
    carry(memory, sessions(3))
    (june,) = preview_period(memory, JUNE)
    legs = tuple(replace(leg, amount_minor=2 * leg.amount_minor) for leg in june.entry.postings)
    with memory.database.transaction() as connection:
        append_entries(connection, [replace(june.entry, postings=legs)], now())
    found = verify_books(memory).findings["true_ups_follow_from_sessions"]
    assert [one.partition(": ")[2] for one in found] == [
        "it is not what its sessions and terms say"
    ]


@settings(max_examples=10)
@given(st.lists(st.integers(1, 30), max_size=4), st.data())
def test_true_ups_in_parts_are_the_true_up_at_once(kwh, data):
    """Whenever somebody trued up in between, the month comes to the same."""
    ends = []
    for in_between in (False, True):
        runtime = books_in("sqlite://", now)
        with runtime.database:
            open_network(runtime, TERMS)
            for number, energy in enumerate(kwh):
                start = START + timedelta(hours=2 * number)
                carry(runtime, [a_cdr(str(number), start=start, energy_kwh=str(energy))])
                if in_between and data.draw(st.booleans()):
                    true_up_period(runtime, JUNE)
            true_up_period(runtime, JUNE)
            assert verify_books(runtime).count == 0
            ends.append({where: amount for where, amount in sums(runtime).items() if amount})
    assert ends[0] == ends[1]
