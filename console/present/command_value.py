"""What a command is: a value; what it does is bound to its id by the window.

``when`` names the facts that must hold for it to mean anything; the window knows which of them
hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """What a command is about; menus and hints are grouped by it, in this order."""

    GO = "Go"
    FILE = "File"
    RUN = "Run"
    ANALYSE = "Analyse"
    OPERATE = "Operate"
    TRAIN = "Train"
    VIEW = "View"
    EDIT = "Edit"
    HELP = "Help"


class Fact(StrEnum):
    """Something about the window that holds or does not; its text says what is missing."""

    BOOKS = "open books"
    RUNNABLE = "a scenario that can be run"
    RUNNING = "a job that is going on"
    ENDED = "a job that has ended"
    FAILED = "a job that has failed"
    CHOSEN_AT_WORK = "a job, chosen in Jobs, that a worker has"
    CHOSEN_RUNNING = "a job, chosen in Jobs, that is going on"
    CHOSEN_ENDED = "a job, chosen in Jobs, that has ended"
    CHOSEN_RUN = "a run of a scenario, chosen in Jobs"
    CHOSEN_BOOKS = "a job, chosen in Jobs, that has begun"
    DETAIL = "a record whose detail is shown in Operate"
    STORY = "a session behind the record that is shown in Operate"
    BACK = "a record that was shown before"
    FORWARD = "a record that was shown after this one"
    ROW = "a chosen row in Operate"
    ROW_SESSION = "a chosen row that has a session"
    FINDINGS = "a tariff in which something was found"
    STEPS = "a session in Train"
    ALERT = "a chosen alert that nobody has acknowledged"
    ARMABLE = "LIVE or REPLAY books that are not armed and that nobody else holds"
    ARMED = "books that are armed for actions"
    MAY_ACT = "books that are armed for actions (command: Arm for actions)"
    CYCLE_UNPAID = "a settled cycle, chosen in Settlement, with payouts in no payment file"
    FILE_PREPARED = "a payment file, chosen in Settlement, that waits for a proposal"
    FILE_PROPOSED = "a payment file, chosen in Settlement, that is proposed"
    FILE_APPROVABLE = "a payment file, chosen in Settlement, that somebody else proposed"
    FILE_APPROVED = "a payment file, chosen in Settlement, that is approved"
    CASE = "a case, chosen in Reconciliation"
    CASE_OFFERS = "a case, chosen in Reconciliation, about which something can be proposed"
    CASE_PROPOSED = "a case, chosen in Reconciliation, about which something is proposed"
    CASE_APPROVABLE = "a case, chosen in Reconciliation, about which somebody else proposed"
    CASE_RETRIABLE = "a case, chosen in Reconciliation, of which a CDR waits"
    TERMS_FILE = "terms of a file, chosen in Agreements"
    TERMS_DRAFT = "a draft whose examples come out, chosen in Agreements"
    TERMS_PROPOSED = "terms, chosen in Agreements, that are proposed"
    TERMS_APPROVABLE = "terms, chosen in Agreements, that somebody else proposed"
    TERMS_APPROVED = "terms, chosen in Agreements, that are approved and not in force"
    COMPARABLE = "a version, chosen in Agreements, and books in a file or on a server"
    HUB = "books on which a hub was started"
    PLATFORM_SERVED = "a partner, chosen in Network, that is not suspended"
    PLATFORM_SUSPENDED = "a partner, chosen in Network, that is suspended"
    PANES = "a workspace with panes"
    DRAFT = "a scenario that can be built on"
    DRAFT_SOUND = "a scenario in Build that can be run as it is"
    DRAFT_CHANGED = "a change in Build"
    EXPERIMENT_READY = "a view of Analyse in front that can run an experiment"
    EXPERIMENT_RUNNING = "an experiment, in front, that goes on"
    EXPERIMENT_DONE = "an experiment, in front, that was played and goes on no more"
    CHECKS_IDLE = "no checks that go on"
    CHECKS_RUNNING = "checks that go on"
    CHECKS_DONE = "checks that were made, and go on no more"
    CHECKS_FILES = "files that checks compare with"
    MAP_SITES = "sites of a scenario in Map"
    MAP_RUNNING = "a run for Map that goes on"
    SWEEP_CELL = "a setting, chosen in Sweep, that was played"
    UNDOABLE = "a change of the look, or in Build, to take back"
    REDOABLE = "a change that was taken back"


class Scope(StrEnum):
    """Where the focus must be for a shortcut to be heard."""

    WINDOW = "anywhere"
    TRAIN = "in Train"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing that can be asked of the window."""

    id: str
    """``area.verb``; stands in tests and in the list of recent commands, so it never changes."""
    title: str
    summary: str
    """One sentence: what is different afterwards."""
    category: Category
    shortcut: str = ""
    """Portable text, ``Ctrl+K``; empty where there is none."""
    also: str = ""
    """A second shortcut that does the same."""
    when: tuple[Fact, ...] = ()
    """All of these must hold."""
    scope: Scope = Scope.WINDOW
    undoable: bool = False
    """Whether ``edit.undo`` takes it back; true only of what changes settings or layouts."""

    def missing(self, facts: Iterable[Fact]) -> Fact | None:
        """The first fact that should hold and does not; None where the command can run."""
        held = set(facts)
        return next((fact for fact in self.when if fact not in held), None)
