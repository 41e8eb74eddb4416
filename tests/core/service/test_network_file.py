"""A network file is read strictly, and what leads nowhere in it is named with its line."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.domain.errors import SourceError
from core.domain.location import PowerType
from core.domain.party import Role
from core.domain.vat import VatFacts
from core.service.network_file import load_network, network_from_toml

TEXT = """\
[network]
name = "one"
time_zone = "Europe/Amsterdam"
tariffs = ["ac.json"]

[operator]
country_code = "NL"
party_id = "NWC"
name = "The network"
currency = "EUR"

[[cpo]]
country_code = "NL"
party_id = "ABC"
name = "A CPO"
currency = "EUR"

[[demand_partner]]
country_code = "CH"
party_id = "XYZ"
name = "A DP"
currency = "CHF"
demand_weight = 3

[[charge_point_class]]
name = "*"
standard = "IEC_62196_T2"
power_type = "AC_3_PHASE"
max_power_kw = 22
tariff_id = "AC"

[[location]]
location_id = "L1"
cpo = "NL*ABC"
name = "Havenplein"
country_code = "NL"
latitude_deg = 52.0907

[[location.evse]]
evse_uid = "E1"

[[location.evse.connector]]
connector_id = "1"
standard = "IEC_62196_T2"
power_type = "AC_3_PHASE"
max_power_kw = 7.4
tariff_ids = ["AC"]

