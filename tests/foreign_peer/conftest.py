"""An environment of its own for a peer that others wrote: it needs older libraries than ours."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest

REQUIREMENTS = ("extrawest_ocpi==2025.7.16", "uvicorn>=0.38")
INSTALL_S = 300


@pytest.fixture(scope="session")
def foreign_python(pytestconfig: pytest.Config) -> Path:
    """The interpreter of that environment; skips, saying so, where its index cannot be reached."""
    folder = pytestconfig.cache.mkdir("foreign_peer")
    python, marker = folder / "bin" / "python", folder / "installed.txt"
    wanted = "\n".join((sys.version, *REQUIREMENTS))
    if marker.is_file() and marker.read_text("utf-8") == wanted:
        return python
    venv.create(folder, clear=True, with_pip=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", *REQUIREMENTS]
    done = subprocess.run(pip, capture_output=True, text=True, timeout=INSTALL_S, check=False)
    if done.returncode:
        pytest.skip(f"the foreign peer cannot be installed: {done.stderr.strip()[-300:]}")
    marker.write_text(wanted, "utf-8")
    return python
