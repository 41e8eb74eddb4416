"""What a CDR states beside ours, for people and for scripts."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from console.present.price_rows import number_text
from core.pricing.discrepancy import Difference

DIFFERENCE_COLUMNS: Final = ("The CDR", "States", "Ours", "More than ours", "Because")


def difference_rows(differences: Iterable[Difference]) -> list[tuple[str, ...]]:
    """One row a figure; those that agree say so."""
    return [_row(one) for one in differences]


def _row(one: Difference) -> tuple[str, ...]:
    kind = one.kind.replace("_", " ").lower()
    return (
        one.of,
        "nothing" if one.theirs is None else f"{number_text(one.theirs)} {one.unit}",
        "unknown" if one.ours is None else f"{number_text(one.ours)} {one.unit}",
        "unknown" if one.amount is None else f"{one.amount:+f}",
        f"{kind}: {one.because}" if one.because else kind,
    )


def plain_differences(differences: Iterable[Difference]) -> list[Mapping[str, object]]:
    """The differences as a script reads them, amounts as decimal strings."""
    return [
        {
            "of": one.of,
            "kind": one.kind.value,
            "ours": _plain(one.ours),
            "theirs": _plain(one.theirs),
            "unit": one.unit,
            "amount": _plain(one.amount),
            "because": one.because,
        }
        for one in differences
    ]


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"
