"""Why a CDR waits for review while everything else settles."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class HoldReason(StrEnum):
    """Codes in the order in which they are looked for; the first that applies is recorded."""

    UNKNOWN_CPO = "unknown_cpo"
    UNKNOWN_DEMAND_PARTNER = "unknown_demand_partner"
    UNKNOWN_EVSE = "unknown_evse"
    IN_THE_FUTURE = "in_the_future"
    TOO_OLD = "too_old"
    TOO_SHORT = "too_short"
    TOO_LITTLE_ENERGY = "too_little_energy"
    ENERGY_DIFFERS = "energy_differs"
    ABOVE_CONNECTOR_POWER = "above_connector_power"
    OVERLAP = "overlap"
    NO_TARIFF = "no_tariff"
    NO_AGREEMENT = "no_agreement"
    CURRENCY_MISMATCH = "currency_mismatch"
    NO_FX_RATE = "no_fx_rate"
    NO_VAT_RULE = "no_vat_rule"
    PRICE_UNKNOWN = "price_unknown"
    TOTAL_DIFFERS = "total_differs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A CDR that waits for review, and what was found."""

    cdr_key: str
    reason: HoldReason
    detail: str
    """What was wanted and what was found, in words."""
    held_at: datetime
