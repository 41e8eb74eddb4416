"""One session that could be, parted under an agreement: what previews show.

All parties are established in the country of the charge point, where they are registered for VAT;
the session bears the standard rate of VAT of that country on that day.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from core.domain.agreement import Agreement
from core.domain.agreement_example import Example
from core.domain.party import Party, Role
from core.domain.waterfall import Actor
from core.ledger.sample_session import split_sample
from core.ledger.session_vat import SessionVat, Traders, vat_of_session
from core.ledger.split import Split
from core.service.vat_file import vat_table

_PARTIES: Final = {Role.HUB: "NET", Role.CPO: "CPO", Role.EMSP: "DPX"}
"""Made up."""
_NOBODY_EXPECTS: Final = ((Actor.CPO.value, Decimal(0)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSession:
    """What decides its amounts; prices before VAT, in major units of the agreement's currency."""

    energy_kwh: Decimal = Decimal(20)
    minutes: int = 45
    price_per_kwh: Decimal = Decimal("0.50")
    price_per_minute: Decimal = Decimal(0)
    country_code: str = "NL"
    """Of the charge point and of all parties, ISO 3166 alpha-2."""
    start: datetime = datetime(2026, 6, 1, 12)  # noqa: DTZ001 (by the wall clock there)
    """By the wall clock of the charge point, without a zone."""
    power_kw: Decimal | None = None
    """The greatest power of the EVSE; None where nobody says."""


def split_of_sample(agreement: Agreement, sample: SampleSession) -> Split:
    """Who gets what of it, by the engine that posts real sessions.

    Raises:
        UndecidedVatError: The VAT table has no answer for that country and day.
    """
    country = sample.country_code
    listed = vat_table().standard_pct(country, sample.start.date())
    described = Example(
        name="preview",
        energy_kwh=sample.energy_kwh,
        energy_cost=sample.energy_kwh * sample.price_per_kwh,
        time_cost=sample.minutes * sample.price_per_minute,
        vat_pct=agreement.vat_pct_in(country) if listed is None else listed,
        country=country,
        local_start=sample.start,
        power_kw=sample.power_kw,
        expected=_NOBODY_EXPECTS,
    )
    return split_sample(agreement, described, _vat(agreement, sample))


def _vat(agreement: Agreement, sample: SampleSession) -> SessionVat:
    network, cpo, partner = (
        Party(
            country_code=sample.country_code,
            party_id=party_id,
            name=party_id,
            role=role,
            currency=agreement.payout_currency,
        )
        for role, party_id in _PARTIES.items()
    )
    traders = Traders(network, cpo, partner)
    return vat_of_session(vat_table(), agreement, traders, sample.country_code, sample.start.date())
