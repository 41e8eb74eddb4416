"""Payment files: each batch with its bytes, and which instruction went into which."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Connection, func, select

from core.domain.instruction import Instruction, InstructionKind
from core.domain.payment import Payment
from core.store.bank_schema import payment, payment_batch
from core.store.bulk import insert_rows, slices
from core.store.cycle_store import instruction_of
from core.store.rows import sha_of, time_of, us_of
from core.store.schema import instruction


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBatch:
    """A payment file that was made."""

    batch_id: str
    created_at: datetime
    payments: int
    control_sum: Decimal
    """All amounts in major units, whatever their currency."""
    sha: str
    """sha256 of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPayment:
    """What a payout was sent to the bank as."""

    instruction_id: str
    batch_id: str
    group_id: str
    """PmtInf of the file."""
    end_to_end_id: str
    debtor_iban: str
    creditor_iban: str


def unexported_payouts(connection: Connection, cycle_id: str | None) -> tuple[Instruction, ...]:
    """Payouts that are in no payment file, of one cycle or of all, oldest first."""
    exported = select(payment.c.instruction_id).where(
        payment.c.instruction_id == instruction.c.instruction_id
    )
    query = (
        select(instruction)
        .where(instruction.c.kind == InstructionKind.PAYOUT.value, ~exported.exists())
        .order_by(instruction.c.value_us, instruction.c.instruction_id)
    )
    if cycle_id is not None:
        query = query.where(instruction.c.cycle_id == cycle_id)
    return tuple(map(instruction_of, connection.execute(query)))


def put_batch(
    connection: Connection,
    batch: KeptBatch,
    body: str,
    groups: Sequence[tuple[str, Sequence[Payment]]],
) -> None:
    """Keep a payment file, its bytes as text, and its payments by group."""
    assert batch.sha == sha_of(body), batch.batch_id
    insert_rows(
        connection,
        payment_batch,
        [
            (
                batch.batch_id,
                us_of(batch.created_at),
                batch.payments,
                f"{batch.control_sum:f}",
                batch.sha,
                body,
            )
        ],
    )
    insert_rows(
        connection,
        payment,
        [
            (
                one.instruction_id,
                batch.batch_id,
                group_id,
                one.end_to_end_id,
                one.creditor.party,
                one.currency,
                one.amount_minor,
                one.execution_on.isoformat(),
                one.debtor.iban,
                one.creditor.iban,
            )
            for group_id, payments in groups
            for one in payments
        ],
    )


def all_batches(connection: Connection) -> tuple[KeptBatch, ...]:
    """Every payment file, oldest first."""
    columns = [column for column in payment_batch.columns if column.name != "body"]
    query = select(*columns).order_by(payment_batch.c.created_us, payment_batch.c.batch_id)
    return tuple(
        KeptBatch(
            batch_id=row.batch_id,
            created_at=time_of(row.created_us),
            payments=row.payments,
            control_sum=Decimal(row.control_sum),
            sha=row.sha,
        )
        for row in connection.execute(query)
    )


def body_of(connection: Connection, batch_id: str) -> str | None:
    """The text of a payment file; None if there is none of that id."""
    query = select(payment_batch.c.body).where(payment_batch.c.batch_id == batch_id)
    return connection.execute(query).scalar()


def batches_of_cycle(connection: Connection, cycle_id: str) -> set[str]:
    """Ids of the payment files that pay payouts of a cycle."""
    query = (
        select(payment.c.batch_id)
        .join(instruction, instruction.c.instruction_id == payment.c.instruction_id)
        .where(instruction.c.cycle_id == cycle_id)
    )
    return set(connection.execute(query).scalars())


def payments_of(connection: Connection, ids: Collection[str]) -> dict[str, KeptPayment]:
    """What these instructions were sent as; those that were not sent are left out."""
    return {
        one.instruction_id: one
        for some in slices(ids)
        for one in _payments(connection, payment.c.instruction_id.in_(some))
    }


def payments_of_batch(connection: Connection, batch_id: str) -> list[KeptPayment]:
    """The payments of a payment file, by end-to-end id."""
    return _payments(connection, payment.c.batch_id == batch_id)


def _payments(connection: Connection, condition: ColumnElement[bool]) -> list[KeptPayment]:
    query = select(payment).where(condition).order_by(payment.c.end_to_end_id)
    return [
        KeptPayment(
            instruction_id=row.instruction_id,
            batch_id=row.batch_id,
            group_id=row.group_id,
            end_to_end_id=row.end_to_end_id,
            debtor_iban=row.debtor_iban,
            creditor_iban=row.creditor_iban,
        )
        for row in connection.execute(query)
    ]


def sums_of_batches(connection: Connection) -> list[tuple[str, str, int, int]]:
    """(batch, currency, payments, minor units) of every payment file, by batch and currency."""
    columns = (payment.c.batch_id, payment.c.currency)
    query = (
        select(*columns, func.count(), func.sum(payment.c.amount_minor))
        .group_by(*columns)
        .order_by(*columns)
    )
    return [(row[0], row[1], row[2], int(row[3])) for row in connection.execute(query)]
