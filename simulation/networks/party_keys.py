"""Party keys for operators of whom a source gives only a name: invented, always the same ones."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from string import ascii_uppercase, digits
from typing import Final
from unicodedata import normalize

LETTERS: Final = ascii_uppercase + digits
RESERVED: Final = frozenset({"NCH"})
"""The operator of our scenarios."""


def party_keys(names: Iterable[str], country_code: str) -> dict[str, str]:
    """A key ``DE*ABC`` for each name, made of its letters; no two names share one.

    The same names give the same keys, in whatever order they come.
    """
    taken: dict[str, str] = {}
    for name in sorted(set(names)):
        party = next(one for one in _candidates(name) if one not in taken and one not in RESERVED)
        taken[party] = name
    return {name: f"{country_code}*{party}" for party, name in taken.items()}


def _candidates(name: str) -> Iterator[str]:
    """Three letters of the name in their order, the first one kept; then with digits; then any."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    letters = "".join(one for one in plain if one in LETTERS)[:12].ljust(3, "X")
    for second, third in combinations(letters[1:], 2):
        yield letters[0] + second + third
    for second in letters[1:]:
        for third in digits:
            yield letters[0] + second + third
    for first in LETTERS:
        for second in LETTERS:
            for third in LETTERS:
                yield first + second + third
