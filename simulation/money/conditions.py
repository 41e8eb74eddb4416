"""Which sessions of a group meet the conditions of terms, as ``step_conditions`` asks of each."""

from datetime import time

import numpy as np
from numpy.typing import NDArray

from core.domain.agreement import Agreement
from core.domain.tariff import DayOfWeek
from core.domain.waterfall import ALWAYS, Condition
from core.ledger.steps_of_terms import waterfall_of
from core.pricing.batch_clock import wall_clock
from core.pricing.time_zones import zone_named
from simulation.cdr_of_visit import Registrar
from simulation.money.priced_groups import Group
from simulation.money.session_terms import DAY_S

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
_DAYS = tuple(DayOfWeek)
_EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday."""


def conditions_of(agreement: Agreement) -> frozenset[Condition]:
    """The conditions of steps that are taken with each session."""
    steps = waterfall_of(agreement).steps[:-1]
    return frozenset(step.condition for step in steps if step.condition != ALWAYS)


def conditions_met(
    agreement: Agreement, group: Group, registrar: Registrar, rows: Ints
) -> dict[Condition, Flags]:
    """Whether each of some sessions of a group meets each condition."""
    wanted = conditions_of(agreement)
    if not wanted:
        return {}
    local_s = wall_clock(group.stays.start_s[rows], zone_named(group.time_zone))
    site = group.served.site[rows]
    return {one: _met(one, group, registrar, local_s, site) for one in wanted}


def _met(asked: Condition, group: Group, registrar: Registrar, local_s: Ints, site: Ints) -> Flags:
    met = np.full(len(site), not asked.countries or group.country in asked.countries)
    if asked.hours is not None:
        met &= _within(local_s % DAY_S, *asked.hours)
    if asked.days:
        open_ = np.array([day in asked.days for day in _DAYS])
        met &= open_[(local_s // DAY_S + _EPOCH_WEEKDAY) % 7]
    places = [_fits(asked, registrar, one) for one in range(len(registrar.locations))]
    met &= np.array(places, np.bool_)[site]
    return met


def _within(second: Ints, start: time, end: time) -> Flags:
    from_s, to_s = (one.hour * 3_600 + one.minute * 60 + one.second for one in (start, end))
    begun, ended = second >= from_s, second < to_s
    return begun & ended if from_s < to_s else begun | ended


def _fits(asked: Condition, registrar: Registrar, site: int) -> bool:
    """Whether a site is one of those and its power in the range."""
    location = registrar.locations[site]
    power_kw = location.evses[0].connectors[0].max_power_kw
    low, high = asked.power_kw_from, asked.power_kw_below
    return (
        (not asked.locations or location.location_id in asked.locations)
        and (low is None or power_kw >= low)
        and (high is None or power_kw < high)
    )
