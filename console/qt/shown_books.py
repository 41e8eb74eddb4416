"""The books that are shown: locked, read beside the window's thread, told to the pages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.present.amount_text import duration_text, epoch_text
from console.present.book_address import file_of_url, without_password
from console.present.book_feed import Lost
from console.present.books import Books
from console.present.ledger_table import session_key_of
from console.qt.books_follower import BooksFollower
from console.qt.books_lock import BooksLock, Holder
from console.qt.errand import Errands
from console.qt.frame_clock import FrameClock
from console.qt.screens import Screens
from console.qt.sites_desk import SitesDesk
from console.qt.window_setup import Setup
from core.domain.environment import Environment
from core.domain.errors import RoamingError
from core.service.snapshot import Story, Summary

T = TypeVar("T")
LAG_SHOWN_FROM_S: Final = 2


class ShownBooks(QObject):
    """One database at a time, or none."""

    opened = Signal(str)
    """URL, without its password, of books that were opened to be looked at."""
    verified = Signal(object)
    """``Verified``: how far the sealed chain of the shown books is whole."""
    lost_changed = Signal(bool)
    """Whether the shown books do not answer; may be told again."""

    def __init__(self, setup: Setup, screens: Screens, window: QWidget) -> None:
        super().__init__(window)
        self._setup = setup
        self._screens = screens
        self._window = window
        self._books: Books | None = None
        self._lock = BooksLock()
        self._last_s: int | None = None
        self._is_lost = False
        self._environment = Environment.SIMULATION
        self.follows_tail = True
        self.url = ""
        self._opening: set[str] = set()
        """URLs of books that were asked for and have not answered yet."""
        self.expected_url = ""
        """Of the books that a run fills and tells about; empty for those that are read."""
        self.first_session: str | None = None
        self.errands = Errands(self)
        self.errands.failed.connect(screens.status.say_problem)
        self.frames = FrameClock(self)
        """Drains whatever other processes tell the window: of books, and of jobs."""
        self._follower = BooksFollower(setup.read_books, self.frames, self)
        self._follower.lost.connect(self._on_lost)
        self._follower.found.connect(self._on_found)
        self._follower.beat.connect(self._show_lag)
        self._follower.verified.connect(screens.status.show_verified)
        self._follower.verified.connect(self.verified)
        self._follower.summary.connect(self._on_summary)
        self._follower.rows.connect(self._on_rows_read)
        self._follower.heat.connect(screens.operate.show_heat)
        SitesDesk(screens.operate, self, self)
        screens.train.balances_wanted.connect(self._on_balances_wanted)

    @property
    def any(self) -> bool:
        """Whether books are shown."""
        return self._books is not None

    def is_free_for(self, url: str) -> bool:
        """Whether the books at a URL can be shown without taking other books out of sight."""
        others_come = bool(self._opening - {url})
        return self.url == url or not (self.any or others_come)

    def open(self, url: str) -> None:
        """Show the books at a URL, if they are ours to show; what is shown now stays until then."""
        if url in self._opening:
            return  # They come; to lock them again would find them held, by this very console.
        if url == self.url:
            self.opened.emit(without_password(url))
            return
        file = file_of_url(url)
        if file is not None and not Path(file).exists():
            self._refuse(self.tr("{file}: there is no such file").format(file=file))
            return
        lock = BooksLock()
        holder = lock.take(url)
        title = without_password(url).rpartition("/")[2]
        if holder is not None and not self._may_only_read(title, holder):
            return
        books = self._setup.open_books(url)
        self._opening.add(url)

        def environment_of_books() -> Environment | RoamingError | OSError:
            try:
                return books.environment
            except (RoamingError, OSError) as error:
                books.close()
                return error

        def show(answer: Environment | RoamingError | OSError) -> None:
            self._opening.discard(url)
            if isinstance(answer, RoamingError | OSError):
                lock.release()
                self._refuse(str(answer))
                return
            self.close_books()
            self._lock = lock
            self.show(books, url, answer, read_only=holder is not None)
            self.opened.emit(without_password(url))

        self.errands.ask(environment_of_books, show)

    def begin(self, books: Books, url: str, environment: Environment) -> None:
        """Show books that are open already; of those that another console holds, ask first."""
        holder = self._lock.take(url)
        if holder is not None and not self._may_only_read(books.title, holder):
            self.errands.ask(books.close, lambda _: None)
            return
        self.show(books, url, environment, read_only=holder is not None)

    def show(
        self, books: Books, url: str, environment: Environment, *, read_only: bool = False
    ) -> None:
        """Show these books, and whatever is added."""
        self._put(books, url, environment, read_only=read_only)
        self._screens.operate.show_books(books, follows_tail=self.follows_tail)
        self._follower.follow(books)

    def expect(self, url: str) -> None:
        """Show new books that a run is about to fill; it tells of them by ``append_rows``."""
        self.close_books()
        self._lock.take(url)
        books = self._setup.open_books(url)
        self._put(books, url, Environment.SIMULATION, read_only=False)
        self._screens.operate.expect_books(books, follows_tail=self.follows_tail)
        self.expected_url = url

    def append_rows(self, rows: NDArray[Any]) -> None:
        """Tell of entries that were added, wherever they are from."""
        self._screens.operate.grow()
        if self.first_session is None:
            keys = (session_key_of(row) for row in rows)
            self.first_session = next((key for key in keys if key is not None), None)

    def close_books(self) -> None:
        """Show none; let go of the database when the question under way is answered."""
        self._follower.leave()
        if self._books is not None:
            self.errands.ask(self._books.close, lambda _: None)
        self._books = None
        self._lock.release()
        self._lock = BooksLock()
        self.url = self.expected_url = ""
        self.first_session = self._last_s = None
        self._is_lost = False
        self._screens.operate.show_nothing()
        self._screens.train.show_nothing()
        self._screens.status.show_no_books()
        for set_text in (
            self._screens.top_bar.set_books,
            self._screens.top_bar.set_clock,
            self._screens.top_bar.set_lag,
        ):
            set_text("")

    def close(self) -> None:
        """The window closes: leave no thread, no lock and no open database behind."""
        self._follower.close()
        self.errands.close()
        self._screens.operate.tables.close_readers()
        if self._books is not None:
            self._books.close()
        self._lock.release()

    def ask(
        self,
        question: Callable[[Books], T],
        then: Callable[[T], None],
        otherwise: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Ask the books that are shown, beside the window's thread; without books nothing.

        What comes back when other books are shown is not told: it would be taken for theirs.
        """
        books = self._books
        if books is None:
            return

        def of_these(tell: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda answer: tell(answer) if books is self._books else None

        self.errands.ask(
            lambda: question(books),
            of_these(then),
            None if otherwise is None else of_these(otherwise),
        )

    def ask_story(self, key: str, then: Callable[[Story], None]) -> None:
        """Ask for a session from plug to payout."""
        self.ask(lambda books: books.story(key), then)

    def _put(self, books: Books, url: str, environment: Environment, *, read_only: bool) -> None:
        self._books = books
        self.url = url
        self._environment = environment
        self._screens.top_bar.set_environment(environment, read_only=read_only)
        self._screens.top_bar.set_books(books.title)

    def _may_only_read(self, title: str, holder: Holder) -> bool:
        text = self.tr(
            "{title} is open in another console: {holder}.\n\n"
            "Here it can be opened read-only: this window then only looks."
        )
        return self._setup.questions.confirm(
            self._window,
            self.tr("These books are in use"),
            text.format(title=title, holder=holder.text),
            self.tr("Open read-only"),
        )

    def _refuse(self, problem: str) -> None:
        self._setup.questions.tell(self._window, self.tr("Books cannot be opened"), problem)

    def _on_lost(self, lost: Lost) -> None:
        next_try = self._setup.now() + timedelta(seconds=lost.retry_in_s)
        time = f"{next_try:%H:%M:%S}"
        words = self.tr("{problem}; next try at {time} UTC").format(problem=lost.problem, time=time)
        self._is_lost = True
        self._screens.operate.tables.lose(words)
        text = self.tr("connection lost \N{MIDDLE DOT} next try at {time} UTC").format(time=time)
        self._screens.status.show_lost(text, "\n\n".join(filter(None, (words, lost.traceback))))
        self._show_lag()
        self.lost_changed.emit(True)

    def _on_found(self) -> None:
        self._is_lost = False
        self.lost_changed.emit(False)
        self._screens.operate.tables.recover()
        self._screens.status.show_found()
        self._show_lag()

    def _on_summary(self, summary: Summary) -> None:
        self._screens.operate.show_summary(summary)
        self._screens.status.show_summary(summary)

    def _show_lag(self) -> None:
        """How long ago the last entry was, of live books; and that nothing newer can be known."""
        texts = [self.tr("connection lost")] if self._is_lost else []
        if self._last_s is not None and self._environment is Environment.LIVE:
            then = datetime.fromtimestamp(self._last_s, UTC)
            seconds = (self._setup.now() - then).total_seconds()
            if seconds >= LAG_SHOWN_FROM_S:
                texts.append(self.tr("{time} ago").format(time=duration_text(seconds)))
        self._screens.top_bar.set_lag(" \N{MIDDLE DOT} ".join(texts))

    def _on_rows_read(self, rows: NDArray[Any]) -> None:
        self._last_s = int(rows[-1]["effective_s"])
        text = self.tr("last entry  {time} UTC").format(time=epoch_text(self._last_s))
        self._screens.top_bar.set_clock(text)
        self._show_lag()
        self.append_rows(rows)

    def _on_balances_wanted(self, seq: int, accounts: Sequence[tuple[str, str]]) -> None:
        books = self._books
        if books is not None:

            def show(before: Mapping[tuple[str, str], int]) -> None:
                self._screens.train.show_balances(seq, before)

            self.errands.ask(lambda: books.balances_before(seq, accounts), show)
