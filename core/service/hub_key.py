"""The hub's key, of its environment or a file; made at the first start, one for all processes."""

import os
from pathlib import Path
from typing import Final

from core.domain.errors import CollisionError, RuleError, SourceError
from core.service.runtime import Runtime
from core.service.sealed_box import HubKey
from core.store.platform_store import public_key, put_public_key

KEY_VARIABLE: Final = "NETWORKCORE_HUB_KEY"


def load_hub_key(runtime: Runtime, file: Path, given: str | None = None) -> HubKey:
    """The key that opens what is sealed in these books; made if nobody sealed anything yet.

    Args:
        runtime: The books, which keep the public half.
        file: Where the key is, or will be, readable for its owner alone.
        given: The key itself, instead of a file.

    Raises:
        RuleError: The books are sealed for another key.
        SourceError: The file cannot be read or written.
    """
    key = HubKey(given) if given else _read(file)
    with runtime.database.reading() as connection:
        public = public_key(connection)
    if public is None:
        return _first_key(runtime, file, key)
    if key is None or key.public != public:
        raise RuleError(
            f"these books are sealed for another hub key; name it by --key-file or ${KEY_VARIABLE}"
        )
    return key


def _first_key(runtime: Runtime, file: Path, key: HubKey | None) -> HubKey:
    if key is None:
        key = HubKey.made()
        _write(file, key)
    try:
        with runtime.database.transaction() as connection:
            put_public_key(connection, key.public, runtime.now())
    except CollisionError:
        return load_hub_key(runtime, file, key.text)
    return key


def _read(file: Path) -> HubKey | None:
    try:
        return HubKey(file.read_text("ascii").strip())
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(str(file), f"cannot be read as a hub key: {error}") from error


def _write(file: Path, key: HubKey) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as opened:
            opened.write(f"{key.text}\n")
    except OSError as error:
        raise SourceError(str(file), f"cannot be written: {error.strerror}") from error
