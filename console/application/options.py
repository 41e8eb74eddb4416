"""Options that every command shares, and where books are kept when nobody says where."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Annotated, Final

import typer
from platformdirs import user_data_path

from console.present.book_address import file_of_url
from core.domain.errors import SourceError
from core.service.network_file import load_network
from core.service.open_books import open_books
from core.service.resources import ResourceKind, read_text, resource_path
from core.service.runtime import Runtime
from simulation.scenario import Scenario

_MOST_DIGITS: Final = 12


def said_on_the_line(context: typer.Context) -> bool:
    """Whether ``--db`` was written in this part of the command line."""
    source = context.get_parameter_source("db")
    return source is not None and source.name == "COMMANDLINE"


def _nearest(context: typer.Context, url: str | None) -> str | None:
    """The ``--db`` after the command, else the nearest one before it, else the environment's."""
    outer, above = None, context.parent
    while outer is None and above is not None:
        outer, above = above.params.get("db"), above.parent
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


def replay_books_url(file: Path, network: str, agreement: str, mapping: str | None) -> str:
    """Books of a replay: others as soon as a word of its source, network or terms is another.

    Raises:
        RoamingError: One of them cannot be read.
    """
    told = (
        _sha_of(file),
        repr(load_network(network)),
        read_text(resource_path(ResourceKind.AGREEMENT, agreement)),
        "" if mapping is None else read_text(resource_path(ResourceKind.MAPPING, mapping)),
    )
    name = f"{file.stem}-{Path(network).stem}-{Path(agreement).stem}"
    return _named("replays", name, *told)


def run_books_url(scenario: Scenario, seed: int) -> str:
    """Books of a run: others as soon as a word of the scenario, or the seed, is another."""
    return _named("runs", f"{scenario.name}-{seed}", repr(scenario))


def _named(folder: str, name: str, *told: str) -> str:
    digest = sha256("\n".join(told).encode()).hexdigest()[:8]
    return f"sqlite:///{data_folder() / folder / f'{name}-{digest}.sqlite'}"


def _sha_of(file: Path) -> str:
    try:
        with file.open("rb") as content:
            return file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise SourceError(str(file), f"cannot be read: {error.strerror}") from error


def rejects_path(url: str, file: Path, wanted: Path | None) -> Path:
    """Where rejected rows of a file are written: where asked, else beside the books.

    Files of the same name in other folders have other rejects.
    """
    if wanted is not None:
        return wanted
    books = file_of_url(url)
    folder = data_folder() if books is None else Path(books).parent
    digest = sha256(str(file.resolve()).encode()).hexdigest()[:8]
    return folder / f"{file.stem}-{digest}.rejects.csv"


def number_of(option: str, written: str, wanted: str = "a number") -> Decimal:
    """What an option says of kilowatt-hours, money or percents; twelve digits are enough for them.

    Raises:
        BadParameter: It says something else.
    """
    try:
        found = Decimal(written)
    except InvalidOperation:
        found = Decimal("nan")
    if not found.is_finite() or abs(found.adjusted()) > _MOST_DIGITS:
        raise typer.BadParameter(f"wanted {wanted}, found {written!r}", param_hint=option)
    return found


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
    runtime = open_books(url, existing=existing)
    try:
        yield runtime
    finally:
        runtime.database.close()


@contextmanager
def existing_books(db: str | None) -> Iterator[Runtime]:
    """Books that a command asks: those of ``--db``, else those used when nobody names others.

    Raises:
        NotFoundError: There are none.
        StoreError: They cannot be opened.
    """
    with books_at(db or default_books_url(), existing=True) as runtime:
        yield runtime
