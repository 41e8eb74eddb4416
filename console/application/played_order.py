"""Carries an experiment out for a command: with a bar, into a folder, by a crew."""

from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import Final

from console.application.experiment_told import show_imputed
from console.application.terminal import stage_bars
from simulation.experiment.carry_out import carry_out, refuse_impossible
from simulation.experiment.crew import Crew
from simulation.experiment.crew_choice import OWN, crew_of
from simulation.experiment.order import Order
from simulation.experiment.play_point import scenario_of_point
from simulation.experiment.result_folder import ResultFolder
from simulation.experiment.result_table import write_result_table
from simulation.experiment.tally import Tally
from simulation.feed import Progress

TABLE: Final = "points.parquet"


def played_order(order: Order, crew: str, into: Path | None, *, quiet: bool) -> Tally:
    """Carry it out to its end; what is in the folder already is not played again.

    Raises:
        RoamingError: It cannot be carried out, or the folder not be written.
    """
    refuse_impossible(order)
    tally = Tally(order)
    with (
        closing(_crew(order, crew)) as playing,
        _folder(into, order) as folder,
        stage_bars(quiet=quiet) as bars,
    ):

        def show(progress: Progress) -> None:
            bars.show(progress.phase, progress.done, progress.total)

        for played in carry_out(
            order,
            playing,
            known=() if folder is None else folder.known(),
            keep=None if folder is None else folder.keep,
            on_progress=show,
        ):
            tally.add(played)
    if not quiet:
        show_imputed(scenario_of_point(order.base))
    if into is not None:
        write_result_table(tally, into / TABLE)
    return tally


def _crew(order: Order, word: str) -> Crew:
    """A single point needs no other process, unless one was asked for."""
    is_single = len(order.cells) * order.replications == 1 and not order.targets
    return crew_of(word or (OWN if is_single else ""))


def _folder(into: Path | None, order: Order) -> AbstractContextManager[ResultFolder | None]:
    return nullcontext() if into is None else ResultFolder.opened(into, order)
