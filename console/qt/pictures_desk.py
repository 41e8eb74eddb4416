"""Asks the books for the picture of a run that is in front; the others are not read."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject

from console.present.books import Books
from console.qt.analyse_page import AnalysePage
from console.qt.operate_page import OperatePage
from console.qt.run_pictures import Picture, RunPictures
from console.qt.sites_desk import Asking
from core.service.week_use import WeekUse


class PicturesDesk(QObject):
    """Between the pictures of Analyse and the books."""

    def __init__(
        self, pictures: RunPictures, analyse: AnalysePage, operate: OperatePage, shown: Asking
    ) -> None:
        super().__init__(pictures)
        self._pictures: Final = pictures
        self._shown: Final = shown
        pictures.wanted.connect(self.ask)
        pictures.week.evses_wanted.connect(self.ask_evses)
        analyse.ended.connect(self.ask)
        operate.books_shown.connect(self._on_books)

    def _on_books(self, _books: Books | None, is_followed: bool) -> None:  # noqa: FBT001 (a slot)
        """What is shown is of other books; those that a run fills are read when it ends."""
        self._pictures.forget()
        if is_followed:
            self.ask()

    def ask(self) -> None:
        """Read the figures of the picture that is in front."""
        pictures = self._pictures
        match pictures.in_front:
            case Picture.WATERFALL:
                return
            case Picture.CYCLE:
                self._shown.ask(lambda books: books.last_flows(), pictures.cycle.show_flows)
            case Picture.WEEK:
                self._shown.ask(_week_of_sites, lambda told: pictures.week.show_sites(*told))
            case Picture.OCCUPANCY:
                self._shown.ask(lambda books: books.occupancy(), pictures.show_occupancy)

    def ask_evses(self, site: str) -> None:
        """Read the use of the EVSEs of a site."""
        week = self._pictures.week
        self._shown.ask(
            lambda books: books.week_use_at(site), lambda use: week.show_evses(site, use)
        )


def _week_of_sites(books: Books) -> tuple[WeekUse, Mapping[str, str]]:
    """The use, and the names of the sites by key."""
    return books.week_use(), books.site_names()
