"""One session that could be, parted under an agreement: what previews show.

All parties of a sample session are established in the country of the charge point, where they are
registered for VAT; it bears the standard rate of VAT of that country on that day. An example says
its rate, and is between whom it is asked.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from core.domain.agreement import Agreement
from core.domain.agreement_example import Example
from core.domain.party import Party, Role
from core.domain.waterfall import Actor
from core.ledger.sample_session import home_vat, period_amounts, sample_cdr, split_sample
from core.ledger.session_vat import SessionVat, Traders, vat_of_session
from core.ledger.split import Split
from core.service.runtime import Runtime
from core.service.vat_file import vat_table
from core.store.reference_store import all_parties, operator

_PARTIES: Final = {Role.HUB: "NET", Role.CPO: "CPO", Role.EMSP: "DPX"}
"""Made up."""
_NOBODY_EXPECTS: Final = ((Actor.CPO.value, Decimal(0)),)
USUAL_EXAMPLE: Final = Example(
    name="20 kWh at 0.50",
    energy_kwh=Decimal(20),
    energy_cost=Decimal(10),
    vat_pct=Decimal(21),
    expected=_NOBODY_EXPECTS,
)
"""What an agreement without an example is shown on."""


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


@dataclass(frozen=True, slots=True)
class Preview:
    """An example under an agreement, to the cent."""

    agreement: Agreement
    example: Example
    split: Split
    of_period: tuple[tuple[str, int], ...] = ()
    """What each step of a period moves of all its sessions, in minor units before VAT."""


def preview_example(
    runtime: Runtime,
    agreement: Agreement,
    example: Example | None = None,
    parties: tuple[str, str] = ("", ""),
) -> Preview:
    """An agreement on one session.

    Args:
        runtime: The books, for the parties.
        agreement: Of the books or not.
        example: The first golden example by default, else 20 kWh at 0.50.
        parties: Keys of CPO and DP for VAT by the table; without them all are at home.

    Raises:
        UndecidedVatError: The VAT table has no answer for these parties.
    """
    shown = example or next(iter(agreement.examples), USUAL_EXAMPLE)
    vat = _vat_between(runtime, agreement, shown, parties)
    moved = period_amounts(agreement, shown)
    return Preview(agreement, shown, split_sample(agreement, shown, vat), tuple(moved.items()))


def _vat_between(
    runtime: Runtime, agreement: Agreement, example: Example, parties: tuple[str, str]
) -> SessionVat:
    with runtime.database.reading() as connection:
        known, network = all_parties(connection), operator(connection)
    cpo, dp = (known.get(key) for key in parties)
    if network is None or cpo is None or dp is None:
        return home_vat(agreement, example)
    day = sample_cdr(agreement, example).cdr.end.date()
    third = tuple(known[step.payee] for step in agreement.steps if step.payee in known)
    traders = Traders(network, cpo, dp, third)
    return vat_of_session(vat_table(), agreement, traders, example.country, day)
