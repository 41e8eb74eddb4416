"""The console as its user starts it, that tells on request where on the screen something is.

One question a line comes on standard input, one answer a line goes to standard output, both JSON.
It answers only: what is done to the window is done by a real mouse and a real keyboard.
"""

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSocketNotifier
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QTableView,
    QTreeView,
    QWidget,
)

from console.application.compose_window import FONTS, window_setup
from console.application.opened_books import OpenedBooks
from console.qt.launch import application, show_window
from core.domain.environment import Environment


def main() -> int:
    """Arguments: folder for runs and settings, URL of books or nothing."""
    runs, url = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    app = application(FONTS)
    books = OpenedBooks(url) if url else None
    environment = books.environment if books else Environment.SIMULATION
    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, app)
    notifier.activated.connect(_on_question)
    return show_window(window_setup(books, environment, url=url, runs=runs), FONTS)


def _on_question() -> None:
    line = sys.stdin.readline()
    if not line:
        QApplication.closeAllWindows()
        return
    question, arguments = json.loads(line)
    sys.stdout.write(json.dumps(QUESTIONS[question](*arguments)) + "\n")
    sys.stdout.flush()


def _where(name: str) -> Any:
    """Centre and text of what is called so, or shows that text; None if it is not on screen."""
    for widget in sorted(_shown(), key=lambda one: not isinstance(one, QAbstractButton)):
        if name in (widget.accessibleName(), _text_of(widget).replace("&", "")):
            return _found(widget, widget.rect(), _text_of(widget))
    for widget in _shown():
        if isinstance(widget, QTabBar):
            for tab in range(widget.count()):
                if widget.tabText(tab).replace("&", "") == name:
                    return _found(widget, widget.tabRect(tab), name)
        if isinstance(widget, QMenu):
            for action in widget.actions():
                if action.text().replace("&", "").split("\t")[0] == name:
                    return _found(widget, widget.actionGeometry(action), name)
    return None


def _cell(table: str, row: int, column: str) -> Any:
    view = _view(table)
    if view is None:
        return None
    index = view.model().index(row, _column(view, column))
    text = index.data()
    return _found(view.viewport(), view.visualRect(index), "" if text is None else str(text))


def _header(table: str, column: str) -> Any:
    view = _view(table)
    if view is None:
        return None
    header, section = view.horizontalHeader(), _column(view, column)
    place = QRect(header.sectionViewportPosition(section), 0, header.sectionSize(section), 20)
    return _found(header.viewport(), place, column)


def _branch(title: str, field: str) -> Any:
    """The value beside a field of a tree, scrolled into sight."""
    tree = next((one for one in _shown() if isinstance(one, QTreeView)), None)
    if tree is None:
        return None
    model = tree.model()
    for number in range(model.rowCount()):
        top = model.index(number, 0)
        if not str(top.data()).startswith(title):
            continue
        for row in range(model.rowCount(top)):
            if model.index(row, 0, top).data() == field:
                index = model.index(row, 1, top)
                tree.scrollTo(index)
                return _found(tree.viewport(), tree.visualRect(index), str(index.data()))
    return None


def _rows(table: str) -> int:
    view = _view(table)
    return -1 if view is None else view.model().rowCount()


def _texts() -> list[str]:
    return [_text_of(widget) for widget in _shown() if _text_of(widget)]


def _focus() -> Any:
    """Id of the window that a window manager would give the keyboard to."""
    modal = QApplication.activeModalWidget()
    tops = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    top = modal or next((one for one in tops if one.windowTitle()), None)
    return None if top is None else int(top.winId())


def _picture(path: str) -> bool:
    return QGuiApplication.primaryScreen().grabWindow(0).save(path)


def _shown() -> list[QWidget]:
    return [widget for widget in QApplication.allWidgets() if widget.isVisible()]


def _view(name: str) -> QTableView | None:
    views = (one for one in _shown() if isinstance(one, QTableView))
    return next((one for one in views if one.accessibleName() == name), None)


def _column(view: QTableView, title: str) -> int:
    model = view.model()
    across = view.horizontalHeader().orientation()
    titles = [str(model.headerData(at, across)) for at in range(model.columnCount())]
    return titles.index(title)


def _text_of(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else ""


def _found(widget: QWidget, place: QRect, text: str) -> dict[str, Any]:
    centre: QPoint = widget.mapToGlobal(place.center())
    return {"x": centre.x(), "y": centre.y(), "text": text, "enabled": widget.isEnabled()}


QUESTIONS = {
    "where": _where,
    "cell": _cell,
    "header": _header,
    "branch": _branch,
    "rows": _rows,
    "texts": _texts,
    "focus": _focus,
    "picture": _picture,
}


if __name__ == "__main__":
    sys.exit(main())
