# ruff: noqa: INP001 (run as a file)
"""Run Python where Qt, and what stands on it, is not installed: ``without_qt.py -m pytest ...``.

What the simulator and the core need stands in the same site-packages as Qt. A folder of links to
all of it but Qt takes its place, so that "no Qt below the console" is tried, not only promised.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

QT = ("pyside6", "shiboken6", "pyqtgraph", "pytestqt", "pytest_qt", "qtawesome", "qtpy")
FOLDER = Path(__file__).parents[1] / "build" / "without-qt"


def link_all_but_qt(folder: Path) -> None:
    """Make the folder anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for kind in ("purelib", "platlib"):
        for installed in Path(sysconfig.get_path(kind)).iterdir():
            link = folder / installed.name
            if not installed.name.lower().startswith(QT) and not link.exists():
                link.symlink_to(installed)


def main() -> int:
    """Return the exit code of the command."""
    link_all_but_qt(FOLDER)
    environment = {**os.environ, "PYTHONPATH": str(FOLDER)}
    python = [sys.executable, "-S"]
    absent = subprocess.run(  # noqa: S603 (our own words)
        [*python, "-c", "import PySide6"], env=environment, capture_output=True, check=False
    )
    if absent.returncode == 0:
        sys.stderr.write("without_qt: PySide6 can still be imported\n")
        return 1
    command = [*python, *sys.argv[1:]]
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 (asked)


if __name__ == "__main__":
    sys.exit(main())
