"""Number and chain what was committed: once, after the commit that posted it, by one at a time.

A process that dies between the two leaves entries that show as not sealed; whoever posts next
seals them.
"""

from core.service.runtime import Runtime
from core.store.chain_store import seal_entries
from core.store.database import alone


def seal(runtime: Runtime) -> int:
    """Number and chain what was committed; return how many entries."""
    with runtime.database.transaction() as connection:
        alone(connection)
        return seal_entries(connection, runtime.now())
