"""Agreements as rows of tables for a terminal, and as plain material for JSON."""

from collections.abc import Iterator, Sequence

from console.present.plain_values import Plain, plain
from core.domain.money import Money
from core.service.agreement_view import StepRow, TermsRow, TermsView, WaterfallView
from core.service.compare_terms import TermsChange

TERMS_COLUMNS = ("Version", "Status", "Whom for", "sha256", "Approved by")
STEP_COLUMNS = ("Step", "What", "Of", "Moves", "VAT", "CPO holds then")
CHANGE_COLUMNS = ("Field", "Before", "After")


def terms_rows(found: Sequence[TermsRow]) -> list[tuple[str, ...]]:
    """A row a version or draft."""
    return [
        (
            one.version,
            one.status.value,
            one.scope,
            one.sha[:8],
            one.approver + (" (advisory)" if one.is_advisory and one.approver else ""),
        )
        for one in found
    ]


def terms_lines(view: TermsView) -> list[tuple[str, str]]:
    """All of one version but its steps, a row a fact."""
    one, row = view.agreement, view.row
    until = "" if row.effective_to is None else f"{row.effective_to:%Y-%m-%d %H:%M} UTC"
    clock = f"{one.clock.delay_h} h after {one.clock.origin}, {one.clock.hours} hours"
    return [
        ("version", row.version),
        ("status", row.status.value),
        ("preset", row.preset),
        ("whom for", row.scope),
        ("from", f"{row.effective_from:%Y-%m-%d %H:%M} UTC"),
        ("to", until or "open"),
        ("currency", row.currency),
        ("paid", clock),
        ("examples", str(row.examples)),
        ("sha256", row.sha),
        ("drafted by", row.drafter or "came with a network"),
        ("proposed by", row.proposer),
        ("approved by", row.approver + (" (advisory)" if row.is_advisory and row.approver else "")),
    ]


def waterfall_rows(view: WaterfallView) -> list[tuple[str, ...]]:
    """The waterfall of one session, a row a step."""
    return [
        (
            one.step_id,
            one.words,
            basis_of(one, view.currency),
            _major(one.amount_minor, view) if one.applies else "does not apply",
            _major(one.vat_minor, view) if one.vat_minor else "",
            "" if one.is_of_period else _major(one.cpo_left_minor, view),
        )
        for one in view.rows
    ]


def waterfall_lines(view: WaterfallView) -> Iterator[str]:
    """The waterfall as text: what each step moves, what the CPO holds then, and the step."""
    rows = [("Step", "Moves", "VAT", "CPO holds", "What")]
    rows += [(row[0], row[3], row[4], row[5], row[1]) for row in waterfall_rows(view)]
    wide = [max(len(row[at]) for row in rows) for at in range(4)]
    yield f"{view.sample.name}, {view.currency}"
    for step_id, *figures, words in rows:
        told = (f"{figure:>{wide[at]}}" for at, figure in enumerate(figures, start=1))
        yield f"  {step_id:<{wide[0]}}  {'  '.join(told)}  {words}"


def waterfall_sums(view: WaterfallView) -> list[tuple[str, str]]:
    """Who has what in the end, before VAT."""
    sums = {
        "net": view.net_minor,
        "CPO": view.cpo_minor,
        "DP": view.dp_minor,
        "network": view.network_minor,
        "others": view.others_minor,
        "card cost": view.card_minor,
    }
    return [(name, _major(amount, view)) for name, amount in sums.items()]


def basis_of(row: StepRow, currency: str) -> str:
    """What a step is a part of, with its figure."""
    if row.basis_amount is None or row.is_of_period:
        return row.basis
    if row.basis_counts:
        whole = row.basis_amount
        figure = f"{whole.numerator / whole.denominator:g}"
    else:
        figure = str(Money(int(row.basis_amount), currency).major)
    return f"{row.basis} {figure}"


def change_rows(changes: Sequence[TermsChange]) -> list[tuple[str, ...]]:
    """A row a field that is said otherwise."""
    return [(one.field, one.before, one.after) for one in changes]


def plain_terms(found: Sequence[TermsRow]) -> Plain:
    """What ``agreements list`` prints."""
    return {"agreements": [plain(one) for one in found]}


def plain_view(view: TermsView) -> Plain:
    """What ``agreements show`` prints."""
    return {**plain(view.row), "waterfall": plain_waterfall(view.waterfall)}


def plain_waterfall(view: WaterfallView) -> Plain:
    """The waterfall with its amounts in minor units."""
    steps = [
        {
            "id": one.step_id,
            "words": one.words,
            "payer": one.payer,
            "payee": one.payee,
            "kind": one.kind.value,
            "period": one.is_of_period,
            "applies": one.applies,
            "amount_minor": one.amount_minor,
            "vat_minor": one.vat_minor,
            "cpo_left_minor": one.cpo_left_minor,
        }
        for one in view.rows
    ]
    return {
        "version": view.version,
        "currency": view.currency,
        "sample": view.sample.name,
        "net_minor": view.net_minor,
        "gross_minor": view.gross_minor,
        "steps": steps,
        "cpo_minor": view.cpo_minor,
        "dp_minor": view.dp_minor,
        "network_minor": view.network_minor,
        "others_minor": view.others_minor,
        "card_minor": view.card_minor,
    }


def plain_changes(changes: Sequence[TermsChange]) -> Plain:
    """What ``agreements diff`` prints."""
    return {"changes": [plain(one) for one in changes]}


def _major(amount_minor: int, view: WaterfallView) -> str:
    return str(Money(amount_minor, view.currency).major)
