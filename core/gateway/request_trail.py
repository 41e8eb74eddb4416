"""What one request leaves behind: for the log and for figures, and never a secret or a driver's id.

The path is not in it, for it may hold a token's uid; the ids by which peers find a request are.
"""

from dataclasses import dataclass
from typing import Final

_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})


@dataclass(slots=True)
class RequestTrail:
    """Filled while a request is on its way through the gate."""

    request_id: str
    correlation_id: str
    method: str
    place: str = "none"
    """The module, or ``versions``, ``details``, ``credentials``, ``passage``; ``none`` before."""
    interface: str | None = None
    version: str | None = None
    platform: str | None = None
    """Id of who asks."""
    problem: str | None = None
    """What went wrong inside, for the log alone."""

    @property
    def known_method(self) -> str:
        """The method, or ``other``: peers cannot make as many labels as they like."""
        return self.method if self.method in _METHODS else "other"

    def fields(self, http_status: int, took_s: float) -> dict[str, object]:
        """As fields of a line of the log."""
        found = {
            "method": self.known_method,
            "module": self.place,
            "interface": self.interface,
            "version": self.version,
            "platform": self.platform,
            "http_status": http_status,
            "ms": round(took_s * 1000, 1),
            "request_id": self.request_id,
            "correlation_id": self.correlation_id,
            "problem": self.problem,
        }
        return {name: value for name, value in found.items() if value is not None}
