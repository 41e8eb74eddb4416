"""What a user can send after something went wrong in the window."""

import traceback
from collections.abc import Sequence
from types import TracebackType


def traceback_text(error: BaseException, trace: TracebackType | None) -> str:
    """The traceback as Python prints it."""
    return "".join(traceback.format_exception(type(error), error, trace))


def report_text(
    tracebacks: Sequence[str],
    versions: Sequence[tuple[str, str]],
    commands: Sequence[str],
    notes: Sequence[str],
) -> str:
    """The whole report.

    Args:
        tracebacks: What happened, the first first.
        versions: Name and version of what runs.
        commands: Ids of the last commands, the latest first.
        notes: What Qt complained about before.
    """
    parts = ["NetworkCore Console: something unexpected happened in the window", ""]
    parts += [f"{name}: {version}" for name, version in versions]
    parts += ["", f"last commands: {', '.join(commands) or 'none'}", ""]
    for number, text in enumerate(tracebacks, start=1):
        parts += [f"--- {number} of {len(tracebacks)} ---", text.rstrip(), ""]
    if notes:
        parts += ["--- messages of Qt ---", *notes, ""]
    return "\n".join(parts)
