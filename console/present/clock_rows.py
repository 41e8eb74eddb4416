"""How fast CPOs had their money, as rows of a table for a terminal and as JSON material."""

from console.present.plain_values import Plain, plain
from core.service.settlement_clock import ClockLine, ClockReport

CLOCK_COLUMNS = ("CPO", "Paid", "p50 h", "p95 h", "In time", "By bank", "Waiting", "Overdue")


def clock_rows(report: ClockReport) -> list[tuple[str, ...]]:
    """A row a CPO, the slowest first, then all together."""
    return [*map(_row, report.by_cpo), _row(report.total)]


def _row(one: ClockLine) -> tuple[str, ...]:
    found = one.achieved
    return (
        one.cpo or "all",
        f"{found.sessions:,}",
        _hours(found.p50_s),
        _hours(found.p95_s),
        _share(found.kept, found.sessions),
        _share(found.confirmed, found.sessions),
        f"{one.waiting + one.came_back:,}",
        f"{one.overdue:,}",
    )


def plain_clock(report: ClockReport) -> Plain:
    """What ``clock`` prints."""
    told: Plain = plain(report)
    return told


def _hours(took_s: int | None) -> str:
    return "" if took_s is None else f"{took_s / 3600:.1f}"


def _share(part: int, whole: int) -> str:
    return "" if not whole else f"{100 * part / whole:.1f} %"
