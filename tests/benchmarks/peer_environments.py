"""Environments of their own for simulators that others wrote, made when a benchmark wants them."""

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "build" / "peers"
SCRIPTS = Path(__file__).resolve().parent / "peer_simulators"
REQUIREMENTS = {  # py-elvis imports more than it declares
    "elvis": ("py-elvis==0.2.1", "PyYAML", "pandas", "networkx", "scikit-learn", "matplotlib"),
    "acn": ("acnportal==0.3.3",),
}
INSTALL_S = 600


class NoPeerError(Exception):
    """The peer cannot be installed here, or does not run; says why."""


def answer_of(peer: str, given: dict[str, Any]) -> dict[str, Any]:
    """What the peer's script prints of what it is given; both are JSON.

    Raises:
        NoPeerError: It cannot be installed, or fails.
    """
    done = subprocess.run(
        [python_of(peer), SCRIPTS / f"{peer}_site.py"],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoPeerError(f"{peer}: {done.stderr.strip()[-300:]}")
    return json.loads(done.stdout)


def python_of(peer: str) -> Path:
    """The interpreter of a peer's environment, made if it is not there.

    Raises:
        NoPeerError: The index cannot be reached.
    """
    folder = FOLDER / peer
    python, marker = folder / "bin" / "python", folder / "installed.txt"
    wanted = "\n".join((sys.version, *REQUIREMENTS[peer]))
    if marker.is_file() and marker.read_text("utf-8") == wanted:
        return python
    venv.create(folder, clear=True, with_pip=True)
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", *REQUIREMENTS[peer]],
        capture_output=True,
        text=True,
        timeout=INSTALL_S,
        check=False,
    )
    if done.returncode:
        raise NoPeerError(f"{peer} cannot be installed: {done.stderr.strip()[-300:]}")
    marker.write_text(wanted, "utf-8")
    return python
