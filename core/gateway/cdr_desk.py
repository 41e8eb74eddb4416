"""CDRs at the hub: into the books first, then on to the Demand Partner.

A CPO is told success once its CDR is in the books, also where the Demand Partner cannot be reached:
that one reads it by date_from. What the partner itself has to say of a CDR is passed on.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import quote

from core.domain.errors import RoamingError, WireError
from core.gateway.answers import answer_of, answer_of_error
from core.gateway.cdr_intake import CdrIntake
from core.gateway.hub_request import HubAnswer, HubRequest
from core.gateway.relay import Heard
from core.ocpi.envelope import Envelope, failure_of, read_envelope
from core.ocpi.examine_object import examine_object
from core.ocpi.json_bytes import json_of_value, value_of_json
from core.ocpi.status_code import StatusCode
from core.service.take_cdrs import TakenCdr

_TOLD_MAX: Final = 100
"""So many violations are told of one object."""
_HUBS_OWN: Final = range(3003, 5000)
"""Status codes that say that the partner could not be asked."""


@dataclass(slots=True, kw_only=True)
class CdrDesk:
    """Takes CDRs that are posted."""

    intake: CdrIntake

    async def keep(self, request: HubRequest) -> HubAnswer | Heard:
        """Take a CDR before it is sent on; refuse it, or say what to answer."""
        taken = await self._taken(request)
        if isinstance(taken, HubAnswer):
            return taken

        async def heard(answer: HubAnswer) -> HubAnswer:
            status = read_envelope(answer.body).status_code
            return _kept(request, taken) if status in _HUBS_OWN else answer

        return heard

    async def take(self, request: HubRequest) -> HubAnswer:
        """Take a CDR that goes nowhere else."""
        taken = await self._taken(request)
        return taken if isinstance(taken, HubAnswer) else _kept(request, taken)

    async def _taken(self, request: HubRequest) -> TakenCdr | HubAnswer:
        source = f"ocpi:{request.platform.platform_id}"
        try:
            return await self.intake.post(request.body, request.version, source)
        except WireError as error:
            return refused_with_violations(request, "CDR", error)
        except RoamingError as error:
            return answer_of_error(request.received_at, error)


def refused_with_violations(request: HubRequest, name: str, error: WireError) -> HubAnswer:
    """What made an object unusable, and in the data all that is wrong with it, by its pointers."""
    found = examine_object(request.version, name, value_of_json(request.body))[:_TOLD_MAX]
    told = [{"pointer": one.pointer, "wanted": one.wanted, "found": one.found} for one in found]
    envelope = failure_of(request.received_at, error)
    return answer_of(replace(envelope, data=json_of_value(told)) if told else envelope)


def _kept(request: HubRequest, taken: TakenCdr) -> HubAnswer:
    """The CDR is in the books; where it can be read again is OCPI's Location."""
    cdr_id = quote(taken.key.split(":", 2)[2], safe="")
    place = f"{request.base_url}/{request.version}/receiver/cdrs/{cdr_id}"
    return _success(request.received_at, place, is_new=taken.is_new)


def _success(now: datetime, place: str, *, is_new: bool) -> HubAnswer:
    envelope = Envelope(status_code=StatusCode.SUCCESS, timestamp=now)
    return answer_of(envelope, 201 if is_new else 200, [("location", place)])
