"""Colours the words of JSON by the theme; what they are is told without colour, by their form."""

from typing import Final

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from console.present.json_tokens import JsonWord, words_of_line
from console.qt.plot_colours import line_colour
from console.qt.theme import Theme, Tokens

_LINES: Final = {JsonWord.NAME: 0, JsonWord.TEXT: 1, JsonWord.NUMBER: 2, JsonWord.WORD: 3}
"""Which of the theme's colours for lines a word has; signs are muted."""


class JsonColours(QSyntaxHighlighter):
    """Of one document."""

    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        self._formats: dict[JsonWord, QTextCharFormat] = {}
        super().__init__(document)
        self._recolour(theme.tokens)
        theme.changed.connect(self._recolour)

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        for word in words_of_line(text):
            self.setFormat(word.start, word.length, self._formats[word.kind])

    def _recolour(self, tokens: Tokens) -> None:
        for kind in JsonWord:
            number = _LINES.get(kind)
            colour = QColor(tokens.muted) if number is None else line_colour(tokens, number)
            self._formats[kind] = QTextCharFormat()
            self._formats[kind].setForeground(colour)
        self.rehighlight()
