"""Import a file of sessions or of OCPI CDRs: every record is kept, known already, or rejected.

Rows are kept in batches, each its own transaction; a repeated import finds them again by their
ids and changes nothing, so a killed one is simply repeated.
"""

import csv
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from core.domain.cdr import Cdr
from core.domain.errors import SourceError
from core.domain.reject import Reject, RejectReason
from core.domain.session import Session
from core.ocpi.cdr_codec import cdrs_from_text
from core.ocpi.wire import items_of, json_text, parsed
from core.service.keep_cdrs import FileCdr, keep_cdrs
from core.service.resources import built_in_mappings, load_mapping, read_text
from core.service.runtime import Runtime
from core.sessionfile.mapping import Mapping, recognise
from core.sessionfile.read_sessions import read_sessions
from core.sessionfile.records import header_of
from core.store.session_store import SourceFile, put_sessions, put_source_file

ItemT = TypeVar("ItemT")
OCPI = "ocpi-2.2.1"
"""Name of the mapping of a file that holds OCPI CDRs."""
_BATCH = 2_000

OnProgress = Callable[[int, int], None]
"""Told (bytes read, bytes in all)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of every record of a file: read = accepted + duplicates + rejected."""

    name: str
    mapping: str
    read: int
    accepted: int
    duplicates: int
    rejected: dict[str, int]
    """Count by reason."""
    rejects_file: Path | None
    """Where the rejected records are, with line and reason; None if there were none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A file as values, in its order, each record once."""

    sha: str
    """sha256 of its bytes."""
    name: str
    mapping: str
    sessions: tuple[Session, ...]
    cdrs: tuple[FileCdr, ...]
    """CDRs and Credit CDRs."""
    rejects: tuple[Reject, ...]
    read: int
    assumes_time_zone: bool
    """The times had no zone of their own; the mapping gave one."""


def read_file(
    path: Path, mapping: str | None = None, on_progress: OnProgress = lambda _done, _all: None
) -> ReadFile:
    """Read a file without keeping anything.

    Args:
        path: CSV or JSON of sessions, or JSON of OCPI 2.2.1 CDRs.
        mapping: Name or path of a mapping; None recognises the file by its header.
        on_progress: Told how far the reading is.

    Raises:
        SourceError: It cannot be read: absent, wrong encoding, unknown header.
        NotFoundError: There is no such mapping.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            sha = sha256(file.read()).hexdigest()
            file.seek(0)
            if mapping is None and _is_ocpi(file):
                return _read_cdrs(path, sha)
            file.seek(0)
            chosen = _mapping(file, mapping, path.name)
            file.seek(0)
            lines = _counted(file, size, on_progress)
            found = list(read_sessions(lines, chosen, path.name))
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from error
    sessions = {one.session_id: one for one in reversed(found) if isinstance(one, Session)}
    return ReadFile(
        sha=sha,
        name=path.name,
        mapping=chosen.name,
        sessions=tuple(reversed(sessions.values())),
        cdrs=(),
        rejects=tuple(one for one in found if isinstance(one, Reject)),
        read=len(found),
        assumes_time_zone=chosen.assumes_time_zone,
    )


def import_file(
    runtime: Runtime,
    path: Path,
    *,
    rejects_file: Path,
    mapping: str | None = None,
    on_progress: OnProgress = lambda _done, _all: None,
) -> ImportReport:
    """Read a file, keep what is new and write what was rejected.

    Raises:
        SourceError: The file cannot be read, or the rejects cannot be written.
        ConflictError: A session of it is known with other content.
        StoreError: The database cannot be written.
    """
    return keep_file(runtime, read_file(path, mapping, on_progress), rejects_file)


def keep_file(
    runtime: Runtime,
    file: ReadFile,
    rejects_file: Path,
    received_at: Callable[[Cdr], datetime] | None = None,
) -> ImportReport:
    """Keep what ``read_file`` found; see ``import_file``.

    CDRs are received now, unless the caller says when.
    """
    accepted = 0
    for sessions in _slices(file.sessions):
        with runtime.database.transaction() as connection:
            accepted += put_sessions(connection, file.sha, sessions)
    kept = keep_cdrs(runtime, file.cdrs, received_at)
    accepted += kept.accepted
    rejects = sorted((*file.rejects, *kept.rejects), key=lambda one: one.line)
    rejected = dict(sorted(Counter(one.reason.value for one in rejects).items()))
    report = ImportReport(
        name=file.name,
        mapping=file.mapping,
        read=file.read,
        accepted=accepted,
        duplicates=file.read - accepted - len(rejects),
        rejected=rejected,
        rejects_file=_written(rejects, rejects_file) if rejects else None,
    )
    with runtime.database.transaction() as connection:
        put_source_file(
            connection,
            SourceFile(
                sha=file.sha,
                name=report.name,
                mapping=report.mapping,
                read=report.read,
                accepted=report.accepted,
                duplicates=report.duplicates,
                rejected=rejected,
                imported_at=runtime.now(),
            ),
        )
    return report


def _is_ocpi(file: Iterable[bytes]) -> bool:
    """Whether a file holds JSON in which CDRs have their token, as no mapped file has."""
    text = b"".join(file)
    return text.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and b'"cdr_token"' in text


def _read_cdrs(path: Path, sha: str) -> ReadFile:
    text = read_text(path)
    raws = [json_text(one) for one in items_of(parsed(text, path.name), path.name)]
    found = cdrs_from_text(text, path.name)
    rejects = [one for one in found if isinstance(one, Reject)]
    cdrs: dict[str, FileCdr] = {}
    for number, (record, raw) in enumerate(zip(found, raws, strict=True), start=1):
        if isinstance(record, Reject):
            continue
        one = FileCdr(record, number, raw)
        first = cdrs.setdefault(record.key, one)
        if first.record != record:
            detail = f"{record.key}: object {first.number} says something else"
            rejects.append(one.rejected(RejectReason.CONFLICTING_CDR, detail))
    return ReadFile(
        sha=sha,
        name=path.name,
        mapping=OCPI,
        sessions=(),
        cdrs=tuple(cdrs.values()),
        rejects=tuple(rejects),
        read=len(found),
        assumes_time_zone=False,
    )


def _mapping(lines: Iterable[bytes], name: str | None, source: str) -> Mapping:
    if name is not None:
        return load_mapping(name)
    return recognise(header_of(lines, source), built_in_mappings(), source)


def _counted(lines: Iterable[bytes], size: int, on_progress: OnProgress) -> Iterator[bytes]:
    done = 0
    for number, line in enumerate(lines):
        done += len(line)
        if number % _BATCH == 0:
            on_progress(done, size)
        yield line
    on_progress(size, size)


def _slices(items: Sequence[ItemT]) -> Iterator[Sequence[ItemT]]:
    return (items[at : at + _BATCH] for at in range(0, len(items), _BATCH))


def _written(rejects: Sequence[Reject], path: Path) -> Path:
    """Write all rejects, or leave what was there; a reader never sees half a file."""
    draft = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("line", "reason", "detail", "raw"))
            writer.writerows((one.line, one.reason.value, one.detail, one.raw) for one in rejects)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise SourceError(str(path), f"cannot be written: {error.strerror}") from error
    return path
