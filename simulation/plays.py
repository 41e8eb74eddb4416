"""What a scenario is run as: itself, or each of its variants with the same drivers and dice."""

from dataclasses import dataclass
from typing import Final

from core.service.snapshot import Summary
from simulation.scenario import Scenario
from simulation.scenario_money import CreditPart, FixedFeePart
from simulation.scenario_terms import Terms

SHOWN: Final = (
    "gross_at_tariff",
    "gross",
    "vat",
    "cpo_net",
    "dp_share",
    "commission",
    "card_cost",
    "payouts",
)
"""Totals of a currency that are figures of a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One play of a scenario: the scenario itself, or one of its variants."""

    number: int
    """From 0; the first goes into the books of the run."""
    name: str
    """Of the variant; empty for the scenario itself."""
    terms: tuple[Terms, ...]
    demand_factor: float = 1.0
    markup_bp: int = 0
    """What the DP adds to the public tariff, in 1/10,000; outside the network's books."""
    credit: tuple[CreditPart, ...] = ()
    fixed_fees: tuple[FixedFeePart, ...] = ()

    def credit_of(self, demand_partner: str) -> CreditPart:
        """How a Demand Partner pays."""
        ours = (one for one in self.credit if one.demand_partner in {"*", demand_partner})
        return next(ours, CreditPart())


def plays_of(scenario: Scenario) -> tuple[Play, ...]:
    """What is run, in order: its variants, or the scenario itself if it has none."""
    if not scenario.variant:
        return (
            Play(
                number=0,
                name="",
                terms=scenario.agreement,
                credit=scenario.credit,
                fixed_fees=scenario.fixed_fee,
            ),
        )
    return tuple(
        Play(
            number=number,
            name=variant.name,
            terms=variant.agreement,
            demand_factor=variant.demand_factor,
            markup_bp=round(variant.price_markup_pct * 100),
            credit=variant.credit or scenario.credit,
            fixed_fees=scenario.fixed_fee + variant.fixed_fee,
        )
        for number, variant in enumerate(scenario.variant)
    )


def money_figures(play: Play, summary: Summary) -> dict[str, float]:
    """The money of a play by name, in minor units of the currency that ends the name.

    ``driver_paid`` is what drivers pay: the public tariff with the DP's markup, VAT included.
    """
    figures: dict[str, int] = {}
    for currency, one in summary.by_currency.items():
        unit = f"minor_{currency.lower()}"
        figures[f"driver_paid_{unit}"] = one.gross_at_tariff * (10_000 + play.markup_bp) // 10_000
        for name in SHOWN:
            figures[f"{name}_{unit}"] = getattr(one, name)
    for name in ("receivable", "payable"):
        for currency, amount in getattr(summary, name).items():
            figures[f"{name}_minor_{currency.lower()}"] = amount
    return {name: float(figure) for name, figure in figures.items()}


def named(play: Play, figures: dict[str, float]) -> dict[str, float]:
    """The figures of a play under their names in a run with variants: ``RESELLER.sessions``."""
    return {f"{play.name}.{name}": figure for name, figure in figures.items()}
