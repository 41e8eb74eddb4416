"""The waterfall of one session under an agreement: gross, down its steps, and up by who has it.

Bars that the CPO pays fall, bars that it is paid rise; what others pay each other stands beside,
at the height at which its payer got what it pays of. At the right the parties are piled up again to
the gross amount, so that nothing is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from console.present.amount_text import money_text, signed_money_text
from console.present.money_steps import MoneySteps, plain_amount, share_text
from console.present.plot_table import PlotTable
from console.present.run_results import WaterfallBar
from console.present.step_texts import actor_text, parties_text, rule_text, step_title
from core.domain.waterfall import Actor
from core.ledger.run_steps import Part
from core.ledger.split import Split

GROSS, VAT = "Gross", "VAT"
_ORDER = tuple(one.value for one in Actor)


@dataclass(frozen=True, slots=True)
class Holding:
    """What one party has of the gross amount in the end; the state has the VAT."""

    party: str
    amount_minor: int

    @property
    def title(self) -> str:
        """``CPO``, ``Network``, a party key, ``VAT``."""
        if self.party == VAT:
            return VAT
        text = actor_text(self.party)
        return text[:1].upper() + text[1:]


def holdings(split: Split) -> tuple[Holding, ...]:
    """Who has what; the amounts add up to the gross amount exactly.

    The Demand Partner owes the gross amount; what it has here it keeps of that.
    """
    amounts = {Actor.CPO.value: split.net, Actor.DP.value: 0, Actor.NETWORK.value: 0}
    for part in split.parts:
        amounts[part.step.payer] = amounts.get(part.step.payer, 0) - part.amount
        amounts[part.step.payee] = amounts.get(part.step.payee, 0) + part.amount
    known = sorted(amounts, key=lambda one: (_place(one), one))
    return (*(Holding(one, amounts[one]) for one in known), Holding(VAT, split.vat))


def _place(party: str) -> int:
    return _ORDER.index(party) if party in _ORDER else len(_ORDER)


def agreement_steps(split: Split) -> MoneySteps:
    """The bars of a session; none where nobody owes anything."""
    if split.moves_nothing:
        return MoneySteps({})
    return MoneySteps({split.currency: tuple(_bars(split))})


def parts_table(split: Split) -> PlotTable:
    """A row a step, then a row a party; exact, for a file."""
    steps = [
        (
            part.step.step_id,
            part.step.payer,
            part.step.payee,
            rule_text(part.step, split.currency),
            plain_amount(part.amount, split.currency),
            plain_amount(part.vat, split.currency),
            split.currency,
        )
        for part in split.parts
    ]
    ends = [
        ("has", "", held.party, "", plain_amount(held.amount_minor, split.currency), "")
        for held in holdings(split)
    ]
    columns = ("step", "payer", "payee", "rule", "amount", "VAT", "currency")
    return PlotTable(columns, [*steps, *((*one, split.currency) for one in ends)])


def _bars(split: Split) -> Iterator[WaterfallBar]:
    currency = split.currency
    yield _total(GROSS, split.gross, 0, currency, "what the DP owes for the session")
    if split.vat:
        yield _step(VAT, -split.vat, split.net, currency, "on the session")
    yield from _step_bars(split)
    level = 0
    for held in holdings(split):
        if held.amount_minor:
            level += held.amount_minor
            share = f"{share_text(held.amount_minor, split.gross)} of {GROSS.lower()}"
            bar = _total(held.title, held.amount_minor, level - held.amount_minor, currency, share)
            yield replace(bar, after_minor=level)


def steps_before_parties(split: Split) -> int:
    """How many bars stand before those of the parties."""
    return 1 + bool(split.vat) + sum(bool(part.amount) for part in split.parts)


def _step_bars(split: Split) -> Iterator[WaterfallBar]:
    level, heights = split.net, dict[str, int]()
    for part in split.parts:
        if not part.amount:
            continue
        step, told = part.step, _told(part, split.currency)
        change = part.amount * ((step.payee == Actor.CPO) - (step.payer == Actor.CPO))
        if change:
            level += change
            heights.setdefault(step.payee, max(level, level - change))
            yield _step(step_title(step), change, level, split.currency, told)
        else:
            top = heights.get(step.payer, part.amount)
            heights[step.payer] = top - part.amount
            heights.setdefault(step.payee, top)
            yield _beside(part, top, level, split.currency, told)


def _told(part: Part, currency: str) -> str:
    return f"{parties_text(part.step)}\n{rule_text(part.step, currency)}"


def _total(title: str, amount: int, start: int, currency: str, told: str) -> WaterfallBar:
    text = money_text(amount, currency)
    reading = f"{title}\n{text} {currency}\n{told}"
    return WaterfallBar(title, amount, start, text, is_total=True, reading=reading)


def _step(title: str, change: int, level: int, currency: str, told: str) -> WaterfallBar:
    """A bar from where the money stood to where it stands: ``level``."""
    text = signed_money_text(change, currency)
    left = f"{money_text(level, currency)} {currency} left to the CPO"
    reading = f"{title}\n{text} {currency}\n{told}\n{left}"
    return WaterfallBar(
        title, -change, level, text, is_total=False, reading=reading, after_minor=level
    )


def _beside(part: Part, top: int, level: int, currency: str, told: str) -> WaterfallBar:
    """A bar that hangs from ``top`` and leaves what the CPO has as it is."""
    title, text = step_title(part.step), money_text(part.amount, currency)
    return WaterfallBar(
        title,
        part.amount,
        top - part.amount,
        text,
        is_total=False,
        reading=f"{title}\n{text} {currency}\n{told}",
        after_minor=level,
    )
