"""Commands that simulate: run a scenario, and the demonstration that does everything once."""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Annotated

import typer

from console.application.book_commands import (
    import_command,
    replay_command,
    settle_command,
    show_summary,
    verify_command,
)
from console.application.options import AsJson, Db, books_at, run_books_url
from console.application.terminal import OUT, StageBars, print_json, print_table, stage_bars
from console.present.plain_values import plain_summary
from console.present.run_results import kpi_table
from core.service.resources import RESOURCES, ResourceKind, resource_path
from simulation.feed import Finished, Message, Progress
from simulation.reporter import OnMessage
from simulation.run import run_scenario
from simulation.scenario_file import load_scenario


def run_command(
    scenario: Annotated[str, typer.Argument(help="Scenario, name or path.")] = "city",
    seed: Annotated[int | None, typer.Option(help="Instead of the scenario's own.")] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Simulate a scenario through the real core; the same seed gives the same books."""
    began = perf_counter()
    wanted = load_scenario(resource_path(ResourceKind.SCENARIO, scenario))
    root = wanted.seed if seed is None else seed
    url = db or run_books_url(scenario, root)
    with books_at(url) as runtime, stage_bars(quiet=as_json) as bars:
        finished = run_scenario(wanted, runtime, seed=root, on_message=_shown_by(bars))
    seconds = round(perf_counter() - began, 3)
    if as_json:
        told = {"scenario": wanted.name, "seed": root, "kpis": finished.kpis, "db": url}
        print_json(plain_summary(finished.summary) | {"seconds": seconds} | told)
    else:
        _show_run(wanted.title, root, finished)
        OUT.print(f"{seconds:.1f} s; books: {url}", markup=False)


def _show_run(title: str, seed: int, finished: Finished) -> None:
    show_summary(f"{title}, seed {seed}", finished.summary)
    table = kpi_table(finished.kpis)
    rows = ((f"{name}{f', {unit}' if unit else ''}", *texts) for name, unit, texts in table.rows)
    print_table("Figures", ("Figure", *(name or "value" for name in table.variants)), rows)


def _shown_by(bars: StageBars) -> OnMessage:
    def show(message: Message) -> None:
        if isinstance(message, Progress):
            bars.show(message.phase, message.done, message.total)

    return show


def demo_command(as_json: AsJson = False) -> None:
    """Import and replay a small file, run the city, settle, verify; nothing is left behind."""
    with TemporaryDirectory(prefix="networkcore-demo-") as folder:
        db = f"sqlite:///{Path(folder) / 'demo.sqlite'}"
        file = RESOURCES / "sessions" / "demo.csv"
        import_command(file, db=db, as_json=as_json)
        replay_command(file, network="demo", db=db, as_json=as_json)
        city = f"sqlite:///{Path(folder) / 'city.sqlite'}"
        run_command("city", db=city, as_json=as_json)
        for books in (db, city):
            settle_command(db=books, as_json=as_json)
            verify_command(db=books, as_json=as_json)
