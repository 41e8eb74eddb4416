"""The folder in which an experiment is kept: what was asked, and each point as soon as it is done.

    order.json     what was asked, and the program's version   scenario.toml  the scenario's text
    points.jsonl   one line a point, appended                  tables/        arrays of each point

A line counts when it is whole and its digest fits: an experiment that was cancelled, or whose
process or machine died, is resumed with what is there.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import IO, Final, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from core.domain.errors import ConflictError, NotFoundError, SourceError
from core.service.resources import read_text
from simulation.experiment.order import Order
from simulation.experiment.order_json import order_digest, order_json, order_of_json
from simulation.experiment.play_point import provenance_of
from simulation.experiment.played import Played
from simulation.experiment.point import Provenance
from simulation.experiment.tally import Tally

ORDER: Final = "order.json"
SCENARIO: Final = "scenario.toml"
POINTS: Final = "points.jsonl"
TABLES: Final = "tables"
SYNC_EVERY_S: Final = 0.2
"""At most that much is lost when the machine loses power; nothing when a process is killed."""


class ResultFolder:
    """An experiment's folder, open for more points."""

    def __init__(self, path: Path, order: Order) -> None:
        """Use ``opened``."""
        self.path: Final = path
        self._order = order
        self._known = _points_in(path)
        self._file: IO[bytes] = (path / POINTS).open("ab")
        self._synced_s = monotonic()
        self._cut_torn_line()

    @classmethod
    def opened(cls, path: Path, order: Order) -> Self:
        """The folder of that order, new or begun.

        Raises:
            ConflictError: It holds another experiment, or points of another version of the program.
            SourceError: It cannot be written.
        """
        try:
            (path / TABLES).mkdir(parents=True, exist_ok=True)
            if (path / ORDER).exists():
                _refuse_other(path, order)
            else:
                (path / SCENARIO).write_text(order.base.scenario, encoding="utf-8", newline="")
                (path / ORDER).write_text(order_json(order), encoding="utf-8", newline="")
            return cls(path, order)
        except OSError as error:
            raise SourceError(str(path), f"cannot be written: {error.strerror}") from error

    def known(self) -> tuple[Played, ...]:
        """Points of earlier runs, in the order in which they were done.

        Raises:
            ConflictError: They are of another version of the program, or made of other files.
        """
        now: dict[int, Provenance] = {}
        for one in self._known:
            if one.cell not in now:
                now[one.cell] = provenance_of(self._order.point(one.cell, one.replication))
            self._refuse_unlike(one.provenance, now[one.cell])
        return tuple(self._known)

    def keep(self, played: Played) -> None:
        """Append a point.

        Raises:
            SourceError: The folder cannot be written.
        """
        try:
            if played.tables:
                content = BytesIO()
                np.savez_compressed(content, allow_pickle=False, **played.tables)
                _table_path(self.path, played).write_bytes(content.getvalue())
            self._file.write(_line(played).encode() + b"\n")
            self._file.flush()
            if monotonic() - self._synced_s > SYNC_EVERY_S:
                self._sync()
        except OSError as error:
            raise SourceError(str(self.path), f"cannot be written: {error.strerror}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Nothing more is kept."""
        self._sync()
        self._file.close()

    def _refuse_unlike(self, kept: Provenance, now: Provenance) -> None:
        """Points of other code, or of other inputs, are not averaged with new ones."""
        if kept.code_version != now.code_version:
            raise ConflictError(
                f"{self.path}: its points were made by {kept.code_version}, this is "
                f"{now.code_version}; choose another folder"
            )
        unlike = set(kept.input_digests.items()) ^ set(now.input_digests.items())
        if unlike:
            names = ", ".join(sorted({name for name, _ in unlike}))
            raise ConflictError(
                f"{self.path}: its points were made before {names} changed; choose another folder"
            )

    def _sync(self) -> None:
        os.fsync(self._file.fileno())
        self._synced_s = monotonic()

    def _cut_torn_line(self) -> None:
        """The last line of a process that died while it wrote has no end; it is written again."""
        whole = (self.path / POINTS).read_bytes()
        end = whole.rfind(b"\n") + 1
        if end < len(whole):
            self._file.truncate(end)


def read_result(path: Path) -> Tally:
    """What a folder holds of its experiment, done or not.

    Raises:
        NotFoundError: There is no experiment.
        SourceError: Its order cannot be read.
    """
    if not (path / ORDER).is_file():
        raise NotFoundError(f"{path}: no {ORDER} in it, so no experiment")
    scenario = read_text(path / SCENARIO)
    tally = Tally(order_of_json(read_text(path / ORDER), scenario, str(path / ORDER)))
    for one in _points_in(path):
        if one.cell < len(tally.order.cells):
            tally.add(one)
    return tally


def _refuse_other(path: Path, order: Order) -> None:
    there = order_of_json(read_text(path / ORDER), read_text(path / SCENARIO), str(path / ORDER))
    if order_digest(there) != order_digest(order):
        raise ConflictError(f"{path}: it holds another experiment; choose another folder")


def _points_in(path: Path) -> list[Played]:
    file = path / POINTS
    if not file.exists():
        return []
    with file.open("rb") as lines:
        return [one for line in lines for one in _whole_point(path, line)]


def _whole_point(path: Path, line: bytes) -> Iterator[Played]:
    """The point of a line; nothing if its line is torn or its tables are not what they were."""
    if not line.endswith(b"\n"):
        return
    try:
        plain = json.loads(line)
        played = Played(
            cell=plain["cell"],
            replication=plain["replication"],
            kpis=plain["kpis"],
            tables=_tables(path, plain),
            provenance=Provenance(**plain["provenance"]),
            seconds=0.0,
        )
    except (ValueError, KeyError, TypeError, OSError, BadZipFile):
        return
    if played.digest == plain["digest"]:
        yield played


def _tables(path: Path, plain: dict[str, object]) -> dict[str, NDArray[np.float64]]:
    if not plain["tables"]:
        return {}
    name = f"{plain['cell']}-{plain['replication']}.npz"
    with np.load(path / TABLES / name, allow_pickle=False) as arrays:
        return {one: arrays[one] for one in arrays.files}


def _table_path(path: Path, played: Played) -> Path:
    return path / TABLES / f"{played.cell}-{played.replication}.npz"


def _line(played: Played) -> str:
    return json.dumps(
        {
            "cell": played.cell,
            "replication": played.replication,
            "digest": played.digest,
            "seconds": round(played.seconds, 6),
            "provenance": asdict(played.provenance),
            "tables": sorted(played.tables),
            "kpis": played.kpis,
        }
    )
