"""What every use case is handed: the database and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.store.database import Database


@dataclass(frozen=True, slots=True)
class Runtime:
    """The world as the core may see it."""

    database: Database
    now: Callable[[], datetime]
    """The clock, in UTC; a replay and a simulation hand in their own."""
