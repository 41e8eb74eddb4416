"""Personal data beside the books, and what stays when it is erased.

The books know a driver by a pseudonym; what it stands for is in ``personal_body``, the one table
whose rows may lose their content. The pseudonym, and what a check of signed meter data found, stay.
"""

from typing import Final

from sqlalchemy import Index

from core.store.table_columns import big, table, text

pseudonym_key = table("pseudonym_key", text("name", key=True), text("secret"), big("made_us"))
personal_body = table(
    "personal_body",
    text("pseudonym", key=True),
    text("kind"),
    text("subject"),
    text("body", null=True),
    big("kept_us"),
    big("erased_us", null=True),
)
Index("personal_body_subject", personal_body.c.subject)
meter_check = table(
    "meter_check",
    text("cdr_key", key=True),
    text("method"),
    text("verdict"),
    text("detail"),
    text("meter"),
    text("energy_kwh", null=True),
    big("begin_us", null=True),
    big("end_us", null=True),
    text("sha"),
    big("checked_us"),
)

PERSONAL_TABLES: Final = (pseudonym_key, personal_body, meter_check)
