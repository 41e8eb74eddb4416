"""Garbage is collected in the window's thread, and only there."""

import gc
import threading

import pytest
from PySide6.QtCore import QObject

from console.qt.garbage_clock import GarbageClock


class Cycle(QObject):
    """Unreachable once dropped, but not before a collection."""

    ended_in: threading.Thread | None = None

    def __init__(self) -> None:
        super().__init__()
        self.itself = self

    def __del__(self) -> None:
        Cycle.ended_in = threading.current_thread()


@pytest.fixture
def clock(qapp):
    clock = GarbageClock(qapp)
    clock.start()
    yield clock
    clock.stop()
    clock.deleteLater()


@pytest.mark.usefixtures("clock")
def test_a_cycle_is_collected_in_the_windows_thread_though_another_one_allocates(qtbot):
    Cycle.ended_in = None
    Cycle()

    def allocate() -> None:
        kept = [[number] for number in range(50_000)]
        assert kept

    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert Cycle.ended_in is None
    kept = [[number] for number in range(50_000)]
    qtbot.waitUntil(lambda: Cycle.ended_in is not None, timeout=20_000)
    assert kept
    assert Cycle.ended_in is threading.main_thread()


def test_python_collects_by_itself_again_when_the_clock_stops(qapp):
    was_enabled = gc.isenabled()
    clock = GarbageClock(qapp)
    clock.start()
    assert not gc.isenabled()
    clock.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    if not was_enabled:
        gc.disable()
