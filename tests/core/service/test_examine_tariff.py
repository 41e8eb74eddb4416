"""A text is read as the tariff in it, or says what is wrong and in which line."""

import json

import pytest

from core.service.examine_tariff import ExaminedTariff, examine_tariff

COMPONENT = {"type": "ENERGY", "price": 0.25, "vat": 21, "step_size": 1}
TARIFF = {
    "country_code": "NL",
    "party_id": "ABC",
    "id": "T1",
    "currency": "EUR",
    "elements": [{"price_components": [COMPONENT]}],
    "last_updated": "2026-01-01T00:00:00Z",
}


def told(value, number=0, zone=None, indent=1):
    return examine_tariff(json.dumps(value, indent=indent), number, zone)


def with_component(**changes):
    return {**TARIFF, "elements": [{"price_components": [{**COMPONENT, **changes}]}]}


@pytest.mark.parametrize("text", ["", "  \n"])
def test_no_text_is_no_tariff_and_no_problem(text):
    assert examine_tariff(text) == ExaminedTariff()


def test_a_tariff_is_read_in_the_zone_of_its_country_unless_another_is_named():
    assert told(TARIFF).time_zone == "Europe/Amsterdam"
    assert told(TARIFF, zone="Europe/Lisbon").time_zone == "Europe/Lisbon"
    bare = {"currency": "EUR", "elements": TARIFF["elements"]}
    found = examine_tariff(json.dumps(bare), otherwise="Europe/Lisbon")
    assert (found.time_zone, found.titles) == ("Europe/Lisbon", ("without id",))


def test_findings_stand_at_their_lines():
    found = told(with_component(step_size=1000))
    (one,) = found.findings
    assert one.pointer == "/elements/0/price_components/0/step_size"
    line = json.dumps(with_component(step_size=1000), indent=1).split("\n")[
        one.place.first_line - 1
    ]
    assert '"step_size": 1000' in line


def test_one_of_a_list_or_of_a_response_is_chosen():
    second = {**with_component(step_size=1000), "id": "T2", "type": "REGULAR"}
    for value, inside in (
        ([TARIFF, second], ""),
        ({"status_code": 1000, "data": [TARIFF, second]}, "/data"),
    ):
        found = told(value, number=1)
        assert found.titles == ("T1", "T2, REGULAR")
        assert (found.number, found.tariff.tariff_id) == (1, "T2")
        assert found.findings[0].pointer.startswith(f"{inside}/1/elements/0")
        assert told(value, number=9).number == 1
    alone = told({"status_code": 1000, "data": second})
    assert alone.findings[0].pointer.startswith("/data/elements")


def test_what_is_no_json_names_line_and_column():
    problem = examine_tariff('{\n "id": "T",\n "currency" "EUR"}').problem
    assert problem.message == "not JSON: line 3, column 13: expecting ':' delimiter"
    assert problem.place.first_line == 3


@pytest.mark.parametrize(
    ("value", "message", "pointer"),
    [
        (
            with_component(price="x"),
            "price: wanted a number",
            "/elements/0/price_components/0/price",
        ),
        ({**TARIFF, "currency": "EURO"}, "currency: wanted 1 to 3", "/currency"),
        ({**TARIFF, "elements": []}, "elements: wanted at least one", "/elements"),
        ({"charging_periods": []}, "found a CDR", ""),
        (5, "wanted OCPI objects", ""),
        ([], "found an empty list", ""),
        ([[]], "wanted an object, found a list", "/0"),
        ({"status_code": 2001}, "status 2001", ""),
        ([{**TARIFF, "currency": "XXX"}], "currency: wanted", "/0/currency"),
    ],
)
def test_what_is_no_tariff_says_why_and_where(value, message, pointer):
    found = told(value)
    assert message in found.problem.message
    assert found.problem.pointer == pointer
    assert found.tariff is None
    assert found.findings == ()


def test_a_zone_that_nobody_knows_is_a_problem_of_the_text_being_read():
    assert "time zone" in told(TARIFF, zone="Europe/Atlantis").problem.message


def test_codes_in_lower_case_are_found_and_priced_all_the_same():
    found = told({**TARIFF, "currency": "eur"})
    assert [one.finding.code for one in found.findings] == ["code_case"]
    assert found.tariff.currency == "EUR"


def test_deep_nesting_is_a_problem_and_no_crash():
    assert "not JSON" in examine_tariff("[" * 100_000).problem.message
