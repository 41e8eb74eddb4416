"""Finds texts on screen that are cut off where they are not meant to be.

A widget that cuts its text on purpose says so by its class (``ElidedLabel``) and shows the whole
of it on demand; table cells are cut by their column, which can be made wider. All else must fit.
"""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)

from console.qt.elided_label import ElidedLabel

ROOM_FOR_CURSOR_PX = 8


def cut_texts(top: QWidget) -> list[str]:
    """Every text below ``top`` that is on screen and does not fit, as ``class 'text': why``."""
    found = []
    for widget in top.findChildren(QWidget):
        if widget.isVisible() and not isinstance(widget, ElidedLabel):
            why = _why_cut(widget, top)
            if why:
                found.append(f"{type(widget).__name__} {_text_of(widget)!r}: {why}")
    return found


def _why_cut(widget: QWidget, top: QWidget) -> str:
    if not _text_of(widget):
        return ""
    wanted, has = _wanted_width(widget), widget.contentsRect().width()
    if wanted > has:
        return f"wants {wanted} px, has {has}"
    high = _wanted_height(widget)
    if high > widget.contentsRect().height():
        return f"wants {high} px of height, has {widget.contentsRect().height()}"
    return _why_covered(widget, top)


def _text_of(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    if isinstance(widget, QLineEdit):
        return widget.placeholderText() if not widget.text() else ""
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QTabBar):
        return " | ".join(widget.tabText(tab) for tab in range(widget.count()))
    return ""


def _wanted_width(widget: QWidget) -> int:
    if isinstance(widget, QLabel):
        return 0 if widget.wordWrap() else _label_width(widget)
    if isinstance(widget, QTabBar):
        return widget.sizeHint().width()
    if isinstance(widget, QLineEdit):
        return widget.fontMetrics().horizontalAdvance(_text_of(widget)) + ROOM_FOR_CURSOR_PX
    return min(widget.sizeHint().width(), widget.minimumSizeHint().width())


def _label_width(label: QLabel) -> int:
    margins = label.contentsMargins()
    return label.sizeHint().width() - margins.left() - margins.right()


def _wanted_height(widget: QWidget) -> int:
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            return widget.heightForWidth(widget.width())
        return widget.fontMetrics().height() * (1 + widget.text().count("\n"))
    return widget.fontMetrics().height()


def _why_covered(widget: QWidget, top: QWidget) -> str:
    """Beyond the edge of what holds it, other than in an area that scrolls."""
    rect = widget.rect()
    above = widget.parentWidget()
    while above is not None and above is not top.parentWidget():
        if isinstance(above.parentWidget(), QAbstractScrollArea):
            return ""
        place = QRect(widget.mapTo(above, QPoint(0, 0)), rect.size())
        if not above.rect().contains(place):
            return f"reaches beyond {type(above).__name__} {above.objectName()}".rstrip()
        above = above.parentWidget()
    return ""
