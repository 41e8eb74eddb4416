"""The worker processes of a window and the jobs that wait for one; the frame clock drains all.

Workers are spawned one after the other and kept: a job that a warm one takes begins at once. They
are drained every frame while a job goes on, and not at all otherwise: then the thread that reads
the pipes wakes the window if a worker has something to say.
"""

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal

from console.qt.frame_clock import FrameClock
from console.qt.pipe_reader import PipeReader
from console.qt.pool_worker import PoolWorker, parcel_of
from console.qt.run_job import RunJob
from simulation.feed import Failed
from simulation.feed_bytes import Idle
from simulation.warm_worker import WarmUp


class WorkerPool(QObject):
    """At most ``size`` workers; none before the first job, or ``warm``."""

    _woken = Signal()

    def __init__(
        self,
        size: int,
        frames: FrameClock,
        warm_up: WarmUp | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Get ready; nothing is started yet.

        Args:
            size: How many jobs may go on at once, at least 1.
            frames: The clock that drains the pipes.
            warm_up: What a worker loads while it waits.
            parent: Owner.
        """
        super().__init__(parent)
        assert size >= 1
        self.size: Final = size
        self._warm_up = warm_up
        self._is_warm = False
        self._workers: dict[PoolWorker, RunJob | None] = {}
        self._queue: deque[RunJob] = deque()
        self._folder: TemporaryDirectory[str] | None = None
        self._count = 0
        self._reader: PipeReader | None = None
        self._ticking = False
        self._clock = frames.hand(self._on_frame)
        self._woken.connect(self._on_frame, Qt.ConnectionType.QueuedConnection)

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of the workers."""
        return tuple(worker.pid for worker in self._workers)

    @property
    def warm_count(self) -> int:
        """Workers that wait for a task and have loaded what it needs."""
        return sum(worker.is_free and not worker.is_starting for worker in self._workers)

    @property
    def is_resting(self) -> bool:
        """Whether nothing is drained every frame."""
        return not self._clock.is_going

    @property
    def busy_count(self) -> int:
        """Workers that have a job."""
        return sum(job is not None for job in self._workers.values())

    def place_of(self, job: RunJob) -> int:
        """From 1: which of the waiting jobs it is; 0 if it does not wait."""
        return self._queue.index(job) + 1 if job in self._queue else 0

    def warm(self) -> None:
        """Start the workers, one after the other, and keep as many from now on."""
        self._is_warm = True
        self._fill()

    def submit(self, job: RunJob) -> None:
        """Carry a job out as soon as a worker is free; its signals tell how it goes.

        If the system has no room for a worker, ``failed`` and ``ended`` come before this returns.
        """
        job.submit()
        self._queue.append(job)
        self._dispatch()
        if self._is_needed():
            self._tick()

    def close(self) -> None:
        """End everything: no process, no thread and no timer is left; jobs are not told."""
        self._is_warm = False
        self._clock.stop()
        for worker in self._workers:
            worker.kill()
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        for worker in self._workers:
            worker.close()
        self._workers.clear()
        self._queue.clear()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _spawn(self, warm_up: WarmUp | None) -> PoolWorker:
        """A new worker.

        Raises:
            OSError: The system has no room for it.
        """
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="networkcore-workers-")
        if self._reader is None:
            self._reader = PipeReader(self._on_arrived)
        self._count += 1
        worker = PoolWorker(Path(self._folder.name) / f"{self._count}.log", warm_up)
        self._workers[worker] = None
        self._reader.add(worker.connection, worker.inbox)
        return worker

    def _fill(self) -> None:
        """Start another worker if there are too few and none is starting."""
        starting = any(worker.is_starting for worker in self._workers)
        if self._is_warm and not starting and len(self._workers) < self.size:
            try:
                self._spawn(self._warm_up)
            except OSError:  # Warmth is a comfort; a job that finds no worker says why.
                self._is_warm = False

    def _dispatch(self) -> None:
        """Give waiting jobs to free workers, those that are there first."""
        while self._queue:
            free = sorted(filter(_is_free, self._workers), key=_is_starting)
            if not free and len(self._workers) >= self.size:
                return
            try:
                worker = free[0] if free else self._spawn(None)
            except OSError as error:
                if self._workers:
                    return
                text = self.tr("No worker process can be started: {why}")
                self._queue.popleft().end(_failed(text.format(why=error.strerror or error)))
                continue
            if self._gave(self._queue[0], worker):
                self._queue.popleft().begin(worker)

    def _gave(self, job: RunJob, worker: PoolWorker) -> bool:
        """Whether the worker has the job; one that died while it waited has not."""
        parcel = parcel_of(job.task)
        try:
            worker.give(parcel)
        except OSError:
            return False
        self._workers[worker] = job
        return True

    def _on_arrived(self) -> None:
        """In the reader's thread: wake the window if its clock does not tick."""
        if not self._ticking:
            self._woken.emit()

    def _on_frame(self) -> None:
        over = [end for worker in tuple(self._workers) for end in self._drain(worker)]
        for job in [job for job in self._queue if job.is_cancelled]:
            self._queue.remove(job)
            over.append((job, None))
        # Only now, when all is in order here: who hears of a job may submit another, or close.
        for job in [job for job in self._workers.values() if job is not None]:
            job.pass_on()
        for job, died in over:
            job.end(died)
        self._dispatch()
        self._fill()
        if self._is_needed():
            self._tick()
        else:
            self._rest()

    def _drain(self, worker: PoolWorker) -> Iterator[tuple[RunJob, Failed | None]]:
        """Take what came; the job that is over by it, and why it died without an outcome."""
        while worker.inbox:
            message = worker.inbox.popleft()
            job = self._workers[worker]
            if message is None:
                worker.hang_up()
            elif isinstance(message, Idle):
                worker.done = message.done
                if worker.is_free and job is not None:
                    self._workers[worker] = None
                    yield job, _failed(self.tr("The job ended without a result."))
            elif job is not None:
                job.hear(message)
        job = self._workers[worker]
        if worker.is_gone:
            died = self._bury(worker, job)
            if job is not None:
                yield job, died
        elif job is not None and job.is_overdue:
            worker.kill()

    def _bury(self, worker: PoolWorker, job: RunJob | None) -> Failed:
        """Let go of a process that is gone; how it died."""
        if worker.is_starting and job is None:
            self._is_warm = False  # It could not even start; another would not either.
        del self._workers[worker]
        died = _failed(self._how(worker, job), worker.last_words)
        worker.close()
        return died

    def _how(self, worker: PoolWorker, job: RunJob | None) -> str:
        if job is not None and job.is_overdue:
            text = self.tr("The worker process {pid} was ended: it was cancelled and went on.")
        else:
            text = self.tr("The worker process {pid} ended without a result: {how}.")
            if worker.was_killed:
                text += self.tr(" Somebody ended it, or the system did as memory ran out.")
        return text.format(pid=worker.pid, how=worker.how_it_ended)

    def _is_needed(self) -> bool:
        """Whether a job goes on, or the end of a process is awaited."""
        return bool(self.busy_count or self._queue) or any(
            each.has_hung_up for each in self._workers
        )

    def _tick(self) -> None:
        self._ticking = True
        self._clock.start()

    def _rest(self) -> None:
        self._clock.stop()
        self._ticking = False
        if any(worker.inbox for worker in self._workers):  # It came before the thread saw that.
            self._woken.emit()


def _is_free(worker: PoolWorker) -> bool:
    return worker.is_free


def _is_starting(worker: PoolWorker) -> bool:
    return worker.is_starting


def _failed(message: str, traceback: str = "") -> Failed:
    return Failed(message=message, traceback=traceback)
