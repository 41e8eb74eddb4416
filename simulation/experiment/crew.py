"""Who plays the points of an experiment: a crew takes points by ticket and answers in any order.

``OwnCrew`` plays in this process, ``LocalCrew`` in processes of this machine, ``ClusterCrew`` on
a Dask cluster; the task is the same function, ``tried_point``.
"""

from collections import deque
from dataclasses import dataclass
from traceback import format_exc
from typing import Protocol

from core.domain.errors import RoamingError, RuleError, WorkerError
from simulation.experiment.play_point import play_point
from simulation.experiment.point import Point, PointResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplayable:
    """Why a point has no figures; it would have none anywhere else."""

    message: str
    traceback: str
    is_ours: bool
    """Whether it is a bug and not a wrong scenario."""

    def raised(self) -> RoamingError:
        """As the exception that ends the experiment; what is done stays done."""
        if self.is_ours:
            return WorkerError(f"{self.message}\n{self.traceback}")
        return RuleError(self.message)


Reply = PointResult | Unplayable


def tried_point(point: Point) -> Reply:
    """Play a point; what goes wrong is a value, for an exception may not survive the way back."""
    try:
        return play_point(point)
    except RoamingError as error:
        return Unplayable(message=str(error), traceback=format_exc(), is_ours=False)
    except Exception as error:  # noqa: BLE001 (the process of a crew has no other way to tell)
        message = f"{type(error).__name__}: {error}"
        return Unplayable(message=message, traceback=format_exc(), is_ours=True)


class Crew(Protocol):
    """Plays points; close it at the end, whatever happened."""

    @property
    def room(self) -> int:
        """How many more points it takes now without any of them waiting long."""

    def give(self, ticket: int, point: Point) -> None:
        """Take a point; the reply names the ticket."""

    def next_reply(self, timeout_s: float) -> tuple[int, Reply] | None:
        """The next point that is done; None if there is none within that time.

        Raises:
            WorkerError: No process can be had, or one point ends every process that plays it.
        """

    def close(self) -> None:
        """End everything at once: points that are being played are lost."""


class OwnCrew:
    """Plays in this process, one after the other."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, Point]] = deque()

    @property
    def room(self) -> int:
        """One at a time."""
        return 1 - len(self._waiting)

    def give(self, ticket: int, point: Point) -> None:
        """Play it when the reply is asked for."""
        self._waiting.append((ticket, point))

    def next_reply(self, timeout_s: float) -> tuple[int, Reply] | None:
        """Play the point that was given; ``timeout_s`` means nothing here."""
        del timeout_s
        if not self._waiting:
            return None
        ticket, point = self._waiting.popleft()
        return ticket, tried_point(point)

    def close(self) -> None:
        """Nothing goes on."""
        self._waiting.clear()
