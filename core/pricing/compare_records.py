"""Sessions and CDRs beside each other: what is not charged, and what is charged twice."""

from collections.abc import Iterable, Iterator

from core.domain.cdr import Cdr
from core.domain.session import Session, SessionStatus
from core.pricing.discrepancy import Difference, DifferenceKind


def unmatched(sessions: Iterable[Session], cdrs: Iterable[Cdr]) -> tuple[Difference, ...]:
    """Completed sessions without a CDR, then CDRs of sessions that another one charges already.

    The first CDR of a session, in the given order, is the one that counts; a CDR that names no
    session is told from others by its own key.
    """
    every = list(cdrs)
    charged = {one.session_id for one in every}
    return (*_missing(sessions, charged), *_duplicates(every))


def _missing(sessions: Iterable[Session], charged: set[str | None]) -> Iterator[Difference]:
    for one in sessions:
        if one.status is SessionStatus.COMPLETED and one.session_id not in charged:
            yield Difference(
                of=f"session {one.session_id}",
                kind=DifferenceKind.MISSING,
                ours=one.energy_kwh,
                theirs=None,
                unit="kWh",
                amount=None,
                because="there is no CDR of it",
            )


def _duplicates(cdrs: Iterable[Cdr]) -> Iterator[Difference]:
    first: dict[tuple[str, str], Cdr] = {}
    for one in cdrs:
        name = one.key if one.session_id is None else one.session_id
        counts = first.setdefault((one.cpo, name), one)
        if counts is not one:
            total = None if one.total_cost is None else one.total_cost.excl_vat
            yield Difference(
                of=one.key,
                kind=DifferenceKind.DUPLICATE,
                ours=None,
                theirs=total,
                unit=one.currency,
                amount=total,
                because=f"{counts.key} charges the same session",
            )
