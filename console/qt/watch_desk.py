"""Watches the shown books: raises alerts, fills the tiles, and keeps what is acknowledged.

Pure functions decide; here is only when they are asked. What the books are asked runs beside the
window's thread, one question at a time and with rests, so that large books are not worn out.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from console.present.alert_list import AlertLine, act_text, alert_lines
from console.present.book_feed import Verified
from console.present.books import Books
from console.present.kpi_tiles import DOT, Overview, waiting_tiles
from console.present.operate_tiles import tiles_of
from console.present.peak_series import Mark
from console.present.settings import Settings
from console.qt.screens import Screens
from console.qt.shown_books import ShownBooks
from console.qt.window_look import WindowLook
from console.qt.window_setup import Setup
from core.domain.alert import Alert, AlertKind, AlertRules
from core.domain.environment import Environment
from core.domain.errors import RoamingError
from core.domain.operator_act import ActKind, OperatorAct
from core.service.alert_file import load_alert_rules
from core.service.operator_log import OperatorLog
from core.service.raise_alerts import Picture, raised, worst_first
from core.service.recent_throughput import Throughput
from core.service.snapshot import Summary

EVERY_MS: Final = 1000
REST_TO_COST: Final = 10
"""Between two questions at least so many times what the last one took."""
HISTORY_MAX: Final = 200


class WatchDesk(QObject):
    """One look a second at what was told last."""

    told = Signal(str)
    """Something worth a notice."""
    changed = Signal()
    """Other alerts are open, or acknowledged."""

    def __init__(
        self, setup: Setup, screens: Screens, shown: ShownBooks, look: WindowLook, window: QWidget
    ) -> None:
        super().__init__(window)
        self._operate = screens.operate
        self._top_bar = screens.top_bar
        self._errands = shown.errands
        self._now = setup.now
        self._user = setup.user
        self._window = window
        self.rules = AlertRules()
        self._rules_name: str | None = None
        self.books: Books | None = None
        self._is_followed = False
        self._summary: Summary | None = None
        self._lost_at: datetime | None = None
        self._verified = Verified()
        self._alerts: tuple[Alert, ...] = ()
        self._log = OperatorLog()
        self._past: list[str] = []
        self._ended: set[str] = set()
        """Acknowledgements whose alert was seen to be normal since."""
        self._throughput = Throughput()
        self._asking = False
        self._rest_ms = 0
        self._since_asked = QElapsedTimer()
        self._clock = QTimer(self)
        self._clock.setInterval(EVERY_MS)
        self._clock.timeout.connect(self._look)
        shown.errands.failed.connect(self._on_failed)
        shown.verified.connect(self._on_verified)
        shown.lost_changed.connect(self._on_lost)
        self._operate.summary_shown.connect(self._on_summary)
        self._operate.books_shown.connect(self._on_books)
        self.told.connect(screens.status.say)
        look.settings_changed.connect(self._follow_settings)
        self._follow_settings(look.settings)
        window.installEventFilter(self)

    def use_rules(self, name: str) -> None:
        """Read the rules of a name or a path; a wrong file is told, and the rules stay."""
        try:
            self.rules = load_alert_rules(name)
        except RoamingError as error:
            self.told.emit(self.tr("Alert rules: {problem}").format(problem=error))
            return
        self._look()

    def _follow_settings(self, settings: Settings) -> None:
        """Read the rules when another file is named."""
        if settings.alert_rules != self._rules_name:
            self._rules_name = settings.alert_rules
            self.use_rules(settings.alert_rules)

    @property
    def lines(self) -> tuple[AlertLine, ...]:
        """What is listed."""
        return self._operate.alerts.lines

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Nobody looks at a window that is hidden or closed; a minimised one is watched on."""
        if watched is self._window and not event.spontaneous():
            if event.type() is QEvent.Type.Hide:
                self._clock.stop()
            elif event.type() is QEvent.Type.Show and self.books:
                self._clock.start()
        return super().eventFilter(watched, event)

    def acknowledge(self, books: Books, key: str, note: str) -> None:
        """Write down that an alert of these books was seen."""
        self._write(books, ActKind.ACKNOWLEDGED, key, note)

    def _write(self, books: Books, kind: ActKind, subject: str, note: str = "") -> None:
        """Write a line of the operator's log, and show it."""
        act = OperatorAct(at=self._now(), kind=kind, who=self._user, subject=subject, note=note)

        def write() -> OperatorLog | str:
            try:
                books.write_act(act)
            except RoamingError as error:
                return str(error)
            return books.operator_log()

        def show(answer: OperatorLog | str) -> None:
            if isinstance(answer, str):
                self.told.emit(self.tr("Not written down: {problem}").format(problem=answer))
            else:
                self._on_log(books, answer)

        self._errands.ask(write, show)

    def _on_books(self, books: Books | None, is_followed: bool) -> None:  # noqa: FBT001 (signal)
        self.books, self._is_followed = books, is_followed
        self._summary = self._lost_at = None
        self._verified = Verified()
        self._alerts, self._log, self._past = (), OperatorLog(), []
        self._ended = set()
        self._throughput, self._asking, self._rest_ms = Throughput(), False, 0
        if books is None:
            self._clock.stop()
            self._operate.alerts.show_nothing()
            self._show_throughput()
            self.changed.emit()
        else:
            self._wait()

    def _wait(self) -> None:
        """Say that nothing is known yet, and why."""
        reading = self.tr("Reading \N{HORIZONTAL ELLIPSIS}")
        why = reading if self._is_followed else self.tr("The run begins \N{HORIZONTAL ELLIPSIS}")
        self._operate.tiles.show_tiles(waiting_tiles(why))
        self._operate.alerts.show_empty(why)
        if self._operate.throughput is not None:
            self._operate.throughput.show_nothing(why)
        if self._window.isVisible():
            self._clock.start()

    def _on_summary(self, summary: Summary) -> None:
        is_first = self._summary is None
        self._summary = summary
        self._look()
        if is_first:
            self.read_log()
        self._ask_throughput()

    # --- what is asked -------------------------------------------------------------------------
    def read_log(self) -> None:
        """Read the operator's log again."""
        books = self.books
        if books is not None:
            self._errands.ask(books.operator_log, lambda log: self._on_log(books, log))

    def _on_log(self, books: Books, log: OperatorLog) -> None:
        if books is self.books:
            self._log = log
            self._look()

    def _ask_throughput(self) -> None:
        books, timer = self.books, self._since_asked
        if books is None or self._operate.throughput is None or self._asking:
            return
        if timer.isValid() and timer.elapsed() < self._rest_ms and self._throughput.buckets:
            return
        self._asking = True
        timer.start()

        def show(told: Throughput) -> None:
            if books is self.books:
                self._asking = False
                self._rest_ms = max(EVERY_MS, REST_TO_COST * timer.elapsed())
                self._throughput = told
                self._show_throughput()

        is_live = self._top_bar.environment is Environment.LIVE
        until = self._now() if is_live else None
        self._errands.ask(lambda: books.throughput(until), show)

    def _on_verified(self, verified: Verified) -> None:
        self._verified = verified
        self._look()

    def _on_lost(self, is_lost: bool) -> None:  # noqa: FBT001 (signal)
        if not is_lost:
            self._lost_at = None
        elif self._lost_at is None:
            self._lost_at = self._now()
        self._look()

    def _on_failed(self, _problem: str) -> None:
        self._asking = False

    # --- what is seen --------------------------------------------------------------------------
    def _picture(self, summary: Summary) -> Picture:
        now = self._now()
        lag = 0.0 if self._lost_at is None else (now - self._lost_at).total_seconds()
        return Picture(
            summary=summary,
            environment=self._top_bar.environment,
            now=now,
            feed_lag_s=Decimal(f"{max(0.0, lag):.1f}"),
            chain_breaks=int(bool(self._verified.problem)),
        )

    def _look(self) -> None:
        if self._summary is None:
            return
        picture = self._picture(self._summary)
        before = {line.key: line.text for line in self.lines}
        self._alerts = raised(self.rules, picture, self._alerts)
        alerts = worst_first(self._alerts)
        self._note_cleared(before, {one.key for one in alerts}, picture.clock)
        seen = Overview(
            picture=picture,
            rules=self.rules,
            alerts=alerts,
            verified_to=self._verified.seq or None,
            is_followed=self._is_followed,
        )
        self._operate.tiles.show_tiles(tiles_of(seen))
        self._end_acknowledgements({one.key for one in alerts})
        seen_by = [act for act in self._log.acknowledged if act.act_id not in self._ended]
        lines = alert_lines(alerts, seen_by, picture, self.rules)
        history = [*self._past, *map(act_text, self._log.latest)]
        self._operate.alerts.show_alerts(lines, history)
        if set(before) != {one.key for one in alerts}:
            self._show_marks()
        self.changed.emit()

    def _note_cleared(self, before: Mapping[str, str], open_: set[str], at: datetime) -> None:
        for key, text in before.items():
            if key not in open_:
                self._past.insert(0, f"{at:%Y-%m-%d %H:%M} {self.tr('cleared')}{DOT}{text}")
                del self._past[HISTORY_MAX:]

    def _end_acknowledgements(self, open_: set[str]) -> None:
        """An alert that is normal, now or when nobody looked, is new when it comes again."""
        for act in self._log.acknowledged:
            if act.subject in open_ or act.act_id in self._ended or not self._is_known(act.subject):
                continue
            self._ended.add(act.act_id)
            if self.books is not None and not self._top_bar.is_read_only:
                self._write(self.books, ActKind.CLEARED, act.subject)

    def _is_known(self, key: str) -> bool:
        """Whether it can be said that there is no such alert: a chain is whole at its end only."""
        if not key.startswith(f"{AlertKind.CHAIN_BREAKS}:"):
            return True
        summary, verified = self._summary, self._verified
        return summary is not None and verified.seq >= summary.last_seq and not verified.problem

    def _show_throughput(self) -> None:
        if self._operate.throughput is not None:
            self._operate.throughput.show_told(self._throughput)
            self._show_marks()

    def _show_marks(self) -> None:
        if self._operate.throughput is not None:
            marks = [Mark(line.since.timestamp(), line.text) for line in self.lines]
            self._operate.throughput.show_alerts(*marks)
