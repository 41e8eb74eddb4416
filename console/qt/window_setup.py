"""What the composition root hands to the window: values, functions, and the books to begin with."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from getpass import getuser

from console.present.books import Books
from console.present.scenario_choice import ScenarioCard
from console.present.settings import Settings, WindowState
from console.qt.questions import Questions
from console.qt.reader_feed import ReadBooks
from core.domain.agreement import Agreement
from core.domain.environment import Environment
from core.domain.interval import Interval
from simulation.experiment.order import Order
from simulation.job_pipe import Task, Work
from simulation.warm_worker import WarmUp


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the window remembers, and where it goes when it changes."""

    settings: Settings
    state: WindowState
    save_settings: Callable[[Settings], None]
    """Raises OSError where it cannot."""
    save_state: Callable[[WindowState], None]
    """Raises OSError where it cannot."""
    kept_in: str
    """The file of settings, for people."""
    problems: tuple[str, ...] = ()
    """What was wrong with the files at the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """All the window stands on."""

    scenarios: Sequence[ScenarioCard]
    preselected: str
    """Name of the scenario that is chosen at the start."""
    scenario_card: Callable[[str], ScenarioCard]
    """The scenario of a file; a wrong one says what is wrong."""
    work: Work
    """What runs a scenario."""
    replay_work: Callable[[str, str], Work]
    """What replays a file, given the names of its network and of the terms."""
    what_if_work: Callable[[Agreement, Interval], Work]
    """What compares the sessions of some books with what other terms would make of them."""
    experiment_task: Callable[[Order], Task]
    """What plays an experiment, as a task of a worker."""
    networks: Sequence[str]
    agreements: Sequence[str]
    new_books_url: Callable[[ScenarioCard, Settings, Collection[str]], str]
    """Where the books of a new run go, given those that jobs write or will; raises OSError."""
    open_books: Callable[[str], Books]
    """Opens nothing before the first question."""
    read_books: ReadBooks | None = None
    """What a process runs that follows books; None: all books are followed in this process."""
    books: Books | None
    """Books to show at the start; None shows the empty states."""
    books_url: str = ""
    """Where they are."""
    environment: Environment
    """Which world ``books`` are of."""
    now: Callable[[], datetime]
    memory: Memory
    questions: Questions = field(default_factory=Questions)
    user: str = field(default_factory=getuser)
    """The operating system's name of the user, for the operator's log."""
    workers: int = 1
    """How many jobs may go on at once."""
    warm_up: WarmUp | None = None
    """What a worker loads while it waits for its first task."""
