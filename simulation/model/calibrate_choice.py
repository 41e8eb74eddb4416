"""How demand answers prices in the logit model, and the constant that makes it answer as wanted.

Worked out from the choice probabilities themselves, without chance and without queues: the drivers
are those that a run would draw. A scenario states the constant; it is not worked out anew when a
price is changed, or the change would have no effect. To calibrate a scenario file:

    python -m simulation.model.calibrate_choice resources/scenarios/city.toml
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from core.domain.errors import RuleError
from simulation.model.option_utility import Preferences, Visitors, visitors_of
from simulation.model.site_draws import draws_of
from simulation.model.site_facts import SiteFacts
from simulation.scenario import Scenario
from simulation.scenario_file import load_scenario

Floats = NDArray[np.float64]
STEP: Final = 0.01
"""Prices are raised by this part to see what happens."""
NEIGHBOURHOOD_KM: Final = 3.45
"""How far the demand went that a dearer site lost; Shenzhen, 18,000 posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceResponse:
    """What a rise of one site's price does."""

    own_elasticity: float
    """Demand at the site, by its price."""
    diverted_share: float
    """Part of the lost demand that goes to sites in the neighbourhood."""
    staying_share: float
    """Part of it that stays away altogether; the rest goes farther."""


class Market:
    """The drivers of a scenario with choice, and what they would choose."""

    def __init__(self, scenario: Scenario, seed: int | None = None) -> None:
        """Draw the drivers.

        Raises:
            RuleError: The scenario has no choice.
        """
        if scenario.choice is None:
            raise RuleError(f"choice: wanted in scenario {scenario.name}, found none")
        self._seed = scenario.seed if seed is None else seed
        self._facts = SiteFacts(scenario)
        self._preferences = Preferences(self._facts)
        self._options = self._preferences.options
        draws = draws_of(self._facts, self._seed, range(len(scenario.location)))
        self._visitors: Visitors = visitors_of(self._facts, self._seed, draws)
        self._sites = self._options.sites[draws.site]
        self._constant = scenario.choice.outside_constant
        base = np.ones(len(scenario.location))
        self._base = self._utilities(base)
        self._dearer = self._utilities(base * (1 + STEP))

    def elasticity(self, outside_constant: float | None = None) -> float:
        """Demand by price, all sites together."""
        shift = 0.0 if outside_constant is None else outside_constant - self._constant
        before = _chosen(self._base - shift).sum()
        after = _chosen(self._dearer - shift).sum()
        return float(np.log(after / before) / np.log(1 + STEP))

    def outside_share(self, outside_constant: float | None = None) -> float:
        """Part of the drivers who do not charge here."""
        shift = 0.0 if outside_constant is None else outside_constant - self._constant
        return 1 - float(_chosen(self._base - shift).sum()) / len(self._sites)

    def site_shares(self, price_factors: Floats | None = None) -> Floats:
        """Expected visits at each site; array of shape (site,)."""
        utility = self._base if price_factors is None else self._utilities(price_factors)
        there = self._sites >= 0
        weights: Floats = _chosen(utility)[there]
        return np.bincount(self._sites[there], weights, len(self._options.sites)).astype(np.float64)

    def response(self, site: int) -> PriceResponse:
        """What happens when one site becomes dearer.

        Args:
            site: Index of the location.
        """
        factors = np.ones(len(self._options.sites))
        factors[site] += STEP
        before, after = self.site_shares(), self.site_shares(factors)
        lost = before[site] - after[site]
        gained = after - before
        near = self._distances_km(site) <= NEIGHBOURHOOD_KM
        near[site] = False
        return PriceResponse(
            own_elasticity=float(np.log(after[site] / before[site]) / np.log(1 + STEP)),
            diverted_share=float(gained[near].sum() / lost),
            staying_share=float((before.sum() - after.sum()) / lost),
        )

    def _utilities(self, factors: Floats) -> Floats:
        return self._preferences.liking(self._visitors, factors).utility

    def _distances_km(self, site: int) -> Floats:
        """From a site to each that is looked at with it; others are far."""
        found = np.full(len(self._options.sites), np.inf)
        for home, sites in enumerate(self._options.sites):
            offset = self._options.offset_km[home]
            if site in sites:
                own = offset[np.flatnonzero(sites == site)[0]]
                there = sites >= 0
                km = np.hypot(*(offset[there] - own).T)
                found[sites[there]] = np.minimum(found[sites[there]], km)
        return found


def _chosen(utility: Floats) -> Floats:
    """Probability of each option; what is left is that of not charging; shape (visit, k)."""
    top = np.maximum(utility.max(axis=1, keepdims=True), 0)
    weights = np.exp(utility - top)
    chosen: Floats = weights / (weights.sum(axis=1, keepdims=True) + np.exp(-top))
    return chosen


def calibrated_outside(market: Market, elasticity: float) -> float:
    """The constant at which demand answers prices with that elasticity.

    Raises:
        RuleError: No constant does.
    """
    low, high = -30.0, 30.0

    def missed(constant: float) -> float:
        return market.elasticity(constant) - elasticity

    if missed(low) * missed(high) > 0:
        raise RuleError(
            f"market_elasticity: wanted between {market.elasticity(high):.2f} and "
            f"{market.elasticity(low):.2f}, found {elasticity}"
        )
    return float(brentq(missed, low, high, xtol=1e-4))


if __name__ == "__main__":
    market = Market(load_scenario(Path(sys.argv[1])))
    choice = market._facts.scenario.choice  # noqa: SLF001 (its own command)
    assert choice is not None
    constant = calibrated_outside(market, choice.market_elasticity)
    share = market.outside_share(constant)
    sys.stdout.write(
        f"outside_constant = {constant:.3f}\npotential_factor = {1 / (1 - share):.3f}\n"
    )
