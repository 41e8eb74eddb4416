"""The commands of the views of Analyse, and of what is built there."""

from typing import Final

from console.present.analyse_views import AnalyseView
from console.present.command_value import Category, Command, Fact

_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


def _of(id_: str, title: str, summary: str, shortcut: str = "", *when: Fact) -> Command:
    return Command(
        id=id_,
        title=title,
        summary=summary,
        category=Category.ANALYSE,
        shortcut=shortcut,
        when=when,
    )


def _view(view: AnalyseView, title: str, summary: str) -> Command:
    return _of(view.command_id, title, summary, f"Ctrl+Alt+{view.number}")


_VALIDATE: Final[tuple[Command, ...]] = (
    _view(
        AnalyseView.VALIDATE,
        "Validate the simulator",
        "Shows the checks of the simulator against theory, its own laws, and sessions held out.",
    ),
    _of(
        "validate.run",
        "Run the checks",
        "Shows Validate and makes every check; each has a tolerance and a verdict.",
        "Ctrl+Alt+V",
        Fact.CHECKS_IDLE,
    ),
    _of(
        "validate.stop",
        "End the checks early",
        "Makes no more checks; those that are made are kept.",
        "",
        Fact.CHECKS_RUNNING,
    ),
    _of(
        "validate.open",
        f"Check against a file of sessions{_ELLIPSIS}",
        "Asks for sessions or a status history; the checks fit it and compare what was held out.",
    ),
    _of(
        "validate.forget",
        "Check against no files",
        "The checks are those of theory and laws again.",
        "",
        Fact.CHECKS_FILES,
    ),
    _of(
        "validate.report",
        f"Save the report of the checks{_ELLIPSIS}",
        "Writes the checks with their definitions as one page of HTML, or as PDF.",
        "",
        Fact.CHECKS_DONE,
    ),
)

_MAP: Final[tuple[Command, ...]] = (
    _view(
        AnalyseView.MAP,
        "Map of the scenario",
        "Shows the sites of the built scenario, by class, use or price, and who reaches them.",
    ),
    _of(
        "map.colour",
        "Colour the map by another figure",
        "The next of class, use and price.",
        "Ctrl+Alt+L",
        Fact.MAP_SITES,
    ),
    _of(
        "map.reach",
        f"Show the reach of a Demand Partner{_ELLIPSIS}",
        "Asks which one; sites that its drivers cannot use are hollow, the rest is counted.",
        "",
        Fact.MAP_SITES,
    ),
    _of(
        "map.run",
        "Run once for the map",
        "Plays the built scenario once, for the use of each site and its free hours.",
        "Ctrl+Alt+M",
        Fact.MAP_SITES,
    ),
    _of(
        "map.stop",
        "End the run for the map",
        "The map has no use then.",
        "",
        Fact.MAP_RUNNING,
    ),
)

_SWEEP: Final[tuple[Command, ...]] = (
    _view(
        AnalyseView.SWEEP,
        "Sweep",
        "Shows parameters of the built scenario that are gone through: a curve, a heat map, bars.",
    ),
    _of(
        "sweep.kind",
        "Sweep as a grid or as a tornado",
        "Every combination of the values; or each parameter alone, at both ends.",
    ),
    _of(
        "sweep.open",
        "Open the chosen setting in Replications",
        "Changes the built scenario to that setting, and shows its replications.",
        "Ctrl+Alt+O",
        Fact.SWEEP_CELL,
    ),
)

ANALYSE_COMMANDS: Final[tuple[Command, ...]] = (
    _view(
        AnalyseView.BUILD,
        "Build a scenario",
        "Shows the parameters of the scenario in Analyse, to be changed and gone through.",
    ),
    _of(
        "build.find",
        "Find a parameter",
        "Goes to the line in Build that shows only parameters with certain words.",
        "Ctrl+Alt+F",
        Fact.DRAFT,
    ),
    _of(
        "build.save",
        f"Save the built scenario as{_ELLIPSIS}",
        "Writes the scenario with its changes into a file, comments kept, and chooses it.",
        "Ctrl+Alt+S",
        Fact.DRAFT_SOUND,
    ),
    _of(
        "build.replicate",
        "Replicate what is built",
        "Shows Replications and runs the scenario as it is built.",
        "Ctrl+Alt+B",
        Fact.DRAFT_SOUND,
    ),
    _of(
        "build.compare",
        "Hold what is built against its file",
        "Shows Compare and runs the scenario twice: as its file has it, and as it is built.",
        "Ctrl+Alt+C",
        Fact.DRAFT_SOUND,
        Fact.DRAFT_CHANGED,
    ),
    _of(
        "build.revert",
        "Revert all changes in Build",
        "Every parameter is as the file has it; Undo brings the changes again.",
        "",
        Fact.DRAFT_CHANGED,
    ),
    _view(
        AnalyseView.REPLICATIONS,
        "Replications",
        "Shows the built scenario, replicated: means with intervals, and how these close.",
    ),
    _view(
        AnalyseView.COMPARE,
        "Compare",
        "Shows the saved comparisons: each opens, runs, and explains what came out.",
    ),
    _of(
        "compare.open",
        f"Open a comparison{_ELLIPSIS}",
        "Asks for a file of a comparison, lists it in Compare and chooses it.",
    ),
    _of(
        "experiment.run",
        "Run the experiment",
        "Runs what the view of Analyse in front shows: replications, or a comparison.",
        "Ctrl+Alt+R",
        Fact.EXPERIMENT_READY,
    ),
    _of(
        "experiment.stop",
        "End the experiment early",
        "Plays no more; what was played is kept.",
        "Ctrl+Alt+E",
        Fact.EXPERIMENT_RUNNING,
    ),
    _of(
        "experiment.extend",
        "Add replications",
        "Plays as many replications more of each setting, on the random numbers that follow.",
        "Ctrl+Alt+A",
        Fact.EXPERIMENT_DONE,
    ),
    _of(
        "experiment.report",
        f"Save the report{_ELLIPSIS}",
        "Writes what the experiment came to as one page of HTML, or as PDF.",
        "Ctrl+Alt+P",
        Fact.EXPERIMENT_DONE,
    ),
    _of(
        "experiment.export",
        f"Export the figures{_ELLIPSIS}",
        "Writes figures, differences and points as Excel, CSV or Parquet.",
        "Ctrl+Alt+T",
        Fact.EXPERIMENT_DONE,
    ),
    *_SWEEP,
    *_VALIDATE,
    *_MAP,
)
