"""Alerts over real books: raised, opened, acknowledged, cleared, and kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from console.present.kpi_tiles import TITLES, Tone
from console.present.settings import Settings
from core.domain.environment import Environment
from core.domain.operator_act import ActKind, OperatorAct
from core.domain.table_fields import BookTable
from core.service.carry_cdrs import carry
from core.service.operator_log import operator_log, write_act
from core.service.settle_cycles import settle_until
from tests.books import MONTH, NOW, open_network
from tests.builders import a_cdr
from tests.console.present.builders import HandMadeBooks
from tests.console.qt.conftest import a_memory
from tests.console.qt.operator_windows import live
from tests.console.qt.scripted_questions import ScriptedQuestions
from tests.made_books import books_in

LONG_MS = 30_000
LIMIT = """
format = 1
[[rule]]
name = "limit"
kind = "exposure_pct"
severity = "critical"
above = 100
clears_at = 50
[[limit]]
demand_partner = "NL*XYZ"
currency = "EUR"
amount = 20.00
"""


@pytest.fixture
def runtime(url):
    """One session of 12.10 EUR that waits for its cycle."""
    runtime = books_in(url, lambda: NOW)
    open_network(runtime)
    carry(runtime, [a_cdr(start=NOW - timedelta(hours=2))])
    yield runtime
    runtime.database.close()


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(LIMIT, encoding="utf-8")
    return path


@pytest.fixture
def show(make_window, url, rules, qtbot):
    def show(**rest):
        window = make_window(
            **live(url),
            memory=a_memory(Settings(alert_rules=str(rules))),
            questions=ScriptedQuestions(text="called them"),
            **rest,
        )
        tile = window.operate.tiles.frames[2]
        qtbot.waitUntil(lambda: "EUR" in tile.accessibleName(), timeout=LONG_MS)
        return window

    return show


def exceed(runtime):
    """The partner owes 36.30 of the 20.00 EUR that it may."""
    carry(
        runtime, [a_cdr(str(number), start=NOW - timedelta(hours=2 * number)) for number in (2, 3)]
    )


def alerts(window):
    return window.operate.alerts


def until_open(window, qtbot, count=1):
    qtbot.waitUntil(lambda: len(alerts(window).lines) == count, timeout=LONG_MS)


def test_normal_books_have_nothing_to_tell_and_no_colour(show, runtime):
    assert runtime
    window = show()
    assert alerts(window).lines == ()
    assert alerts(window)._note.text() == "0 open"
    assert {frame._tone for frame in window.operate.tiles.frames} == {Tone.CALM}


def test_a_limit_that_is_passed_is_raised_while_somebody_writes(show, runtime, qtbot):
    window = show()
    exceed(runtime)
    until_open(window, qtbot)
    (line,) = alerts(window).lines
    assert line.text == "NL*XYZ owes 36.30 EUR, 181.5 % of its limit 20.00 EUR"
    assert alerts(window)._note.text() == "1 open"
    assert window.operate.tiles.frames[TITLES.index("Exposure against limit")]._tone is Tone.BAD


def test_a_click_on_an_alert_opens_its_rows(show, runtime, qtbot):
    exceed(runtime)
    window = show()
    until_open(window, qtbot)
    view = alerts(window).list
    place = view.visualItemRect(view.item(0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    tables = window.operate.tables
    assert tables.table is BookTable.SESSIONS
    assert tables.pane.filter_line.line.text() == "state:posted dp:NL*XYZ"
    qtbot.waitUntil(lambda: tables.pane.model.rowCount() == 3, timeout=LONG_MS)


def test_who_has_seen_an_alert_is_kept_over_a_restart(show, runtime, qtbot):
    exceed(runtime)
    window = show()
    until_open(window, qtbot)
    alerts(window).list.setCurrentRow(0)
    qtbot.mouseClick(alerts(window).acknowledge, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: alerts(window).lines[0].acknowledged is not None, timeout=LONG_MS)
    assert alerts(window)._note.text() == "0 open, 1 seen"
    assert not alerts(window).acknowledge.isEnabled()
    window.close()
    again = show()
    until_open(again, qtbot)
    qtbot.waitUntil(lambda: alerts(again).lines[0].acknowledged is not None, timeout=LONG_MS)
    act = alerts(again).lines[0].acknowledged
    assert (act.kind, act.who, act.note) == (ActKind.ACKNOWLEDGED, "m.k.", "called them")
    assert act.subject == "exposure_pct:NL*XYZ/EUR"


def test_an_acknowledged_alert_that_clears_leaves_a_line_and_comes_back_unseen(
    show, runtime, qtbot
):
    exceed(runtime)
    window = show()
    until_open(window, qtbot)
    alerts(window).list.setCurrentRow(0)
    assert window.registry.run("alerts.acknowledge")
    qtbot.waitUntil(lambda: alerts(window).lines[0].acknowledged is not None, timeout=LONG_MS)
    window.setup.now.move(seconds=1)
    settle_until(runtime, NOW + MONTH)
    until_open(window, qtbot, 0)
    assert "cleared" in alerts(window)._history[0]
    assert "36.30 EUR" in alerts(window)._history[0]
    qtbot.waitUntil(
        lambda: operator_log(runtime).latest[0].kind is ActKind.CLEARED, timeout=LONG_MS
    )
    alerts(window).past.click()
    assert alerts(window).list.count() >= 2
    assert alerts(window).current is None
    assert operator_log(runtime).acknowledged == ()


def test_other_rules_hold_at_once_and_wrong_ones_change_nothing(show, runtime, rules, qtbot):
    exceed(runtime)
    window = show()
    until_open(window, qtbot)
    rules.write_text(LIMIT.replace("20.00", "4000.00"), encoding="utf-8")
    assert window.registry.run("alerts.reload")
    assert alerts(window).lines == ()
    rules.write_text(LIMIT.replace("20.00", "-1"), encoding="utf-8")
    assert window.registry.run("alerts.reload")
    assert "rules.toml:12: limit[0].amount" in window.status.notice
    assert window.operator.watch.rules.limit_of("NL*XYZ", "EUR") == 400_000


def test_another_file_of_rules_is_read_when_it_is_set(show, runtime, tmp_path, qtbot):
    exceed(runtime)
    window = show()
    until_open(window, qtbot)
    window.settings_page.alert_rules.setText("")
    window.settings_page.alert_rules.editingFinished.emit()
    assert len(window.operator.watch.rules.rules) == 11
    assert alerts(window).lines == ()
    missing = str(tmp_path / "missing.toml")
    window.settings_page.alert_rules.setText(missing)
    window.settings_page.alert_rules.editingFinished.emit()
    assert "missing.toml" in window.status.notice
    assert len(window.operator.watch.rules.rules) == 11


def test_time_alone_raises_an_alert(show, runtime, rules, qtbot):
    assert runtime
    silence = LIMIT.replace("exposure_pct", "no_session_min")
    rules.write_text(silence, encoding="utf-8")
    window = show()
    assert alerts(window).lines == ()
    window.setup.now.move(hours=2)
    until_open(window, qtbot)
    assert alerts(window).lines[0].text == "No session has ended for 3 h 00 min"


def test_the_throughput_of_books_is_told_and_has_the_alerts_on_it(show, runtime, qtbot):
    exceed(runtime)
    window = show()
    card = window.operate.throughput
    qtbot.waitUntil(lambda: not card.is_empty, timeout=LONG_MS)
    assert sum(one.sessions for one in card._told.buckets) == 3
    until_open(window, qtbot)
    marks = window.operate.throughput.plot._marks
    assert [mark.text for mark in marks] == [alerts(window).lines[0].text]
    assert Decimal(marks[0].at_s) == Decimal(NOW.timestamp())


def test_books_are_said_to_be_read_until_they_have_answered(make_window):
    window = make_window(books=HandMadeBooks())
    assert "Reading" in window.operate.tiles.frames[0]._note.text()
    assert "Reading" in alerts(window)._empty.text()
    assert window.registry.run("books.close")
    assert window.operate.tiles.frames[0]._note.text() == "no books open"
    assert "No books open" in alerts(window)._empty.text()


def test_closed_books_are_watched_no_more(show, runtime, qtbot):
    exceed(runtime)
    window = show()
    until_open(window, qtbot)
    assert window.registry.run("books.close")
    assert alerts(window).lines == ()
    assert not window.operator.watch._clock.isActive()


def test_a_minimised_window_is_watched_on(show, runtime, qtbot):
    assert runtime
    window = show()
    window.showMinimized()
    qtbot.waitUntil(window.isMinimized, timeout=LONG_MS)
    assert window.operator.watch._clock.isActive()
    window.showNormal()
    window.hide()
    assert not window.operator.watch._clock.isActive()
    window.show()
    assert window.operator.watch._clock.isActive()


def test_what_cleared_while_nobody_looked_is_unseen_when_it_comes_again(show, runtime, qtbot):
    act = OperatorAct(
        at=NOW - timedelta(days=1),
        kind=ActKind.ACKNOWLEDGED,
        who="m.k.",
        subject="exposure_pct:NL*XYZ/EUR",
    )
    write_act(runtime, act)
    window = show()
    qtbot.waitUntil(
        lambda: operator_log(runtime).latest[0].kind is ActKind.CLEARED, timeout=LONG_MS
    )
    exceed(runtime)
    until_open(window, qtbot)
    assert alerts(window).lines[0].acknowledged is None
    assert len(operator_log(runtime).latest) == 2


def test_a_window_that_only_looks_writes_nothing_and_still_forgets(show, runtime, qtbot):
    act = OperatorAct(
        at=NOW, kind=ActKind.ACKNOWLEDGED, who="m.k.", subject="exposure_pct:NL*XYZ/EUR"
    )
    exceed(runtime)
    write_act(runtime, act)
    window = show()
    until_open(window, qtbot)
    qtbot.waitUntil(lambda: alerts(window).lines[0].acknowledged is not None, timeout=LONG_MS)
    window.top_bar.set_environment(Environment.LIVE, read_only=True)
    settle_until(runtime, NOW + MONTH)
    until_open(window, qtbot, 0)
    assert operator_log(runtime).latest == (act,)
