"""Tells peers what the network owns: Credit CDRs of its own, invoice records; until they have it.

What is to be told and how far that is stands in the books, so that a dead process loses nothing and
several processes share the work. A peer that cannot be reached is tried again, each time later; one
that answers that it does not want it is believed.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.domain.errors import CollisionError, RoamingError
from core.domain.platform import ConnectionStatus
from core.gateway.forward import Errand, Forwarder
from core.gateway.use import Use
from core.ocpi.directory import Directory, Recipient
from core.ocpi.message_objects import carried
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.service.announce_facts import announce_facts
from core.service.runtime import Runtime
from core.service.tell_outbox import begin_telling, due_now, end_telling
from core.store.outbox_store import DueMessage, OutboxOutcome

LOOK_S: Final = 2.0
_OVERLAP: Final = timedelta(minutes=5)
"""What others commit late is seen all the same; twice is once."""
TRY_FOR: Final = timedelta(days=7)
"""So long a peer that cannot be reached is tried; then it reads by itself what it missed."""
_HUBS_OWN: Final = range(3003, 5000)
_IN_2_3_0: Final = frozenset({ModuleId.INVOICE_RECONCILIATION})


@dataclass(slots=True, kw_only=True)
class OutboxDesk:
    """Delivers what is in the outbox."""

    runtime: Runtime
    use: Use
    directory: Callable[[], Directory]
    forwarder: Forwarder

    async def run(self) -> None:
        """Look for what is to be told, until cancelled."""
        since: datetime | None = None
        while True:
            began = self.runtime.now()
            with suppress(RoamingError):
                hub = self.directory().hub
                await self.use(announce_facts, self.runtime, hub, self.takes, since)
                since = began - _OVERLAP
                await self.tell()
            await asyncio.sleep(LOOK_S)

    def takes(self, party: str, module: ModuleId) -> bool:
        """Whether a party has an endpoint for what we tell."""
        return self._recipient(party, module) is not None

    def _recipient(self, party: str, module: ModuleId) -> Recipient | None:
        found = self.directory().recipient(party, module, InterfaceRole.RECEIVER)
        if found is None or (module in _IN_2_3_0 and found.platform.version != "2.3.0"):
            return None
        return found

    async def tell(self) -> int:
        """Make every try that is due; return how many messages were delivered."""
        due = await self.use(due_now, self.runtime)
        done = [await self._tell(one) for one in due]
        return sum(done)

    async def _tell(self, due: DueMessage) -> bool:
        message = due.message
        found = self._recipient(message.party, ModuleId(message.module))
        try:
            await self.use(begin_telling, self.runtime, due)
        except CollisionError:
            return False  # another process makes this try
        if found is None or found.platform.status is not ConnectionStatus.CONNECTED:
            return await self._missed(due, f"{message.party} is not connected")
        reply = await self.forwarder.send(self._errand(due, found))
        if reply.is_success:
            return await self._ended(due, OutboxOutcome.DELIVERED, "")
        problem = reply.problem or f"status {reply.status_code}"
        if not reply.is_theirs or reply.status_code in _HUBS_OWN:
            return await self._missed(due, problem)
        return await self._ended(due, OutboxOutcome.REFUSED, problem)

    async def _missed(self, due: DueMessage, problem: str) -> bool:
        if self.runtime.now() - due.message.made_at < TRY_FOR:
            return False
        return await self._ended(due, OutboxOutcome.GIVEN_UP, problem)

    async def _ended(self, due: DueMessage, outcome: OutboxOutcome, detail: str) -> bool:
        with suppress(CollisionError):
            await self.use(end_telling, self.runtime, due, outcome, detail)
        return outcome is OutboxOutcome.DELIVERED

    def _errand(self, due: DueMessage, found: Recipient) -> Errand:
        message, module = due.message, ModuleId(due.message.module)
        owner = message.message.split(":")[1]  # a Credit CDR is in the name of the CDR's CPO
        return Errand(
            platform=found.platform,
            sender=owner,
            receiver=found.written,
            module=module,
            interface=InterfaceRole.RECEIVER,
            method=message.method,
            url=found.url,
            body=message.body.encode(),
            correlation_id=f"{message.message}:{due.tries + 1}"[:36],
            version=OcpiVersion(message.version),
            carried=carried(module, InterfaceRole.RECEIVER, message.method, ()),
        )
