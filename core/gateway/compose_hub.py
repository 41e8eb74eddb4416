"""Where a hub is put together: each module's answerer is plugged in here, by one line."""

from core.gateway.credentials_desk import CredentialsDesk
from core.gateway.handshake_caller import HandshakeCaller
from core.gateway.handshake_desk import HandshakeDesk
from core.gateway.hub import Hub
from core.gateway.hub_settings import HubSettings
from core.gateway.plug_acts import plug_acts
from core.gateway.plug_clients import plug_clients
from core.gateway.plug_relay import plug_relay
from core.gateway.registry import Registry
from core.gateway.registry_refresh import RegistryRefresh
from core.service.runtime import Runtime
from core.service.sealed_box import HubKey


def compose_hub(runtime: Runtime, settings: HubSettings, key: HubKey) -> Hub:
    """A hub over books, ready to be served."""
    hub = Hub(runtime=runtime, settings=settings, registry=Registry(settings.identity.party, key))
    refresh = RegistryRefresh(hub)
    relay = plug_relay(hub)
    plug_acts(hub, relay)
    caller = HandshakeCaller(hub, relay.forwarder.client)
    hub.looks = refresh
    hub.credentials = CredentialsDesk(hub, caller).answer
    hub.background += [refresh.run, HandshakeDesk(hub, caller, key).run]
    plug_clients(hub, relay)
    return hub
