import json
from dataclasses import replace
from decimal import Decimal

import pytest

from core.domain.errors import SourceError
from core.domain.location import PowerType
from core.domain.tariff import TariffDimension
from core.domain.vat import VatFacts
from core.ocpi.tariff_codec import tariff_to_json
from core.ocpi.wire import json_text
from simulation.plays import plays_of
from simulation.scenario_file import load_scenario, scenario_of
from simulation.scenario_network import agreements_of, network_of

WRONG = [
    ("days = 2", 'days = "2"', "days: wanted a valid integer, found '2'"),
    ("days = 2", "days = 0", "days: wanted greater than or equal to 1, found 0"),
    ("days = 2", "dais = 2", "dais: unknown field"),
    ("seed = 1", "seed = -1", "seed: wanted greater than or equal to 0, found -1"),
    ('time_zone = "UTC"', 'time_zone = "Utopia"', "time_zone: wanted an IANA time zone"),
    ("T00:00:00Z", "T00:00:00", "start: wanted a time in UTC"),
    ("T00:00:00Z", "T00:30:00Z", "start: wanted a full hour"),
    ("T00:00:00Z", "T00:00:00+01:00", "start: wanted a time in UTC"),
    ("vat_pct = 19\n\n", "vat_pct = 190\n\n", "tariff[0].vat_pct: wanted"),
    ('"Hub"\ncurrency = "EUR"', '"Hub"\ncurrency = "XXX"', "operator.currency: wanted"),
    ("demand_weight = 3", "demand_weight = -3", "demand_partner[0].demand_weight: wanted"),
    ('power_type = "DC"', 'power_type = "DX"', "charge_point_class[0].power_type: wanted"),
    ("evse_count = 3", "evse_count = 0", "location[1].evse_count: wanted"),
    ("evse_count = 3", "evse_count = 2.5", "location[1].evse_count: wanted"),
    ('profile = "public_rapid"', 'profile = "rapid"', "demand[0].profile: wanted one of"),
    ("= 0.05\nstart_f", "= 1.05\nstart_f", "demand[0].auth_reject_share: wanted"),
    ("power_kw = 65", "power_kw = 151", "demand[0].effective_power_kw: wanted"),
    ("power_kw = 65", "power_kw = nan", "demand[0].effective_power_kw: wanted"),
    ("commission_bp = 1000", "commission_bp = 10001", "agreement[0].commission_bp: wanted"),
    ("payout_currency = ", "payout_curency = ", "agreement[0].payout_curency: unknown field"),
    ('charge_point_class = "dc"\nevse_count = 3', 'charge_point_class = "ac"\nevse_count = 3',
     "location[1].charge_point_class: no class 'ac'"),
    ('location_id = "south"', 'location_id = "north"', "location[1].location_id: 'north'"),
    ('evse_count = 3\ntariff_id = "T1"', 'evse_count = 3\ntariff_id = "T2"',
     "location[1].tariff_id: no tariff 'T2'"),
    ('"T1"\ncpo = "DE*ABC"', '"T1"\ncpo = "DE*XXX"', "tariff[0].cpo: no CPO"),
    ('agreement_id = "terms"', 'agreement_id = "terms"\ndemand_partner = "NL*NON"',
     "agreement[0].demand_partner: no DP 'NL*NON'"),
    ('charge_point_class = "dc"\nsessions', 'charge_point_class = "x"\nsessions',
     "demand[0].charge_point_class: no class 'x'"),
    ('cpo = "DE*ABC"\nname = "South"', 'cpo = "DE*NON"\nname = "South"',
     "location[1].cpo: south: no CPO 'DE*NON'"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "message"), WRONG, ids=[one[2] for one in WRONG])
def test_a_wrong_field_is_told_with_its_file_and_line(small_text, right, wrong, message):
    assert small_text.count(right) == 1
    text = small_text.replace(right, wrong)
    changed = [
        number
        for number, (old, new) in enumerate(
            zip(small_text.splitlines(), text.splitlines(), strict=False), start=1
        )
        if old != new
    ]

    with pytest.raises(SourceError) as caught:
        scenario_of(text, "bad.toml")

    lines = [line for line in str(caught.value).splitlines() if message in line]
    assert len(lines) == 1, str(caught.value)
    assert int(lines[0].split(":")[1]) in changed


