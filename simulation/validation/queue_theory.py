"""Formulas of queueing theory that a simulated site must agree with.

A site with c EVSEs, Poisson arrivals and offered load a (arrivals in a mean stay) is M/G/c/c if
nobody waits, and M/M/c/K if stays are exponential and K find room, c of them at an EVSE.
"""

from math import factorial


def erlang_b(evses: int, offered: float) -> float:
    """Share of arrivals that find every EVSE busy when nobody waits, 0 to 1.

    It depends on the mean stay only, not on how stays are distributed (insensitivity).
    """
    blocked = 1.0
    for count in range(1, evses + 1):
        blocked = offered * blocked / (count + offered * blocked)
    return blocked


def presence(evses: int, room: int, offered: float) -> list[float]:
    """Probability of 0 to ``room`` drivers at a site M/M/c/K."""
    weights = [
        offered**count / factorial(count)
        if count <= evses
        else offered**count / (factorial(evses) * float(evses) ** (count - evses))
        for count in range(room + 1)
    ]
    return [weight / sum(weights) for weight in weights]


def blocking(evses: int, room: int, offered: float) -> float:
    """Share of arrivals that find the line full, 0 to 1."""
    return presence(evses, room, offered)[room]


def mean_wait(evses: int, room: int, offered: float) -> float:
    """Mean wait of those who are let in, most of whom wait 0; in mean stays."""
    shares = presence(evses, room, offered)
    waiting = sum((count - evses) * shares[count] for count in range(evses + 1, room + 1))
    return waiting / (offered * (1 - shares[room]))
