"""The start-up guard lets a sound runtime pass and names what is wrong with any other."""

import subprocess
import sys

import pytest

from console.application.startup_guard import (
    broken_runtime,
    qt_installed,
    refuse_broken_runtime,
)


@pytest.mark.parametrize("python", [(3, 11), (3, 12), (3, 13)])
def test_the_pinned_qt_passes_on_every_supported_python(python):
    assert broken_runtime(python, "6.11.3", asserting=True) is None


@pytest.mark.parametrize("python", [(3, 12), (3, 13)])
def test_the_miscounting_qt_passes_where_none_and_true_are_immortal(python):
    assert broken_runtime(python, "6.12.0", asserting=True) is None


def test_no_qt_at_all_passes():
    assert broken_runtime((3, 11), None, asserting=True) is None


@pytest.mark.parametrize(
    ("python", "qt", "asserting", "named"),
    [
        ((3, 11), "6.12.0", True, "PySide6 6.12.0 crashes on Python 3.11"),
        ((3, 11), "6.11.0", True, "PySide6 6.11.0 breaks the window's docks"),
        ((3, 13), "6.11.1", True, "PySide6 6.11.1 breaks the window's docks"),
        ((3, 12), "6.11.3", False, "without -O"),
        ((3, 10), "6.11.3", True, "this is 3.10"),
        ((3, 14), "6.11.3", True, "this is 3.14"),
    ],
)
def test_a_broken_runtime_is_named_in_one_line(python, qt, asserting, named):
    reason = broken_runtime(python, qt, asserting=asserting)
    assert reason is not None
    assert named in reason
    assert "\n" not in reason


def test_the_runtime_of_the_tests_passes():
    assert qt_installed() is not None
    refuse_broken_runtime()


def test_optimised_python_is_refused_with_one_line_on_standard_error():
    code = "from console.application.startup_guard import refuse_broken_runtime as guard; guard()"
    done = subprocess.run([sys.executable, "-O", "-c", code], capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.count(b"\n") == 1
    assert b"without -O" in done.stderr
