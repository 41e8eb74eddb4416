"""The tables of people's duties: who proposed, who decided.

A decision is a row of its own, for a row that was written stays as it is. The triggers in
``duty_guards.py`` see to it that two people are two.
"""

from typing import Final

from sqlalchemy import Index

from core.store.case_schema import CASE_TABLES
from core.store.personal_schema import PERSONAL_TABLES
from core.store.table_columns import big, table, text

approval_proposal = table(
    "approval_proposal",
    text("approval_id", key=True),
    text("kind"),
    text("subject"),
    text("content_sha"),
    text("proposer"),
    big("enforced"),
    text("note"),
    big("proposed_us"),
)
Index("approval_proposal_subject", approval_proposal.c.kind, approval_proposal.c.subject)
Index("approval_proposal_at", approval_proposal.c.proposed_us)
approval_decision = table(
    "approval_decision",
    text("approval_id", key=True),
    text("verdict"),
    text("decider"),
    big("enforced"),
    text("note"),
    big("decided_us"),
)
Index("approval_decision_at", approval_decision.c.decided_us)
bank_change = table(
    "bank_change",
    text("party", key=True),
    text("currency", key=True),
    text("valid_from", key=True),
    text("principal"),
    big("enforced"),
    big("told_us"),
    big("cools_us"),
)

DUTY_TABLES: Final = (
    approval_proposal,
    approval_decision,
    bank_change,
    *CASE_TABLES,
    *PERSONAL_TABLES,
)
