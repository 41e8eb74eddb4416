"""How often a site has a free EVSE, by hour of the local day: exact, from the stays of a run."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.arrivals import hours_of_week
from simulation.model.world import Outages
from simulation.observations import AT_AN_EVSE, Observations
from simulation.profiles import HOURS_PER_DAY
from simulation.scenario import Scenario

HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class _Spans:
    """Half-open times at sites, arrays of shape (span,)."""

    site: NDArray[np.int64]
    begin_s: NDArray[np.int64]
    end_s: NDArray[np.int64]


def free_share_by_hour(
    scenario: Scenario, seen: Observations, outages: Outages
) -> NDArray[np.float64]:
    """Share of the time in which a site had a free EVSE that worked; array of shape (site, 24).

    0 to 1; an hour that has not been yet is 1.
    """
    sites = len(scenario.location)
    hours = scenario.days * HOURS_PER_DAY
    full_s = _seconds_by_hour(_full_spans(scenario, seen, outages), sites, hours)
    passed_s = np.clip(seen.now_s - np.arange(hours) * HOUR_S, 0, HOUR_S)
    shares = np.ones((sites, HOURS_PER_DAY))
    for site, part in enumerate(scenario.location):
        zone = part.time_zone or scenario.time_zone
        local = hours_of_week(scenario.start, scenario.days, zone) % HOURS_PER_DAY
        there = np.bincount(local, passed_s, HOURS_PER_DAY)
        full = np.bincount(local, full_s[site], HOURS_PER_DAY)
        shares[site] -= np.divide(full, there, out=np.zeros(HOURS_PER_DAY), where=there > 0)
    return shares


def _full_spans(scenario: Scenario, seen: Observations, outages: Outages) -> _Spans:
    """When no EVSE of a site was free."""
    evses = np.array([part.evse_count for part in scenario.location])
    taken = _taken_spans(evses, seen, outages)
    site = np.tile(taken.site, 2)
    time_s = np.concatenate([taken.begin_s, taken.end_s])
    change = np.repeat(np.array([1, -1]), len(taken.site))
    order = np.lexsort((change, time_s, site))
    site, time_s = site[order], time_s[order]
    # Whatever is taken is left again, so that the count is 0 where the next site begins.
    count = np.cumsum(change[order])
    full = count[:-1] >= evses[site[:-1]] if len(site) else np.zeros(0, dtype=bool)
    assert (site[1:][full] == site[:-1][full]).all()
    return _Spans(site[:-1][full], time_s[:-1][full], time_s[1:][full])


def _taken_spans(evses: NDArray[np.int64], seen: Observations, outages: Outages) -> _Spans:
    """When each EVSE had a vehicle or was out, those of one EVSE apart from each other."""
    got = np.isin(seen.outcome, AT_AN_EVSE)
    left_s = np.where(seen.left_s < 0, seen.now_s, seen.left_s)
    site = np.concatenate([seen.site[got], outages.site]).astype(np.int64)
    evse = np.concatenate([seen.evse[got], outages.evse]).astype(np.int64)
    begin_s = np.concatenate([seen.plugged_s[got], outages.from_s])
    end_s = np.minimum(np.concatenate([left_s[got], outages.to_s]), seen.now_s)
    # Times of each EVSE are laid one after the other, so that one pass finds what overlaps.
    start = np.concatenate([[0], np.cumsum(evses)[:-1]])
    lane = (start[site] + evse) * (seen.now_s + 1)
    order = np.argsort(lane + begin_s, kind="stable")
    first, last = (lane + begin_s)[order], (lane + end_s)[order]
    reach = np.maximum.accumulate(last) if len(last) else last
    new = np.concatenate([[True], first[1:] > reach[:-1]])[: len(first)]
    ends = reach[np.concatenate([np.flatnonzero(new)[1:] - 1, [len(reach) - 1]])[: new.sum()]]
    base = lane[order][new]
    return _Spans(site[order][new], first[new] - base, ends - base)


def _seconds_by_hour(spans: _Spans, sites: int, hours: int) -> NDArray[np.int64]:
    """Seconds of the spans in each hour; array of shape (site, hour)."""
    changes = np.zeros((sites, hours + 2), dtype=np.int64)
    whole = np.zeros_like(changes)
    for sign, time_s in ((1, spans.begin_s), (-1, spans.end_s)):
        hour = time_s // HOUR_S
        # The rest of its hour counts from here on, and every later hour whole.
        np.add.at(changes, (spans.site, hour), sign * ((hour + 1) * HOUR_S - time_s))
        np.add.at(whole, (spans.site, hour + 1), sign * HOUR_S)
    return (changes + np.cumsum(whole, axis=1))[:, :hours]
