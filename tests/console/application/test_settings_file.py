import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.application.settings_file import SettingsFiles, toml_of
from console.present.settings import (
    FONT_PX_MAX,
    FONT_PX_MIN,
    Layout,
    Settings,
    ThemeName,
    WindowState,
    WorkspaceLayouts,
)


@pytest.fixture
def files(tmp_path):
    return SettingsFiles(tmp_path / "config")


def _written(files, text):
    files.settings_path.parent.mkdir(parents=True, exist_ok=True)
    files.settings_path.write_text(text, encoding="utf-8")
    return files.load()


def test_without_files_the_defaults_hold_and_nothing_is_wrong(files):
    loaded = files.load()
    assert loaded.settings == Settings()
    assert loaded.state == WindowState()
    assert loaded.problems == ()


printable = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), max_size=30)
some_settings = st.builds(
    Settings,
    theme=st.sampled_from(ThemeName),
    font_px=st.integers(FONT_PX_MIN, FONT_PX_MAX),
    follow_tail=st.booleans(),
    runs_folder=printable | st.just('/a "quoted"\\folder\x7f'),
    keep_runs=st.integers(0, 10_000),
    confirm_close=st.booleans(),
)


@given(settings=some_settings)
def test_settings_that_are_written_are_read_again(tmp_path_factory, settings):
    files = SettingsFiles(tmp_path_factory.mktemp("config"))
    files.save_settings(settings)
    assert files.load().settings == settings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version = 1\ndark = false\n", Settings(theme=ThemeName.LIGHT)),
        ("version = 1\ndark = true\nfont_px = 15\n", Settings(font_px=15)),
        ("version = 1\n", Settings()),
        ("version = 2\ntheme = 'contrast'\n", Settings(theme=ThemeName.CONTRAST)),
        ("font_px = 12\n", Settings(font_px=12)),
        ("", Settings()),
    ],
)
def test_older_settings_are_brought_up_to_date(files, text, expected):
    loaded = _written(files, text)
    assert loaded.settings == expected
    assert loaded.problems == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("version = 3\n", "version: input should be 2, found 3"),
        ("theme = 'pink'\n", "found 'pink'"),
        ("font_px = 'large'\n", "font_px: "),
        ("font_px = 400\n", "less than or equal to 16"),
        ("font_px = 12.5\n", "font_px: "),
        ("follow_tail = 'perhaps'\n", "follow_tail: "),
        ("colour = 'red'\n", "colour: extra inputs are not permitted"),
        ("theme = \n", "line 1"),
        ("theme = 'dark'\ntheme = 'light'\n", "line 2"),
        ("version = [1]\n", "version: "),
    ],
)
def test_wrong_settings_are_told_once_and_never_lost(files, text, told):
    loaded = _written(files, text)
    assert loaded.settings == Settings()
    (problem,) = loaded.problems
    assert told in problem
    assert "\n" not in problem
    kept = files.settings_path.with_name("settings.broken-1.toml")
    assert kept.name in problem
    assert kept.read_text(encoding="utf-8") == text
    assert files.load().problems == ()


def test_a_second_wrong_file_does_not_overwrite_the_first(files):
    _written(files, "first =")
    _written(files, "second =")
    folder = files.settings_path.parent
    assert (folder / "settings.broken-1.toml").read_text(encoding="utf-8") == "first ="
    assert (folder / "settings.broken-2.toml").read_text(encoding="utf-8") == "second ="


def test_bytes_that_are_no_text_are_kept_too(files):
    files.settings_path.parent.mkdir(parents=True)
    files.settings_path.write_bytes(b"\xff\xfe\x00")
    assert "kept as settings.broken-1.toml" in files.load().problems[0]
    kept = files.settings_path.with_name("settings.broken-1.toml")
    assert kept.read_bytes() == b"\xff\xfe\x00"


def test_a_folder_in_the_place_of_the_file_is_told(files):
    files.settings_path.mkdir(parents=True)
    assert "cannot be read" in files.load().problems[0]


def test_what_the_window_remembers_is_read_again(files):
    layouts = WorkspaceLayouts(
        name="wall", locked=True, saved={"wall": Layout(panes=((900, 470), (260, 420)))}
    )
    state = WindowState(recent_commands=("go.train",), layouts={"operate": layouts})
    files.save_state(state)
    assert files.load().state == state


def test_layouts_of_an_unknown_version_are_left_out_and_the_rest_is_kept(files):
    known = {"version": 1, "panes": [[1, 2]]}
    unknown = {"version": 99, "docks": "?"}
    state = {
        "recent_scenarios": ["a.toml"],
        "layouts": {"operate": {"saved": {"old": known, "new": unknown}, "current": unknown}},
    }
    files.state_path.parent.mkdir(parents=True)
    files.state_path.write_text(json.dumps(state), encoding="utf-8")
    loaded = files.load()
    assert loaded.problems == ()
    assert loaded.state.recent_scenarios == ("a.toml",)
    assert loaded.state.layouts["operate"].saved == {"old": Layout(panes=((1, 2),))}
    assert loaded.state.layouts["operate"].current is None


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"layouts": 7}', '{"version": 2}', '{"layouts": {"a": 1}}']
)
def test_what_cannot_be_remembered_is_told_and_kept(files, text):
    files.state_path.parent.mkdir(parents=True)
    files.state_path.write_text(text, encoding="utf-8")
    loaded = files.load()
    assert loaded.state == WindowState()
    assert "kept as window.broken-1.json" in loaded.problems[0]
    assert (files.state_path.parent / "window.broken-1.json").read_text(encoding="utf-8") == text


def test_settings_say_on_their_first_line_what_they_are():
    assert toml_of(Settings()).startswith("# Settings of the NetworkCore Console")
