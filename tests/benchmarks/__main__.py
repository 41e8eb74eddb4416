"""Runs the benchmarks: `make bench` prints a table and writes build/benchmarks.json.

Each file bench_*.py here has `run() -> list[dict]`; a dict is one figure: `name`, `value`, `unit`,
`baseline` (what it is compared with, or None) and `ratio` (value / that of the baseline, or None).
"""

import argparse
import json
import platform
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build"
KEYS = ("name", "value", "unit", "baseline", "ratio")


def main() -> None:
    """Run all benchmarks, or those whose file name contains --only."""
    parser = argparse.ArgumentParser(prog="make bench", description="Run the benchmarks.")
    parser.add_argument("--only", default="", metavar="NAME", help="files whose name contains NAME")
    parser.add_argument("--into", type=Path, default=BUILD, metavar="FOLDER", help="default: build")
    parser.add_argument("--of", type=Path, default=HERE, metavar="FOLDER", help="default: here")
    asked = parser.parse_args()
    files = [path for path in sorted(asked.of.glob("bench_*.py")) if asked.only in path.stem]
    if not files:
        sys.exit(f"bench: no file bench_*.py has {asked.only!r} in its name")
    figures = [figure for path in files for figure in figures_of(path)]
    report = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "figures": figures,
    }
    asked.into.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report, indent=2) + "\n"
    (asked.into / "benchmarks.json").write_text(text, encoding="utf-8")
    Console().print(table_of(figures))


def figures_of(path: Path) -> Iterator[dict[str, Any]]:
    """Run one benchmark file and yield its figures, each with exactly the keys above."""
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[path.stem] = module  # worker processes and dataclasses look their module up
    spec.loader.exec_module(module)
    print(f"{path.stem} ...", file=sys.stderr, flush=True)
    for figure in module.run():
        assert set(figure) == set(KEYS), f"{path.name}: {sorted(figure)} instead of {sorted(KEYS)}"
        yield figure


def table_of(figures: list[dict[str, Any]]) -> Table:
    """Lay the figures out for a person; the file has all digits."""
    table = Table(title="Benchmarks")
    for title in KEYS:
        table.add_column(title, justify="right" if title in {"value", "ratio"} else "left")
    for figure in figures:
        ratio = "" if figure["ratio"] is None else f"{figure['ratio']:.2f}"
        baseline = figure["baseline"] or ""
        table.add_row(figure["name"], f"{figure['value']:,.6g}", figure["unit"], baseline, ratio)
    return table


if __name__ == "__main__":
    main()