[[fx_rate]]
base = "EUR"
quote = "CHF"
rate = "0.9412"
day = 2026-01-02
source = "ECB"
"""

CONNECTOR = """\
[[location.evse.connector]]
connector_id = "1"
standard = "IEC_62196_T2"
power_type = "DC"
max_power_kw = 1
tariff_ids = ["AC"]
"""


def a_tariff_text(**changes):
    component = {"type": "ENERGY", "price": 0.38, "vat": 21, "step_size": 1}
    fields = {
        "country_code": "NL",
        "party_id": "ABC",
        "id": "AC",
        "currency": "EUR",
        "elements": [{"price_components": [component]}],
        "last_updated": "2026-01-02T00:00:00Z",
    }
    return json.dumps(fields | changes)


def read(text=TEXT, **tariff):
    return network_from_toml(text, "one.toml", lambda _: a_tariff_text(**tariff))


def problems(text, **tariff):
    with pytest.raises(SourceError) as caught:
        read(text, **tariff)
    return str(caught.value).splitlines()


def test_a_network_is_read_with_exact_numbers():
    network = read()
    assert (network.name, network.time_zone) == ("one", "Europe/Amsterdam")
    assert (network.operator.key, network.operator.role) == ("NL*NWC", Role.HUB)
    assert [(cpo.key, cpo.role) for cpo in network.cpos] == [("NL*ABC", Role.CPO)]
    (partner,) = network.demand_partners
    assert (partner.key, partner.party.role, partner.demand_weight) == ("CH*XYZ", Role.EMSP, 3)
    (location,) = network.locations
    assert (location.latitude, location.longitude) == (Decimal("52.0907"), None)
    assert location.time_zone == "Europe/Amsterdam"
    (connector,) = location.evses[0].connectors
    assert (connector.max_power_kw, connector.tariff_ids) == (Decimal("7.4"), ("AC",))
    assert network.class_named("any").power_type is PowerType.AC_3_PHASE
    (rate,) = network.fx_rates
    assert (rate.rate, rate.day) == (Decimal("0.9412"), date(2026, 1, 2))
    assert network.tariff("AC").last_updated == datetime(2026, 1, 2, tzinfo=UTC)
    assert network.tariff("AC").elements[0].price_components[0].price == Decimal("0.38")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('name = "one"', "name = 1", "one.toml:2: network.name: wanted a valid string, found 1"),
        (
            "Europe/Amsterdam",
            "Amsterdam",
            "one.toml:3: network.time_zone: wanted an IANA time zone, as 'Europe/London', found ",
        ),
        ('party_id = "ABC"', 'party_id = "ABCD"', "one.toml:14: cpo[0].party_id: wanted "),
        ('"CHF"\ndemand', '"XXX"\ndemand', "one.toml:22: demand_partner[0].currency: wanted an IS"),
        ("= 3\n", "= -3\n", "one.toml:23: demand_partner[0].demand_weight: wanted greater than"),
        ("= 3\n", '= "3"\n', "one.toml:23: demand_partner[0].demand_weight: wanted a valid int"),
        (
            'tariffs = ["ac.json"]',
            "tariffs = []",
            "one.toml:4: network.tariffs: wanted at least 1, f",
        ),
        ("= 22\n", "= 0\n", "one.toml:29: charge_point_class[0].max_power_kw: wanted greater"),
        ("= 7.4\n", "= nan\n", "one.toml:46: location[0].evse[0].connector[0].max_power_kw: wan"),
        ("latitude_deg", "latitude", "one.toml:37: location[0].latitude: unknown field"),
        (
            '[[location.evse]]\nevse_uid = "E1"',
            "[[location.evse]]",
            "one.toml:39: location[0].evse[0].evse_uid: missing",
        ),
        ("day = 2026-01-02", 'day = "soon"', "one.toml:53: fx_rate[0].day: wanted a valid date"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(old, new, problem):
    assert old in TEXT
    (found,) = problems(TEXT.replace(old, new, 1))
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('party_id = "NWC"', 'party_id = "ABC"', "8: operator.party_id: NL*ABC is also another"),
        ("= 3\n", "= 0\n", "23: demand_partner[0].demand_weight: wanted at least one above 0"),
        (
            'tariff_id = "AC"',
            'tariff_id = "DC"',
            "30: charge_point_class[0].tariff_id: no tariff 'DC' in this network; known: AC",
        ),
        (
            'cpo = "NL*ABC"',
            'cpo = "NL*ABD"',
            "34: location[0].cpo: no CPO 'NL*ABD' in this network; known: NL*ABC",
        ),
        (
            'tariff_ids = ["AC"]',
            'tariff_ids = ["AC", "X"]',
            "47: location[0].evse[0].connector[0].tariff_ids: no tariff 'X' in this network; kn",
        ),
        (
            'quote = "CHF"',
            'quote = "GBP"',
            "22: demand_partner[0].currency: wanted an fx_rate between CHF and EUR, found none",
        ),
        (
            "[[location.evse.connector]]",
            CONNECTOR + '\n[[location.evse]]\nevse_uid = "E1"\n\n[[location.evse.connector]]',
            "50: location[0].evse[1].evse_uid: E1 is there twice",
        ),
        (
            'tariffs = ["ac.json"]',
            'tariffs = ["ac.json", "ac.json"]',
            "4: network.tariffs: tariff AC is there twice",
        ),
    ],
)
def test_what_leads_nowhere_is_named_with_its_line(old, new, problem):
    assert old in TEXT
    found = problems(TEXT.replace(old, new, 1))
    assert f"one.toml:{problem}" in found[0]


def test_a_rate_between_a_currency_and_itself_is_refused():
    found = problems(TEXT.replace('quote = "CHF"', 'quote = "EUR"'))
    assert any("fx_rate[0].quote: wanted another currency than EUR" in one for one in found)


@pytest.mark.parametrize("table", ["cpo", "demand_partner", "charge_point_class", "location"])
def test_nothing_may_be_there_twice(table):
    begin = TEXT.index(f"[[{table}]]")
    following = {"location": "[[fx_rate]]"}.get(table, "\n\n[[")
    block = TEXT[begin : TEXT.index(following, begin)]
    found = problems(f"{TEXT}\n{block}\n")
    assert any("is there twice" in one for one in found)


def test_every_finding_has_its_own_line():
    found = problems(TEXT.replace('tariff_id = "AC"', 'tariff_id = "DC"').replace("= 3\n", "= 0\n"))
    assert [one.split(" ")[0] for one in found] == ["one.toml:23:", "one.toml:30:"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"currency": "CHF"}, "tariff AC: wanted EUR, the currency of NL*ABC, found CHF"),
        ({"party_id": "ABD"}, "tariff AC: no CPO NL*ABD in this network"),
        ({"min_price": 1}, "ac.json: min_price: wanted an object, found 1"),
        ({"id": 7}, "ac.json: id: wanted a string, found 7"),
    ],
)
def test_a_tariff_that_does_not_fit_is_refused_at_its_line(changes, problem):
    found = problems(TEXT, **changes)
    assert found[0] == f"one.toml:4: network.tariffs: {problem}"


def test_a_tariff_of_another_cpo_is_not_for_this_location():
    other = '[[cpo]]\ncountry_code = "NL"\nparty_id = "ABD"\nname = "B"\ncurrency = "EUR"\n'
    text = TEXT.replace('cpo = "NL*ABC"', 'cpo = "NL*ABD"') + f"\n{other}"
    (found,) = problems(text)
    assert found.endswith("tariff_ids: tariff AC is not one of NL*ABD")


def test_a_tariff_file_that_is_missing_or_no_json_is_named(tmp_path):
    path = tmp_path / "one.toml"
    path.write_text(TEXT)
    with pytest.raises(SourceError, match=r"one\.toml:4: network\.tariffs: tariffs: no 'ac\.json'"):
        load_network(str(path))
    (tmp_path / "ac.json").write_text("{")
    with pytest.raises(SourceError, match=r"one\.toml:4: network\.tariffs: .*not JSON"):
        load_network(str(path))
    (tmp_path / "ac.json").write_text(a_tariff_text())
    assert load_network(str(path)) == read()


def test_a_party_is_a_taxable_dealer_unless_it_says_otherwise():
    told = 'demand_weight = 3\nvat = { dealer = false, registrations = ["NL", "DE", "NL"] }\n'
    text = TEXT.replace("demand_weight = 3\n", told)
    network = read(text)
    (partner,) = network.demand_partners
    assert partner.party.vat == VatFacts(dealer=False, registrations=("DE", "NL"))
    assert {one.vat for one in (network.operator, *network.cpos)} == {VatFacts()}
