"""The bar of tabs of a view, and what stands below it."""

from PySide6.QtWidgets import QLayout, QTabBar, QVBoxLayout, QWidget


def tab_bar(name: str, *titles: str) -> QTabBar:
    """A bar without a line below it, its tabs no wider than their titles."""
    bar = QTabBar()
    bar.setAccessibleName(name)
    bar.setDrawBase(False)
    bar.setExpanding(False)
    for title in titles:
        bar.addTab(title)
    return bar


def fill_below(page: QWidget, bar: QTabBar, content: QLayout) -> None:
    """Nothing else is on the page than the bar and, up to the edges, what its tabs show."""
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 6, 0, 0)
    column.setSpacing(0)
    head = QVBoxLayout()
    head.setContentsMargins(14, 0, 10, 0)
    head.addWidget(bar)
    column.addLayout(head)
    column.addLayout(content, 1)
