"""The commands of runs and of the other jobs; ``job.*`` is about the one that is chosen in Jobs."""

from typing import Final

from console.present.command_value import Category, Command, Fact


def _run(verb: str, title: str, summary: str, shortcut: str, *when: Fact) -> Command:
    return Command(
        id=f"run.{verb}",
        title=title,
        summary=summary,
        category=Category.RUN,
        shortcut=shortcut,
        when=when,
    )


def _job(verb: str, title: str, summary: str, *when: Fact) -> Command:
    return Command(id=f"job.{verb}", title=title, summary=summary, category=Category.RUN, when=when)


JOB_COMMANDS: Final[tuple[Command, ...]] = (
    _run(
        "start",
        "Run the scenario",
        "Runs what Analyse shows; it waits if every worker has a job.",
        "Ctrl+R",
        Fact.RUNNABLE,
    ),
    _run(
        "pause", "Pause or resume the run", "The worker waits, or goes on.", "Ctrl+P", Fact.RUNNING
    ),
    _run("cancel", "Cancel the run", "Ends it; its books keep all.", "Ctrl+.", Fact.RUNNING),
    _run(
        "restart",
        "Run again",
        "Does what the last job did: a run into new books, a replay into the same.",
        "Ctrl+Shift+R",
        Fact.ENDED,
    ),
    _run(
        "copy_failure",
        "Copy why the run failed",
        "Puts the message and the traceback on the clipboard.",
        "",
        Fact.FAILED,
    ),
    _job(
        "pause",
        "Pause or resume the chosen job",
        "Its worker waits, or goes on.",
        Fact.CHOSEN_AT_WORK,
    ),
    _job("cancel", "Cancel the chosen job", "Ends it; its books keep all.", Fact.CHOSEN_RUNNING),
    _job(
        "restart",
        "Restart the chosen job",
        "Does the same again: a run into new books, a replay into the same.",
        Fact.CHOSEN_ENDED,
    ),
    _job("watch", "Watch the chosen run", "Shows it in Analyse, as far as it is.", Fact.CHOSEN_RUN),
    _job("books", "Show the books of the chosen job", "Opens them.", Fact.CHOSEN_BOOKS),
    _run("cancel_all", "Cancel all jobs", "Ends those that wait, too.", "", Fact.RUNNING),
    _run("clear", "Clear the list of jobs", "Forgets the jobs that have ended.", "", Fact.ENDED),
)
