"""A session that nobody drove: as a golden example or somebody who tries terms out describes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core.domain.agreement import ANY, Agreement
from core.domain.agreement_example import Example
from core.domain.cdr import AuthMethod, Cdr, ChargingPeriod
from core.domain.driver_token import DriverToken, TokenType
from core.domain.money import Money, money
from core.domain.priced_cdr import CostLine, PricedCdr, Unit
from core.domain.tariff import TariffDimension
from core.domain.waterfall import Actor, Circumstances, Settle
from core.ledger.session_vat import SessionVat, vat_before_the_table
from core.ledger.split import Split, split
from core.ledger.steps_of_terms import waterfall_of
from core.ledger.true_up import PeriodTotals, counts_in, group_of

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """An expected amount that did not come out; in major units."""

    example: str
    what: str
    expected: Decimal
    found: Decimal

    def __str__(self) -> str:
        off = self.found - self.expected
        return (
            f"example {self.example}: {self.what}: wanted {self.expected}, "
            f"found {self.found}, {off:+f} off"
        )


def sample_cdr(agreement: Agreement, example: Example) -> PricedCdr:
    """The example as a priced CDR between the parties of the terms, or those of its country."""
    start = (example.local_start or datetime(2026, 1, 7, 12)).replace(tzinfo=UTC)  # noqa: DTZ001 (local)
    cpo = f"{example.country}*CPO" if agreement.cpo == ANY else agreement.cpo
    dp = agreement.demand_partner
    dp = f"{example.country}*DPA" if dp == ANY else dp
    cdr = Cdr(
        cdr_id="sample",
        cpo=cpo,
        token=DriverToken(demand_partner=dp, uid="S", type=TokenType.OTHER, contract_id="S"),
        auth_method=AuthMethod.WHITELIST,
        authorization_reference=None,
        location_id=example.location or "sample",
        evse_uid="sample",
        connector_id="1",
        start=start,
        end=start + _HOUR,
        currency=agreement.payout_currency,
        energy_kwh=example.energy_kwh,
        charging_periods=(ChargingPeriod(start=start, energy_kwh=example.energy_kwh),),
        tariff_id=None,
        country_code=example.country,
        source="sample",
    )
    return PricedCdr(
        cdr=cdr,
        tariff_id="sample",
        tariff_version="sample",
        currency=cdr.currency,
        lines=tuple(_lines(example, cdr.currency)),
    )


def _lines(example: Example, currency: str) -> Iterator[CostLine]:
    for dimension, cost, quantity, unit in (
        (TariffDimension.ENERGY, example.energy_cost, example.energy_kwh, Unit.KWH),
        (TariffDimension.TIME, example.time_cost, Decimal(3600), Unit.SECOND),
        (TariffDimension.FLAT, example.session_fee, Decimal(1), Unit.SESSION),
    ):
        if cost:
            yield CostLine(
                dimension=dimension,
                element=1,
                quantity=quantity,
                unit=unit,
                unit_price=cost,
                vat_pct=example.vat_pct,
                excl_minor=money(cost, currency).amount_minor,
                vat_minor=money(cost * example.vat_pct / 100, currency).amount_minor,
                rule="sample",
            )


def circumstances_of(example: Example) -> Circumstances:
    """What conditions ask of the example."""
    return Circumstances(
        local_start=example.local_start or datetime(2026, 1, 7, 12),  # noqa: DTZ001 (local)
        power_kw=example.power_kw,
    )


def home_vat(agreement: Agreement, example: Example) -> SessionVat:
    """VAT as if everybody were at home where the example is: its rates are the terms' own."""
    return vat_before_the_table(agreement, *(example.country,) * 4)


def split_sample(agreement: Agreement, example: Example, vat: SessionVat | None = None) -> Split:
    """The example, parted by the terms."""
    decided = vat or home_vat(agreement, example)
    return split(sample_cdr(agreement, example), agreement, decided, circumstances_of(example))


def amounts_of(agreement: Agreement, example: Example) -> dict[str, int]:
    """What each step moves and what each of the three is left with, in minor units before VAT.

    Steps of sessions and what is left are of one session; steps of a period of all of them.
    """
    parts = split_sample(agreement, example)
    found = {part.step.step_id: part.amount for part in parts.parts}
    falls = waterfall_of(agreement)
    found[falls.remainder.step_id] = parts.cpo_net
    sums = parts.sums()
    left = {Actor.CPO: sums.cpo_net, Actor.DP: sums.dp_share, Actor.NETWORK: sums.network_net}
    return found | left | period_amounts(agreement, example)


def period_amounts(agreement: Agreement, example: Example) -> dict[str, int]:
    """What the steps of a period move when all its sessions are equal to the example."""
    falls = waterfall_of(agreement)
    priced, around = sample_cdr(agreement, example), circumstances_of(example)
    totals = PeriodTotals(falls, priced.currency)
    totals.add(priced, split_sample(agreement, example), around, example.sessions)
    decided = home_vat(agreement, example)
    found: dict[str, int] = {}
    for step in falls.period_steps:
        assert step.settle is Settle.PERIOD_TRUE_UP, step
        group = group_of(step, priced.cdr.cpo, priced.cdr.demand_partner)
        if counts_in(step, group) and step.step_id not in found:
            moved = totals.true_up(group, decided)
            found |= {part.step.step_id: part.amount for part in moved}
    return found


def mismatches(agreement: Agreement) -> list[Mismatch]:
    """Every golden example that comes out otherwise than it says."""
    found = []
    for example in agreement.examples:
        amounts = amounts_of(agreement, example)
        for what, expected in example.expected:
            amount = Money(amounts.get(what, 0), agreement.payout_currency).major
            if what not in amounts or amount != expected:
                found.append(
                    Mismatch(example=example.name, what=what, expected=expected, found=amount)
                )
    return found
