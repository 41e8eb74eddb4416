"""The difference between two versions of terms: what they say, and what one session comes to."""

from dataclasses import dataclass, replace

from core.domain.agreement import Agreement
from core.domain.agreement_example import Example
from core.domain.waterfall import Actor
from core.ledger.sample_session import amounts_of
from core.ledger.steps_of_terms import waterfall_of
from core.service.agreement_document import document_of
from core.service.step_words import words_of


@dataclass(frozen=True, slots=True)
class TermsChange:
    """One field of terms that two versions say otherwise; empty where one does not say it."""

    field: str
    before: str
    after: str


def compare_terms(before: Agreement, after: Agreement) -> tuple[TermsChange, ...]:
    """What a version says otherwise than another; steps by their ids, in words."""
    one, other = _fields(before), _fields(after)
    return tuple(
        TermsChange(name, one.get(name, ""), other.get(name, ""))
        for name in dict.fromkeys((*one, *other))
        if one.get(name) != other.get(name)
    )


def _fields(agreement: Agreement) -> dict[str, str]:
    short = {
        name: str(value)
        for name, value in document_of(agreement).items()
        if name not in ("step", "example", "card", "clock", "rounding")
    }
    tables = {
        f"{name}.{key}": str(value)
        for name, table in document_of(replace(agreement, examples=())).items()
        if isinstance(table, dict) and name in ("card", "clock", "rounding")
        for key, value in table.items()
    }
    falls, currency = waterfall_of(agreement).steps, agreement.payout_currency
    steps = {"steps": ", ".join(step.step_id for step in falls)}
    steps |= {f"step {step.step_id}": words_of(step, currency) for step in falls}
    examples = {f"example {one.name}": str(dict(one.expected)) for one in agreement.examples}
    return short | tables | steps | examples


def compare_on(
    before: Agreement, after: Agreement, sample: Example
) -> tuple[tuple[str, int, int], ...]:
    """What each of the three is left with of one session under two versions, in minor units."""
    one, other = amounts_of(before, sample), amounts_of(after, sample)
    return tuple((who.value, one[who], other[who]) for who in (Actor.CPO, Actor.DP, Actor.NETWORK))
