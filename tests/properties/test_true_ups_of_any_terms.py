"""Whatever steps a month has, its true-ups balance, come once, and verify works them out again."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.agreement import FxLock
from core.service.carry_cdrs import carry
from core.service.true_up_period import true_up_period
from tests.asked_books import findings_of
from tests.books import ABROAD, now, open_network
from tests.builders import START, a_cdr
from tests.core.ledger.test_run_steps import terms_of
from tests.made_books import books_in
from tests.properties.test_no_session_no_fee import of_period
from tests.waterfalls import session_steps


@settings(max_examples=20)
@given(
    session_steps(),
    st.lists(st.integers(1, 200), min_size=1, max_size=3),
    st.sampled_from(FxLock),
)
def test_any_terms_true_up_to_books_that_hold(steps, kwh, lock):
    runtime = books_in("sqlite://", now)
    with runtime.database:
        open_network(runtime, terms_of(of_period(steps), fx_lock=lock))
        carry(
            runtime,
            [
                a_cdr(
                    str(number),
                    start=START + timedelta(hours=8 * number),
                    stay_s=6 * 3600,
                    energy_kwh=str(energy),
                    demand_partner=ABROAD if number % 2 else "NL*XYZ",
                )
                for number, energy in enumerate(kwh)
            ],
        )
        true_up_period(runtime, "2026-06")
        assert {one.entry for one in true_up_period(runtime, "2026-06")} <= {None}
        assert findings_of(runtime) == {}
