"""Questions about holdbacks and files that only broken books answer with a row."""

from sqlalchemy import Connection, text

from core.store.audit_store import first_rows


def untrue_holdbacks(connection: Connection) -> list[str]:
    """Holdbacks that were not posted as they are, and entries that no holdback explains."""
    return first_rows(
        connection,
        text(
            "SELECT h.hold_id, h.amount_minor, p.amount_minor FROM holdback h "
            "LEFT JOIN entry e ON e.entry_id = 'kept:' || h.hold_id "
            "LEFT JOIN posting p ON p.entry = e.id AND p.account = '2100:' || h.cpo "
            "AND p.currency = h.currency "
            "WHERE p.amount_minor IS NULL OR p.amount_minor <> h.amount_minor "
            "UNION ALL SELECT e.entry_id, 0, 0 FROM entry e WHERE e.kind = 'reserved' "
            "AND e.entry_id LIKE 'kept:%' AND NOT EXISTS "
            "(SELECT 1 FROM holdback h WHERE 'kept:' || h.hold_id = e.entry_id)"
        ),
    )


def untrue_releases(connection: Connection) -> list[str]:
    """Holdbacks let go without being held, above what was held, early, or not as posted.

    One of which disputes left nothing is over before its time.
    """
    return first_rows(
        connection,
        text(
            "SELECT r.hold_id, r.amount_minor, h.amount_minor, p.amount_minor "
            "FROM holdback_release r LEFT JOIN holdback h ON h.hold_id = r.hold_id "
            "LEFT JOIN cycle c ON c.cycle_id = r.cycle_id "
            "LEFT JOIN entry e ON e.entry_id = 'let_go:' || r.hold_id "
            "LEFT JOIN posting p ON p.entry = e.id AND p.account = '2100:' || h.cpo "
            "AND p.currency = h.currency "
            "WHERE h.hold_id IS NULL OR c.cycle_id IS NULL OR r.amount_minor < 0 "
            "OR r.amount_minor > h.amount_minor "
            "OR (r.amount_minor > 0 AND h.release_us > c.cut_off_us) "
            "OR COALESCE(p.amount_minor, 0) <> -r.amount_minor "
            "UNION ALL SELECT e.entry_id, 0, 0, 0 FROM entry e WHERE e.kind = 'reserve_released' "
            "AND e.entry_id LIKE 'let_go:%' AND NOT EXISTS "
            "(SELECT 1 FROM holdback_release r WHERE 'let_go:' || r.hold_id = e.entry_id)"
        ),
    )


def untrue_parts(connection: Connection) -> list[str]:
    """Parts of holdbacks that were taken back of none, above it, or let go not as posted.

    What is taken back after the holdback was let go is on record alone.
    """
    return first_rows(
        connection,
        text(
            "SELECT t.hold_id, t.cycle_id, t.amount_minor, p.amount_minor FROM holdback_part t "
            "LEFT JOIN holdback h ON h.hold_id = t.hold_id "
            "LEFT JOIN holdback_release r ON r.hold_id = t.hold_id "
            "LEFT JOIN entry e "
            "ON e.entry_id = 'part_let_go:' || t.hold_id || ':' || t.cycle_id "
            "LEFT JOIN posting p ON p.entry = e.id AND p.account = '2100:' || h.cpo "
            "WHERE h.hold_id IS NULL OR t.amount_minor <= 0 "
            "OR (e.id IS NULL AND (r.cycle_id IS NULL OR r.cycle_id >= t.cycle_id)) "
            "OR (e.id IS NOT NULL AND p.amount_minor <> -t.amount_minor) "
            "OR (SELECT SUM(o.amount_minor) FROM holdback_part o WHERE o.hold_id = t.hold_id) "
            "> h.amount_minor "
            "UNION ALL SELECT e.entry_id, '', 0, 0 FROM entry e WHERE e.kind = 'reserve_released' "
            "AND e.entry_id LIKE 'part_let_go:%' AND NOT EXISTS (SELECT 1 FROM holdback_part t "
            "WHERE 'part_let_go:' || t.hold_id || ':' || t.cycle_id = e.entry_id)"
        ),
    )


def untrue_exports(connection: Connection) -> list[str]:
    """Files that left without the approval of their very bytes, and files that nobody made."""
    return first_rows(
        connection,
        text(
            "SELECT x.batch_id, x.who FROM payment_export x "
            "LEFT JOIN payment_batch b ON b.batch_id = x.batch_id WHERE b.sha IS NULL "
            "OR b.sha <> x.sha OR NOT EXISTS (SELECT 1 FROM approval_proposal p "
            "JOIN approval_decision d ON d.approval_id = p.approval_id "
            "WHERE p.kind = 'payment_batch' AND p.subject = x.batch_id "
            "AND p.content_sha = x.sha AND d.verdict = 'approved' "
            "AND d.decided_us <= x.exported_us)"
        ),
    )
