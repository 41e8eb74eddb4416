"""A replay that is killed, again and again and anywhere, ends as one that nobody disturbed."""

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import sleep

import pytest

from core.service.open_books import open_books
from core.service.replay_file import ReplayOrder, replay_file
from core.service.report import summary_of
from core.service.verify_books import verify_books

ROOT = Path(__file__).parents[2]
SESSIONS = 2_400
EVSES = ("H1;1", "H1;2", "H2;1", "S1;1", "S1;2", "S2;1", "R1;1", "R1;2", "R2;1")
SITES = {"H": "Havenplein", "S": "Stationsweg", "R": "Rustplaats A28"}
HEADER = "start;eind;kwh;laadpaal;connector;locatie;pas;laaduren"
KILLS = (
    ("read", 1),
    ("post", 1),
    ("post", 2),
    ("settle", 1),
    ("settle", 7),
)
"""At these calls the process is killed where it stands, one after the other on the same books."""
RANDOM_MS_MAX = 700


@pytest.fixture(scope="module")
def sessions_file(tmp_path_factory):
    """Sessions of a summer at the EVSEs of the demonstration; some overlap, some are too short."""
    path = tmp_path_factory.mktemp("replay") / "summer.csv"
    lines = [HEADER]
    draw = Random(7)  # noqa: S311 (nothing secret)
    start = datetime(2026, 5, 1)  # noqa: DTZ001 (the file has local times)
    for number in range(SESSIONS):
        point, _, connector = EVSES[number % len(EVSES)].partition(";")
        begin = start + timedelta(minutes=15 * number + draw.randint(0, 10))
        stay_min = draw.choice((1, 20, 35, 50, 90, 140))
        energy = f"{draw.randint(10, 99) / 10:.2f}".replace(".", ",")
        end = begin + timedelta(minutes=stay_min)
        lines.append(
            f"{begin:%d-%m-%Y %H:%M};{end:%d-%m-%Y %H:%M};{energy};{point};{connector};"
            f"{SITES[point[0]]};{number % 37};{stay_min / 60:.2f}".replace(".", ",")
        )
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="module")
def undisturbed(sessions_file):
    """The books after one replay in memory that nobody kills."""
    runtime = open_books("sqlite://", lambda: datetime(2026, 9, 1, tzinfo=UTC))
    order = ReplayOrder(
        path=sessions_file,
        network="demo",
        agreement="networkcore",
        rejects_file=sessions_file.with_suffix(".rejects.csv"),
    )
    replayed = replay_file(runtime, order)
    assert verify_books(runtime).count == 0
    runtime.database.close()
    return replayed.summary


@contextmanager
def replaying(url, path):
    """A process that replays the file; killed in any case at the end."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.replaying", url, path, f"{path}.rejects.csv"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def killed_at(url, path, stage, number):
    """Kill it at the n-th call of a stage; False if it came to its end before."""
    with replaying(url, path) as process:
        for line in process.stdout:
            if line.startswith(stage):
                number -= 1
            if number == 0:
                return True
            print("step", file=process.stdin, flush=True)
    return False


def killed_after(url, path, wait_ms):
    """Let it run from its first word and kill it some time later, wherever it is."""
    with replaying(url, path) as process:
        process.stdout.readline()
        print("run", file=process.stdin, flush=True)
        sleep(wait_ms / 1000)


def run_to_the_end(url, path):
    with replaying(url, path) as process:
        process.communicate("run\n" * 3)
        assert process.returncode == 0


def assert_as_if_nothing_had_happened(url, path, undisturbed):
    run_to_the_end(url, path)
    runtime = open_books(url)
    with runtime.database:
        assert verify_books(runtime).count == 0
        assert but_for_the_clock(summary_of(runtime)) == but_for_the_clock(undisturbed)


def but_for_the_clock(summary):
    """When something was held is told by the clock of whoever replays."""
    return replace(summary, watch=replace(summary.watch, oldest_held_at=None))


def test_a_replay_killed_between_two_steps_ends_as_if_nothing_had_happened(
    empty_database_url, sessions_file, undisturbed
):
    for stage, number in KILLS:
        assert killed_at(empty_database_url, sessions_file, stage, number), (stage, number)
        assert broken(empty_database_url) == {}
    assert_as_if_nothing_had_happened(empty_database_url, sessions_file, undisturbed)


def test_a_replay_killed_in_the_middle_of_anything_ends_as_if_nothing_had_happened(
    empty_database_url, sessions_file, undisturbed
):
    draw = Random(11)  # noqa: S311 (nothing secret)
    for _ in range(5):
        killed_after(empty_database_url, sessions_file, draw.randint(0, RANDOM_MS_MAX))
        assert broken(empty_database_url) == {}
    assert_as_if_nothing_had_happened(empty_database_url, sessions_file, undisturbed)


def test_the_file_that_is_killed_over_has_something_of_everything(undisturbed):
    assert undisturbed.posted > SESSIONS / 2
    assert set(undisturbed.held) >= {"overlap", "too_short"}
    assert set(undisturbed.trial_balance.values()) == {0}
    assert undisturbed.last_seq > undisturbed.posted


def broken(url):
    """What verify finds in books whose writer died; only the seal may be behind."""
    runtime = open_books(url)
    with runtime.database:
        findings = verify_books(runtime).findings
    return {name: found for name, found in findings.items() if found and "sealed" not in name}
