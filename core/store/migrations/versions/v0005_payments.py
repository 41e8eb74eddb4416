"""Money that leaves: bank accounts of parties, payment files and the payments in them.

An instruction is in one payment file or in none: its id is the key of a payment.
"""

from typing import Final

from core.store.migrations.written_tables import keep_append_only, make_tables

revision = "v0005"
down_revision = "v0004"

TABLES: Final = {
    "bank_account": (
        "party:t! currency:t! valid_from:t! iban:t bic:t? holder:t street:t? postcode:t? town:t "
        "country_code:t"
    ),
    "payment_batch": "batch_id:t! created_us:i payments:i control_sum:t sha:t body:t",
    "payment": (
        "instruction_id:t! batch_id:t group_id:t end_to_end_id:t party:t currency:t "
        "amount_minor:i execution_day:t debtor_iban:t creditor_iban:t"
    ),
}

INDEXES: Final = (
    ("payment_batch_id", "payment", ("batch_id",), False),
    ("payment_group_id", "payment", ("group_id",), False),
    ("payment_end_to_end_id", "payment", ("end_to_end_id",), True),
)


def upgrade() -> None:
    make_tables(TABLES, INDEXES)
    keep_append_only(TABLES)
