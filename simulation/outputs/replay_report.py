"""The report of a replay with a difference: real sessions as they were, and otherwise."""

from collections.abc import Iterator
from math import isfinite
from typing import Final

from core.domain.agreement import ANY
from core.domain.errors import RuleError
from simulation.experiment.estimates import Difference
from simulation.kpis import kpi_of
from simulation.outputs.otherwise import WHOLE_BP, Otherwise
from simulation.outputs.replay_difference import ReplayDifference
from simulation.outputs.report_differences import p_text, verdict_text
from simulation.outputs.report_parts import Block, Grid, Head, Passage, Report, Section

HEADS: Final = (
    Head("Figure", 0.25),
    Head("As it was", 0.13, is_figure=True),
    Head("Otherwise", 0.13, is_figure=True),
    Head("Difference", 0.13, is_figure=True),
    Head("± (95 %)", 0.11, is_figure=True),
    Head("p", 0.08, is_figure=True),
    Head("Verdict", 0.17),
)
_SINGLE: Final = "n = 1"
Row = tuple[str, ...]


def replay_report(
    found: ReplayDifference, source: str, made_by: tuple[tuple[str, str], ...]
) -> Report:
    """The report.

    Args:
        found: What came out.
        source: What was replayed, as it is named.
        made_by: Version of the program and digests of the inputs, by what they are.

    Raises:
        RuleError: There were no sessions.
    """
    if not found.sessions:
        raise RuleError(f"{source}: no session of that time that cost something, nothing to report")
    sections = [_section("The same sessions", found, responded=False)]
    if found.otherwise.elasticity:
        sections.append(_section("With demand response", found, responded=True))
    return Report(
        title="Replay with a difference",
        subtitle=f"{source}: {found.sessions:,} sessions on {found.day_count} days; "
        f"{otherwise_text(found.otherwise)}",
        foot=source,
        sections=(*sections, _origin(found, made_by), _definitions(found)),
    )


def difference_rows(found: ReplayDifference, *, responded: bool) -> Iterator[Row]:
    """A row a figure: both totals, the difference over all days with its interval, the verdict."""
    for one in found.differences(responded=responded):
        yield _row(found, one, 2 if responded else 1)


def otherwise_text(otherwise: Otherwise) -> str:
    """What is otherwise, in words."""
    scope = "" if otherwise.cpo == ANY else f" of {otherwise.cpo}"
    parts = []
    if otherwise.terms is not None:
        parts.append(f"under {otherwise.terms.version}")
    if otherwise.tariffs:
        named = ", ".join(one.tariff_id for one in otherwise.tariffs)
        parts.append(f"tariff {named} instead of those{scope}")
    if otherwise.price_bp != WHOLE_BP:
        parts.append(f"prices{scope} at {otherwise.price_bp / 100:g} %")
    if otherwise.markup_bp:
        parts.append(f"DPs add {otherwise.markup_bp / 100:g} %")
    if otherwise.elasticity:
        parts.append(f"demand with elasticity {otherwise.elasticity}")
    return "; ".join(parts) or "nothing is otherwise"


def _section(title: str, found: ReplayDifference, *, responded: bool) -> Section:
    how = (
        "Each session counts for the part of it that is left at its new price, by constant "
        "elasticity: an assumption, not an observation."
        if responded
        else "Nobody is assumed to charge less or more."
    )
    lead = Passage(
        f"{how} Totals over {found.day_count} days; intervals are of the paired t over days, the "
        "verdict is at 95 %, by Holm over all figures of the table."
    )
    rows = tuple(difference_rows(found, responded=responded))
    return Section(title, (lead, Grid(HEADS, rows)))


def _row(found: ReplayDifference, one: Difference, side: int) -> Row:
    kpi, days = kpi_of(one.kpi), found.day_count
    spread = f"± {kpi.text(one.half_width * days)}" if isfinite(one.half_width) else _SINGLE
    return (
        f"{kpi.title}, {kpi.unit}" if kpi.unit else kpi.title,
        kpi.text(found.total(one.kpi, 0)),
        kpi.text(found.total(one.kpi, side)),
        kpi.text(found.total(one.kpi, side) - found.total(one.kpi, 0), signed=True),
        spread,
        p_text(one),
        verdict_text(one),
    )


def _origin(found: ReplayDifference, made_by: tuple[tuple[str, str], ...]) -> Section:
    days = found.all_days()
    rows = [
        ("Sessions", f"{found.sessions:,} that ended from {days[0]} to {days[-1]}, days of UTC"),
        ("Otherwise", otherwise_text(found.otherwise)),
        ("As they were", f"{found.other_terms:,} sessions that the other terms are not for"),
        ("Left out", f"{found.unpriced:,} whose price is unknown otherwise, and all free ones"),
        *made_by,
    ]
    blocks: tuple[Block, ...] = (Grid((Head("What", 0.24), Head("How", 0.76)), tuple(rows)),)
    return Section("How this was made", blocks)


def _definitions(found: ReplayDifference) -> Section:
    rows = {kpi_of(name).kpi.title: kpi_of(name).definition for name in found.names()}
    heads = (Head("Figure", 0.26), Head("Definition", 0.74))
    return Section("Definitions", (Grid(heads, tuple(rows.items())),))
