"""Entries of the ledger as one array, as they go through a pipe and into a table."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.service.snapshot import LedgerRow
from simulation.feed import LEDGER_ROW


def ledger_array(rows: Sequence[LedgerRow]) -> NDArray[Any]:
    """The rows as one array of dtype ``LEDGER_ROW``, in their order; energy in whole Wh."""
    return np.array([_record(row) for row in rows], dtype=LEDGER_ROW)


def _record(row: LedgerRow) -> tuple[object, ...]:
    return (
        row.seq,
        int(row.effective_at.timestamp()),
        row.kind,
        row.entry_id,
        row.cpo,
        row.demand_partner,
        row.evse_uid,
        int(row.energy_kwh * 1000),
        row.currency,
        row.gross_minor,
        row.commission_minor,
        row.assumed,
    )
