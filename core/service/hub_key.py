"""The hub's key, of its environment or a file; made at the first start, one for all processes."""

import os
from pathlib import Path
from typing import Final

from core.domain.errors import CollisionError, RuleError, SourceError
from core.service.runtime import Runtime
from core.service.sealed_box import HubKey
from core.store.platform_store import public_key, put_public_key

KEY_VARIABLE: Final = "NETWORKCORE_HUB_KEY"


def load_hub_key(
    runtime: Runtime, file: Path, given: str | None = None, *, forget: bool = False
) -> HubKey:
    """The key that opens what is sealed in these books; made if nobody sealed anything yet.

    Args:
        runtime: The books, which keep the public half.
        file: Where the key is, or will be, readable for its owner alone.
        given: The key itself, instead of a file.
        forget: Seal for this key from now on, where the books are sealed for another one that is
            lost: tokens of before open nothing, so that partners have to register again.

    Raises:
        RuleError: The books are sealed for another key.
        SourceError: The file cannot be read or written.
    """
    key = HubKey(given) if given else _read(file)
    with runtime.database.reading() as connection:
        public = public_key(connection)
    if public is None or (forget and (key is None or key.public != public)):
        return _new_key(runtime, file, key)
    if key is None or key.public != public:
        raise RuleError(
            "these books are sealed for another hub key; name it by --key-file or "
            f"${KEY_VARIABLE}, or take another one by --forget-key if it is lost"
        )
    return key


def _new_key(runtime: Runtime, file: Path, key: HubKey | None) -> HubKey:
    key = key or _made(file)
    try:
        with runtime.database.transaction() as connection:
            put_public_key(connection, key.public, runtime.now())
    except CollisionError:  # another process was first, with the same file or with another one
        return load_hub_key(runtime, file, key.text)
    return key


def _read(file: Path) -> HubKey | None:
    try:
        return HubKey(file.read_text("ascii").strip())
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(str(file), f"cannot be read as a hub key: {error}") from error


def _made(file: Path) -> HubKey:
    """A new key in a file, or the one that another process put there first; never half of one."""
    key, draft = HubKey.made(), file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as opened:
            opened.write(f"{key.text}\n")
        try:
            os.link(draft, file)
        except FileExistsError:
            found = _read(file)
            if found is None:
                raise
            return found
        finally:
            draft.unlink()
    except OSError as error:
        raise SourceError(str(file), f"cannot be written: {error.strerror}") from error
    return key
