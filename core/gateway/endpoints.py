"""What the hub answers by itself, versions and details, and who answers the rest.

Source: OCPI version_information_endpoint. Details list what is plugged in and nothing else.
"""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Final

from core.gateway.answers import done, refused
from core.gateway.hub import Hub
from core.gateway.hub_request import Arrived, HubAnswer, HubRequest, PassageRequest
from core.gateway.ocpi_path import Place, Target, path_of
from core.gateway.registry import Caller
from core.ocpi.calls import modules_of
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion

_FACTS: Final = tuple(one.name for one in fields(Arrived))


class Endpoints:
    """Every place behind the gate."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def answer(self, target: Target, arrived: Arrived, caller: Caller) -> HubAnswer:
        """Answer a request that is past the gate."""
        match target.place:
            case Place.MODULE:
                return await self._module(target, arrived)
            case Place.PASSAGE if self._hub.passage is not None:
                passage_id, *rest = target.rest
                request = PassageRequest(**_facts(arrived), passage_id=passage_id, rest=tuple(rest))
                return await self._hub.passage(request)
            case Place.CREDENTIALS if self._hub.credentials is not None:
                return await self._hub.credentials(arrived, caller)
            case Place.VERSIONS | Place.DETAILS:
                return self._own(target, arrived)
            case Place.CREDENTIALS | Place.PASSAGE:
                return _nothing(arrived)

    def _own(self, target: Target, arrived: Arrived) -> HubAnswer:
        if arrived.method != "GET":
            return not_allowed(arrived, "GET")
        if target.place is Place.VERSIONS:
            return done(arrived.received_at, list(self._versions(arrived)))
        return done(arrived.received_at, self._details(arrived))

    async def _module(self, target: Target, arrived: Arrived) -> HubAnswer:
        assert target.module is not None
        assert target.interface is not None
        answerer = self._hub.answerers.get((target.module, target.interface))
        if answerer is None or target.module not in modules_of(target.version):
            return _nothing(arrived)
        return await answerer(
            HubRequest(
                **_facts(arrived),
                module=target.module,
                interface=target.interface,
                rest=target.rest,
            )
        )

    def _versions(self, arrived: Arrived) -> Iterator[dict[str, str]]:
        for version in OcpiVersion:
            yield {"version": version.value, "url": f"{arrived.base_url}/{version}"}

    def _details(self, arrived: Arrived) -> dict[str, object]:
        halves = [
            (module, interface)
            for module, interface in sorted(self._hub.answerers)
            if module in modules_of(arrived.version)
        ]
        # "It is advised to use SENDER" for credentials, which have no two halves.
        halves.insert(0, (ModuleId.CREDENTIALS, InterfaceRole.SENDER))
        return {
            "version": arrived.version.value,
            "endpoints": [
                {
                    "identifier": module.value,
                    "role": interface.value,
                    "url": f"{arrived.base_url}{path_of(arrived.version, module, interface)}",
                }
                for module, interface in halves
            ],
        }


def not_allowed(arrived: Arrived, *allowed: str) -> HubAnswer:
    """The answer to a method that a place does not have, or not now."""
    message = f"{arrived.method} is not allowed here; wanted {', '.join(allowed)}"
    headers = (("allow", ", ".join(allowed)),)
    return refused(arrived.received_at, 405, message, headers=headers)


def _nothing(arrived: Arrived) -> HubAnswer:
    return refused(arrived.received_at, 404, "nothing is at this URL")


def _facts(arrived: Arrived) -> dict[str, Any]:
    return {name: getattr(arrived, name) for name in _FACTS}
