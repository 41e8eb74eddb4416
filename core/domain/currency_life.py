"""Currencies that ended: the last day on which anything could be owed in them.

Sources: Council decisions on the adoption of the euro. Books of before keep what they say.
"""

from datetime import date
from typing import Final

LAST_DAYS: Final = {
    "SIT": date(2006, 12, 31),
    "CYP": date(2007, 12, 31),
    "MTL": date(2007, 12, 31),
    "SKK": date(2008, 12, 31),
    "EEK": date(2010, 12, 31),
    "LVL": date(2013, 12, 31),
    "LTL": date(2014, 12, 31),
    "HRK": date(2022, 12, 31),
    "BGN": date(2025, 12, 31),
}
"""All of them became EUR the day after."""


def why_ended(currency: str, day: date) -> str | None:
    """A line that says when the currency ended; None if it had not by that day."""
    last = LAST_DAYS.get(currency)
    if last is None or day <= last:
        return None
    return f"{currency} ended on {last}; wanted EUR on {day}"
