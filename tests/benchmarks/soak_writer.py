"""The other process of the soak: writes sessions into books at a steady rate until it is told."""

from datetime import timedelta
from multiprocessing.connection import Connection
from time import monotonic, sleep
from typing import Any, Final

from core.service.carry_cdrs import carry
from core.service.known import known_of
from core.service.open_books import open_books, system_clock
from core.service.register_network import register_network
from core.store.report_store import last_seq
from tests.builders import a_cdr, a_location, a_network, an_agreement

EVSES: Final = 400
BATCH: Final = 20
FIRST_HOUR: Final = timedelta(days=150)
"""Sessions are of the past, so that none of them is late or from the future."""
STAY: Final = timedelta(minutes=45)


def prepare(url: str, before: int) -> int:
    """Make the books, with some sessions in them; return the number of the last entry."""
    runtime = open_books(url)
    locations = tuple(
        a_location(f"L{site}", evse_uids=tuple(f"E{site}.{number}" for number in range(20)))
        for site in range(EVSES // 20)
    )
    register_network(runtime, a_network(locations=locations), (an_agreement(),))
    known = known_of(runtime)
    for first in range(0, before, 500):
        carry(runtime, [_session(n) for n in range(first, min(first + 500, before))], known=known)
    with runtime.database.reading() as connection:
        last = last_seq(connection)
    runtime.database.close()
    return last


def write_steadily(pipe: Connection, url: str, first: int, per_s: float) -> None:
    """Carry sessions, ``per_s`` of them a second, until something comes through the pipe.

    Sends (sessions carried, seconds it took, number of the last entry) at the end.
    """
    runtime = open_books(url)
    known = known_of(runtime)
    began_s, done = monotonic(), 0
    while not pipe.poll():
        ahead_s = done / per_s - (monotonic() - began_s)
        if ahead_s > 0:
            sleep(min(ahead_s, 0.1))
            continue
        numbers = range(first + done, first + done + BATCH)
        carry(runtime, [_session(number) for number in numbers], known=known)
        done += BATCH
    seconds = monotonic() - began_s
    with runtime.database.reading() as connection:
        last = last_seq(connection)
    runtime.database.close()
    pipe.send((done, seconds, last))
    pipe.close()


def _session(number: int) -> Any:
    turn, evse = divmod(number, EVSES)
    site, point = divmod(evse, 20)
    start = _BEGIN + turn * timedelta(hours=1)
    return a_cdr(
        str(number),
        start=start,
        stay_s=int(STAY.total_seconds()),
        location_id=f"L{site}",
        evse_uid=f"E{site}.{point}",
    )


_BEGIN: Final = (system_clock() - FIRST_HOUR).replace(minute=0, second=0, microsecond=0)
