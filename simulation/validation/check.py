"""One check of the simulator: a value, what it should be, and the verdict.

A verdict is made here and nowhere else, from the numbers alone: a check cannot be told that it
passed. What cannot be computed, because a file is not there, is SKIPPED and says why.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import fmean, stdev
from typing import Final

from scipy.stats import t as student

CONFIDENCE: Final = 0.95


class Verdict(StrEnum):
    """How a check came out."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"


class CheckGroup(StrEnum):
    """What a check compares the simulator with."""

    THEORY = "THEORY"
    """A formula of queueing theory."""
    LAWS = "LAWS"
    """What must hold exactly in every run."""
    CHOICE = "CHOICE"
    """What drivers choose: the logit model, and published answers to prices."""
    DATA = "DATA"
    """Sessions that were not used for the fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check and how it came out."""

    name: str
    """Stable, for scripts: ``erlang_b.m_m_4_4``, ``fit.dundee.rapid.energy_ks``."""
    group: CheckGroup
    what: str
    """A title to be shown."""
    unit: str
    """Of value, interval, wanted and tolerance: ``%``, ``s``, ``kWh``; empty for a plain number."""
    value: float
    interval: tuple[float, float] | None
    """95 % interval of ``value`` over replications; None where the value is exact."""
    wanted: float
    tolerance: float
    """Largest half-width of the interval, if there is one, else largest distance from
    ``wanted``; in the unit of both."""
    verdict: Verdict
    definition: str
    """What is measured, over what, and what makes it pass."""
    reason: str = ""
    """Why it failed or was skipped; empty if it passed."""
    replications: int = 1


OnProgress = Callable[[int, int, str], None]
"""Told how many checks are done, of how many, and the title of the one that begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a check asks, before there is an answer."""

    name: str
    group: CheckGroup
    what: str
    unit: str = ""
    definition: str


def mean_check(
    question: Question, values: Sequence[float], *, wanted: float, half_width_share: float
) -> Check:
    """Whether the 95 % interval of a mean covers what theory says and is narrow enough.

    Args:
        question: What is asked.
        values: One for each independent replication, at least two.
        wanted: What theory says, not 0.
        half_width_share: Largest half-width, as a share of ``wanted``.
    """
    mean = fmean(values)
    quantile = float(student.ppf((1 + CONFIDENCE) / 2, len(values) - 1))
    half_width = quantile * stdev(values) / sqrt(len(values))
    low, high, tolerance = mean - half_width, mean + half_width, half_width_share * abs(wanted)
    reason = ""
    if not low <= wanted <= high:
        reason = f"{wanted:.4g} is outside the interval {low:.4g} to {high:.4g}"
    elif half_width > tolerance:
        reason = f"the interval is {half_width:.3g} wide to each side, wanted {tolerance:.3g}"
    return Check(
        name=question.name,
        group=question.group,
        what=question.what,
        unit=question.unit,
        value=mean,
        interval=(low, high),
        wanted=wanted,
        tolerance=tolerance,
        verdict=Verdict.FAILED if reason else Verdict.PASSED,
        definition=question.definition,
        reason=reason,
        replications=len(values),
    )


def value_check(
    question: Question, value: float, *, wanted: float, tolerance: float, because: str = ""
) -> Check:
    """Whether a value is as near to what is wanted as the tolerance says.

    Args:
        question: What is asked.
        value: What came out.
        wanted: What should.
        tolerance: Largest distance that passes; 0 for a law that holds exactly.
        because: What is known of the cause, should it fail.
    """
    distance = abs(value - wanted)
    is_near = distance <= tolerance
    reason = f"{distance:.4g} away, wanted at most {tolerance:.4g}"
    return Check(
        name=question.name,
        group=question.group,
        what=question.what,
        unit=question.unit,
        value=value,
        interval=None,
        wanted=wanted,
        tolerance=tolerance,
        verdict=Verdict.PASSED if is_near else Verdict.FAILED,
        definition=question.definition,
        reason="" if is_near else f"{reason}{': ' if because else ''}{because}",
    )


def skipped_check(question: Question, reason: str) -> Check:
    """A check that could not be made."""
    return Check(
        name=question.name,
        group=question.group,
        what=question.what,
        unit=question.unit,
        value=float("nan"),
        interval=None,
        wanted=float("nan"),
        tolerance=float("nan"),
        verdict=Verdict.SKIPPED,
        definition=question.definition,
        reason=reason,
        replications=0,
    )
