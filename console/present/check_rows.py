"""Checks of the simulator as rows: value, interval, what is wanted, and the verdict in words."""

from collections.abc import Iterable, Sequence
from typing import Final

from console.present.kpi_tiles import Tone
from console.present.plain_rows import Cell, Head, Row, row_of
from simulation.validation.check import Check, CheckGroup, Verdict

_SIGNS: Final = {
    Verdict.PASSED: ("\N{CHECK MARK} passed", Tone.GOOD),
    Verdict.FAILED: ("\N{MULTIPLICATION SIGN} failed", Tone.BAD),
    Verdict.SKIPPED: ("\N{EMPTY SET} skipped", Tone.WARNING),
}
_GROUPS: Final = {
    CheckGroup.THEORY: "Theory",
    CheckGroup.LAWS: "Laws",
    CheckGroup.CHOICE: "Choice",
    CheckGroup.DATA: "Sessions",
}
_EXACT: Final = "exact"


def check_heads() -> tuple[Head, ...]:
    """Columns of ``check_rows``."""
    numbers = ("Value", "95 % interval", "Wanted", "Tolerance")
    return (
        Head("Verdict"),
        Head("Against"),
        Head("Check"),
        *(Head(one, is_number=True) for one in numbers),
        Head("Unit"),
        Head("Definition"),
    )


def check_rows(checks: Iterable[Check]) -> tuple[Row, ...]:
    """A row a check; one that did not pass stands out."""
    return tuple(map(_row, checks))


def _row(check: Check) -> Row:
    sign, tone = _SIGNS[check.verdict]
    is_made = check.verdict is not Verdict.SKIPPED
    figures = (
        check_number(check.value),
        interval_text(check.interval),
        check_number(check.wanted),
        _tolerance_text(check),
    )
    return row_of(
        Cell(sign, tone, tip=check.reason),
        _GROUPS[check.group],
        Cell(check.what, tip=check.definition),
        *(figures if is_made else ("",) * len(figures)),
        check.unit,
        Cell(check.definition, tip=check.definition),
        key=check.name,
        is_marked=check.verdict is Verdict.FAILED,
    )


def interval_text(interval: tuple[float, float] | None) -> str:
    """``0.301 to 0.318``; a value without one is exact."""
    if interval is None:
        return _EXACT
    low, high = interval
    return f"{check_number(low)} to {check_number(high)}"


def _tolerance_text(check: Check) -> str:
    if not check.tolerance:
        return _EXACT
    return f"\N{PLUS-MINUS SIGN}{check_number(check.tolerance)}"


def check_number(value: float) -> str:
    """Four digits that count; all of a large number."""
    text = f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"
    return text.replace("-", "\N{MINUS SIGN}")


def check_text(check: Check) -> str:
    """What is measured, and why it came out as it did."""
    sign, _ = _SIGNS[check.verdict]
    many = f" over {check.replications} replications" if check.replications > 1 else ""
    because = f": {check.reason}" if check.reason else ""
    return f"{check.what}: {sign}{many}{because}.\n{check.definition}"


def checks_counted(checks: Sequence[Check]) -> str:
    """``14 passed, 1 failed``; verdicts that no check has are left out."""
    counts = ((sum(one.verdict is verdict for one in checks), verdict) for verdict in Verdict)
    return ", ".join(f"{count} {verdict.lower()}" for count, verdict in counts if count)
