"""Agreements as rows of tables for a terminal, and as plain material for JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from console.present.agreement_changes import TermsChange
from console.present.plain_values import Plain, plain
from console.present.step_texts import step_text
from core.domain.money import Money
from core.domain.waterfall import Actor, Settle, Step
from core.ledger.steps_of_terms import waterfall_of
from core.service.preview_session import Preview
from core.service.view_agreements import ListedTerms

TERMS_COLUMNS = ("Version", "Status", "Whom for", "sha256", "Approved by")
CHANGE_COLUMNS = ("Field", "Before", "After")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step and what it moves of an example; amounts in minor units."""

    step: Step
    is_of_period: bool
    """Worked out at the close of a period, from as many equal sessions as the example says."""
    applies: bool
    amount_minor: int
    vat_minor: int
    cpo_left_minor: int
    """What the CPO holds once the step is taken; of a period's step as before it."""


def terms_rows(found: Sequence[ListedTerms]) -> list[tuple[str, ...]]:
    """A row a version or draft."""
    return [
        (
            one.agreement.version,
            one.state.value,
            one.agreement.scope,
            one.sha[:8],
            _approver_text(one),
        )
        for one in found
    ]


def terms_lines(one: ListedTerms) -> list[tuple[str, str]]:
    """All of one version but its steps, a row a fact."""
    terms = one.agreement
    end = terms.effective.end
    clock = f"{terms.clock.delay_h} h after {terms.clock.origin}, {terms.clock.hours} hours"
    return [
        ("version", terms.version),
        ("status", one.state.value),
        ("preset", terms.preset),
        ("whom for", terms.scope),
        ("from", f"{terms.effective.start:%Y-%m-%d %H:%M} UTC"),
        ("to", "open" if end is None else f"{end:%Y-%m-%d %H:%M} UTC"),
        ("currency", terms.payout_currency),
        ("paid", clock),
        ("examples", str(len(terms.examples))),
        ("sha256", one.sha),
        ("drafted by", "came with a network" if one.draft is None else one.draft.drafter),
        ("proposed by", _proposer(one)),
        ("approved by", _approver_text(one)),
    ]


def _proposer(one: ListedTerms) -> str:
    return "" if one.approval is None else one.approval.proposed_by.name


def _approver(one: ListedTerms) -> str:
    decision = None if one.approval is None else one.approval.decision
    return "" if decision is None else decision.by.name


def _is_advisory(one: ListedTerms) -> bool:
    return one.approval is not None and one.approval.is_advisory


def _approver_text(one: ListedTerms) -> str:
    approver = _approver(one)
    return f"{approver} (advisory)" if approver and _is_advisory(one) else approver


def step_lines(preview: Preview) -> tuple[StepLine, ...]:
    """The waterfall of an example top to bottom, the remainder last."""
    split, of_period = preview.split, dict(preview.of_period)
    left, found = split.net, []
    for part in split.parts:
        step = part.step
        left += part.amount * ((step.payee == Actor.CPO) - (step.payer == Actor.CPO))
        found.append(
            StepLine(
                step=step,
                is_of_period=step.settle is Settle.PERIOD_TRUE_UP,
                applies=part.applies or step.step_id in of_period,
                amount_minor=of_period.get(step.step_id, part.amount),
                vat_minor=part.vat,
                cpo_left_minor=left,
            )
        )
    rest = StepLine(
        step=waterfall_of(preview.agreement).remainder,
        is_of_period=False,
        applies=True,
        amount_minor=left,
        vat_minor=0,
        cpo_left_minor=left,
    )
    return (*found, rest)


def waterfall_lines(preview: Preview) -> Iterator[str]:
    """The waterfall as text: what each step moves, what the CPO holds then, and the step."""
    currency = preview.split.currency
    rows = [("Step", "Moves", "VAT", "CPO holds", "What")]
    rows += [_step_row(one, currency) for one in step_lines(preview)]
    wide = [max(len(row[at]) for row in rows) for at in range(4)]
    yield f"{preview.example.name}, {currency}"
    for step_id, *figures, words in rows:
        told = (f"{figure:>{wide[at]}}" for at, figure in enumerate(figures, start=1))
        yield f"  {step_id:<{wide[0]}}  {'  '.join(told)}  {words}"


