import os
import re
import signal
from pathlib import Path

import pytest

from console.application.compose_window import new_books_url, scenario_card, window_setup
from console.application.opened_books import OpenedBooks
from console.application.render_screens import VIEWS, render
from console.present.job_lines import JobState
from console.present.operate_views import OperateView
from console.present.settings import Settings, ThemeName
from console.present.workspaces import Workspace
from console.qt.console_window import ConsoleWindow
from console.qt.late_plots import add_plots
from console.qt.launch import end_window
from console.qt.replay_desk import Replay
from core.domain.environment import Environment
from core.service.open_books import open_books

CITY = Path(__file__).parents[3] / "resources" / "scenarios" / "city.toml"
DEMO = CITY.parents[1] / "sessions" / "demo.csv"
LONG_MS = 60_000


@pytest.fixture
def short_city(tmp_path):
    """City over two days, in a file of its own."""
    path = tmp_path / "city.toml"
    text, changes = re.subn(r"(?m)^days = \d+$", "days = 2", CITY.read_text(encoding="utf-8"))
    assert changes == 1
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def window(theme, qtbot, tmp_path):
    window = ConsoleWindow(window_setup(runs=tmp_path / "runs"), theme)
    add_plots(window)
    window.show()
    yield window
    window.desk.cancel_all()  # Else a window with a job asks, and waits for an answer.
    qtbot.waitUntil(lambda: not window.desk.jobs.running, timeout=LONG_MS)
    end_window(window)


def press_run(window, path, seed=None):
    """Choose a scenario and press Run."""
    window.analyse.offer(scenario_card(path))
    window.analyse.seed.setText("" if seed is None else str(seed))
    window.analyse.run.click()


def test_a_scenario_goes_from_plug_to_payout_in_the_window(window, short_city, qtbot):
    press_run(window, short_city)
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        pass
    assert "Finished" in window.analyse.panel.state
    assert "trial balance 0" in window.status.ledger.text()
    qtbot.waitUntil(lambda: window.train.is_shown, timeout=LONG_MS)
    qtbot.waitUntil(lambda: window.operate.ledger.rowCount() > 100, timeout=LONG_MS)
    window.operate.ledger_view.choose_row(0)
    qtbot.waitUntil(lambda: window.operate.ledger.record(0) is not None, timeout=LONG_MS)
    window.operate.ledger_view.row_chosen.emit(0)
    qtbot.waitUntil(lambda: window.operate.story is not None, timeout=LONG_MS)
    assert len(window.operate.story.answers) >= 7
    steps = [number for number, step in enumerate(window.train._steps, start=1) if step.booked]
    window.train.go_to(steps[0])
    qtbot.waitUntil(lambda: not window.train._effect_card.is_empty, timeout=LONG_MS)
    effect = window.train.effect
    assert effect.item(effect.rowCount() - 1, 3).text() == "0.00"


def test_the_books_of_a_run_are_known_to_be_simulated(window, short_city, qtbot, tmp_path):
    press_run(window, short_city, 7)
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        pass
    (file,) = (tmp_path / "runs").glob("city-*.db")
    books = OpenedBooks(f"sqlite:///{file}")
    assert books.environment is Environment.SIMULATION
    assert books.title == file.name
    rows = books.ledger_after(0, 10_000)
    entry = books.story(str(rows[9]["entry_id"])).entries[0]
    accounts = [(leg.account, leg.currency) for leg in entry.entry.postings]
    before = books.balances_before(entry.seq, accounts)
    after = books.balances_before(entry.seq + 1, accounts)
    assert any(before.values())
    for account in set(accounts):
        moved = sum(
            leg.amount_minor
            for leg in entry.entry.postings
            if (leg.account, leg.currency) == account
        )
        assert after[account] - before[account] == moved
    books.close()


def test_empty_books_are_not_taken_for_a_simulation(tmp_path):
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    open_books(url).database.close()
    books = OpenedBooks(url)
    assert books.environment is Environment.LIVE
    assert books.summary().last_seq == 0
    books.close()


def test_a_wrong_scenario_is_offered_with_file_and_line(short_city):
    text = short_city.read_text(encoding="utf-8").replace("days = 2", "days = -2")
    short_city.write_text(text, encoding="utf-8")
    card = scenario_card(short_city)
    line = text.splitlines().index("days = -2") + 1
    assert f"city.toml:{line}" in card.problem
    assert "days" in card.problem


