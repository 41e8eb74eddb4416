"""The commands ``peer cpo`` and ``peer dp``: a party of our own that talks OCPI to any hub."""

import asyncio
import secrets
import signal
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import typer

from console.application.terminal import ERR, OUT
from core.domain.errors import NotFoundError
from core.domain.network import Network
from core.ocpi.ocpi_version import OcpiVersion
from core.service.resources import ResourceKind, resource_path
from simulation.cdr_of_visit import token_of
from simulation.peers.cpo_peer import CpoPeer
from simulation.peers.dp_peer import DpPeer
from simulation.peers.own_peer import OwnPeer, running
from simulation.peers.peer_settings import PeerSettings
from simulation.peers.play_cpo import play_cpo
from simulation.peers.quirks import PROFILES, quirks_named
from simulation.scenario import Scenario
from simulation.scenario_file import load_scenario
from simulation.scenario_network import network_of

peer_app = typer.Typer(
    help="A small CPO or Demand Partner of our own, to meet a hub with.", no_args_is_help=True
)
Party = Annotated[str, typer.Option(help="Which of the scenario's; else the first. As NL*ABC.")]
ScenarioName = Annotated[str, typer.Option("--scenario", help="Whose sites, prices, drivers.")]
HubUrl = Annotated[
    str | None,
    typer.Option("--hub", help="Versions URL to register at; else a hub registers here."),
]
Token = Annotated[str | None, typer.Option(help="The token A that the hub gave out.")]
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 lets the system choose.")]
Ocpi = Annotated[OcpiVersion | None, typer.Option("--ocpi", help="The only version it speaks.")]
Odd = Annotated[str, typer.Option("--quirks", help=f"One of {', '.join(PROFILES)}.")]


@peer_app.command("cpo")
def peer_cpo_command(
    hub: HubUrl = None,
    token: Token = None,
    party: Party = "",
    scenario: ScenarioName = "city",
    host: Host = "127.0.0.1",
    port: Port = 0,
    ocpi: Ocpi = None,
    quirks: Odd = "none",
    sessions: Annotated[
        float, typer.Option(min=0, max=6000, help="Sessions a minute of drivers it knows of.")
    ] = 6.0,
    seed: Annotated[int, typer.Option(min=0, help="Who charges where, and how much.")] = 1,
) -> None:
    """Show sites and prices, let drivers charge, send their CDRs, until it is interrupted."""
    network = network_of(_scenario(scenario))
    key = party or network.cpos[0].key
    _expect(key, {one.key for one in network.cpos}, "CPO", network)
    settings = _settings("CPO", key, host, port, ocpi, quirks)
    peer = CpoPeer(settings, network.locations, network.tariffs)

    async def play() -> None:
        await peer.publish()
        OUT.print(f"{len(peer.locations)} locations, {len(peer.tariffs)} tariffs told")
        OUT.print(f"{await peer.pull_tokens()} tokens known")
        await play_cpo(peer, sessions, seed, lambda said: OUT.print(said, markup=False))

    _run(peer, hub, token, play)


@peer_app.command("dp")
def peer_dp_command(
    hub: HubUrl = None,
    token: Token = None,
    party: Party = "",
    scenario: ScenarioName = "city",
    host: Host = "127.0.0.1",
    port: Port = 0,
    ocpi: Ocpi = None,
    quirks: Odd = "none",
    drivers: Annotated[int, typer.Option(min=1, max=10_000, help="How many tokens.")] = 20,
) -> None:
    """Issue tokens, answer for them, take what arrives, until it is interrupted."""
    found = _scenario(scenario)
    network = network_of(found)
    key = party or found.demand_partner[0].key
    _expect(key, {one.key for one in found.demand_partner}, "Demand Partner", network)
    part = next(one for one in found.demand_partner if one.key == key)
    settings = _settings("EMSP", key, host, port, ocpi, quirks)
    peer = DpPeer(settings, [token_of(part, driver) for driver in range(drivers)])

    async def play() -> None:
        await peer.publish()
        OUT.print(f"{len(peer.issued)} tokens told")
        await asyncio.Event().wait()

    _run(peer, hub, token, play)


def _scenario(name: str) -> Scenario:
    return load_scenario(resource_path(ResourceKind.SCENARIO, name))


def _expect(party: str, known: set[str], role: str, network: Network) -> None:
    if party not in known:
        wanted = ", ".join(sorted(known))
        raise NotFoundError(f"{network.name}: no {role} {party!r}; wanted one of {wanted}")


def _settings(
    role: str, party: str, host: str, port: int, ocpi: OcpiVersion | None, quirks: str
) -> PeerSettings:
    return PeerSettings(
        role=role,
        party=party,
        host=host,
        port=port,
        versions=tuple(OcpiVersion) if ocpi is None else (ocpi,),
        token_a=secrets.token_urlsafe(24),
        quirks=quirks_named(quirks),
    )


def _run(
    peer: OwnPeer,
    hub: str | None,
    token: str | None,
    play: Callable[[], Coroutine[Any, Any, None]],
) -> None:
    """Listen, be connected, play; SIGINT and SIGTERM end it."""
    if (hub is None) != (token is None):
        raise typer.BadParameter("wanted --hub and --token together, or neither")

    async def scene() -> None:
        # asyncio ends a scene by SIGINT; whoever supervises processes sends SIGTERM.
        asyncio.get_running_loop().add_signal_handler(
            signal.SIGTERM, signal.raise_signal, signal.SIGINT
        )
        async with running(peer):
            ERR.print(f"{peer.state.settings.party}: versions at {peer.versions_url}", markup=False)
            if hub is not None and token is not None:
                link = await peer.register(hub, token)
                ERR.print(
                    f"connected to {link.hub_party or hub}, OCPI {link.version}", markup=False
                )
            else:
                ERR.print(f"token A: {peer.state.settings.token_a}", markup=False)
                await peer.connected()
            await play()

    try:
        asyncio.run(scene())
    except KeyboardInterrupt:
        ERR.print("stopped")
