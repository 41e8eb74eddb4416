"""An EVSE as a source lists it: whose, where, and how strong; what all importers make."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final


class PlugKind(StrEnum):
    """What decides the class of an EVSE beside its power."""

    AC = "AC"
    DC = "DC"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEvse:
    """One EVSE of a source."""

    cpo: str
    """Party key, ``PT*ABC``."""
    area: str
    """Short code of where it is; sites are counted by it."""
    area_name: str
    location_id: str
    latitude_deg: float
    longitude_deg: float
    country_code: str
    """Of the place; the CPO may be of another country."""
    time_zone: str = ""
    """IANA name; empty: the scenario's."""
    kind: PlugKind
    max_power_kw: Decimal


CLASSES: Final = (
    ("slow_7", PlugKind.AC, Decimal("10.9")),
    ("ac_22", PlugKind.AC, Decimal("42.9")),
    ("ac_43", PlugKind.AC, Decimal(1_000)),
    ("dc_50", PlugKind.DC, Decimal("59.9")),
    ("dc_100", PlugKind.DC, Decimal(100)),
    ("hpc", PlugKind.DC, Decimal(1_000)),
)
"""Class of charge point, its kind of current, and the power in kW up to which it goes."""


MOST_KW: Final = Decimal(1_000)


def class_of(kind: PlugKind, max_power_kw: Decimal) -> str:
    """Name of the class of that power, above 0 and at most ``MOST_KW``."""
    assert 0 < max_power_kw <= MOST_KW
    return next(name for name, current, most in CLASSES if current is kind and max_power_kw <= most)


@dataclass(frozen=True, slots=True)
class RefusedPlace:
    """Something in a source that is no EVSE anybody could charge at."""

    place: str
    """Where in the source: ``line 7`` or ``[3].evses[0]``."""
    reason: str


@dataclass(frozen=True, slots=True)
class BroughtNetwork:
    """What a source lists."""

    evses: tuple[FoundEvse, ...]
    cpo_names: dict[str, str]
    """Name of each CPO by its party key."""
    refused: tuple[RefusedPlace, ...] = ()
