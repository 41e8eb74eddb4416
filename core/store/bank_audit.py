"""Questions about money at the bank that only broken books answer with a row."""

from decimal import Decimal

from sqlalchemy import Connection, select, text

from core.domain.money import Money
from core.store.audit_store import first_rows
from core.store.bank_schema import payment_batch
from core.store.payment_store import sums_of_batches
from core.store.rows import sha_of


def untrue_batches(connection: Connection) -> list[str]:
    """Payment files that are not as they were made, or not the sum and count of their payments."""
    counts: dict[str, int] = {}
    sums: dict[str, Decimal] = {}
    for batch_id, currency, count, total in sums_of_batches(connection):
        counts[batch_id] = counts.get(batch_id, 0) + count
        sums[batch_id] = sums.get(batch_id, Decimal(0)) + Money(total, currency).major
    found = []
    known = set()
    for row in connection.execute(select(payment_batch)):
        known.add(row.batch_id)
        if sha_of(row.body) != row.sha:
            found.append(f"{row.batch_id} is not the file that was made")
        told = (row.payments, Decimal(row.control_sum))
        paid = (counts.get(row.batch_id, 0), sums.get(row.batch_id, Decimal(0)))
        if told != paid:
            wanted = f"wanted {told[0]} of {told[1]}"
            found.append(f"{row.batch_id}: {wanted}, found {paid[0]} of {paid[1]}")
    return found + [f"{batch_id}: payments without a file" for batch_id in counts.keys() - known]


def untrue_payments(connection: Connection) -> list[str]:
    """Payments that are not what their instruction says."""
    return first_rows(
        connection,
        text(
            "SELECT p.instruction_id, p.party, p.amount_minor, p.currency, i.party, "
            "i.amount_minor, i.currency FROM payment p "
            "LEFT JOIN instruction i ON i.instruction_id = p.instruction_id "
            "WHERE i.instruction_id IS NULL OR i.kind <> 'PAYOUT' OR i.party <> p.party "
            "OR i.amount_minor <> p.amount_minor OR i.currency <> p.currency"
        ),
    )


_COUNTS = (
    "NOT EXISTS (SELECT 1 FROM bank_match later WHERE later.entry_key = m.entry_key "
    "AND later.part = m.part AND later.number > m.number)"
)
"""The match of a movement that counts: nothing came after it."""
_NAME = "m.entry_key || CASE WHEN m.part > 1 THEN '#' || m.part ELSE '' END"


_ON_ACCOUNT = "('deposited', 'charged', 'captured', 'exchanged')"
"""Kinds of matches that are of an account and of no instruction."""
_COLLECTED = "('received', 'recovered')"
"""Kinds of matches that a collection may have; what is recovered is of an account, too."""


def untrue_deals(connection: Connection) -> list[str]:
    """I10: currency in transit that is not what the bank has still to tell of the deals."""
    return first_rows(
        connection,
        text(
            "SELECT s.account, s.currency, SUM(s.amount) FROM ("
            "SELECT account, currency, amount_minor AS amount FROM balance "
            "WHERE substr(account, 1, 4) = '1130' UNION ALL "
            "SELECT p.account, p.currency, -p.amount_minor FROM posting p "
            "JOIN entry e ON e.id = p.entry WHERE e.kind = 'fx_deal' "
            "AND substr(p.account, 1, 4) = '1130' UNION ALL "
            "SELECT m.account, b.currency, m.amount_minor FROM bank_match m JOIN bank_entry b "
            "ON b.entry_key = m.entry_key AND b.part = m.part "
            f"WHERE m.kind = 'exchanged' AND {_COUNTS}) s "
            "GROUP BY s.account, s.currency HAVING SUM(s.amount) <> 0"
        ),
    )


def unmatched_movements(connection: Connection) -> list[str]:
    """Movements whose match is missing, does not add up to them, or was not posted."""
    return first_rows(
        connection,
        text(
            "SELECT e.entry_key, e.part, e.amount_minor, s.amount FROM bank_entry e LEFT JOIN "
            "(SELECT m.entry_key, m.part, SUM(m.amount_minor) AS amount FROM bank_match m "
            f"WHERE {_COUNTS} GROUP BY m.entry_key, m.part) s "
            "ON s.entry_key = e.entry_key AND s.part = e.part "
            "WHERE s.amount IS NULL OR s.amount <> e.amount_minor "
            "UNION ALL SELECT m.entry_key, m.part, m.number, NULL FROM bank_match m "
            f"LEFT JOIN entry j ON j.entry_id = 'bank:' || {_NAME} || ':' || m.number "
            "WHERE m.leg = 1 AND j.id IS NULL"
        ),
    )


