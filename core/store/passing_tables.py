"""Tables of what passes through the hub: no books, their rows move and are dropped again."""

from typing import Final

from core.store.lease_schema import LEASE_TABLES
from core.store.message_schema import MESSAGE_TABLES
from core.store.passage_schema import PASSAGE_TABLES

PASSING: Final = (*PASSAGE_TABLES, *MESSAGE_TABLES, *LEASE_TABLES)
