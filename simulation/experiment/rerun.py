"""Plays points of a kept experiment again and says whether they come to the same bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from simulation.experiment.carry_out import POLL_S
from simulation.experiment.crew import Crew, Unplayable
from simulation.experiment.play_point import provenance_of
from simulation.experiment.played import Played, played_of
from simulation.experiment.tally import Tally

POINTS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerun:
    """One point that was played again."""

    cell: int
    replication: int
    is_alike: bool
    """Whether every figure and every table is the same to the bit."""
    is_same_code: bool
    """Whether the program is the one that made it; another may well come to other figures."""


def rerun(tally: Tally, crew: Crew, points: int = POINTS) -> Iterator[Rerun]:
    """Play points again, spread evenly over all that there are; yields each as it comes back.

    Raises:
        RoamingError: A point cannot be played any more.
    """
    chosen = _chosen(tally, points)
    waiting = iter(enumerate(chosen))
    code_version = provenance_of(tally.order.base).code_version
    done = 0
    while done < len(chosen):
        while crew.room > 0 and (given := next(waiting, None)) is not None:
            ticket, one = given
            crew.give(ticket, tally.order.point(one.cell, one.replication))
        replied = crew.next_reply(POLL_S)
        if replied is None:
            continue
        ticket, reply = replied
        if isinstance(reply, Unplayable):
            raise reply.raised()
        before, done = chosen[ticket], done + 1
        yield Rerun(
            cell=before.cell,
            replication=before.replication,
            is_alike=played_of(reply, before.cell).digest == before.digest,
            is_same_code=before.provenance.code_version == code_version,
        )


def _chosen(tally: Tally, points: int) -> list[Played]:
    there = [one for cell in range(len(tally.order.cells)) for one in tally.played(cell)]
    count = min(points, len(there))
    return [there[at * len(there) // count] for at in range(count)]
