"""Triggers that keep two people's duties apart, in the database itself.

PostgreSQL knows who is connected: who proposes and who decides must be the role of the session,
and who approves another one than who proposed. SQLite knows nobody: there a row can only say that
its rule is advisory; one that claims more for the same person is refused.
"""

from collections.abc import Iterator

_SAME_PERSON = "who proposed it cannot approve it"
_NO_PROPOSAL = "nobody proposed it"
_NO_VERDICT = "a verdict is approved or rejected"


def sqlite_duties() -> Iterator[str]:
    """DDL for SQLite."""
    proposal = "SELECT 1 FROM approval_proposal p WHERE p.approval_id = NEW.approval_id"
    by_same = "AND p.proposer = NEW.decider"
    conditions = {
        "approval_of_proposal": (f"NOT EXISTS ({proposal})", _NO_PROPOSAL),
        "approval_verdict": ("NEW.verdict NOT IN ('approved', 'rejected')", _NO_VERDICT),
        "approval_by_another": (
            f"NEW.enforced <> 0 AND NEW.verdict = 'approved' AND EXISTS ({proposal} {by_same})",
            _SAME_PERSON,
        ),
    }
    for name, (condition, problem) in conditions.items():
        yield (
            f"CREATE TRIGGER {name} BEFORE INSERT ON approval_decision WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{problem}'); END"
        )


def postgresql_duties() -> Iterator[str]:
    """DDL for PostgreSQL."""
    yield (
        "CREATE OR REPLACE FUNCTION proposer_is_here() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF NEW.proposer <> session_user OR NEW.enforced <> 1 THEN "
        "RAISE EXCEPTION 'who proposes is the role of the session, %', session_user; END IF; "
        "RETURN NEW; END $$"
    )
    yield (
        "CREATE TRIGGER approval_proposer BEFORE INSERT ON approval_proposal "
        "FOR EACH ROW EXECUTE FUNCTION proposer_is_here()"
    )
    yield (
        "CREATE OR REPLACE FUNCTION decider_is_another() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE first TEXT; BEGIN IF NEW.decider <> session_user OR NEW.enforced <> 1 THEN "
        "RAISE EXCEPTION 'who decides is the role of the session, %', session_user; END IF; "
        "IF NEW.verdict NOT IN ('approved', 'rejected') THEN "
        f"RAISE EXCEPTION '{_NO_VERDICT}'; END IF; "
        "SELECT proposer INTO first FROM approval_proposal "
        "WHERE approval_id = NEW.approval_id; "
        f"IF first IS NULL THEN RAISE EXCEPTION '{_NO_PROPOSAL}'; END IF; "
        "IF NEW.verdict = 'approved' AND first = NEW.decider THEN "
        f"RAISE EXCEPTION '{_SAME_PERSON}'; END IF; RETURN NEW; END $$"
    )
    yield (
        "CREATE TRIGGER approval_by_another BEFORE INSERT ON approval_decision "
        "FOR EACH ROW EXECUTE FUNCTION decider_is_another()"
    )