def test_two_runs_never_share_books(tmp_path, short_city):
    card = scenario_card(short_city)
    first = new_books_url(tmp_path, card, Settings(), ())
    second = new_books_url(tmp_path, card, Settings(), (first,))
    Path(first.removeprefix("sqlite:///")).touch()
    third = new_books_url(tmp_path, card, Settings(), (second,))
    assert len({first, second, third}) == 3


@pytest.mark.usefixtures("theme")
def test_every_screen_is_drawn_in_every_theme_and_no_text_is_cut_off(tmp_path):
    size = (1280, 800)
    drawn = render(tmp_path / "screens", tmp_path / "runs", scenarios=("city",), sizes=(size,))
    faces = 2 * len(Workspace) + len(VIEWS) + len(OperateView) - 1  # empty, full, and views of both
    assert len({screen.path.name for screen in drawn}) == len(ThemeName) * faces
    assert all(screen.path.stat().st_size > 10_000 for screen in drawn)
    assert [(screen.path.name, screen.cut) for screen in drawn if screen.cut] == []


def test_a_file_of_sessions_is_replayed_in_a_job_and_its_books_are_shown(window, qtbot):
    window.replays.start(Replay(str(DEMO), "demo", "networkcore"))
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        pass
    assert window.desk.jobs.last.state is JobState.FINISHED, window.desk.jobs.last.failure
    qtbot.waitUntil(lambda: window.operate.ledger.rowCount() > 10, timeout=LONG_MS)
    assert "REPLAY" in window.top_bar.texts[0]
    assert not window.analyse.panel.pause.isEnabled()
    window.desk.restart(1)
    again = window.desk.jobs.last
    assert again.order.url == window.desk.jobs.numbered(1).order.url
    window.desk.restart(1)
    assert "is writing" in window.status.notice
    with qtbot.waitSignal(again.run.ended, timeout=LONG_MS):
        pass
    assert again.state is JobState.FINISHED, again.failure
    assert again.outcome.summary == window.desk.jobs.numbered(1).outcome.summary


def _kill_paused(window, qtbot, *, knows):
    """Pause the job that was just begun, and kill its worker; the id of that process."""
    window.desk.pause_or_resume()  # Heard before the first step: the worker is not there yet.
    qtbot.waitUntil(knows, timeout=LONG_MS)
    pid = window.job.pid
    with qtbot.waitSignal(window.job.failed, timeout=LONG_MS):
        os.kill(pid, signal.SIGKILL)
    assert "signal 9" in window.desk.jobs.last.failure
    return pid


def test_a_run_whose_worker_is_killed_is_restarted_into_fresh_books(window, short_city, qtbot):
    press_run(window, short_city, 7)
    dead = window.desk.jobs.last
    pid = _kill_paused(window, qtbot, knows=lambda: dead.has_books)
    assert "signal 9" in window.analyse.panel.state
    assert window.registry.run("run.restart")
    again = window.desk.jobs.last
    qtbot.waitUntil(lambda: again.state.is_over, timeout=LONG_MS)
    assert again.state is JobState.FINISHED, again.failure
    assert again.run.pid != pid
    assert again.order.url != dead.order.url
    assert again.order.task.into(dead.order.url) == dead.order.task
    assert again.outcome.summary.trial_balance == {"CHF": 0, "EUR": 0}


def test_a_replay_whose_worker_is_killed_goes_on_in_the_same_books(window, qtbot):
    window.replays.start(Replay(str(DEMO), "demo", "networkcore"))
    dead = window.desk.jobs.last
    _kill_paused(window, qtbot, knows=lambda: dead.run.pid is not None)
    assert window.registry.run("run.restart")
    again = window.desk.jobs.last
    assert again.order.url == dead.order.url
    qtbot.waitUntil(lambda: again.state.is_over, timeout=LONG_MS)
    assert again.state is JobState.FINISHED, again.failure
    assert again.outcome.summary.posted > 10
    qtbot.waitUntil(lambda: window.shown.url == dead.order.url, timeout=LONG_MS)


def test_a_file_that_cannot_be_replayed_says_why(window, qtbot, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    window.replays.start(Replay(str(path), "demo", "networkcore"))
    with qtbot.waitSignal(window.job.ended, timeout=LONG_MS):
        pass
    assert "odd.csv" in window.desk.jobs.last.failure
