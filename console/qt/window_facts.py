"""Which facts hold of the window now; commands ask for them when they are about to run."""

from console.present.command_list import Fact
from console.qt.run_desk import RunDesk
from console.qt.screens import Screens
from console.qt.shown_books import ShownBooks
from console.qt.window_look import WindowLook


def facts_of(
    screens: Screens, shown: ShownBooks, desk: RunDesk, look: WindowLook
) -> frozenset[Fact]:
    """Everything that holds."""
    jobs = desk.jobs
    running = bool(jobs.running)
    held = {
        Fact.BOOKS: shown.any,
        Fact.RUNNABLE: screens.analyse.run.isEnabled() and not running,
        Fact.IDLE: not running,
        Fact.RUNNING: running,
        Fact.ENDED: any(job.state.is_over for job in jobs.jobs) and not running,
        Fact.FAILED: jobs.last is not None and bool(jobs.last.failure),
        Fact.STORY: screens.operate.story is not None,
        Fact.ALERT: screens.operate.alerts.acknowledge.isEnabled(),
        Fact.STEPS: screens.train.is_shown,
        Fact.PANES: look.has_panes,
        Fact.UNDOABLE: look.undo_stack.canUndo(),
        Fact.REDOABLE: look.undo_stack.canRedo(),
    }
    return frozenset(fact for fact, holds in held.items() if holds)
