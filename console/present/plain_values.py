"""Values as plain JSON material: what every command prints under ``--json``."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from core.service.import_file import ImportReport
from core.service.pipeline import PipelineRun
from core.service.snapshot import Story, Summary
from core.service.verify_books import Audit

Plain = dict[str, Any]
_MEASURED: Final = ("_kwh", "_pct", "_min", "_s", "_h", "_mean")
"""How the names of figures end that are no counts."""


def plain(value: object) -> Any:  # noqa: ANN401 (JSON has no better type)
    """Dataclasses as objects by field name, times as ISO 8601 UTC, decimals as exact numbers."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return _scalar(value)


def _scalar(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if value is None or isinstance(value, str | int | float | Decimal):
        return value
    return str(value)


def plain_import(report: ImportReport) -> Plain:
    """What ``import`` prints."""
    return {
        "read": report.read,
        "accepted": report.accepted,
        "duplicates": report.duplicates,
        "rejected": report.rejected,
        "rejects_file": plain(report.rejects_file),
    }


def plain_summary(summary: Summary) -> Plain:
    """What ``replay`` and ``run`` print of the books; amounts are minor units."""
    return {
        "sessions": summary.sessions,
        "posted": summary.posted,
        "free": summary.free,
        "energy_kwh": summary.energy_kwh,
        "by_currency": plain(summary.by_currency),
        "held": summary.held,
        "trial_balance": summary.trial_balance,
    }


def plain_figures(kpis: Mapping[str, float]) -> Plain:
    """The figures of a run; amounts and counts are whole numbers, measured ones are not."""
    return {
        name: value if name.endswith(_MEASURED) else round(value) for name, value in kpis.items()
    }


def plain_settled(ran: PipelineRun, trial_balance: Mapping[str, int]) -> Plain:
    """What ``settle`` prints."""
    return {
        "taken_up": ran.taken_up,
        "cycles": ran.settled.cycles,
        "entries": ran.settled.entries,
        "instructions": ran.settled.instructions,
        "waiting": list(ran.settled.waiting),
        "trial_balance": trial_balance,
    }


def plain_audit(audit: Audit) -> Plain:
    """What ``verify`` prints."""
    checks = {name: list(found) or "ok" for name, found in audit.findings.items()}
    return {"checks": checks, "invariants": plain(audit.invariants), "findings": audit.count}


def plain_story(story: Story) -> Plain:
    """What ``trace`` prints: the record, the answers, and every amount behind them."""
    told: Plain = plain(story)
    told["key"] = story.cdr.key
    if story.priced is not None:
        told["priced"].pop("cdr")
        told["priced"]["excl_minor"] = story.priced.excl_minor
        told["priced"]["vat_minor"] = story.priced.vat_minor
        told["priced"]["incl_minor"] = story.priced.incl_minor
    return told
