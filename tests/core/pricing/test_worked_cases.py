"""The specification's own worked prices, as far as this engine covers them; the rest is refused.

Expectations stand in shared/vectors, transcribed from the pages of OCPI 2.2.1.
"""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.domain.errors import RuleError
from core.domain.tariff import TariffDimension
from core.ocpi.tariff_codec import tariff_from_json
from core.ocpi.wire import parsed
from core.pricing.price import price
from tests.builders import a_cdr, a_period

PRICED = (
    "kwh-20",
    "kwh-start-20",
    "parking-start",
    "hour-150",
    "3h-5park",
    "free",
    "maxduration",
    "cdr-time-park5",
    "wh-115.2-step1",
    "wh-115.2-step25",
)
REFUSED = {
    "minprice-20": "min_price",
    "maxprice-30": "max_price",
    "complex-mon": "max_current",
    "resv15": "reservation",
    "resv17": "reservation",
    "resv18": "reservation",
    "step1": "start_time",
    "step2": "start_time",
    "cdr-time-17": "start_time",
}


@pytest.fixture
def cases(shared_dir):
    path = shared_dir / "vectors" / "spec_worked_cases.json"
    if not path.is_file():
        pytest.skip("needs shared/vectors/spec_worked_cases.json")
    found = json.loads(path.read_text(), parse_float=Decimal, parse_int=Decimal)
    return {case["id"]: case for case in found}


def tariff_json(case, shared_dir):
    if case["tariff_file"] is None:
        return case["tariff"]
    path = shared_dir / "vectors" / "ocpi_spec" / "2.2.1" / case["tariff_file"]
    return parsed(path.read_text(), path.name)


def moment(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def period_of(written):
    volumes = {one["type"]: one["volume"] for one in written["dimensions"]}
    # Hours with six decimals stand for whole seconds.
    seconds = {key: round(volume * 3600) for key, volume in volumes.items()}
    return a_period(
        moment(written["start_date_time"]),
        str(volumes.get(TariffDimension.ENERGY, 0)),
        seconds.get(TariffDimension.TIME, 0),
        seconds.get(TariffDimension.PARKING_TIME, 0),
    )


def cdr_of(case, tariff):
    session = case["session"]
    start, end = moment(session["start_date_time"]), moment(session["end_date_time"])
    return a_cdr(
        start=start,
        stay_s=int((end - start).total_seconds()),
        periods=tuple(map(period_of, session["charging_periods"])),
        currency=tariff.currency,
    )


@pytest.mark.parametrize("case_id", PRICED)
def test_a_worked_price_of_the_specification_comes_out(case_id, cases, shared_dir):
    case = cases[case_id]
    tariff = tariff_from_json(tariff_json(case, shared_dir))
    priced = price(cdr_of(case, tariff), tariff)
    # The pages do not round; each line of ours may be half a cent off.
    tolerance = Decimal("0.005") * len(priced.lines)
    before_tax, after_tax = case["expected"]["before_tax"], case["expected"]["after_tax"]
    assert abs(Decimal(priced.excl_minor) / 100 - Decimal(before_tax)) <= tolerance
    if after_tax is not None:
        assert abs(Decimal(priced.incl_minor) / 100 - Decimal(after_tax)) <= 2 * tolerance


@pytest.mark.parametrize(("case_id", "rule"), list(REFUSED.items()))
def test_a_rule_that_this_engine_lacks_is_refused_never_left_out(case_id, rule, cases, shared_dir):
    with pytest.raises(RuleError, match=f"{rule} is not priced yet"):
        tariff_from_json(tariff_json(cases[case_id], shared_dir))
