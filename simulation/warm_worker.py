"""Entry of a worker process that is kept warm: it waits for tasks, and never imports Qt.

Started by ``multiprocessing`` with the method ``spawn``. What is written to standard error, by
Python, by faulthandler or by a library, goes to a file that the window reads if the worker dies.
"""

import faulthandler
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import Thread
from time import sleep
from traceback import format_exc
from typing import Final

from core.domain.errors import RoamingError
from simulation.feed import Failed
from simulation.job_pipe import JobPipe, Task

GRACE_S: Final = 5.0
"""How long a task may go on to its next step when the window has gone."""
SINK_S: Final = 0.5
"""How much later than its pipe the process of a killed window may be gone."""

WarmUp = Callable[[], None]
"""Loads what tasks need; a function of a module."""


def serve(connection: Connection, errors_path: str, warm_up: WarmUp | None) -> None:
    """Carry out tasks until the window has gone, or one of them died.

    Args:
        connection: To the window; closed at the end.
        errors_path: A file that takes standard error, in a folder for such files. Both are removed
            here if the window was killed, and could not.
        warm_up: Called before the first task, unless that is there already.
    """
    _write_errors_to(errors_path)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the window; its end is heard here.
    Thread(target=_leave_with_the_window, args=(errors_path,), daemon=True).start()
    pipe, done = JobPipe(connection), 0
    with connection:
        if warm_up is not None and not pipe.poll():
            warm_up()
        try:
            pipe.tell_idle(done)
            while (task := pipe.next_task()) is not None:
                if not _carry_out(task, pipe):
                    return
                done += 1
                pipe.tell_idle(done)
        except (BrokenPipeError, ConnectionResetError):
            pass  # Nobody is left to tell; what was committed stays.
    if wait([_window()], SINK_S):
        _remove(errors_path)


def _carry_out(task: Task, pipe: JobPipe) -> bool:
    """Whether this process is fit for another task; a bug may have left anything behind."""
    try:
        task.work(pipe, task.path, task.seed, task.url)
    except (BrokenPipeError, ConnectionResetError):
        raise
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


def _window() -> int:
    """What can be waited for: it is ready when the window's process is gone."""
    parent = parent_process()
    assert parent is not None
    return parent.sentinel


def _leave_with_the_window(errors_path: str) -> None:
    """End a task that does not look whether anybody still wants it."""
    wait([_window()])
    sleep(GRACE_S)
    _remove(errors_path)
    os._exit(1)


def _remove(errors_path: str) -> None:
    """The file, and its folder if this was the last."""
    path = Path(errors_path)
    path.unlink(missing_ok=True)
    with suppress(OSError):
        path.parent.rmdir()