def test_a_field_that_is_missing_is_told_with_the_line_of_its_table(small_text):
    text = small_text.replace("evse_count = 3\n", "")
    table = [n for n, line in enumerate(text.splitlines(), 1) if line == "[[location]]"][1]

    with pytest.raises(SourceError) as caught:
        scenario_of(text, "bad.toml")

    assert str(caught.value) == f"bad.toml:{table}: location[1].evse_count: missing"


def test_several_wrong_fields_are_all_told_in_the_order_of_the_file(small_text):
    text = small_text.replace("days = 2", "days = 0").replace("evse_count = 3", "evse_count = 0")

    with pytest.raises(SourceError) as caught:
        scenario_of(text, "bad.toml")

    found = str(caught.value).splitlines()
    assert [line.split(": ")[1] for line in found] == ["days", "location[1].evse_count"]
    assert all(line.startswith("bad.toml:") for line in found)


@pytest.mark.parametrize("lines", ["sessions_per_day = 5", "hour_of_week = {}"])
def test_what_can_be_said_in_two_ways_is_said_in_one(small_text, lines):
    text = small_text.replace("energy_weibull_shape", f"{lines}\nenergy_weibull_shape")

    with pytest.raises(SourceError, match=r"demand\[0\]"):
        scenario_of(text, "bad.toml")


def test_a_text_that_is_not_toml_is_told_with_its_line(small_text):
    with pytest.raises(SourceError, match=r"bad.toml.*not TOML.*line 1"):
        scenario_of("name = = 1\n" + small_text, "bad.toml")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SourceError, match=r"gone.toml: cannot be read"):
        load_scenario(tmp_path / "gone.toml")


def test_a_class_without_demand_is_told(small_text):
    another = """
[[charge_point_class]]
name = "ac"
power_type = "AC_3_PHASE"
max_power_kw = 11
connector_standard = "IEC_62196_T2"
"""
    text = small_text + another
    text = text.replace('"dc"\nevse_count = 3', '"ac"\nevse_count = 3')

    with pytest.raises(SourceError, match=r"location\[1\].charge_point_class: no demand for 'ac'"):
        scenario_of(text, "bad.toml")


def test_partners_who_all_bring_nobody_are_told(small_text):
    text = small_text.replace("demand_weight = 3", "demand_weight = 0")

    with pytest.raises(SourceError, match="wanted one partner with a weight above 0"):
        scenario_of(text.replace("demand_weight = 1", "demand_weight = 0"), "bad.toml")


def test_a_tariff_of_nothing_is_told(small_text):
    text = small_text.replace("price_per_kwh = 0.50", "price_per_kwh = 0")

    with pytest.raises(SourceError, match=r"tariff\[0\]: wanted at least one price above 0"):
        scenario_of(text.replace("parking_price_per_h = 6", "parking_price_per_h = 0"), "bad.toml")


def test_a_tariff_of_another_cpo_is_told(small_text):
    other = """
[[cpo]]
country_code = "FR"
party_id = "DEF"
name = "Def"
currency = "EUR"
"""
    text = small_text.replace('cpo = "DE*ABC"\nname = "South"', 'cpo = "FR*DEF"\nname = "South"')

    with pytest.raises(SourceError, match=r"tariff_id: 'T1' is a tariff of another CPO"):
        scenario_of(text + other, "bad.toml")


def test_demand_can_be_said_for_a_site_and_by_hours(small_with):
    hours = ", ".join(["1"] * 24)
    small = small_with(
        ("sessions_per_evse_per_day = 30", "sessions_per_day = 7"),
        (
            'profile = "public_rapid"',
            f"hour_of_week = {{ weekday_shares = [{hours}], weekend_shares = [{hours}] }}",
        ),
    )

    assert small.demand[0].per_day(99) == 7
    assert small.demand[0].week == pytest.approx((1 / 24,) * 168)


