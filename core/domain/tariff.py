"""Price rules of a CPO: the whole tariff of OCPI 2.2.1 and 2.3.0.

Sources: OCPI 2.2.1 and 2.3.0 mod_tariffs. The surprise: what a price means depends on
``tax_included``, which 2.2.1 does not have (there prices are without VAT, and no ``vat`` is none).
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

from core.domain.errors import InvalidValueError
from core.domain.money import exponent_of


class TariffDimension(StrEnum):
    """What a price is for; names and values are OCPI's TariffDimensionType."""

    ENERGY = "ENERGY"
    FLAT = "FLAT"
    PARKING_TIME = "PARKING_TIME"
    TIME = "TIME"


class TariffType(StrEnum):
    """Whom a tariff is for; names and values are OCPI's."""

    AD_HOC_PAYMENT = "AD_HOC_PAYMENT"
    PROFILE_CHEAP = "PROFILE_CHEAP"
    PROFILE_FAST = "PROFILE_FAST"
    PROFILE_GREEN = "PROFILE_GREEN"
    REGULAR = "REGULAR"


class DayOfWeek(StrEnum):
    """Names and values are OCPI's; in the order of ``datetime.weekday``."""

    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"


class ReservationRestriction(StrEnum):
    """Whether an element prices a reservation, or one that expired; OCPI's."""

    RESERVATION = "RESERVATION"
    RESERVATION_EXPIRES = "RESERVATION_EXPIRES"


class TaxIncluded(StrEnum):
    """Whether the prices of a tariff hold taxes; OCPI 2.3.0's."""

    YES = "YES"
    NO = "NO"
    N_A = "N/A"
    """No taxes apply to this tariff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceComponent:
    """One price."""

    type: TariffDimension
    price: Decimal
    """In currency per kWh, per hour or per session; with taxes only if the tariff says so."""
    vat_pct: Decimal | None
    """In percent; None: no VAT in 2.2.1, in 2.3.0 a rate that is not stated."""
    step_size: int
    """Quantum billed, in Wh or seconds; 0 means none; not used for FLAT."""


@dataclass(frozen=True, slots=True)
class TariffRestrictions:
    """When an element applies: where all that is stated holds; minimum in, maximum out."""

    min_duration_s: int | None = None
    """Seconds since the session began."""
    max_duration_s: int | None = None
    start_time: time | None = None
    """Local time of day."""
    end_time: time | None = None
    """Local time of day, exclusive; before ``start_time`` it is the next day's; 00:00 is the day's
    end."""
    start_date: date | None = None
    """Local date, inclusive."""
    end_date: date | None = None
    """Local date, exclusive."""
    min_kwh: Decimal | None = None
    """Energy of the session so far."""
    max_kwh: Decimal | None = None
    min_current_a: Decimal | None = None
    """Sum over all phases."""
    max_current_a: Decimal | None = None
    min_power_kw: Decimal | None = None
    max_power_kw: Decimal | None = None
    day_of_week: tuple[DayOfWeek, ...] = ()
    """Local days of the week; none stated means all."""
    reservation: ReservationRestriction | None = None
    """None: the element prices charging and parking, never a reservation."""


@dataclass(frozen=True, slots=True)
class TariffElement:
    """Prices that apply together under the same restrictions."""

    price_components: tuple[PriceComponent, ...]
    restrictions: TariffRestrictions = TariffRestrictions()


@dataclass(frozen=True, slots=True)
class PriceLimit:
    """The least or the most that a session costs, in major units."""

    before_taxes: Decimal
    after_taxes: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """The price rules of one CPO under one id, in one version."""

    tariff_id: str
    cpo: str
    """Party key; empty where a bare tariff, priced by hand, names no owner."""
    currency: str
    elements: tuple[TariffElement, ...]
    last_updated: datetime
    """The version: two tariffs with the same id and time are the same tariff."""
    description: str = ""
    type: TariffType | None = None
    """None: for every kind of session."""
    tariff_alt_url: str = ""
    min_price: PriceLimit | None = None
    max_price: PriceLimit | None = None
    tax_included: TaxIncluded | None = None
    """None in 2.2.1: prices are without VAT, and a component without ``vat`` bears none."""
    start: datetime | None = None
    """Valid from here on; OCPI ``start_date_time``."""
    end: datetime | None = None
    """No longer valid from here on; OCPI ``end_date_time``."""

    def __post_init__(self) -> None:
        exponent_of(self.currency)
        if not self.elements:
            raise InvalidValueError(f"tariff {self.tariff_id}: wanted at least one element")

    @property
    def version(self) -> str:
        """How the version is named on screen and in the books."""
        return self.last_updated.isoformat().replace("+00:00", "Z")

    def is_valid_at(self, instant: datetime) -> bool:
        """Whether a session that begins then may be priced by it."""
        after = self.start is None or self.start <= instant
        return after and (self.end is None or instant < self.end)
