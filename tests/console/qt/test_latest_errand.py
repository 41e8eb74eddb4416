"""Questions of which only the latest matters go on after whatever one of them raised."""

import pytest

from console.qt.errand import Errands
from console.qt.latest_errand import LatestErrand
from core.domain.errors import SourceError

LONG_MS = 20_000


@pytest.fixture
def errands(qapp):  # noqa: ARG001 (the application must be there)
    errands = Errands()
    yield errands
    errands.close()


@pytest.mark.parametrize("error", [OSError("no disk"), SourceError("a.toml:1", "no")])
def test_a_question_that_the_world_refused_is_told_and_the_next_one_answered(errands, qtbot, error):
    heard, problems = [], []
    latest = LatestErrand(errands, heard.append, problems.append)

    def refused():
        raise error

    latest.ask(refused)
    qtbot.waitUntil(lambda: latest.is_idle, timeout=LONG_MS)
    assert problems == [str(error)]
    latest.ask(lambda: 7)
    qtbot.waitUntil(lambda: heard == [7], timeout=LONG_MS)


def test_after_a_bug_the_next_question_is_answered_and_the_bug_is_not_hidden(errands, qtbot):
    heard, problems = [], []
    latest = LatestErrand(errands, heard.append, problems.append)
    with qtbot.capture_exceptions() as caught:
        latest.ask(lambda: 1 // 0)
        qtbot.waitUntil(lambda: latest.is_idle and bool(caught), timeout=LONG_MS)
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
    latest.ask(lambda: 7)
    qtbot.waitUntil(lambda: heard == [7], timeout=LONG_MS)
    assert not problems
