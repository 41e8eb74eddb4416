"""Flows become charging periods, as few as there can be without one that spans a price change."""

from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from core.domain.cdr import ChargingPeriod
from core.domain.interval import duration_s
from core.domain.tariff import Tariff
from core.pricing.billed import EXACTLY
from core.pricing.even_flow import Flow
from core.pricing.restrictions import Moment
from core.pricing.turns import Answers, Turns, turns_of

_Measured = Callable[[Flow], Decimal | None]
_Kind = tuple[bool, tuple[bool, bool], Answers]


def cut_periods(
    flows: tuple[Flow, ...], tariff: Tariff, zone: tzinfo
) -> tuple[ChargingPeriod, ...]:
    """The periods of a session, cut where a restriction of the tariff changes its answer.

    Args:
        flows: The whole session, without gaps; at least one.
        tariff: What it is priced by.
        zone: Of the location.

    Returns:
        Periods that follow each other; their volumes add up to those of the flows exactly.
    """
    assert flows, "wanted at least one flow"
    session, turns = flows[0].start, turns_of(tariff)
    parts = _parts(flows, turns, session, zone)
    return tuple(
        _period(list(alike), session, tariff)
        for _, alike in groupby(parts, lambda part: _kind(part, turns, session, zone))
    )


def _parts(
    flows: tuple[Flow, ...], turns: Turns, session: datetime, zone: tzinfo
) -> Iterator[Flow]:
    """Parts in which nothing but their energy and time goes on, and no threshold is passed."""
    instants = turns.instants(session, flows[-1].end, zone)
    levels_kwh = turns.energies_kwh
    for flow in flows:
        for part in flow.parted_at(instants) if instants else (flow,):
            if levels_kwh:
                yield from part.parted_by(levels_kwh, session)
            else:
                yield part


def _kind(part: Flow, turns: Turns, session: datetime, zone: tzinfo) -> _Kind:
    """What makes two parts one period, if it is the same in both."""
    measured = part.power_kw is not None, part.current_a is not None
    if not turns.tests:
        return part.charging, measured, ()
    moment = Moment(duration_s(session, part.start), part.begun_kwh)
    moment.min_power_kw = moment.max_power_kw = part.power_kw
    moment.min_current_a = moment.max_current_a = part.current_a
    return part.charging, measured, turns.answers(moment, part.start, zone)


def _period(parts: list[Flow], session: datetime, tariff: Tariff) -> ChargingPeriod:
    first, last = parts[0], parts[-1]
    stay_s = duration_s(session, last.end) - duration_s(session, first.start)
    min_power_kw, max_power_kw = _range(parts, _power)
    min_current_a, max_current_a = _range(parts, _current)
    return ChargingPeriod(
        start=first.start,
        energy_kwh=EXACTLY.subtract(last.until_kwh, first.begun_kwh),
        charging_s=stay_s if first.charging else 0,
        parking_s=0 if first.charging else stay_s,
        tariff_id=tariff.tariff_id,
        min_power_kw=min_power_kw,
        max_power_kw=max_power_kw,
        min_current_a=min_current_a,
        max_current_a=max_current_a,
    )


_power, _current = attrgetter("power_kw"), attrgetter("current_a")


def _range(parts: list[Flow], measured: _Measured) -> tuple[Decimal | None, Decimal | None]:
    """The least and the most of what was measured in all parts of a period, or in none."""
    if measured(parts[0]) is None:
        return None, None
    known = [one for one in map(measured, parts) if one is not None]
    return min(known), max(known)
