"""What one version of terms says otherwise than another, by the fields of a file of terms."""

from dataclasses import dataclass, replace

from console.present.step_texts import step_text
from core.domain.agreement import Agreement
from core.ledger.steps_of_terms import waterfall_of
from core.service.agreement_document import document_of


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
    steps |= {f"step {step.step_id}": step_text(step, currency) for step in falls}
    examples = {f"example {one.name}": str(dict(one.expected)) for one in agreement.examples}
    return short | tables | steps | examples
