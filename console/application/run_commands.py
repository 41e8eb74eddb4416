"""Commands that simulate: run a scenario, and the demonstration that does everything once."""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Annotated

import typer

from console.application.book_commands import (
    exit_on_findings,
    replay_into,
    settle_in,
    show_books,
    show_summary,
    verify_in,
)
from console.application.experiment_options import (
    Cluster,
    Engine,
    Into,
    Seed,
    Settings,
    Workers,
    base_point,
    crew_word,
    target_of,
)
from console.application.experiment_told import (
    chosen_kpis,
    plain_estimate,
    plain_origin,
    show_estimates,
    show_imputed,
    warm_up_words,
)
from console.application.options import AsJson, Db, books_at, run_books_url
from console.application.played_order import played_order
from console.application.terminal import OUT, StageBars, print_json, print_table, stage_bars
from console.present.plain_values import Plain, plain_figures, plain_summary
from console.present.run_results import kpi_table
from core.service.keep_apart import refuse_other_sessions
from core.service.replay_file import ReplayOrder
from core.service.report import held_examples
from core.service.resources import RESOURCES
from simulation.experiment.order import REPLICATIONS, Order, replicate_order
from simulation.experiment.play_point import scenario_of_point
from simulation.experiment.point import EngineName
from simulation.experiment.warm_up_cut import warm_up_of
from simulation.feed import Finished, Message, Progress
from simulation.reporter import OnMessage
from simulation.run import run_scenario


def run_command(
    scenario: Annotated[str, typer.Argument(help="Scenario, name or path.")] = "city",
    seed: Seed = None,
    engine: Engine = EngineName.SIMPY,
    replications: Annotated[
        int | None, typer.Option(help="Many runs without books: figures with their intervals.")
    ] = None,
    until: Annotated[
        list[str] | None,
        typer.Option(metavar="KPI=PART", help="Add runs until half its interval is that part."),
    ] = None,
    settings: Settings = None,
    into: Into = None,
    workers: Workers = None,
    cluster: Cluster = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Simulate a scenario through the real core; the same seed gives the same books.

    With --replications, --until or the engine numpy it is an experiment, which keeps no books.
    """
    if replications is None and not until and engine is EngineName.SIMPY and "@" not in scenario:
        told = run_into(db, scenario, seed, settings, quiet=as_json)
    else:
        base = base_point(scenario, seed, engine, settings)
        targets = tuple(target_of(one) for one in until or ())
        count = REPLICATIONS if targets else 1
        count = count if replications is None else replications
        order = replicate_order(base, count, targets)
        told = replicated(order, crew_word(workers, cluster), into, quiet=as_json)
    if as_json:
        print_json(told)
    elif "db" in told:
        show_books(told)


def replicated(order: Order, crew: str, into: Path | None, *, quiet: bool) -> Plain:
    """Run an order of one cell, show it unless a script listens, and return what a script is told.

    Raises:
        RoamingError: It cannot be run.
    """
    began = perf_counter()
    tally = played_order(order, crew, into, quiet=quiet)
    estimates = tally.estimates(0, chosen_kpis(tally, None))
    begun = warm_up_of(tally)
    if not quiet:
        show_estimates(f"{order.base.source}, {tally.done} replications", estimates)
        if begun is not None:
            OUT.print(warm_up_words(begun), markup=False)
    steady = {} if begun is None or begun.cut_h is None else {"warm_up_h": begun.cut_h}
    return (
        plain_origin(tally, into, perf_counter() - began)
        | steady
        | {
            "kpis": {one.kpi: one.mean for one in estimates},
            "estimates": {one.kpi: plain_estimate(one) for one in estimates},
        }
    )


def run_into(
    url: str | None,
    name: str,
    seed: int | None,
    settings: list[str] | None = None,
    *,
    quiet: bool,
) -> Plain:
    """Run, show it unless a script listens, and return what a script is told."""
    began = perf_counter()
    scenario = scenario_of_point(base_point(name, seed, EngineName.SIMPY, settings))
    root = scenario.seed if seed is None else seed
    with (
        books_at(url or run_books_url(scenario, root)) as runtime,
        stage_bars(quiet=quiet) as bars,
    ):
        refuse_other_sessions(runtime, f"{scenario.name}-{root}")
        finished = run_scenario(scenario, runtime, seed=root, on_message=shown_by(bars))
        books, held = runtime.database.name, held_examples(runtime)
    seconds = round(perf_counter() - began, 3)
    if not quiet:
        show_summary(f"{scenario.title}, seed {root}", finished.summary, held)
        _show_figures(finished)
        show_imputed(scenario)
    return plain_summary(finished.summary) | {
        "seconds": seconds,
        "scenario": scenario.name,
        "seed": root,
        "kpis": plain_figures(finished.kpis),
        "db": books,
    }


def demo_command(as_json: AsJson = False) -> None:
    """Import and replay a small file, run the city, settle, verify; nothing is left behind."""
    with TemporaryDirectory(prefix="networkcore-demo-") as folder:
        replay, city = (f"sqlite:///{Path(folder) / name}.sqlite" for name in ("demo", "city"))
        order = ReplayOrder(
            path=RESOURCES / "sessions" / "demo.csv",
            network="demo",
            agreement="networkcore",
            rejects_file=Path(folder) / "demo.rejects.csv",
        )
        told = {
            "replay": replay_into(replay, order, quiet=as_json),
            "run": run_into(city, "city", None, quiet=as_json),
            "settle": settle_in(city, None, quiet=as_json),
            "verify": {
                "replay": verify_in(replay, quiet=as_json, title="Verified, the replay"),
                "run": verify_in(city, quiet=as_json, title="Verified, the run"),
            },
        }
    del told["replay"]["db"], told["replay"]["imported"]["rejects_file"], told["run"]["db"]
    if as_json:
        print_json(told)
    exit_on_findings(sum(one["findings"] for one in told["verify"].values()))


def _show_figures(finished: Finished) -> None:
    table = kpi_table(finished.kpis)
    rows = ((f"{name}{f', {unit}' if unit else ''}", *texts) for name, unit, texts in table.rows)
    print_table("Figures", ("Figure", *(name or "value" for name in table.variants)), rows)


def shown_by(bars: StageBars) -> OnMessage:
    """What shows the progress of a run."""

    def show(message: Message) -> None:
        if isinstance(message, Progress):
            bars.show(message.phase, message.done, message.total)

    return show
