"""The model against sessions that it was not fitted to: the last third of a file, in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from simulation.calibration.calibrate import Source, ks_distance
from simulation.calibration.fit_class import slug
from simulation.validation.check import Check, CheckGroup, Question, skipped_check, value_check
from simulation.validation.fit_measures import (
    all_busy,
    dispersions,
    energy_made,
    stays_made,
    week_error_pp,
    week_ks,
)
from simulation.validation.held_out import HeldOut, held_out

REPLICATIONS: Final = 5
KS_TOLERANCE: Final = 0.05
WEEK_TOLERANCE_PP: Final = 1.0
DISPERSION: Final = 0.95
DISPERSION_TOLERANCE: Final = 0.15
ALL_BUSY_TOLERANCE_PP: Final = 1.0
UTILISATION_TOLERANCE_PCT: Final = 10.0
FEWEST_SESSIONS: Final = 200
"""Pools with fewer sessions in the last third say too little about hours and full sites."""
HOW: Final = (
    " Fitted to the first two thirds of the time; compared with the last, in which sites, EVSEs in "
    "use and sessions of each site are taken as they were."
)


@dataclass(frozen=True, slots=True)
class _Group:
    """The pools of one power type."""

    name: str
    pools: tuple[int, ...]


def fit_checks(source: Source, seed: int) -> list[Check]:
    """Fit, simulate and compare.

    Raises:
        SourceError: Too few sessions for it.
    """
    held = held_out(source, seed, REPLICATIONS)
    checks = [check for group in _groups(held) for check in _group_checks(held, group)]
    return [*checks, *_week(held), *_spread(held), _full(held)]


def _groups(held: HeldOut) -> Iterator[_Group]:
    for power in sorted({pool.power_type for pool in held.pools}):
        pools = [index for index, pool in enumerate(held.pools) if pool.power_type == power]
        yield _Group(power or "all", tuple(pools))


def _group_checks(held: HeldOut, group: _Group) -> Iterator[Check]:
    sessions = np.concatenate([held.pools[index].sessions for index in group.pools])
    energy, stay = held.future.energy_kwh[sessions], held.future.stay_h[sessions]
    made, stayed = energy_made(held, group.pools), stays_made(held, group.pools)
    title = f"{held.name}, {group.name}"
    yield value_check(
        _question(
            held,
            f"{group.name}.energy_ks",
            f"Energy of a session, {title}",
            f"Largest distance between the distributions (KS) of {len(energy)} sessions and of "
            f"the simulated ones.",
        ),
        ks_distance(made, np.ones(len(made)), energy),
        wanted=0,
        tolerance=KS_TOLERANCE,
        because=_means("kWh", energy, made),
    )
    yield value_check(
        _question(
            held,
            f"{group.name}.stay_ks",
            f"Time connected, {title}",
            f"KS distance of {len(stay)} sessions and the simulated ones, whose times are cut as "
            "the source cuts its own.",
        ),
        ks_distance(stayed, np.ones(len(stayed)), stay),
        wanted=0,
        tolerance=KS_TOLERANCE,
        because=_means("h", stay, stayed),
    )
    yield value_check(
        _question(
            held,
            f"{group.name}.utilisation",
            f"Utilisation, simulated in percent of what it was, {title}",
            "Connected EVSE hours of the simulation over those of the sessions.",
            unit="%",
        ),
        100 * float(stayed.sum() / REPLICATIONS / stay.sum()),
        wanted=100,
        tolerance=UTILISATION_TOLERANCE_PCT,
        because=_means("h", stay, stayed),
    )


def _week(held: HeldOut) -> Iterator[Check]:
    yield value_check(
        _question(
            held,
            "arrivals_ks",
            f"When in the week drivers come, {held.name}",
            "Largest distance between the distributions (KS) of sessions over the 168 hours of the "
            "week.",
        ),
        week_ks(held),
        wanted=0,
        tolerance=KS_TOLERANCE,
    )
    yield value_check(
        _question(
            held,
            "hour_of_week",
            f"Hours of the week, {held.name}",
            "Root mean square difference of sessions by hour of the week, in percentage points of "
            "a mean day's sessions (a mean hour has 4.17), less what chance makes of such counts.",
            unit="pp",
        ),
        week_error_pp(held),
        wanted=0,
        tolerance=WEEK_TOLERANCE_PP,
    )


def _spread(held: HeldOut) -> Iterator[Check]:
    definition = (
        "Median over the sites of the Pearson dispersion of hourly sessions, given hour of the "
        f"week and thirty days; sites with {FEWEST_SESSIONS} sessions or more."
    )
    for name, what, runs in (
        ("dispersion", "simulated", held.runs),
        ("dispersion_of_source", "as they were", ()),
    ):
        question = _question(
            held, name, f"Hourly sessions of a site, dispersion, {what}, {held.name}", definition
        )
        found = dispersions(held, runs, FEWEST_SESSIONS)
        if not found:
            yield skipped_check(question, "no site has sessions enough")
            continue
        yield value_check(
            question,
            float(np.median(found)),
            wanted=DISPERSION,
            tolerance=DISPERSION_TOLERANCE,
            because=f"{min(found):.2f} to {max(found):.2f} over {len(found)} sites",
        )


def _full(held: HeldOut) -> Check:
    question = _question(
        held,
        "all_busy",
        f"Time in which all EVSEs of a site are busy, {held.name}",
        "Mean absolute difference over the sites with two EVSEs or more and "
        f"{FEWEST_SESSIONS} sessions, whose stays are scaled so that each carries the load it had. "
        "How many EVSEs there are is inferred: as many as were busy at once for 0.05 % of the "
        "time.",
        unit="pp",
    )
    found = list(all_busy(held, FEWEST_SESSIONS))
    if not found:
        return skipped_check(question, "no site has two EVSEs and sessions enough")
    apart = np.array([100 * abs(one.made - one.was) for one in found])
    was, made, chance = (
        100 * float(np.mean([getattr(one, name) for one in found]))
        for name in ("was", "made", "chance")
    )
    worst = found[int(np.argmax(apart))]
    return value_check(
        question,
        float(apart.mean()),
        wanted=0,
        tolerance=ALL_BUSY_TOLERANCE_PP,
        because=f"mean {was:.2f} %, simulated {made:.2f} %; chance alone makes {chance:.2f} of so "
        f"few sessions; most at {worst.pool}: {100 * worst.was:.1f} %, simulated "
        f"{100 * worst.made:.1f} %",
    )


def _question(held: HeldOut, name: str, what: str, definition: str, unit: str = "") -> Question:
    return Question(
        name=f"fit.{slug(held.name)}.{name.lower()}",
        group=CheckGroup.DATA,
        what=what,
        unit=unit,
        definition=definition + HOW,
    )


def _means(unit: str, was: np.ndarray, made: np.ndarray) -> str:
    return f"mean {was.mean():.3g} {unit}, simulated {made.mean():.3g} {unit}"
