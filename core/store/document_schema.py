"""The tables of documents: who parties are before the law, what was issued, and what it covers.

``document_counter`` is the one table here that changes: a trigger on ``document`` moves it, and
refuses a number that would leave a gap. What is issued stays as it is, bytes and all.
"""

from typing import Final

from sqlalchemy import Column, Index, LargeBinary

from core.store.table_columns import big, table, text

legal_entity = table(
    "legal_entity",
    text("party", key=True),
    text("valid_from", key=True),
    text("legal_name"),
    text("street"),
    text("postcode"),
    text("town"),
    text("country_code"),
    text("vat_id", null=True),
    text("electronic_address", null=True),
    text("electronic_scheme"),
)
document_counter = table(
    "document_counter", text("issuer", key=True), text("series", key=True), big("last")
)
document = table(
    "document",
    text("number", key=True),
    text("issuer"),
    text("series"),
    big("ordinal"),
    text("kind"),
    big("is_credit"),
    text("party"),
    text("period"),
    text("statement"),
    text("seller"),
    text("buyer"),
    text("country"),
    text("currency"),
    big("net_minor"),
    big("vat_minor"),
    big("rounding_minor"),
    big("due_minor"),
    big("sessions"),
    big("issued_us"),
    text("body"),
    text("sha"),
)
Index("document_ordinal", document.c.issuer, document.c.series, document.c.ordinal, unique=True)
Index("document_statement", document.c.statement)
Index("document_party", document.c.party, document.c.period)
document_file = table(
    "document_file",
    text("number", key=True),
    text("format", key=True),
    text("name"),
    text("sha"),
    Column("content", LargeBinary, nullable=False),
)
document_cover = table(
    "document_cover", big("entry", key=True), text("party", key=True), text("statement")
)
Index("document_cover_statement", document_cover.c.statement)

DOCUMENT_TABLES: Final = (
    legal_entity,
    document_counter,
    document,
    document_file,
    document_cover,
)
