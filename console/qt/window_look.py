"""The look of the window: settings and layouts, changed at once, taken back one by one, kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from console.present.command_match import remembered
from console.present.settings import (
    FONT_PX,
    FONT_PX_MAX,
    FONT_PX_MIN,
    Layout,
    Settings,
    ThemeName,
    WorkspaceLayouts,
    with_recent,
)
from console.present.workspaces import Workspace
from console.qt.pane_layouts import PaneLayouts
from console.qt.theme import THEMES, Theme, tokens_named
from console.qt.window_setup import Memory

_PALETTE: Final = "help.palette"


@dataclass(frozen=True, slots=True)
class Look:
    """What can be taken back."""

    settings: Settings
    layouts: dict[str, WorkspaceLayouts]


class LookChange(QUndoCommand):
    """One change of the look, already made when it is pushed."""

    def __init__(self, text: str, before: Look, after: Look, put: Callable[[Look], None]) -> None:
        super().__init__(text)
        self._before, self._after, self._put = before, after, put
        self._is_made = True

    def undo(self) -> None:
        """As it was before."""
        self._put(self._before)

    def redo(self) -> None:
        """As it was after; the first time it is so already."""
        if not self._is_made:
            self._put(self._after)
        self._is_made = False


class WindowLook(QObject):
    """Settings, layouts and what is remembered, in one place."""

    settings_changed = Signal(object)
    layout_changed = Signal()
    told = Signal(str)

    def __init__(self, memory: Memory, theme: Theme, panes: PaneLayouts, parent: QObject) -> None:
        super().__init__(parent)
        self._memory = memory
        self._theme = theme
        self._panes = panes
        self.settings = memory.settings
        self.state = memory.state
        self.workspace = Workspace.OPERATE
        self.undo_stack: Final = QUndoStack(self)
        self._before: Look | None = None
        for workspace in Workspace:
            panes.remember_default(workspace.key)
            self._put_layouts(workspace, self.layouts_of(workspace))
        self._dress()

    def layouts_of(self, workspace: Workspace) -> WorkspaceLayouts:
        """The layouts of a workspace."""
        return self.state.layouts.get(workspace.key, WorkspaceLayouts())

    @property
    def has_panes(self) -> bool:
        """Whether the workspace that is shown has panes to move."""
        return self._panes.has_panes(self.workspace.key)

    def look(self) -> Look:
        """The look as it is, with the panes where they are."""
        self._capture()
        return Look(self.settings, self.state.layouts)

    def begin_change(self) -> None:
        """What follows may change the look."""
        self._before = self.look()

    def end_change(self, text: str) -> None:
        """What changed since can be taken back; nothing is kept where nothing changed."""
        after = self.look()
        if self._before is not None and self._before != after:
            self.undo_stack.push(LookChange(text, self._before, after, self._put))
        self._before = None

    def use_settings(self, settings: Settings) -> None:
        """Take other settings, and keep them."""
        self.settings = settings
        self._dress()
        try:
            self._memory.save_settings(settings)
        except OSError as error:
            self.told.emit(self.tr("Settings are not kept: {why}").format(why=error))
        self.settings_changed.emit(settings)

    def edit_settings(self, settings: Settings) -> None:
        """Take other settings; that can be undone."""
        self.begin_change()
        self.use_settings(settings)
        self.end_change(self.tr("Settings"))

    def use_theme(self, name: ThemeName) -> None:
        """Another theme."""
        self.use_settings(self.settings.model_copy(update={"theme": name}))

    def next_theme(self) -> None:
        """The theme that comes after this one."""
        following = THEMES[(THEMES.index(self._theme.tokens) + 1) % len(THEMES)]
        self.use_theme(ThemeName(following.name))

    def grow_text(self, by_px: int | None) -> None:
        """Larger or smaller text, within the limits; None for the normal size."""
        wanted = FONT_PX if by_px is None else self.settings.font_px + by_px
        size = min(max(wanted, FONT_PX_MIN), FONT_PX_MAX)
        self.use_settings(self.settings.model_copy(update={"font_px": size}))

    def save_layout(self, name: str) -> None:
        """Give the places of the panes a name."""
        self._capture()
        layouts = self.layouts_of(self.workspace)
        saved = {**layouts.saved, name: self._panes.layout_of(self.workspace.key)}
        self._keep_layouts(name=name, saved=saved)

    def open_layout(self, name: str) -> None:
        """Put the panes where a saved layout has them."""
        layouts = self.layouts_of(self.workspace)
        layout = layouts.saved[name]
        if self._panes.apply(self.workspace.key, layout):
            self._keep_layouts(name=name, current=layout)
        else:
            self.told.emit(self.tr("Layout {name} is of another version.").format(name=name))

    def toggle_lock(self) -> None:
        """Let the panes be moved, or not."""
        self._keep_layouts(locked=not self.layouts_of(self.workspace).locked)

    def reset_layout(self) -> None:
        """Put the panes where they are at the beginning; saved layouts stay."""
        default = self._panes.default_of(self.workspace.key)
        self._panes.apply(self.workspace.key, default)
        self._keep_layouts(name="", locked=False, current=default)

    def remember_command(self, id_: str) -> None:
        """The palette lists it first; itself it need not list."""
        if id_ != _PALETTE:
            recent = remembered(self.state.recent_commands, id_)
            self.state = self.state.model_copy(update={"recent_commands": recent})

    def remember_file(self, kind: str, value: str) -> None:
        """A file was opened; ``kind`` is ``recent_`` and what it is of: ``books``, ``tariffs``."""
        recent = with_recent(getattr(self.state, kind), value)
        self.state = self.state.model_copy(update={kind: recent})

    def keep(self) -> None:
        """Write down what is remembered; the window closes."""
        self._capture()
        try:
            self._memory.save_state(self.state)
        except OSError as error:
            self.told.emit(self.tr("Layouts are not kept: {why}").format(why=error))

    def _dress(self) -> None:
        self._theme.use(tokens_named(self.settings.theme), self.settings.font_px)

    def _put(self, look: Look) -> None:
        if look.settings != self.settings:
            self.use_settings(look.settings)
        self.state = self.state.model_copy(update={"layouts": look.layouts})
        for workspace in Workspace:
            self._put_layouts(workspace, self.layouts_of(workspace))
        self.layout_changed.emit()

    def _put_layouts(self, workspace: Workspace, layouts: WorkspaceLayouts) -> None:
        self._panes.lock(workspace.key, locked=layouts.locked)
        current = layouts.current
        if current is not None and not self._panes.apply(workspace.key, current):
            text = self.tr("The layout of {workspace} is of another version; it begins anew.")
            self.told.emit(text.format(workspace=workspace.key))

    def _capture(self) -> None:
        layouts = dict(self.state.layouts)
        for workspace in Workspace:
            if self._panes.has_panes(workspace.key):
                now: Layout = self._panes.layout_of(workspace.key)
                known = self.layouts_of(workspace)
                layouts[workspace.key] = known.model_copy(update={"current": now})
        self.state = self.state.model_copy(update={"layouts": layouts})

    def _keep_layouts(self, **changes: object) -> None:
        changed = self.layouts_of(self.workspace).model_copy(update=changes)
        layouts = {**self.state.layouts, self.workspace.key: changed}
        self.state = self.state.model_copy(update={"layouts": layouts})
        self._panes.lock(self.workspace.key, locked=changed.locked)
        self.layout_changed.emit()
