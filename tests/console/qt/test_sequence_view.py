"""A session as a sequence diagram, on screen."""

from PySide6.QtWidgets import QGraphicsItemGroup, QWidget
from shiboken6 import Shiboken

from console.present.sequence_layout import layout_of
from console.present.sequence_steps import steps_of
from console.qt.sequence_view import SequenceView
from console.qt.theme import Theme
from tests.console.present.builders import a_story


def a_view(parent):
    view = SequenceView(Theme(), parent)
    story = a_story()
    view.show_layout(layout_of(steps_of(story), story.cdr))
    return view


def heads_of(view):
    (heads,) = [one for one in view.scene().items() if isinstance(one, QGraphicsItemGroup)]
    return heads


def test_the_heads_of_the_columns_stay_in_sight(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    view = a_view(window)
    view.resize(600, 120)
    window.show()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert heads_of(view).y() > 0
    assert heads_of(view).childItems()


def test_python_learns_that_the_heads_went_with_the_window():
    """Else it takes whatever comes to lie in their place, a menu's action, for the heads."""
    window = QWidget()
    heads = heads_of(a_view(window))
    Shiboken.delete(window)
    assert not Shiboken.isValid(heads)
