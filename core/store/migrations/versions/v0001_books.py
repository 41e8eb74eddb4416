"""The first books: parties and prices, sessions and CDRs, journal, cycles.

Frozen: later versions change the tables by later files.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from core.store.guards import postgresql_guards, sqlite_guards
from core.store.migrations.written_tables import (
    columns_of,
    keys_of,
    make_indexes,
    on_server,
    run,
)

revision = "v0001"
down_revision = None

TABLES: Final = {
    "agreement": "version:t! agreement_id:t body:t sha:t",
    "balance": "account:t! currency:t! amount_minor:i postings:i",
    "cdr": (
        "cdr_key:t! cdr_id:t session_id:t? cpo:t demand_partner:t location_id:t evse_uid:t "
        "start_us:i end_us:i currency:t energy_e4:i assumed_dp:i received_us:i body:t sha:t"
    ),
    "chain_block": "n:i! from_seq:i to_seq:i previous:t hash:t sealed_us:i",
    "credit_cdr": "cdr_key:t! credited_key:t reason:t issued_us:i received_us:i",
    "cycle": "cycle_id:t! cut_off_us:i value_us:i open_from:i",
    "cycle_entry": "entry:i! cycle_id:t",
    "entry": (
        "id:i! entry_id:t kind:t effective_us:i booked_us:i due_us:i? source_id:t terms:t "
        "reverses:t? notes:t sha:t"
    ),
    "evse": "cpo:t! evse_uid:t! location_id:t max_power_kw:t tariff_id:t origin:t",
    "free_cdr": "cdr_key:t! reason:t",
    "fx_rate": "rate_id:t! base:t quote:t rate:t day:t source:t",
    "hold": "cdr_key:t! reason:t detail:t held_us:i",
    "instruction": (
        "instruction_id:t! cycle_id:t kind:t party:t currency:t amount_minor:i value_us:i"
    ),
    "location": "cpo:t! location_id:t! name:t time_zone:t country_code:t",
    "net_position": "cycle_id:t! party:t! currency:t! amount_minor:i",
    "obligation": "cycle_id:t! party:t! account:t! currency:t! amount_minor:i entry_count:i",
    "party": "party:t! role:t name:t currency:t demand_weight:i?",
    "priced_cdr": (
        "cdr_key:t! tariff_id:t tariff_version:t currency:t excl_minor:i vat_minor:i body:t"
    ),
    "seal": "seq:i! entry:i",
    "session": (
        "session_id:t! source_sha:t evse:t charge_point_class:t site:t start_us:i end_us:i "
        "energy_kwh:t charging_s:i? driver:t sha:t"
    ),
    "source_file": (
        "sha:t! name:t mapping:t read:i accepted:i duplicates:i rejected:t imported_us:i"
    ),
    "split": "cdr_key:t! currency:t gross:i vat:i cpo_net:i dp_share:i commission:i card_cost:i",
    "tariff": "cpo:t! tariff_id:t! version:t! currency:t body:t sha:t",
    "posting": "entry:i! leg:i! account:t currency:t amount_minor:i",
}

INDEXES: Final = (
    ("cdr_evse_end", "cdr", ("cpo", "evse_uid", "end_us"), False),
    ("cdr_cdr_id", "cdr", ("cdr_id",), False),
    ("cdr_session_id", "cdr", ("session_id",), False),
    ("entry_entry_id", "entry", ("entry_id",), True),
    ("entry_reverses", "entry", ("reverses",), True),
    ("entry_source_id", "entry", ("source_id",), False),
    ("entry_due_us", "entry", ("due_us",), False),
    ("seal_entry", "seal", ("entry",), True),
    ("cycle_entry_cycle_id", "cycle_entry", ("cycle_id",), False),
    ("instruction_cycle_id", "instruction", ("cycle_id",), False),
)
MUTABLE: Final = frozenset({"balance"})


def upgrade() -> None:
    for name, columns in TABLES.items():
        foreign = [sa.ForeignKeyConstraint(["entry"], ["entry.id"])] if name == "posting" else []
        op.create_table(
            name,
            *columns_of(columns),
            *foreign,
            sqlite_strict=True,
            sqlite_with_rowid=name != "posting",
        )
    make_indexes(INDEXES)
    books = {name: columns for name, columns in TABLES.items() if name not in MUTABLE}
    if on_server():
        run(["CREATE SEQUENCE entry_number", *postgresql_guards(tuple(books))])
    else:
        run(sqlite_guards({name: keys_of(columns) for name, columns in books.items()}))
