"""Which facts hold of the window now; commands ask for them when they are about to run."""

from console.present.command_value import Fact
from console.qt.analyse_desk import AnalyseDesk
from console.qt.detail_desk import DetailDesk
from console.qt.operator_desk import OperatorDesk
from console.qt.run_desk import RunDesk
from console.qt.screens import Screens
from console.qt.shown_books import ShownBooks
from console.qt.window_look import WindowLook


def facts_of(
    screens: Screens,
    shown: ShownBooks,
    desk: RunDesk,
    look: WindowLook,
    detail: DetailDesk,
    others: tuple[OperatorDesk, AnalyseDesk],
) -> frozenset[Fact]:
    """Everything that holds."""
    operator, analyses = others
    jobs = desk.jobs
    chosen = jobs.chosen
    stack = analyses.stack_in_front or look.undo_stack
    shown_detail = screens.operate.detail.detail
    held = {
        Fact.BOOKS: shown.any,
        Fact.RUNNABLE: screens.analyse.run.isEnabled(),
        Fact.RUNNING: bool(jobs.running),
        Fact.ENDED: jobs.last_ended is not None,
        Fact.FAILED: jobs.last is not None and bool(jobs.last.failure),
        Fact.CHOSEN_AT_WORK: chosen is not None and chosen.may_pause,
        Fact.CHOSEN_RUNNING: chosen is not None and chosen.may_cancel,
        Fact.CHOSEN_ENDED: chosen is not None and chosen.state.is_over,
        Fact.CHOSEN_RUN: chosen is not None and chosen.order.is_run,
        Fact.CHOSEN_BOOKS: chosen is not None and chosen.has_books,
        Fact.DETAIL: shown_detail is not None,
        Fact.STORY: shown_detail is not None and shown_detail.session_key is not None,
        Fact.BACK: detail.visits.before is not None,
        Fact.FORWARD: detail.visits.after is not None,
        Fact.ROW: detail.has_current_row,
        Fact.ROW_SESSION: detail.session_of_current_row is not None,
        Fact.FINDINGS: screens.analyse_tabs.workbench.has_findings,
        Fact.STEPS: screens.train.is_shown,
        Fact.PANES: look.has_panes,
        Fact.UNDOABLE: stack.canUndo(),
        Fact.REDOABLE: stack.canRedo(),
        **operator.facts(),
        **analyses.facts(),
    }
    return frozenset(fact for fact, holds in held.items() if holds)
