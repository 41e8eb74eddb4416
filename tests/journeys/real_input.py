"""A virtual X display with a real mouse and keyboard (xdotool), and a console on it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "build" / "journeys"
WAIT_S = 60.0
SCREEN = "1600x1000x24"


@contextmanager
def a_display() -> Iterator[str]:
    """A display of its own; skips where there is no Xvfb or no xdotool."""
    for tool in ("Xvfb", "xdotool"):
        if shutil.which(tool) is None:
            pytest.skip(f"needs {tool}")
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        try:
            if not number:
                pytest.skip("Xvfb did not start")
            yield f":{number}"
        finally:
            server.terminate()


@dataclass
class Hands:
    """A user before the screen: looks, moves, clicks, types; a picture after each step."""

    display: str
    console: subprocess.Popen[str]
    name: str
    steps: list[str] = field(default_factory=list)
    clicks: int = 0

    def ask(self, question: str, *arguments: object) -> Any:
        """Ask the console where something is."""
        assert self.console.stdin is not None
        assert self.console.stdout is not None
        self.console.stdin.write(json.dumps([question, arguments]) + "\n")
        self.console.stdin.flush()
        answer = self.console.stdout.readline()
        assert answer, f"the console ended with {self.console.wait(10)}"
        return json.loads(answer)

    def see(self, question: str, *arguments: object, that: Callable[[Any], bool] = bool) -> Any:
        """Look until it is there; fail with what was on screen instead."""
        deadline = monotonic() + WAIT_S
        while not that(answer := self.ask(question, *arguments)):
            if monotonic() > deadline:
                self.picture("not-seen")
                texts = self.ask("texts")
                pytest.fail(f"not on screen: {question} {arguments}: {answer}; there is {texts}")
            sleep(0.1)
        return answer

    def click(self, question: str, *arguments: object, times: int = 1, button: int = 1) -> Any:
        """Move the mouse there, and click."""
        self.see(question, *arguments, that=lambda found: found and found["enabled"])
        found = self.ask(question, *arguments)
        self._do("mousemove", found["x"], found["y"])
        self._do("click", "--repeat", times, "--delay", 60, button)
        self.clicks += 1
        self.picture(f"click {arguments[0] if arguments else question}")
        return found

    def type(self, text: str) -> None:
        """Type on the keyboard, into what has the focus."""
        self.take_focus()
        self._do("type", "--delay", 15, text)
        self.picture(f"type {text}")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other: ``ctrl+k``, ``Return``."""
        self.take_focus()
        for key in keys:
            self._do("key", key)
        self.picture(f"press {' '.join(keys)}")

    def take_focus(self) -> None:
        """Do what a window manager does: the window in front has the keyboard."""
        self._do("windowfocus", "--sync", self.see("focus"))

    def picture(self, what: str) -> None:
        """Keep what the screen shows."""
        self.steps.append(what)
        kept = "".join(letter if letter.isalnum() else "-" for letter in what)[:40]
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.ask("picture", str(PICTURES / f"{self.name}-{len(self.steps):02d}-{kept}.png"))

    def _do(self, *words: object) -> None:
        subprocess.run(
            ["xdotool", *map(str, words)],  # noqa: S607 (wherever it is installed)
            env={**os.environ, "DISPLAY": self.display},
            check=True,
            timeout=WAIT_S,
        )


@contextmanager
def hands_on(display: str, name: str, runs: Path, url: str = "") -> Iterator[Hands]:
    """A console on the display, and hands before it; it must end with exit code 0."""
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    command = [sys.executable, "-m", "tests.journeys.watched_console", str(runs), url]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as console:
        try:
            hands = Hands(display, console, name)
            hands.take_focus()
            yield hands
            assert console.stdin is not None
            console.stdin.close()
            assert console.wait(WAIT_S) == 0
        finally:
            console.kill()
