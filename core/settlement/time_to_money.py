"""How long it took from the end of a session until the money was there, over many sessions."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeToMoney:
    """Whole minutes, and how many sessions took so long."""

    minutes: tuple[tuple[int, int], ...] = ()
    """(minutes, sessions), ascending."""
    late: int = 0
    """Sessions whose money was there after it fell due."""
    promise_min: int | None = None
    """How long it may take, in minutes, the longest that was promised; None without sessions."""

    @property
    def sessions(self) -> int:
        """How many were measured."""
        return sum(count for _, count in self.minutes)

    def quantile(self, percent: int) -> int | None:
        """After how many minutes so many of the sessions had their money; None without any.

        Args:
            percent: Of the sessions, 1 to 100.
        """
        wanted, seen = percent * self.sessions, 0
        for minute, count in self.minutes:
            seen += count
            if 100 * seen >= wanted:
                return minute
        return None


def time_to_money(counts: Mapping[int, int], late: int, promise_min: int | None) -> TimeToMoney:
    """The times as a value.

    Args:
        counts: Sessions by whole minutes.
        late: How many of them were late.
        promise_min: The longest time that was promised.
    """
    return TimeToMoney(minutes=tuple(sorted(counts.items())), late=late, promise_min=promise_min)
