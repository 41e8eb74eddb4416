"""The look of the window: settings and layouts, changed at once, taken back one by one, kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from PySide6.QtWidgets import QWidget

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
from console.qt.analyse_tabs import AnalyseTabs
from console.qt.operate_tabs import OperateTabs
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
        self._tabs: dict[Workspace, str] = {}
        for key in panes.names:
            panes.remember_default(key)
            self._put_layouts(key, self.layouts_of(key))
        self._dress()

    @property
    def key(self) -> str:
        """What the layouts of what is shown are kept under: a workspace, or a tab of Operate."""
        return self._tabs.get(self.workspace) or self.workspace.key

    def follow(self, workspace: Workspace, tabs: OperateTabs | AnalyseTabs) -> None:
        """Have layouts of the tab that is in front: each is a page of its own."""
        tabs.opened.connect(
            lambda view: self._show_tab(workspace, view.command_id, tabs.pages.get(view))
        )

    def _show_tab(self, workspace: Workspace, key: str, page: QWidget | None) -> None:
        """Its panes are where they were left; of None those of the workspace count."""
        self._tabs[workspace] = "" if page is None else key
        if page is not None and key not in self._panes.names:
            self._panes.add(key, page)
            self._panes.remember_default(key)
            self._put_layouts(key, self.layouts_of(key))
        self.layout_changed.emit()

    def layouts_of(self, key: str) -> WorkspaceLayouts:
        """The layouts of a workspace, or of a tab."""
        return self.state.layouts.get(key, WorkspaceLayouts())

    @property
    def has_panes(self) -> bool:
        """Whether the workspace that is shown has panes to move."""
        return self._panes.has_panes(self.key)

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
        layouts = self.layouts_of(self.key)
        saved = {**layouts.saved, name: self._panes.layout_of(self.key)}
        self._keep_layouts(name=name, saved=saved)

    def open_layout(self, name: str) -> None:
        """Put the panes where a saved layout has them."""
        layouts = self.layouts_of(self.key)
        layout = layouts.saved[name]
        if self._panes.apply(self.key, layout):
            self._keep_layouts(name=name, current=layout)
        else:
            self.told.emit(self.tr("Layout {name} is of another version.").format(name=name))

    def toggle_lock(self) -> None:
        """Let the panes be moved, or not."""
        self._keep_layouts(locked=not self.layouts_of(self.key).locked)

    def reset_layout(self) -> None:
        """Put the panes where they are at the beginning; saved layouts stay."""
        default = self._panes.default_of(self.key)
        self._panes.apply(self.key, default)
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
        for key in self._panes.names:
            self._put_layouts(key, self.layouts_of(key))
        self.layout_changed.emit()

    def _put_layouts(self, key: str, layouts: WorkspaceLayouts) -> None:
        self._panes.lock(key, locked=layouts.locked)
        current = layouts.current
        if current is not None and not self._panes.apply(key, current):
            text = self.tr("The layout of {workspace} is of another version; it begins anew.")
            self.told.emit(text.format(workspace=key))

    def _capture(self) -> None:
        layouts = dict(self.state.layouts)
        for key in self._panes.names:
            if self._panes.has_panes(key):
                now: Layout = self._panes.layout_of(key)
                layouts[key] = self.layouts_of(key).model_copy(update={"current": now})
        self.state = self.state.model_copy(update={"layouts": layouts})

    def _keep_layouts(self, **changes: object) -> None:
        changed = self.layouts_of(self.key).model_copy(update=changes)
        layouts = {**self.state.layouts, self.key: changed}
        self.state = self.state.model_copy(update={"layouts": layouts})
        self._panes.lock(self.key, locked=changed.locked)
        self.layout_changed.emit()
