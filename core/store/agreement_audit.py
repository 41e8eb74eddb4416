"""Terms are what was written; those that people put into force are what two of them approved."""

from collections.abc import Iterator

from sqlalchemy import Connection, Table, select

from core.store.agreement_schema import agreement_activation, agreement_draft
from core.store.duty_schema import approval_decision, approval_proposal
from core.store.rows import sha_of
from core.store.schema import agreement

_FINDINGS_MAX = 20


def untrue_terms(connection: Connection) -> list[str]:
    """Terms and drafts that are not as written, or in force without their approval."""
    found = [
        *_rewritten(connection, agreement),
        *_rewritten(connection, agreement_draft),
        *_unapproved(connection),
    ]
    return found[:_FINDINGS_MAX]


def _rewritten(connection: Connection, table: Table) -> Iterator[str]:
    query = select(table.c.version, table.c.body, table.c.sha).order_by(table.c.version)
    for row in connection.execute(query):
        if sha_of(row.body) != row.sha:
            yield f"{row.version}: {table.name.replace('_', ' ')} is not as it was written"


def _unapproved(connection: Connection) -> Iterator[str]:
    act, proposal, decision = (
        agreement_activation.c,
        approval_proposal.c,
        approval_decision.c,
    )
    query = (
        select(act.version, act.sha, agreement.c.sha, proposal.content_sha, decision.verdict)
        .select_from(agreement_activation)
        .outerjoin(agreement, agreement.c.version == act.version)
        .outerjoin(approval_proposal, proposal.approval_id == act.approval_id)
        .outerjoin(approval_decision, decision.approval_id == act.approval_id)
        .order_by(act.version)
    )
    for version, sha, in_force, proposed, verdict in connection.execute(query):
        if in_force != sha:
            yield f"{version}: in force is other content than was activated"
        elif (proposed, verdict) != (sha, "approved"):
            yield f"{version}: in force without an approval of its content"
