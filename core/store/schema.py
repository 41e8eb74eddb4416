"""The tables of the books, for SQLite and PostgreSQL alike.

Times are microseconds since 1970 (UTC), money is minor units, quantities and prices are decimal
text, what is only ever read whole is canonical JSON. Every table but ``balance`` and
``document_counter`` is append-only; triggers (``guards.py``) say so in the database itself.
Alembic makes these tables; a test compares what it made with what stands here.
"""

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Table

from core.store import table_columns
from core.store.agreement_schema import AGREEMENT_TABLES
from core.store.bank_schema import BANK_TABLES
from core.store.document_schema import DOCUMENT_TABLES, document_counter
from core.store.duty_schema import DUTY_TABLES
from core.store.hub_schema import HUB_TABLES
from core.store.kept_schema import KEPT_TABLES, MOVING
from core.store.life_schema import LIFE_TABLES
from core.store.passing_tables import PASSING
from core.store.personal_schema import personal_body
from core.store.settlement_schema import SETTLEMENT_TABLES
from core.store.table_columns import Big
from core.store.table_columns import big as _big
from core.store.table_columns import table as _table
from core.store.table_columns import text as _text

metadata: Final = table_columns.metadata

party = _table(
    "party",
    _text("party", key=True),
    _text("role"),
    _text("name"),
    _text("currency"),
    _big("demand_weight", null=True),
    _text("vat", null=True),
)
tariff = _table(
    "tariff",
    _text("cpo", key=True),
    _text("tariff_id", key=True),
    _text("version", key=True),
    _text("currency"),
    _text("body"),
    _text("sha"),
)
location = _table(
    "location",
    _text("cpo", key=True),
    _text("location_id", key=True),
    _text("name"),
    _text("time_zone"),
    _text("country_code"),
    _text("latitude", null=True),
    _text("longitude", null=True),
)
evse = _table(
    "evse",
    _text("cpo", key=True),
    _text("evse_uid", key=True),
    _text("location_id"),
    _text("max_power_kw"),
    _text("tariff_id"),
    _text("origin"),
)
agreement = _table(
    "agreement", _text("version", key=True), _text("agreement_id"), _text("body"), _text("sha")
)
fx_rate = _table(
    "fx_rate",
    _text("rate_id", key=True),
    _text("base"),
    _text("quote"),
    _text("rate"),
    _text("day"),
    _text("source"),
)
source_file = _table(
    "source_file",
    _text("sha", key=True),
    _text("name"),
    _text("mapping"),
    _big("read"),
    _big("accepted"),
    _big("duplicates"),
    _text("rejected"),
    _big("imported_us"),
)
session = _table(
    "session",
    _text("session_id", key=True),
    _text("source_sha"),
    _text("evse"),
    _text("charge_point_class"),
    _text("site"),
    _big("start_us"),
    _big("end_us"),
    _text("energy_kwh"),
    _big("charging_s", null=True),
    _text("driver"),
    _text("sha"),
)
cdr = _table(
    "cdr",
    _text("cdr_key", key=True),
    _text("cdr_id"),
    _text("session_id", null=True),
    _text("cpo"),
    _text("demand_partner"),
    _text("location_id"),
    _text("evse_uid"),
    _big("start_us"),
    _big("end_us"),
    _text("currency"),
    _big("energy_e4"),
    _big("assumed_dp"),
    _big("received_us"),
    _text("body"),
    _text("sha"),
)
Index("cdr_evse_end", cdr.c.cpo, cdr.c.evse_uid, cdr.c.end_us)
Index("cdr_cdr_id", cdr.c.cdr_id)
Index("cdr_session_id", cdr.c.session_id)
Index("cdr_demand_partner_end", cdr.c.demand_partner, cdr.c.end_us)
Index("cdr_cpo_end", cdr.c.cpo, cdr.c.end_us)
Index("cdr_end_key", cdr.c.end_us, cdr.c.cdr_key)
priced_cdr = _table(
    "priced_cdr",
    _text("cdr_key", key=True),
    _text("tariff_id"),
    _text("tariff_version"),
    _text("currency"),
    _big("excl_minor"),
    _big("vat_minor"),
    _text("body"),
)
hold = _table("hold", _text("cdr_key", key=True), _text("reason"), _text("detail"), _big("held_us"))
free_cdr = _table("free_cdr", _text("cdr_key", key=True), _text("reason"))
credit_cdr = _table(
    "credit_cdr",
    _text("cdr_key", key=True),
    _text("credited_key"),
    _text("reason"),
    _big("issued_us"),
    _big("received_us"),
)
entry = _table(
    "entry",
    _big("id", key=True),
    _text("entry_id"),
    _text("kind"),
    _big("effective_us"),
    _big("booked_us"),
    _big("due_us", null=True),
    _text("source_id"),
    _text("terms"),
    _text("reverses", null=True),
    _text("notes"),
    _text("sha"),
)
Index("entry_entry_id", entry.c.entry_id, unique=True)
Index("entry_reverses", entry.c.reverses, unique=True)
Index("entry_source_id", entry.c.source_id)
Index("entry_due_us", entry.c.due_us)
Index("entry_effective", entry.c.effective_us)
posting = Table(
    "posting",
    metadata,
    Column("entry", Big, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    _big("leg", key=True),
    _text("account"),
    _text("currency"),
    _big("amount_minor"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
balance = _table(
    "balance",
    _text("account", key=True),
    _text("currency", key=True),
    _big("amount_minor"),
    _big("postings"),
)
posting_batch = _table("posting_batch", _big("to_entry", key=True), _big("booked_us"))
split = _table(
    "split",
    _text("cdr_key", key=True),
    _text("currency"),
    _big("gross"),
    _big("vat"),
    _big("cpo_net"),
    _big("dp_share"),
    _big("commission"),
    _big("card_cost"),
    _big("cpo_vat", null=True),
    _big("others", null=True),
)
seal = _table("seal", _big("seq", key=True), _big("entry"))
Index("seal_entry", seal.c.entry, unique=True)
chain_block = _table(
    "chain_block",
    _big("n", key=True),
    _big("from_seq"),
    _big("to_seq"),
    _text("previous"),
    _text("hash"),
    _big("sealed_us"),
)
cycle = _table(
    "cycle",
    _text("cycle_id", key=True),
    _big("cut_off_us"),
    _big("value_us"),
    _big("open_from"),
)
cycle_entry = _table("cycle_entry", _big("entry", key=True), _text("cycle_id"))
Index("cycle_entry_cycle_id", cycle_entry.c.cycle_id)
obligation = _table(
    "obligation",
    _text("cycle_id", key=True),
    _text("party", key=True),
    _text("account", key=True),
    _text("currency", key=True),
    _big("amount_minor"),
    _big("entry_count"),
)
net_position = _table(
    "net_position",
    _text("cycle_id", key=True),
    _text("party", key=True),
    _text("currency", key=True),
    _big("amount_minor"),
)
instruction = _table(
    "instruction",
    _text("instruction_id", key=True),
    _text("cycle_id"),
    _text("kind"),
    _text("party"),
    _text("currency"),
    _big("amount_minor"),
    _big("value_us"),
)
Index("instruction_cycle_id", instruction.c.cycle_id)
Index("instruction_party", instruction.c.party, instruction.c.kind)
operator_log = _table(
    "operator_log",
    _text("act_id", key=True),
    _big("at_us"),
    _text("kind"),
    _text("who"),
    _text("subject"),
    _text("note"),
)
Index("operator_log_at", operator_log.c.at_us)

_TOPICS: Final = (
    *(*AGREEMENT_TABLES, *BANK_TABLES, *DUTY_TABLES, *LIFE_TABLES, *SETTLEMENT_TABLES),
    *(*DOCUMENT_TABLES, *HUB_TABLES, *KEPT_TABLES, *PASSING),
)
assert all(table.metadata is metadata for table in _TOPICS)
_CHANGING: Final = (balance, document_counter, personal_body, *MOVING, *PASSING)
"""Tables that triggers move on and nobody else, one with rows to erase, pictures, and no books."""
APPEND_ONLY: Final = tuple(table.name for table in metadata.sorted_tables if table not in _CHANGING)
"""Tables in which a row, once written, stays as it is."""
