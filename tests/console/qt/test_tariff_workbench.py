"""The tariff workbench is used by mouse and keyboard: text, findings, week, session, CDR."""

import json

import pytest
from PySide6.QtCore import QDate, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from console.present.analyse_views import AnalyseView
from console.present.workspaces import Workspace
from console.qt.tariff_plots import TariffPlots
from console.qt.workbench_panes import CDR_TAB, CURVE_TAB
from tests.mobie_tariffs import FILE, structures, tariff_text

LONG_MS = 20_000
NO_KEYS = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
FIVE = (1, 6, 9, 10, 11)
"""Structures with a start fee, two steps of time, a price of energy that ends, and gaps."""


def component(type_, price, step=1):
    return {"type": type_, "price": price, "vat": 23, "step_size": step}


NIGHT = {"price_components": [component("ENERGY", 0.2)], "restrictions": {"start_time": "22:00"}}
DAY = {"price_components": [component("ENERGY", 0.4, 1_000), component("PARKING_TIME", 6)]}
TARIFF = {"country_code": "PT", "party_id": "ABC", "id": "T1", "currency": "EUR"} | {
    "elements": [NIGHT, DAY],
    "last_updated": "2026-01-01T00:00:00Z",
}
PERIOD = {
    "start_date_time": "2026-06-01T10:00:00Z",
    "dimensions": [{"type": "ENERGY", "volume": 10}],
}
CDR = {
    "id": "C1",
    "start_date_time": "2026-06-01T10:00:00Z",
    "end_date_time": "2026-06-01T11:00:00Z",
    "currency": "EUR",
    "charging_periods": [PERIOD],
    "total_cost": {"excl_vat": 4.00, "incl_vat": 5.00},
    "total_energy": 10,
}


def text_of(value):
    return json.dumps(value, indent=1)


@pytest.fixture
def window(make_window):
    window = make_window()
    window.registry.run("tariff.workbench")
    return window


@pytest.fixture
def bench(window):
    return window.tariffs.workbench


@pytest.fixture
def plots(bench):
    (plots,) = bench.findChildren(TariffPlots)
    return plots


@pytest.fixture
def show(bench, qtbot):
    """Show a text and wait until all that it leads to is shown."""

    def show(text):
        bench.show_text(text)
        settled(bench, qtbot)

    return show


def settled(bench, qtbot):
    qtbot.waitUntil(lambda: bench.is_idle and not bench.pane._pause.isActive(), timeout=LONG_MS)


def total(plots):
    return plots.steps._bars[-1].text


def test_the_two_tabs_of_analyse_are_chosen_by_mouse_and_by_command(window, qtbot):
    tabs = window.analyse_tabs
    assert window._pages.currentIndex() == Workspace.ANALYSE
    assert tabs.view is AnalyseView.TARIFFS
    assert tabs.workbench.pane.text.hasFocus()
    qtbot.mouseClick(tabs.bar, LEFT, pos=tabs.bar.tabRect(0).center())
    assert window.analyse.isVisible()
    window.registry.run("tariff.workbench")
    window.registry.run("run.start")
    assert tabs.view is AnalyseView.SCENARIOS


def test_without_a_tariff_every_card_says_what_to_do(bench, plots):
    assert plots.week_card.is_empty
    assert plots.steps_card.is_empty
    assert bench.pane.verdict.text() == "No tariff yet."


def test_a_typed_text_is_read_when_typing_pauses(bench, qtbot):
    qtbot.keyClicks(bench.pane.text, '{"currency":')
    settled(bench, qtbot)
    assert "not JSON: line 1" in bench.pane.verdict.text()
    assert bench.pane.text._wrong == (1, 1)
    qtbot.keyClicks(bench.pane.text, ' "EUR"}')
    settled(bench, qtbot)
    assert "elements: wanted at least one" in bench.pane.verdict.text()


def test_a_wrong_value_is_marked_at_its_line_and_the_last_good_prices_stay(bench, plots, show):
    show(text_of(TARIFF))
    assert bench.pane.text._wrong is None
    wrong = text_of(TARIFF).replace('"EUR"', '"EURO"')
    show(wrong)
    line = next(at for at, one in enumerate(wrong.split("\n"), start=1) if "EURO" in one)
    assert bench.pane.text._wrong == (line, line)
    assert "currency" in bench.pane.verdict.text()
    assert not plots.week_card.is_empty
    show("")
    assert plots.week_card.is_empty
    assert bench.story.toPlainText() == ""


