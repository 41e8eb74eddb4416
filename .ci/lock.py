#!/usr/bin/env python3
"""Write requirements.lock anew from pyproject.toml: `make lock`.

One file serves Python 3.11, 3.12 and 3.13: it is resolved on 3.11, the strictest of them, and
carries the hashes of every file of a release, so pip takes the wheel of whichever machine it is on.
"""

# ruff: noqa: S603 (a script of its own; its commands have fixed arguments)

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "build" / "lock"
PIP_TOOLS = "pip-tools==7.6.2"
HEADER = """\
# Every distribution needed to run, test and check the project, for Python 3.11 to 3.13.
# Made by `make lock` from pyproject.toml; do not edit.
# Use: pip install --require-hashes -r requirements.lock
"""


def main() -> None:
    """Resolve runtime, test, check and build requirements together, and write the lock."""
    if sys.version_info[:2] != (3, 11):
        sys.exit(
            "make lock: the lock is resolved on Python 3.11, run `make lock PYTHON=python3.11`"
        )
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    extras = project["project"]["optional-dependencies"]
    wanted = [
        *project["project"]["dependencies"],
        *(line for extra in extras.values() for line in extra),
        *(line for group in groups.values() for line in group),
        *project["build-system"]["requires"],
        "editables",  # hatchling asks for it when it installs a checkout
    ]
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "pyproject.in").write_text("\n".join(wanted) + "\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "venv", WORK / "venv"], check=True)
    subprocess.run([WORK / "venv/bin/pip", "install", "--quiet", PIP_TOOLS], check=True)
    compile_lock()
    text = (
        (WORK / "lock.txt").read_text(encoding="utf-8").replace("-r pyproject.in", "pyproject.toml")
    )
    (ROOT / "requirements.lock").write_text(HEADER + text, encoding="utf-8")


def compile_lock() -> None:
    """Run pip-compile in the work folder; this machine's own pip settings are left out."""
    environment = {name: text for name, text in os.environ.items() if name != "PIP_FIND_LINKS"}
    subprocess.run(
        [
            WORK / "venv/bin/pip-compile", "--quiet", "--upgrade", "--generate-hashes",
            "--allow-unsafe", "--strip-extras", "--no-header", "--no-emit-index-url",
            "--no-emit-find-links", "--no-emit-trusted-host", "pyproject.in", "-o", "lock.txt",
        ],
        cwd=WORK,
        env=environment | {"PIP_CONFIG_FILE": os.devnull},
        check=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
