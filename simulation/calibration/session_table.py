"""Sessions of a file as columns, in the local time of their site; what is too odd is left out."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from core.domain.errors import SourceError
from core.domain.session import Session

LEAST_KWH: Final = 0.1
"""Sessions with no more are retries and faults; they are counted, not fitted."""
LONGEST_H: Final = 72.0
FEWEST: Final = 50
"""With fewer sessions nothing is fitted."""
DAY_S: Final = 86_400
MONDAY: Final = date(1970, 1, 5)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SessionTable:
    """Arrays of shape (session,), ascending by start; names by the numbers in them."""

    classes: tuple[str, ...]
    sites: tuple[str, ...]
    """A site of a class: the charge points of one class in one place."""
    drivers: tuple[str, ...]
    start_s: Ints
    """Seconds since 1970 in UTC."""
    end_s: Ints
    hour_of_week: Ints
    """Local, Monday 00:00 is 0."""
    month: Ints
    """Local, 0 to 11."""
    day: Ints
    """Local; days since Monday, 1970-01-05."""
    energy_kwh: Floats
    charging_s: Ints
    """-1 where the source does not tell."""
    class_of: Ints
    site_of: Ints
    evse: Ints
    driver: Ints
    """-1 where the source names none."""
    is_too_little: NDArray[np.bool_]
    """Sessions that are counted, not fitted."""

    @property
    def stay_h(self) -> Floats:
        """Time connected."""
        return (self.end_s - self.start_s) / 3600

    @property
    def size(self) -> int:
        """How many sessions."""
        return len(self.start_s)

    def where(self, kept: NDArray[np.bool_]) -> Self:
        """Some of the sessions; names keep their numbers."""
        columns = {
            one.name: getattr(self, one.name)
            for one in fields(self)
            if one.name not in ("classes", "sites", "drivers")
        }
        return type(self)(
            classes=self.classes,
            sites=self.sites,
            drivers=self.drivers,
            **{name: column[kept] for name, column in columns.items()},
        )

    def fitted(self) -> Self:
        """Without the sessions that are only counted."""
        return self.where(~self.is_too_little)

    def split(self, share: float) -> tuple[Self, Self]:
        """Before and after that share of the time between the first start and the last."""
        first, last = int(self.start_s[0]), int(self.start_s[-1])
        is_before = self.start_s < first + share * (last - first)
        return self.where(is_before), self.where(~is_before)


def session_table(sessions: Sequence[Session], time_zone: str, source: str) -> SessionTable:
    """The columns of some sessions.

    Args:
        sessions: In any order.
        time_zone: IANA name, of the sites.
        source: How to name them in messages.

    Raises:
        SourceError: Too few of them can be fitted.
    """
    kept = sorted(
        (one for one in sessions if 0 < _stay_s(one) <= LONGEST_H * 3600),
        key=lambda one: (one.start, one.session_id),
    )
    energy = np.array([float(one.energy_kwh) for one in kept])
    if np.count_nonzero(energy > LEAST_KWH) < FEWEST:
        found = np.count_nonzero(energy > LEAST_KWH)
        raise SourceError(
            source,
            f"wanted at least {FEWEST} sessions of more than {LEAST_KWH} kWh and at most "
            f"{LONGEST_H:.0f} h, found {found}",
        )
    zone = ZoneInfo(time_zone)
    local = [one.start.astimezone(zone) for one in kept]
    classes, class_of = _numbered([one.charge_point_class for one in kept])
    has_sockets = any(not one.evse.endswith("*1") for one in kept)
    sites, site_of = _numbered([_place(one, has_sockets=has_sockets) for one in kept])
    drivers, driver = _numbered([one.driver for one in kept])
    return SessionTable(
        classes=classes,
        sites=sites,
        drivers=drivers,
        start_s=np.array([int(one.start.timestamp()) for one in kept]),
        end_s=np.array([int(one.end.timestamp()) for one in kept]),
        hour_of_week=np.array([one.weekday() * 24 + one.hour for one in local]),
        month=np.array([one.month - 1 for one in local]),
        day=np.array([(one.date() - MONDAY).days for one in local]),
        energy_kwh=energy,
        charging_s=np.array([-1 if one.charging_s is None else one.charging_s for one in kept]),
        class_of=class_of,
        site_of=site_of,
        evse=_numbered([one.evse for one in kept])[1],
        driver=np.where(np.array(drivers)[driver] == "", -1, driver),
        is_too_little=energy <= LEAST_KWH,
    )


def date_of(day: int) -> date:
    """The date of a number in ``SessionTable.day``."""
    return MONDAY + timedelta(days=day)


def _stay_s(session: Session) -> float:
    return (session.end - session.start).total_seconds()


def _place(session: Session, *, has_sockets: bool) -> str:
    """A place may have several classes.

    Where a source names no sites, a charge point of several sockets is one; where it has no sockets
    either, all of it is one.
    """
    site = session.site or (session.evse.rpartition("*")[0] if has_sockets else "all")
    return f"{site}|{session.charge_point_class}"


def _numbered(names: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    known = sorted(set(names))
    number = {name: index for index, name in enumerate(known)}
    return tuple(known), np.array([number[name] for name in names])
