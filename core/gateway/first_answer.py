"""One question to many, of whom one knows: the best answer is passed on.

For open requests whose receiver the hub cannot tell. A driver who is allowed by anybody is allowed;
else what was done beats what was not, and who knows beats who does not.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from core.gateway.forward import Errand, Forwarder, Reply
from core.ocpi.envelope import read_envelope
from core.ocpi.status_code import StatusCode

AT_ONCE: Final = 16
PATIENCE_S: Final = 0.5
"""How long one of those who are asked at once keeps others from being asked."""
WAIT_S: Final = 8.0
"""For all of them together; somebody waits at a charge point."""
_AUTHORIZES: Final = "/authorize"


async def first_answer(forwarder: Forwarder, errands: Sequence[Errand]) -> tuple[Reply, Errand]:
    """The best answer, and whose it is; who has not answered when it is known is not waited for."""
    assert errands, "somebody is asked"
    places = asyncio.Semaphore(AT_ONCE)

    async def ask(errand: Errand) -> tuple[Reply, Errand]:
        async with _place(places):
            return await forwarder.send(errand), errand

    tasks = [asyncio.create_task(ask(one)) for one in errands]
    answers: list[tuple[Reply, Errand]] = []
    try:
        for coming in asyncio.as_completed(tasks, timeout=WAIT_S):
            answers.append(await coming)
            if _worth(*answers[-1]) == 0:
                break
    except TimeoutError:
        pass
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if not answers:
        problem = f"nobody of {len(errands)} answered within {WAIT_S:g} s"
        return forwarder.own(StatusCode.TIMEOUT, problem), errands[0]
    return min(answers, key=lambda one: _worth(*one))


@asynccontextmanager
async def _place(places: asyncio.Semaphore) -> AsyncIterator[None]:
    """One of the places, for a while: who is slow loses it to who is asked next."""
    await places.acquire()
    waiting = [places]

    def free() -> None:
        if waiting:
            waiting.pop().release()

    timer = asyncio.get_running_loop().call_later(PATIENCE_S, free)
    try:
        yield
    finally:
        timer.cancel()
        free()


def _worth(reply: Reply, errand: Errand) -> int:
    """0 is the best there can be."""
    if reply.is_success:
        return 0 if _AUTHORIZES not in errand.url or _is_allowed(reply, errand) else 1
    return 2 if reply.is_theirs else 3


def _is_allowed(reply: Reply, errand: Errand) -> bool:
    """Whether a driver is allowed by whoever may: nobody speaks for another party's token."""
    told = read_envelope(reply.body).one_value()
    if not isinstance(told, dict) or told.get("allowed") != "ALLOWED":
        return False
    token = told.get("token")
    said = (token.get("country_code"), token.get("party_id")) if isinstance(token, dict) else ()
    return bool(said) and errand.platform.speaks_for("*".join(str(part) for part in said))
