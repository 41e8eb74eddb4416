import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QWidget,
)

from console.present.record_link import session_link
from console.present.workspaces import Workspace
from console.qt.theme import CONTRAST, DARK, LIGHT
from core.domain.environment import Environment
from tests.console.present.builders import KEY, HandMadeBooks
from tests.console.qt import scripted_worker

LONG_MS = 30_000
ALT = Qt.KeyboardModifier.AltModifier


def _page(window):
    return window._pages.currentIndex()


def test_without_books_the_window_says_what_to_do(make_window):
    window = make_window()
    assert _page(window) == Workspace.WELCOME
    assert window.analyse.choice.currentText() == "city"
    assert window.analyse.run.isEnabled()
    assert window.operate._ledger_card.is_empty
    assert "Alt+2" in window.operate._ledger_card._empty.text()
    assert window.train._flow_card.is_empty


def test_alt_and_a_number_opens_a_workspace(make_window, qtbot):
    window = make_window()
    for key, page in (
        (Qt.Key.Key_1, Workspace.OPERATE),
        (Qt.Key.Key_3, Workspace.TRAIN),
        (Qt.Key.Key_2, Workspace.ANALYSE),
    ):
        qtbot.keyClick(window, key, ALT)
        assert _page(window) == page


def test_live_books_are_red_and_simulated_ones_blue_and_both_say_so(make_window):
    live = make_window(books=HandMadeBooks(), environment=Environment.LIVE)
    badge = live.top_bar._badge
    assert "LIVE" in badge.text()
    assert badge.property("environment") == "LIVE"
    simulated = make_window()
    assert "SIMULATION" in simulated.top_bar._badge.text()


def test_open_books_are_read_beside_the_window(make_window, qtbot):
    books = HandMadeBooks()
    window = make_window(books=books)
    assert _page(window) == Workspace.OPERATE
    qtbot.waitUntil(lambda: window.operate.ledger.rowCount() == 1, timeout=LONG_MS)
    qtbot.waitUntil(lambda: not window.operate.use.hours.is_empty, timeout=LONG_MS)
    assert "trial balance 0" in window.status.ledger.text()
    window.close()
    assert books.closed


def test_a_run_fills_the_ledger_and_ends_with_its_figures(make_window, qtbot):
    window = make_window()
    qtbot.mouseClick(window.analyse.run, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        pass
    assert not window.operate._ledger_card.is_empty
    assert window.analyse._kpis.item(0, 0).text() == "Sessions"
    assert window.analyse._kpis.item(0, 1).text() == "1,000"
    assert "Finished" in window.analyse.panel.state
    assert not window.operate.use.hours.is_empty
    assert not window.analyse._money_card.is_empty
    qtbot.waitUntil(lambda: not window.train._flow_card.is_empty, timeout=LONG_MS)


def test_the_seed_of_the_field_is_the_seed_of_the_run(make_window, qtbot):
    window = make_window()
    qtbot.keyClicks(window.analyse.seed, "4a2")
    assert window.analyse.seed.text() == "42"
    qtbot.keyClick(window.analyse.seed, Qt.Key.Key_Return)
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        pass
    assert window.analyse._kpis.item(1, 1).text() == "42"


def test_a_wrong_scenario_file_cannot_be_run_and_says_why(make_window):
    window = make_window()
    window.analyse.choose("wrong")
    assert not window.analyse.run.isEnabled()
    assert "wrong.toml:3" in window.analyse._problem.text()


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (scripted_worker.says_why_it_failed, ("city.toml:12", "Traceback")),
        (scripted_worker.dies_without_a_word, ("exit code 9",)),
    ],
)
def test_a_run_that_dies_says_why_and_can_be_started_again(make_window, qtbot, work, words):
    window = make_window(work=work)
    window.open_workspace(Workspace.ANALYSE)
    window.analyse.run.click()
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        pass
    text = window.analyse._failure.toPlainText()
    assert all(word in text for word in words)
    assert window.analyse._failure.isVisible()
    first = window.job
    window.analyse.run.click()
    assert window.job is not first
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        pass


def test_pause_resume_and_cancel_are_buttons(make_window, qtbot):
    window = make_window(work=scripted_worker.runs_until_cancelled)
    window.analyse.run.click()
    panel = window.analyse.panel
    qtbot.waitUntil(lambda: "sessions" in panel.state, timeout=LONG_MS)
    qtbot.mouseClick(panel.pause, Qt.MouseButton.LeftButton)
    assert window.job.paused
    assert panel.pause.text() == "Resume"
    qtbot.mouseClick(panel.pause, Qt.MouseButton.LeftButton)
    assert not window.job.paused
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        qtbot.mouseClick(panel.cancel, Qt.MouseButton.LeftButton)
    assert "Cancelled" in panel.state


def test_closing_while_a_run_goes_on_cancels_it_and_leaves_no_process(make_window, qtbot):
    window = make_window(work=scripted_worker.runs_until_cancelled)
    window.analyse.run.click()
    qtbot.waitUntil(lambda: "sessions" in window.analyse.panel.state, timeout=LONG_MS)
    window.close()
    assert window.isVisible()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG_MS)
    assert not window.job.running


