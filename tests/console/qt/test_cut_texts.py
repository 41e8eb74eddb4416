"""A text that does not fit is found; one that is cut on purpose, or scrolls, is not."""

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QScrollArea, QTabBar, QWidget

from console.qt.cut_texts import cut_texts
from console.qt.elided_label import ElidedLabel

LONG = "Receivable from Demand Partners"


def a_label() -> QLabel:
    return QLabel(LONG)


def a_wrapped_label() -> QLabel:
    label = QLabel(f"{LONG} {LONG}")
    label.setWordWrap(True)
    return label


def an_elided_label() -> ElidedLabel:
    label = ElidedLabel()
    label.say(LONG)
    return label


def a_line() -> QLineEdit:
    line = QLineEdit()
    line.setPlaceholderText(LONG)
    return line


def tabs() -> QTabBar:
    bar = QTabBar()
    bar.setUsesScrollButtons(False)
    bar.addTab(LONG)
    bar.addTab(LONG)
    return bar


@pytest.fixture
def shown(qtbot, theme):
    assert theme.tokens

    def show(make, width: int, height: int) -> QWidget:
        top = QWidget()
        qtbot.addWidget(top)
        top.resize(600, 300)
        child = make()
        child.setParent(top)
        child.setGeometry(0, 0, width, height)
        with qtbot.waitExposed(top):
            top.show()
        return top

    return show


@pytest.mark.parametrize("make", [a_label, a_line, tabs, lambda: QPushButton(LONG)])
def test_a_text_in_a_narrow_widget_is_cut_and_in_a_wide_one_it_is_not(shown, make):
    assert len(cut_texts(shown(make, 80, 40))) == 1
    assert cut_texts(shown(make, 590, 40)) == []


@pytest.mark.parametrize("make", [a_label, a_wrapped_label])
def test_a_text_in_a_low_widget_is_cut(shown, make):
    assert len(cut_texts(shown(make, 300, 6))) == 1
    assert cut_texts(shown(make, 300, 80)) == []


def test_a_text_that_gives_way_on_purpose_is_not_cut(shown):
    assert cut_texts(shown(an_elided_label, 80, 40)) == []


def test_a_text_beyond_the_edge_of_what_holds_it_is_cut_unless_that_scrolls(shown, qtbot):
    top = shown(a_label, 400, 40)
    top.findChild(QLabel).move(450, 0)
    found = cut_texts(top)
    assert len(found) == 1
    assert "reaches beyond" in found[0]
    area = QScrollArea()
    qtbot.addWidget(area)
    area.setWidget(QLabel(LONG))
    area.resize(80, 60)
    with qtbot.waitExposed(area):
        area.show()
    assert cut_texts(area) == []


def test_a_hidden_text_is_not_looked_at(shown):
    top = shown(a_label, 80, 40)
    top.findChild(QLabel).hide()
    assert cut_texts(top) == []
