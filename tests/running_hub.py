"""Processes of the hub, as `networkcore serve` starts them."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
WAIT_S = 60


class HubProcess:
    """One process, and how to end it."""

    def __init__(self, process, port, log):
        self.process = process
        self.base_url = f"http://127.0.0.1:{port}"
        self.log = log

    @property
    def versions_url(self):
        return f"{self.base_url}/ocpi/versions"

    def kill(self):
        """As a power cut ends it."""
        self.process.kill()
        self.process.wait(WAIT_S)

    def is_ready(self):
        try:
            with urlopen(f"{self.base_url}/readyz", timeout=5) as answer:  # noqa: S310 (loopback)
                return answer.status == 200
        except OSError:
            return False


@contextmanager
def hub_process(db, folder, *, port=None):
    """A process of the hub over a database; ends it by SIGTERM, and it must end well."""
    port = port or free_port()
    log = folder / f"hub-{port}.log"
    command = [sys.executable, "-m", "console", "serve", "--db", db, "--port", str(port)]
    command += ["--allow-private", "--key-file", str(folder / "hub.key"), "--log", "warning"]
    with log.open("ab") as told:
        process = subprocess.Popen(
            command,
            stdout=told,
            stderr=told,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    hub = HubProcess(process, port, log)
    try:
        end_s = monotonic() + WAIT_S
        while not hub.is_ready():
            assert process.poll() is None, log.read_text()
            assert monotonic() < end_s, log.read_text()
            sleep(0.05)
        yield hub
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(WAIT_S)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
