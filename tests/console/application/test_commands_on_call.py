"""A command is imported when it is called, and the window waits for no library of a command."""

import subprocess
import sys

import pytest

from console.application.commands_on_call import PLACES

HEAVY = (
    "lxml",
    "reportlab",
    "openpyxl",
    "xlsxwriter",
    "holidays",
    "facturx",
    "saxonche",
    "alembic",
)
"""Libraries of single commands; each costs what somebody waits for who never calls it."""


def imported_by(line: str) -> set[str]:
    """Names of all modules of a process that carried out a line of Python."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {line}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "line",
    [
        "import console.application.command_line",
        "import console.application.command_line, console.application.compose_window",
    ],
)
def test_neither_the_command_line_nor_the_window_imports_a_command_or_its_libraries(line):
    found = imported_by(line)
    commands = {f"console.application.{place.partition(':')[0]}" for place in PLACES.values()}
    assert found.isdisjoint(commands)
    assert found.isdisjoint(HEAVY)


def test_a_command_imports_its_own_file_and_not_those_of_others():
    found = imported_by(
        "from console.application.command_line import run_line; run_line(['bank', '-h'])"
    )
    assert "console.application.bank_commands" in found
    assert "console.application.quote_commands" not in found


@pytest.mark.parametrize("name", PLACES)
def test_every_registered_command_is_there_and_says_what_it_is_for(networkcore, name):
    done = networkcore(name, "--help")
    assert done.code == 0
    assert f"networkcore {name}" in done.out
