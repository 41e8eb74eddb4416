"""Hubs as processes of their own, as whoever runs a network starts them."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from time import monotonic, sleep

from tests.core.gateway.loopback import WAIT_S, call
from tests.hub_books import KEY

ROOT = Path(__file__).parents[2]
START_S = 60


def free_port():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]


class HubProcess:
    """One process of the hub."""

    def __init__(self, database_url, *words):
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.process = networkcore_process(
            "serve", "--port", self.port, "--allow-private", "--db", database_url, *words
        )

    def until_ready(self):
        until(self.is_ready, START_S)

    def is_ready(self):
        assert self.process.poll() is None, self.process.communicate()
        try:
            return call(f"{self.base_url}/readyz").status == 200
        except (OSError, HTTPException):
            return False

    def url(self, path):
        return f"{self.base_url}/ocpi{path}"

    def stopped(self):
        """Ask it to stop; its exit code and what it logged."""
        self.process.send_signal(signal.SIGTERM)
        return self.ended()

    def ended(self):
        _, log = self.process.communicate(timeout=WAIT_S)
        return self.process.returncode, log


def networkcore_process(*words):
    """A command line in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "console", *map(str, words)],
        cwd=ROOT,
        env=os.environ | {"NETWORKCORE_HUB_KEY": KEY.text},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def networkcore_json(*words):
    """What a command line prints under --json."""
    process = networkcore_process(*words, "--json")
    out, err = process.communicate(timeout=START_S)
    assert process.returncode == 0, err
    return json.loads(out)


def until(is_so, limit_s=WAIT_S):
    """Wait until something is so."""
    end = monotonic() + limit_s
    while not is_so():
        assert monotonic() < end, is_so
        sleep(0.05)


@contextmanager
def hubs(database_url, count, *words):
    """So many processes over one database, all ready; they are gone at the end."""
    running = []
    try:
        for _ in range(count):
            running.append(HubProcess(database_url, *words))
            running[-1].until_ready()
        yield running
    finally:
        for one in running:
            one.process.kill()
            one.process.communicate()
