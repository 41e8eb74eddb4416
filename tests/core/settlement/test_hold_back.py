"""What is owed is paid or kept back by name, and let go once."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.domain.holdback import Holdback, HoldbackReason
from core.domain.settlement_rules import HoldbackRule
from core.settlement import hold_back as stage
from core.settlement.hold_back import CycleOfHoldbacks, OwedPart
from tests.builders import CPO, DP

FIRST = datetime(2026, 6, 3, 2, tzinfo=UTC)
RESERVE, FIXED, UNFUNDED, MINIMUM = HoldbackReason


def a_cycle(day=0):
    at = FIRST + timedelta(days=day)
    return CycleOfHoldbacks(cycle_id=f"{at:%Y-%m-%d}", cut_off_at=at)


def a_part(amount, *, waits=False, partner=DP, cpo=CPO, taken_back=()):
    return OwedPart(
        cpo=cpo,
        demand_partner=partner,
        currency="EUR",
        amount_minor=amount,
        waits_minor=max(0, amount) if waits else 0,
        taken_back=taken_back,
    )


def a_hold(reason, amount, **changes):
    fields = {"cycle_id": "2026-06-01", "cpo": CPO, "currency": "EUR"}
    return Holdback(reason=reason, amount_minor=amount, **(fields | changes))


def a_rule(**changes):
    return HoldbackRule(cpo=CPO, currency="EUR", **changes)


def hold_back(cycle, parts, held, free, rules):
    return stage.hold_back(
        cycle, parts, held, free, {(one.cpo, one.currency): one for one in rules}
    )


def amounts(decided):
    return [(one.reason, one.amount_minor) for one in decided.kept]


def test_without_a_rule_everything_is_paid():
    decided = hold_back(a_cycle(), [a_part(1089)], [], (), [])
    assert (decided.kept, decided.released) == ((), ())


def test_a_rolling_reserve_is_kept_and_free_after_its_days():
    rule = a_rule(reserve_bp=500, reserve_days=30)
    (kept,) = hold_back(a_cycle(), [a_part(13230)], [], (), [rule]).kept
    assert (kept.reason, kept.amount_minor) == (RESERVE, 662)  # 661.5, half up
    assert kept.release_at == FIRST + timedelta(days=30)
    assert kept.hold_id == "2026-06-03:RESERVE:NL*ABC:EUR"
    assert hold_back(a_cycle(29), [], [kept], (), [rule]).released == ()
    after = hold_back(a_cycle(30), [], [kept], (), [rule])
    assert (after.released, after.kept) == ((kept,), ())


def test_a_fixed_reserve_is_filled_once_and_let_go_when_less_is_asked():
    rule = a_rule(fixed_minor=1000)
    first = hold_back(a_cycle(), [a_part(600)], [], (), [rule])
    assert amounts(first) == [(FIXED, 600)]
    second = hold_back(a_cycle(1), [a_part(600)], first.kept, (), [rule])
    assert amounts(second) == [(FIXED, 400)]
    held = (*first.kept, *second.kept)
    assert hold_back(a_cycle(2), [a_part(600)], held, (), [rule]).kept == ()
    assert hold_back(a_cycle(3), [], held, (), [a_rule(fixed_minor=600)]).released == second.kept


def test_what_nobody_paid_for_waits_and_the_rest_is_paid():
    parts = [a_part(700, waits=True), a_part(300, partner="CH*ALP")]
    (kept,) = hold_back(a_cycle(), parts, [], (), []).kept
    assert (kept.reason, kept.amount_minor, kept.demand_partner) == (UNFUNDED, 700, DP)
    assert hold_back(a_cycle(1), [], [kept], (), []).released == ()
    assert hold_back(a_cycle(1), [], [kept], {kept.hold_id}, []).released == (kept,)


def test_no_more_waits_than_is_owed_in_all():
    parts = [a_part(700, waits=True), a_part(-500, partner="CH*ALP")]
    assert amounts(hold_back(a_cycle(), parts, [], (), [])) == [(UNFUNDED, 200)]
    parts = [a_part(400, waits=True), a_part(-500, partner="CH*ALP")]
    assert amounts(hold_back(a_cycle(), parts, [], (), [])) == []


def test_what_waits_for_sessions_that_were_taken_back_nets_with_their_credits():
    held = [a_hold(UNFUNDED, amount, demand_partner=DP, cycle_id=f"c{amount}") for amount in (9, 5)]
    parts = [a_part(-9, taken_back=(("c9", 9),)), a_part(4, partner="CH*ALP")]
    assert hold_back(a_cycle(), parts, held, (), []).drawn == ((held[0], 9),)
    both = a_part(-14, taken_back=(("c5", 5), ("c9", 9)))
    assert hold_back(a_cycle(), [both], held, (), []).drawn == ((held[0], 9), (held[1], 5))
    others = [a_part(-14, partner="CH*ALP", taken_back=(("c9", 9),))]
    assert hold_back(a_cycle(), others, held, (), []).drawn == ()
    one = a_part(-9, taken_back=(("c9", 9),))
    once = hold_back(a_cycle(), [one], held, {held[0].hold_id}, [])
    assert (once.released, once.drawn) == ((held[0],), ())


def test_of_what_waits_for_several_sessions_the_part_of_one_nets_and_the_rest_waits_on():
    hold = a_hold(UNFUNDED, 30, demand_partner=DP, cycle_id="c")
    decided = hold_back(a_cycle(), [a_part(-10, taken_back=(("c", 10),))], [hold], (), [])
    assert (decided.drawn, decided.released, decided.kept) == (((hold, 10),), (), ())
    paid_before = a_part(-10, taken_back=(("before", 10),))
    assert hold_back(a_cycle(), [paid_before], [hold], (), []).drawn == ()


def test_what_nets_with_a_credit_pays_nothing_else_that_waits():
    hold = a_hold(UNFUNDED, 10, demand_partner=DP, cycle_id="c")
    parts = [a_part(-10, taken_back=(("c", 10),)), a_part(10, partner="CH*ALP", waits=True)]
    decided = hold_back(a_cycle(), parts, [hold], (), [])
    assert (decided.drawn, amounts(decided)) == (((hold, 10),), [(UNFUNDED, 10)])


def test_the_reserve_is_of_what_was_earned_and_never_of_what_was_reserved():
    rule = a_rule(reserve_bp=1000, reserve_days=5)
    free = a_hold(RESERVE, 500, release_at=FIRST)
    paid_for = a_hold(UNFUNDED, 200, demand_partner=DP)
    decided = hold_back(a_cycle(), [a_part(1000)], [free, paid_for], {paid_for.hold_id}, [rule])
    assert amounts(decided) == [(RESERVE, 120)]
    assert set(decided.released) == {free, paid_for}


def test_too_little_waits_until_enough_has_come_together():
    rule = a_rule(payout_minimum_minor=1000)
    first = hold_back(a_cycle(), [a_part(600)], [], (), [rule])
    assert amounts(first) == [(MINIMUM, 600)]
    assert hold_back(a_cycle(1), [], first.kept, (), [rule]) == hold_back(
        a_cycle(1), [], [], (), []
    )
    second = hold_back(a_cycle(2), [a_part(399)], first.kept, (), [rule])
    assert (amounts(second), second.released) == ([(MINIMUM, 399)], ())
    held = (*first.kept, *second.kept)
    third = hold_back(a_cycle(3), [a_part(1)], held, (), [rule])
    assert (third.kept, set(third.released)) == ((), set(held))


def test_a_cpo_that_owes_gets_what_waited_so_that_it_nets():
    small = a_hold(MINIMUM, 600)
    decided = hold_back(a_cycle(), [a_part(-100)], [small], (), [a_rule(payout_minimum_minor=1000)])
    assert (decided.kept, decided.released) == ((), (small,))


RULES = st.builds(
    a_rule,
    reserve_bp=st.sampled_from((0, 1, 500, 10_000)),
    reserve_days=st.integers(0, 5),
    fixed_minor=st.integers(0, 2000),
    payout_minimum_minor=st.integers(0, 2000),
)
PARTS = st.dictionaries(
    st.sampled_from((DP, "CH*ALP", "DE*QQQ")),
    st.tuples(st.integers(-1000, 2000).filter(bool), st.booleans()),
)


@given(RULES, st.lists(PARTS, max_size=12), st.data())
def test_all_that_is_owed_is_paid_or_held_and_nothing_is_let_go_twice(rule, cycles, data):
    held, let_go = [], Counter()
    owed = paid = 0
    for day, parts in enumerate(cycles):
        made = [a_part(amount, waits=waits, partner=dp) for dp, (amount, waits) in parts.items()]
        waiting = [one.hold_id for one in held if one.reason is UNFUNDED]
        free = data.draw(st.sets(st.sampled_from(waiting))) if waiting else set()
        decided = hold_back(a_cycle(day), made, held, free, [rule])
        earned = sum(one.amount_minor for one in made)
        kept = sum(one.amount_minor for one in decided.kept)
        released = sum(one.amount_minor for one in decided.released)
        owed += earned
        paid += earned - kept + released
        assert earned - kept + released >= min(0, earned)
        let_go.update(one.hold_id for one in decided.released)
        assert set(decided.released) <= set(held)
        held = [one for one in held if one not in decided.released] + list(decided.kept)
        assert len({one.hold_id for one in held}) == len(held)
    assert owed == paid + sum(one.amount_minor for one in held)
    assert all(count == 1 for count in let_go.values())
    fixed = sum(one.amount_minor for one in held if one.reason is FIXED)
    assert fixed <= rule.fixed_minor
