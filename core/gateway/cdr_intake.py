"""CDRs that peers post: read on the event loop, taken in groups, each answered when it is kept.

A poster is told success when its CDR is in the books, priced and posted, and not before. Sealing
comes after the answers: what a dead process left unsealed is sealed by the next one.
"""

from collections.abc import Sequence
from functools import partial

from core.domain.cdr import Cdr
from core.gateway.gathered import Gathered, Pace
from core.ocpi.ocpi_version import OcpiVersion
from core.service.fresh_known import FreshKnown
from core.service.runtime import Runtime
from core.service.seal_books import seal
from core.service.take_cdrs import Answer, ArrivedCdr, TakenCdr, arrived_cdr, take_cdrs


class CdrIntake:
    """Takes CDRs and Credit CDRs, exactly once."""

    def __init__(self, runtime: Runtime, known: FreshKnown, pace: Pace | None = None) -> None:
        self._runtime = runtime
        self._known = known
        self._gathered: Gathered[ArrivedCdr, TakenCdr] = Gathered(
            "cdr-intake", self._take, partial(seal, runtime), pace
        )

    async def post(self, body: bytes, version: OcpiVersion, source: str) -> TakenCdr:
        """Take what a peer posted; it is in the books when this returns.

        Args:
            body: The CDR or Credit CDR.
            version: Which OCPI it is written in.
            source: Who sent it, as the books name it.

        Raises:
            SourceError: No JSON.
            WireError: OCPI does not allow it.
            RuleError: It is known with other content, or undoes what it cannot.
            StoreError: The books cannot be written now; nothing is kept.
        """
        return await self._gathered.ask(arrived_cdr(body, version, source))

    async def close(self) -> None:
        """Take what waits, then nothing more."""
        await self._gathered.close()

    def _take(self, group: Sequence[ArrivedCdr]) -> list[Answer]:
        cdrs = (one.record for one in group if isinstance(one.record, Cdr))
        return take_cdrs(self._runtime, group, self._known.for_cdrs(cdrs))
