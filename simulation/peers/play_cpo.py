"""A CPO's day at a counter's pace: drivers that it knows of come, charge and leave their CDRs."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from core.domain.driver_token import DriverToken
from core.ocpi.modules import ModuleId
from core.ocpi.wire import WireObject
from simulation.peers.cpo_peer import Charge, CpoPeer
from simulation.peers.wire_objects import token_known

_WATTS_PER_KW: Final = 1000
_SHORTEST_S: Final = 600
_LONGEST_S: Final = 5_400


async def play_cpo(peer: CpoPeer, per_minute: float, seed: int, say: Callable[[str], None]) -> None:
    """Let sessions happen until it is cancelled; each asks, charges and sends its CDR.

    A session is over the moment it begins: its times lie in the past, so that its CDR is believed.

    Args:
        peer: A CPO that is connected; its drivers are the tokens that were sent to it.
        per_minute: Sessions; 0 lets nobody charge.
        seed: Of who charges where and how much.
        say: Told one line a session.

    Raises:
        SourceError: The hub is gone, or refused a session.
    """
    stream = random.Random(seed)
    number = 0
    while True:
        if per_minute == 0:
            await asyncio.Event().wait()
        await asyncio.sleep(stream.expovariate(per_minute / 60))
        tokens = list(peer.state.received[ModuleId.TOKENS].by_key.values())
        if not tokens or not peer.locations:
            continue
        number += 1
        token = token_known(WireObject(stream.choice(tokens)))
        cdr = peer.cdr_of(_charge(peer, token, stream, number))
        allowed, reference = await peer.authorise(cdr)
        name = f"{cdr.demand_partner} at {cdr.location_id}"
        if not allowed:
            say(f"{cdr.cdr_id}: {name}: refused")
            continue
        answer = await peer.charge(replace(cdr, authorization_reference=reference))
        said = f"{cdr.energy_kwh} kWh, CDR answered {answer.envelope.status_code}"
        say(f"{cdr.cdr_id}: {name}: {said}")


def _charge(peer: CpoPeer, token: DriverToken, stream: random.Random, number: int) -> Charge:
    location = stream.choice(peer.locations)
    evse = stream.randrange(len(location.evses))
    charging_s = stream.randrange(_SHORTEST_S, _LONGEST_S)
    power_w = int(location.evses[evse].max_power_kw * _WATTS_PER_KW * stream.randint(40, 90) // 100)
    now = peer.state.now()
    return Charge(
        charge_id=f"{int(now.timestamp()):X}-{number}",
        token=token,
        location=location,
        evse=evse,
        start=now - timedelta(seconds=charging_s),
        charging_s=charging_s,
        energy_kwh=Decimal(power_w * charging_s // 360).scaleb(-4),
    )
