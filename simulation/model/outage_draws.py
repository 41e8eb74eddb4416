"""When EVSEs and the hub are out: a frailty for each EVSE, short outages and a few long ones.

An EVSE is up for an exponential time and then out for a short one or, seldom, a long one. It begins
as it would be found at any time: up, in a short outage or in a long one.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammaincinv

from simulation.model.world import OutageKind, Outages
from simulation.scenario import Scenario
from simulation.scenario_world import FaultPart
from simulation.streams import Purpose, stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_QUANTILES = 400
_LINEAR_BELOW = 1e-6
"""Shares so small are odds themselves, whatever the frailty."""


def outages_of(scenario: Scenario, seed: int, sites: Sequence[int]) -> Outages:
    """All outages of the EVSEs of those sites."""
    parts = {part.charge_point_class: part for part in scenario.fault}
    factors = {part.key: part.failure_factor for part in scenario.cpo}
    found: list[tuple[Ints, Ints, Ints, Ints, Ints]] = []
    for index in sites:
        location = scenario.location[index]
        part = parts.get(location.charge_point_class)
        if part is None:
            continue
        frailty = stream(seed, Purpose.FRAILTY, location.location_id).gamma(
            part.frailty_shape, 1 / part.frailty_shape, location.evse_count
        )
        for kind, purpose, share, long_share in (
            (
                OutageKind.OUT_OF_ORDER,
                Purpose.OUT_OF_ORDER,
                part.out_of_order_share * factors[location.cpo],
                part.out_of_order_long_share,
            ),
            (OutageKind.UNKNOWN, Purpose.UNKNOWN, part.unknown_share, part.unknown_long_share),
        ):
            life = _Life(part, min(share, 0.95), long_share)
            draws = stream(seed, purpose, location.location_id)
            evse, from_s, to_s = life.outages(draws, frailty, scenario.horizon_s)
            whole = np.ones(len(evse), dtype=np.int64)
            found.append((whole * index, evse, from_s, to_s, whole * int(kind)))
    return _sorted(found)


def _sorted(found: list[tuple[Ints, Ints, Ints, Ints, Ints]]) -> Outages:
    none = np.zeros(0, dtype=np.int64)
    columns = [np.concatenate([none, *column]) for column in zip(*found, strict=True)] or [none] * 5
    site, evse, from_s, to_s, kind = columns
    order = np.lexsort((kind, evse, site, from_s))
    return Outages(
        site=site[order].astype(np.int32),
        evse=evse[order].astype(np.int32),
        from_s=from_s[order],
        to_s=to_s[order],
        kind=kind[order].astype(np.uint8),
    )


class _Life:
    """How the EVSEs of a class come and go, for one kind of outage."""

    def __init__(self, part: FaultPart, share: float, long_share: float) -> None:
        self._short_s, self._long_s = part.short_mean_h * 3600, part.long_mean_h * 3600
        self._long_share = long_share
        # Of all outages; the long ones are few, because each takes so much of the time.
        per_long, per_short = long_share / self._long_s, (1 - long_share) / self._short_s
        self._long_event_share = per_long / (per_long + per_short)
        self._mean_s = 1 / (per_long + per_short)
        self._odds = odds_of(share, part.frailty_shape)

    def outages(self, draws: Generator, frailty: Floats, horizon_s: int) -> tuple[Ints, Ints, Ints]:
        """EVSE, beginning and end of each outage within the horizon."""
        evses: list[int] = []
        froms: list[float] = []
        tos: list[float] = []
        odds = self._odds * frailty
        first = draws.random((len(frailty), 2))
        for evse, one in enumerate(odds.tolist()):
            if one <= 0:
                continue
            up_s = self._mean_s / one
            now_s = 0.0
            if first[evse, 0] < one / (1 + one):
                mean_s = self._long_s if first[evse, 1] < self._long_share else self._short_s
                now_s = draws.exponential(mean_s)
                evses.append(evse)
                froms.append(0.0)
                tos.append(now_s)
            began, ended = self._later(draws, now_s, up_s, horizon_s)
            evses.extend([evse] * len(began))
            froms.extend(began)
            tos.extend(ended)
        to_s = np.ceil(np.array(tos, dtype=np.float64)).astype(np.int64)
        from_s = np.ceil(np.array(froms, dtype=np.float64)).astype(np.int64)
        kept = (to_s > from_s) & (from_s < horizon_s)
        return np.array(evses, dtype=np.int64)[kept], from_s[kept], to_s[kept]

    def _later(
        self, draws: Generator, now_s: float, up_s: float, horizon_s: int
    ) -> tuple[list[float], list[float]]:
        began: list[float] = []
        ended: list[float] = []
        while True:
            now_s += draws.exponential(up_s)
            if now_s >= horizon_s:
                return began, ended
            is_long = draws.random() < self._long_event_share
            began.append(now_s)
            now_s += draws.exponential(self._long_s if is_long else self._short_s)
            ended.append(now_s)


@lru_cache(maxsize=4096)
def odds_of(share: float, frailty_shape: float) -> float:
    """Odds of being out for an EVSE of frailty 1, so that all EVSEs together reach the share."""
    if share < _LINEAR_BELOW:
        return share
    points = (np.arange(_QUANTILES) + 0.5) / _QUANTILES
    frailty = gammaincinv(frailty_shape, points) * (1 / frailty_shape)  # its quantiles

    def missed(log_odds: float) -> float:
        odds = np.exp(log_odds) * frailty
        return float(np.mean(odds / (1 + odds))) - share

    return float(np.exp(brentq(missed, -30, 60)))


def hub_outages_of(scenario: Scenario, seed: int) -> NDArray[np.int64]:
    """When the hub does not answer; array of shape (outage, 2) in seconds."""
    hub = scenario.hub
    if hub is None or not hub.outages_per_year or not hub.outage_mean_min:
        return np.zeros((0, 2), dtype=np.int64)
    draws = stream(seed, Purpose.HUB_OUTAGE)
    up_s, now_s = 365 * 86_400 / hub.outages_per_year, 0.0
    found = []
    while (now_s := now_s + draws.exponential(up_s)) < scenario.horizon_s:
        length_s = draws.exponential(hub.outage_mean_min * 60)
        found.append((round(now_s), round(now_s + length_s) + 1))
        now_s += length_s + 1
    return np.array(found, dtype=np.int64).reshape(len(found), 2)
