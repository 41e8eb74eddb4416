"""Books of real money are read-only until they are armed, for a time, for a reason, on record."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

from console.present.command_value import Fact
from console.qt.arm_dialog import MINUTES, ArmDialog
from core.domain.environment import Environment
from core.domain.errors import StoreError
from core.domain.operator_act import ActKind
from core.service.operator_log import operator_log
from tests.console.present.builders import HandMadeBooks
from tests.console.qt.operator_windows import Clock, live
from tests.console.qt.scripted_questions import ScriptedQuestions

LONG_MS = 30_000


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def window(make_window, runtime, url, clock, qtbot):
    assert runtime
    window = make_window(**live(url, clock))
    qtbot.waitUntil(lambda: not window.operate.alerts.is_empty, timeout=LONG_MS)
    return window


def arm(window, qtbot):
    """Arm, and let a second pass."""
    assert window.registry.run("books.arm")
    qtbot.waitUntil(lambda: window.operator.arming.is_armed, timeout=LONG_MS)
    window.setup.now.move(seconds=1)


def kinds(runtime):
    """What the log says, oldest first."""
    return [(act.kind, act.who) for act in reversed(operator_log(runtime).latest)]


def test_real_money_cannot_be_touched_before_it_is_armed(window):
    assert not window.registry.run("books.settle")
    assert "Arm for actions" in window.status.notice
    assert not window.registry.run("books.disarm")
    assert not window.top_bar.armed.isVisible()


def test_arming_asks_why_is_written_down_and_counts_down(window, runtime, clock, qtbot):
    arm(window, qtbot)
    assert window.setup.questions.asked == ["arm|books.db"]
    assert kinds(runtime) == [(ActKind.ARMED, "m.k.")]
    assert operator_log(runtime).latest[0].note == "5 min: a late cycle"
    badge = window.top_bar.armed
    assert badge.isVisible()
    qtbot.waitUntil(lambda: badge.text().endswith("ARMED 4:59"), timeout=LONG_MS)
    clock.move(minutes=1)
    qtbot.waitUntil(lambda: badge.text().endswith("ARMED 3:59"), timeout=LONG_MS)
    assert "disarm" in badge.accessibleName()
    assert not window.registry.run("books.arm")


def test_the_time_disarms(window, runtime, clock, qtbot):
    arm(window, qtbot)
    clock.move(minutes=5)
    assert not window.operator.arming.may_act
    qtbot.waitUntil(lambda: len(kinds(runtime)) == 2, timeout=LONG_MS)
    assert operator_log(runtime).latest[0].note == "the time was over"
    assert not window.top_bar.armed.isVisible()


def test_the_badge_disarms(window, runtime, qtbot):
    arm(window, qtbot)
    qtbot.mouseClick(window.top_bar.armed, Qt.MouseButton.LeftButton)
    assert not window.operator.arming.is_armed
    qtbot.waitUntil(lambda: len(kinds(runtime)) == 2, timeout=LONG_MS)
    assert [kind for kind, _ in kinds(runtime)] == [ActKind.ARMED, ActKind.DISARMED]


def test_other_books_are_not_armed_and_the_ones_that_were_say_so(window, runtime, qtbot):
    arm(window, qtbot)
    assert window.registry.run("books.close")
    assert not window.operator.arming.is_armed
    qtbot.waitUntil(lambda: len(kinds(runtime)) == 2, timeout=LONG_MS)
    assert operator_log(runtime).latest[0].note == "other books were shown"


def test_the_end_of_the_window_disarms(window, runtime, qtbot):
    arm(window, qtbot)
    window.close()
    assert [kind for kind, _ in kinds(runtime)] == [ActKind.ARMED, ActKind.DISARMED]
    assert operator_log(runtime).latest[0].note == "the window was closed"


def test_a_minimised_window_stays_armed_until_it_is_closed(window, runtime, qtbot):
    arm(window, qtbot)
    window.showMinimized()
    qtbot.waitUntil(window.isMinimized, timeout=LONG_MS)
    assert window.operator.arming.is_armed
    assert window.operate.tables.pane.model.rowCount() == 1
    window.showNormal()
    assert window.operator.arming.is_armed
    assert kinds(runtime) == [(ActKind.ARMED, "m.k.")]
    window.showMinimized()
    window.close()
    assert operator_log(runtime).latest[0].note == "the window was closed"


def test_what_cannot_be_written_down_is_not_armed(make_window, qtbot):
    class ReadOnly(HandMadeBooks):
        def write_act(self, act):
            raise StoreError(f"books.db: attempt to write a readonly database: {act.kind}")

    window = make_window(books=ReadOnly(), environment=Environment.REPLAY)
    asked = window.setup.questions.asked
    assert window.registry.run("books.arm")
    qtbot.waitUntil(lambda: len(asked) == 2, timeout=LONG_MS)
    assert asked[1].startswith("These books cannot be armed|books.db: attempt to write")
    assert not window.operator.arming.is_armed


def test_who_would_rather_not_arms_nothing(make_window):
    window = make_window(
        books=HandMadeBooks(),
        environment=Environment.LIVE,
        questions=ScriptedQuestions(agrees=False),
    )
    assert window.registry.run("books.arm")
    assert not window.operator.arming.is_armed


def test_simulated_money_needs_no_arming(make_window):
    window = make_window(books=HandMadeBooks())
    facts = window.operator.facts()
    assert facts[Fact.MAY_ACT]
    assert not facts[Fact.ARMABLE]


def test_books_that_another_console_holds_cannot_be_armed(make_window):
    window = make_window(books=HandMadeBooks(), environment=Environment.LIVE)
    window.top_bar.set_environment(Environment.LIVE, read_only=True)
    assert not any(window.operator.facts().values())


def test_the_dialog_wants_a_reason_and_offers_five_minutes(theme, qtbot):
    assert theme
    dialog = ArmDialog("books.db")
    qtbot.addWidget(dialog)
    assert not dialog.arm.isEnabled()
    qtbot.keyClicks(dialog.reason, "  ")
    assert not dialog.arm.isEnabled()
    qtbot.keyClicks(dialog.reason, "a late cycle ")
    assert dialog.arm.isEnabled()
    assert dialog.answer == ("a late cycle", MINUTES)
    assert (dialog.minutes.minimum(), dialog.minutes.maximum()) == (1, 30)
    with qtbot.waitSignal(dialog.accepted, timeout=LONG_MS):
        qtbot.mouseClick(dialog.arm, Qt.MouseButton.LeftButton)
    cancel = dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel)
    with qtbot.waitSignal(dialog.rejected, timeout=LONG_MS):
        qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
