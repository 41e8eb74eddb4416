"""Hardware: a location, its EVSEs and their connectors.

Source: OCPI 2.2.1 mod_locations. Nested as there: Location > EVSE > Connector.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class PowerType(StrEnum):
    """Names and values are OCPI's (2.2.1: 2.2 adds the 2-phase kinds)."""

    AC_1_PHASE = "AC_1_PHASE"
    AC_2_PHASE = "AC_2_PHASE"
    AC_2_PHASE_SPLIT = "AC_2_PHASE_SPLIT"
    AC_3_PHASE = "AC_3_PHASE"
    DC = "DC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """One socket or cable."""

    connector_id: str
    standard: str
    """OCPI ConnectorType, as ``IEC_62196_T2_COMBO``."""
    power_type: PowerType
    max_power_kw: Decimal
    tariff_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evse:
    """What one vehicle at a time can charge at."""

    evse_uid: str
    evse_id: str | None
    connectors: tuple[Connector, ...]

    @property
    def max_power_kw(self) -> Decimal:
        """The strongest connector's power."""
        return max(connector.max_power_kw for connector in self.connectors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A site of one CPO."""

    location_id: str
    cpo: str
    """Party key, ``NL*ABC``."""
    name: str
    country_code: str
    """ISO 3166 alpha-2 (OCPI's wire has alpha-3); decides the VAT of a session."""
    time_zone: str
    """IANA name; tariff times are local to it."""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    evses: tuple[Evse, ...]
