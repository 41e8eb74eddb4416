"""Currency that sessions left open is bought and sold, and the rest becomes gain or loss.

Sessions whose DP settles in another currency than they are priced in leave both sides on the FX
position (2900). Deals with the bank close them; a currency is closed into the FX result (5100) only
when it is the last one open, for until then its balance is the other side of what is still owed.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.domain.currency_life import why_ended
from core.domain.entry import EntryKind
from core.domain.errors import InvalidValueError, RuleError
from core.domain.fx_rate import FxRate
from core.domain.money import Money, exponent_of, money
from core.domain.operator_act import ActKind
from core.ledger.chart_of_accounts import Code, account
from core.ledger.fx_posting_rules import entry_for_fx_close, entry_for_fx_deal
from core.service.acting import Acting, act
from core.service.known import known_in
from core.service.runtime import Runtime
from core.store.database import OpenTransaction
from core.store.journal_store import balances, kept_entry


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyPosition:
    """What is open in one currency."""

    position: Money
    """Debit above zero: so much is still to be bought; below, so much is still to be sold."""
    rate: FxRate | None
    """The last one known to the currency of the network; None where there is none, or no need."""
    worth: Money | None
    """The position at that rate, in the network's currency; None where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FxDeal:
    """What the bank confirmed."""

    deal_id: str
    sold_from: str
    """IBAN of our account that paid."""
    sold: Money
    bought_into: str
    """IBAN of our account that received."""
    bought: Money
    day: date
    source: str
    """Who says so: the bank, and its confirmation."""

    @property
    def rate(self) -> FxRate:
        """Units of what was bought for one unit of what was sold, to ten decimals."""
        return FxRate(
            base=self.sold.currency,
            quote=self.bought.currency,
            rate=(self.bought.major / self.sold.major).quantize(Decimal("1.0000000000")),
            day=self.day,
            source=self.source,
        )


def fx_positions(runtime: Runtime) -> tuple[CurrencyPosition, ...]:
    """Every currency in which something is open, and what it is worth."""
    with runtime.database.reading() as connection:
        known = known_in(connection)
        home = None if known.network is None else known.network.currency
        found = []
        for currency, amount in _open(connection).items():
            position = Money(amount, currency)
            rate = worth = None
            if home == currency:
                worth = position
            elif home is not None:
                rate = known.rate_for(currency, home, runtime.now())
                worth = None if rate is None else rate.convert(position)
            found.append(CurrencyPosition(position=position, rate=rate, worth=worth))
    return tuple(found)


def record_deal(runtime: Runtime, deal: FxDeal, reason: str) -> FxDeal:
    """Post a deal, once.

    Raises:
        InvalidValueError: It is of one currency, of nothing, or has no reason.
        RuleError: A currency of it had ended.
        ConflictError: It is known with other content.
    """
    _check(deal)

    def step(acting: Acting) -> FxDeal:
        sold, bought = (deal.sold_from, deal.sold), (deal.bought_into, deal.bought)
        before = kept_entry(acting.connection, f"fx_deal:{deal.deal_id}")
        at = acting.at if before is None else before.entry.effective_at
        acting.post([entry_for_fx_deal(deal.deal_id, sold, bought, deal.rate, at)])
        if before is None:
            acting.log(ActKind.FX_DEALT, deal.deal_id)
        return deal

    return act(runtime, f"FX deal {deal.deal_id}", reason, step)


def close_position(runtime: Runtime, close_id: str, currency: str, reason: str) -> Money:
    """Make gain or loss of what is left in a currency; return it, a loss above zero.

    Again under the same name it returns what was closed then.

    Raises:
        InvalidValueError: There is no such currency, or no reason.
        RuleError: Nothing is left, or something in another currency is still open.
    """
    exponent_of(currency)

    def step(acting: Acting) -> Money:
        before = kept_entry(acting.connection, f"{EntryKind.FX_CLOSE}:{close_id}:{currency}")
        if before is not None:
            return Money(before.entry.postings[0].amount_minor, currency)
        open_ = _open(acting.connection)
        others = [str(Money(amount, other)) for other, amount in open_.items() if other != currency]
        if others:
            raise RuleError(
                f"FX position: wanted {currency} alone open, found {', '.join(others)}; "
                "deal them first"
            )
        if currency not in open_:
            raise RuleError(f"FX position: nothing is open in {currency}")
        left = Money(open_[currency], currency)
        acting.post([entry_for_fx_close(close_id, left, reason, acting.at)])
        acting.log(ActKind.FX_CLOSED, f"fx_close:{close_id}:{currency}")
        return left

    return act(runtime, f"FX close {close_id}", reason, step)


def money_named(words: str) -> Money:
    """Money as people write it: ``1224.00 EUR``.

    Raises:
        InvalidValueError: It is no amount above zero with a currency, or has too many decimals.
    """
    amount, _, currency = words.strip().partition(" ")
    try:
        exact = Decimal(amount)
        made = money(exact, currency)
    except ArithmeticError as error:
        raise InvalidValueError(f"money {words!r}: wanted as 1224.00 EUR") from error
    if made.major != exact or made.amount_minor <= 0:
        raise InvalidValueError(
            f"money {words!r}: wanted above 0 with at most {exponent_of(currency)} decimals"
        )
    return made


def _check(deal: FxDeal) -> None:
    if deal.sold.currency == deal.bought.currency:
        raise InvalidValueError(f"FX deal {deal.deal_id}: wanted two currencies, found one")
    for one in (deal.sold, deal.bought):
        if one.amount_minor <= 0:
            raise InvalidValueError(f"FX deal {deal.deal_id}: wanted above 0, found {one}")
        ended = why_ended(one.currency, deal.day)
        if ended is not None:
            raise RuleError(f"FX deal {deal.deal_id}: {ended}")


def _open(connection: OpenTransaction) -> dict[str, int]:
    position = account(Code.FX_POSITION)
    return {
        currency: amount
        for (where, currency), amount in sorted(balances(connection).items())
        if where == position and amount
    }
