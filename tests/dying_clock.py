"""A clock that ends whoever asks it for the n-th time: everything asks it before what it writes."""

from itertools import count


class DeathError(BaseException):
    """The process is no more; nothing may catch it."""


def dying(now, call):
    """A clock that stands still, and strikes at a call; 0 lets live."""
    calls = count(1)

    def clock():
        if next(calls) == call:
            raise DeathError
        return now

    return clock


def calls_of(now, step):
    """How often a step asks its clock."""
    asked = []

    def clock():
        asked.append(now)
        return now

    step(clock)
    return len(asked)
