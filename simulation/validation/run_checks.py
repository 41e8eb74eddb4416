"""Every check of the simulator, one after the other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from simulation.calibration.calibrate import sources_of
from simulation.calibration.status_history import is_status_history, read_status_history
from simulation.validation.check import Check, OnProgress
from simulation.validation.choice_checks import choice_checks
from simulation.validation.fit_checks import fit_checks
from simulation.validation.law_checks import (
    check_arrivals,
    check_energy,
    check_evses,
    check_ledger,
    check_little,
    check_split,
    check_tariff,
    played,
)
from simulation.validation.outage_checks import outage_checks
from simulation.validation.queue_checks import (
    LOSS_CASES,
    QUEUE_CASE,
    QueueCase,
    check_engines,
    check_full_line,
    check_loss,
    check_wait,
)

CHECK_SEED: Final = 1
"""Root of the dice of every check, unless another is asked for."""


@dataclass(frozen=True, slots=True)
class _Step:
    title: str
    make: Callable[[], Sequence[Check]]


def run_checks(
    on_progress: OnProgress = lambda _done, _total, _title: None,
    *,
    data: Sequence[Path] = (),
    seed: int = CHECK_SEED,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_found: Callable[[Sequence[Check]], None] = lambda _checks: None,
) -> tuple[Check, ...]:
    """Carry out every check.

    Args:
        on_progress: Told before each step, and at the end: steps done, of how many, title.
        data: Sessions and status histories to fit and to compare with; none: theory and laws only.
        seed: Of the dice; the same seed gives the same values.
        is_cancelled: Asked before each step; what is done until then is returned.
        on_found: Told the checks of each step as soon as it is done.

    Returns:
        The checks in the order in which people read them: theory, laws, data.

    Raises:
        SourceError: A file cannot be read, or has too few sessions.
        NotFoundError: None of its mappings is known.
    """
    steps = [*_steps(seed), *_data_steps(data, seed)]
    found: list[Check] = []
    for number, step in enumerate(steps):
        if is_cancelled():
            return tuple(found)
        on_progress(number, len(steps), step.title)
        made = step.make()
        on_found(made)
        found += made
    on_progress(len(steps), len(steps), "")
    return tuple(found)


def _steps(seed: int) -> Iterator[_Step]:
    for case in LOSS_CASES:
        yield _Step(case.what, partial(_loss, case, seed))
    yield _Step(QUEUE_CASE.what, partial(_line, seed))
    yield _Step("The two engines", partial(_engines, seed))
    yield _Step("Little and conservation", partial(_laws, seed))
    yield _Step("How drivers choose", partial(choice_checks, seed))


def _data_steps(paths: Sequence[Path], seed: int) -> list[_Step]:
    """Every file is read before anything runs, so that a wrong one is told at once."""
    histories = [path for path in paths if is_status_history(path)]
    sources = sources_of([path for path in paths if path not in histories])
    tables = [read_status_history(path) for path in histories]
    return [
        *(_Step(f"Fit to {one.name}", partial(fit_checks, one, seed)) for one in sources),
        *(_Step("Fit to outages", partial(outage_checks, one, seed)) for one in tables),
    ]


def _loss(case: QueueCase, seed: int) -> list[Check]:
    return [check_loss(case, seed)]


def _line(seed: int) -> list[Check]:
    return [check_full_line(seed), check_wait(seed)]


def _engines(seed: int) -> list[Check]:
    return [check_engines(case, seed) for case in (*LOSS_CASES, QUEUE_CASE)]


def _laws(seed: int) -> list[Check]:
    run = played(seed)
    return [
        check_little(run.seen),
        check_arrivals(run),
        check_evses(run),
        check_energy(run),
        check_tariff(run),
        check_split(run),
        check_ledger(run),
    ]
