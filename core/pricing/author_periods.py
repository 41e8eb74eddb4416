"""Meter samples become charging periods that never span a price change.

Between two readings of the register energy flows evenly; where it stands still, or falls, the
vehicle is parked. Power and current are what the last sample said.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from itertools import pairwise

from core.domain.cdr import ChargingPeriod
from core.domain.errors import InvalidValueError
from core.domain.meter_sample import MeterSample
from core.domain.tariff import Tariff
from core.pricing.billed import EXACTLY
from core.pricing.cut_periods import cut_periods
from core.pricing.even_flow import Flow


def author_periods(
    start: datetime,
    end: datetime,
    samples: Sequence[MeterSample],
    tariff: Tariff,
    zone: tzinfo,
) -> tuple[ChargingPeriod, ...]:
    """The charging periods of a session, cut wherever a restriction can change its mind.

    Args:
        start: When it began.
        end: When it was over, later.
        samples: In any order; of two of one instant the later in the list counts. The register
            is read at the start and at the end.
        tariff: Whose restrictions cut.
        zone: Of the location, for restrictions that ask the wall clock.

    Raises:
        InvalidValueError: The samples do not tell how the whole session went.
    """
    if end <= start:
        raise InvalidValueError(
            f"end: wanted it after {start.isoformat()}, found {end.isoformat()}"
        )
    ordered = sorted(samples, key=lambda one: one.at)
    flows = _flows(_readings(start, end, ordered))
    return cut_periods(tuple(_measured(flows, ordered)), tariff, zone)


def _readings(
    start: datetime, end: datetime, samples: Sequence[MeterSample]
) -> dict[datetime, Decimal]:
    """Readings of the register by time; the last of an instant."""
    readings = {one.at: one.energy_kwh for one in samples if one.energy_kwh is not None}
    times = list(readings)
    if not times or (times[0], times[-1]) != (start, end):
        found = f"from {times[0].isoformat()} to {times[-1].isoformat()}" if times else "none"
        raise InvalidValueError(
            f"samples: wanted readings from {start.isoformat()} to {end.isoformat()}, found {found}"
        )
    return readings


def _flows(readings: dict[datetime, Decimal]) -> Iterator[Flow]:
    taken_kwh = Decimal(0)
    for (start, begun_kwh), (end, until_kwh) in pairwise(readings.items()):
        charging = until_kwh > begun_kwh
        after_kwh = taken_kwh
        if charging:
            after_kwh = EXACTLY.add(taken_kwh, EXACTLY.subtract(until_kwh, begun_kwh))
        yield Flow(
            start=start, end=end, begun_kwh=taken_kwh, until_kwh=after_kwh, charging=charging
        )
        taken_kwh = after_kwh


def _measured(flows: Iterable[Flow], samples: Sequence[MeterSample]) -> Iterator[Flow]:
    """The flows with what was measured in them, parted where something was."""
    instants = list(dict.fromkeys(one.at for one in samples))
    told = deque(samples)
    power_kw: Decimal | None = None
    current_a: Decimal | None = None
    for flow in flows:
        for part in flow.parted_at(instants):
            while told and told[0].at <= part.start:
                one = told.popleft()
                power_kw = power_kw if one.power_kw is None else one.power_kw
                current_a = current_a if one.current_a is None else one.current_a
            yield part._replace(power_kw=power_kw, current_a=current_a)
