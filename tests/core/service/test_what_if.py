"""Sessions of the books under other terms, beside what they came to; the books stay as they are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given

from core.domain.interval import Interval
from core.ledger.outcome import Outcome, outcome_of
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.true_up_period import true_up_period
from core.service.what_if import Paired, what_if
from core.store.journal_store import entries_where
from tests.books import open_network
from tests.builders import CPO, DP, START, a_cdr, a_credit, an_agreement
from tests.core.ledger.test_run_steps import run
from tests.core.ledger.test_split import PRICED
from tests.core.service.test_true_up_period import JUNE, TERMS, moved_of, sessions
from tests.waterfalls import session_steps

TIME = Interval(datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
DRAFT = an_agreement(agreement_id="draft", commission_bp=800, dp_share_bp=5000)


def differences(found):
    return {side: paired.difference for side, paired in found.sides.items()}


def entries_of(runtime):
    with runtime.database.reading() as connection:
        return [one.entry for one in entries_where(connection)]


def test_every_session_is_compared_with_what_it_came_to(runtime):
    open_network(runtime)
    carry(runtime, sessions(3))
    before = entries_of(runtime)
    found = what_if(runtime, DRAFT, TIME)
    # 10 % of 10.00 with 40 % of it to the DP, against 8 % with half of it.
    assert (found.sessions, found.currency) == (3, "EUR")
    assert differences(found) == {
        "cpo": 60,
        "dp": 0,
        "network": -60,
        "others": 0,
        "driver": 0,
        "card": 0,
    }
    assert (found.by_cpo[CPO].before, found.by_cpo[CPO].after) == (2700, 2760)
    assert (found.by_dp[DP].difference, found.sides["network"].worse) == (0, 3)
    assert entries_of(runtime) == before


def test_the_same_terms_change_nothing(memory):
    open_network(memory)
    carry(memory, sessions(4))
    same = what_if(memory, an_agreement(fx_margin_bp=50), TIME)
    assert set(differences(same).values()) == {0}
    assert same.sides["cpo"].half_width == 0


def test_what_the_terms_are_not_for_is_counted_apart(memory):
    open_network(memory, an_agreement(), an_agreement(agreement_id="pair", cpo=CPO))
    carry(memory, sessions(2))
    assert what_if(memory, DRAFT, TIME).other_terms == 2
    assert what_if(memory, replace(DRAFT, cpo=CPO), TIME).sessions == 2
    assert what_if(memory, replace(DRAFT, cpo=CPO, country="BE"), TIME).other_terms == 2
    swiss = replace(DRAFT, cpo=CPO, payout_currency="CHF")
    assert what_if(memory, swiss, TIME).other_currency == 2


def test_only_sessions_of_the_time_that_stand_are_counted(memory):
    open_network(memory)
    cdrs = [*sessions(3), a_cdr("july", start=START + timedelta(days=40))]
    carry(memory, cdrs)
    credit_cdrs(memory, [a_credit(cdrs[0])])
    assert what_if(memory, DRAFT, TIME).sessions == 2


def test_steps_of_a_period_are_those_of_its_true_up(memory):
    open_network(memory, TERMS)
    carry(memory, sessions(3))
    found = what_if(memory, an_agreement(agreement_id="draft"), TIME)
    moved = moved_of(true_up_period(memory, JUNE))
    (of_cpo,) = moved.values()
    assert found.true_up_before == Outcome(
        cpo=of_cpo["volume"] - of_cpo["cap"], network=of_cpo["cap"] - of_cpo["volume"]
    )
    assert found.true_up_difference["cpo"] == -110


def test_progress_is_told_and_who_stops_it_leaves_nothing(memory):
    open_network(memory)
    carry(memory, sessions(3))
    told = []
    what_if(memory, DRAFT, TIME, lambda done, total: told.append((done, total)))
    assert told == [(3, 3)]

    def stop(_done, _total):
        raise KeyboardInterrupt

    before = entries_of(memory)
    with pytest.raises(KeyboardInterrupt):
        what_if(memory, DRAFT, TIME, stop)
    assert entries_of(memory) == before


def test_the_interval_is_that_of_the_paired_differences():
    paired = Paired()
    for difference in (1, 2, 3, 4):
        paired.add(100, 100 + difference)
    # Mean 2.5, standard deviation 1.29099; 1.96 x 1.29099 / 2 = 1.26517.
    assert (paired.mean, paired.better, paired.worse) == (Decimal("2.5"), 4, 0)
    assert abs(paired.half_width - Decimal("1.26517")) < Decimal("0.0002")
    assert (Paired().mean, Paired().half_width) == (0, None)


@given(PRICED, session_steps())
def test_all_sides_together_have_what_the_session_costs(priced, steps):
    assert outcome_of(priced, run(steps, priced)).total == priced.excl_minor
