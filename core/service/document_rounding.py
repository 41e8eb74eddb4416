"""What rounding the VAT of documents came to, as entries: account 5900 against the VAT account.

The VAT that a return states is that of the documents; what the parties owe is that of the sessions,
each rounded by itself. Where the network neither sells nor buys (a share that it pays as an agent)
the VAT is not its own, and there is no entry.
"""

from collections.abc import Iterator
from datetime import datetime

from core.domain.document import Invoice
from core.domain.entry import Entry
from core.domain.money import Money
from core.ledger.chart_of_accounts import Code, account
from core.ledger.period_posting_rules import Event, entry_for_rounding
from core.service.document_drafts import Drafts


def rounding_entries(drafts: Drafts, at: datetime) -> Iterator[Entry]:
    """One entry for each document whose VAT is not the sum of its sessions'."""
    for one in drafts.invoices:
        reason = f"VAT of {one.number} per category on its total, not per session"
        yield from _entry(drafts, one, (one.number, drafts.places[one.number], reason), at)
    for number, (place, one) in enumerate(drafts.unwritten, start=1):
        reason = f"VAT of amounts that come to nothing, beneath {drafts.statement}"
        yield from _entry(drafts, one, (f"{drafts.statement}:{number}", place, reason), at)


def _entry(
    drafts: Drafts, one: Invoice, told: tuple[str, str, str], at: datetime
) -> Iterator[Entry]:
    name, place, reason = told
    code = _vat_account(one, drafts.operator)
    if one.rounding_minor and code is not None:
        sign = -1 if code is Code.OUTPUT_VAT else 1
        event = Event(name=name, reason=reason, at=at)
        difference = Money(sign * one.direction * one.rounding_minor, one.currency)
        yield entry_for_rounding(event, account(code, place), difference)


def _vat_account(one: Invoice, operator: str) -> Code | None:
    if one.seller.party == operator:
        return Code.OUTPUT_VAT
    return Code.INPUT_VAT if one.buyer.party == operator else None
