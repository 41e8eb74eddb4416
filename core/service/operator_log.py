"""The operator's log: lines are written and read; which alerts are acknowledged follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.operator_act import ActKind, OperatorAct
from core.service.runtime import Runtime
from core.store.operator_store import acts_of, last_acts, put_act

LINES_MAX = 200
"""The latest lines are enough for a screen."""


@dataclass(frozen=True, slots=True)
class OperatorLog:
    """What is shown of the log."""

    latest: tuple[OperatorAct, ...] = ()
    """The latest lines, the latest first; at most ``LINES_MAX``."""
    acknowledged: tuple[OperatorAct, ...] = ()
    """The acknowledgements that hold: one for each alert, not cleared since."""


def write_act(runtime: Runtime, act: OperatorAct) -> None:
    """Write one line.

    Raises:
        StoreError: The books cannot be written.
    """
    with runtime.database.transaction() as connection:
        put_act(connection, act)


def operator_log(runtime: Runtime) -> OperatorLog:
    """The log as it stands."""
    with runtime.database.reading() as connection:
        latest = last_acts(connection, LINES_MAX)
        acts = acts_of(connection, ActKind.ACKNOWLEDGED, ActKind.CLEARED)
    return OperatorLog(tuple(latest), still_acknowledged(acts))


def still_acknowledged(acts: Sequence[OperatorAct]) -> tuple[OperatorAct, ...]:
    """The last acknowledgement of each alert that was not cleared after it; ``acts`` oldest first.

    Other kinds of lines say nothing about it.
    """
    last: dict[str, OperatorAct] = {}
    for act in acts:
        if act.kind is ActKind.ACKNOWLEDGED:
            last[act.subject] = act
        elif act.kind is ActKind.CLEARED:
            last.pop(act.subject, None)
    return tuple(last.values())
