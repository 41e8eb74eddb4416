"""What commands write: one JSON object or tables on standard output, all else on standard error."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from rich.console import Console, JustifyMethod
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from core.domain.errors import SourceError
from core.ocpi.wire import json_text

OUT: Final = Console(highlight=False, soft_wrap=True)
ERR: Final = Console(stderr=True, highlight=False, soft_wrap=True)
FINDINGS_EXIT: Final = 1
ERROR_EXIT: Final = 2
INTERRUPTED_EXIT: Final = 130
NO_READER_EXIT: Final = 141
"""As a process that SIGPIPE ended; 1 would say that there are findings."""
INTERRUPTED: Final = "interrupted: what was committed is kept; repeat it to go on"


def print_json(value: object) -> None:
    """One JSON object on one line of standard output, numbers exact."""
    sys.stdout.write(f"{json_text(value)}\n")


def print_error(message: str, *, as_json: bool) -> None:
    """One clear error on standard error, and as an object where a script listens."""
    ERR.print(f"networkcore: {message}", markup=False, style="red")
    if as_json:
        print_json({"error": message})


def print_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, figures: bool = True
) -> None:
    """A table whose first column is text; the others are figures, or text too."""
    table = Table(show_header=any(columns), title=title, title_justify="left", title_style="bold")
    for number, column in enumerate(columns):
        justify: JustifyMethod = "right" if number and figures else "left"
        table.add_column(column, justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    OUT.print(table)


def write_text(path: Path, text: str) -> None:
    """Write a file whole.

    Raises:
        SourceError: It cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SourceError(str(path), f"cannot be written: {error.strerror}") from error


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole, byte by byte.

    Raises:
        SourceError: It cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        raise SourceError(str(path), f"cannot be written: {error.strerror}") from error


class StageBars:
    """A progress bar a stage, with time used and left, on standard error."""

    def __init__(self, *, shown: bool) -> None:
        self._progress = Progress(
            TextColumn("{task.description:>9}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.completed:,.0f}/{task.total:,.0f}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=ERR,
            disable=not shown,
        )
        self._bars: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def show(self, stage: str, done: int, total: int) -> None:
        """The stage stands at ``done`` of ``total``; 0 of 0 is done."""
        if stage not in self._bars:
            self._bars[stage] = self._progress.add_task(stage, total=total)
        self._progress.update(self._bars[stage], completed=done, total=total)


@contextmanager
def stage_bars(*, quiet: bool) -> Iterator[StageBars]:
    """Bars while something runs; none where standard error is no terminal or a script listens."""
    with StageBars(shown=not quiet and ERR.is_terminal) as bars:
        yield bars
