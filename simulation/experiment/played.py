"""A point that was played, by its place in the experiment: what is streamed, kept and counted."""

from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from simulation.experiment.point import PointResult, Provenance


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Played:
    """Figures of one replication of one cell."""

    cell: int
    """Place in ``Order.cells``."""
    replication: int
    kpis: dict[str, float]
    """As ``PointResult.kpis``."""
    tables: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    """As ``PointResult.tables``."""
    provenance: Provenance
    seconds: float
    """It took, real time; 0 where it was read from the folder of an earlier run."""

    @property
    def digest(self) -> str:
        """SHA-256 of all figures in hexadecimal: equal if and only if they are, to the bit."""
        digest = sha256()
        for name, value in sorted(self.kpis.items()):
            digest.update(f"{name}={float(value).hex()}\n".encode())
        for name, table in sorted(self.tables.items()):
            digest.update(f"{name}{table.shape}{table.dtype}\n".encode())
            digest.update(np.ascontiguousarray(table).tobytes())
        return digest.hexdigest()


def played_of(result: PointResult, cell: int) -> Played:
    """A result by its place."""
    return Played(
        cell=cell,
        replication=result.point.replication,
        kpis=result.kpis,
        tables=result.tables,
        provenance=result.provenance,
        seconds=result.seconds,
    )
