"""The list of commands: no id, title or shortcut twice; the palette finds what was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.application.command_reference import reference
from console.present.command_list import COMMANDS, by_category, command_of, hint
from console.present.command_match import matches, remembered
from console.present.command_value import Category, Fact

EVERYTHING = tuple(Fact)


def _ids(query, recent=(), facts=EVERYTHING):
    return [match.command.id for match in matches(COMMANDS, query, recent, facts)]


@pytest.mark.parametrize("name", ["id", "title"])
def test_no_two_commands_share(name):
    values = [getattr(command, name) for command in COMMANDS]
    assert len(set(values)) == len(values)


def test_no_two_commands_share_a_shortcut():
    keys = [command.shortcut for command in COMMANDS if command.shortcut]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_is_documented(command):
    assert command.summary.endswith(".")
    assert command.summary[0].isupper()
    row = next(line for line in reference().splitlines() if f"`{command.id}`" in line)
    assert command.title in row
    assert command.summary in row
    assert command.shortcut in row
    assert command.shortcut in hint(command)


def test_every_category_has_commands_and_every_command_one():
    groups = by_category(COMMANDS)
    assert set(groups) == set(Category)
    assert sum(map(len, groups.values())) == len(COMMANDS)


def test_an_empty_query_lists_all_the_recent_first():
    ids = _ids("", ("train.on", "go.jobs"))
    assert ids[:2] == ["train.on", "go.jobs"]
    assert sorted(ids) == sorted(command.id for command in COMMANDS)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("train", "go.train"),
        ("high contrast", "view.theme_contrast"),
        ("hgh contrst", "view.theme_contrast"),
        ("theem dark", "view.theme_dark"),
        ("RUN THE", "run.start"),
        ("cancel", "run.cancel"),
        ("layout lock", "layout.lock"),
        ("follow", "operate.follow"),
        ("postgresql", "books.open_address"),
        ("traceback", "run.copy_failure"),
        ("undo", "edit.undo"),
        ("shortcut", "help.keys"),
    ],
)
def test_the_first_match_is_the_one_that_was_meant(query, expected):
    assert _ids(query)[0] == expected


def test_a_recent_command_wins_among_equals():
    assert _ids("step")[0] != "train.back"
    assert _ids("step", ("train.back",))[0] == "train.back"


def test_nonsense_matches_nothing():
    assert _ids("zzqqxx") == []


def test_what_cannot_be_run_now_comes_last_and_says_what_is_missing():
    found = matches(COMMANDS, "run", (), ())
    kinds = [match.missing is None for match in found]
    assert kinds == sorted(kinds, reverse=True)
    missing = {match.command.id: match.missing for match in found}
    assert missing["run.cancel"] is Fact.RUNNING


@given(st.text(max_size=40))
def test_any_text_can_be_typed(query):
    ids = _ids(query)
    assert len(set(ids)) == len(ids)


@given(st.sampled_from(COMMANDS))
def test_a_whole_title_finds_its_command(command):
    assert _ids(command.title)[0] == command.id


def test_the_last_command_is_remembered_first_and_once():
    assert remembered(("a", "b", "c"), "b") == ("b", "a", "c")
    assert remembered(("a", "b", "c"), "d", limit=3) == ("d", "a", "b")


def test_facts_decide_whether_a_command_can_run():
    command = command_of("run.cancel")
    assert command.missing(()) is Fact.RUNNING
    assert command.missing((Fact.RUNNING,)) is None
