"""The places of the panes: read from the splitters of a page, put back, locked."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from console.present.settings import Layout

HANDLE_PX: Final = 8
_BEGAN_WITH: Final = "began_with"


def side_by_side(parts: Sequence[QWidget], sizes: Sequence[int]) -> QSplitter:
    """Panes from left to right; see ``_panes``."""
    return _panes(Qt.Orientation.Horizontal, parts, sizes)


def stacked(parts: Sequence[QWidget], sizes: Sequence[int]) -> QSplitter:
    """Panes from top to bottom; see ``_panes``."""
    return _panes(Qt.Orientation.Vertical, parts, sizes)


def fill_page(page: QWidget, panes: QWidget) -> None:
    """Nothing else is on the page."""
    layout = QHBoxLayout(page)
    layout.setContentsMargins(10, 10, 10, 10)
    layout.addWidget(panes)


def _panes(
    orientation: Qt.Orientation, parts: Sequence[QWidget], sizes: Sequence[int]
) -> QSplitter:
    """Panes with their sizes in pixels at the beginning, which a reset gives them again.

    None can be folded away: a pane that is gone is hard to find.

    The sizes of a page that was never shown say nothing: they are squeezed into a corner.
    """
    splitter = QSplitter(orientation)
    for part in parts:
        splitter.addWidget(part)
    splitter.setHandleWidth(HANDLE_PX)
    splitter.setChildrenCollapsible(False)
    splitter.setSizes(list(sizes))
    splitter.setProperty(_BEGAN_WITH, list(sizes))
    return splitter


class PaneLayouts:
    """The splitters of each page, in the order in which it made them."""

    def __init__(self, pages: Mapping[str, QWidget]) -> None:
        self._splitters = {name: page.findChildren(QSplitter) for name, page in pages.items()}
        self._defaults: dict[str, Layout] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The pages that are known."""
        return tuple(self._splitters)

    def add(self, name: str, page: QWidget) -> None:
        """Know another page, which was built later; of one that is known nothing changes."""
        self._splitters.setdefault(name, page.findChildren(QSplitter))

    def has_panes(self, workspace: str) -> bool:
        """Whether there is anything to move."""
        return bool(self._splitters.get(workspace))

    def remember_default(self, workspace: str) -> None:
        """Take the places of the beginning; only the first time counts."""
        splitters = self._splitters.get(workspace, [])
        panes = tuple(tuple(one.property(_BEGAN_WITH) or one.sizes()) for one in splitters)
        self._defaults.setdefault(workspace, Layout(panes=panes))

    def default_of(self, workspace: str) -> Layout:
        """The places of the beginning."""
        return self._defaults.get(workspace, self.layout_of(workspace))

    def layout_of(self, workspace: str) -> Layout:
        """Where the panes are now."""
        splitters = self._splitters.get(workspace, [])
        return Layout(panes=tuple(tuple(splitter.sizes()) for splitter in splitters))

    def apply(self, workspace: str, layout: Layout) -> bool:
        """Move the panes; False, and nothing is moved, if the layout is of another page."""
        splitters = self._splitters.get(workspace, [])
        shape = [splitter.count() for splitter in splitters]
        if [len(sizes) for sizes in layout.panes] != shape or any(
            not sum(sizes) for sizes in layout.panes
        ):
            return False
        for splitter, sizes in zip(splitters, layout.panes, strict=True):
            splitter.setSizes(list(sizes))
        return True

    def lock(self, workspace: str, *, locked: bool) -> None:
        """Let the panes be moved by the mouse, or not."""
        for splitter in self._splitters.get(workspace, []):
            for number in range(1, splitter.count()):
                splitter.handle(number).setEnabled(not locked)
