"""Windows over real books for an operator, with a clock that a test sets."""

from datetime import timedelta

from tests.books import NOW


class Clock:
    """Stands still until it is moved."""

    def __init__(self):
        self.at = NOW

    def __call__(self):
        return self.at

    def move(self, **span):
        self.at += timedelta(**span)
