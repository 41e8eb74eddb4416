"""Short words for tables of findings."""

from datetime import time

from core.pricing.lint import lint


def found(tariff, zone=None):
    """Code and pointer of each finding, as text."""
    return [(one.code.value, one.pointer) for one in lint(tariff, zone)]


def window(start, end, **more):
    """Restrictions to a time of day, and others."""
    return {"start_time": time.fromisoformat(start), "end_time": time.fromisoformat(end)} | more
