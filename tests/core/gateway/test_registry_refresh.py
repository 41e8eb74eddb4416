"""A process finds out what others changed, however long ago it looked."""

import asyncio

from core.gateway.hub import Hub
from core.gateway.hub_settings import HubSettings
from core.gateway.registry import Registry
from core.gateway.registry_refresh import RegistryRefresh
from core.service.register_platform import add_platform
from tests.hub_books import CPO, KEY, with_key


def test_a_token_made_a_moment_ago_is_found_also_when_the_last_look_is_long_past(memory):
    with_key(memory)
    settings = HubSettings()
    registry = Registry(settings.identity.party, KEY)
    refresh = RegistryRefresh(Hub(runtime=memory, settings=settings, registry=registry))

    async def scene():
        await refresh.look()
        token = add_platform(memory, (CPO,)).token
        assert registry.caller((token,)) is None
        await asyncio.sleep(0.15)
        await refresh.look_for_token()
        assert registry.caller((token,)) is not None

    asyncio.run(scene())
