"""Windows over real books for an operator, with a clock that a test sets."""

from datetime import timedelta

from console.application.opened_books import OpenedBooks
from core.domain.environment import Environment
from tests.books import NOW

LONG_MS = 30_000


class Clock:
    """Stands still until it is moved."""

    def __init__(self):
        self.at = NOW

    def __call__(self):
        return self.at

    def move(self, **span):
        self.at += timedelta(**span)


def live(url, clock=None):
    """What a window over books of real money is made of."""
    return {
        "books": OpenedBooks(url),
        "books_url": url,
        "environment": Environment.LIVE,
        "now": clock or Clock(),
    }


def arm(window, qtbot):
    """Arm the books, and let a second pass."""
    window.operator.arming.arm("a late cycle", 5)
    qtbot.waitUntil(lambda: window.operator.arming.is_armed, timeout=LONG_MS)
    window.setup.now.move(seconds=1)


def press(window, button, qtbot):
    """Do what a button does, and say what came of it."""
    with qtbot.waitSignal(window.operator.actions.done, timeout=LONG_MS) as done:
        button.click()
    window.setup.now.move(seconds=1)
    return done.args[0]
