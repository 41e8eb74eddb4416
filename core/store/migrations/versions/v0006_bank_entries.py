"""What the bank told: files, booked movements, what each was matched with, payments it refused."""

from typing import Final

from core.store.migrations.written_tables import keep_append_only, make_tables

revision = "v0006"
down_revision = "v0005"

TABLES: Final = {
    "payment_refusal": "instruction_id:t! file_sha:t reason:t refused_us:i",
    "bank_file": "sha:t! kind:t message_id:t name:t entries:i pending:i imported_us:i",
    "bank_entry": (
        "entry_key:t! part:i! file_sha:t iban:t booked_day:t value_day:t currency:t "
        "amount_minor:i total_minor:i bank_code:t end_to_end_id:t? payment_info_id:t? "
        "reference:t? counterparty_iban:t? counterparty_name:t? return_reason:t?"
    ),
    "bank_match": (
        "entry_key:t! part:i! number:i! leg:i! rule:t kind:t instruction_id:t? amount_minor:i "
        "note:t matched_us:i"
    ),
}

INDEXES: Final = (("bank_match_instruction_id", "bank_match", ("instruction_id",), False),)


def upgrade() -> None:
    make_tables(TABLES, INDEXES)
    keep_append_only(TABLES)
