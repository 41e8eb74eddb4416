"""No field of a tariff is overlooked: the tables of the specification against what is read.

Source: shared/vectors/spec_ir_*.json, derived from the specification's tables.
"""

import json
from decimal import Decimal

import pytest

from core.ocpi.tariff_codec import tariff_from_json, tariff_to_json

NOT_HELD = {"energy_mix"}
"""Says nothing of the price; `with_unknown` keeps it."""
EVERYTHING = {
    "country_code": "NL",
    "party_id": "ABC",
    "id": "12",
    "currency": "EUR",
    "type": "REGULAR",
    "tariff_alt_text": [{"language": "en", "text": "Charge"}],
    "tariff_alt_url": "https://cpo.example/12",
    "min_price": {"excl_vat": 1, "incl_vat": 2},
    "max_price": {"excl_vat": 3, "incl_vat": 4},
    "elements": [
        {
            "price_components": [
                {"type": "ENERGY", "price": Decimal("0.25"), "vat": 21, "step_size": 1}
            ],
            "restrictions": {
                "start_time": "09:00",
                "end_time": "17:00",
                "start_date": "2026-01-01",
                "end_date": "2026-12-31",
                "min_kwh": 1,
                "max_kwh": 2,
                "min_current": 3,
                "max_current": 4,
                "min_power": 5,
                "max_power": 6,
                "min_duration": 7,
                "max_duration": 8,
                "day_of_week": ["MONDAY"],
                "reservation": "RESERVATION",
            },
        }
    ],
    "start_date_time": "2026-01-01T00:00:00Z",
    "end_date_time": "2026-12-31T00:00:00Z",
    "last_updated": "2026-01-01T00:00:00Z",
}
NEWER = EVERYTHING | {
    "min_price": {"before_taxes": 1, "after_taxes": 2},
    "max_price": {"before_taxes": 3, "after_taxes": 4},
    "tax_included": "NO",
}


@pytest.mark.parametrize(("version", "tariff"), [("2.2.1", EVERYTHING), ("2.3.0", NEWER)])
def test_every_field_of_the_specification_is_read_and_written(version, tariff, shared_dir):
    path = shared_dir / "vectors" / f"spec_ir_{version}.json"
    if not path.is_file():
        pytest.skip(f"needs shared/vectors/spec_ir_{version}.json")
    objects = json.loads(path.read_text())["objects"]
    (element,) = tariff["elements"]
    written_as = {
        "mod_tariffs/Tariff Object": tariff,
        "mod_tariffs/TariffElement class": element,
        "mod_tariffs/TariffRestrictions class": element["restrictions"],
        "mod_tariffs/PriceComponent class": element["price_components"][0],
    }
    for name, fields in written_as.items():
        assert set(fields) == {field["name"] for field in objects[name]} - NOT_HELD, name
    assert tariff_to_json(tariff_from_json(tariff)) == tariff


@pytest.mark.parametrize("tariff", [EVERYTHING, NEWER])
def test_a_tariff_with_everything_is_written_as_it_is_read(tariff):
    assert tariff_to_json(tariff_from_json(tariff)) == tariff
