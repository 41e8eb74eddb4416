"""Names in the letters that every bank takes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.banking.plain_latin import plain_latin


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Größe & Søn", "Grosse + Son"),
        ("  Łódź\tE-Mobility  ", "Lodz E-Mobility"),
        ("充电 B.V.", ".. B.V."),
        ("a<b>", "a.b."),
        ("", "."),
    ],
)
def test_letters_of_other_alphabets_become_plain_ones(written, plain):
    assert plain_latin(written, 70) == plain


@given(st.text(), st.integers(1, 70))
def test_whatever_is_written_fits(written, length_max):
    assert re.fullmatch(
        r"(?! )[A-Za-z0-9/\-?:().,'+ ]+(?<! )", plain := plain_latin(written, length_max)
    )
    assert len(plain) <= length_max
