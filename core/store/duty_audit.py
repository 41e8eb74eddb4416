"""Questions about people's duties that only broken books answer with a row."""

from sqlalchemy import Connection, text

from core.store.audit_store import first_rows


def undecided_approvals(connection: Connection) -> list[str]:
    """Decisions about nothing, and enforced ones by who proposed."""
    return first_rows(
        connection,
        text(
            "SELECT d.approval_id, d.decider FROM approval_decision d "
            "LEFT JOIN approval_proposal p ON p.approval_id = d.approval_id "
            "WHERE p.approval_id IS NULL OR d.verdict NOT IN ('approved', 'rejected') "
            "OR (d.verdict = 'approved' AND d.enforced <> 0 AND d.decider = p.proposer)"
        ),
    )


def untrue_case_ends(connection: Connection) -> list[str]:
    """Cases that ended otherwise than the books say, or by a resolution that nobody approved."""
    return first_rows(
        connection,
        text(
            "SELECT x.case_id, x.fate FROM case_end x WHERE "
            "(x.fate = 'posted' AND NOT EXISTS "
            "(SELECT 1 FROM entry e WHERE e.entry_id = x.case_id)) "
            "OR (x.fate = 'free' AND NOT EXISTS "
            "(SELECT 1 FROM free_cdr f WHERE f.cdr_key = x.case_id)) "
            "OR (x.fate IN ('posted', 'free', 'dropped') AND NOT EXISTS "
            "(SELECT 1 FROM hold h WHERE h.cdr_key = x.case_id)) "
            "OR (x.resolution IS NOT NULL AND NOT EXISTS (SELECT 1 FROM case_event v "
            "JOIN approval_decision d ON d.approval_id = v.approval_id "
            "WHERE v.case_id = x.case_id AND v.resolution = x.resolution "
            "AND d.verdict = 'approved'))"
        ),
    )
