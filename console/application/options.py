"""Options that every command shares, and where books are kept when nobody says where."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer
from platformdirs import user_data_path

from core.service.open_books import open_books
from core.service.runtime import Runtime

Db = Annotated[
    str | None,
    typer.Option(
        "--db",
        envvar="NETWORKCORE_DB",
        help="Books: sqlite:///FILE or postgresql://USER@HOST/NAME.",
        show_default="a file of yours",
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print exactly one JSON object on standard output.")
]


def data_folder() -> Path:
    """Where this user's books are kept."""
    return user_data_path("networkcore")


def default_books_url() -> str:
    """The books that commands use when nobody names others."""
    return f"sqlite:///{data_folder() / 'books.sqlite'}"


def replay_books_url(file: Path, network: str, agreement: str) -> str:
    """Books of a replay: one file for each source, network and terms."""
    told = "\n".join((str(file.resolve()), network, agreement))
    name = f"{file.stem}-{Path(network).stem}-{Path(agreement).stem}"
    return _named("replays", name, told)


def run_books_url(scenario: str, seed: int) -> str:
    """Books of a run: one file for each scenario and seed."""
    return _named("runs", f"{Path(scenario).stem}-{seed}", scenario)


def _named(folder: str, name: str, told: str) -> str:
    digest = sha256(told.encode()).hexdigest()[:8]
    return f"sqlite:///{data_folder() / folder / f'{name}-{digest}.sqlite'}"


def rejects_path(url: str, file: Path, wanted: Path | None) -> Path:
    """Where rejected rows of a file are written: where asked, else beside the books."""
    if wanted is not None:
        return wanted
    database = url.removeprefix("sqlite:///")
    is_file = database != url and bool(database)
    folder = Path(database).parent if is_file else data_folder()
    return folder / f"{file.stem}.rejects.csv"


@contextmanager
def books_at(url: str) -> Iterator[Runtime]:
    """Books, open for the length of a command."""
    runtime = open_books(url)
    try:
        yield runtime
    finally:
        runtime.database.close()
