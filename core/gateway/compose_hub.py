"""Where a hub is put together: each module's answerer is plugged in here, by one line."""

from core.gateway.hub import Hub
from core.gateway.hub_settings import HubSettings
from core.gateway.plug_relay import plug_relay
from core.gateway.registry import Registry
from core.gateway.registry_refresh import RegistryRefresh
from core.service.runtime import Runtime
from core.service.sealed_box import HubKey


def compose_hub(runtime: Runtime, settings: HubSettings, key: HubKey) -> Hub:
    """A hub over books, ready to be served."""
    registry = Registry(settings.identity.party, key)
    hub = Hub(runtime=runtime, settings=settings, registry=registry)
    refresh = RegistryRefresh(hub)
    hub.look_again = refresh.look_for_token
    hub.background.append(refresh.run)
    plug_relay(hub)
    return hub
