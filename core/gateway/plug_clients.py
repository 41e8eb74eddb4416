"""Who is connected, plugged into a hub that relays: everything that passes is a sign of life."""

from core.gateway.forward import Sent
from core.gateway.hub import Hub
from core.gateway.hub_clients import HubClients
from core.gateway.hub_request import Answerer, HubAnswer, HubRequest
from core.gateway.life_signs import LifeLimits, LifeSigns
from core.gateway.relay import Relay
from core.ocpi.modules import InterfaceRole, ModuleId


def plug_clients(hub: Hub, relay: Relay, limits: LifeLimits | None = None) -> HubClients:
    """Let a hub know who is alive, and tell its parties; plugged in after what answers."""
    forwarder = relay.forwarder
    life = LifeSigns(
        client=forwarder.client,
        credential_of=forwarder.credential_of,
        limits=limits or LifeLimits(),
    )
    clients = HubClients(hub=hub, life=life, broadcaster=relay.broadcaster)
    noted = forwarder.note

    def note(sent: Sent) -> None:
        if sent.reply.is_theirs:
            life.heard(sent.errand.platform.platform_id)
        noted(sent)

    forwarder.note = note
    for half, answerer in hub.answerers.items():
        hub.answerers[half] = _hearing(clients, answerer)
    hub.answerers[ModuleId.HUB_CLIENT_INFO, InterfaceRole.SENDER] = clients.answer
    hub.background.append(clients.run)
    return clients


def _hearing(clients: HubClients, answerer: Answerer) -> Answerer:
    async def answer(request: HubRequest) -> HubAnswer:
        await clients.heard(request.platform)
        return await answerer(request)

    return answer
