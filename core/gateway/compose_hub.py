"""Where a hub is put together: each module's answerer is plugged in here, by one line."""

from core.gateway.hub import Hub
from core.gateway.hub_settings import HubSettings
from core.service.runtime import Runtime


def compose_hub(runtime: Runtime, settings: HubSettings) -> Hub:
    """A hub over books, ready to be served."""
    return Hub(runtime=runtime, settings=settings)
