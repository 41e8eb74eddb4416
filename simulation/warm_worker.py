"""Entry of a worker process that is kept warm: it waits for tasks, and never imports Qt.

Started by ``multiprocessing`` with the method ``spawn``. What is written to standard error, by
Python, by faulthandler or by a library, goes to a file that the window reads if the worker dies.
"""

import faulthandler
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from threading import Thread
from time import sleep
from traceback import format_exc
from typing import Final

from core.domain.errors import RoamingError
from simulation.feed import Failed
from simulation.job_pipe import JobPipe, Task

GRACE_S: Final = 5.0
"""How long a task may go on to its next step when the window has gone."""

WarmUp = Callable[[], None]
"""Loads what tasks need; a function of a module."""


def serve(connection: Connection, errors_path: str, warm_up: WarmUp | None) -> None:
    """Carry out tasks until the window has gone, or one of them died.

    Args:
        connection: To the window; closed at the end.
        errors_path: A file that takes standard error.
        warm_up: Called before the first task, unless that is there already.
    """
    _write_errors_to(errors_path)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the window; its end is heard here.
    Thread(target=_leave_with_the_window, daemon=True).start()
    pipe, done = JobPipe(connection), 0
    with connection:
        if warm_up is not None and not pipe.poll():
            warm_up()
        try:
            pipe.tell_idle(done)
            while (task := pipe.next_task()) is not None and _carry_out(task, pipe):
                done += 1
                pipe.tell_idle(done)
        except (BrokenPipeError, ConnectionResetError):
            return  # Nobody is left to tell; what was committed stays.


def _carry_out(task: Task, pipe: JobPipe) -> bool:
    """Whether this process is fit for another task; a bug may have left anything behind."""
    try:
        task.work(pipe, task.path, task.seed, task.url)
    except (BrokenPipeError, ConnectionResetError):
        return False
    except RoamingError as error:
        pipe.send(Failed(message=str(error), traceback=format_exc()))
    except Exception as error:  # noqa: BLE001 (the process ends here; the window must know why)
        pipe.send(Failed(message=f"{type(error).__name__}: {error}", traceback=format_exc()))
        return False
    return True


def _write_errors_to(path: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    sys.stderr.flush()
    os.dup2(descriptor, 2)
    os.close(descriptor)
    faulthandler.enable()


def _leave_with_the_window() -> None:
    """End a task that does not look whether anybody still wants it."""
    parent = parent_process()
    assert parent is not None
    wait([parent.sentinel])
    sleep(GRACE_S)
    os._exit(1)
