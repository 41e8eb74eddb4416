"""Contract ids and EVSE ids: both grammars, and the check digits of published samples.

Sources of the samples: "Check Digit Calculation for Contract-IDs" (the first eight); ISO 15118-1
and DIN SPEC 91286 as vendors' manuals print them (NL-TNM).
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ocpi.contract_ids import (
    ContractId,
    check_digit_of,
    contract_id_or_none,
    contract_problem,
    evse_problem,
    is_evse_id,
)

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
bodies = st.text(ALPHABET, min_size=14, max_size=14)


@pytest.mark.parametrize(
    "text",
    [
        "NN123ABCDEFGHIT",
        "FRXYZ1234567892",
        "ITA1B2C3E4F5G64",
        "ESZU8WOX834H1DR",
        "PT73902837ABCZZ",
        "DE83DUIEN83QGZD",
        "DE83DUIEN83ZGQM",
        "DE8AA0012345670",
        "NLTNM000122045U",
        "NLTNMC00122045K",
    ],
)
def test_published_check_digits_come_out(text):
    assert check_digit_of(text[:14]) == text[14]


@given(bodies, st.integers(0, 13), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(body, place, other):
    wrong = body[:place] + other + body[place + 1 :]
    assert (check_digit_of(wrong) == check_digit_of(body)) == (wrong == body)


@given(bodies, st.integers(0, 12))
def test_two_characters_in_the_wrong_order_are_found(body, place):
    wrong = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    assert (check_digit_of(wrong) == check_digit_of(body)) == (wrong == body)


@pytest.mark.parametrize(
    "text", ["NL-TNM-000122045-U", "nl-TNm-000122045-u", "NLTNM000122045", "NL*TNM*000122045*U"]
)
def test_a_contract_id_reads_the_same_however_it_is_written(text):
    found = contract_id_or_none(text)
    assert (found.country_code, found.provider, found.instance) == ("NL", "TNM", "000122045")
    assert (found.computed_check_digit, found.is_intact) == ("U", True)
    assert contract_problem(text) is None


@pytest.mark.parametrize(
    ("text", "digit"), [("NL-TNM-012204-5", "5"), ("NL*TNM*122045*0", "0"), ("NLTNM722345", "8")]
)
def test_the_older_form_has_six_characters_and_a_check_digit_of_its_own(text, digit):
    found = contract_id_or_none(text)
    assert (found.computed_check_digit, found.is_intact, len(found.instance)) == (digit, True, 6)


def test_a_remainder_of_ten_is_written_x():
    digits = {ContractId("NL", "TNM", f"{number:06}").computed_check_digit for number in range(100)}
    assert digits == set("0123456789X")


@pytest.mark.parametrize("text", ["NLTNM000122045X", "NLABC1234568", "CUSTOMER0000042"])
def test_without_separators_an_id_may_be_of_another_scheme_by_chance(text):
    assert not contract_id_or_none(text).is_intact
    assert contract_problem(text) is None


def test_a_wrong_check_digit_is_told():
    said = "contract_id: wanted check digit U, found 'NL-TNM-000122045-X'"
    assert contract_problem("NL-TNM-000122045-X") == said


@pytest.mark.parametrize(
    "text", ["FA54320", "NL-TNM000122045", "", "NL-T|M-000122045", "ÑL-TNM-000122045", "٣" * 14]
)
def test_an_id_of_another_form_is_no_emaid_and_no_problem(text):
    assert contract_id_or_none(text) is None
    assert contract_problem(text) is None


@pytest.mark.parametrize(
    "text",
    ["DE*AB7*E840*6487", "deab7e840*6487", "BE*BEC*E041503003", "+49*810*000*438", "49*810*000"],
)
def test_an_evse_id_is_known_in_either_form_and_any_case(text):
    assert is_evse_id(text)
    assert evse_problem(text, "DE*AB7") is None


@pytest.mark.parametrize("text", ["", "3256", "DE*AB7*840", "DE*AB7E840", "DE*AB7*E", "+4A*810*1"])
def test_what_is_no_evse_id_is_told(text):
    assert not is_evse_id(text)
    assert evse_problem(text, "DE*AB7").startswith("evse_id: wanted as DE*AB7*E and up to 31")


def test_an_outlet_has_at_most_31_characters():
    assert is_evse_id("DE*AB7*E" + "1" * 31)
    assert not is_evse_id("DE*AB7*E" + "1" * 32)
