"""A command line says what is wrong in one line, and by its exit code whether anything is."""

import re

import pytest

from tests.console.application.conftest import DEMO

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
"""Some build servers pass for a terminal."""


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["frob"], "No such command 'frob'"),
        (["replay", DEMO], "replay: Missing option '--network'"),
        (["import"], "import: Missing argument 'file'"),
        (["settle", "--frob"], "settle: No such option: --frob"),
        (["settle", "--until", "soon"], "settle: Invalid value for '--until'"),
        (["run", "city", "--seed", "many"], "run: Invalid value for '--seed'"),
    ],
)
def test_a_wrong_line_is_one_line_that_names_what_is_wrong_and_where_to_look(
    networkcore, words, named
):
    done = networkcore(*words)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert named in done.err
    assert "try 'networkcore" in done.err


@pytest.mark.parametrize(
    "words",
    [
        ["frob"],
        ["replay", DEMO],
        ["import", "absent.csv"],
        ["run", "nowhere"],
        ["verify", "--db", "bla"],
        ["verify"],
    ],
)
def test_what_goes_wrong_under_json_is_one_object_with_the_same_words(networkcore, words):
    done = networkcore(*words, "--json")
    assert done.code == 2
    assert list(done.told) == ["error"]
    assert done.err == f"networkcore: {done.told['error']}\n"


@pytest.mark.parametrize("command", ["settle", "verify", "trace", "statement"])
def test_books_that_are_not_there_are_not_made_by_asking_them(networkcore, tmp_path, command):
    words = ["x"] if command in ("trace", "statement") else []
    done = networkcore(command, *words, "--db", f"sqlite:///{tmp_path / 'typo.sqlite'}")
    assert done.code == 2
    assert "typo.sqlite: no such books" in done.err
    assert not (tmp_path / "typo.sqlite").exists()


def test_the_database_said_before_the_command_is_that_of_the_command(networkcore, db):
    assert networkcore("--db", db, "verify", "--json").told["findings"] == 0


def test_the_database_said_last_wins_over_the_first_and_both_over_the_environment(
    networkcore, db, monkeypatch, tmp_path
):
    nowhere = f"sqlite:///{tmp_path / 'nowhere.sqlite'}"
    assert networkcore("--db", nowhere, "verify", "--db", db).code == 0
    monkeypatch.setenv("NETWORKCORE_DB", nowhere)
    assert networkcore("--db", db, "verify").code == 0
    assert networkcore("verify").code == 2


def test_the_environment_names_the_database(networkcore, db, monkeypatch):
    monkeypatch.setenv("NETWORKCORE_DB", db)
    assert networkcore("verify", "--json").told["findings"] == 0


def test_the_demonstration_refuses_a_database_that_it_would_not_use(networkcore, db):
    done = networkcore("--db", db, "demo")
    assert done.code == 2
    assert "leaves no books behind" in done.err


def test_every_command_and_every_option_says_what_it_is_for(networkcore):
    for words in (
        [],
        *([name] for name in ("import", "replay", "run", "settle", "trace", "statement", "verify")),
    ):
        done = networkcore(*words, "--help")
        shown = COLOUR.sub("", done.out)
        assert done.code == 0
        assert "--db" in shown
        assert "NETWORKCORE_DB" in shown
        assert words == [] or "--json" in shown


def test_a_window_without_a_display_is_one_line_and_not_an_abort(networkcore, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    done = networkcore()
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "there is no display to open a window on" in done.err


@pytest.mark.parametrize("url", ["sqlite:///nowhere.sqlite", "sqlite://", "sqlite:///"])
def test_a_window_on_books_that_are_not_there_is_one_line(networkcore, url):
    done = networkcore("--db", url)
    assert done.code == 2
    assert f"{url}: no such books" in done.err
