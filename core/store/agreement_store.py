"""Agreements that are drafts, and what put them into force; both only grow.

Those in force are in ``reference_store``, beside everything else that prices and posts a session.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from core.domain.agreement import Agreement
from core.store.agreement_schema import agreement_activation, agreement_draft
from core.store.bulk import insert_rows
from core.store.rows import agreement_body, sha_of, time_of, us_of
from core.store.schema import agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDraft:
    """Terms that somebody wrote down."""

    agreement: Agreement
    sha: str
    """sha256 of the canonical content, in hex."""
    note: str
    drafter: str
    drafted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """What put a version into force."""

    version: str
    sha: str
    approval_id: str
    activated_at: datetime


def canonical(one: Agreement) -> str:
    """The content of an agreement as it is hashed: JSON without what is the default."""
    return agreement_body.dump_json(one, exclude_defaults=True).decode()


def content_sha(one: Agreement) -> str:
    """sha256 of the canonical content, in hex."""
    return sha_of(canonical(one))


def put_draft(connection: Connection, draft: KeptDraft) -> bool:
    """Keep a draft; False if the same content is kept already."""
    if draft.sha in {one.sha for one in drafts(connection, draft.agreement.version)}:
        return False
    one = draft.agreement
    row = (
        draft.sha,
        one.version,
        one.agreement_id,
        canonical(one),
        draft.note,
        draft.drafter,
        us_of(draft.drafted_at),
    )
    insert_rows(connection, agreement_draft, [row])
    return True


def drafts(connection: Connection, version: str | None = None) -> Iterator[KeptDraft]:
    """Drafts, of one version or all, oldest first."""
    table = agreement_draft
    query = select(table).order_by(table.c.drafted_us, table.c.sha)
    if version is not None:
        query = query.where(table.c.version == version)
    for row in connection.execute(query):
        yield KeptDraft(
            agreement=agreement_body.validate_json(row.body),
            sha=row.sha,
            note=row.note,
            drafter=row.drafter,
            drafted_at=time_of(row.drafted_us),
        )


def put_activation(connection: Connection, one: Activation) -> None:
    """Keep what put a version into force."""
    row = (one.version, one.sha, one.approval_id, us_of(one.activated_at))
    insert_rows(connection, agreement_activation, [row])


def activations(connection: Connection) -> dict[str, Activation]:
    """What put versions into force, by version; none of those that came with a network."""
    return {
        row.version: Activation(
            version=row.version,
            sha=row.sha,
            approval_id=row.approval_id,
            activated_at=time_of(row.activated_us),
        )
        for row in connection.execute(select(agreement_activation))
    }


def shas_in_force(connection: Connection) -> dict[str, str]:
    """sha256 of every version in force, as it was written, by version."""
    rows = connection.execute(select(agreement.c.version, agreement.c.sha))
    return {row.version: row.sha for row in rows}