def untrue_bank_balances(connection: Connection) -> list[str]:
    """Accounts at the bank whose balance is not the sum of their movements."""
    return first_rows(
        connection,
        text(
            "SELECT s.account, s.currency, SUM(s.amount) FROM ("
            "SELECT account, currency, amount_minor AS amount FROM balance "
            "WHERE substr(account, 1, 4) = '1100' UNION ALL "
            "SELECT '1100:' || iban, currency, -amount_minor FROM bank_entry) s "
            "GROUP BY s.account, s.currency HAVING SUM(s.amount) <> 0"
        ),
    )


def untrue_unallocated(connection: Connection) -> list[str]:
    """Currencies whose unallocated receipts are not the movements that wait for a match."""
    return first_rows(
        connection,
        text(
            "SELECT s.currency, SUM(s.amount) FROM ("
            "SELECT currency, amount_minor AS amount FROM balance WHERE account = '1120' UNION ALL "
            "SELECT e.currency, m.amount_minor FROM bank_match m JOIN bank_entry e "
            "ON e.entry_key = m.entry_key AND e.part = m.part "
            f"WHERE m.kind = 'unallocated' AND {_COUNTS}) s "
            "GROUP BY s.currency HAVING SUM(s.amount) <> 0"
        ),
    )


def untrue_transit(connection: Connection) -> list[str]:
    """Currencies whose payments in transit are not the instructions that wait for the bank."""
    return first_rows(
        connection,
        text(
            "SELECT s.currency, SUM(s.amount) FROM ("
            "SELECT currency, amount_minor AS amount FROM balance WHERE account = '1110' UNION ALL "
            "SELECT i.currency, CASE WHEN i.kind = 'PAYOUT' THEN i.amount_minor "
            "ELSE -i.amount_minor END FROM instruction i WHERE NOT EXISTS "
            "(SELECT 1 FROM payment_refusal r WHERE r.instruction_id = i.instruction_id) UNION ALL "
            "SELECT i.currency, r.amount_minor FROM recalled_collection r "
            "JOIN instruction i ON i.instruction_id = r.instruction_id UNION ALL "
            "SELECT p.currency, -p.amount_minor FROM posting p JOIN entry d ON d.id = p.entry "
            "WHERE d.kind = 'defaulted' AND p.account = '1110' AND NOT EXISTS (SELECT 1 "
            "FROM instruction a WHERE 'defaulted:' || a.instruction_id = d.entry_id) UNION ALL "
            "SELECT e.currency, m.amount_minor FROM bank_match m JOIN bank_entry e "
            "ON e.entry_key = m.entry_key AND e.part = m.part "
            f"WHERE m.kind IN ('paid_out', 'received') AND {_COUNTS}) s "
            "GROUP BY s.currency HAVING SUM(s.amount) <> 0"
        ),
    )


def overconfirmed(connection: Connection) -> list[str]:
    """Instructions that the bank confirmed beyond their amount, or not sent, or refused."""
    return first_rows(
        connection,
        text(
            "SELECT i.instruction_id, m.kind, SUM(m.amount_minor), i.amount_minor "
            "FROM bank_match m JOIN instruction i ON i.instruction_id = m.instruction_id "
            "LEFT JOIN payment p ON p.instruction_id = i.instruction_id "
            "LEFT JOIN payment_refusal r ON r.instruction_id = i.instruction_id "
            f"WHERE {_COUNTS} GROUP BY i.instruction_id, i.kind, m.kind, i.amount_minor "
            "HAVING ABS(SUM(m.amount_minor)) > i.amount_minor OR MAX(CASE WHEN i.kind = 'PAYOUT' "
            "AND (p.instruction_id IS NULL OR r.instruction_id IS NOT NULL) "
            "THEN 1 ELSE 0 END) = 1 "
            f"OR MAX(CASE WHEN (i.kind = 'PAYOUT') <> (m.kind NOT IN {_COLLECTED}) "
            "THEN 1 ELSE 0 END) = 1 "
            "UNION ALL SELECT m.instruction_id, m.kind, m.amount_minor, NULL FROM bank_match m "
            "LEFT JOIN instruction i ON i.instruction_id = m.instruction_id "
            f"WHERE (m.kind = 'unallocated' OR m.kind IN {_ON_ACCOUNT}) "
            "AND m.instruction_id IS NOT NULL "
            f"OR m.kind NOT IN ('unallocated', 'recovered') AND m.kind NOT IN {_ON_ACCOUNT} "
            "AND m.instruction_id IS NULL "
            f"OR (m.kind = 'recovered' OR m.kind IN {_ON_ACCOUNT}) <> (m.account IS NOT NULL) "
            "OR (m.instruction_id IS NOT NULL AND i.instruction_id IS NULL)"
        ),
    )
