"""A receipt in the forms that people get: text, and PDF in the fonts of documents."""

from core.domain.receipt import Receipt
from core.invoicing.receipt_pdf import receipt_pdf
from core.invoicing.receipt_text import receipt_text
from core.service.render_documents import document_fonts


def receipt_as_text(receipt: Receipt) -> str:
    """Lines for mail and terminal."""
    return receipt_text(receipt)


def receipt_as_pdf(receipt: Receipt) -> bytes:
    """A page."""
    return receipt_pdf(receipt, document_fonts())
