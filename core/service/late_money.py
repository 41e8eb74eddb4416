"""What matching a movement anew does to collections that were recalled: money late, or gone again.

A receipt that is taken back leaves its collection unpaid; of one that was recalled that is owed at
once, as the rest of it was. What comes after a loss was booked is owed again, so that it is paid.
"""

from collections.abc import Iterable, Sequence

from core.domain.bank_match import BankMatch, MatchKind
from core.ledger.default_posting_rules import entry_for_written_back
from core.service.acting import Acting
from core.service.default_partner import recall, share_loss
from core.service.defaulted_claims import claims_in
from core.store.bank_match_store import KeptLeg
from core.store.claim_store import defaults_of, recalled_collections


def default_again(acting: Acting, released: Sequence[KeptLeg]) -> None:
    """Receipts of recalled collections were released: what they paid is owed, too."""
    sums: dict[str, int] = {}
    for leg in released:
        if leg.kind is MatchKind.RECEIVED and leg.instruction_id is not None:
            sums[leg.instruction_id] = sums.get(leg.instruction_id, 0) + leg.amount_minor
    if not sums:
        return
    for one in recalled_collections(acting.connection):
        if one.instruction_id in sums:
            number = defaults_of(acting.connection, one) + 1
            recall(acting, one, sums[one.instruction_id], number)


def write_back(acting: Acting, match: BankMatch, name: str) -> None:
    """What comes of what was written off is a loss no more."""
    paid = {
        leg.instruction.instruction_id: leg.amount_minor
        for leg in match.legs
        if leg.kind is MatchKind.RECOVERED and leg.instruction is not None
    }
    if not paid:
        return
    for claim in claims_in(acting.connection):
        if claim.claim_id in paid:
            _, did = claim.paid(paid[claim.claim_id])
            if did.lost:
                event = (acting.reason, acting.at)
                acting.post([entry_for_written_back(claim, did.lost, name, event)])


def share_losses(acting: Acting, before: Iterable[KeptLeg], match: BankMatch) -> None:
    """What came, or is gone again, changes what CPOs bear of a loss."""
    named = {leg.instruction_id for leg in before}
    named |= {leg.instruction.instruction_id for leg in match.legs if leg.instruction is not None}
    if any(one.instruction_id in named for one in recalled_collections(acting.connection)):
        for claim in claims_in(acting.connection):
            if claim.claim_id in named:
                share_loss(acting, claim)
