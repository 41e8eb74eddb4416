"""What a table and its filter line look like, in every theme."""

import pytest

from console.present.book_tables import LOOKS
from console.qt.table_pane import TablePane
from console.qt.theme import CONTRAST, DARK, LIGHT
from core.domain.table_fields import BookTable
from tests.console.qt.goldens import assert_golden
from tests.console.qt.table_sources import MadeLedger


@pytest.mark.parametrize("tokens", [DARK, LIGHT, CONTRAST], ids=lambda one: one.name)
def test_the_table_looks_as_it_was_approved(theme, qtbot, tokens, tmp_path):
    theme.use(tokens)
    pane = TablePane(LOOKS[BookTable.ENTRIES], theme)
    qtbot.addWidget(pane)
    pane.resize(1180, 300)
    pane.show()
    pane.show_source(MadeLedger(1000))
    qtbot.waitUntil(lambda: pane.model.rowCount() == 1000)
    qtbot.waitUntil(lambda: pane.model.record(999) is not None)
    pane.view.choose_row(995)
    pane.filter_line.show_text("dp:NL*XYZ amount>abc before:2026-06-01")
    pane.setFocus()
    pane.view.scrollToBottom()
    pane.lose("the server does not answer; trying again in 4 s")
    assert_golden(pane.grab().toImage(), f"table-{tokens.name}", tmp_path)
    pane.close_reader()


def test_rows_grow_with_the_text(theme, qtbot):
    pane = TablePane(LOOKS[BookTable.ENTRIES], theme)
    qtbot.addWidget(pane)
    small = pane.view.verticalHeader().defaultSectionSize()
    theme.use(DARK, font_px=20)
    assert pane.view.verticalHeader().defaultSectionSize() == small * 20 // 13
    assert pane.filter_line.line.font().pixelSize() == 20
    theme.use(DARK, font_px=13)
    assert pane.view.verticalHeader().defaultSectionSize() == small
    pane.close_reader()
