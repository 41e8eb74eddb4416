"""The parts of a scenario that the network is made of: parties, prices, hardware, sites.

``Part`` is the base of all its tables; ranges that several tables share are named here.
"""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from core.domain.location import PowerType
from core.domain.tariff import DayOfWeek
from core.service.toml_fields import (
    CountryCode,
    Currency,
    MajorUnits,
    Name,
    PartyId,
    PartyKey,
    Percent,
    TimeZone,
    VatFactsToml,
)
from core.sessionfile.toml_text import StrictModel

Share = Annotated[float, Field(ge=0, le=1)]
"""A part of a whole, 0 to 1."""
Scope = Annotated[str, Field(pattern=r"^([A-Z]{2}\*[A-Z0-9]{3}|\*)$")]
"""``NL*ABC``, or ``*`` for all where that is allowed."""


class Part(StrictModel):
    """A table of the file: nothing in it is unknown and nothing in it changes."""

    model_config = ConfigDict(allow_inf_nan=False, use_attribute_docstrings=True)


class PartyPart(Part):
    """A party: the operator of the network or a CPO."""

    country_code: CountryCode
    party_id: PartyId
    name: Name
    currency: Currency
    vat: VatFactsToml = VatFactsToml()
    """A taxable dealer, registered at home only, unless it says otherwise."""

    @property
    def key(self) -> str:
        """``NL*ABC``."""
        return f"{self.country_code}*{self.party_id}"


class DemandPartnerPart(PartyPart):
    """A Demand Partner; ``currency`` is what it settles in."""

    demand_weight: Annotated[int, Field(strict=True, ge=0)]
    """Relative part of the sessions that its drivers make."""
    driver_count: Annotated[int, Field(strict=True, ge=1, le=99_999_999)] = 5_000
    """Drivers it has; [D]."""
    app_share: Share = 0.7
    """Part of its drivers who use the app; the others carry an RFID card."""
    frequent_driver_share: Annotated[float, Field(ge=0.1, lt=1)] = 0.1
    """Part of the visits that the busiest tenth of its drivers makes; 0.1: all alike. Leeds 0.81,
    Caltech 0.43."""
    reach: tuple[Scope, ...] = Field(default=("*",), min_length=1)
    """CPOs at which its drivers may charge; ``*``: every one. In one text, too: ``DE*A,FR*B``."""
    own_cpo: PartyKey | None = None
    """The CPO that it belongs to: a brand its drivers know."""
    shows_prices: bool = True
    """Whether its drivers see what a site costs before they choose; else they expect the mean."""
    live_status_delay_s: Annotated[int, Field(strict=True, ge=0, le=86_400)] | None = None
    """How old the status is that it shows; None: it shows none."""
    markup_pct: Annotated[float, Field(ge=0, le=200)] = 0.0
    """What it adds to the public tariff for its drivers."""
    own_price_per_kwh: Annotated[Decimal, Field(gt=0, le=100)] | None = None
    """One price for its drivers everywhere, with VAT, in its currency, instead of the tariffs."""
    rebate_pct: Annotated[float, Field(ge=0, le=100)] = 0.0
    """What it gives back to its drivers, of what they pay."""
    subscription_price_per_month: Annotated[Decimal, Field(ge=0, le=10_000)] = Decimal(0)
    """With VAT, in its currency; of the subscribers."""
    subscriber_share: Share = 0.0
    """Part of its drivers who subscribe."""
    subscriber_discount_pct: Annotated[float, Field(ge=0, le=100)] = 0.0
    """What subscribers pay less."""

    @field_validator("reach", mode="before")
    @classmethod
    def _from_one_text(cls, reach: object) -> object:
        """A change of a scenario is one value, not a list."""
        return tuple(reach.replace(",", " ").split()) if isinstance(reach, str) else reach


class CpoPart(PartyPart):
    """A CPO."""

    failure_factor: Annotated[float, Field(ge=0, le=20)] = 1.0
    """How much more often its EVSEs fail than others of their class; MOBI.E: 0.3 to 1.8."""


