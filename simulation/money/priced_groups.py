"""Sessions at sites of the same prices, reviewed and priced, each line apart."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.domain.hold import HoldReason
from core.domain.rounding import RoundingPolicy
from core.domain.tariff import Tariff
from core.domain.waterfall import Measure
from core.ledger.session_columns import LineColumn
from core.pricing.batch import BatchPrice, price_batch, price_columns
from core.pricing.batch_plan import BatchLine
from core.pricing.time_zones import zone_named
from core.service.review_cdr import Checks
from simulation.cdr_of_visit import Registrar, Visit, cdr_of
from simulation.money.period_columns import Stays, period_columns, turns_by_energy
from simulation.money.served_visits import ServedVisits

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
CHECKS: Final = Checks()
_ANY_DAY: Final = datetime(1970, 1, 1, tzinfo=UTC)
MEASURES: Final = {
    BatchLine.ENERGY: Measure.ENERGY,
    BatchLine.TIME: Measure.TIME,
    BatchLine.PARKING_TIME: Measure.TIME,
    BatchLine.FLAT: Measure.FEE,
}
"""Which measure the lines of a kind are; limits are of none."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Group:
    """Sessions that are alike in all that terms and prices ask of a site."""

    tariff: Tariff
    """One of those that say the same."""
    country: str
    time_zone: str
    served: ServedVisits
    stays: Stays


def groups_of(served: ServedVisits, registrar: Registrar) -> Iterator[Group]:
    """The sessions by what they are priced by."""
    keys: dict[tuple[Tariff, str, str], list[int]] = {}
    known: dict[int, Tariff] = {}
    for site, one in enumerate(registrar.locations):
        tariff = registrar.tariffs[site]
        if id(tariff) not in known:
            known[id(tariff)] = _nameless(tariff)
        key = (known[id(tariff)], one.country_code, one.time_zone)
        keys.setdefault(key, []).append(site)
    number_of = np.zeros(len(registrar.locations), np.int64)
    for number, sites in enumerate(keys.values()):
        number_of[sites] = number
    of_session = number_of[served.site]
    order = np.argsort(of_session, kind="stable")
    edges = np.searchsorted(of_session[order], np.arange(len(keys) + 1))
    start_s = int(registrar.scenario.start.timestamp())
    for number, (key, sites) in enumerate(keys.items()):
        rows = order[edges[number] : edges[number + 1]]
        if len(rows):
            some = served.taken(rows)
            yield Group(
                tariff=registrar.tariffs[sites[0]],
                country=key[1],
                time_zone=key[2],
                served=some,
                stays=Stays(
                    start_s=start_s + some.plugged_s,
                    charging_s=some.charging_s,
                    idle_s=some.idle_s,
                    energy_e4=some.energy_e4,
                ),
            )


def _nameless(tariff: Tariff) -> Tariff:
    """The prices of a tariff, whoever's and whatever it is called; equal for equal ones."""
    return replace(tariff, tariff_id="", cpo="", description="", last_updated=_ANY_DAY)


def reviewed(group: Group, registrar: Registrar) -> Iterator[tuple[HoldReason, Flags]]:
    """Which sessions the books would hold before they are priced, as ``review_cdr``."""
    stays = group.stays
    waited_s = group.served.received_s - group.served.left_s
    waited_s[~group.served.is_billed] = 0
    yield HoldReason.TOO_OLD, waited_s > CHECKS.age_max.total_seconds()
    yield HoldReason.TOO_SHORT, stays.charging_s + stays.idle_s < CHECKS.duration_s_min
    yield HoldReason.TOO_LITTLE_ENERGY, stays.energy_e4 < int(CHECKS.energy_kwh_min * 10_000)
    limits = np.zeros(len(registrar.locations), np.int64)
    for site in np.unique(group.served.site).tolist():
        max_power_kw = registrar.locations[site].evses[0].connectors[0].max_power_kw
        limits[site] = int(max_power_kw * 10_000 * (100 + CHECKS.power_margin_pct))
    found = stays.energy_e4 * 3_600 * 100
    wanted = limits[group.served.site] * (stays.charging_s + CHECKS.clock_margin_s)
    yield HoldReason.ABOVE_CONNECTOR_POWER, found > wanted


def priced(group: Group, registrar: Registrar, rounding: RoundingPolicy) -> BatchPrice:
    """What the sessions cost, in the order of the group."""
    if turns_by_energy(group.tariff):
        cdrs = [cdr_of(visit, registrar) for visit in visits_of(group.served)]
        return price_batch(cdrs, group.tariff, group.time_zone, rounding=rounding)
    columns = period_columns(group.stays, group.tariff, zone_named(group.time_zone))
    return price_columns(columns, group.tariff, group.time_zone, rounding=rounding)


def lines_of(price: BatchPrice, rows: Ints) -> tuple[LineColumn, ...]:
    """The lines of some sessions, as they are split."""
    return tuple(
        LineColumn(
            measure=MEASURES.get(part.line),
            vat_pct=part.vat_pct,
            excl=amounts.before[rows],
            vat=amounts.taxes[rows],
        )
        for part, amounts in price.parts.items()
    )


def visits_of(served: ServedVisits) -> Iterator[Visit]:
    """The sessions as visits, one by one."""
    names = [name for name in served.__slots__ if name in Visit.__slots__]
    columns = [getattr(served, name).tolist() for name in names]
    for row in zip(*columns, strict=True):
        yield Visit(**dict(zip(names, row, strict=True)))
