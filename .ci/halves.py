# ruff: noqa: INP001 (run as a file)
"""Run every test in two processes at once: the core and the simulator without Qt, and the rest.

The rest is shown while it runs; the other half is kept in build/ and shown at the end. Each has a
PostgreSQL of its own, so they share nothing but the machine. Neither outlives this.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOLD = HERE.parent / "build" / "tests-without-qt.txt"
WITHOUT_QT = ("tests/core", "tests/simulation")


def main() -> int:
    """Return 0 if both halves passed."""
    pytest = ("-m", "pytest")
    ignored = [f"--ignore={folder}" for folder in WITHOUT_QT]
    TOLD.parent.mkdir(exist_ok=True)
    with TOLD.open("w+", encoding="utf-8") as told:
        side = subprocess.Popen(  # noqa: S603 (our own words)
            [sys.executable, str(HERE / "without_qt.py"), *pytest, *WITHOUT_QT],
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            rest = subprocess.run([sys.executable, *pytest, *ignored], check=False)  # noqa: S603 (the same)
            codes = {rest.returncode, side.wait()}
        finally:
            if side.poll() is None:
                os.killpg(side.pid, signal.SIGINT)
                side.wait()
        told.seek(0)
        shutil.copyfileobj(told, sys.stdout)
    return max(codes, key=abs)


if __name__ == "__main__":
    sys.exit(main())
