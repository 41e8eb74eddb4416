"""An experiment as one table that other programs read: a row for each point, all that it came to.

Columns: ``cell``, ``title``, ``variant``, ``replication``, what was set as ``set:PATH``, then the
figures by their names. Rows are by cell and replication, whoever played them in whatever order, and
times are left out: the same experiment makes the same bytes.
"""

import json
from pathlib import Path
from typing import Final

import pyarrow as pa
from pyarrow import parquet

from core.domain.errors import RuleError, SourceError
from simulation.experiment.order import Order
from simulation.experiment.order_json import order_digest
from simulation.experiment.tally import Tally
from simulation.kpis import rank_of

SET: Final = "set:"
ENDINGS: Final = (".parquet", ".jsonl")
Cell = str | int | float | bool | None


def result_columns(tally: Tally) -> dict[str, list[Cell]]:
    """The table by columns; a figure that a point does not have is None."""
    order = tally.order
    points = [one for cell in range(len(order.cells)) for one in tally.played(cell)]
    cells = [order.cells[one.cell] for one in points]
    columns: dict[str, list[Cell]] = {
        "cell": [one.cell for one in points],
        "title": [cell.title for cell in cells],
        "variant": [cell.variant or order.base.variant for cell in cells],
        "replication": [one.replication for one in points],
    }
    settings = [{change.path: change.value for change in cell.changes} for cell in cells]
    for path in order.paths:
        columns[f"{SET}{path}"] = _of_one_type([one.get(path) for one in settings])
    for kpi in sorted(tally.kpis(), key=rank_of):
        columns[kpi] = [one.kpis.get(kpi) for one in points]
    return columns


def write_result_table(tally: Tally, path: Path) -> None:
    """Write it as Parquet or as JSON lines, by the ending of the file's name.

    Raises:
        RuleError: Another ending.
        SourceError: It cannot be written.
    """
    if path.suffix not in ENDINGS:
        raise RuleError(f"{path}: wanted a name that ends in {' or '.join(ENDINGS)}")
    columns = result_columns(tally)
    try:
        if path.suffix == ".parquet":
            parquet.write_table(_arrow(columns, tally), path)
        else:
            path.write_text(_lines(columns), encoding="utf-8", newline="")
    except OSError as error:
        raise SourceError(str(path), f"cannot be written: {error.strerror}") from error


def _arrow(columns: dict[str, list[Cell]], tally: Tally) -> pa.Table:
    table = pa.table(columns)
    return table.replace_schema_metadata(_origin(tally.order, tally))


def _origin(order: Order, tally: Tally) -> dict[str, str]:
    """What the table was made of, for who finds it alone."""
    played = next((one for cell in range(len(order.cells)) for one in tally.played(cell)), None)
    return {
        "source": order.base.source,
        "seed": str(order.base.seed),
        "engine": order.base.engine,
        "order_sha256": order_digest(order),
        "code_version": "" if played is None else played.provenance.code_version,
    }


def _lines(columns: dict[str, list[Cell]]) -> str:
    names = tuple(columns)
    rows = zip(*columns.values(), strict=True)
    return "".join(f"{json.dumps(dict(zip(names, row, strict=True)))}\n" for row in rows)


def _of_one_type(values: list[Cell]) -> list[Cell]:
    """Numbers as float where some are, all as text where some are: a column has one type."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float} and len(kinds) == 2:
        return [None if value is None else float(value) for value in values]
    if len(kinds) > 1:
        return [None if value is None else str(value) for value in values]
    return values
