"""The immutable record of a finished session (CDR), and the one that undoes it (Credit CDR).

Source: OCPI 2.2.1 mod_cdrs. A CDR is never changed; a wrong one gets a Credit CDR, whose only
difference in figures is the negative total_cost, and then, if needed, a new CDR.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.domain.driver_token import DriverToken
from core.domain.errors import InvalidValueError
from core.domain.interval import duration_s


class AuthMethod(StrEnum):
    """How the driver was let in; names and values are OCPI's."""

    AUTH_REQUEST = "AUTH_REQUEST"
    COMMAND = "COMMAND"
    WHITELIST = "WHITELIST"


class Assumed(StrEnum):
    """A field of the CDR that its source did not give and somebody had to choose."""

    CHARGING_TIME = "charging_time"
    """The whole stay is taken as charging, for the source does not tell it from parking."""
    DEMAND_PARTNER = "demand_partner"
    EVSE = "evse"
    TARIFF = "tariff"
    TIME_ZONE = "time_zone"
    TOKEN = "token"  # noqa: S105 (a field's name)


Seconds = int | Decimal
"""Whole, but where a source's hours stand for no whole number of seconds."""


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """One tax of a price, as OCPI 2.3.0 writes it; in major units."""

    name: str
    amount: Decimal
    percentage: Decimal | None = None
    account_number: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """An amount as OCPI writes it, in major units."""

    excl_vat: Decimal
    incl_vat: Decimal | None = None
    taxes: tuple[TaxAmount, ...] = ()
    """Only in 2.3.0, whose amount after taxes is their sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedTotals:
    """What a CDR says about its parts; None where it says nothing."""

    fixed_cost: Price | None = None
    energy_cost: Price | None = None
    time_cost: Price | None = None
    parking_cost: Price | None = None
    reservation_cost: Price | None = None
    time_s: Seconds | None = None
    """OCPI's total_time: charging and parking."""
    parking_s: Seconds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargingPeriod:
    """Part of a session with the same dimensions; it ends where the next one starts."""

    start: datetime
    energy_kwh: Decimal = Decimal(0)
    """OCPI's ENERGY dimension; below zero where a vehicle fed the grid."""
    charging_s: Seconds = 0
    """OCPI's TIME dimension, in seconds."""
    parking_s: Seconds = 0
    """OCPI's PARKING_TIME dimension, in seconds."""
    tariff_id: str | None = None
    reservation_s: Seconds = 0
    """OCPI's RESERVATION_TIME dimension, in seconds."""
    min_power_kw: Decimal | None = None
    """OCPI's MIN_POWER, else the average POWER, else the greatest stated; None: nothing is."""
    max_power_kw: Decimal | None = None
    """OCPI's MAX_POWER, else the average POWER, else the least stated; None: nothing is."""
    min_current_a: Decimal | None = None
    """OCPI's MIN_CURRENT, else the average CURRENT, else the greatest stated; None: nothing is."""
    max_current_a: Decimal | None = None
    """OCPI's MAX_CURRENT, else the average CURRENT, else the least stated; None: nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cdr:
    """One finished session as its CPO states it."""

    cdr_id: str
    """Unique within the CPO, at most 39 characters."""
    cpo: str
    """Key of the CPO that owns the record, ``NL*ABC``."""
    token: DriverToken
    auth_method: AuthMethod
    authorization_reference: str | None
    location_id: str
    evse_uid: str
    connector_id: str
    start: datetime
    end: datetime
    currency: str
    energy_kwh: Decimal
    charging_periods: tuple[ChargingPeriod, ...]
    tariff_id: str | None
    """The tariff the CDR says it is priced by; None leaves it to the connector."""
    total_cost: Price | None = None
    """What the CPO says it costs; None where the source has no price."""
    claimed: ClaimedTotals | None = None
    """What the CPO says about its parts."""
    session_id: str | None = None
    country_code: str
    """Where the electricity was taken, ISO 3166 alpha-2."""
    assumed: tuple[Assumed, ...] = ()
    """Fields that the source did not give."""
    source: str
    """Where the record came from: a file's name, ``simulation`` or a peer."""

    def __post_init__(self) -> None:
        if not self.charging_periods:
            raise InvalidValueError(f"{self.key}: wanted at least one charging period")
        if self.end < self.start:
            raise InvalidValueError(f"{self.key}: it ends before it starts")

    @property
    def key(self) -> str:
        """``cdr:NL*ABC:4711``: the id of the record in this network."""
        return f"cdr:{self.cpo}:{self.cdr_id}"

    @property
    def demand_partner(self) -> str:
        """Key of the party whose driver charged."""
        return self.token.demand_partner

    @property
    def duration_s(self) -> int:
        """From start to end, in seconds."""
        return duration_s(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditCdr:
    """The record that undoes a CDR; it never adds information of its own but the reason."""

    cdr_id: str
    credit_reference_id: str
    """``cdr_id`` of the CDR that it undoes, same CPO."""
    cpo: str
    total_cost: Price
    """The credited total, negative."""
    issued_at: datetime
    reason: str

    @property
    def key(self) -> str:
        """``cdr:NL*ABC:4711-C``."""
        return f"cdr:{self.cpo}:{self.cdr_id}"

    @property
    def credited_key(self) -> str:
        """Key of the CDR that it undoes."""
        return f"cdr:{self.cpo}:{self.credit_reference_id}"
