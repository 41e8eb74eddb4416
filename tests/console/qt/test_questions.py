"""What is asked in earnest wants more than Enter."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from console.qt.questions import Questions


@pytest.fixture
def answered(theme, qtbot):
    """Ask whether to settle; answer by what is done to the box. The answer."""
    assert theme
    parent = QWidget()
    qtbot.addWidget(parent)

    def ask(answer):
        def give():
            box = QApplication.activeModalWidget()
            assert isinstance(box, QMessageBox)
            answer(box)
            box.done(QMessageBox.StandardButton.Cancel)  # A box left open would wait for ever.

        QTimer.singleShot(0, parent, give)
        return Questions().confirm(parent, "Settle due cycles", "This settles 2.", "Settle")

    return ask


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape])
def test_a_key_alone_does_nothing_that_cannot_be_undone(answered, qtbot, key):
    assert not answered(lambda box: qtbot.keyClick(box, key))


def test_the_button_that_says_what_is_done_does_it(answered, qtbot):
    def press(box):
        (settle,) = [one for one in box.findChildren(QPushButton) if one.text() == "Settle"]
        qtbot.mouseClick(settle, Qt.MouseButton.LeftButton)

    assert answered(press)
