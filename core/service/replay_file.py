"""Replay a file under given tariffs and terms: import, price, post, clear, settle, sum up.

The clock is the file's own: a CDR arrives when its session ends, cycles cut off on the days after,
and checks of age do not apply. The terms hold from the file's first day, whatever their file says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from core.domain.agreement import Agreement
from core.domain.cdr import Cdr
from core.domain.environment import REPLAYED
from core.domain.errors import ConflictError
from core.domain.interval import Interval
from core.domain.network import Network
from core.domain.period import end_of
from core.ledger.steps_of_terms import waterfall_of
from core.service.agreement_file import load_agreement
from core.service.carry_cdrs import carry, carry_on, received_at_end
from core.service.credit_cdr import post_credits
from core.service.import_file import ImportReport, ReadFile, keep_file, read_file
from core.service.issue_cdr import CdrIssuer
from core.service.known import known_of
from core.service.network_file import load_network
from core.service.pipeline import everything_due_by, run_due
from core.service.register_network import register_network
from core.service.report import summary_of
from core.service.runtime import Runtime
from core.service.settle_cycles import Settled
from core.service.snapshot import Summary
from core.service.true_up_period import true_up_period
from core.store.reference_store import all_agreements, put_seen

_BATCH = 1_000

OnStage = Callable[[str, int, int], None]
"""Told (stage, done, total): ``read`` in bytes, ``post`` in CDRs, ``settle`` in cycles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayOrder:
    """What is to be replayed, and under which terms."""

    path: Path
    """A file that ``import_file`` reads."""
    network: str
    """Name or path of the network that the file belongs to."""
    agreement: str
    """Name or path of the terms."""
    rejects_file: Path
    """Where rejected records are written."""
    mapping: str | None = None
    """Name or path of the mapping; None recognises the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay did, and the books after it."""

    imported: ImportReport
    settled: Settled
    summary: Summary


def replay_file(
    runtime: Runtime,
    order: ReplayOrder,
    on_stage: OnStage = lambda _stage, _done, _total: None,
) -> Replayed:
    """Replay a file into the books; doing so again under the same terms changes nothing.

    Raises:
        SourceError: A file cannot be read.
        NotFoundError: A name is not known.
        ConflictError: The books hold the same sessions under other terms.
        StoreError: The database cannot be written.
    """
    network = load_network(order.network)
    file = _marked(
        read_file(order.path, order.mapping, lambda done, total: on_stage("read", done, total))
    )
    source = f"{REPLAYED}{file.name}"
    issuer = CdrIssuer(network, source, assumes_time_zone=file.assumes_time_zone)
    issued = sorted(map(issuer.issue_cdr, file.sessions), key=lambda one: (one.end, one.key))
    received = [one.record for one in file.cdrs if isinstance(one.record, Cdr)]
    terms = _terms(network, order.agreement, [*issued, *received])
    _refuse_other_terms(runtime, terms)
    imported = keep_file(runtime, file, order.rejects_file, received_at_end)
    register_network(runtime, network, terms)
    with runtime.database.transaction() as connection:
        put_seen(connection, *issuer.seen(file.sessions))
    _post(runtime, issued, on_stage)
    _true_up(runtime, terms, [*issued, *received])
    settled = _settle(runtime, on_stage)
    return Replayed(imported=imported, settled=settled, summary=summary_of(runtime))


def _marked(file: ReadFile) -> ReadFile:
    """The file, its CDRs marked as replayed, so that nobody takes them for live ones."""
    source = f"{REPLAYED}{file.name}"
    marked = (
        replace(one, record=replace(one.record, source=source))
        if isinstance(one.record, Cdr)
        else one
        for one in file.cdrs
    )
    return replace(file, cdrs=tuple(marked))


def _settle(runtime: Runtime, on_stage: OnStage) -> Settled:
    until = everything_due_by(runtime)
    if until is None:
        return Settled(0, 0, 0)
    ran = run_due(runtime, until, on_cycle=lambda done, total: on_stage("settle", done, total))
    return ran.settled


def _post(runtime: Runtime, cdrs: Sequence[Cdr], on_stage: OnStage) -> None:
    known = known_of(runtime)
    for at in range(0, len(cdrs), _BATCH):
        carry(runtime, cdrs[at : at + _BATCH], known=known)
        on_stage("post", min(at + _BATCH, len(cdrs)), len(cdrs))
    carry_on(
        runtime, received_at=received_at_end
    )  # CDRs of an OCPI file are in the books since the import
    post_credits(runtime)


def _true_up(runtime: Runtime, terms: Sequence[Agreement], cdrs: Sequence[Cdr]) -> None:
    """Close each month that is over, where the terms have steps of a period."""
    if any(waterfall_of(one).period_steps for one in terms):
        for month in sorted({f"{cdr.end:%Y-%m}" for cdr in cdrs}):
            if end_of(month) <= runtime.now():
                true_up_period(runtime, month)


def _terms(network: Network, name: str, cdrs: Sequence[Cdr]) -> list[Agreement]:
    """The agreement from the first day of the file; one a CPO where they differ in currency."""
    first = min((cdr.start for cdr in cdrs), default=None)
    country = network.operator.country_code
    one_currency = len({cpo.currency for cpo in network.cpos}) == 1
    terms = []
    for cpo in network.cpos[:1] if one_currency else network.cpos:
        one = load_agreement(name, cpo.currency, country)
        if not one_currency:
            one = replace(one, agreement_id=f"{one.agreement_id}-{cpo.key}", cpo=cpo.key)
        terms.append(one if first is None else replace(one, effective=Interval(_day(first))))
    return terms


def _refuse_other_terms(runtime: Runtime, wanted: Sequence[Agreement]) -> None:
    """Books of a replay stand for one set of terms: under two, their sums would answer nothing.

    Raises:
        ConflictError: They hold others for the same parties and time.
    """
    with runtime.database.reading() as connection:
        known = all_agreements(connection)
    for new, old in product(wanted, known):
        same_parties = (new.cpo, new.demand_partner) == (old.cpo, old.demand_partner)
        same_terms = replace(old, effective=new.effective) == new
        if same_parties and new.effective.overlaps(old.effective) and not same_terms:
            raise ConflictError(
                f"{runtime.database.name}: wanted books under {_named(new)}, found some under "
                f"{_named(old)}; other terms need other books"
            )


def _named(terms: Agreement) -> str:
    return f"{terms.version} ({terms.preset}, {terms.payout_currency})"


def _day(instant: datetime) -> datetime:
    return datetime(instant.year, instant.month, instant.day, tzinfo=UTC)
