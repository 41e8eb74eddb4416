"""The price of a session to read: a page that is drawn in the colours of the theme."""

from PySide6.QtWidgets import QTextBrowser, QWidget

from console.present.tariff_story import StoryColours, story_page
from console.qt.theme import Theme
from core.pricing.explain import Explanation
from core.pricing.quote import StayChange


class StoryView(QTextBrowser):
    """One explanation, or none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._story: tuple[Explanation, StayChange | None] | None = None
        self.setAccessibleName(self.tr("The price in sentences"))
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        theme.changed.connect(lambda _: self._draw())

    def show_story(self, told: Explanation, longer: StayChange | None) -> None:
        """Another price; the place that was read stays in view."""
        self._story = (told, longer)
        self._draw()

    def show_nothing(self) -> None:
        """There is no price."""
        self._story = None
        self.clear()

    def _draw(self) -> None:
        if self._story is None:
            return
        tokens = self._theme.tokens
        colours = StoryColours(tokens.text, tokens.muted, tokens.border)
        at = self.verticalScrollBar().value()
        self.setStyleSheet(f"background: {tokens.panel}; border: none;")
        self.setHtml(story_page(*self._story, colours))
        self.verticalScrollBar().setValue(at)
