"""What the bank says of a payment file: payments that it refused are owed again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from core.banking.payment_status import REFUSED
from core.domain.bank_entry import PaymentStatus, StatusReport
from core.domain.errors import NotFoundError
from core.domain.instruction import Instruction
from core.ledger.bank_posting_rules import entry_for_refusal
from core.service.bank_candidates import open_payments
from core.store.bank_entry_store import put_refusals
from core.store.bank_match_store import instructions_asked
from core.store.database import OpenTransaction
from core.store.journal_store import append_entries
from core.store.payment_store import KeptPayment, payments_of_batch
from core.store.reference_store import partner_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A payment that the bank refused."""

    instruction: Instruction
    reason: str
    """``AC01``; empty where the bank gives none."""
    note: str = ""
    """Why it changes nothing; empty where the payout is owed again."""


def post_refusals(
    connection: OpenTransaction, report: StatusReport, sha: str, now: datetime
) -> tuple[Refusal, ...]:
    """Post what a report refuses, each payment once; the caller holds ``alone``.

    Raises:
        NotFoundError: There is no such payment file.
    """
    payments = payments_of_batch(connection, report.batch_id)
    if not payments:
        raise NotFoundError(f"bank: no payment file {report.batch_id!r} in these books")
    reasons = dict(_refused(report, payments))
    found = instructions_asked(connection, sorted(reasons), (), ())
    refusals = tuple(
        Refusal(
            instruction=one.instruction,
            reason=reasons[one.instruction.instruction_id],
            note="" if one.left_minor else "booked already, or refused before",
        )
        for one in open_payments(connection, found)
    )
    taken_back = [one for one in refusals if not one.note]
    partners = partner_keys(connection)
    append_entries(
        connection,
        [entry_for_refusal(one.instruction, one.reason, now, partners) for one in taken_back],
        now,
    )
    put_refusals(
        connection, [(one.instruction.instruction_id, one.reason) for one in taken_back], sha, now
    )
    return refusals


def _refused(report: StatusReport, payments: list[KeptPayment]) -> Iterator[tuple[str, str]]:
    """(instruction, reason) of every payment that a status refuses; the narrowest comes last."""
    for status in report.statuses:
        if status.status == REFUSED:
            for one in payments:
                if _is_of(status, one):
                    yield one.instruction_id, status.reason


def _is_of(status: PaymentStatus, payment: KeptPayment) -> bool:
    if status.payment_info_id not in (None, payment.group_id):
        return False
    return status.end_to_end_id in (None, payment.end_to_end_id)
