"""Laws of findings against the price, and their order."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.domain.finding import FindingCode
from core.domain.tariff import Tariff
from core.pricing.lint import lint
from core.pricing.price import price_exactly
from core.pricing.time_zones import zone_named
from tests.builders import a_component, a_tariff, an_element
from tests.core.pricing.linting import found
from tests.core.pricing.strategies import any_tariffs, sessions

AMSTERDAM = zone_named("Europe/Amsterdam")


def test_findings_stand_in_the_order_of_the_tariff():
    elements = [an_element(a_component(step_size=1000), min_kwh=Decimal(at)) for at in range(12)]
    pointers = [
        pointer for code, pointer in found(a_tariff(*elements)) if code == "step_size_large"
    ]
    assert pointers == [f"/elements/{at}/price_components/0/step_size" for at in range(12)]


NEVER = (FindingCode.UNREACHABLE_ELEMENT, FindingCode.UNREACHABLE_COMPONENT)


@given(any_tariffs(), sessions(), st.sampled_from(("UTC", "Europe/Amsterdam")))
def test_without_what_is_unreachable_every_session_costs_the_same(tariff, session, zone):
    unreached = {one.pointer for one in lint(tariff) if one.code in NEVER}
    with_it = price_exactly(session, tariff, zone)
    without = price_exactly(session, without_pointers(tariff, unreached), zone)
    assert (with_it.before_taxes, with_it.after_taxes) == (
        without.before_taxes,
        without.after_taxes,
    )


def without_pointers(tariff, pointers):
    elements = []
    for place, element in enumerate(tariff.elements):
        if f"/elements/{place}" in pointers:
            continue
        components = tuple(
            one
            for at, one in enumerate(element.price_components)
            if f"/elements/{place}/price_components/{at}" not in pointers
        )
        if components:
            elements.append(an_element(*components, **fields_of(element.restrictions)))
    return Tariff(**(fields_of(tariff) | {"elements": tuple(elements)}))


def fields_of(value):
    return {name: getattr(value, name) for name in value.__slots__}


@given(any_tariffs(), st.sampled_from((None, AMSTERDAM)))
def test_any_tariff_is_linted_and_every_pointer_points_to_something(tariff, zone):
    findings = lint(tariff, zone)
    assert lint(tariff, zone) == findings
    for one in findings:
        steps = one.pointer.split("/")
        assert one.message
        if len(steps) > 2:
            element = tariff.elements[int(steps[2])]
            assert steps[3:4] != ["price_components"] or int(steps[4]) < len(
                element.price_components
            )
