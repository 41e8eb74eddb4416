"""The tables of money that leaves: bank accounts and payment files.

Days are ISO 8601 text, for a bank books by day.
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
BANK_TABLES: Final = (bank_account, payment_batch, payment)
