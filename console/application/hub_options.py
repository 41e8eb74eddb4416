"""Where the hub's key is when nobody says where: beside the books, or in the user's own folder."""

import os
from hashlib import sha256
from pathlib import Path

from console.application.options import data_folder
from core.service.hub_key import KEY_VARIABLE, load_hub_key
from core.service.runtime import Runtime
from core.service.sealed_box import HubKey


def key_at(runtime: Runtime, file: Path | None, *, forget: bool) -> HubKey:
    """The hub's key for these books; another one, where ``forget`` says that the first is lost.

    Raises:
        RuleError: The books are sealed for another key.
        SourceError: Its file cannot be read or written.
    """
    given = os.environ.get(KEY_VARIABLE)
    return load_hub_key(runtime, file or _beside(runtime), given, forget=forget)


def _beside(runtime: Runtime) -> Path:
    url = runtime.database.url
    if runtime.database.dialect == "sqlite" and url.database:
        return Path(f"{url.database}.hubkey")
    digest = sha256(runtime.database.name.encode()).hexdigest()[:8]
    return data_folder() / f"hub-{digest}.hubkey"
