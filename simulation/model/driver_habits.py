"""Who drives: a few drivers make most of the visits, and each keeps vehicle and tastes."""

from math import log, log1p, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulation.model.keyed_draws import Keys, key_of, keyed_uniforms
from simulation.scenario import Scenario
from simulation.streams import Purpose
from simulation.vehicles import vehicles_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def drivers_of(scenario: Scenario, partner: NDArray[np.int32], draw: Floats) -> Ints:
    """Number of each visit's driver at its Demand Partner, from 0; low numbers drive more.

    The busiest part x of the drivers makes x ** (1 / exponent) of the visits: a power law through
    the share that the busiest tenth makes.
    """
    counts = np.array([part.driver_count for part in scenario.demand_partner])
    exponents = np.array(
        [log(0.1) / log(part.frequent_driver_share) for part in scenario.demand_partner]
    )
    if (exponents != 1).any():
        draw = draw ** exponents[partner]
    numbers: Ints = (draw * counts[partner]).astype(np.int64)
    return numbers


class DriverTraits:
    """What the drivers of some visits are like; the same driver is the same at every visit."""

    def __init__(
        self, scenario: Scenario, seed: int, partner: NDArray[np.int32], driver: Ints
    ) -> None:
        keys = np.array([key_of(part.key) for part in scenario.demand_partner], dtype=np.uint64)
        self._scenario = scenario
        self._seed = seed
        self._partner = partner
        self._keys: tuple[Keys, Keys] = (keys[partner], driver.astype(np.uint64))

    def vehicle(self, profile: str) -> NDArray[np.int16]:
        """Index of each driver's vehicle class in that profile."""
        bounds = np.cumsum([one.share for one in vehicles_of(profile)])
        draws = self._uniforms(Purpose.DRIVER_VEHICLE) * bounds[-1]
        places: NDArray[np.int16] = np.searchsorted(bounds, draws, side="right").astype(np.int16)
        return places

    def taste(self, cv: float) -> Floats:
        """What money is worth to each driver: lognormal, mean 1, that coefficient of variation."""
        if cv == 0:
            return np.ones(len(self._partner))
        sigma = sqrt(log1p(cv**2))
        normal: Floats = ndtri(self._uniforms(Purpose.DRIVER_TASTE))
        return np.exp(sigma * normal - sigma**2 / 2)

    def subscribes(self) -> NDArray[np.bool_]:
        """Whether each driver has a subscription."""
        shares = np.array([part.subscriber_share for part in self._scenario.demand_partner])
        if not shares.any():
            return np.zeros(len(self._partner), dtype=bool)
        subscribed: NDArray[np.bool_] = (
            self._uniforms(Purpose.DRIVER_SUBSCRIPTION) < shares[self._partner]
        )
        return subscribed

    def _uniforms(self, purpose: Purpose) -> Floats:
        return keyed_uniforms(self._seed, purpose, *self._keys)
