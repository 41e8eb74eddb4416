"""Open clearing accounts as rows: how much, how old, and where the rows behind each are."""

from collections.abc import Sequence
from typing import Final

from console.present.amount_text import money_text
from console.present.kpi_tiles import RowsLink, Tone
from console.present.plain_rows import Cell, Head, Row, row_of
from console.present.share_bars import AGE_SHADES, BarPart, ShareBar
from core.domain.filter_print import value_text
from core.domain.table_fields import BookTable
from core.ledger.chart_of_accounts import TITLES, owner_of
from core.service.view_settlement import AgedAccount

AGE_TITLES: Final = ("< 1 d", "1-2 d", "2-7 d", "7-30 d", "> 30 d")
AGEING_HEADS: Final = (
    Head("Account"),
    Head("Balance", is_number=True),
    Head("Cur."),
    Head("By age"),
    *(Head(title, is_number=True) for title in AGE_TITLES),
)
BAR_COLUMN: Final = 3
_OLDEST: Final = len(AGE_TITLES) - 1


def aged_key(line: AgedAccount) -> str:
    """What a row stands for: ``1200:DE*AAA EUR``, ``1200 EUR`` for a sum."""
    return f"{line.account or line.code.value} {line.currency}"


def aged_row(line: AgedAccount) -> Row:
    """One open account, or in bold the sum of its code."""
    is_sum = not line.account
    title = TITLES[line.code]
    name = f"{title} ({line.accounts:,})" if is_sum else f"    {owner_of(line.account) or title}"
    ages = [
        Cell(
            money_text(part, line.currency) if part else "",
            Tone.WARNING if part and number == _OLDEST else None,
        )
        for number, part in enumerate(line.by_age)
    ]
    return row_of(
        Cell(name, tip=f"{line.account or line.code.value} {title}"),
        money_text(line.balance_minor, line.currency),
        line.currency,
        "",
        *ages,
        key=aged_key(line),
        is_marked=is_sum,
    )


def shown_accounts(lines: Sequence[AgedAccount]) -> tuple[AgedAccount, ...]:
    """The sums with their accounts; a sum of an account without owner stands for it."""
    return tuple(line for line in lines if not line.account or owner_of(line.account))


def aged_bar(line: AgedAccount) -> ShareBar:
    """The parts of a balance by age, as shares of all that moves in its direction."""
    total = sum(map(abs, line.by_age)) or 1
    parts = tuple(
        BarPart(abs(part) / total, shade)
        for part, shade in zip(line.by_age, AGE_SHADES, strict=True)
        if part
    )
    words = [
        f"{title}: {money_text(part, line.currency)} {line.currency}"
        for title, part in zip(AGE_TITLES, line.by_age, strict=True)
        if part
    ]
    return ShareBar(parts, said="\n".join(words))


def account_link(line: AgedAccount) -> RowsLink:
    """Every entry of the ledger that moves the account, or any account of its code."""
    is_one = bool(owner_of(line.account))
    text = value_text(line.account) if is_one else f"{line.code.value}*"
    name = line.account if is_one else TITLES[line.code]
    return RowsLink(BookTable.ENTRIES, f"account:{text}", f"the entries that move {name}")