def test_a_row_opens_its_detail_and_the_detail_opens_train(make_window, qtbot):
    window = make_window(books=HandMadeBooks())
    qtbot.waitUntil(lambda: window.operate.ledger.rowCount() == 1, timeout=LONG_MS)
    qtbot.waitUntil(lambda: window.operate.ledger.record(0) is not None, timeout=LONG_MS)
    window.operate.ledger_view.choose_row(0)
    qtbot.keyClick(window.operate.ledger_view, Qt.Key.Key_Return)
    detail = window.operate.detail
    qtbot.waitUntil(lambda: not detail.is_empty, timeout=LONG_MS)
    titles = [head.text(0) for head in detail.fields._heads()]
    assert "Answers on record" in titles
    qtbot.mouseClick(detail.in_train, Qt.MouseButton.LeftButton)
    assert _page(window) == Workspace.TRAIN
    assert KEY in window.train._flow_card._title.text()


def test_the_entry_of_a_cycle_shows_itself(make_window, qtbot):
    class BooksOfACutOff(HandMadeBooks):
        def ledger_after(self, seq, limit):
            rows = super().ledger_after(seq, limit)
            rows["kind"] = "cut_off"
            return rows

    window = make_window(books=BooksOfACutOff())
    qtbot.waitUntil(lambda: window.operate.ledger.record(0) is not None, timeout=LONG_MS)
    window.operate.ledger_view.row_chosen.emit(0)
    detail = window.operate.detail
    qtbot.waitUntil(lambda: not detail.is_empty, timeout=LONG_MS)
    assert [head.text(0) for head in detail.fields._heads()][:3] == ["Entry", "Postings", "Seal"]


def test_train_is_stepped_by_keys_and_shows_the_ledger_effect(make_window, qtbot):
    window = make_window(books=HandMadeBooks())
    window.open_workspace(Workspace.TRAIN)
    window.shown.ask_story(KEY, window.train.show_story)
    qtbot.waitUntil(lambda: not window.train._flow_card.is_empty, timeout=LONG_MS)
    window.train.step.setFocus()
    for _ in range(8):
        qtbot.keyClick(window.train, Qt.Key.Key_Right)
    assert window.train.current == 8
    qtbot.waitUntil(lambda: not window.train._effect_card.is_empty, timeout=LONG_MS)
    effect = window.train.effect
    assert [effect.item(0, column).text() for column in range(2, 5)] == ["1.00", "+24.40", "25.40"]
    assert effect.item(effect.rowCount() - 1, 3).text() == "0.00"
    qtbot.keyClick(window.train, Qt.Key.Key_Left)
    assert window.train.current == 7
    assert window.train._effect_card.is_empty
    qtbot.keyClick(window.train, Qt.Key.Key_Home)
    assert window.train.current == 0
    qtbot.keyClick(window.train, Qt.Key.Key_Space)
    assert window.train._player.isActive()
    qtbot.keyClick(window.train, Qt.Key.Key_Space)
    assert not window.train._player.isActive()


def test_a_step_is_chosen_by_clicking_its_arrow(make_window, qtbot):
    window = make_window(books=HandMadeBooks())
    window.open_workspace(Workspace.TRAIN)
    window.shown.ask_story(KEY, window.train.show_story)
    qtbot.waitUntil(lambda: not window.train._flow_card.is_empty, timeout=LONG_MS)
    diagram = window.train.diagram
    arrow = diagram._layout.arrows[4]
    place = diagram.mapFromScene(arrow.text_x, arrow.y - 6)
    qtbot.mouseClick(diagram.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.train.current == 5


def test_the_theme_changes_while_the_window_is_open(make_window, qtbot, theme):
    window = make_window()
    assert theme.tokens is DARK
    qtbot.keyClick(
        window,
        Qt.Key.Key_T,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert theme.tokens is LIGHT
    assert window.palette().window().color().name() == LIGHT.window
    qtbot.mouseClick(window.top_bar.theme_switch, Qt.MouseButton.LeftButton)
    assert theme.tokens is CONTRAST


def test_lines_of_a_detail_are_copied_as_a_table(make_window, qtbot):
    window = make_window(books=HandMadeBooks())
    window.detail_desk.open(session_link(KEY))
    qtbot.waitUntil(lambda: not window.operate.detail.is_empty, timeout=LONG_MS)
    tree = window.operate.detail.fields
    tree.setCurrentItem(tree.topLevelItem(0).child(1))
    qtbot.keyClick(tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "CPO\tNL*EVB\t\n"


def test_every_control_has_an_accessible_name(make_window):
    window = make_window()
    kinds = (
        QAbstractButton,
        QAbstractItemView,
        QComboBox,
        QLineEdit,
        QPlainTextEdit,
        QProgressBar,
    )
    nameless = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in window.findChildren(QWidget)
        if isinstance(widget, kinds)
        and not _is_part_of_another(widget)
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []


def _is_part_of_another(widget):
    """Headers, corner buttons, lists inside combo boxes: Qt's own, named by their owner."""
    parents = []
    while (widget := widget.parent()) is not None:
        parents.append(widget)
    return any(isinstance(parent, QAbstractItemView | QComboBox) for parent in parents)


def test_a_changed_palette_reaches_every_page(make_window, theme):
    window = make_window()
    theme.use(LIGHT)
    window.event(QEvent(QEvent.Type.UpdateRequest))
    assert window.operate.tiles.frames[5]._note.styleSheet() == f"color: {LIGHT.muted};"
    theme.use(DARK)
