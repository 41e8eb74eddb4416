"""Settings beside the first one: differences on the same random numbers, with their verdict."""

from collections.abc import Iterator
from math import isfinite
from typing import Final

from simulation.experiment.estimates import Difference, Verdict
from simulation.kpi import Better
from simulation.kpis import kpi_of
from simulation.outputs.chart_differences import Gap, differences_chart
from simulation.outputs.report_figures import CHANNEL, interval_text
from simulation.outputs.report_parts import Block, Grid, Head, Passage, Picture, Section
from simulation.outputs.subject import Subject

HEADS: Final = (
    Head("Figure", 0.25),
    Head("Reference", 0.13, is_figure=True),
    Head("Difference", 0.14, is_figure=True),
    Head("± (95 %)", 0.13, is_figure=True),
    Head("%", 0.08, is_figure=True),
    Head("p", 0.09, is_figure=True),
    Head("Verdict", 0.18),
)
ENDS: Final = 8
"""Of those who gain, and of those who lose, that are shown."""
_LEFT_TO: Final = ("cpo_net_minor", "dp_net_minor", "loss_minor")
GAPS_MAX: Final = 24
"""Rows of the plot; the table has all."""
_P_LEAST: Final = 0.001


def differences_sections(subject: Subject) -> tuple[Section, ...]:
    """A section for each setting but the first."""
    found = subject.tally.differences(subject.watched())
    return tuple(
        _section(subject, cell, [one for one in found if one.cell == cell])
        for cell in range(1, len(subject.tally.order.cells))
        if any(one.cell == cell for one in found)
    )


def is_better(one: Difference) -> bool | None:
    """Whether a difference is for the better; None where neither way is."""
    wish = kpi_of(one.kpi).kpi.better
    if wish is Better.NEITHER:
        return None
    return (one.mean > 0) is (wish is Better.HIGHER)


def verdict_text(one: Difference) -> str:
    """``different, better``; of what is the same in every pair, ``the same``."""
    if is_same(one):
        return "the same"
    if one.verdict is Verdict.NOT_DISTINGUISHABLE:
        return "not distinguishable"
    better = is_better(one)
    return "different" + ("" if better is None else ", better" if better else ", worse")


def is_same(one: Difference) -> bool:
    """Whether no pair differs at all."""
    return not one.mean and not one.half_width


def p_text(one: Difference) -> str:
    """Of the paired t, by Holm over the figures that stand together."""
    if one.p_adjusted < _P_LEAST:
        return f"< {_P_LEAST}"
    return f"{one.p_adjusted:.3f}"


def _section(subject: Subject, cell: int, found: list[Difference]) -> Section:
    reference = subject.cell_title(0)
    pairs = found[0].count
    lead = Passage(
        f"{subject.cell_title(cell)} less {reference}, over {pairs} pair"
        f"{'s' if pairs != 1 else ''} of replications with the same drivers and dice. Intervals "
        "are of the paired t; the verdict is at 95 %, by Holm over all differences asked together."
    )
    shown = [one for one in found if subject.question.watched or not is_same(one)] or found
    blocks: list[Block] = [lead, Grid(HEADS, tuple(_row(subject, one) for one in shown))]
    if len(shown) < len(found):
        left = len(found) - len(shown)
        blocks.append(Passage(f"{left:,} more figures are the same in every pair."))
    gaps = [_gap(one) for one in shown if one.reference_mean][:GAPS_MAX]
    if gaps:
        title = f"difference from {reference}, %"
        picture = Picture("Differences", differences_chart(gaps, title), "With 95 % intervals.")
        blocks.append(picture)
    blocks += _who_gains(subject, cell)
    return Section(f"{subject.cell_title(cell)} against {reference}", tuple(blocks))


def _who_gains(subject: Subject, cell: int) -> Iterator[Block]:
    """Those parties and classes that gain most, and those that lose most."""
    found = [
        one
        for one in subject.tally.differences(_party_money(subject))
        if one.cell == cell and not is_same(one)
    ]
    found.sort(key=lambda one: -one.mean)
    if not found:
        return
    shown = found if len(found) <= 2 * ENDS else [*found[:ENDS], *found[-ENDS:]]
    left = len(found) - len(shown)
    between = f"; {left:,} between them are in the exported tables" if left else ""
    yield Passage(
        f"Who gains and who loses, the largest gain first{between}. The verdict is by Holm over "
        "all parties, classes and settings."
    )
    yield Grid(HEADS, tuple(_row(subject, one) for one in shown))


def _party_money(subject: Subject) -> tuple[str, ...]:
    """What is left to each party, and how each class is used."""
    names = subject.names(keyed=True)
    return tuple(
        name for name in names if kpi_of(name).kpi.name in _LEFT_TO and CHANNEL not in name
    )


def _row(subject: Subject, one: Difference) -> tuple[str, ...]:
    text = kpi_of(one.kpi).text
    return (
        subject.title_of(one.kpi),
        text(one.reference_mean),
        text(one.mean, signed=True),
        interval_text(one.kpi, one.half_width),
        _percent(one),
        p_text(one),
        verdict_text(one),
    )


def _percent(one: Difference) -> str:
    if not one.reference_mean:
        return ""
    if is_same(one):
        return "0.0"
    share = 100 * one.mean / abs(one.reference_mean)
    decimals = 0 if abs(share) >= 100 else 1
    if not round(share, decimals):
        return "0.0"
    return f"{share:+.{decimals}f}".replace("-", "\N{MINUS SIGN}")


def _gap(one: Difference) -> Gap:
    kpi, part = kpi_of(one.kpi), 100 / abs(one.reference_mean)
    spread = f" ± {kpi.text(one.half_width)}" if isfinite(one.half_width) else ""
    return Gap(
        name=kpi.title,
        mean=one.mean * part,
        half_width=one.half_width * part,
        text=f"{kpi.text(one.mean, signed=True)}{spread} {kpi.unit}".rstrip(),
        is_different=one.verdict is Verdict.DIFFERENT,
        is_better=is_better(one),
        is_same=is_same(one),
    )
