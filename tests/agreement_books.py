"""Drafts and true-ups of agreements in small books."""

from decimal import Decimal

from core.domain.waterfall import Settle, StepKind
from core.service.agreement_life import draft_agreement
from core.service.true_up_period import true_up_period
from core.store.agreement_store import (
    Activation,
    KeptDraft,
    content_sha,
    put_activation,
    put_draft,
)
from core.store.reference_store import put_agreements
from tests.books import NOW
from tests.builders import DP, an_agreement
from tests.waterfalls import REST, a_step

NAMED = an_agreement(
    agreement_id="named",
    preset="OWN",
    demand_partner=DP,
    country="BE",
    commission_bp=0,
    dp_share_bp=0,
    steps=(
        a_step(
            step_id="fee",
            payer="DP",
            kind=StepKind.FIXED,
            basis="sessions",
            amount=Decimal(10),
            settle=Settle.PERIOD_TRUE_UP,
        ),
        REST,
    ),
)
"""A fee that a DP agreed to, for a country without sessions."""


def fill_true_ups(runtime):
    """A fixed amount of a month."""
    with runtime.database.transaction() as connection:
        put_agreements(connection, [NAMED])
    assert true_up_period(runtime, "2026-05")
    draft_agreement(runtime, an_agreement(agreement_id="winter"))


TRUE_UP_TAMPERED = (
    (
        "true_ups_follow_from_sessions",
        "UPDATE entry SET notes = '[]' WHERE kind = 'true_up'",
        "true_up:named@2020-01-01:2026-05:*:NL*XYZ:1: it is not what",
    ),
    (
        "terms_are_as_approved",
        "UPDATE agreement_draft SET body = replace(body, '1000', '1')",
        "winter@2020-01-01: agreement draft is not as it was written",
    ),
    (
        "terms_are_as_approved",
        "INSERT INTO agreement_activation VALUES ('named@2020-01-01', 'x', 'nobody', 0)",
        "named@2020-01-01: in force is other content than was activated",
    ),
    (
        "terms_are_as_approved",
        (
            "INSERT INTO agreement_activation SELECT version, sha, 'nobody', 0 FROM agreement "
            "WHERE agreement_id = 'networkcore'"
        ),
        "networkcore@2020-01-01: in force without an approval of its content",
    ),
)


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