def test_a_click_on_a_finding_goes_to_its_line_and_a_line_selects_its_finding(bench, show, qtbot):
    show(text_of(TARIFF))
    findings = bench.pane.findings
    row = next(at for at, one in enumerate(findings.rows) if "Step size" in one.code)
    item = findings.visualItemRect(findings.item(row, 2))
    qtbot.mouseClick(findings.viewport(), LEFT, pos=item.center())
    assert bench.pane.text.line == findings.rows[row].first_line
    assert bench.pane.text.textCursor().block().text().strip().startswith('"step_size": 1000')
    bench.pane.text.show_lines(2, 2)
    assert findings.currentRow() == -1
    for _ in range(findings.rows[row].first_line - 2):
        qtbot.keyClick(bench.pane.text, Qt.Key.Key_Down)
    assert findings.currentRow() == row


def test_f8_goes_from_finding_to_finding(bench, show, qtbot):
    show(text_of(TARIFF))
    assert len(bench.pane.findings.rows) > 1
    for row in bench.pane.findings.rows:
        qtbot.keyClick(bench.pane.text, Qt.Key.Key_F8)
        assert bench.pane.text.line == row.first_line
    qtbot.keyClick(bench.pane.text, Qt.Key.Key_F8)
    assert bench.pane.findings.currentRow() == 0


def test_one_of_several_tariffs_is_chosen(bench, show, qtbot):
    show(text_of({"status_code": 1000, "data": [TARIFF, {**TARIFF, "id": "T2"}]}))
    assert bench.pane.choice.isVisible()
    bench.pane.choice.setFocus()
    qtbot.keyClick(bench.pane.choice, Qt.Key.Key_Down)
    bench.pane.choice.activated.emit(bench.pane.choice.currentIndex())
    settled(bench, qtbot)
    assert bench._tariff.tariff_id == "T2"
    assert bench.pane.choice.currentText() == "T2"


def test_a_cell_of_the_week_says_its_price_and_a_click_begins_the_session_there(
    bench, plots, show, qtbot
):
    show(text_of(TARIFF))
    grid = plots.week
    cell = next(
        QPoint(x, y)
        for x in range(20, grid.width(), 3)
        for y in range(20, grid.height(), 5)
        if grid.cell_at(QPointF(x, y)) == (2, 23)
    )
    assert grid.text_at(QPointF(cell)).startswith("Wednesday 23:00 to 24:00\n0.246 EUR/kWh")
    day = total(plots)
    qtbot.mouseClick(_surface(grid), LEFT, pos=cell)
    settled(bench, qtbot)
    assert bench.sliders.start_text.text() == "Wed 23:00"
    assert (day, total(plots)) == ("10.82", "8.12")


def _surface(plot):
    return plot.viewport()


def test_another_kind_of_price_and_a_later_moment_are_other_weeks(bench, plots, show, qtbot):
    show(text_of(TARIFF))
    bench.week.kind.setFocus()
    qtbot.keyClick(bench.week.kind, Qt.Key.Key_Down)
    bench.week.kind.activated.emit(1)
    settled(bench, qtbot)
    assert plots.gaps.text() == "No price at any time of this week: free."
    assert plots.gaps.isVisible()
    bench.week.kind.setCurrentIndex(2)
    bench.week.kind.activated.emit(2)
    settled(bench, qtbot)
    assert "0.123 EUR/min" in plots.week._grid.cell_text(0, 0)
    assert not plots.gaps.isVisible()


def test_gaps_are_hatched_and_where_the_session_begins_is_marked(bench, plots, show):
    night_only = {**TARIFF, "elements": [NIGHT]}
    show(text_of(night_only))
    plots.week.freshen()
    x, _ = plots.week._hatch.getData()
    assert 0 <= x.min() < 1
    assert 21 < x.max() <= 22
    bench.start_at(1_440 + 23 * 60)
    plots.week.show_start(1_440 + 23 * 60)
    assert plots.week._start.rect().topLeft() == QPointF(23, 1)


def test_enter_on_a_cell_begins_the_session_there(bench, plots, show, qtbot):
    show(text_of(TARIFF))
    plots.week.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(plots.week, key)
    settled(bench, qtbot)
    assert bench.sliders.start_text.text() == "Tue 01:00"