class BandPart(Part):
    """Other prices at a time of the day; of a price that is not stated the tariff's holds."""

    start: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    """Local time, as ``22:00``."""
    end: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    """Exclusive; before ``start`` it is the next day's; ``00:00`` is the day's end."""
    day_of_week: tuple[DayOfWeek, ...] = ()
    """None stated: every day."""
    energy_price_per_kwh: MajorUnits | None = None
    charging_price_per_h: MajorUnits | None = None
    parking_price_per_h: MajorUnits | None = None

    @model_validator(mode="after")
    def _has_a_price_and_a_length(self) -> Self:
        prices = (self.energy_price_per_kwh, self.charging_price_per_h, self.parking_price_per_h)
        if all(price is None for price in prices):
            raise ValueError("wanted at least one price")
        if self.start == self.end:
            raise ValueError(f"end: wanted another time than start, found {self.end}")
        return self


class TariffPart(Part):
    """A tariff of at most four prices, without VAT; what is 0 is not in it."""

    tariff_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,36}$")]
    cpo: Scope
    currency: Currency
    energy_price_per_kwh: MajorUnits = Decimal(0)
    charging_price_per_h: MajorUnits = Decimal(0)
    parking_price_per_h: MajorUnits = Decimal(0)
    parking_price_from_min: Annotated[int, Field(strict=True, ge=0)] = 0
    """Parking costs only from this minute of the session on."""
    session_price: MajorUnits = Decimal(0)
    band: tuple[BandPart, ...] = ()
    """Prices by time of the day; the first that applies holds."""
    energy_price_by_hour: tuple[MajorUnits, ...] = ()
    """Prices per kWh of each local hour, before ``energy_price_per_kwh``: 24 of every day, or those
    of days one after another from the scenario's first, again and again (a dynamic tariff)."""
    vat_pct: Percent
    description: str = ""
    imputed: bool = False
    """Nobody published these prices, or not all of them; every figure made of them says so."""

    @model_validator(mode="after")
    def _has_a_price(self) -> Self:
        if not any(
            (
                self.energy_price_per_kwh,
                self.charging_price_per_h,
                self.parking_price_per_h,
                self.session_price,
                *self.energy_price_by_hour,
            )
        ):
            raise ValueError("wanted at least one price above 0")
        return self

    @field_validator("energy_price_by_hour")
    @classmethod
    def _is_whole_days(cls, prices: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
        if len(prices) % 24:
            raise ValueError(f"wanted 24 prices for each day, found {len(prices)}")
        return prices


class ImputedTariffPart(Part):
    """What is taken for the price of a class of charge point where none was published."""

    charge_point_class: Name
    currency: Currency
    energy_price_per_kwh: MajorUnits = Decimal(0)
    charging_price_per_h: MajorUnits = Decimal(0)
    parking_price_per_h: MajorUnits = Decimal(0)
    parking_price_from_min: Annotated[int, Field(strict=True, ge=0)] = 0
    session_price: MajorUnits = Decimal(0)
    vat_pct: Percent
    description: Annotated[str, Field(min_length=1)]
    """What it was taken from."""


class ClassPart(Part):
    """A class of charge point."""

    name: Name
    power_type: PowerType
    max_power_kw: Annotated[Decimal, Field(gt=0, le=1_000)]
    connector_standard: Name
    """OCPI ConnectorType, as ``IEC_62196_T2_COMBO``."""
    attraction: Annotated[float, Field(ge=-100, le=100)] = 0.0
    """Utility of a site of this class above others, where drivers choose."""


class LocationPart(Part):
    """A site: the EVSEs of one class of charge point that one CPO has in one place."""

    location_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,36}$")]
    cpo: Scope
    name: Name
    country_code: CountryCode
    time_zone: TimeZone | None = None
    """IANA name; None means the scenario's."""
    latitude_deg: Annotated[Decimal, Field(ge=-90, le=90)]
    longitude_deg: Annotated[Decimal, Field(ge=-180, le=180)]
    charge_point_class: Name
    evse_count: Annotated[int, Field(strict=True, ge=1, le=1_000)]
    power_limit_kw: Annotated[Decimal, Field(gt=0, le=100_000)] | None = None
    """Of all its EVSEs together; None: each gives its class's maximum at any time."""
    tariff_id: str
    demand_factor: Annotated[float, Field(ge=0, le=1_000)] = 1.0
    """How much more it is asked for than the mean site of its class."""
