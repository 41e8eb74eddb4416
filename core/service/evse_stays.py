"""Sound stays at EVSEs, asked whether another overlaps: at once, if they come in their order."""

from core.domain.interval import Interval
from core.store.cdr_store import EvseKey


class EvseStays:
    """Stays by EVSE."""

    def __init__(self) -> None:
        self._stays: dict[EvseKey, list[tuple[str, Interval]]] = {}
        self._ends: dict[EvseKey, Interval] = {}
        """The stay of each EVSE that ends last."""

    def add(self, evse: EvseKey, key: str, stay: Interval) -> None:
        """Know of a stay, that of a CDR of that key."""
        assert stay.end is not None, key
        self._stays.setdefault(evse, []).append((key, stay))
        last = self._ends.get(evse)
        if last is None or last.end is None or last.end < stay.end:
            self._ends[evse] = stay

    def overlapping(self, evse: EvseKey, stay: Interval) -> str | None:
        """Key of the first CDR whose stay overlaps this one."""
        last = self._ends.get(evse)
        if last is None or (last.end is not None and last.end <= stay.start):
            return None
        stays = self._stays[evse]
        return next((key for key, other in stays if stay.overlaps(other)), None)
