"""The strata hold: the import contracts of pyproject.toml, and no Qt below the console."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

IMPORT_WITHOUT_QT = """
import pkgutil, sys
from importlib import import_module

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "pyqtgraph", "qtawesome", "console"}:
            raise ModuleNotFoundError(f"{name} is not for {sys.argv[1]}", name=name)

sys.meta_path.insert(0, NoQt())
top = import_module(sys.argv[1])
for module in pkgutil.walk_packages(top.__path__, top.__name__ + "."):
    if "migrations" not in module.name:  # alembic's own environment, run by alembic only
        import_module(module.name)
        print(module.name)
"""


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_import_contract_is_kept():
    code = "from importlinter.cli import lint_imports_command as lint; lint()"
    done = python("-W", "ignore", "-c", code)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("package", ["core", "simulation"])
def test_a_package_below_the_console_imports_without_qt(package):
    done = python("-c", IMPORT_WITHOUT_QT, package)
    assert done.returncode == 0, done.stderr
    assert f"{package}." in done.stdout


def test_the_blocker_of_qt_blocks():
    done = python("-c", IMPORT_WITHOUT_QT, "console")
    assert done.returncode != 0
    assert "is not for console" in done.stderr
