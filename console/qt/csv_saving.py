"""Writes a long table to a file between the frames of the window: it never waits for it."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from console.present.plot_table import PlotTable, csv_chunks

SLICE_MS: Final = 8
"""So long at a time; a short table is written at once."""


class CsvSaving(QObject):
    """One file being written; it has its name only when it is complete."""

    finished = Signal(str)
    """Empty if the file is there, else what went wrong."""

    def __init__(self, table: PlotTable, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chunks = csv_chunks(table)
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        self._next = QTimer(self)
        self._next.timeout.connect(self._write)

    def start(self) -> None:
        """Begin; the signal may come before this returns."""
        try:
            self._part.write_bytes(b"")
        except OSError as error:
            self.finished.emit(f"{self._path}: {error.strerror}")
            return
        self._next.start(0)
        self._write()

    @property
    def running(self) -> bool:
        """Whether there is more to write."""
        return self._next.isActive()

    def cancel(self) -> None:
        """Write no more, and leave nothing."""
        if self.running:
            self._next.stop()
            self._part.unlink(missing_ok=True)

    def _write(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        try:
            with self._part.open("ab") as file:
                while clock.elapsed() < SLICE_MS:
                    chunk = next(self._chunks, None)
                    if chunk is None:
                        break
                    file.write(chunk.encode())
                else:
                    return
            self._part.replace(self._path)
        except OSError as error:
            self._finish(f"{self._path}: {error.strerror}")
            return
        self._finish("")

    def _finish(self, problem: str) -> None:
        self._next.stop()
        self.finished.emit(problem)
