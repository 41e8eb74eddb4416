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
