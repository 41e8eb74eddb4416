"""What a widget is called, by whoever hovers over it and whoever does not see it."""

from typing import TypeVar

from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QWidget)


def named(widget: W, name: str) -> W:
    """The widget, now with this name for screen readers and in its tool tip."""
    widget.setAccessibleName(name)
    widget.setToolTip(name)
    return widget
