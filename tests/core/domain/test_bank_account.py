"""Bank accounts: check sums, and which account counts on a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.bank_account import account_in_force, checked_bic, checked_iban, masked
from core.domain.errors import InvalidValueError
from tests.bank_files import IBANS, a_bank_account

# The examples of the IBAN registry that SWIFT publishes, as everybody prints them.
REGISTERED = (
    "DE89 3704 0044 0532 0130 00",
    "NL91 ABNA 0417 1643 00",
    "CH93 0076 2011 6238 5295 7",
    "GB29 NWBK 6016 1331 9268 19",
    "NO93 8601 1117 947",
    "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
)


@pytest.mark.parametrize("written", [*REGISTERED, *IBANS.values()])
def test_a_sound_iban_is_kept_without_its_spaces(written):
    assert checked_iban(written) == written.replace(" ", "")


@given(st.sampled_from(REGISTERED), st.data())
def test_one_wrong_digit_is_always_found(written, data):
    iban = written.replace(" ", "")
    places = [place for place, letter in enumerate(iban) if place > 3 and letter.isdigit()]
    place = data.draw(st.sampled_from(places))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != iban[place]]))
    with pytest.raises(InvalidValueError, match="check sum"):
        checked_iban(iban[:place] + wrong + iban[place + 1 :])


@pytest.mark.parametrize("written", ["", "NL91", "nl91abna0417164300", "NL91ABNA04171643!0"])
def test_what_has_not_the_form_of_an_iban_is_refused(written):
    with pytest.raises(InvalidValueError, match="two letters"):
        checked_iban(written)


def test_a_refusal_does_not_tell_the_whole_iban():
    with pytest.raises(InvalidValueError) as refused:
        checked_iban("NL92ABNA0417164300")
    assert "0417164300" not in str(refused.value)
    assert masked("NL92ABNA0417164300") in str(refused.value)


@pytest.mark.parametrize("written", ["ABNANL2A", "COBADEFFXXX"])
def test_a_bic_has_8_or_11_characters(written):
    assert checked_bic(written) == written


@pytest.mark.parametrize("written", ["ABNANL2", "ABNANL2A1", "abnanl2a", "1BNA2L2A"])
def test_another_bic_is_refused(written):
    with pytest.raises(InvalidValueError, match="bic"):
        checked_bic(written)


def test_the_account_in_force_is_the_latest_that_has_begun_and_its_currency_goes_first():
    any_currency = a_bank_account()
    later = a_bank_account(valid_from=date(2026, 6, 1), iban=IBANS["CH*ALP"])
    franc = a_bank_account(currency="CHF", valid_from=date(2025, 1, 1))
    accounts = (franc, later, any_currency, a_bank_account("NL*XYZ"))

    def found(currency, day):
        return account_in_force(accounts, "NL*ABC", currency, day)

    assert found("EUR", date(2026, 5, 31)) == any_currency
    assert found("EUR", date(2026, 6, 1)) == later
    assert found("CHF", date(2026, 6, 1)) == franc
    assert found("EUR", date(2025, 12, 31)) is None
