"""Questions about corrections, times, disputes and rates that only broken books answer."""

from typing import Any

from sqlalchemy import Connection, Row, distinct, func, select, text

from core.store.audit_store import first_rows
from core.store.schema import entry, fx_rate, posting

_FINDINGS_MAX = 20


def unlike_mirrors(connection: Connection) -> list[str]:
    """I4: entries that undo another one and are not its exact mirror."""
    return first_rows(
        connection,
        text(
            "SELECT e.entry_id, p.account, p.currency, SUM(p.amount_minor) FROM entry e "
            "JOIN entry o ON o.entry_id = e.reverses JOIN posting p ON p.entry IN (e.id, o.id) "
            "GROUP BY e.entry_id, p.account, p.currency HAVING SUM(p.amount_minor) <> 0 "
            "UNION ALL SELECT e.entry_id, e.reverses, '', 0 FROM entry e "
            "WHERE e.reverses IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM entry o WHERE o.entry_id = e.reverses)"
        ),
    )


def backward_times(connection: Connection) -> list[str]:
    """I13: entries that were booked before the one before them."""
    return first_rows(
        connection,
        text(
            "SELECT entry_id FROM (SELECT entry_id, booked_us, "
            "LAG(booked_us) OVER (ORDER BY id) AS before_us FROM entry) t "
            "WHERE booked_us < before_us"
        ),
    )


def undisputed_holds(connection: Connection) -> list[str]:
    """I10: accounts of disputed money that hold more or less than the open disputes do."""
    return first_rows(
        connection,
        text(
            "SELECT s.account, s.currency, SUM(s.amount) FROM ("
            "SELECT account, currency, amount_minor AS amount FROM balance "
            "WHERE substr(account, 1, 4) IN ('1210', '2120') UNION ALL "
            "SELECT p.account, p.currency, -p.amount_minor FROM posting p "
            "JOIN entry e ON e.id = p.entry WHERE e.kind = 'dispute_opened' "
            "AND substr(p.account, 1, 4) IN ('1210', '2120') AND NOT EXISTS "
            "(SELECT 1 FROM dispute_end d WHERE 'dispute_opened:' || d.dispute_id = e.entry_id)) s "
            "GROUP BY s.account, s.currency HAVING SUM(s.amount) <> 0"
        ),
    )


def untrue_disputes(connection: Connection) -> list[str]:
    """I19: disputes that are not as they were posted, and postings of no dispute.

    What was lost is undone: its CDR is credited, or it was voided before it was posted.
    """
    return first_rows(
        connection,
        text(
            "SELECT e.entry_id, 'no dispute' FROM entry e WHERE e.kind IN "
            "('dispute_opened', 'dispute_won', 'dispute_lost') AND NOT EXISTS "
            "(SELECT 1 FROM dispute d WHERE e.kind || ':' || d.dispute_id = e.entry_id) "
            "UNION ALL SELECT x.dispute_id, 'ended, and never opened' FROM dispute_end x "
            "WHERE NOT EXISTS (SELECT 1 FROM dispute d WHERE d.dispute_id = x.dispute_id) "
            "UNION ALL SELECT d.dispute_id, x.outcome FROM dispute d "
            "JOIN dispute_end x ON x.dispute_id = d.dispute_id WHERE "
            "(EXISTS (SELECT 1 FROM entry e WHERE e.entry_id = 'dispute_opened:' || d.dispute_id) "
            "AND NOT EXISTS (SELECT 1 FROM entry e "
            "WHERE e.entry_id = 'dispute_' || x.outcome || ':' || d.dispute_id)) "
            "OR (x.outcome = 'lost' AND NOT EXISTS "
            "(SELECT 1 FROM credit_cdr c WHERE c.credited_key = d.cdr_key) AND NOT EXISTS "
            "(SELECT 1 FROM pending_entry w JOIN pending_end v ON v.entry_id = w.entry_id "
            "WHERE w.cdr_key = d.cdr_key AND v.outcome = 'voided'))"
        ),
    )


