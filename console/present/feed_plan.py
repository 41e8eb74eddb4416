"""What a reader of books does next, and how long it waits after a failure: rules without a clock.

Every question has a pace: so long from one to the next at least, and so much of the time at most.
A question that takes long on large books is asked less often by itself, and the tail, which comes
first, is never behind by more than one question.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import Final, Self

FIRST_BACK_OFF_S: Final = 0.5
MOST_BACK_OFF_S: Final = 30.0
WENT_WELL_S: Final = 60.0
"""A reader that died after so long had nothing to do with why the one before it died."""


def back_off_s(attempt: int) -> float:
    """How long to wait after a number of failures in a row, 1 being the first: 0.5 s to 30 s."""
    doublings = min(attempt - 1, 16)  # more would be the most anyway
    return min(MOST_BACK_OFF_S, FIRST_BACK_OFF_S * 2.0**doublings)


def attempt_after(attempt: int, lived_s: float) -> int:
    """The number of a failure: the first one again where it went well for long enough before."""
    return 1 if lived_s >= WENT_WELL_S else attempt + 1


class Step(Enum):
    """What a reader may do, the most urgent first."""

    ENTRIES = "entries"
    """Read a page of what comes after the last entry."""
    SUMMARY = "summary"
    USE = "use"
    """Read on about the use of the sites."""
    VERIFY = "verify"
    """Verify a slice of the chain."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a question may be asked."""

    gap_s: float
    """From the beginning of one to the beginning of the next, at least."""
    share: float
    """Of the time, at most; above 0, at most 1."""

    def next_s(self, began_s: float, ended_s: float, *, has_more: bool = False) -> float:
        """When it may be asked again; one that was only begun rests, but keeps no gap."""
        rested_s = ended_s + (ended_s - began_s) * (1 / self.share - 1)
        return rested_s if has_more else max(began_s + self.gap_s, rested_s)


PACES: Final[Mapping[Step, Pace]] = MappingProxyType(
    {
        Step.ENTRIES: Pace(gap_s=0.1, share=0.5),
        Step.SUMMARY: Pace(gap_s=0.5, share=0.2),
        Step.USE: Pace(gap_s=10.0, share=0.1),
        Step.VERIFY: Pace(gap_s=0.5, share=0.5),
    }
)
_BY_NEWS: Final = frozenset({Step.ENTRIES, Step.SUMMARY})


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a reader still wants to do, and from when on it may; seconds of any one clock."""

    wanted: frozenset[Step] = frozenset(Step)
    dues: tuple[tuple[Step, float], ...] = ()
    """From when on; at once where nothing stands."""

    def next_step(self, now_s: float) -> Step | None:
        """The most urgent step that may be done now; None while there is none."""
        return next((step for step in Step if self._may(step, now_s)), None)

    def wait_s(self, now_s: float, most_s: float) -> float:
        """How long nothing has to be done, if nothing new comes; 0 while there is a step."""
        waits = (self._due_s(step) - now_s for step in self.wanted)
        return min(most_s, max(0.0, min(waits, default=most_s)))

    def with_news(self) -> Self:
        """Somebody wrote to the books."""
        return replace(self, wanted=self.wanted | _BY_NEWS)

    def wanting(self, *steps: Step) -> Self:
        """There is reason for these steps."""
        return replace(self, wanted=self.wanted.union(steps))

    def done(self, step: Step, began_s: float, ended_s: float, *, has_more: bool = False) -> Self:
        """After a step; one that has more to do stays wanted, a page of entries without a rest."""
        is_behind = has_more and step is Step.ENTRIES
        due_s = ended_s if is_behind else PACES[step].next_s(began_s, ended_s, has_more=has_more)
        wanted = self.wanted if has_more else self.wanted - {step}
        others = tuple(due for due in self.dues if due[0] is not step)
        return replace(self, wanted=wanted, dues=(*others, (step, due_s)))

    def _may(self, step: Step, now_s: float) -> bool:
        return step in self.wanted and self._due_s(step) <= now_s

    def _due_s(self, step: Step) -> float:
        return dict(self.dues).get(step, float("-inf"))