def test_tariffs_may_come_from_files(small_with, tmp_path):
    path = tmp_path / "t9.json"
    tariff = network_of(small_with()).tariff("T1")
    path.write_text(json_text(tariff_to_json(replace(tariff, tariff_id="T9"))))

    small = small_with(
        ("days = 2", f'days = 2\ntariff_file = ["{path.as_posix()}"]'),
        ('evse_count = 3\ntariff_id = "T1"', 'evse_count = 3\ntariff_id = "T9"'),
    )

    assert network_of(small).tariff("T9").elements == tariff.elements


def test_a_scenario_of_no_terms_is_refused(small_text):
    with pytest.raises(SourceError, match="agreement: wanted one, or variants"):
        scenario_of(small_text[: small_text.index("[[agreement]]")], "bad.toml")


def test_the_network_has_what_the_scenario_says(small):
    network = network_of(small)
    south = network.locations[1]

    assert (network.operator.key, network.operator.role) == ("DE*HUB", "HUB")
    assert [one.key for one in network.demand_partners] == ["NL*XYZ", "FR*OPQ"]
    assert len(south.evses) == 3
    connector = south.evses[2].connectors[0]
    assert (connector.power_type, connector.max_power_kw) == (PowerType.DC, Decimal(150))
    assert connector.tariff_ids == ("T1",)


def test_a_tariff_has_the_prices_above_zero_and_parking_from_its_minute_on(small):
    energy, parking = network_of(small).tariff("T1").elements

    assert [one.type for one in energy.price_components] == [TariffDimension.ENERGY]
    assert [one.type for one in parking.price_components] == [TariffDimension.PARKING_TIME]
    assert parking.restrictions.min_duration_s == 45 * 60
    assert energy.price_components[0].price == Decimal("0.50")


def test_terms_that_are_written_out_hold_from_the_start(small):
    (terms,) = agreements_of(small.agreement, small)

    assert terms.effective.start == small.start
    assert (terms.commission_bp, terms.dp_share_bp, terms.clock.delay_h) == (1000, 5000, 48)


@pytest.mark.parametrize("name", ["city", "corridor", "reseller-vs-networkcore"])
def test_the_scenarios_that_come_with_the_program_are_sound(scenarios, name):
    scenario = load_scenario(scenarios / f"{name}.toml")
    network = network_of(scenario)
    evses = [evse.evse_uid for location in network.locations for evse in location.evses]

    assert scenario.name == name
    assert len(evses) == len(set(evses))
    for play in plays_of(scenario):
        terms = agreements_of(play.terms, scenario)
        currencies = {network.tariff(part.tariff_id).currency for part in scenario.location}
        assert {one.payout_currency for one in terms} == currencies


def test_city_crosses_a_border_and_a_currency(scenarios):
    city = load_scenario(scenarios / "city.toml")

    assert (len(city.cpo), len(city.demand_partner)) == (3, 3)
    assert {part.currency for part in city.cpo} == {"EUR", "CHF"}


def test_a_markup_of_a_quarter_leaves_what_the_product_says(scenarios):
    """Result 4 of the product: a markup of 25 % at elasticity -1.5 leaves 0.72 of the volume."""
    scenario = load_scenario(scenarios / "reseller-vs-networkcore.toml")
    factors = {play.name: play.demand_factor for play in plays_of(scenario)}

    assert factors["RESELLER"] == pytest.approx(0.72, abs=0.005)
    assert {factors[name] for name in factors if name != "RESELLER"} == {1.0}


def test_a_party_of_a_scenario_may_say_what_is_unusual_about_its_vat(small_text):
    text = small_text.replace("demand_weight = 3", "demand_weight = 3\nvat = { taxable = false }")
    partners = network_of(scenario_of(text, "small.toml")).demand_partners
    assert [one.party.vat for one in partners] == [VatFacts(taxable=False), VatFacts()]


