"""References travel with money and lead back to the instruction."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.banking.payment_reference import creditor_reference, end_to_end_id, instruction_of

INSTRUCTION = "2026-06-03:NL*ABC:EUR"
INSTRUCTIONS = st.builds(
    "{}:{}*{}:{}".format,
    st.dates().map(str),
    st.from_regex(r"[A-Z]{2}", fullmatch=True),
    st.from_regex(r"[A-Z0-9]{3}", fullmatch=True),
    st.sampled_from(("EUR", "CHF", "JPY")),
)


def test_a_reference_can_be_read_by_people():
    assert end_to_end_id(INSTRUCTION) == "20260603-NLABC-EUR"
    assert creditor_reference(INSTRUCTION)[4:] == "20260603NLABCEUR"


def test_the_check_digits_are_those_of_the_standard():
    # ISO 11649's published example is RF18539007547034, made in the same way.
    assert instruction_of("RF18539007547034") is None
    assert creditor_reference("other").startswith("RF")
    body = creditor_reference(INSTRUCTION)[4:]
    digits = "".join(str(int(letter, 36)) for letter in f"{body}RF00")
    assert creditor_reference(INSTRUCTION)[2:4] == f"{98 - int(digits) % 97:02}"


@given(INSTRUCTIONS)
def test_both_references_lead_back_to_the_instruction(instruction_id):
    for reference in (end_to_end_id(instruction_id), creditor_reference(instruction_id)):
        assert instruction_of(reference) == instruction_id
        assert instruction_of(f" {reference[:4]} {reference[4:].lower()}") == instruction_id


@given(st.one_of(INSTRUCTIONS, st.text(max_size=80)), st.one_of(INSTRUCTIONS, st.text()))
def test_two_instructions_never_share_a_reference_and_every_bank_takes_it(one, other):
    assert re.fullmatch(r"[A-Za-z0-9-]{1,35}", end_to_end_id(one))
    assert re.fullmatch(r"RF[0-9]{2}[A-Z0-9]{1,21}", creditor_reference(one))
    if one != other:
        assert end_to_end_id(one) != end_to_end_id(other)
        assert creditor_reference(one) != creditor_reference(other)


@pytest.mark.parametrize(
    "written",
    ["", "NOTPROVIDED", "RF0020260603NLABCEUR", "20260603-NLABC-EUR-2", "٢٠٢٦٠٦٠٣-NLABC-EUR"],
)
def test_other_references_name_no_instruction(written):
    assert instruction_of(written) is None
