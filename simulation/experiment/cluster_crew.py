"""A crew on a Dask cluster: processes of this machine, or of many, play the same task.

Dask is an optional extra, imported when it is asked for. A worker that dies is replaced by Dask,
which plays its point again.
"""

from contextlib import suppress
from importlib import import_module
from queue import Empty, SimpleQueue
from typing import Any, Final

from core.domain.errors import NotFoundError, PeerError, RuleError, WorkerError
from simulation.experiment.crew import Reply, Unplayable, tried_point
from simulation.experiment.play_point import provenance_of
from simulation.experiment.point import Point

LOCAL: Final = "local"
CONNECT_WITHIN_S: Final = 5
AHEAD: Final = 4
"""Points that a thread of the cluster has at once, so that it never waits for the next."""
LOOPBACK: Final = "127.0.0.1"


class ClusterCrew:
    """Plays on the cluster at an address, or on one of its own that ends with it."""

    def __init__(self, address: str, size: int) -> None:
        """Connect.

        Args:
            address: ``local`` for a cluster on this machine, else ``tcp://HOST:PORT``.
            size: Processes of a local one.

        Raises:
            NotFoundError: Dask is not installed.
            PeerError: No scheduler answers there, or it has no worker.
        """
        distributed = _distributed()
        self._cluster: Any = _local_cluster(distributed, size) if address == LOCAL else None
        try:
            self._client: Any = distributed.Client(
                self._cluster or address, timeout=CONNECT_WITHIN_S, set_as_default=False
            )
        except (OSError, ValueError) as error:
            self._end_cluster()
            raise PeerError(f"{address}: no Dask scheduler answers: {error}") from error
        self._threads = sum(self._client.nthreads().values())
        if not self._threads:
            self.close()
            raise PeerError(f"{address}: its Dask scheduler has no worker")
        self._done: SimpleQueue[Any] = SimpleQueue()
        self._under_way: dict[str, tuple[int, Any]] = {}
        self._code_version = ""

    @property
    def room(self) -> int:
        """Until each thread has ``AHEAD`` points."""
        free: int = self._threads * AHEAD - len(self._under_way)
        return max(free, 0)

    def give(self, ticket: int, point: Point) -> None:
        """Send a point to the cluster."""
        self._code_version = self._code_version or provenance_of(point).code_version
        future = self._client.submit(tried_point, point, pure=False)
        self._under_way[future.key] = ticket, future
        future.add_done_callback(self._done.put)

    def next_reply(self, timeout_s: float) -> tuple[int, Reply] | None:
        """The next point that is done; None if there is none within that time.

        Raises:
            WorkerError: The cluster lost a point, or ended.
            RuleError: The cluster runs another version of the program.
        """
        with suppress(Empty):
            future = self._done.get(timeout=timeout_s)
            ticket, _ = self._under_way.pop(future.key)
            return ticket, self._result(future)
        return None

    def close(self) -> None:
        """Leave the cluster; one of our own ends."""
        self._client.close()
        self._end_cluster()

    def _result(self, future: Any) -> Reply:  # noqa: ANN401 (Dask may not be there to name it)
        try:
            reply: Reply = future.result()
        except Exception as error:
            message = f"the cluster lost a point: {type(error).__name__}: {error}"
            raise WorkerError(message) from error
        if isinstance(reply, Unplayable):
            return reply
        theirs = reply.provenance.code_version
        if theirs != self._code_version:
            raise RuleError(
                f"the cluster runs {theirs} of the program, this is {self._code_version}"
            )
        return reply

    def _end_cluster(self) -> None:
        if self._cluster is not None:
            self._cluster.close()


def _distributed() -> Any:  # noqa: ANN401 (it may not be there)
    try:
        return import_module("distributed")
    except ImportError as error:
        raise NotFoundError(
            "Dask is not installed, which plays on a cluster: install networkcore[cluster]"
        ) from error


def _local_cluster(distributed: Any, size: int) -> Any:  # noqa: ANN401 (as above)
    return distributed.LocalCluster(
        n_workers=size,
        threads_per_worker=1,
        processes=True,
        host=LOOPBACK,
        dashboard_address=None,
        silence_logs="ERROR",
    )
