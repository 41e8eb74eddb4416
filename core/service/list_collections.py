"""What Demand Partners have been asked for and have not paid, with the reference to quote."""

from dataclasses import dataclass

from core.banking.payment_reference import creditor_reference
from core.domain.instruction import Instruction, InstructionKind
from core.service.bank_candidates import open_payments
from core.service.runtime import Runtime
from core.store.cycle_store import instructions_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCollection:
    """A collection of which something is not received yet."""

    instruction: Instruction
    reference: str
    """Structured creditor reference; a payment that quotes it is matched by itself."""
    left_minor: int
    """Above zero."""


def list_collections(runtime: Runtime) -> tuple[OpenCollection, ...]:
    """Every collection that is not received in full, oldest first."""
    with runtime.database.reading() as connection:
        asked = [
            one
            for one in instructions_of(connection, None)
            if one.kind is InstructionKind.COLLECTION
        ]
        return tuple(
            OpenCollection(
                instruction=one.instruction,
                reference=creditor_reference(one.instruction.instruction_id),
                left_minor=one.left_minor,
            )
            for one in open_payments(connection, asked)
            if one.left_minor
        )
