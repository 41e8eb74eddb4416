"""Payment files as screens show them: how far each is from made to booked."""

from dataclasses import dataclass
from enum import StrEnum

from core.domain.payout_fate import PayoutFate
from core.service.release_payments import BatchRelease, batches_in
from core.store.database import OpenTransaction
from core.store.settled_store import fates_of_batches


class FileState(StrEnum):
    """How far a payment file is: on its way out, then at the bank."""

    PREPARED = "prepared"
    PROPOSED = "proposed"
    REJECTED = "rejected"
    APPROVED = "approved"
    EXPORTED = "exported"
    BOOKED = "booked"
    """Every payment of it."""
    RETURNED = "returned"
    """Some payment of it came back, or was refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """One payment file."""

    release: BatchRelease
    fate: PayoutFate

    @property
    def batch_id(self) -> str:
        """Its id."""
        return self.release.batch.batch_id

    @property
    def state(self) -> FileState:
        """What the bank says of it, else how far its release is."""
        if self.fate.came_back:
            return FileState.RETURNED
        if self.fate.booked >= self.release.batch.payments:
            return FileState.BOOKED
        return FileState(self.release.state.value.lower())


def file_lines(connection: OpenTransaction) -> tuple[FileLine, ...]:
    """Every payment file, the latest first."""
    releases = batches_in(connection)
    fates = fates_of_batches(connection, [one.batch.batch_id for one in releases])
    return tuple(
        FileLine(release=one, fate=fates.get(one.batch.batch_id, PayoutFate()))
        for one in reversed(releases)
    )
