"""Entry of the process that a window starts for a run; it never imports Qt.

Started by ``multiprocessing`` with the method ``spawn``. Sends the messages of ``feed`` and reads
the words of ``feed.Control``; a run whose window has gone stops between two steps.
"""

from multiprocessing.connection import Connection
from pathlib import Path
from traceback import format_exc

from core.domain.errors import RoamingError
from core.service.open_books import open_books
from simulation.feed import Control, Failed, Message
from simulation.run import run_scenario
from simulation.scenario_file import load_scenario


def run_in_worker(connection: Connection, scenario_path: str, seed: int | None, url: str) -> None:
    """Run a scenario and tell the other end; the last message is Finished or Failed.

    Args:
        connection: To the window; closed at the end.
        scenario_path: A scenario file.
        seed: Instead of the scenario's; None for its own.
        url: Of the books.
    """
    with connection:
        try:
            _run(connection, Path(scenario_path), seed, url)
        except (BrokenPipeError, ConnectionResetError):
            return  # Nobody is left to tell; what was committed stays.
        except RoamingError as error:
            connection.send(Failed(message=str(error), traceback=format_exc()))
        except Exception as error:  # noqa: BLE001 (the process ends here; the window must know why)
            connection.send(
                Failed(message=f"{type(error).__name__}: {error}", traceback=format_exc())
            )


def _run(connection: Connection, path: Path, seed: int | None, url: str) -> None:
    def send(message: Message) -> None:
        connection.send(message)

    def next_word() -> Control | None:
        try:
            return Control(connection.recv()) if connection.poll() else None
        except EOFError:
            return Control.CANCEL

    scenario = load_scenario(path)
    runtime = open_books(url)
    try:
        run_scenario(scenario, runtime, seed=seed, on_message=send, control=next_word)
    finally:
        runtime.database.close()
