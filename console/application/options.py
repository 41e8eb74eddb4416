"""Options that every command shares, and where books are kept when nobody says where."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer
from platformdirs import user_data_path

from core.domain.errors import NotFoundError
from core.service.open_books import open_books
from core.service.runtime import Runtime


def said_on_the_line(context: typer.Context) -> bool:
    """Whether ``--db`` was written in this part of the command line."""
    source = context.get_parameter_source("db")
    return source is not None and source.name == "COMMANDLINE"


def _nearest(context: typer.Context, url: str | None) -> str | None:
    """The ``--db`` after the command, else the one before it, else that of the environment."""
    outer = None if context.parent is None else context.parent.params.get("db")
    return url if said_on_the_line(context) or outer is None else outer


Db = Annotated[
    str | None,
    typer.Option(
        "--db",
        envvar="NETWORKCORE_DB",
        callback=_nearest,
        help="Books: sqlite:///FILE or postgresql://USER@HOST/NAME; a file of yours by default.",
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
    """Where rejected rows of a file are written: where asked, else beside the books.

    Files of the same name in other folders have other rejects.
    """
    if wanted is not None:
        return wanted
    books = _file_of(url)
    folder = data_folder() if books is None else books.parent
    digest = sha256(str(file.resolve()).encode()).hexdigest()[:8]
    return folder / f"{file.stem}-{digest}.rejects.csv"


def _file_of(url: str) -> Path | None:
    """The file that a URL of SQLite's names; None where it names none, or not plainly."""
    path = url.removeprefix("sqlite:///").partition("?")[0]
    plain = url.startswith("sqlite:///") and not path.startswith((":memory:", "file:"))
    return Path(path) if plain and path else None


@contextmanager
def books_at(url: str, *, existing: bool = False) -> Iterator[Runtime]:
    """Books, open for the length of a command.

    Args:
        url: Where they are.
        existing: Whether they must be there: nobody asks new books for anything.

    Raises:
        NotFoundError: They must and are not.
        StoreError: They cannot be opened.
    """
    file = _file_of(url)
    if existing and file is not None and not file.exists():
        raise NotFoundError(f"{url}: no such books; name those of an import, replay or run by --db")
    runtime = open_books(url)
    try:
        yield runtime
    finally:
        runtime.database.close()
