"""What an experiment found as columns for a file: figures of settings, points, and sessions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.domain.errors import RuleError
from simulation.experiment.estimates import Estimate
from simulation.kpis import kpi_of, rank_of
from simulation.outputs.subject import Subject, short_name

Texts = list[str]
Column = Texts | NDArray[np.float64] | NDArray[np.int64] | NDArray[np.datetime64]
_QUANTILE_NAMES: Final = ("p5", "p50", "p95")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """A table to be written, with what is said of it once."""

    title: str
    """At most 31 letters: a sheet of Excel has it as its name."""
    columns: dict[str, Column]
    """By name, unit last; all of the same length."""
    notes: dict[str, str]
    """Seed, version of the program, digests of the inputs."""

    @property
    def row_count(self) -> int:
        """Rows of each column."""
        return len(next(iter(self.columns.values())))


def notes_of(subject: Subject) -> dict[str, str]:
    """What a file must say to be made again."""
    order = subject.tally.order
    notes = {"scenario": subject.source, "seed": str(order.base.seed)}
    notes |= {"engine": order.base.engine.value, "books": order.base.books.value}
    for cell in range(len(order.cells)):
        for one in subject.tally.played(cell)[:1]:
            notes["code_version"] = one.provenance.code_version
            digests = one.provenance.input_digests.items()
            notes |= {f"sha256 {short_name(name)}": digest for name, digest in digests}
    return notes


def figure_columns(subject: Subject) -> Columns:
    """A row a setting and figure: mean, interval, quantiles, definition."""
    rows = list(_estimates(subject))
    settings = [subject.cell_title(cell) for cell, _ in rows]
    kpis = [one.kpi for _, one in rows]
    named = [kpi_of(name) for name in kpis]
    scaled = np.array([one.scale for one in named])
    columns: dict[str, Column] = {
        "setting": settings,
        "kpi": kpis,
        "title": [one.title for one in named],
        "unit": [one.unit for one in named],
        "replications": np.array([one.count for _, one in rows], dtype=np.int64),
        "mean": _scaled([one.mean for _, one in rows], scaled),
        "half_width_95": _scaled([one.half_width for _, one in rows], scaled),
        "low_95": _scaled([one.low for _, one in rows], scaled),
        "high_95": _scaled([one.high for _, one in rows], scaled),
        "deviation": _scaled([one.deviation for _, one in rows], scaled),
    }
    for place, name in enumerate(_QUANTILE_NAMES):
        columns[name] = _scaled([one.quantiles[place].value for _, one in rows], scaled)
    columns["better"] = [one.kpi.better.value for one in named]
    columns["imputed"] = ["yes" if subject.has_imputed([name]) else "" for name in kpis]
    columns["definition"] = [one.definition for one in named]
    return Columns(title="Figures", columns=columns, notes=notes_of(subject))


def point_columns(subject: Subject) -> Columns:
    """A row a setting, replication and figure, as it was played; money in minor units."""
    settings: Texts = []
    kpis: Texts = []
    replications: list[int] = []
    values: list[float] = []
    for cell in range(len(subject.tally.order.cells)):
        for one in subject.tally.played(cell):
            settings += [subject.cell_title(cell)] * len(one.kpis)
            kpis += one.kpis
            values += one.kpis.values()
            replications += [one.replication] * len(one.kpis)
    columns: dict[str, Column] = {
        "setting": settings,
        "replication": np.array(replications, dtype=np.int64),
        "kpi": kpis,
        "value": np.array(values, dtype=np.float64),
    }
    return Columns(title="Points", columns=columns, notes=notes_of(subject))


def difference_columns(subject: Subject) -> Columns:
    """A row a setting but the first, and figure: paired difference and verdict.

    Raises:
        RuleError: There is only one setting.
    """
    if len(subject.tally.order.cells) < 2:
        raise RuleError("differences: wanted at least two settings, found one")
    found = subject.tally.differences(subject.watched())
    named = [kpi_of(one.kpi) for one in found]
    scaled = np.array([one.scale for one in named])
    columns: dict[str, Column] = {
        "setting": [subject.cell_title(one.cell) for one in found],
        "reference": [subject.cell_title(0)] * len(found),
        "kpi": [one.kpi for one in found],
        "title": [one.title for one in named],
        "unit": [one.unit for one in named],
        "pairs": np.array([one.count for one in found], dtype=np.int64),
        "reference_mean": _scaled([one.reference_mean for one in found], scaled),
        "difference": _scaled([one.mean for one in found], scaled),
        "half_width_95": _scaled([one.half_width for one in found], scaled),
        "p_value": np.array([one.p_value for one in found]),
        "p_holm": np.array([one.p_adjusted for one in found]),
        "verdict": [one.verdict.value for one in found],
        "imputed": ["yes" if subject.has_imputed([one.kpi]) else "" for one in found],
    }
    return Columns(title="Differences", columns=columns, notes=notes_of(subject))


def _estimates(subject: Subject) -> Iterator[tuple[int, Estimate]]:
    names = sorted(subject.tally.kpis(), key=rank_of)
    for cell in range(len(subject.tally.order.cells)):
        for one in subject.tally.estimates(cell, names):
            yield cell, one


def _scaled(values: list[float], scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """In the unit that stands beside them: minor units become major ones."""
    return np.array(values, dtype=np.float64) / scale
