"""Issue a party's documents of a month: tax documents, and the statement that they stand beneath.

They are built from the books beside them, validated, and kept in one transaction with their
numbers and with what rounding their VAT came to. Another writer who was faster with a number costs
a second try, never a gap.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from core.domain.document import DocumentKind, Period
from core.domain.errors import (
    CollisionError,
    InvalidValueError,
    NotFoundError,
    RuleError,
)
from core.domain.party import Role
from core.ledger.chart_of_accounts import Code, code_of, owner_of
from core.service.document_drafts import Drafting, Drafts
from core.service.document_rounding import rounding_entries
from core.service.gather_sales import Gathered
from core.service.known import Known, known_in
from core.service.legal_standing import LegalStanding
from core.service.render_documents import Renderer
from core.service.runtime import Runtime
from core.service.seal_books import seal
from core.service.session_sales import entries_in_turn
from core.store.database import OpenTransaction, alone
from core.store.document_store import (
    DocumentFile,
    KeptDocument,
    credited_statements,
    documents_where,
    last_statement,
    put_cover,
    put_document,
    put_files,
    uncovered_entries,
)
from core.store.journal_store import append_entries, balances
from core.store.legal_entity_store import all_legal_entities

_TRIES: Final = 20
"""How often another writer may be first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """What became of one party and month."""

    party: str
    documents: tuple[KeptDocument, ...]
    """The statement first; none where nothing concerned the party."""
    is_new: bool
    problem: str = ""
    """Why there is nothing yet: legal data that is missing, or a rule; the others are issued."""


def month_of(name: str) -> Period:
    """The month of a name as ``2026-06``.

    Raises:
        InvalidValueError: It is no month.
    """
    try:
        first = date.fromisoformat(f"{name}-01")
    except ValueError:
        raise InvalidValueError(f"month: wanted one as 2026-06, found {name!r}") from None
    following = (first + timedelta(days=31)).replace(day=1)
    return Period(name=name, first=first, last=following - timedelta(days=1))


def issue_documents(
    runtime: Runtime,
    period: Period,
    renderer: Renderer,
    party: str | None = None,
    on_party: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[Issued, ...]:
    """Issue the documents of a month, of one party or of all, each once.

    Entries of before the month that no statement covers yet are in it: they were late.

    Raises:
        NotFoundError: No such party, or its legal data is missing; the message names it. Where
            all are asked for, that is the ``problem`` of one, and the others are issued.
        RuleError: The month is not over; of one party also: a later one is issued, a document
            breaks a rule.
        WorkerError: Nobody can tell whether the documents keep the rules.
    """
    if end_of(period) > runtime.now():
        raise RuleError(f"documents: {period.name} is not over, it ends at {end_of(period)} UTC")
    with runtime.database.reading() as connection:
        known = known_in(connection)
        paid = [where for where, _ in balances(connection) if code_of(where) is Code.PARTNER]
    parties = _parties(known, {owner_of(where) for where in paid}, party)
    issued = []
    for done, one in enumerate(parties):
        on_party(done, len(parties))
        try:
            issued.append(_issue(runtime, period, one, known, renderer))
        except (NotFoundError, RuleError) as error:
            if party is not None:
                raise
            issued.append(Issued(party=one, documents=(), is_new=False, problem=str(error)))
    on_party(len(parties), len(parties))
    return tuple(issued)


def end_of(period: Period) -> datetime:
    """The first moment after a period, UTC."""
    return datetime.combine(period.last + timedelta(days=1), time(), tzinfo=UTC)


def _parties(known: Known, paid: Collection[str], wanted: str | None) -> list[str]:
    """Keys of those who get documents: Demand Partners, CPOs, then third parties.

    Terms may pay third parties that nobody described; they are asked for here, by name.
    """
    roles = dict.fromkeys(paid, Role.OTHER)
    roles |= {key: one.role for key, one in known.parties.items() if one.role is not Role.HUB}
    if wanted is not None:
        if wanted not in roles:
            listed = ", ".join(sorted(roles)) or "none"
            raise NotFoundError(f"documents: no party {wanted!r}; these trade: {listed}")
        return [wanted]
    order = (Role.EMSP, Role.CPO, Role.OTHER)
    return sorted(roles, key=lambda key: (order.index(roles[key]), key))


def _issue(
    runtime: Runtime, period: Period, party: str, known: Known, renderer: Renderer
) -> Issued:
    for _ in range(_TRIES):
        try:
            return _try(runtime, period, party, known, renderer)
        except CollisionError:
            continue
    return _try(runtime, period, party, known, renderer)


def _try(runtime: Runtime, period: Period, party: str, known: Known, renderer: Renderer) -> Issued:
    with runtime.database.reading() as connection:
        before = documents_where(connection, party=party, period=period.name)
        if before:
            return Issued(party=party, documents=statement_first(before), is_new=False)
        numbers = uncovered_entries(connection, party, end_of(period))
        latest = last_statement(connection, party)
        if latest is not None and latest.period.name > period.name:
            raise RuleError(f"documents: {latest.number} is issued up to {latest.period.name}")
        if not numbers:
            return Issued(party=party, documents=(), is_new=False)
        gathered = _gathered(connection, party, numbers, known)
        drafts = Drafting(
            connection=connection,
            period=period,
            issued_at=runtime.now(),
            known=known,
            legal=LegalStanding(all_legal_entities(connection), known, runtime.now().date()),
            latest=latest,
        ).drafts_of(gathered)
    files = renderer.files_of(drafts)
    return _keep(runtime, drafts, files, numbers)


def statement_first(documents: Iterable[KeptDocument]) -> tuple[KeptDocument, ...]:
    """Documents of one statement in the order in which people read them."""
    kinds = list(DocumentKind)
    return tuple(
        sorted(
            documents,
            key=lambda one: (
                one.kind is not DocumentKind.STATEMENT,
                kinds.index(one.kind),
                one.is_credit,
                one.number,
            ),
        )
    )


def _gathered(
    connection: OpenTransaction, party: str, numbers: Sequence[int], known: Known
) -> Gathered:
    gathered = Gathered(party)
    credited = credited_statements(connection, party, numbers)
    gathered.take(entries_in_turn(connection, numbers, known), credited)
    return gathered


def _keep(
    runtime: Runtime, drafts: Drafts, files: Sequence[DocumentFile], numbers: Sequence[int]
) -> Issued:
    entries = list(rounding_entries(drafts, runtime.now()))
    with runtime.database.transaction() as connection:
        alone(connection)
        for kept, value in drafts.documents:
            put_document(connection, kept, value)
        put_files(connection, files)
        put_cover(connection, drafts.party, drafts.statement, numbers)
        append_entries(connection, entries, runtime.now())
    if entries:
        seal(runtime)
    documents = statement_first(kept for kept, _ in drafts.documents)
    return Issued(party=drafts.party, documents=documents, is_new=True)
