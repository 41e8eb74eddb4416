"""Command lines carried out in this process, each with a home of its own and nothing inherited."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from console.application.command_line import run_line
from core.service.resources import RESOURCES

DEMO = RESOURCES / "sessions" / "demo.csv"


@dataclass(frozen=True)
class Done:
    """What a command line left: its exit code and all it wrote."""

    code: int
    out: str
    err: str

    @property
    def told(self):
        """The one JSON object on standard output; fails if there is anything else."""
        assert self.out.count("\n") == 1, self.out
        told = json.loads(self.out)
        assert isinstance(told, dict)
        return told


Networkcore = Callable[..., Done]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """The folder where books are kept when nobody says where."""
    for name in ("NETWORKCORE_DB", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "networkcore"


@pytest.fixture
def networkcore(capfd) -> Networkcore:
    """Carry out a command line."""

    def carry_out(*words: object) -> Done:
        capfd.readouterr()
        code = run_line([str(word) for word in words])
        return Done(code, *capfd.readouterr())

    return carry_out


@pytest.fixture(scope="session")
def replayed_once(tmp_path_factory) -> Path:
    """Books of the demonstration's file; only to be copied."""
    folder = tmp_path_factory.mktemp("replayed")
    words = ["replay", str(DEMO), "--network", "demo", "--json"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder))
        assert run_line([*words, "--db", f"sqlite:///{folder / 'books.sqlite'}"]) == 0
    return folder / "books.sqlite"


@pytest.fixture
def books(replayed_once, tmp_path) -> Path:
    """A copy of these books, this test's own."""
    return Path(shutil.copy(replayed_once, tmp_path / "books.sqlite"))


@pytest.fixture
def db(books) -> str:
    """URL of these books."""
    return f"sqlite:///{books}"


@pytest.fixture
def released(networkcore, db, tmp_path) -> str:
    """The one payment file of the books, proposed and approved; its id."""
    waiting = networkcore("payments", "export", "--db", db, "--out", tmp_path, "--json")
    assert waiting.code == 1
    batch = waiting.told["waiting"][0]["batch_id"]
    for act in ("propose", "approve"):
        assert networkcore("payments", act, batch, "--note", "ok", "--db", db).code == 0
    return batch
