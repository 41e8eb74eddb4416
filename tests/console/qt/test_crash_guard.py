"""What nobody expected becomes a dialog; the program goes on or quits, as its user likes."""

import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtGui import QGuiApplication

from console.qt.crash_guard import TRACEBACKS_KEPT, CrashGuard

LONG_MS = 10_000
QUIT = """
import sys
from PySide6.QtCore import QTimer
from console.application.compose_window import FONTS
from console.qt.crash_guard import CrashGuard
from console.qt.launch import application

app = application(FONTS)
guard = CrashGuard()
guard.install()

def fail():
    raise LookupError("the third wheel")

def quit_now():
    if guard.dialog is not None:
        guard.dialog.quit.click()

QTimer.singleShot(0, fail)
timer = QTimer()
timer.timeout.connect(quit_now)
timer.start(20)
sys.exit(app.exec())
"""


@pytest.fixture
def guard(theme, qtbot):
    assert theme is not None
    guard = CrashGuard()
    guard.commands = lambda: ("go.train", "run.start")
    guard.install()
    yield guard
    guard.remove()
    if guard.dialog is not None:
        guard.dialog.accept()
    assert sys.excepthook is sys.__excepthook__
    assert qtbot is not None


def _fail(text="the third wheel"):
    raise LookupError(text)


def _caught(guard, text="the third wheel"):
    try:
        _fail(text)
    except LookupError as error:
        guard.caught(type(error), error, error.__traceback__)


def _dialog(guard, qtbot):
    qtbot.waitUntil(lambda: guard.dialog is not None, timeout=LONG_MS)
    return guard.dialog


def test_an_exception_of_the_event_loop_is_shown_and_can_be_copied(guard, qtbot, capsys):
    _caught(guard)
    dialog = _dialog(guard, qtbot)
    text = dialog.report.toPlainText()
    assert "LookupError: the third wheel" in text
    assert "Traceback" in text
    assert "last commands: go.train, run.start" in text
    assert "Qt: 6." in text
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == text
    dialog.go_on.click()
    assert guard.dialog is None
    assert "the third wheel" in capsys.readouterr().err


def test_an_exception_of_a_thread_is_shown_too(guard, qtbot):
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()
    assert "_fail" in _dialog(guard, qtbot).report.toPlainText()


def test_a_fault_that_repeats_opens_one_dialog(guard, qtbot):
    for number in range(TRACEBACKS_KEPT + 3):
        _caught(guard, f"fault {number}")
    dialog = _dialog(guard, qtbot)
    qtbot.waitUntil(lambda: "5 of 5" in dialog.report.toPlainText(), timeout=LONG_MS)
    assert "fault 0" in dialog.report.toPlainText()
    assert "fault 7" not in dialog.report.toPlainText()


def test_quit_ends_the_program_with_an_error():
    done = subprocess.run([sys.executable, "-c", QUIT], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "LookupError: the third wheel" in done.stderr


def test_a_keyboard_interrupt_is_not_a_crash(guard, qtbot):
    error = KeyboardInterrupt()
    guard.caught(KeyboardInterrupt, error, None)
    qtbot.wait(50)
    assert guard.dialog is None


def test_a_report_is_saved_or_says_why_not(guard, qtbot, tmp_path):
    _caught(guard)
    dialog = _dialog(guard, qtbot)
    path = tmp_path / "report.txt"
    dialog.save_to(path)
    assert path.read_text(encoding="utf-8") == dialog.report.toPlainText()
    assert str(path) in dialog.note
    dialog.save_to(tmp_path / "no" / "report.txt")
    assert "No such file or directory" in dialog.note


def test_what_qt_complained_about_is_in_the_report(guard, qtbot, capsys):
    qWarning("QPainter: begin twice")
    qWarning("This plugin does not support propagateSizeHints()")
    _caught(guard)
    text = _dialog(guard, qtbot).report.toPlainText()
    assert "QtWarningMsg: QPainter: begin twice" in text
    assert "propagateSizeHints" not in text
    assert "QPainter: begin twice" in capsys.readouterr().err
