"""Questions that only broken books answer with a row; each check names what it found."""

from sqlalchemy import Connection, TextClause, text

_LIMIT = 20


def first_rows(connection: Connection, query: TextClause) -> list[str]:
    """The first rows of an answer, each as one line."""
    return [" ".join(map(str, row)) for row in connection.execute(query).fetchmany(_LIMIT)]


def unbalanced_entries(connection: Connection) -> list[str]:
    """I1: entries that do not sum to zero in a currency."""
    return first_rows(
        connection,
        text(
            "SELECT e.entry_id, p.currency, SUM(p.amount_minor) FROM posting p "
            "JOIN entry e ON e.id = p.entry GROUP BY e.entry_id, p.currency "
            "HAVING SUM(p.amount_minor) <> 0 ORDER BY e.entry_id"
        ),
    )


def thin_entries(connection: Connection) -> list[str]:
    """I2: entries with fewer than two legs, or with a leg of zero."""
    return first_rows(
        connection,
        text(
            "SELECT e.entry_id, COUNT(p.leg), SUM(CASE WHEN p.amount_minor = 0 THEN 1 ELSE 0 END) "
            "FROM entry e LEFT JOIN posting p ON p.entry = e.id GROUP BY e.entry_id "
            "HAVING COUNT(p.leg) < 2 OR SUM(CASE WHEN p.amount_minor = 0 THEN 1 ELSE 0 END) > 0"
        ),
    )


def drifted_balances(connection: Connection) -> list[str]:
    """I6, I7: balances that are not the sum, or not the count, of their postings."""
    return first_rows(
        connection,
        text(
            "SELECT s.account, s.currency, s.amount, b.amount_minor FROM "
            "(SELECT account, currency, SUM(amount_minor) AS amount, COUNT(*) AS legs "
            "FROM posting GROUP BY account, currency) s "
            "LEFT JOIN balance b ON b.account = s.account AND b.currency = s.currency "
            "WHERE b.amount_minor IS NULL OR b.amount_minor <> s.amount OR b.postings <> s.legs "
            "UNION ALL SELECT b.account, b.currency, 0, b.amount_minor FROM balance b "
            "WHERE NOT EXISTS (SELECT 1 FROM posting p WHERE p.account = b.account "
            "AND p.currency = b.currency)"
        ),
    )


def untrue_trial_balance(connection: Connection) -> list[str]:
    """I9: currencies whose balances do not sum to zero."""
    return first_rows(
        connection,
        text(
            "SELECT currency, SUM(amount_minor) FROM balance GROUP BY currency "
            "HAVING SUM(amount_minor) <> 0"
        ),
    )


def unsealed_entries(connection: Connection) -> list[str]:
    """Entries that no block of the chain covers."""
    return first_rows(
        connection,
        text(
            "SELECT e.entry_id FROM entry e WHERE NOT EXISTS "
            "(SELECT 1 FROM seal s WHERE s.entry = e.id) ORDER BY e.id"
        ),
    )


def broken_numbering(connection: Connection) -> list[str]:
    """Sequence numbers that are not 1, 2, 3 ... without a gap."""
    return first_rows(
        connection,
        text(
            "SELECT COUNT(*), COALESCE(MIN(seq), 1), COALESCE(MAX(seq), 0) FROM seal "
            "HAVING COUNT(*) <> COALESCE(MAX(seq), 0) OR COALESCE(MIN(seq), 1) <> 1"
        ),
    )


def twice_posted(connection: Connection) -> list[str]:
    """I19: CDRs with more than one live entry."""
    return first_rows(
        connection,
        text(
            "SELECT source_id, COUNT(*) FROM entry WHERE kind = 'cdr' "
            "GROUP BY source_id HAVING COUNT(*) > 1"
        ),
    )


def lost_cdrs(connection: Connection) -> list[str]:
    """CDRs with two fates, or priced and yet neither posted nor free."""
    fates = (
        "(SELECT COUNT(*) FROM entry e WHERE e.entry_id = c.cdr_key) + "
        "(SELECT COUNT(*) FROM hold h WHERE h.cdr_key = c.cdr_key AND NOT EXISTS (SELECT 1 "
        "FROM case_end x WHERE x.case_id = h.cdr_key AND x.fate IN ('posted', 'free'))) + "
        "(SELECT COUNT(*) FROM free_cdr f WHERE f.cdr_key = c.cdr_key) + "
        "(SELECT COUNT(*) FROM pending_entry w WHERE w.cdr_key = c.cdr_key AND NOT EXISTS "
        "(SELECT 1 FROM pending_end x WHERE x.entry_id = w.entry_id AND x.outcome = 'posted'))"
    )
    return first_rows(
        connection,
        text(
            f"SELECT c.cdr_key, {fates} FROM cdr c WHERE {fates} > 1 "  # noqa: S608 (our words)
            "UNION ALL SELECT p.cdr_key, 0 FROM priced_cdr p "
            f"JOIN cdr c ON c.cdr_key = p.cdr_key WHERE {fates} = 0"
        ),
    )