def _step_row(one: StepLine, currency: str) -> tuple[str, str, str, str, str]:
    return (
        one.step.step_id,
        _moves_text(one, currency),
        _major(one.vat_minor, currency) if one.vat_minor else "",
        "" if one.is_of_period else _major(one.cpo_left_minor, currency),
        step_text(one.step, currency),
    )


def _moves_text(one: StepLine, currency: str) -> str:
    if one.applies:
        return _major(one.amount_minor, currency)
    return "at month end" if one.is_of_period else "does not apply"


def waterfall_sums(preview: Preview) -> list[tuple[str, str]]:
    """Who has what in the end, before VAT."""
    split, sums = preview.split, preview.split.sums()
    amounts = {
        "net": split.net,
        "CPO": sums.cpo_net,
        "DP": sums.dp_share,
        "network": sums.network_net,
        "others": sums.others,
        "card cost": sums.card_cost,
    }
    return [(name, _major(amount, split.currency)) for name, amount in amounts.items()]


def change_rows(changes: Sequence[TermsChange]) -> list[tuple[str, ...]]:
    """A row a field that is said otherwise."""
    return [(one.field, one.before, one.after) for one in changes]


def plain_terms(found: Sequence[ListedTerms]) -> Plain:
    """What ``agreements list`` prints."""
    return {"agreements": [_plain_version(one) for one in found]}


def plain_view(one: ListedTerms, preview: Preview) -> Plain:
    """What ``agreements show`` prints."""
    return {**_plain_version(one), "waterfall": plain_waterfall(preview)}


def _plain_version(one: ListedTerms) -> dict[str, Plain]:
    terms = one.agreement
    return {
        "version": terms.version,
        "agreement_id": terms.agreement_id,
        "preset": terms.preset,
        "scope": terms.scope,
        "effective_from": plain(terms.effective.start),
        "effective_to": plain(terms.effective.end),
        "currency": terms.payout_currency,
        "status": one.state.value,
        "sha": one.sha,
        "steps": len(waterfall_of(terms).steps),
        "examples": len(terms.examples),
        "note": "" if one.draft is None else one.draft.note,
        "drafter": "" if one.draft is None else one.draft.drafter,
        "proposer": _proposer(one),
        "approver": _approver(one),
        "is_advisory": _is_advisory(one),
    }


def plain_waterfall(preview: Preview) -> Plain:
    """The waterfall with its amounts in minor units."""
    split, sums = preview.split, preview.split.sums()
    return {
        "version": preview.agreement.version,
        "currency": split.currency,
        "sample": preview.example.name,
        "net_minor": split.net,
        "gross_minor": split.gross,
        "steps": [_plain_step(one, split.currency) for one in step_lines(preview)],
        "cpo_minor": sums.cpo_net,
        "dp_minor": sums.dp_share,
        "network_minor": sums.network_net,
        "others_minor": sums.others,
        "card_minor": sums.card_cost,
    }


def _plain_step(one: StepLine, currency: str) -> Plain:
    return {
        "id": one.step.step_id,
        "words": step_text(one.step, currency),
        "payer": one.step.payer,
        "payee": one.step.payee,
        "kind": one.step.kind.value,
        "period": one.is_of_period,
        "applies": one.applies,
        "amount_minor": one.amount_minor,
        "vat_minor": one.vat_minor,
        "cpo_left_minor": one.cpo_left_minor,
    }


def plain_changes(changes: Sequence[TermsChange]) -> Plain:
    """What ``agreements diff`` prints."""
    return {"changes": [plain(one) for one in changes]}


def _major(amount_minor: int, currency: str) -> str:
    return str(Money(amount_minor, currency).major)
