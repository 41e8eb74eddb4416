"""One setting of a sweep, taken out of it: its replications, and how it differs from the base."""

from collections.abc import Sequence
from dataclasses import replace

from simulation.experiment.order import replicate_order
from simulation.experiment.point import Change
from simulation.experiment.tally import Tally


def setting_of(tally: Tally, cell: int) -> tuple[Tally, tuple[Change, ...]]:
    """The replications of a setting as an experiment of its own, and its changes."""
    changes = tally.order.cells[cell].changes
    point = tally.order.point(cell, 0)
    kept = Tally(replicate_order(point, max(1, tally.count(cell))))
    for played in tally.played(cell):
        kept.add(replace(played, cell=0))
    return kept, changes


def changes_text(changes: Sequence[Change]) -> str:
    """``days = 7``; of the scenario as it is, that."""
    return ", ".join(f"{one.path} = {one.value}" for one in changes) or "as it is"


def typed_text(change: Change) -> str:
    """A value as it would be typed."""
    return f"{change.value}".lower() if isinstance(change.value, bool) else f"{change.value}"
