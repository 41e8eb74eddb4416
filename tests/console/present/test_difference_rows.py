"""A difference is told with its figures, and with words where there is none."""

from decimal import Decimal

from console.present.difference_rows import difference_rows, plain_differences
from core.pricing.discrepancy import Difference, DifferenceKind

UNKNOWN = Difference(
    of="total with taxes",
    kind=DifferenceKind.VAT,
    ours=None,
    theirs=Decimal("12.10"),
    unit="EUR",
    amount=None,
    because="the tariff does not state a tax rate",
)
MISSING = Difference(
    of="total before taxes",
    kind=DifferenceKind.MISSING,
    ours=Decimal("10.00"),
    theirs=None,
    unit="EUR",
    amount=Decimal("-10.00"),
)


def test_what_is_not_known_or_not_stated_is_told_in_words():
    assert difference_rows([UNKNOWN, MISSING]) == [
        ("total with taxes", "12.1 EUR", "unknown", "unknown",
         "vat: the tariff does not state a tax rate"),
        ("total before taxes", "nothing", "10 EUR", "-10.00", "missing"),
    ]  # fmt: skip


def test_scripts_read_strings_and_nulls():
    first, second = plain_differences([UNKNOWN, MISSING])
    assert (first["ours"], first["theirs"], first["amount"]) == (None, "12.10", None)
    assert (second["kind"], second["amount"]) == ("MISSING", "-10.00")
