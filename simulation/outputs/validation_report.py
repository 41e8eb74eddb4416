"""The report of a validation: each check with its value, interval, tolerance and verdict."""

from collections.abc import Iterator, Sequence
from typing import Final

from core.domain.errors import RuleError
from simulation.experiment.play_point import code_version
from simulation.outputs.chart_checks import Mark, checks_chart
from simulation.outputs.report_parts import Block, Grid, Head, Passage, Picture, Report, Section
from simulation.validation.check import Check, CheckGroup, Verdict

_HEADS: Final = (
    Head("Check", 0.33),
    Head("Value", 0.13, is_figure=True),
    Head("95 % interval", 0.18, is_figure=True),
    Head("Wanted", 0.12, is_figure=True),
    Head("Tolerance", 0.12, is_figure=True),
    Head("Verdict", 0.12),
)
_TITLES: Final = {
    CheckGroup.THEORY: "Against theory",
    CheckGroup.LAWS: "What must hold in every run",
    CheckGroup.CHOICE: "How drivers choose",
    CheckGroup.DATA: "Against sessions that were held out",
}


def validation_report(checks: Sequence[Check], seed: int) -> Report:
    """The report.

    Raises:
        RuleError: There are no checks.
    """
    if not checks:
        raise RuleError("validation: wanted at least one check, found none")
    counts = {one: sum(check.verdict is one for check in checks) for one in Verdict}
    told = ", ".join(f"{count} {verdict.lower()}" for verdict, count in counts.items())
    return Report(
        title="Validation of the simulator",
        subtitle=f"{len(checks)} checks: {told}",
        foot=f"networkcore {code_version()}, seed {seed}",
        sections=(*_sections(checks), _origin(seed), _definitions(checks)),
    )


def _sections(checks: Sequence[Check]) -> Iterator[Section]:
    for group, title in _TITLES.items():
        own = [check for check in checks if check.group is group]
        if own:
            yield Section(title, tuple(_blocks(own, title)))


def _blocks(checks: Sequence[Check], title: str) -> Iterator[Block]:
    yield Grid(_HEADS, tuple(map(_row, checks)))
    for check in checks:
        if check.reason:
            yield Passage(f"{check.what}: {check.verdict.lower()}, {check.reason}.")
    marks = [_mark(check) for check in checks if _has_distance(check)]
    if marks:
        note = (
            "Passes: an exact value within the band; an interval (the bar) that covers 0 and is no "
            "wider to each side than the band."
        )
        yield Picture("Distance from what is wanted", checks_chart(marks, title), note)


def _row(check: Check) -> tuple[str, ...]:
    if check.verdict is Verdict.SKIPPED:
        return check.what, "", "", "", "", check.verdict.lower()
    ends = "exact"
    if check.interval is not None:
        low, high = check.interval
        ends = f"{_text(low)} to {_text(high)}"
    title = f"{check.what}, {check.unit}" if check.unit else check.what
    figures = (_text(check.value), ends, _text(check.wanted), _text(check.tolerance))
    return title, *figures, check.verdict.lower()


def _has_distance(check: Check) -> bool:
    """Laws hold exactly or not at all."""
    is_law = check.group is CheckGroup.LAWS
    return not is_law and check.verdict is not Verdict.SKIPPED and check.tolerance > 0


def _mark(check: Check) -> Mark:
    spread = 0.0 if check.interval is None else (check.interval[1] - check.interval[0]) / 2
    return Mark(
        name=check.what,
        distance=(check.value - check.wanted) / check.tolerance,
        spread=spread / check.tolerance,
        is_passed=check.verdict is Verdict.PASSED,
    )


def _text(value: float) -> str:
    return f"{value:.4g}".replace("-", "\N{MINUS SIGN}")


def _origin(seed: int) -> Section:
    rows = (
        ("Program", f"networkcore {code_version()}"),
        ("Random numbers", f"seed {seed}"),
        ("Intervals", "Student's t over independent replications, 95 %"),
    )
    return Section("How this was made", (Grid((Head("What", 0.24), Head("How", 0.76)), rows),))


def _definitions(checks: Sequence[Check]) -> Section:
    rows = tuple((check.what, check.definition) for check in checks)
    return Section("Definitions", (Grid((Head("Check", 0.3), Head("Definition", 0.7)), rows),))
