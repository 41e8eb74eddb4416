"""What a machine without Qt's libraries is told, by who runs make and what the machine has."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / ".ci" / "system-libraries"
NO_QT = "#!/bin/sh\nexit 1\n"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux needs the libraries")


def a_machine(folder: Path, **programs: str) -> dict[str, str]:
    """An environment whose path holds only these programs, and uname."""
    for name, text in {"uname": "#!/bin/sh\necho Linux\n", **programs}.items():
        program = folder / name.replace("_", "-")
        program.write_text(text)
        program.chmod(0o755)
    return {**os.environ, "PATH": str(folder)}


def ask(environment: dict[str, str], python: str, *parts: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", SCRIPT, python, *parts],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_machine_that_has_the_libraries_is_left_alone(tmp_path: Path):
    done = ask(a_machine(tmp_path), sys.executable, "qt")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_who_may_not_install_is_told_the_exact_command(tmp_path: Path):
    programs = {"python": NO_QT, "apt_get": NO_QT, "id": "#!/bin/sh\necho 1000\n"}
    done = ask(a_machine(tmp_path, **programs), str(tmp_path / "python"), "qt")
    assert done.returncode == 1
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends libgl1" in (
        done.stderr
    )


def test_a_machine_without_apt_is_told_what_is_missing(tmp_path: Path):
    done = ask(a_machine(tmp_path, python=NO_QT), str(tmp_path / "python"), "qt")
    assert done.returncode == 1
    assert "libegl1" in done.stderr
    assert "apt-get" not in done.stderr


def test_an_unknown_part_is_refused(tmp_path: Path):
    done = ask(a_machine(tmp_path), sys.executable, "gtk")
    assert done.returncode == 2
    assert "'gtk'" in done.stderr
