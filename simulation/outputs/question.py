"""The question of a saved comparison, with what the experiment answers to it."""

from pathlib import Path

from simulation.experiment.comparison_file import Comparison, load_comparison, saved_comparisons
from simulation.experiment.comparison_words import told_in_words
from simulation.experiment.tally import Tally
from simulation.outputs.subject import Question


def question_of(comparison: Comparison, tally: Tally) -> Question:
    """The question, and the answer as far as the experiment has come."""
    return Question(
        title=comparison.title,
        words=comparison.question,
        asked_by=comparison.asked_by.value,
        explanation=comparison.explanation,
        watched=tuple(one.kpi for one in comparison.watched),
        answers=told_in_words(comparison, tally),
    )


def known_question(tally: Tally) -> Question:
    """That of the comparison that comes with the program and has these settings; else none."""
    loaded = map(load_comparison, saved_comparisons())
    found = next((one for one in loaded if _asks(one, tally)), None)
    return Question() if found is None else question_of(found, tally)


def _asks(comparison: Comparison, tally: Tally) -> bool:
    order = tally.order
    is_scenario = Path(order.base.source).stem == comparison.scenario
    return (
        is_scenario
        and order.cells == comparison.alternatives
        and order.base.changes == comparison.changes
    )
