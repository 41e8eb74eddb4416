"""The files of settings (TOML, people may edit it) and of what the window remembers (JSON).

A file that cannot be used never stops the window and is never lost: it is kept beside under a new
name, one message says so, and the defaults hold. Older settings are brought up to date in steps.
"""

import json
import os
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from platformdirs import user_config_path
from pydantic import BaseModel, ValidationError

from console.present.settings import LAYOUT_VERSION, Settings, WindowState

Raw = dict[str, Any]
Value = TypeVar("Value", bound=BaseModel)


def _from_1(raw: Mapping[str, Any]) -> Raw:
    """Version 1 had ``dark = true|false`` for a theme and no high contrast."""
    kept = {key: value for key, value in raw.items() if key != "dark"}
    return kept | {"version": 2, "theme": "dark" if raw.get("dark", True) else "light"}


MIGRATIONS: Final[dict[int, Callable[[Mapping[str, Any]], Raw]]] = {1: _from_1}
"""From each older version to the next one."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the two files held, or the defaults; and what was wrong with them."""

    settings: Settings
    state: WindowState
    problems: tuple[str, ...]
    """One clear message for each file that could not be used."""


class SettingsFiles:
    """The two files in one folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or user_config_path("networkcore")
        self.settings_path: Final = self._folder / "settings.toml"
        self.state_path: Final = self._folder / "window.json"

    def load(self) -> Remembered:
        """Read both; what cannot be used is kept beside."""
        settings, wrong_settings = _read(self.settings_path, _settings_of, Settings())
        state, wrong_state = _read(self.state_path, _state_of, WindowState())
        problems = tuple(filter(None, (wrong_settings, wrong_state)))
        return Remembered(settings, state, problems)

    def save_settings(self, settings: Settings) -> None:
        """Write the settings, all at once or not at all.

        Raises:
            OSError: They cannot be written.
        """
        _write(self.settings_path, toml_of(settings))

    def save_state(self, state: WindowState) -> None:
        """Write what the window remembers, all at once or not at all.

        Raises:
            OSError: It cannot be written.
        """
        _write(self.state_path, f"{state.model_dump_json(indent=1)}\n")


def toml_of(settings: Settings) -> str:
    """The settings as TOML, one line each."""
    lines = [f"{key} = {_toml_value(value)}" for key, value in settings.model_dump().items()]
    return "\n".join(
        ("# Settings of the NetworkCore Console; the window reads them at its start.", *lines, "")
    )


def _toml_value(value: bool | int | str) -> str:  # noqa: FBT001 (a value of any setting)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _settings_of(text: str) -> Settings:
    raw = tomllib.loads(text)
    version = raw.get("version")
    while isinstance(version, int) and version in MIGRATIONS:
        raw = MIGRATIONS[version](raw)
        version = raw["version"]
    return Settings.model_validate(raw)


def _state_of(text: str) -> WindowState:
    """Layouts of another version are left out; all else is remembered."""
    raw = json.loads(text)
    for workspace in raw.get("layouts", {}).values():
        saved = workspace.get("saved", {})
        workspace["saved"] = {name: one for name, one in saved.items() if _is_known(one)}
        if not _is_known(workspace.get("current")):
            workspace["current"] = None
    return WindowState.model_validate(raw)


def _is_known(layout: object) -> bool:
    return isinstance(layout, dict) and layout.get("version") == LAYOUT_VERSION


def _read(path: Path, parse: Callable[[str], Value], default: Value) -> tuple[Value, str]:
    try:
        return parse(path.read_text(encoding="utf-8")), ""
    except FileNotFoundError:
        return default, ""
    except OSError as error:
        return default, f"{path}: cannot be read: {error.strerror}; the defaults hold"
    except (ValueError, AttributeError, TypeError) as error:
        told = _told(error)
    kept = _keep_beside(path)
    return default, f"{path.name}: {told}; the defaults hold, the file is kept as {kept.name}"


def _told(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error).splitlines()[0]
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg'].lower()}, found {first['input']!r}"


def _keep_beside(path: Path) -> Path:
    """Move a file out of the way, over no other one."""
    number = 1
    while (kept := path.with_name(f"{path.stem}.broken-{number}{path.suffix}")).exists():
        number += 1
    with suppress(OSError):
        path.replace(kept)
    return kept


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
