"""An invoice as the business terms of EN 16931: one dictionary for both syntaxes.

Source: EN 16931-1. The library ``factur-x`` takes the numbers of its business terms (BT) and groups
(BG) as keys. What an invoice of category O must not say (BR-O-02: VAT ids) is left out of it.
"""

from collections.abc import Iterable
from typing import Any, Final

from core.domain.document import DocumentLine, Invoice, VatTotal
from core.domain.legal_entity import LegalEntity
from core.domain.money import Money, exponent_of
from core.domain.vat import VatCategory

Terms = dict[str, Any]
SPECIFICATION: Final = "urn:cen.eu:en16931:2017"
DECIMALS_MAX: Final = 2
"""EN 16931 knows amounts of no more decimals (BR-DEC-01 and following)."""
_TYPES: Final = {
    (False, False): "380",
    (False, True): "389",
    (True, False): "381",
    (True, True): "261",
}
"""(credit note, self-billed) -> code of UNTDID 1001."""
SELF_BILLING_NOTE: Final = "Self-billing"
"""The words that Art. 226 (10a) of the VAT Directive asks for."""


def has_en16931(invoice: Invoice) -> bool:
    """Whether EN 16931 can say the amounts of an invoice: not those of three decimals."""
    return exponent_of(invoice.currency) <= DECIMALS_MAX


def terms_of(invoice: Invoice) -> Terms:
    """The business terms of an invoice."""
    outside = any(one.category is VatCategory.OUTSIDE for one in invoice.vat_totals)
    terms: Terms = {
        "BT-1": invoice.number,
        "BT-2": invoice.issued_on,
        "BT-3": _TYPES[invoice.is_credit, invoice.is_self_billed],
        "BT-5": invoice.currency,
        "BT-20": PAYMENT_TERMS,
        "BT-24": SPECIFICATION,
        "BT-72": invoice.period.last,
        "BT-73": invoice.period.first,
        "BT-74": invoice.period.last,
        "BT-106": _amount(invoice.net_minor, invoice),
        "BT-109": _amount(invoice.net_minor, invoice),
        "BT-110": _amount(invoice.vat_minor, invoice),
        "BT-112": _amount(invoice.gross_minor, invoice),
        "BT-115": _amount(invoice.due_minor, invoice),
        "BG-1": [{"BT-22": note} for note in notes_of(invoice)],
        "BG-4": _party(invoice.seller, with_vat_id=not outside),
        "BG-7": _party(invoice.buyer, with_vat_id=not outside),
        "BG-23": [_vat_total(one, invoice) for one in invoice.vat_totals],
        "BG-25": [_line(n, line, invoice) for n, line in enumerate(invoice.lines, start=1)],
    }
    if invoice.rounding_minor:
        terms["BT-114"] = _amount(invoice.rounding_minor, invoice)
    if invoice.preceding:
        terms["BG-3"] = [{"BT-25": one.number, "BT-26": one.issued_on} for one in invoice.preceding]
    return terms


PAYMENT_TERMS: Final = (
    "Settled in the daily cycles of the network; the consolidated statement says what of it is "
    "paid. Nothing is to be paid on this document itself."
)


def notes_of(invoice: Invoice) -> Iterable[str]:
    """Everything that stands on an invoice in words."""
    if invoice.is_self_billed:
        yield (
            f"{SELF_BILLING_NOTE}: issued by {invoice.issuer.legal_name} in the name and on behalf "
            f"of {invoice.seller.legal_name.rstrip('.')}."
        )
    if any(one.category is VatCategory.REVERSE_CHARGE for one in invoice.vat_totals):
        yield "Reverse charge: the buyer accounts for the VAT."
    if invoice.rounding_minor:
        rounding = Money(invoice.rounding_minor, invoice.currency)
        yield (
            f"Rounding difference {rounding}: VAT is computed here per category on the total; each "
            "of the sessions was rounded by itself, and that is what was settled."
        )
    yield from invoice.notes


def _party(one: LegalEntity, *, with_vat_id: bool) -> Terms:
    terms: Terms = {
        "name": one.legal_name,
        "identifiers": {None: one.party},
        "country_code": one.country_code,
        "city": one.town,
        "postcode": one.postcode,
        "addr_l1": one.street,
    }
    if with_vat_id and one.vat_id is not None:
        terms["vat_identifier"] = one.vat_id
    if one.electronic_address is not None:
        terms["einvoicing_addr"] = one.electronic_address
        terms["einvoicing_addr_schemeid"] = one.electronic_scheme
    return terms


def _vat_total(one: VatTotal, invoice: Invoice) -> Terms:
    terms: Terms = {
        "BT-116": _amount(one.taxable_minor, invoice),
        "BT-117": _amount(one.vat_minor, invoice),
        "BT-118": one.category.value,
    }
    if one.category is not VatCategory.OUTSIDE:
        terms["BT-119"] = f"{one.vat_pct.normalize():f}"
    if one.vatex:
        terms["BT-121"] = one.vatex
    if one.text and one.category not in (VatCategory.STANDARD, VatCategory.ZERO):
        terms["BT-120"] = one.text
    return terms


def _line(number: int, line: DocumentLine, invoice: Invoice) -> Terms:
    terms: Terms = {
        "BT-126": str(number),
        "BT-129": f"{line.quantity.normalize():f}",
        "BT-130": line.unit,
        "BT-131": _amount(line.net_minor, invoice),
        "BT-146": f"{line.unit_price:f}",
        "BT-151": line.category.value,
        "BT-153": line.name,
    }
    if line.category is not VatCategory.OUTSIDE:
        terms["BT-152"] = f"{line.vat_pct.normalize():f}"
    return terms


def _amount(amount_minor: int, invoice: Invoice) -> str:
    return f"{Money(amount_minor, invoice.currency).major:f}"
