"""Two writers may meet: whoever comes second finds the other's rows and goes on from there."""

from collections.abc import Callable
from typing import TypeVar

from core.domain.errors import CollisionError

ResultT = TypeVar("ResultT")


def again_after_collision(step: Callable[[], ResultT]) -> ResultT:
    """The result of a step, which is done once more if another writer was first.

    The step is one transaction and idempotent; the second time it reads what the other committed.

    Raises:
        CollisionError: It was not a race: the rows collide whoever writes them.
    """
    try:
        return step()
    except CollisionError:
        return step()
