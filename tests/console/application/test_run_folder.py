"""Books of runs: where they go, and which are deleted when only so many are to be kept."""

import pytest

from console.application.compose_window import delete_oldest, new_books_url
from console.present.scenario_choice import ScenarioCard
from console.present.settings import Settings

CARD = ScenarioCard(name="city", path="city.toml", title="City", description="", parameters=())


@pytest.fixture
def runs(tmp_path):
    for name in (
        "city-20260601-080000.db",
        "corridor-20260601-090000.db",
        "city-20260602-080000.db",
        "city-20260602-080000-2.db",
        "mine.db",
    ):
        (tmp_path / name).touch()
    (tmp_path / "city-20260601-080000.db-wal").touch()
    return tmp_path


def _left(folder):
    return {path.name for path in folder.iterdir()}


def test_the_newest_are_kept_and_what_no_run_named_stays(runs):
    delete_oldest(runs, keep=2)
    assert _left(runs) == {"city-20260602-080000.db", "city-20260602-080000-2.db", "mine.db"}


def test_books_that_are_open_stay(runs):
    (runs / "city-20260601-080000.db.lock").touch()
    delete_oldest(runs, keep=0)
    assert _left(runs) >= {"city-20260601-080000.db", "city-20260601-080000.db-wal", "mine.db"}
    assert not (runs / "city-20260602-080000.db").exists()


def test_books_that_a_job_writes_or_will_write_stay(runs):
    in_use = (f"sqlite:///{runs}/city-20260601-080000.db",)
    delete_oldest(runs, keep=0, in_use=in_use)
    assert _left(runs) >= {"city-20260601-080000.db", "city-20260601-080000.db-wal"}
    assert not (runs / "city-20260602-080000.db").exists()


def test_nothing_is_deleted_unless_it_is_set(runs):
    before = _left(runs)
    new_books_url(None, CARD, Settings(runs_folder=str(runs)), ())
    assert _left(runs) == before


def test_the_set_folder_is_used_and_the_new_books_count_among_the_kept(runs):
    url = new_books_url(None, CARD, Settings(runs_folder=str(runs), keep_runs=2), ())
    assert url.startswith(f"sqlite:///{runs}/city-")
    assert _left(runs) == {"city-20260602-080000-2.db", "mine.db"}


def test_a_folder_that_cannot_be_made_is_an_error_of_the_world(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        new_books_url(None, CARD, Settings(runs_folder=str(tmp_path / "file" / "runs")), ())
