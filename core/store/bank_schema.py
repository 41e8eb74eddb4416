"""The tables of money that leaves and comes back: accounts, payment files, what the bank told.

Days are ISO 8601 text, for a bank books by day. A match that was taken back stays: a later one of
the same movement, with the next number, counts in its place.
"""

from typing import Final

from sqlalchemy import Index

from core.store.table_columns import big, table, text

bank_account = table(
    "bank_account",
    text("party", key=True),
    text("currency", key=True),
    text("valid_from", key=True),
    text("iban"),
    text("bic", null=True),
    text("holder"),
    text("street", null=True),
    text("postcode", null=True),
    text("town"),
    text("country_code"),
)
payment_batch = table(
    "payment_batch",
    text("batch_id", key=True),
    big("created_us"),
    big("payments"),
    text("control_sum"),
    text("sha"),
    text("body"),
)
payment = table(
    "payment",
    text("instruction_id", key=True),
    text("batch_id"),
    text("group_id"),
    text("end_to_end_id"),
    text("party"),
    text("currency"),
    big("amount_minor"),
    text("execution_day"),
    text("debtor_iban"),
    text("creditor_iban"),
)
Index("payment_batch_id", payment.c.batch_id)
Index("payment_group_id", payment.c.group_id)
Index("payment_end_to_end_id", payment.c.end_to_end_id, unique=True)
payment_refusal = table(
    "payment_refusal",
    text("instruction_id", key=True),
    text("file_sha"),
    text("reason"),
    big("refused_us"),
)
bank_file = table(
    "bank_file",
    text("sha", key=True),
    text("kind"),
    text("message_id"),
    text("name"),
    big("entries"),
    big("pending"),
    big("imported_us"),
)
bank_entry = table(
    "bank_entry",
    text("entry_key", key=True),
    big("part", key=True),
    text("file_sha"),
    text("iban"),
    text("booked_day"),
    text("value_day"),
    text("currency"),
    big("amount_minor"),
    big("total_minor"),
    text("bank_code"),
    text("end_to_end_id", null=True),
    text("payment_info_id", null=True),
    text("reference", null=True),
    text("counterparty_iban", null=True),
    text("counterparty_name", null=True),
    text("return_reason", null=True),
)
bank_match = table(
    "bank_match",
    text("entry_key", key=True),
    big("part", key=True),
    big("number", key=True),
    big("leg", key=True),
    text("rule"),
    text("kind"),
    text("instruction_id", null=True),
    big("amount_minor"),
    text("note"),
    big("matched_us"),
    text("account", null=True),
)
Index("bank_match_instruction_id", bank_match.c.instruction_id)

BANK_TABLES: Final = (
    bank_account,
    payment_batch,
    payment,
    payment_refusal,
    bank_file,
    bank_entry,
    bank_match,
)
