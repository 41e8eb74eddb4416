"""The command ``drive``: a scenario's parties talk OCPI to a running hub."""

import json
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from console.application.options import AsJson, Db, books_at
from console.application.run_commands import shown_by
from console.application.terminal import FINDINGS_EXIT, OUT, print_json, print_table, stage_bars
from core.domain.errors import InvalidValueError, SourceError
from core.domain.platform import PlatformRole
from core.service.open_books import system_clock
from core.service.register_platform import add_platform
from core.service.resources import ResourceKind, resource_path
from simulation.drive import drive, parties_of
from simulation.peers.drive_faults import DriveFaults
from simulation.peers.fleet import Drive, Driven
from simulation.scenario_file import load_scenario


def drive_command(
    scenario: Annotated[str, typer.Argument(help="Scenario, name or path.")],
    hub: Annotated[str, typer.Option(help="Versions URL of the hub.")],
    tokens: Annotated[
        Path | None,
        typer.Option(help="JSON object of tokens A by party, {'NL*ABC': '...'}."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, help="How much of it.")] = 1,
    pace: Annotated[
        float | None, typer.Option(min=0.001, help="Simulated seconds a second; else all haste.")
    ] = None,
    faults: Annotated[
        float,
        typer.Option(min=0, max=1, help="Share of sessions with each kind of fault."),
    ] = 0.0,
    seed: Annotated[int | None, typer.Option(help="Instead of the scenario's own.")] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Play a scenario as CPOs and Demand Partners of a hub, over OCPI.

    With --db the parties are added to those books of the hub first; else --tokens has their tokens.
    Exit code 1 if the hub did not take something that it should have.
    """
    began_s = perf_counter()
    found = load_scenario(resource_path(ResourceKind.SCENARIO, scenario))
    cut = found.model_copy(update={"days": min(days, found.days)})
    parties = parties_of(cut)
    how = Drive(
        hub=hub,
        tokens=_told(tokens) if tokens is not None else _added(db, parties),
        seed=found.seed if seed is None else seed,
        pace=pace,
        faults=DriveFaults(duplicate=faults, late=faults, broken=faults, unknown_token=faults),
    )
    with stage_bars(quiet=as_json) as bars:
        driven = drive(cut, how, system_clock(), on_message=shown_by(bars))
    _show(driven, perf_counter() - began_s, as_json=as_json)
    if driven.failures:
        raise typer.Exit(FINDINGS_EXIT)


def _told(file: Path) -> dict[str, str]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(str(file), f"wanted a JSON object of tokens: {error}") from error
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise SourceError(str(file), "wanted a JSON object of tokens by party")
    return found


def _added(db: str | None, parties: dict[str, str]) -> dict[str, str]:
    """Token A by party, of parties that are added to the hub's books now."""
    if db is None:
        raise InvalidValueError("drive: wanted --tokens, or the hub's books as --db")
    with books_at(db, existing=True) as runtime:
        return {
            party: add_platform(runtime, (PlatformRole(role, party),), f"drive {party}").token
            for party, role in parties.items()
        }


def _show(driven: Driven, seconds: float, *, as_json: bool) -> None:
    told = {
        "sessions": driven.sessions,
        "refused": driven.refused,
        "cdrs": len(driven.cdr_keys),
        "answers": {str(status): count for status, count in sorted(driven.answers.items())},
        "slowest_ms": round(driven.slowest_s * 1000, 1),
        "seconds": round(seconds, 3),
        "failures": driven.failures,
    }
    if as_json:
        print_json(told)
        return
    rows = [(name, str(value)) for name, value in told.items() if name != "failures"]
    print_table("Driven", ("", ""), rows)
    for one in driven.failures[:20]:
        OUT.print(one, markup=False)
