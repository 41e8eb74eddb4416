"""What the composition root hands to the window: values, functions, and the books to begin with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from console.present.books import Books
from console.present.scenario_choice import ScenarioCard
from console.qt.run_job import Work
from core.domain.environment import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """All the window stands on."""

    scenarios: Sequence[ScenarioCard]
    preselected: str
    """Name of the scenario that is chosen at the start."""
    work: Work
    new_books_url: Callable[[ScenarioCard], str]
    """Where the books of a new run go."""
    open_books: Callable[[str], Books]
    books: Books | None
    """Books to show at the start; None shows the empty states."""
    environment: Environment
    """Which world ``books`` are of."""
