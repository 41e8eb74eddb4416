"""How fast a simulated run is split and netted as columns, beside the scalar split of the same.

A million sessions of 1,000 CPOs and 400 Demand Partners under one agreement and one set of VAT
decisions: what each step moves, with VAT, then one position a party. The scalar engine gets some of
them, and its amounts must be those of the columns.
"""

from time import perf_counter
from typing import Any

import numpy as np

from core.domain.waterfall import Measure
from core.ledger.session_columns import LineColumn, SessionColumns
from core.ledger.split import split
from core.ledger.split_columns import SplitColumns, split_columns
from core.settlement.net_columns import net_columns
from tests.builders import a_priced, a_session_vat, an_agreement

SESSIONS = 1_000_000
AT_ONCE = 16_384
SCALAR = 5_000
ROUNDS = 3
CPOS, PARTNERS = 1_000, 400
TERMS = an_agreement()
Figure = dict[str, Any]


def run() -> list[Figure]:
    """Sessions a second, columns and scalar."""
    draw = np.random.default_rng(7)
    excl = draw.integers(200, 6_000, SESSIONS)
    vat = (excl * 21 + 50) // 100
    cpos = draw.integers(0, CPOS, SESSIONS)
    partners = draw.integers(CPOS, CPOS + PARTNERS, SESSIONS)
    priced = [
        a_priced(cdr_id=str(at), excl_minor=int(excl[at]), vat_minor=int(vat[at]))
        for at in range(SCALAR)
    ]
    decided = a_session_vat(priced[0], TERMS)
    columns_s = min(_columns(excl, vat, cpos, partners, decided)[0] for _ in range(ROUNDS))
    _, positions, first = _columns(excl, vat, cpos, partners, decided)
    began = perf_counter()
    scalar = [split(one, TERMS, decided) for one in priced]
    scalar_s = (perf_counter() - began) / SCALAR * SESSIONS
    for at, one in enumerate(scalar):
        assert [part.amount[at] for part in first.parts] == [part.amount for part in one.parts]
    assert positions[CPOS:].sum() > 0 > positions[:CPOS].sum()
    return [
        {
            "name": f"columns: {SESSIONS:,} sessions split and netted",
            "value": SESSIONS / columns_s,
            "unit": "sessions/s",
            "baseline": f"scalar split alone: {SESSIONS / scalar_s:,.0f}",
            "ratio": scalar_s / columns_s,
        }
    ]


def _columns(
    excl: Any, vat: Any, cpos: Any, partners: Any, decided: Any
) -> tuple[float, Any, SplitColumns]:
    began = perf_counter()
    positions = np.zeros(CPOS + PARTNERS, dtype=np.int64)
    first = None
    for at in range(0, SESSIONS, AT_ONCE):
        some = slice(at, at + AT_ONCE)
        line = LineColumn(measure=Measure.ENERGY, vat_pct=None, excl=excl[some], vat=vat[some])
        energy = np.full(len(excl[some]), 200_000)
        sessions = SessionColumns(currency="EUR", lines=(line,), energy_e4=energy)
        parts = split_columns(sessions, TERMS, decided)
        first = first or parts
        positions += net_columns(
            CPOS + PARTNERS,
            (
                (partners[some], parts.owed_by_dp()),
                (partners[some], -parts.owed_to_dp()),
                (cpos[some], -parts.owed_to_cpo()),
            ),
        )
    assert first is not None
    return perf_counter() - began, positions, first
