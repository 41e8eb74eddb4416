"""The operator's log: lines are written and read; which alerts are acknowledged follows from it.

What two people proposed and decided is kept once, as approvals, and read here as lines among the
others.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.domain.approval import Approval
from core.domain.operator_act import ActKind, OperatorAct
from core.service.runtime import Runtime
from core.store.approval_store import last_decided, last_proposed
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
        lines = [
            *last_acts(connection, LINES_MAX),
            *_proposals(last_proposed(connection, LINES_MAX)),
            *_decisions(last_decided(connection, LINES_MAX)),
        ]
        acts = acts_of(connection, ActKind.ACKNOWLEDGED, ActKind.CLEARED)
    latest = sorted(lines, key=lambda act: (act.at, act.act_id), reverse=True)
    return OperatorLog(tuple(latest[:LINES_MAX]), still_acknowledged(acts))


def _proposals(approvals: Iterable[Approval]) -> Iterator[OperatorAct]:
    for one in approvals:
        yield OperatorAct(
            at=one.proposed_at,
            kind=ActKind.PROPOSED,
            who=one.proposed_by.name,
            subject=one.approval_id,
            note=one.note,
        )


def _decisions(approvals: Iterable[Approval]) -> Iterator[OperatorAct]:
    for one in approvals:
        assert one.decision is not None, one.approval_id  # only decided ones were asked for
        decision = one.decision
        advisory = "advisory; " if one.is_advisory else ""
        yield OperatorAct(
            at=decision.at,
            kind=ActKind(decision.verdict.value),
            who=decision.by.name,
            subject=one.approval_id,
            note=f"{advisory}{decision.note}",
        )


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