def test_the_curve_follows_the_session_over_time_and_over_energy(bench, plots, show, qtbot):
    show(text_of(TARIFF))
    assert plots.curve._curve.now == 120
    bench.sliders.parking_box.setFocus()
    bench.sliders.parking_box.selectAll()
    qtbot.keyClicks(bench.sliders.parking_box, "60")
    qtbot.keyClick(bench.sliders.parking_box, Qt.Key.Key_Return)
    settled(bench, qtbot)
    assert plots.curve._curve.now == 180
    assert plots.curve._now.value() == 180
    place = plots.curve.place_of(60, 1)
    assert plots.curve.text_at(place).startswith("60 min, 11 kWh\n")
    plots.over.setCurrentIndex(1)
    plots.over.activated.emit(1)
    assert plots.curve._curve.unit == "kWh"
    bench.sliders.energy.setFocus()
    qtbot.keyClick(bench.sliders.energy, Qt.Key.Key_Home)
    settled(bench, qtbot)
    assert plots.curve_card.is_empty


def test_sliders_move_the_waterfall_and_the_sentences(bench, plots, show, qtbot):
    show(text_of(TARIFF))
    before = total(plots)
    bench.sliders.parking.setFocus()
    for _ in range(4):
        qtbot.keyClick(bench.sliders.parking, Qt.Key.Key_PageUp)
    settled(bench, qtbot)
    assert bench.sliders.parking_box.value() == 60
    assert total(plots) != before
    assert "Time connected without charging" in bench.story.toPlainText()
    assert "If you stay 30 min longer, the total goes from" in bench.story.toPlainText()
    bench.sliders.energy.setFocus()
    qtbot.keyClick(bench.sliders.energy, Qt.Key.Key_Home)
    settled(bench, qtbot)
    assert bench.sliders.wish.energy_wh == 0


def test_a_box_takes_an_exact_figure_and_the_others_follow(bench, show, qtbot):
    show(text_of(TARIFF))
    box = bench.sliders.power_box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "22")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    settled(bench, qtbot)
    assert bench.sliders.wish.power_w == 22_000
    assert bench.sliders.charging_box.value() == 60


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")  # Of a list of names.
def test_another_zone_is_another_price_and_a_zone_that_nobody_knows_is_none(bench, show, qtbot):
    show(text_of(TARIFF))
    zone = bench.week.zone
    assert zone.currentText() == "Europe/Lisbon (the tariff's country)"
    zone.setFocus()
    zone.lineEdit().selectAll()
    qtbot.keyClicks(zone.lineEdit(), "Asia/Tokyo")
    qtbot.keyClick(zone.lineEdit(), Qt.Key.Key_Return)
    settled(bench, qtbot)
    assert "(Asia/Tokyo)" in bench.story.toPlainText()
    zone.lineEdit().selectAll()
    qtbot.keyClicks(zone.lineEdit(), "Nowhere")
    bench.pane.text.setFocus()
    assert zone.currentText() == "Asia/Tokyo"


def test_a_pasted_cdr_is_held_against_the_tariff_line_by_line(bench, plots, show, qtbot):
    show(text_of(TARIFF))
    QGuiApplication.clipboard().setText(text_of(CDR))
    qtbot.mouseClick(bench.pane.paste, LEFT)
    settled(bench, qtbot)
    assert bench.panes.tabs.currentIndex() == CDR_TAB
    rows = {
        bench.cdr.table.item(row, 1).text(): [
            bench.cdr.table.item(row, at).text() for at in range(6)
        ]
        for row in range(bench.cdr.table.rowCount())
    }
    assert rows["Total before taxes"][0] == "\N{CHECK MARK}"
    assert rows["Total with taxes"][:5] == [
        "\N{NOT EQUAL TO}",
        "Total with taxes",
        "5 EUR",
        "4.92 EUR",
        "+0.08",
    ]
    assert "figures differ" in bench.cdr.sentence.text()
    assert "tariff T1 of the text" in bench.cdr.sentence.text()
    assert total(plots) == "4.92"
    qtbot.mouseClick(bench.panes.tabs, LEFT, pos=bench.panes.tabs.tabRect(CURVE_TAB).center())
    assert total(plots) != "4.92"


def test_the_tariff_that_a_cdr_carries_can_be_left_for_that_of_the_text(bench, show, qtbot):
    show(text_of(TARIFF))
    dearer = {**TARIFF, "id": "T9", "elements": [{"price_components": [component("ENERGY", 1)]}]}
    show(text_of({**CDR, "tariffs": [dearer]}))
    assert "T9, which it carries" in bench.cdr.sentence.text()
    bench.cdr.source.setCurrentIndex(1)
    bench.cdr.source.activated.emit(1)
    settled(bench, qtbot)
    assert "tariff T1 of the text" in bench.cdr.sentence.text()
    show(text_of({**CDR, "currency": "CHF"}))
    assert "CHF" in bench.cdr.sentence.text()
    assert bench.cdr.table.rowCount() == 0
    assert bench.story.toPlainText() == ""


