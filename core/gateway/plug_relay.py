"""The relay plugged into a hub: every functional module is answered by it, and every passage."""

from core.domain.errors import PeerError
from core.domain.platform import Platform
from core.gateway.broadcast import Broadcaster
from core.gateway.forward import Forwarder, Sent
from core.gateway.hub import Hub
from core.gateway.message_log import MessageLog
from core.gateway.onward import authorization
from core.gateway.passages import Passages
from core.gateway.peer_client import PeerClient, PeerLimits
from core.gateway.relay import Relay
from core.gateway.relay_metrics import RelayMetrics
from core.ocpi.calls import CALLS, UNROUTED


def plug_relay(hub: Hub, limits: PeerLimits | None = None) -> Relay:
    """Let a hub relay; what it does by itself is plugged into the relay."""

    def credential_of(platform: Platform) -> str:
        token = hub.registry.peer_token(platform.platform_id)
        if token is None:
            raise PeerError("the hub has no credentials for it")
        return authorization(platform, token)

    client = PeerClient(
        limits or PeerLimits(), resolver=hub.policy.resolver, examine_url=hub.policy.examine_call
    )
    log = MessageLog(runtime=hub.runtime, use=hub.use)
    metrics = RelayMetrics(hub.metrics.registry)

    def note(sent: Sent) -> None:
        log.note_sent(sent)
        metrics.count(sent)

    forwarder = Forwarder(
        client=client,
        credential_of=credential_of,
        now=hub.runtime.now,
        note=note,
    )
    relay = Relay(
        directory=lambda: hub.registry.directory,
        forwarder=forwarder,
        broadcaster=Broadcaster(forwarder),
        passages=Passages(
            runtime=hub.runtime,
            use=hub.use,
            forwarder=forwarder,
            platform_of=hub.registry.platform,
            log=log,
        ),
        log=log,
    )
    metrics.watch(client, relay.broadcaster, log)
    for half in CALLS:
        if half[0] not in UNROUTED:
            hub.answerers[half] = relay.answer
    hub.passage = relay.passages.answer
    hub.background += [client.keep_open, relay.broadcaster.run, relay.passages.run, log.run]
    return relay
