"""Read a file of the bank: match what it tells, post it, and keep both; a file twice is once.

Everything is one transaction: movements, matches and entries are kept together or not at all, and
sealed after it. A movement that a statement and an advice both tell of is one movement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from core.banking.bank_message import bank_message
from core.domain.bank_account import masked
from core.domain.bank_entry import BankEntry, BankReport, StatusReport
from core.domain.bank_match import BankMatch, MatchKind
from core.domain.errors import ConflictError, SourceError
from core.domain.party import Role
from core.ledger.bank_posting_rules import entry_for_match
from core.service.bank_candidates import candidates_for
from core.service.collision import again_after_collision
from core.service.read_payment_status import Refusal, post_refusals
from core.service.runtime import Runtime
from core.service.seal_books import seal
from core.settlement.matching import match_entries
from core.store.bank_account_store import all_bank_accounts
from core.store.bank_entry_store import (
    KeptFile,
    is_file_known,
    known_totals,
    put_entries,
    put_file,
)
from core.store.bank_match_store import put_matches
from core.store.database import OpenTransaction, alone
from core.store.journal_store import append_entries
from core.store.reference_store import all_parties, partner_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class BankImport:
    """What a file of the bank came to."""

    kind: str
    """``camt.053``, ``camt.054`` or ``pain.002``."""
    message_id: str
    is_new: bool
    """False: this very file was read before, and nothing was done."""
    matches: tuple[BankMatch, ...] = ()
    """Of movements that were not known."""
    refusals: tuple[Refusal, ...] = ()
    known: int = 0
    """Movements that were known already."""
    pending: int = 0
    """Movements that are not booked yet; they come again when they are."""

    @property
    def unallocated(self) -> tuple[BankMatch, ...]:
        """Those of which a part waits for somebody who knows what it is."""
        return tuple(
            one
            for one in self.matches
            if any(leg.kind is MatchKind.UNALLOCATED for leg in one.legs)
        )


def read_bank_statement(runtime: Runtime, path: Path) -> BankImport:
    """Read a statement or an advice (camt.053, camt.054) or a status report (pain.002).

    Raises:
        SourceError: It cannot be read, is none of these, or is of an account that is not ours.
        ConflictError: It tells a known movement with another amount; nothing is kept.
        NotFoundError: It is about a payment file that nobody made.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from error
    return take_bank_file(runtime, content, str(path))


def take_bank_file(runtime: Runtime, content: bytes, source: str) -> BankImport:
    """What ``read_bank_statement`` does, of a file that was read."""
    message = bank_message(content, source)
    sha = sha256(content).hexdigest()
    kind = "pain.002" if isinstance(message, StatusReport) else message.kind

    def take() -> BankImport:
        with runtime.database.transaction() as connection:
            alone(connection)
            if is_file_known(connection, sha):
                return BankImport(kind=kind, message_id=message.message_id, is_new=False)
            taken = _taken(runtime, connection, message, sha, source)
            file = KeptFile(
                sha=sha,
                kind=kind,
                message_id=message.message_id,
                name=Path(source).name,
                entries=len(taken.matches) + len(taken.refusals),
                pending=taken.pending,
            )
            put_file(connection, file, runtime.now())
            return taken

    taken = again_after_collision(take)
    seal(runtime)
    return taken


def _taken(
    runtime: Runtime,
    connection: OpenTransaction,
    message: BankReport | StatusReport,
    sha: str,
    source: str,
) -> BankImport:
    if isinstance(message, StatusReport):
        refusals = post_refusals(connection, message, sha, runtime.now())
        return BankImport(
            kind="pain.002", message_id=message.message_id, is_new=True, refusals=refusals
        )
    _check_accounts(connection, message.entries, source)
    fresh = _fresh(connection, message.entries, source)
    matches = match_entries(fresh, candidates_for(connection, fresh))
    put_entries(connection, fresh, sha)
    put_matches(connection, [(one, 1) for one in matches], runtime.now())
    partners = partner_keys(connection)
    append_entries(
        connection, [entry_for_match(one, 1, partners) for one in matches], runtime.now()
    )
    return BankImport(
        kind=message.kind,
        message_id=message.message_id,
        is_new=True,
        matches=matches,
        known=len(message.entries) - len(fresh),
        pending=message.pending,
    )


def _check_accounts(connection: OpenTransaction, entries: Sequence[BankEntry], source: str) -> None:
    hubs = {one.key for one in all_parties(connection).values() if one.role is Role.HUB}
    ours = {one.iban for one in all_bank_accounts(connection) if one.party in hubs}
    for one in entries:
        if one.iban not in ours:
            wanted = ", ".join(map(masked, sorted(ours))) or "one that the network file names"
            problem = f"Acct: wanted an account of ours ({wanted}), found {masked(one.iban)}"
            raise SourceError(source, problem, one.line)


def _fresh(
    connection: OpenTransaction, entries: Sequence[BankEntry], source: str
) -> list[BankEntry]:
    """Movements that nobody told of before; those told twice in the file itself are told once."""
    totals = known_totals(connection, {one.entry_key for one in entries})
    before = set(totals)
    fresh: dict[str, BankEntry] = {}
    for one in entries:
        told = (one.total_minor, one.currency)
        known = totals.setdefault(one.entry_key, told)
        if known != told:
            raise ConflictError(
                f"{source}:{one.line}: {one.entry_key}: wanted {known[0]} minor units of "
                f"{known[1]}, as told before, found {told[0]} of {told[1]}"
            )
        if one.entry_key not in before:
            fresh.setdefault(one.name, one)
    return list(fresh.values())
