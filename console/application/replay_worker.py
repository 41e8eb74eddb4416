"""Entry of the process that replays a file for the window; it never imports Qt.

Sends the messages of ``simulation.feed`` and obeys its words between two steps. A replay that is
cancelled keeps what it has committed; the same replay goes on from there.
"""

from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from traceback import format_exc

from console.application.options import books_at, rejects_path
from core.domain.errors import RoamingError
from core.service.replay_file import ReplayOrder, replay_file
from core.service.report import summary_of
from simulation.feed import Control, Failed, Finished, Progress, Standing


class _CancelledError(Exception):
    """The window asked for an end."""


def replay_in_worker(
    network: str, agreement: str, connection: Connection, path: str, _seed: int | None, url: str
) -> None:
    """Replay a file and tell the other end; the last message is Finished or Failed.

    Args:
        network: Name or path of the network that the file belongs to.
        agreement: Name or path of the terms.
        connection: To the window; closed at the end.
        path: A file of sessions or CDRs.
        url: Of the books.
    """
    with connection:
        try:
            order = ReplayOrder(
                path=Path(path),
                network=network,
                agreement=agreement,
                rejects_file=rejects_path(url, Path(path), None),
            )
            _replay(connection, order, url)
        except (BrokenPipeError, ConnectionResetError):
            return  # Nobody is left to tell; what was committed stays.
        except RoamingError as error:
            connection.send(Failed(message=str(error), traceback=format_exc()))
        except Exception as error:  # noqa: BLE001 (the process ends here; the window must know why)
            connection.send(
                Failed(message=f"{type(error).__name__}: {error}", traceback=format_exc())
            )


def _replay(connection: Connection, order: ReplayOrder, url: str) -> None:
    began = monotonic()

    def tell(stage: str, done: int, total: int) -> None:
        _obey(connection)
        connection.send(
            Progress(
                phase=stage,
                done=done,
                total=total,
                sessions=done if stage == "post" else 0,
                simulated_s=0,
                elapsed_s=monotonic() - began,
                remaining_s=None,
            )
        )

    cancelled = False
    with books_at(url) as runtime:
        try:
            replay_file(runtime, order, tell)
        except _CancelledError:
            cancelled = True
        summary = summary_of(runtime)
    connection.send(Standing(summary=summary))
    seconds = monotonic() - began
    connection.send(Finished(cancelled=cancelled, summary=summary, kpis={}, seconds=seconds))


def _obey(connection: Connection) -> None:
    """Wait while paused.

    Raises:
        _CancelledError: The window asked for an end, or has gone.
    """
    paused = False
    while paused or connection.poll():
        try:
            word = Control(connection.recv())
        except EOFError:
            word = Control.CANCEL
        if word is Control.CANCEL:
            raise _CancelledError
        paused = word is Control.PAUSE
