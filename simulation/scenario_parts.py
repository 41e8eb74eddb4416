"""The parts of a scenario that the network is made of: parties, prices, hardware, sites.

``Part`` is the base of all its tables; ranges that several tables share are named here.
"""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from core.domain.location import PowerType
from core.service.toml_fields import (
    CountryCode,
    Currency,
    MajorUnits,
    Name,
    PartyId,
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

    model_config = ConfigDict(allow_inf_nan=False)


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
    app_share: Share = 0.7
    """Part of its drivers who use the app; the others carry an RFID card."""


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
            )
        ):
            raise ValueError("wanted at least one price above 0")
        return self


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
    tariff_id: str
    demand_factor: Annotated[float, Field(ge=0, le=1_000)] = 1.0
    """How much more it is asked for than the mean site of its class."""
