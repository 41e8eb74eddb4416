"""Sessions under other terms come to what the same CDRs come to when they are posted under them.

No party is in the country of another, so the buyer accounts for all VAT and none of it is posted:
the accounts of the books are the sides of what-if, to the cent. Steps of a month are trued up.
"""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.interval import Interval
from core.domain.party import Role
from core.domain.waterfall import VatTreatment
from core.ledger.chart_of_accounts import Code, code_of
from core.service.carry_cdrs import carry
from core.service.close_period import balances_known
from core.service.true_up_period import true_up_period
from core.service.verify_books import verify_books
from core.service.what_if import what_if
from tests.books import now, open_network
from tests.builders import (
    START,
    a_cdr,
    a_component,
    a_demand_partner,
    a_location,
    a_network,
    a_party,
    a_tariff,
    an_element,
)
from tests.core.ledger.test_run_steps import terms_of
from tests.made_books import books_in
from tests.properties.test_no_session_no_fee import of_period
from tests.waterfalls import session_steps

CPO, DP = "BE*ABC", "DE*XYZ"
JUNE = Interval(datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
ABROAD = a_network(
    operator=a_party("NL*NWC", Role.HUB),
    cpos=(a_party(CPO),),
    demand_partners=(a_demand_partner(DP),),
    locations=(a_location(cpo=CPO),),
    tariffs=(a_tariff(an_element(a_component(price="0.4837")), cpo=CPO),),
)
KWH = st.lists(st.integers(5, 2_000), min_size=1, max_size=5)


def cdrs_of(energies):
    return [
        a_cdr(
            str(number),
            cpo=CPO,
            demand_partner=DP,
            country_code="BE",
            start=START + timedelta(hours=8 * number),
            stay_s=6 * 3600,
            energy_kwh=f"{tenths / 10}",
        )
        for number, tenths in enumerate(energies)
    ]


def asked(terms, energies, wanted):
    """What posting under some terms comes to by side, and what-if of others over the same books."""
    runtime = books_in("sqlite://", now)
    with runtime.database:
        open_network(runtime, terms, network=ABROAD)
        assert carry(runtime, cdrs_of(energies)).posted == len(energies)
        found = what_if(runtime, wanted, JUNE)
        true_up_period(runtime, "2026-06")
        assert verify_books(runtime).count == 0
        return sides_of(runtime), found


def sides_of(runtime):
    """What the accounts say; the driver's rebates go through the partner."""
    left = Counter()
    for (where, _), amount in balances_known(runtime).items():
        left[code_of(where)] -= amount
    assert not left[Code.OUTPUT_VAT], "no VAT is posted across borders"
    assert not left[Code.INPUT_VAT], "no VAT is posted across borders"
    return {
        "cpo": left[Code.PAYABLE],
        "others": left[Code.PARTNER],
        "card": left[Code.CARD_CLEARING],
        "network": left[Code.COMMISSION]
        + left[Code.ROAMING_FEE]
        + left[Code.INCENTIVE_EXPENSE]
        + left[Code.CARD_COST],
        "owed": -(left[Code.RECEIVABLE] + left[Code.DP_SHARE] + left[Code.INCENTIVE]),
    }


def told(found, which, true_up):
    return {
        name: getattr(paired, which) + getattr(true_up, name)
        for name, paired in found.sides.items()
    }


def as_accounts(sides, cost):
    """The sides of what-if as accounts say them: the partner owes what is left of the cost."""
    partner = sides.pop("dp") + sides.pop("driver")
    return sides | {"owed": cost - partner}


def without_vat(steps):
    """A third party may be in the country of who pays it: its steps bear no VAT here."""
    return tuple(
        replace(step, vat=VatTreatment.NONE) if step.is_third_party else step for step in steps
    )


@settings(max_examples=25)
@given(session_steps(), session_steps(), st.booleans(), st.booleans(), KWH)
def test_to_the_cent(before, after, before_by_month, after_by_month, energies):
    before, after = without_vat(before), without_vat(after)
    held = terms_of(of_period(before) if before_by_month else before)
    other = terms_of(of_period(after) if after_by_month else after)
    was, found = asked(held, energies, other)
    would, again = asked(other, energies, held)
    cost = sum(paired.before for paired in found.sides.values())
    assert cost == sum(paired.after for paired in found.sides.values())
    assert as_accounts(told(found, "before", found.true_up_before), cost) == was
    assert as_accounts(told(found, "after", found.true_up_after), cost) == would
    # And the other way round.
    assert as_accounts(told(again, "after", again.true_up_after), cost) == was
    for side, paired in found.sides.items():
        assert (paired.before, paired.after) == (again.sides[side].after, again.sides[side].before)
