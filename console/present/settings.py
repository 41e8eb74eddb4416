"""What a user can set, and what a window remembers: values, checked by their types."""

from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

SETTINGS_VERSION: Final = 2
STATE_VERSION: Final = 1
LAYOUT_VERSION: Final = 1
FONT_PX: Final = 13
FONT_PX_MIN: Final = 11
FONT_PX_MAX: Final = 16
"""Rows of tables are 22 px high: larger text would be cut."""
RECENT_LIMIT: Final = 8


class ThemeName(StrEnum):
    """The themes there are."""

    DARK = "dark"
    LIGHT = "light"
    CONTRAST = "contrast"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Settings(_Value):
    """What a user can set."""

    version: Literal[2] = SETTINGS_VERSION
    theme: ThemeName = ThemeName.DARK
    font_px: Annotated[int, Field(ge=FONT_PX_MIN, le=FONT_PX_MAX)] = FONT_PX
    follow_tail: bool = True
    """Whether a ledger that is opened follows its newest entry."""
    runs_folder: str = ""
    """Where the books of runs go; empty for the user's folder for data."""
    keep_runs: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Books of so many runs are kept, the oldest are deleted; 0 keeps all."""
    confirm_close: bool = True
    """Whether closing asks before a run that is going on is cancelled."""
    alert_rules: str = ""
    """File of the alert rules; empty for those that come with the program."""


class Layout(_Value):
    """Where the panes of one workspace are."""

    version: Literal[1] = LAYOUT_VERSION
    panes: tuple[tuple[Annotated[int, Field(ge=0, le=100_000)], ...], ...]
    """Sizes in pixels of the parts of each splitter, the splitters in the order of the page."""


LayoutName = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class WorkspaceLayouts(_Value):
    """The layouts of one workspace."""

    name: str = ""
    """The layout that was chosen last; empty for that of the beginning."""
    locked: bool = False
    current: Layout | None = None
    saved: dict[LayoutName, Layout] = {}


class WindowState(_Value):
    """What a window remembers without being told to."""

    version: Literal[1] = STATE_VERSION
    recent_commands: tuple[str, ...] = ()
    recent_books: tuple[str, ...] = ()
    """URLs without passwords, the latest first."""
    recent_scenarios: tuple[str, ...] = ()
    """Paths, the latest first."""
    recent_tariffs: tuple[str, ...] = ()
    """Paths, the latest first."""
    layouts: dict[str, WorkspaceLayouts] = {}


def with_recent(items: tuple[str, ...], item: str) -> tuple[str, ...]:
    """The recent items after one more was used."""
    return (item, *(each for each in items if each != item))[:RECENT_LIMIT]
