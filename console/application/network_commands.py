"""Commands on simulated networks: ``network import`` brings one that a user has."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from console.application.options import AsJson
from console.application.terminal import OUT, print_json, print_table, write_text
from core.domain.errors import SourceError
from core.service.resources import ResourceKind, read_text, resource_path
from simulation.networks.brought_scenario import scenario_name_of, scenario_of_network
from simulation.networks.found_evse import BroughtNetwork
from simulation.networks.german_register import network_of_register
from simulation.networks.ocpi_sites import network_of_locations
from simulation.networks.plain_sites import network_of_table
from simulation.networks.table_rows import text_of_bytes
from simulation.scenario_file import load_scenario

SHOWN_REFUSALS: Final = 10

network_app = typer.Typer(
    help="Networks to simulate: bring your own.",
    no_args_is_help=True,
)


class NetworkForm(StrEnum):
    """How a file lists a network."""

    OCPI = "ocpi"
    REGISTER = "register"
    TABLE = "table"


@network_app.callback()
def network_group() -> None:
    """A group of its own, though it has one command yet."""


@network_app.command("import")
def import_network_command(
    file: Annotated[Path, typer.Argument(help="OCPI locations (JSON), or a table (CSV).")],
    out: Annotated[Path, typer.Option(help="Scenario to write, NAME.toml; sites go beside it.")],
    form: Annotated[
        NetworkForm | None,
        typer.Option(
            "--format",
            help="OCPI 2.2.1 or 2.3.0, German register, plain table; told by the file if left out.",
        ),
    ] = None,
    like: Annotated[
        str, typer.Option(help="Scenario whose demand, prices, Demand Partners and terms it gets.")
    ] = "portugal",
    country: Annotated[
        str, typer.Option(help="ISO 3166 alpha-2 of rows of a plain table that name none.")
    ] = "DE",
    as_json: AsJson = False,
) -> None:
    """Make a scenario of a network: OCPI locations, the German register or a plain CSV."""
    network = _network(file, form, country)
    base = resource_path(ResourceKind.SCENARIO, like)
    name = scenario_name_of(out)
    files = scenario_of_network(network, name, read_text(base), str(base), file.name)
    write_text(out.with_name(f"{name}.csv"), files.sites)
    write_text(out, files.scenario)
    _tell(network, out, len(load_scenario(out).location), as_json=as_json)


def _network(file: Path, form: NetworkForm | None, country: str) -> BroughtNetwork:
    try:
        text = text_of_bytes(file.read_bytes())
    except OSError as error:
        raise SourceError(str(file), f"cannot be read: {error.strerror}") from error
    match form or _form_of(text):
        case NetworkForm.OCPI:
            return network_of_locations(text, str(file))
        case NetworkForm.REGISTER:
            return network_of_register(text, str(file))
        case NetworkForm.TABLE:
            return network_of_table(text, str(file), country.upper())


def _form_of(text: str) -> NetworkForm:
    if text.lstrip()[:1] in ("[", "{"):
        return NetworkForm.OCPI
    is_register = "Betreiber" in text and "Ladepunkte" in text
    return NetworkForm.REGISTER if is_register else NetworkForm.TABLE


def _tell(network: BroughtNetwork, out: Path, sites: int, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "scenario": str(out),
                "cpos": len(network.cpo_names),
                "sites": sites,
                "evses": len(network.evses),
                "refused": [{"place": one.place, "reason": one.reason} for one in network.refused],
            }
        )
        return
    OUT.print(
        f"{out}: {len(network.evses)} EVSEs at {sites} sites of {len(network.cpo_names)} CPOs; "
        f"{len(network.refused)} refused. Prices are imputed.",
        markup=False,
    )
    if network.refused:
        rows = [(one.place, one.reason) for one in network.refused[:SHOWN_REFUSALS]]
        print_table(f"Refused, the first {len(rows)}", ("Place", "Why"), rows, figures=False)
