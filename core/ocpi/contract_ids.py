"""Ids of driver contracts (eMAID) and of EVSEs, as the standards that OCPI points to write them.

Sources: OCPI mod_tokens (contract_id) and mod_locations (evse_id) recommend eMI3 1.0, part 2;
ISO 15118-2:2014 annex H for both grammars and DIN SPEC 91286 for the older ones; the check digit
is that of "Check Digit Calculation for Contract-IDs". OCPI recommends and does not demand, so an
id of another form is nothing to refuse; one whose check digit is wrong was copied wrongly.
"""

import re
from dataclasses import dataclass
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ISO: Final = re.compile(
    r"([A-Z]{2})(?P<s>[-*]?)([A-Z0-9]{3})(?P=s)([A-Z0-9]{9})(?:(?P=s)([A-Z0-9]))?", re.ASCII
)
_DIN: Final = re.compile(
    r"([A-Z]{2})(?P<s>[-*]?)([A-Z0-9]{3})(?P=s)([A-Z0-9]{6})(?:(?P=s)([0-9X]))?", re.ASCII
)
_EVSE: Final = re.compile(r"[A-Z]{2}(?P<s>\*?)[A-Z0-9]{3}(?P=s)E[A-Z0-9][A-Z0-9*]{0,30}", re.ASCII)
_DIN_EVSE: Final = re.compile(r"\+?[0-9]{1,3}\*[0-9]{3,6}\*[0-9*]{1,32}", re.ASCII)

_SEPARATORS: Final = frozenset("-*")

_Vector = tuple[int, int]
_Matrix = tuple[int, int, int, int]
_STEP_2: Final[_Matrix] = (0, 1, 1, 1)
_STEP_3: Final[_Matrix] = (0, 1, 1, 2)
_LAST_3: Final[_Matrix] = (0, 2, 2, 1)
"""Minus the fifteenth power's inverse of the step: what the check digit must make up for."""


@dataclass(frozen=True, slots=True)
class ContractId:
    """One eMAID."""

    country_code: str
    provider: str
    instance: str
    """9 characters; 6 in the older form of DIN SPEC 91286."""
    check_digit: str | None = None
    """As it was written; None where it was left out, which is allowed."""

    @property
    def computed_check_digit(self) -> str:
        """What the check digit has to be."""
        body = f"{self.country_code}{self.provider}{self.instance}"
        return check_digit_of(body) if len(self.instance) == 9 else _din_check_digit(body)

    @property
    def is_intact(self) -> bool:
        """Whether there is no check digit, or the right one."""
        return self.check_digit in {None, self.computed_check_digit}


def contract_id_or_none(text: str) -> ContractId | None:
    """The eMAID that a text is, in any case, with separators or without; None if it is none."""
    found = _ISO.fullmatch(text.upper()) or _DIN.fullmatch(text.upper())
    return None if found is None else ContractId(found[1], found[3], found[4], found[5])


def is_evse_id(text: str) -> bool:
    """Whether a text is an EVSE id, in any case, of the newer form or the older one."""
    return bool(_EVSE.fullmatch(text.upper()) or _DIN_EVSE.fullmatch(text))


def contract_problem(text: str) -> str | None:
    """What is wrong with a contract id: its check digit; None for an id of any other form.

    Without separators a party's own scheme may look like an eMAID by chance, and no driver is to
    be refused for that.
    """
    found = contract_id_or_none(text) if _SEPARATORS & set(text) else None
    if found is None or found.is_intact:
        return None
    return f"contract_id: wanted check digit {found.computed_check_digit}, found {text!r}"


def evse_problem(text: str, party: str) -> str | None:
    """What is wrong with the EVSE id of a CPO's EVSE, in words; None if nothing is.

    The operator may differ from the party that sends it: one platform may serve several brands.
    """
    if not is_evse_id(text):
        wanted = f"{party[:2]}*{party[3:]}*E and up to 31 letters, digits and stars"
        return f"evse_id: wanted as {wanted}, found {text!r}"
    return None


def check_digit_of(body: str) -> str:
    """The check digit of the 14 characters of an eMAID without separators.

    Each character is two digits of base 2 and two of base 3; each pair is multiplied by a power of
    its matrix that grows with its place, and the check digit makes the sums vanish.
    """
    assert len(body) == 14, f"wanted 14 characters, found {body}"
    sum_2, sum_3 = (0, 0), (0, 0)
    power_2, power_3 = _STEP_2, _STEP_3
    for character in body:
        number = _ALPHABET.index(character)
        sum_2 = _plus(sum_2, _times((number // 18, number // 9 % 2), power_2, 2), 2)
        sum_3 = _plus(sum_3, _times((number // 3 % 3, number % 3), power_3, 3), 3)
        power_2, power_3 = _product(power_2, _STEP_2, 2), _product(power_3, _STEP_3, 3)
    rest = _times(sum_3, _LAST_3, 3)
    return _ALPHABET[sum_2[0] * 18 + sum_2[1] * 9 + rest[0] * 3 + rest[1]]


def _times(vector: _Vector, matrix: _Matrix, base: int) -> _Vector:
    return (
        (vector[0] * matrix[0] + vector[1] * matrix[2]) % base,
        (vector[0] * matrix[1] + vector[1] * matrix[3]) % base,
    )


def _plus(one: _Vector, other: _Vector, base: int) -> _Vector:
    return (one[0] + other[0]) % base, (one[1] + other[1]) % base


def _product(one: _Matrix, other: _Matrix, base: int) -> _Matrix:
    upper = _times((one[0], one[1]), other, base)
    lower = _times((one[2], one[3]), other, base)
    return (*upper, *lower)


def _din_check_digit(body: str) -> str:
    """Of 11 characters: letters are two decimal digits, weights are powers of two, modulo 11."""
    digits = "".join(str(_ALPHABET.index(one)) for one in body)
    rest = sum(int(digit) << place for place, digit in enumerate(digits)) % 11
    return "X" if rest == 10 else str(rest)