def entries_of_closed(connection: Connection) -> list[str]:
    """I12: entries that count in a period and came after it was closed, and untrue closes."""
    return first_rows(
        connection,
        text(
            "SELECT p.period, e.entry_id, '', 0 FROM period_close p JOIN entry e "
            "ON e.id > p.last_entry AND e.effective_us < p.end_us "
            "UNION ALL SELECT s.period, s.account, s.currency, SUM(s.amount) FROM ("
            "SELECT period, account, currency, amount_minor AS amount FROM balance_snapshot "
            "UNION ALL SELECT p.period, q.account, q.currency, -q.amount_minor "
            "FROM period_close p JOIN entry e ON e.id <= p.last_entry "
            "AND e.effective_us < p.end_us JOIN posting q ON q.entry = e.id) s "
            "GROUP BY s.period, s.account, s.currency HAVING SUM(s.amount) <> 0"
        ),
    )


def untrue_closings(connection: Connection) -> list[str]:
    """I16: accounts whose last closing balance and all movements since are not their balance."""
    return first_rows(
        connection,
        text(
            "SELECT s.account, s.currency, SUM(s.amount) FROM ("
            "SELECT account, currency, -amount_minor AS amount FROM balance "
            "UNION ALL SELECT account, currency, amount_minor FROM balance_snapshot "
            "WHERE period = (SELECT period FROM period_close ORDER BY end_us DESC LIMIT 1) "
            "UNION ALL SELECT q.account, q.currency, q.amount_minor FROM posting q "
            "JOIN entry e ON e.id = q.entry WHERE e.effective_us >= "
            "COALESCE((SELECT MAX(end_us) FROM period_close), e.effective_us)) s "
            "GROUP BY s.account, s.currency HAVING SUM(s.amount) <> 0"
        ),
    )


def rateless_entries(connection: Connection) -> list[str]:
    """I18: entries that change currency without both legs, or without a rate that is on record.

    A mirror has the rate of what it undoes, and a position is closed in one currency.
    """
    rates = {row.rate_id: row.rate for row in connection.execute(select(fx_rate))}
    query = (
        select(
            entry.c.entry_id,
            entry.c.kind,
            entry.c.notes,
            func.count(distinct(posting.c.currency)).label("currencies"),
        )
        .join(posting, posting.c.entry == entry.c.id)
        .where(posting.c.account == "2900", entry.c.reverses.is_(None))
        .group_by(entry.c.id, entry.c.entry_id, entry.c.kind, entry.c.notes)
        .order_by(entry.c.id)
    )
    problems = ((row.entry_id, _rate_problem(row, rates)) for row in connection.execute(query))
    return [f"{entry_id}: {problem}" for entry_id, problem in problems if problem][:_FINDINGS_MAX]


def _rate_problem(row: Row[Any], rates: dict[str, str]) -> str:
    if row.currencies < 2:
        return "" if row.kind == "fx_close" else "it changes currency on one side only"
    notes: list[str] = row.notes.split('"')  # a note stands between quotes
    named = [note.split(" ") for note in notes if note.startswith("rate ")]
    if not named or len(named[0]) < 3:
        return "it names no rate"
    rate_id, written = named[0][1], named[0][2]
    if rate_id in rates and row.kind != "fx_deal":  # a deal has the bank's own rate of that day
        known = rates[rate_id]
        return "" if known == written else f"rate {rate_id} is {known}, not {written}"
    sources = [note.removeprefix("source ") for note in notes if note.startswith("source ")]
    if row.kind == "fx_deal" or not sources:
        return "" if sources else f"nobody knows rate {rate_id}"
    return _crossed_problem(rate_id, sources[0], rates)


def _crossed_problem(rate_id: str, source: str, rates: dict[str, str]) -> str:
    """Whether a rate through the euro was made of two that are on record, as they are there."""
    for one in source.split(" and "):
        name, _, written = one.partition(" ")
        if rates.get(name) != written:
            return f"rate {rate_id} was made of {one}, which is not on record"
    return ""
