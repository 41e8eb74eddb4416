"""The file of a backup: a zip of members, and a manifest that knows the sha256 of each.

It comes into being under another name and gets its own when it is whole, so a backup that was
killed is no backup, and one that exists is never written over.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from core.domain.errors import ConflictError, SourceError

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
_CHUNK: Final = 1 << 20
_FAST: Final = 1
"""Level of compression: the disk is slower than that, and higher ones are slower than the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file within the archive."""

    name: str
    sha: str
    """sha256 of its bytes, in hex."""
    size: int
    """In bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an archive holds."""

    dialect: str
    version: str
    """Of the tables."""
    made_at: str
    """ISO 8601, UTC."""
    last_block: str
    """Number and hash of the last block of the chain, as ``12 ab34...``; empty if there is none."""
    entry_number: int
    """The last number that PostgreSQL gave to an entry; 0 for SQLite."""
    members: tuple[Member, ...]


class ArchiveWriter:
    """Takes members one after the other."""

    def __init__(self, zipped: ZipFile) -> None:
        self._zipped = zipped
        self._members: list[Member] = []

    def add(self, name: str, chunks: Iterable[bytes | memoryview]) -> None:
        """Write one member."""
        digest, size = sha256(), 0
        with self._zipped.open(name, "w", force_zip64=True) as member:
            for chunk in chunks:
                member.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self._members.append(Member(name=name, sha=digest.hexdigest(), size=size))

    @property
    def members(self) -> tuple[Member, ...]:
        """What was written so far."""
        return tuple(self._members)

    def close_with(self, manifest: Manifest) -> None:
        """Write the manifest, which makes the archive whole."""
        told = {"format": FORMAT, **asdict(manifest)}
        self._zipped.writestr(MANIFEST, json.dumps(told, indent=1))


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A file under another name, which gets this one when the block ends well.

    Raises:
        ConflictError: There is a file of this name already; it stays as it is.
        SourceError: It cannot be written.
    """
    if path.exists():
        raise ConflictError(f"{path}: it exists; a backup is never written over")
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.unlink(missing_ok=True)  # what a killed process left
        yield partial
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        os.link(partial, path)  # fails where the name was taken meanwhile; renaming would not
    except FileExistsError as error:
        raise ConflictError(f"{path}: it exists; a backup is never written over") from error
    except OSError as error:
        raise SourceError(str(path), f"cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


@contextmanager
def new_archive(path: Path) -> Iterator[ArchiveWriter]:
    """An archive to be filled; see ``new_file``."""
    with (
        new_file(path) as partial,
        ZipFile(partial, "x", ZIP_DEFLATED, compresslevel=_FAST) as zipped,
    ):
        yield ArchiveWriter(zipped)


class ArchiveReader:
    """An archive that was made before."""

    def __init__(self, zipped: ZipFile, path: Path) -> None:
        self._zipped = zipped
        self._path = path
        self.manifest: Final = _manifest(zipped, path)

    def chunks(self, member: Member) -> Iterator[bytes]:
        """The bytes of a member; they end with an error if they are not those that were written.

        Raises:
            SourceError: They are others, or fewer.
        """
        digest = sha256()
        try:
            with self._zipped.open(member.name) as packed:
                while chunk := packed.read(_CHUNK):
                    digest.update(chunk)
                    yield chunk
        except (BadZipFile, KeyError, OSError, EOFError) as error:
            raise SourceError(str(self._path), f"{member.name} is damaged: {error}") from error
        if digest.hexdigest() != member.sha:
            raise SourceError(
                str(self._path),
                f"{member.name} is not what was written: wanted sha256 {member.sha}, "
                f"found {digest.hexdigest()}",
            )


@contextmanager
def open_archive(path: Path) -> Iterator[ArchiveReader]:
    """An archive to be read.

    Raises:
        SourceError: It is none, or cannot be read.
    """
    try:
        zipped = ZipFile(path)
    except (BadZipFile, OSError) as error:
        raise SourceError(str(path), f"cannot be read as a backup: {error}") from error
    with zipped:
        yield ArchiveReader(zipped, path)


def _manifest(zipped: ZipFile, path: Path) -> Manifest:
    try:
        told: dict[str, Any] = json.loads(zipped.read(MANIFEST))
        if told.pop("format") != FORMAT:
            raise SourceError(str(path), "it was made by a newer version of this program")
        members = tuple(Member(**one) for one in told.pop("members"))
        return Manifest(**told, members=members)
    except (BadZipFile, KeyError, TypeError, ValueError, AttributeError) as error:
        raise SourceError(str(path), f"it is no backup of books: {error}") from error
