"""Deeds of which the books keep who did them: a note is asked for, all is said beforehand."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from console.present.books import Books
from console.qt.action_desk import ActionDesk
from console.qt.window_setup import Setup


class Decisions(QObject):
    """Asks, shows exactly what will be done, and does it beside the window's thread."""

    def __init__(self, setup: Setup, actions: ActionDesk, window: QWidget) -> None:
        super().__init__(window)
        self._setup: Final = setup
        self._actions: Final = actions
        self._window: Final = window

    def with_note(self, title: str, text: str, yes: str, deed: Callable[[Books, str], str]) -> None:
        """Ask for a note and for consent, then act on the books that were shown, or on none.

        Args:
            title: Of the questions.
            text: Exactly what will be done.
            yes: What the button says that agrees.
            deed: What is done with the books and the note; says what came of it.
        """
        self.with_answer(title, self.tr("Note"), text, yes, deed)

    def with_answer(
        self,
        title: str,
        label: str,
        text: str,
        yes: str,
        deed: Callable[[Books, str], str],
        first: str = "",
    ) -> None:
        """The same with a line of text of another meaning."""
        actions, window = self._actions, self._window
        books = actions.books
        assert books is not None
        answer = self._setup.questions.text(window, title, label, first)
        if answer is None or not actions.are_still_shown(books, title):
            return
        if actions.agrees(books, title, text, yes):
            actions.do(books, None, lambda: deed(books, answer))