def a_tariff_file(tmp_path, *windows, party_id="ABC", tariff_id="WEEK"):
    """A tariff with a price of energy in each window of the day."""
    elements = [
        {
            "price_components": [{"type": "ENERGY", "price": 0.5, "vat": 19, "step_size": 1}],
            "restrictions": {"start_time": start, "end_time": end},
        }
        for start, end in windows
    ]
    tariff = {
        "country_code": "DE",
        "party_id": party_id,
        "id": tariff_id,
        "currency": "EUR",
        "elements": elements,
        "last_updated": "2026-01-01T00:00:00Z",
    }
    path = tmp_path / "week.json"
    path.write_text(json.dumps(tariff), encoding="utf-8")
    return path


def with_tariff_file(small_text, path, key="tariff_file"):
    return f'{key} = ["{path.as_posix()}"]\n{small_text}'


def test_a_tariff_without_a_price_for_an_hour_is_refused_with_the_hour(small_text, tmp_path):
    path = a_tariff_file(tmp_path, ("06:00", "22:00"), ("22:00", "05:00"))

    with pytest.raises(SourceError) as caught:
        scenario_of(with_tariff_file(small_text, path), "bad.toml")

    assert str(caught.value) == (
        "bad.toml:1: tariff_file[0]: WEEK: wanted a price for every hour, "
        "found no price from Monday 05:00 to Monday 06:00, and 6 more times"
    )


def test_a_tariff_whose_windows_fill_the_day_is_taken(small_text, tmp_path):
    path = a_tariff_file(tmp_path, ("06:00", "22:00"), ("22:00", "06:00"))
    text = with_tariff_file(small_text, path).replace(
        'evse_count = 3\ntariff_id = "T1"', 'evse_count = 3\ntariff_id = "WEEK"'
    )

    assert scenario_of(text, "good.toml").location[1].tariff_id == "WEEK"


@pytest.mark.parametrize(
    ("key", "party_id", "problem"),
    [
        ("tariff_file", "NON", r"tariff_file\[0\]: .*week.json: no CPO 'DE\*NON'"),
        ("imputed_tariff_file", "ABC", r"imputed_tariff_file\[0\]: wanted the name of its tariff"),
    ],
)
def test_a_tariff_file_of_nobody_or_by_another_name_is_refused(
    small_text, tmp_path, key, party_id, problem
):
    path = a_tariff_file(tmp_path, ("00:00", "00:00"), party_id=party_id)

    with pytest.raises(SourceError, match=problem):
        scenario_of(with_tariff_file(small_text, path, key), "bad.toml")


def test_a_tariff_file_that_is_not_there_is_refused_before_anything_runs(small_text):
    with pytest.raises(SourceError, match=r"bad.toml:1: tariff_file\[0\]: .*no 'gone.json'"):
        scenario_of('tariff_file = ["gone.json"]\n' + small_text, "bad.toml")


def test_an_empty_network_is_refused(small_text):
    head, _, rest = small_text.partition("[[location]]")
    text = head + rest[rest.index("[[agreement]]") :]

    with pytest.raises(SourceError, match="location: missing"):
        scenario_of(text, "bad.toml")
    with pytest.raises(SourceError, match="location: wanted at least 1, found none"):
        scenario_of("location = []\n" + text, "bad.toml")


def test_a_network_that_a_partner_cannot_reach_is_refused(small_text):
    text = small_text.replace('party_id = "XYZ"', 'party_id = "XYZ"\nreach = ["DE*NON"]')

    with pytest.raises(SourceError, match=r"demand_partner\[0\].reach: no CPO 'DE\*NON'"):
        scenario_of(text, "bad.toml")


def test_shares_that_add_up_to_more_than_the_price_are_refused(small_text):
    text = small_text.replace(
        "commission_bp = 1000", 'commission_model = "STACKED"\ncommission_bp = 9000'
    ).replace("dp_share_bp = ", "dp_share_bp = 2000 # ")

    with pytest.raises(SourceError, match=r"agreement\[0\].dp_share_bp: wanted at most 10000 with"):
        scenario_of(text, "bad.toml")
