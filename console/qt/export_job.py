"""One export beside the window's thread: to a file or to a text, with progress and cancel.

A file is written under another name and takes its own when it is whole; a cancelled or failed
export leaves nothing behind.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any, Final

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal

from console.present.export_rows import (
    SHEET_ROWS_MAX,
    Exported,
    ExportFormat,
    write_text,
    write_xlsx,
)
from console.present.row_source import Keys, RowSource
from console.present.table_look import TableColumn
from console.qt.errand import is_of_the_world

_ROWS_AT_ONCE: Final = 1024


class ExportJob(QObject):
    """Runs once."""

    progressed = Signal(int, int)
    """(rows written, rows in all)."""
    finished = Signal(object)
    """``Exported``; the file or the text is there unless it was cancelled."""
    failed = Signal(str)
    _returned = Signal(object)

    def __init__(
        self,
        source: RowSource,
        keys: Sequence[Keys],
        columns: Sequence[TableColumn],
        parent: QObject | None = None,
    ) -> None:
        """Get ready to write.

        Args:
            source: Where the rows are.
            keys: Of the rows, in their order, in parts.
            columns: From left to right.
            parent: Owner.
        """
        super().__init__(parent)
        self._source = source
        self._keys = keys
        self._columns = columns
        self.row_count: Final = sum(len(part) for part in keys)
        self.text = ""
        """What was written, of an export to a text."""
        self._cancel = Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="export")
        self._returned.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def write_file(self, path: Path, how: ExportFormat) -> None:
        """Write a file; ``finished`` or ``failed`` comes later."""
        if how is ExportFormat.XLSX and self.row_count > SHEET_ROWS_MAX:
            problem = self.tr(
                "{name}: wanted at most {limit} rows, found {count}; export as CSV, or filter first"
            )
            limit, count = f"{SHEET_ROWS_MAX:,}", f"{self.row_count:,}"
            self.failed.emit(problem.format(name=path.name, limit=limit, count=count))
            return
        self._run(lambda: self._into_file(path, how))

    def write_to_text(self, how: ExportFormat) -> None:
        """Write to ``text``."""
        self._run(lambda: self._into_text(how))

    def cancel(self) -> None:
        """Stop after the present page."""
        self._cancel.set()

    def close(self) -> None:
        """Cancel and wait."""
        self.cancel()
        self._thread.shutdown(wait=True)

    def _run(self, work: Callable[[], Exported]) -> None:
        self._thread.submit(work).add_done_callback(self._returned.emit)

    def _deliver(self, future: Future[Exported]) -> None:
        self._thread.shutdown(wait=True)
        error = future.exception()
        if error is None:
            self.finished.emit(future.result())
            return
        self.failed.emit(str(error))
        if not is_of_the_world(error):
            raise error

    def _goes_on(self, written: int) -> bool:
        self.progressed.emit(written, self.row_count)
        return not self._cancel.is_set()

    def _pages(self) -> Iterator[NDArray[Any]]:
        for part in self._keys:
            for first in range(0, len(part), _ROWS_AT_ONCE):
                yield self._source.rows(part[first : first + _ROWS_AT_ONCE])

    def _into_text(self, how: ExportFormat) -> Exported:
        with io.StringIO(newline="") as file:
            exported = write_text(file, self._columns, self._pages(), self._goes_on, how)
            self.text = file.getvalue()
        return exported

    def _into_file(self, path: Path, how: ExportFormat) -> Exported:
        part = path.with_name(f"{path.name}.part")
        try:
            if how is ExportFormat.XLSX:
                with part.open("wb") as sheet:
                    exported = write_xlsx(sheet, self._columns, self._pages(), self._goes_on)
            else:
                with part.open("w", encoding="utf-8", newline="") as lines:
                    exported = write_text(lines, self._columns, self._pages(), self._goes_on, how)
            if not exported.is_cancelled:
                part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return exported