def orphan_entries(connection: Connection) -> list[str]:
    """No session, no fee: entries on fee accounts that no CDR made and no terms agreed to."""
    return first_rows(
        connection,
        text(
            "SELECT DISTINCT e.entry_id FROM entry e JOIN posting p ON p.entry = e.id "
            "WHERE substr(p.account, 1, 4) IN ('4100', '4200', '4300') "
            "AND NOT EXISTS (SELECT 1 FROM cdr c WHERE c.cdr_key = e.source_id) "
            "AND NOT (e.terms <> '' AND (e.kind IN ('true_up', 'partner_share') "
            "OR e.reverses IS NOT NULL)) "
            "AND NOT (e.kind = 'fx_conversion' AND EXISTS (SELECT 1 FROM cycle_entry y "
            "JOIN entry s ON s.id = y.entry WHERE y.cycle_id = e.source_id AND "
            "(s.kind = 'true_up' AND s.terms <> '' OR EXISTS "
            "(SELECT 1 FROM cdr d WHERE d.cdr_key = s.source_id))))"
        ),
    )


def untrue_splits(connection: Connection) -> list[str]:
    """I15: sessions whose split is missing, does not add up, or is not what was posted as fees."""
    return first_rows(
        connection,
        text(
            "SELECT e.entry_id, s.commission, COALESCE(p.fees, 0) FROM entry e "
            "LEFT JOIN split s ON s.cdr_key = e.entry_id LEFT JOIN "
            "(SELECT entry, -SUM(amount_minor) AS fees FROM posting "
            "WHERE substr(account, 1, 4) IN ('4100', '4200') GROUP BY entry) p ON p.entry = e.id "
            "WHERE e.kind = 'cdr' AND (s.cdr_key IS NULL OR s.commission <> COALESCE(p.fees, 0) "
            "OR s.gross - s.vat - s.cpo_net - s.dp_share - s.commission - COALESCE(s.others, 0) "
            "NOT IN (0, s.card_cost))"
        ),
    )


def untrue_obligations(connection: Connection) -> list[str]:
    """Obligations that are not the sum of the postings that their cycle cleared."""
    return first_rows(
        connection,
        text(
            "SELECT o.cycle_id, o.account, o.currency, o.amount_minor, s.amount "
            "FROM obligation o LEFT JOIN "
            "(SELECT ce.cycle_id, p.account, p.currency, SUM(p.amount_minor) AS amount "
            "FROM cycle_entry ce JOIN posting p ON p.entry = ce.entry "
            "GROUP BY ce.cycle_id, p.account, p.currency) s "
            "ON s.cycle_id = o.cycle_id AND s.account = o.account AND s.currency = o.currency "
            "WHERE s.amount IS NULL OR s.amount <> o.amount_minor"
        ),
    )


def untrue_positions(connection: Connection) -> list[str]:
    """Net positions that are not the sum of their obligations, and obligations without one."""
    return first_rows(
        connection,
        text(
            "SELECT n.cycle_id, n.party, n.currency, n.amount_minor, s.amount "
            "FROM net_position n LEFT JOIN (SELECT o.cycle_id, "
            "COALESCE(e.netted_as, o.party) AS party, o.currency, SUM(o.amount_minor) AS amount "
            "FROM obligation o LEFT JOIN netted_party e ON e.cycle_id = o.cycle_id "
            "AND e.party = o.party "
            "GROUP BY o.cycle_id, COALESCE(e.netted_as, o.party), o.currency) s "
            "ON s.cycle_id = n.cycle_id AND s.party = n.party AND s.currency = n.currency "
            "WHERE s.amount IS NULL OR s.amount <> n.amount_minor "
            "UNION ALL SELECT o.cycle_id, o.party, o.currency, NULL, o.amount_minor "
            "FROM obligation o LEFT JOIN netted_party e ON e.cycle_id = o.cycle_id "
            "AND e.party = o.party WHERE NOT EXISTS (SELECT 1 FROM net_position n "
            "WHERE n.cycle_id = o.cycle_id AND n.party = COALESCE(e.netted_as, o.party) "
            "AND n.currency = o.currency)"
        ),
    )


def untrue_instructions(connection: Connection) -> list[str]:
    """I14: net positions without their one instruction, and instructions nobody's position asks."""
    return first_rows(
        connection,
        text(
            "SELECT n.cycle_id, n.party, n.currency, n.amount_minor FROM net_position n "
            "LEFT JOIN instruction i ON i.cycle_id = n.cycle_id AND i.party = n.party "
            "AND i.currency = n.currency "
            "WHERE n.amount_minor <> 0 AND (i.instruction_id IS NULL OR n.amount_minor <> "
            "CASE WHEN i.kind = 'PAYOUT' THEN -i.amount_minor ELSE i.amount_minor END) "
            "UNION ALL SELECT i.cycle_id, i.party, i.currency, SUM(i.amount_minor) "
            "FROM instruction i LEFT JOIN net_position n ON n.cycle_id = i.cycle_id "
            "AND n.party = i.party AND n.currency = i.currency AND n.amount_minor <> 0 "
            "GROUP BY i.cycle_id, i.party, i.currency HAVING COUNT(*) > 1 OR COUNT(n.party) = 0"
        ),
    )


def open_clearing(connection: Connection) -> list[str]:
    """I10: settlement clearing accounts that have not returned to zero."""
    return first_rows(
        connection,
        text(
            "SELECT account, currency, amount_minor FROM balance "
            "WHERE substr(account, 1, 4) = '2400' AND amount_minor <> 0"
        ),
    )
