"""Agreements as screens show them: a list, a version's waterfall on one session.

Frozen values only; nothing is written. Amounts are in minor units and before VAT unless named.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from core.domain.agreement import Agreement
from core.domain.agreement_example import Example
from core.domain.party import Party
from core.domain.waterfall import COUNTS, Actor, Settle, StepKind
from core.ledger.run_steps import Part
from core.ledger.sample_session import (
    home_vat,
    period_amounts,
    sample_cdr,
    split_sample,
)
from core.ledger.session_vat import SessionVat, Traders, vat_of_session
from core.ledger.split import Split
from core.ledger.steps_of_terms import waterfall_of
from core.service.agreement_life import Terms, TermsStatus, all_terms, named_terms
from core.service.runtime import Runtime
from core.service.step_words import basis_words, words_of
from core.service.vat_file import vat_table
from core.store.agreement_store import content_sha
from core.store.database import OpenTransaction
from core.store.reference_store import all_parties, operator

USUAL_SAMPLE = Example(
    name="20 kWh at 0.50",
    energy_kwh=Decimal(20),
    energy_cost=Decimal(10),
    vat_pct=Decimal(21),
    expected=(("CPO", Decimal(0)),),
)
"""What a waterfall is shown on where its agreement has no example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsRow:
    """A version of terms as a line of a table."""

    version: str
    agreement_id: str
    preset: str
    scope: str
    """Whom it is for, in words."""
    effective_from: datetime
    effective_to: datetime | None
    currency: str
    status: TermsStatus
    sha: str
    steps: int
    examples: int
    note: str
    drafter: str
    """Empty where it came with a network."""
    proposer: str
    approver: str
    is_advisory: bool
    """That two people decided is their word only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step, and what it moves of the sample."""

    step_id: str
    words: str
    payer: str
    payee: str
    kind: StepKind
    is_of_period: bool
    """Worked out at the close of a period, from as many equal samples as it says."""
    applies: bool
    basis: str
    """What it is a part of, in words."""
    basis_amount: Fraction | None
    """How much that is: minor units, or kWh and sessions where ``basis_counts``."""
    basis_counts: bool
    amount_minor: int
    vat_minor: int
    cpo_left_minor: int
    """What the CPO holds once the step is taken; of a period's step as before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterfallView:
    """The waterfall of one session: rows top to bottom, the remainder last."""

    version: str
    currency: str
    sample: Example
    net_minor: int
    gross_minor: int
    """With VAT, as the DP owes it, without what it pays beside the session."""
    rows: tuple[StepRow, ...]
    cpo_minor: int
    dp_minor: int
    network_minor: int
    """Before card cost and rebates that it bears."""
    others_minor: int
    """Third parties, and rebates that the CPO funds."""
    card_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsView:
    """Everything of one version that a page shows."""

    row: TermsRow
    agreement: Agreement
    waterfall: WaterfallView
    versions: tuple[TermsRow, ...]
    """All of the same agreement, the latest first."""


def list_terms(runtime: Runtime) -> tuple[TermsRow, ...]:
    """Every version and draft, by agreement, the latest version first."""
    with runtime.database.reading() as connection:
        return tuple(map(row_of, all_terms(connection)))


def show_terms(
    runtime: Runtime, named: str, sample: Example | None = None, parties: tuple[str, str] = ("", "")
) -> TermsView:
    """One version, with its waterfall on one session.

    Args:
        runtime: The books.
        named: A version, an agreement's id, or the beginning of a sha256.
        sample: What is parted; the first golden example by default, else 20 kWh at 0.50.
        parties: Keys of CPO and DP for VAT by the table; without them all are at home.

    Raises:
        NotFoundError: There is none, or several.
        UndecidedVatError: The VAT table has no answer for these parties.
    """
    with runtime.database.reading() as connection:
        return _view(connection, named_terms(connection, named), sample, parties)


def show_agreement(
    runtime: Runtime,
    agreement: Agreement,
    sample: Example | None = None,
    parties: tuple[str, str] = ("", ""),
) -> TermsView:
    """The same of terms that the books do not hold, as those of a file."""
    with runtime.database.reading() as connection:
        found = Terms(agreement=agreement, sha=content_sha(agreement), status=TermsStatus.DRAFT)
        return _view(connection, found, sample, parties)


def _view(
    connection: OpenTransaction, found: Terms, sample: Example | None, parties: tuple[str, str]
) -> TermsView:
    one = found.agreement
    shown = sample or next(iter(one.examples), USUAL_SAMPLE)
    rows = map(row_of, all_terms(connection))
    return TermsView(
        row=row_of(found),
        agreement=one,
        waterfall=waterfall_view(one, shown, _vat(connection, one, shown, parties)),
        versions=tuple(row for row in rows if row.agreement_id == one.agreement_id),
    )


def _vat(
    connection: OpenTransaction, agreement: Agreement, sample: Example, parties: tuple[str, str]
) -> SessionVat:
    known, network = all_parties(connection), operator(connection)
    cpo, dp = (known.get(key) for key in parties)
    if network is None or cpo is None or dp is None:
        return home_vat(agreement, sample)
    priced = sample_cdr(agreement, sample)
    third = tuple(known[step.payee] for step in agreement.steps if step.payee in known)
    traders: tuple[Party, Party, Party] = (network, cpo, dp)
    return vat_of_session(
        vat_table(), agreement, Traders(*traders, third), sample.country, priced.cdr.end.date()
    )


def waterfall_view(
    agreement: Agreement, sample: Example, vat: SessionVat | None = None
) -> WaterfallView:
    """The waterfall of an agreement on one session."""
    parts = split_sample(agreement, sample, vat)
    sums = parts.sums()
    return WaterfallView(
        version=agreement.version,
        currency=parts.currency,
        sample=sample,
        net_minor=parts.net,
        gross_minor=parts.gross,
        rows=_rows(agreement, sample, parts),
        cpo_minor=sums.cpo_net,
        dp_minor=sums.dp_share,
        network_minor=sums.network_net,
        others_minor=sums.others,
        card_minor=sums.card_cost,
    )


def _rows(agreement: Agreement, sample: Example, parts: Split) -> tuple[StepRow, ...]:
    falls, left = waterfall_of(agreement), parts.net
    of_period = period_amounts(agreement, sample) if falls.period_steps else {}
    rows = []
    for part in parts.parts:
        left += part.amount * ((part.step.payee == Actor.CPO) - (part.step.payer == Actor.CPO))
        rows.append(_row(part, parts.currency, left, of_period.get(part.step.step_id)))
    rest = Part(falls.remainder, falls.remainder, left, 0, None, applies=True, basis=(parts.net, 1))
    return (*rows, _row(rest, parts.currency, left, None))


def _row(part: Part, currency: str, cpo_left: int, of_period: int | None) -> StepRow:
    step = part.step
    return StepRow(
        step_id=step.step_id,
        words=words_of(step, currency),
        payer=step.payer,
        payee=step.payee,
        kind=step.kind,
        is_of_period=step.settle is Settle.PERIOD_TRUE_UP,
        applies=part.applies or of_period is not None,
        basis=basis_words(step.basis),
        basis_amount=Fraction(*part.basis) if part.applies else None,
        basis_counts=step.basis in COUNTS,
        amount_minor=part.amount if of_period is None else of_period,
        vat_minor=part.vat,
        cpo_left_minor=cpo_left,
    )


def row_of(found: Terms) -> TermsRow:
    """A version of terms as a line of a table."""
    one, approval = found.agreement, found.approval
    decision = None if approval is None else approval.decision
    return TermsRow(
        version=one.version,
        agreement_id=one.agreement_id,
        preset=one.preset,
        scope=one.scope,
        effective_from=one.effective.start,
        effective_to=one.effective.end,
        currency=one.payout_currency,
        status=found.status,
        sha=found.sha,
        steps=len(waterfall_of(one).steps),
        examples=len(one.examples),
        note="" if found.draft is None else found.draft.note,
        drafter="" if found.draft is None else found.draft.drafter,
        proposer="" if approval is None else approval.proposed_by.name,
        approver="" if decision is None else decision.by.name,
        is_advisory=approval is not None and approval.is_advisory,
    )
