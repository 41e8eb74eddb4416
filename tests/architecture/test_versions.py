"""The pinned Qt is the one that counts references rightly; older and newer ones do not."""

import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from PySide6 import __version__ as qt_version
from PySide6.QtCore import QObject, Signal

from console.application.startup_guard import PYTHON_IMMORTAL, QT_PINNED

ROOT = Path(__file__).parents[2]
EMITS = 1_000
NOISE_MAX = 50  # the interpreter's own coming and going; a lost reference per emit would be 1,000


class Bell(QObject):
    rung = Signal(bool)


def test_the_project_the_guard_and_the_installation_agree_on_the_version_of_qt():
    assert qt_version == QT_PINNED == version("PySide6-Essentials") == "6.11.3"
    assert f'"PySide6-Essentials=={QT_PINNED}"' in (ROOT / "pyproject.toml").read_text("utf-8")


@pytest.mark.skipif(
    sys.version_info >= PYTHON_IMMORTAL,
    reason="None and True are immortal from Python 3.12 on: their counts mean nothing there",
)
def test_a_thousand_emits_leave_none_and_true_counted_as_before():
    bell = Bell()
    heard = []
    bell.rung.connect(heard.append)
    bell.rung.emit(True)
    before = (sys.getrefcount(None), sys.getrefcount(True))
    for _ in range(EMITS):
        bell.rung.emit(True)
        bell.blockSignals(False)
    heard.clear()
    after = (sys.getrefcount(None), sys.getrefcount(True))
    drift = [new - old for new, old in zip(after, before, strict=True)]
    assert all(abs(count) <= NOISE_MAX for count in drift), drift
