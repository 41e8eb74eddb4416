"""The report of an experiment: the answer first, then the figures, and how they were made."""

from collections.abc import Iterator
from typing import Final

from core.domain.errors import RuleError
from simulation.experiment.order import OrderKind
from simulation.experiment.order_json import order_digest
from simulation.experiment.tally import Tally
from simulation.imputed_prices import imputed_note
from simulation.outputs.report_differences import differences_sections
from simulation.outputs.report_figures import (
    definitions_section,
    figures_section,
    side_by_side_section,
)
from simulation.outputs.report_origin import origin_section
from simulation.outputs.report_parties import parties_section
from simulation.outputs.report_parts import Block, Passage, Report, Section
from simulation.outputs.report_plots import plots_section
from simulation.outputs.report_sweep import sweep_section
from simulation.outputs.subject import Question, Subject

CELLS_MAX: Final = 6
"""Settings whose figures stand in full; a sweep of more has them in its own table and exports."""
NO_QUESTION: Final = Question()


def experiment_report(tally: Tally, question: Question = NO_QUESTION) -> Report:
    """The report of what was played so far.

    Raises:
        RuleError: Nothing was played yet.
    """
    if not tally.done:
        raise RuleError(f"{tally.order.base.source}: nothing was played yet, so nothing to report")
    subject = Subject(tally=tally, question=question)
    return Report(
        title=_title(subject),
        subtitle=_subtitle(subject),
        foot=f"{subject.source}, experiment {order_digest(tally.order)[:12]}",
        sections=tuple(_sections(subject)),
    )


def _title(subject: Subject) -> str:
    if subject.question.title:
        return subject.question.title
    return subject.scenario.title if subject.scenario else subject.source


def _subtitle(subject: Subject) -> str:
    order = subject.tally.order
    counts = [subject.tally.count(cell) for cell in range(len(order.cells))]
    many = f"{min(counts)} to {max(counts)}" if min(counts) != max(counts) else f"{counts[0]}"
    settings = f"{len(counts)} settings" if len(counts) > 1 else "one setting"
    return (
        f"{settings}, {many} replications each, seed {order.base.seed}, scenario {subject.source}"
    )


def _sections(subject: Subject) -> Iterator[Section]:
    answer = _answer(subject)
    if answer is not None:
        yield answer
    order = subject.tally.order
    if order.kind is OrderKind.COMPARE:
        yield from differences_sections(subject)
    if order.kind is OrderKind.SWEEP:
        yield sweep_section(subject)
    shown = [cell for cell in range(len(order.cells)) if subject.tally.count(cell)][:CELLS_MAX]
    if order.kind is OrderKind.COMPARE:
        yield from side_by_side_section(subject)
    for cell in shown:
        if order.kind is OrderKind.SWEEP and len(order.cells) > CELLS_MAX:
            break
        yield figures_section(subject, cell)
        if order.kind is not OrderKind.COMPARE:
            yield from parties_section(subject, cell)
        is_first = cell == shown[0]
        by_hour = is_first or order.kind is not OrderKind.COMPARE
        plots = plots_section(subject, cell, by_hour=by_hour)
        if plots is not None:
            yield plots
    yield origin_section(subject)
    yield definitions_section(subject)


def _answer(subject: Subject) -> Section | None:
    question = subject.question
    note = "" if subject.scenario is None else imputed_note(subject.scenario)
    words = (question.words, *question.answers, question.explanation, note)
    blocks: tuple[Block, ...] = tuple(Passage(" ".join(one.split())) for one in words if one)
    return Section("Answer" if question.words else "Know this first", blocks) if blocks else None
