"""Keep runs apart: books of a run hold that run alone, or their sums would be of none."""

from core.domain.errors import ConflictError
from core.service.runtime import Runtime
from core.store.cdr_store import key_without


def refuse_other_sessions(runtime: Runtime, run: str) -> None:
    """Return if the books hold nothing but CDRs of this run, or nothing at all.

    Args:
        runtime: The books.
        run: What the ids of its CDRs begin with, as ``city-4711``.

    Raises:
        ConflictError: They hold something else; the message names one.
    """
    with runtime.database.reading() as connection:
        other = key_without(connection, f":{run}-")
    if other is not None:
        raise ConflictError(
            f"{runtime.database.name}: wanted new books or those of {run}, found {other}; "
            "a run needs books of its own"
        )
