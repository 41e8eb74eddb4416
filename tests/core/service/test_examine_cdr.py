"""A CDR is held against our price by the tariff that it carries, or by one that somebody has."""

import json

import pytest

from core.domain.errors import SourceError
from core.ocpi.tariff_codec import tariff_from_json
from core.ocpi.wire import parsed
from core.pricing.discrepancy import DifferenceKind
from core.service.examine_cdr import TariffSource, examine_cdr
from core.service.tariff_files import LARGEST_BYTES, TextKind, pricing_text, read_pricing_text


def tariff_json(price):
    component = {"type": "ENERGY", "price": price, "vat": 20, "step_size": 1}
    return {
        "country_code": "PT",
        "party_id": "ABC",
        "id": "T",
        "currency": "EUR",
        "elements": [{"price_components": [component]}],
        "last_updated": "2026-01-01T00:00:00Z",
    }


def cdr_json(**changes):
    period = {
        "start_date_time": "2026-06-01T10:00:00Z",
        "dimensions": [{"type": "ENERGY", "volume": 10}],
    }
    return {
        "id": "C1",
        "start_date_time": "2026-06-01T10:00:00Z",
        "end_date_time": "2026-06-01T11:00:00Z",
        "currency": "EUR",
        "charging_periods": [period],
        "total_cost": {"excl_vat": 5.00, "incl_vat": 6.00},
        "total_energy": 10,
        **changes,
    }


OURS = (tariff_from_json(parsed(json.dumps(tariff_json(0.4)), "t")),)


def told(value, tariffs=OURS, **rest):
    return examine_cdr(json.dumps(value, indent=1), tariffs, "Europe/Lisbon", **rest)


def kinds(found):
    return [(one.of, one.kind) for one in found.differences]


def test_by_the_tariff_of_the_text_every_figure_has_its_line():
    found = told(cdr_json())
    assert found.source is TariffSource.TEXT
    assert not found.carries_tariff
    totals = dict(kinds(found))
    assert totals["total before taxes"] is DifferenceKind.UNEXPLAINED
    assert totals["total energy against the periods"] is DifferenceKind.EXACT
    assert str(found.told.price.before_taxes) == "4.00"


def test_the_tariff_that_it_carries_comes_first_unless_the_other_is_wanted():
    value = cdr_json(tariffs=[tariff_json(0.5)])
    own = told(value)
    assert (own.source, own.carries_tariff) == (TariffSource.CDR, True)
    assert set(dict(kinds(own)).values()) == {DifferenceKind.EXACT}
    assert told(value, wanted=TariffSource.TEXT).source is TariffSource.TEXT
    assert told(value, tariffs=(), wanted=TariffSource.TEXT).source is TariffSource.CDR


def test_one_of_several_is_chosen():
    found = told([cdr_json(), cdr_json(id="C2")], number=1)
    assert (found.titles, found.number) == (("C1", "C2"), 1)


def test_a_free_cdr_is_told_by_the_first_tariff():
    empty = {
        "start_date_time": "2026-06-01T10:00:00Z",
        "dimensions": [{"type": "TIME", "volume": 1}],
    }
    found = told(cdr_json(charging_periods=[empty], total_energy=0))
    assert found.tariff is OURS[0]
    assert found.told.price.lines == ()


@pytest.mark.parametrize(
    ("value", "tariffs", "message", "pointer"),
    [
        (cdr_json(), (), "tariffs: wanted one", "/tariffs"),
        (cdr_json(currency="CHF"), OURS, "CHF, but tariff T: EUR", ""),
        (cdr_json(charging_periods=[]), OURS, "charging_periods: wanted", "/charging_periods"),
        (cdr_json(tariffs=[{"id": "T"}]), OURS, "tariffs[0].elements", "/tariffs/0/elements"),
        ([cdr_json(), 5], OURS, "wanted an object", "/1"),
    ],
)
def test_what_cannot_be_priced_says_why_and_where(value, tariffs, message, pointer):
    found = told(value, tariffs, number=1)
    assert message in found.problem.message
    assert found.problem.pointer == pointer
    assert found.source is None


def test_no_json_is_a_problem():
    assert "not JSON" in examine_cdr("{", OURS).problem.message


@pytest.mark.parametrize(
    ("value", "kind", "count"),
    [
        (tariff_json(1), TextKind.TARIFF, 1),
        ([cdr_json(), cdr_json()], TextKind.CDR, 2),
        ({"status_code": 1000, "data": [tariff_json(1)]}, TextKind.TARIFF, 1),
        ([{"id": "L1", "evses": []}], TextKind.OTHER, 1),
        ([5], TextKind.OTHER, 1),
    ],
)
def test_the_first_object_says_what_a_text_is(value, kind, count):
    found = pricing_text(json.dumps(value))
    assert (found.kind, found.count) == (kind, count)


def test_files_are_read_if_they_can_be_looked_at(tmp_path):
    path = tmp_path / "tariff.json"
    path.write_text(json.dumps(tariff_json(1)))
    assert read_pricing_text(path).kind is TextKind.TARIFF
    path.write_text("{")
    assert read_pricing_text(path).kind is TextKind.OTHER
    with pytest.raises(SourceError, match="cannot be read"):
        read_pricing_text(tmp_path / "absent.json")
    path.write_text(" " * (LARGEST_BYTES + 1))
    with pytest.raises(SourceError, match="4,000,000 bytes"):
        read_pricing_text(path)
