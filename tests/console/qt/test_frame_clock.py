import pytest

from console.qt.frame_clock import FrameClock

LONG_MS = 20_000


@pytest.fixture
def frames(qapp):  # noqa: ARG001 (a timer needs an application)
    return FrameClock()


def test_all_hands_are_called_in_the_same_tick(frames, qtbot):
    calls = []
    hands = [frames.hand(lambda name=name: calls.append(name)) for name in "ab"]
    for hand in hands:
        hand.start()
        hand.start()
    qtbot.waitUntil(lambda: len(calls) >= 4, timeout=LONG_MS)
    assert calls[:4] == ["a", "b", "a", "b"]
    hands[0].stop()
    assert frames.is_ticking
    assert not hands[0].is_going
    hands[1].stop()
    hands[1].stop()
    assert not frames.is_ticking


def test_a_hand_may_stop_another_and_start_a_third_while_it_is_called(frames, qtbot):
    calls = []
    third = frames.hand(lambda: calls.append("third"))

    def change():
        calls.append("first")
        second.stop()
        first.stop()
        third.start()

    first, second = frames.hand(change), frames.hand(lambda: calls.append("second"))
    first.start()
    second.start()
    qtbot.waitUntil(lambda: calls.count("third") > 1, timeout=LONG_MS)
    assert calls[:2] == ["first", "third"]
    assert "second" not in calls
    third.stop()
