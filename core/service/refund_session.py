"""Money goes back for a posted session: a refund, or a chargeback of the card that paid it.

Each has a name that no other of the session has, so that twice is once and other content is a
conflict; both fall due at once, or with the session, and cycles net them.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from core.domain.agreement import Bearer
from core.domain.entry import Entry, EntryKind
from core.domain.errors import ConflictError, InvalidValueError, RuleError
from core.domain.money import Money, money
from core.domain.operator_act import ActKind
from core.domain.waterfall import StepKind
from core.ledger.chart_of_accounts import Code, code_of
from core.ledger.refund_posting_rules import (
    entry_for_chargeback,
    entry_for_goodwill,
    entry_for_refund,
    refundable,
)
from core.ledger.steps_of_terms import waterfall_of
from core.service.acting import Acting, act
from core.service.runtime import Runtime
from core.service.trace import key_named
from core.store.cdr_store import credit_of
from core.store.journal_store import kept_entry
from core.store.life_store import chargebacks_of, refunds_of
from core.store.reference_store import all_agreements

_BEARERS: Final = {
    Code.RECEIVABLE: Bearer.DP,
    Code.PAYABLE: Bearer.CPO,
    Code.BAD_DEBT: Bearer.NETWORK,
}
"""Who bears a chargeback, by the account that it is charged to."""


class RefundedBy(StrEnum):
    """Who gives money back to a driver."""

    SPLIT = "split"
    """Everybody, as they got it."""
    NETWORK = "network"
    """The network alone, as goodwill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks to be given back."""

    amount: Decimal | None = None
    """With VAT, in major units of the currency that the DP settles in; None: all that is left."""
    name: str = "1"
    """Tells refunds, or chargebacks, of one session apart."""


@dataclass(frozen=True, slots=True)
class PaidBack:
    """What was given back."""

    amount: Money
    entry: Entry


def refund_session(
    runtime: Runtime, words: str, asked: Asked, reason: str, by: RefundedBy = RefundedBy.SPLIT
) -> PaidBack:
    """Give a part of a session back, or all that is left of it.

    Raises:
        NotFoundError: No CDR is called so.
        RuleError: It is not posted or was credited; more is asked than is left; its card cost was
            borne by the DP in another currency, so that its part cannot be told.
        ConflictError: A refund of that name gave another amount back, or was paid by others.
    """

    def step(acting: Acting) -> PaidBack:
        key, session = _posted(acting, words)
        bearer = _card_bearer(acting, session)
        whole = refundable(session, bearer)
        before = refunds_of(acting.connection, [key]).get(key, [])
        left = whole.amount_minor - sum(map(_given, before))
        known = kept_entry(acting.connection, f"{EntryKind.REFUND}:{key}:{asked.name}")
        if known is not None:
            if _is_goodwill(known.entry) is not (by is RefundedBy.NETWORK):
                raise ConflictError(f"{known.entry.entry_id}: it was not paid by: {by}")
            return _same(known.entry, asked, whole.currency)
        amount = _amount(asked, left, whole.currency, key)
        event = (asked.name, acting.reason, acting.at)
        if by is RefundedBy.NETWORK:
            entry = entry_for_goodwill(session, amount, event)
        else:
            shared = sum(_given(one) for one in before if not _is_goodwill(one))
            entry = entry_for_refund(session, bearer, shared, amount, event)
        acting.post([entry])
        acting.log(ActKind.REFUNDED, f"{key}:{asked.name}")
        return PaidBack(amount, entry)

    return act(runtime, f"refund: {words}", reason, step)


def charge_back(
    runtime: Runtime,
    words: str,
    asked: Asked,
    reason: str,
    by: tuple[Bearer, Decimal] = (Bearer.DP, Decimal(0)),
) -> PaidBack:
    """A driver's bank took a card payment back.

    Args:
        runtime: The books.
        words: Key or id of the CDR, or id of its session.
        asked: What it took; all of the session if no amount is named.
        reason: Its reason.
        by: (who bears it, what the scheme charges the network for it in major units).

    Raises:
        NotFoundError: No CDR is called so.
        RuleError: It is not posted, more is asked than earlier ones left of it, or the CPO is to
            bear it and is paid in another currency.
        ConflictError: A chargeback of that name took another amount, or somebody else bore it.
    """
    bearer, cost = by

    def step(acting: Acting) -> PaidBack:
        key, session = _posted(acting, words, credited_too=True)
        whole = refundable(session, _card_bearer(acting, session))
        known = kept_entry(acting.connection, f"{EntryKind.CHARGEBACK}:{key}:{asked.name}")
        if known is not None:
            if bearer is not _bearer_of(known.entry):
                raise ConflictError(f"{known.entry.entry_id}: it was not borne by: {bearer}")
            return _same(known.entry, asked, whole.currency)
        before = chargebacks_of(acting.connection, [key]).get(key, [])
        left = whole.amount_minor - sum(map(_charged_back, before))
        amount = _amount(asked, left, whole.currency, key)
        paid_in = {leg.currency for leg in session.postings if code_of(leg.account) is Code.PAYABLE}
        if bearer is Bearer.CPO and paid_in != {whole.currency}:
            found = ", ".join(sorted(paid_in))
            raise RuleError(f"{key}: the CPO is paid in {found}, the card in {whole.currency}")
        cost_minor = money(cost, whole.currency).amount_minor
        event = (asked.name, acting.reason, acting.at)
        entry = entry_for_chargeback(session, amount, cost_minor, bearer, event)
        acting.post([entry])
        acting.log(ActKind.CHARGED_BACK, f"{key}:{asked.name}")
        return PaidBack(amount, entry)

    if bearer is Bearer.NOBODY or cost < 0:
        raise InvalidValueError(f"chargeback: wanted CPO, DP or NETWORK and a cost from 0, {by}")
    return act(runtime, f"chargeback: {words}", reason, step)


def _posted(acting: Acting, words: str, *, credited_too: bool = False) -> tuple[str, Entry]:
    key = key_named(acting.connection, words)
    kept = kept_entry(acting.connection, key)
    owed = 0 if kept is None else _receivable(kept.entry)
    if kept is None or owed <= 0:
        raise RuleError(f"{key}: nobody owes anything for it in the ledger, so nothing goes back")
    if not credited_too and credit_of(acting.connection, key) is not None:
        raise RuleError(f"{key}: a Credit CDR gave all of it back")
    return key, kept.entry


def _card_bearer(acting: Acting, session: Entry) -> Bearer:
    terms = next(
        (one for one in all_agreements(acting.connection) if one.version == session.terms), None
    )
    if terms is None or not any(
        code_of(leg.account) is Code.CARD_CLEARING for leg in session.postings
    ):
        return Bearer.NOBODY
    card = next(one for one in waterfall_of(terms).steps if one.kind is StepKind.PASS_THROUGH)
    bearer = Bearer(card.payer)
    if bearer is Bearer.DP and len(session.sums()) > 1:
        raise RuleError(
            f"{session.source_id}: its card cost was borne by the DP in another currency; take the "
            "session back whole, or give goodwill beside the books"
        )
    return bearer


def _receivable(entry: Entry) -> int:
    return sum(
        leg.amount_minor for leg in entry.postings if code_of(leg.account) is Code.RECEIVABLE
    )


def _given(refund: Entry) -> int:
    return -_receivable(refund)


def _charged_back(chargeback: Entry) -> int:
    return next(leg.amount_minor for leg in chargeback.postings if code_of(leg.account) in _BEARERS)


def _bearer_of(chargeback: Entry) -> Bearer:
    found = (_BEARERS.get(code_of(leg.account)) for leg in chargeback.postings)
    return next(one for one in found if one is not None)


def _is_goodwill(refund: Entry) -> bool:
    return len(refund.postings) == 2 and any(
        code_of(leg.account) is Code.INCENTIVE_EXPENSE for leg in refund.postings
    )


def _amount(asked: Asked, left_minor: int, currency: str, key: str) -> Money:
    amount = Money(left_minor, currency) if asked.amount is None else money(asked.amount, currency)
    if not 0 < amount.amount_minor <= left_minor:
        raise RuleError(f"{key}: wanted above 0 and up to {Money(left_minor, currency)}, {amount}")
    return amount


def _same(known: Entry, asked: Asked, currency: str) -> PaidBack:
    """What was done before under that name; the amount must be the same."""
    is_refund = known.kind is EntryKind.REFUND
    amount = Money(_given(known) if is_refund else _charged_back(known), currency)
    if asked.amount is not None and money(asked.amount, currency) != amount:
        raise ConflictError(f"{known.entry_id}: it was of {amount} already")
    return PaidBack(amount, known)
