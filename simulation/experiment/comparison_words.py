"""What a comparison came to, in plain words: each sentence holds its figures and its verdict."""

from math import ceil, isfinite
from typing import Final

from simulation.experiment.comparison_file import Comparison, Watched
from simulation.experiment.estimates import Difference, Verdict, adjusted
from simulation.experiment.tally import Tally
from simulation.kpi import Better
from simulation.kpis import NamedKpi, kpi_of

NOTHING_YET: Final = "Nothing has been played yet."
SHARES_END: Final = 10.0
"""Differences of that many times the reference are told without a share."""
_MANY_REPLICATIONS: Final = 10_000


def told_in_words(comparison: Comparison, tally: Tally) -> tuple[str, ...]:
    """The answer so far, a sentence each; the first draws the conclusion.

    Each figure that is watched is told for each alternative against the first one. Verdicts are
    judged over all of them together.
    """
    kpis = [one.kpi for one in comparison.watched]
    differences = tally.differences(kpis)
    if not differences:
        return (NOTHING_YET,)
    titles = [cell.title for cell in tally.order.cells]
    decisive = [one for one in differences if one.kpi == kpis[0]]
    return (
        *filter(None, (_conclusion(decisive, titles, tally),)),
        *(
            sentence
            for watched in comparison.watched
            for sentence in _of_figure(watched, differences, titles)
        ),
    )


def difference_in_words(difference: Difference, title: str, reference: str) -> str:
    """One sentence: by how much, with which interval, whether that is more than chance."""
    kpi = kpi_of(difference.kpi)
    if not difference.half_width and not difference.mean:
        return f"{title}: the same as {reference} in each of {difference.count} replications."
    if difference.verdict is Verdict.NOT_DISTINGUISHABLE:
        return _not_told_apart(difference, kpi, title, reference)
    ends = (kpi.text(end, signed=True) for end in (difference.low, difference.high))
    interval = _with_unit(kpi, " to ".join(ends))
    return (
        f"{title}: {_by_how_much(difference, kpi)} than {reference}; 95 % interval of the "
        f"difference {interval}, {difference.count} paired replications: different."
    )


def _of_figure(
    watched: Watched, differences: tuple[Difference, ...], titles: list[str]
) -> list[str]:
    kpi = kpi_of(watched.kpi)
    found = [one for one in differences if one.kpi == watched.kpi]
    if not found:
        return [f"{kpi.title}: no run has this figure."]
    level = _with_unit(kpi, kpi.text(found[0].reference_mean))
    why = f" ({watched.why})" if watched.why else ""
    return [
        f"{kpi.title}{why}: {level} under {titles[0]}.",
        *(difference_in_words(one, titles[one.cell], titles[0]) for one in found),
    ]


def _conclusion(decisive: list[Difference], titles: list[str], tally: Tally) -> str:
    """Which alternative is best by the figure that decides, as far as that can be said."""
    kpi = kpi_of(decisive[0].kpi) if decisive else None
    if kpi is None or kpi.kpi.better is Better.NEITHER:
        return ""
    by = f"By {_lower(kpi.title)},"
    sign = 1 if kpi.kpi.better is Better.HIGHER else -1
    different = [one for one in decisive if one.verdict is Verdict.DIFFERENT]
    best = max(different, key=lambda one: sign * one.mean, default=None)
    unsure = " or ".join(titles[one.cell] for one in decisive if one not in different)
    if best is None:
        count = decisive[0].count
        return f"{by} {titles[0]} cannot be told from {unsure} with {count} replications."
    if sign * best.mean > 0:
        much, title = _by_how_much(best, kpi), titles[best.cell]
        alike = " or ".join(titles[cell] for cell in _alike(best, decisive, tally))
        if alike:
            better = f"{title} is better than {titles[0]}: {much}"
            return f"{by} {better}; it cannot be told from {alike}."
        return f"{by} {title} is best: {much} than {titles[0]}."
    if not unsure:
        return f"{by} {titles[0]} is better than every other."
    return f"{by} nothing is shown to be better than {titles[0]}; {unsure} cannot be told from it."


def _alike(best: Difference, decisive: list[Difference], tally: Tally) -> list[int]:
    """Other alternatives that may be as good: that both differ from the reference tells not."""
    compared = adjusted(
        [
            found
            for one in decisive
            if one.cell != best.cell
            and (found := tally.difference(best.kpi, one.cell, reference=best.cell)) is not None
        ]
    )
    return [one.cell for one in compared if one.verdict is Verdict.NOT_DISTINGUISHABLE]


def _not_told_apart(difference: Difference, kpi: NamedKpi, title: str, reference: str) -> str:
    needed = _replications_needed(difference)
    more = f" About {needed:,} replications would tell a difference of that size." if needed else ""
    if not isfinite(difference.half_width):
        return f"{title}: one replication says nothing about the difference to {reference}."
    if abs(difference.mean) > difference.half_width:
        more = " Alone it would count as different; among so many differences it may be chance."
    return (
        f"{title}: cannot be told from {reference} by {difference.count} paired replications; the "
        f"difference is {_with_unit(kpi, kpi.text(difference.mean, signed=True))}, give or take "
        f"{_with_unit(kpi, kpi.text(difference.half_width))}.{more}"
    )


def _replications_needed(difference: Difference) -> int | None:
    """Until the interval would leave 0 out, were the difference as large as it seems."""
    if not difference.mean or not isfinite(difference.half_width):
        return None
    needed = ceil(difference.count * (difference.half_width / difference.mean) ** 2)
    return needed if difference.count < needed <= _MANY_REPLICATIONS else None


def _by_how_much(difference: Difference, kpi: NamedKpi) -> str:
    word = "more" if difference.mean > 0 else "less"
    part = abs(difference.mean / difference.reference_mean) if difference.reference_mean else 0.0
    # Of next to nothing everything is a multitude of per cents, which tells nobody anything.
    share = f" ({100 * part:.1f} %)" if 0 < part < SHARES_END else ""
    return f"{_with_unit(kpi, kpi.text(abs(difference.mean)))}{share} {word}"


def _with_unit(kpi: NamedKpi, text: str) -> str:
    return f"{text} {kpi.unit}".rstrip()


def _lower(title: str) -> str:
    """A title inside a sentence; what begins with two capitals is a name."""
    return title if title[:2].isupper() else f"{title[:1].lower()}{title[1:]}"
