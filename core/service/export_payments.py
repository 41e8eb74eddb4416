"""Put payouts into payment files, each kept with its bytes before anybody sees it.

An instruction goes into one file or into none, so it is paid once, however often this is asked;
asked again, a file is the same bytes. They leave by ``release_payments``, with two people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from core.banking.payment_file import groups_of, payment_file
from core.banking.payment_reference import end_to_end_id
from core.domain.bank_account import BankAccount, account_in_force
from core.domain.errors import NotFoundError
from core.domain.instruction import Instruction
from core.domain.party import Role
from core.domain.payment import Payment, PaymentBatch
from core.service.blocked_payees import block_of, blocked_accounts
from core.service.collision import again_after_collision
from core.service.cut_off_times import timetable_in
from core.service.payee_checks import payee_checks
from core.service.runtime import Runtime
from core.store.bank_account_store import all_bank_accounts
from core.store.cycle_store import cycle_of
from core.store.database import OpenTransaction, alone
from core.store.payment_store import (
    KeptBatch,
    all_batches,
    batches_of_cycle,
    body_of,
    put_batch,
    unexported_payouts,
)
from core.store.reference_store import all_parties


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """A payment file as it goes to the bank."""

    batch: KeptBatch
    content: bytes

    @property
    def name(self) -> str:
        """What it is called on disk."""
        return f"{self.batch.batch_id}.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What an export came to."""

    files: tuple[PaymentFile, ...]
    """The new one; where nothing was new in a cycle, those that pay it already."""
    is_new: bool
    unpayable: tuple[str, ...]
    """Payouts that no file can pay, each with what is missing; they stay open."""


def export_payments(runtime: Runtime, cycle_id: str | None = None) -> Export:
    """Put every payout that is in no file yet into one, of a cycle or of all cycles.

    Raises:
        NotFoundError: There is no such cycle.
    """

    def export() -> Export:
        with runtime.database.transaction() as connection:
            alone(connection)
            return _export(connection, cycle_id, runtime.now())

    return again_after_collision(export)


def exported_file(runtime: Runtime, batch_id: str) -> PaymentFile:
    """A payment file again, byte by byte.

    Raises:
        NotFoundError: There is none of that id.
    """
    with runtime.database.reading() as connection:
        return file_in(connection, batch_id)


def _export(connection: OpenTransaction, cycle_id: str | None, now: datetime) -> Export:
    if cycle_id is not None and cycle_of(connection, cycle_id) is None:
        raise NotFoundError(f"payments: no cycle {cycle_id!r} in these books")
    payments, unpayable = _payments(connection, unexported_payouts(connection, cycle_id), now)
    if payments:
        files = [_keep(connection, _batch(payments, now))]
    else:
        again = set() if cycle_id is None else batches_of_cycle(connection, cycle_id)
        files = [file_in(connection, batch_id) for batch_id in sorted(again)]
    return Export(files=tuple(files), is_new=bool(payments), unpayable=tuple(unpayable))


def _payments(
    connection: OpenTransaction, payouts: Sequence[Instruction], now: datetime
) -> tuple[list[Payment], list[str]]:
    accounts = all_bank_accounts(connection)
    timetable = timetable_in(connection)
    blocks, checks = blocked_accounts(connection), payee_checks(connection, accounts)
    hubs = [one.key for one in all_parties(connection).values() if one.role is Role.HUB]
    payments, unpayable = [], []
    for one in payouts:
        # A bank refuses a day that is over, and one on which it is closed.
        day = max(one.value_at.date(), now.date())
        day = timetable.in_force(day).days.first_open(day)
        ours = account_in_force(accounts, hubs[0], one.currency, day) if hubs else None
        theirs = account_in_force(accounts, one.party, one.currency, day)
        if ours is None:
            unpayable.append(_lacking(one, "the operator", hubs[0] if hubs else "", day))
        elif theirs is None:
            unpayable.append(_lacking(one, "the payee", one.party, day))
        elif block := block_of(blocks, theirs) or checks.problem_of(theirs, now):
            unpayable.append(f"{one.instruction_id}: {block}")
        else:
            payments.append(_payment(one, ours, theirs, day))
    return payments, unpayable


def _payment(one: Instruction, ours: BankAccount, theirs: BankAccount, day: date) -> Payment:
    return Payment(
        instruction_id=one.instruction_id,
        end_to_end_id=end_to_end_id(one.instruction_id),
        currency=one.currency,
        amount_minor=one.amount_minor,
        execution_on=day,
        debtor=ours,
        creditor=theirs,
    )


def _lacking(one: Instruction, role: str, party: str, day: date) -> str:
    wanted = f"wanted a bank account of {role} {party} for {one.currency} on {day}, found none"
    return f"{one.instruction_id}: {wanted}; add it to the network file"


def _batch(payments: Sequence[Payment], now: datetime) -> PaymentBatch:
    ids = "\n".join(sorted(one.end_to_end_id for one in payments))
    digest = sha256(ids.encode()).hexdigest()[:12]
    # A bank's files tell seconds, so the same moment is the same file.
    created_at = now.replace(microsecond=0)
    return PaymentBatch(
        batch_id=f"NC{now:%Y%m%d}-{digest}", created_at=created_at, payments=tuple(payments)
    )


def _keep(connection: OpenTransaction, batch: PaymentBatch) -> PaymentFile:
    content = payment_file(batch)
    kept = KeptBatch(
        batch_id=batch.batch_id,
        created_at=batch.created_at,
        payments=len(batch.payments),
        control_sum=batch.control_sum,
        sha=sha256(content).hexdigest(),
    )
    put_batch(connection, kept, content.decode(), groups_of(batch))
    return PaymentFile(kept, content)


def file_in(connection: OpenTransaction, batch_id: str) -> PaymentFile:
    """A payment file, as one open transaction sees it.

    Raises:
        NotFoundError: There is none of that id.
    """
    body = body_of(connection, batch_id)
    batches = {one.batch_id: one for one in all_batches(connection)}
    if body is None:
        known = ", ".join(list(batches)[-5:]) or "none"
        raise NotFoundError(f"payments: no payment file {batch_id!r}; the last ones: {known}")
    return PaymentFile(batches[batch_id], body.encode())
