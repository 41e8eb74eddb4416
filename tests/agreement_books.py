"""Drafts of agreements in small books."""

from core.store.agreement_store import (
    Activation,
    KeptDraft,
    content_sha,
    put_activation,
    put_draft,
)
from tests.books import NOW
from tests.builders import an_agreement


def fill_agreements(runtime):
    """A row in every table of drafts."""
    draft = an_agreement(agreement_id="draft")
    sha = content_sha(draft)
    with runtime.database.transaction() as connection:
        kept = KeptDraft(agreement=draft, sha=sha, note="", drafter="test", drafted_at=NOW)
        put_draft(connection, kept)
        approval_id = "agreement:draft@2020-01-01:1"
        put_activation(
            connection,
            Activation(version=draft.version, sha=sha, approval_id=approval_id, activated_at=NOW),
        )
