"""Texts in the letters that every bank takes: the basic Latin set of the European payment schemes.

Source: EPC217-08, SEPA requirements for an extended character set.
"""

import re
from typing import Final
from unicodedata import combining, normalize

_WRITTEN: Final = (
    "ß:ss ẞ:SS æ:ae Æ:AE œ:oe Œ:OE ø:o Ø:O ł:l Ł:L đ:d Đ:D þ:th Þ:Th ð:d Ð:D &:+ _:- *:. "
    "\N{EN DASH}:- \N{RIGHT SINGLE QUOTATION MARK}:'"
)
_LETTERS: Final = str.maketrans({pair[0]: pair[2:] for pair in _WRITTEN.split()})
"""Letters that are no plain one with an accent, and signs that have a plain neighbour."""
_OTHERS: Final = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")


def plain_latin(text: str, length_max: int) -> str:
    """The text without accents, other letters as full stops, cut to a length; never empty."""
    parted = normalize("NFKD", " ".join(text.split()).translate(_LETTERS))
    bare = "".join(letter for letter in parted if not combining(letter))
    return " ".join(_OTHERS.sub(".", bare).split())[:length_max].strip() or "."
