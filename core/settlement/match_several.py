"""Which collections one receipt pays together: the only ones that come to it exactly.

A Demand Partner may pay several cycles at once and quote none of them. Where two choices come to
the same sum, or there are too many to tell, nobody guesses: the receipt waits for a person.
"""

from collections.abc import Mapping, Sequence
from typing import Final

_SUMS_MAX: Final = 50_000
"""More sums than that are not looked through; seventeen collections have at most so many twice."""


def paid_together(open_minor: Mapping[str, int], received_minor: int) -> Sequence[str]:
    """Ids of two or more collections that come to a receipt; none where it is not one choice.

    Args:
        open_minor: Id of each collection -> what is left of it, above zero; the order is kept.
        received_minor: Of the receipt, above zero.
    """
    ways: dict[int, tuple[tuple[str, ...], ...]] = {0: ((),)}
    for name, left in open_minor.items():
        assert left > 0, name
        for total, choices in list(ways.items()):
            reached = total + left
            if reached <= received_minor:
                longer = tuple((*one, name) for one in choices)
                ways[reached] = (ways.get(reached, ()) + longer)[:2]  # two are too many already
        if len(ways) > _SUMS_MAX:
            return ()
    choices = ways.get(received_minor, ())
    return choices[0] if len(choices) == 1 and len(choices[0]) > 1 else ()
