"""The hub's log: one JSON object a line, on standard error.

Lines have fields, not sentences to be taken apart; ``event`` says which kind of line it is.
"""

import logging
import sys
from datetime import UTC, datetime
from typing import Final

import msgspec

LOGGER: Final = logging.getLogger("networkcore.hub")
FIELDS: Final = "fields"
"""Under which name a line's own fields are handed over in ``extra``."""


class JsonFormatter(logging.Formatter):
    """A line of the log as JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        line |= getattr(record, FIELDS, {})
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line).decode()


def log_json(level: str) -> None:
    """Write the hub's lines, and uvicorn's warnings, from a level on.

    Args:
        level: ``debug``, ``info``, ``warning`` or ``error``.
    """
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(JsonFormatter())
    for name, least in (("networkcore.hub", level), ("uvicorn", "warning"), ("asyncio", "error")):
        logger = logging.getLogger(name)
        logger.handlers = [lines]
        logger.propagate = False
        logger.setLevel(least.upper())
