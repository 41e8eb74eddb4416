"""Whether a scenario's tariffs can be priced by: files there, owners known, no unpriced hour."""

from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from core.domain.errors import RoamingError
from core.domain.tariff import Tariff, TariffDimension, TariffRestrictions
from core.pricing.week_prices import SoFar, week_prices
from simulation.scenario import Scenario
from simulation.scenario_network import tariff_of_file, tariff_of_part
from simulation.scenario_world_references import Problem

CHARGING: Final = (TariffDimension.ENERGY, TariffDimension.TIME, TariffDimension.FLAT)
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_MINUTES: Final = 24 * 60
WEEK_MINUTES: Final = 7 * DAY_MINUTES
FILES: Final = ("tariff_file", "imputed_tariff_file")


def broken_tariffs(scenario: Scenario) -> Iterator[Problem]:
    """Each tariff that cannot be read, is of nobody there, or has no price at some hour."""
    cpos = {part.key for part in scenario.cpo}
    for key in FILES:
        for index, name in enumerate(getattr(scenario, key)):
            try:
                tariff = tariff_of_file(name)
            except RoamingError as error:
                yield (key, index), str(error)
                continue
            if tariff.cpo not in cpos:
                yield (key, index), f"{name}: no CPO {tariff.cpo!r}"
            if key == "imputed_tariff_file" and tariff.tariff_id != name:
                yield (key, index), f"wanted the name of its tariff, {tariff.tariff_id!r}"
            yield from _unpriced(scenario, (key, index), tariff)
    for index, part in enumerate(scenario.tariff):
        if part.band:
            yield from _unpriced(scenario, ("tariff", index), tariff_of_part(part, scenario))


def owners_of_files(scenario: Scenario) -> dict[str, str]:
    """CPO of each tariff in a file of the scenario, by its id; of those that can be read."""
    owners: dict[str, str] = {}
    for name in (*scenario.tariff_file, *scenario.imputed_tariff_file):
        try:
            tariff = tariff_of_file(name)
        except RoamingError:
            continue
        owners[tariff.tariff_id] = tariff.cpo
    return owners


def unpriced_minutes(tariff: Tariff, scenario: Scenario) -> tuple[tuple[int, int], ...]:
    """Spans of the local week in which a session that begins has no price, as minutes.

    None for a tariff that never has one: charging is free there, and parking may cost.
    """
    if _is_always_priced(tariff):
        return ()
    monday = scenario.start.date()
    monday = monday.fromordinal(monday.toordinal() - monday.weekday())
    zone = ZoneInfo(scenario.time_zone)
    unpriced = {(0, WEEK_MINUTES)}
    for dimension in CHARGING:
        spans = week_prices(tariff, dimension, monday, zone, SoFar()).spans
        gaps = [(span.start_min, span.end_min) for span in spans if span.is_gap]
        unpriced = {
            (max(start, begin), min(end, stop))
            for start, end in unpriced
            for begin, stop in gaps
            if max(start, begin) < min(end, stop)
        }
    whole = sum(end - start for start, end in unpriced) == WEEK_MINUTES
    return () if whole else tuple(sorted(unpriced))


def _is_always_priced(tariff: Tariff) -> bool:
    """Whether one of its elements alone sees to that, as in most; the week is slow to ask."""
    return any(
        element.restrictions == TariffRestrictions()
        and any(one.type in CHARGING for one in element.price_components)
        for element in tariff.elements
    )


def _unpriced(
    scenario: Scenario, place: tuple[int | str, ...], tariff: Tariff
) -> Iterator[Problem]:
    found = unpriced_minutes(tariff, scenario)
    if found:
        start, end = found[0]
        more = f", and {len(found) - 1} more times" if len(found) > 1 else ""
        problem = f"no price from {_moment(start)} to {_moment(end)}{more}"
        yield place, f"{tariff.tariff_id}: wanted a price for every hour, found {problem}"


def _moment(minute: int) -> str:
    day, rest = divmod(minute % WEEK_MINUTES, DAY_MINUTES)
    return f"{DAYS[day]} {rest // 60:02}:{rest % 60:02}"
