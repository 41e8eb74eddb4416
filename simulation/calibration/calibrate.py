"""Sessions of files -> a profile: everything that can be fitted to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.domain.errors import NotFoundError, SourceError
from core.domain.location import PowerType
from core.service.import_file import ReadFile, read_file
from core.service.network_file import load_network
from core.service.resources import load_mapping
from simulation.calibration.fit_class import PowerType as PowerName
from simulation.calibration.fit_class import fit_class, slug, weights_of
from simulation.calibration.fit_drivers import fit_drivers
from simulation.calibration.fit_week import day_factor_cv, season_and_growth, week_of
from simulation.calibration.session_table import SessionTable, date_of, session_table
from simulation.fitted_profile import FittedProfile

HALF_LIVES: Final = (30.0, 60.0, 120.0, 365.0)
"""Days; which of them predicts best is found by holding out the last third of the sessions."""
FEWEST_OF_CLASS: Final = 20
"""A class with fewer sessions is left out."""
METHOD: Final = (
    "Hours of the week drawn to a plainer shape; mixtures by maximum likelihood, kind and number "
    "of components by BIC; a session counts half when it is half_life_days older than the "
    "newest, and the half-life is the one that foretold the last third best."
)

Floats = NDArray[np.float64]
OnStep = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """Sessions that a profile is fitted to, and what is known of them."""

    name: str
    table: SessionTable
    time_zone: str
    power_types: dict[str, PowerName]
    """By the source's name of the class."""


def sources_of(paths: Sequence[Path], mapping: str | None = None) -> tuple[Source, ...]:
    """Read files; those of one kind are one source.

    Args:
        paths: Files of sessions.
        mapping: Name or path of a mapping; None recognises each file by its header.

    Raises:
        SourceError: One cannot be read, or a source has too few sessions.
        NotFoundError: No such mapping.
    """
    read = [read_file(path, mapping) for path in paths]
    kinds = dict.fromkeys(one.mapping for one in read)
    return tuple(
        _source([one for one in read if one.mapping == kind], kind, mapping) for kind in kinds
    )


def source_of(paths: Sequence[Path], mapping: str | None = None) -> Source:
    """Read files that are of one kind, at least one; else as ``sources_of``.

    Raises:
        SourceError: Or they are of several kinds.
    """
    found = sources_of(paths, mapping)
    if len(found) > 1:
        kinds = " and ".join(one.name for one in found)
        raise SourceError(_names(paths), f"wanted files of one kind, found {kinds}")
    return found[0]


def _source(read: Sequence[ReadFile], kind: str, mapping: str | None) -> Source:
    sessions = {one.session_id: one for file in read for one in file.sessions}
    names = ", ".join(one.name for one in read)
    if any(one.cdrs for one in read):
        raise SourceError(names, "wanted sessions, found CDRs: they name no class and no site")
    zone = _zone(kind, mapping)
    known = {
        one: _class(kind, one) for one in {one.charge_point_class for one in sessions.values()}
    }
    named = tuple(
        one
        if known[one.charge_point_class][0] == one.charge_point_class
        else replace(one, charge_point_class=known[one.charge_point_class][0])
        for one in sessions.values()
    )
    table = session_table(named, zone, names)
    powers = dict(known.values())
    return Source(name=kind, table=table, time_zone=zone, power_types=powers)


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(path.name for path in paths)


def calibrate(
    source: Source,
    *,
    title: str = "",
    origin: str = "",
    licence: str = "not stated",
    half_life_days: float | None = None,
    on_step: OnStep = lambda _: None,
) -> FittedProfile:
    """Fit everything that the sessions tell.

    Args:
        source: What to fit to.
        title: Of the profile; none names the kind of file.
        origin: Where the sessions come from, in words.
        licence: Under which they may be used.
        half_life_days: None looks for the best of ``HALF_LIVES``.
        on_step: Told what is fitted next.
    """
    table = source.table
    on_step("how fast the past fades")
    half_life = half_life_days or best_half_life(table)
    used = table.fitted()
    whole_week = week_of(used.hour_of_week, weights_of(used.day, half_life))
    classes = []
    for number, name in enumerate(table.classes):
        on_step(f"class {name or slug(name)}")
        at = table.class_of == number
        if np.count_nonzero(at & ~table.is_too_little) < FEWEST_OF_CLASS:
            continue
        power = source.power_types.get(name, "")
        classes.append(fit_class(table.where(at), half_life, whole_week, power))
    on_step("season, days and drivers")
    season, growth = season_and_growth(used)
    return FittedProfile(
        title=title or source.name,
        source=origin or source.name,
        licence=licence,
        method=METHOD,
        fitted_from=date_of(int(table.day[0])),
        fitted_until=date_of(int(table.day[-1])),
        time_zone=source.time_zone,
        half_life_days=half_life,
        day_factor_cv=day_factor_cv(used),
        season=tuple(season.tolist()),
        growth_per_year=growth,
        charge_point_class=tuple(classes),
        drivers=fit_drivers(table),
    )


def best_half_life(table: SessionTable) -> float:
    """The half-life by which the first two thirds foretell energy and stay of the last best."""
    past, future = table.fitted().split(2 / 3)
    return min(HALF_LIVES, key=lambda days: _missed(past, future, days))


def _missed(past: SessionTable, future: SessionTable, half_life_days: float) -> float:
    """Distance (KS) and error of the mean, over the classes, each as heavy as its sessions."""
    weights = weights_of(past.day, half_life_days)
    total, size = 0.0, 0
    for number in np.unique(future.class_of):
        before, after = past.class_of == number, future.class_of == number
        count = int(np.count_nonzero(after))
        if np.count_nonzero(before) < FEWEST_OF_CLASS:
            continue
        for name in ("energy_kwh", "stay_h"):
            old, new = getattr(past, name)[before], getattr(future, name)[after]
            mean = float(np.average(old, weights=weights[before]))
            total += count * ks_distance(old, weights[before], new)
            total += count * abs(mean / float(new.mean()) - 1)
            size += count
    return total / size if size else 0.0


def ks_distance(values: Floats, weights: Floats, others: Floats) -> float:
    """Largest distance between two empirical distributions, the first of them weighted."""
    order = np.argsort(values)
    reached = np.concatenate([[0.0], np.cumsum(weights[order])]) / weights.sum()
    points = np.concatenate([values, others])
    first = reached[np.searchsorted(values[order], points, side="right")]
    second = np.searchsorted(np.sort(others), points, side="right") / len(others)
    return float(np.abs(first - second).max())


def _zone(kind: str, mapping: str | None) -> str:
    """Of the sites: the network's, if one of ours is about this kind of file."""
    try:
        return load_network(kind).time_zone
    except NotFoundError:
        pass
    try:
        return load_mapping(mapping or kind).time_zone or "UTC"
    except NotFoundError:
        return "UTC"


def _class(kind: str, source_class: str) -> tuple[str, PowerName]:
    """Name and power type of a class, as our network about this kind of file says.

    Classes that the network does not name are one, without a name.
    """
    try:
        found = load_network(kind).class_named(source_class)
    except NotFoundError:
        return source_class, ""
    if found is None:
        return source_class, ""
    name = "" if found.name == "*" else found.name
    return name, "DC" if found.power_type is PowerType.DC else "AC"
