"""The specification's own worked prices, every one exactly, from the wire to the total.

Expectations stand in shared/vectors, transcribed from the pages of OCPI 2.2.1 and 2.3.0; where a
page's arithmetic contradicts the JSON of its tariff, they follow the JSON.
"""

from decimal import Decimal

import pytest

from core.domain.rounding import EXACT
from core.ocpi.tariff_codec import tariff_from_json
from core.ocpi.usage_codec import usage_from_json
from core.ocpi.wire import parsed
from core.pricing.price import price_exactly
from core.pricing.round_price import rounded_price

CASES = (
    "kwh-20",
    "kwh-start-20",
    "minprice-20",
    "parking-start",
    "maxprice-30",
    "hour-150",
    "na-incl-150",
    "3h-5park",
    "complex-mon",
    "free",
    "resv15",
    "resv17",
    "resv18",
    "step1",
    "step2",
    "maxduration",
    "cdr-time-17",
    "cdr-time-park5",
    "wh-115.2-step1",
    "wh-115.2-step25",
)


@pytest.fixture
def cases(shared_dir):
    path = shared_dir / "vectors" / "spec_worked_cases.json"
    if not path.is_file():
        pytest.skip("needs shared/vectors/spec_worked_cases.json")
    return {case["id"]: case for case in parsed(path.read_text(), path.name)}


def tariff_of(case, shared_dir):
    name = case["tariff_file"]
    if name is None:
        return tariff_from_json(case["tariff"])
    folder = shared_dir / "vectors" / "ocpi_spec"
    path = folder / (name.removeprefix("@") if name.startswith("@") else f"2.2.1/{name}")
    return tariff_from_json(parsed(path.read_text(), path.name), bare=True)


def at_printed_digits(amount, printed):
    return amount.quantize(Decimal(printed))


def test_every_case_of_the_file_is_listed_here(cases):
    assert tuple(cases) == CASES


@pytest.mark.parametrize("case_id", CASES)
def test_a_worked_price_of_the_specification_comes_out(case_id, cases, shared_dir):
    case = cases[case_id]
    exact = price_exactly(
        usage_from_json(case["session"]),
        tariff_of(case, shared_dir),
        case["time_zone"],
        reservation_expired=case["reservation_expired"],
    )
    priced = rounded_price(exact, EXACT)
    before_tax, after_tax = case["expected"]["before_tax"], case["expected"]["after_tax"]
    if before_tax is None:
        assert priced.before_taxes is None
    else:
        assert at_printed_digits(priced.before_taxes, before_tax) == Decimal(before_tax)
    if after_tax is not None:
        assert at_printed_digits(priced.after_taxes, after_tax) == Decimal(after_tax)