def drop(window, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    middle, copy, none = window.rect().center(), Qt.DropAction.CopyAction, NO_KEYS
    QApplication.sendEvent(window, QDragEnterEvent(middle, copy, data, LEFT, none))
    QApplication.sendEvent(window, QDropEvent(middle.toPointF(), copy, data, LEFT, none))


def test_a_tariff_dropped_on_the_window_is_shown_and_remembered(make_window, tmp_path, qtbot):
    window = make_window()
    path = tmp_path / "tariff.json"
    path.write_text(text_of(TARIFF))
    drop(window, path)
    bench = window.tariffs.workbench
    qtbot.waitUntil(bench.isVisible, timeout=LONG_MS)
    qtbot.waitUntil(lambda: bench._tariff is not None, timeout=LONG_MS)
    settled(bench, qtbot)
    assert window.look.state.recent_tariffs == (str(path),)
    assert [one.text() for one in bench.pane._recent_menu.actions()] == [str(path)]
    bench.show_text("")
    settled(bench, qtbot)
    bench.pane._recent_menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: bench._tariff is not None, timeout=LONG_MS)
    settled(bench, qtbot)


def test_cdrs_to_be_replayed_go_to_the_replay_unless_the_workbench_is_in_front(
    make_window, tmp_path, qtbot
):
    window = make_window()
    bench = window.tariffs.workbench
    path = tmp_path / "cdrs.json"
    path.write_text(text_of([CDR, CDR]))
    asked = window.setup.questions.asked
    drop(window, path)
    qtbot.waitUntil(lambda: bool(asked), timeout=LONG_MS)
    assert bench._cdr is None
    window.registry.run("tariff.workbench")
    drop(window, path)
    qtbot.waitUntil(lambda: bench._cdr is not None, timeout=LONG_MS)
    assert bench.cdr.choice.count() == 2


def test_a_file_that_cannot_be_read_is_said(window, bench, qtbot):
    bench.open_file("absent.json")
    qtbot.waitUntil(lambda: "absent.json: cannot be read" in window.status.notice, timeout=LONG_MS)


def test_an_empty_clipboard_is_said(window):
    QGuiApplication.clipboard().setText(" ")
    window.registry.run("tariff.paste")
    assert "no text on the clipboard" in window.status.notice


def test_a_text_is_replaced_so_that_it_can_be_taken_back(bench, show):
    show(text_of(TARIFF))
    show("{}")
    bench.pane.text.undo()
    assert bench.pane.text.toPlainText() == text_of(TARIFF)


@pytest.mark.parametrize("number", FIVE)
def test_real_structures_are_looked_at_from_text_to_total(
    number, bench, plots, show, qtbot, shared_dir
):
    if not (shared_dir / FILE).is_file():
        pytest.skip(f"needs shared/{FILE}")
    show(tariff_text(structures(shared_dir)[number]))
    assert bench._tariff is not None, bench.pane.verdict.text()
    for row in range(bench.pane.findings.rowCount()):
        item = bench.pane.findings.visualItemRect(bench.pane.findings.item(row, 2))
        qtbot.mouseClick(bench.pane.findings.viewport(), LEFT, pos=item.center())
        assert bench.pane.text.line == bench.pane.findings.rows[row].first_line
    middle = _surface(plots.week).rect().center()
    cell = plots.week.cell_at(QPointF(middle))
    qtbot.mouseClick(_surface(plots.week), LEFT, pos=middle)
    settled(bench, qtbot)
    assert bench.sliders.wish.start_min == plots.week._prices.start_of(*cell)
    bench.sliders.charging.setFocus()
    for _ in range(3):
        qtbot.keyClick(bench.sliders.charging, Qt.Key.Key_PageUp)
    settled(bench, qtbot)
    price = bench._stay.quote.price
    assert total(plots) == f"{price.after_taxes:,f}"
    assert f"Total: {price.before_taxes:f} EUR before taxes" in bench.story.toPlainText()


def test_a_week_beyond_the_calendar_cannot_be_asked_for(bench, plots, show, qtbot):
    show(text_of(TARIFF))
    for day in (QDate(9999, 12, 31), QDate(1752, 9, 14)):
        bench.week.week.setDate(day)
        settled(bench, qtbot)
        assert 2000 <= bench.week.week.date().year() <= 2100
    assert not plots.week_card.is_empty
