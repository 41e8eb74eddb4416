"""The collector of cyclic garbage, told to look less often: a request makes hardly any."""

import gc
from typing import Final

_YOUNG: Final = 50_000
"""Objects more than were freed before the youngest are looked at; Python's own is 700."""


def collect_less_often() -> None:
    """Leave alone what is there once a server is put together, and look at the rest more seldom.

    Relaying costs a fifth less; what cycles a request leaves is a few kilobytes until then.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 50)
