"""The command ``difference``: real sessions under other prices and terms, beside as they were."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from console.application.options import AsJson, Db, books_at, existing_books, number_of
from console.application.price_commands import tariffs_of_wire
from console.application.terminal import (
    OUT,
    StageBars,
    print_json,
    print_table,
    stage_bars,
)
from console.application.written_reports import write_reports
from console.present.plain_values import Plain
from core.domain.agreement import ANY
from core.domain.errors import NotFoundError
from core.domain.interval import Interval
from core.ocpi.wire import parsed
from core.service.agreement_formats import agreement_of
from core.service.replay_file import ReplayOrder, replay_file
from core.service.report import summary_of
from core.service.resources import read_text
from core.service.runtime import Runtime
from simulation.experiment.estimates import Difference
from simulation.experiment.play_point import code_version
from simulation.outputs.otherwise import WHOLE_BP, Otherwise
from simulation.outputs.replay_difference import ReplayDifference, replay_difference
from simulation.outputs.replay_report import (
    HEADS,
    difference_rows,
    otherwise_text,
    replay_report,
)


def difference_command(
    file: Annotated[
        Path | None, typer.Argument(help="Sessions or CDRs; without it, those of the books.")
    ] = None,
    network: Annotated[str, typer.Option(help="Network of the file, name or path.")] = "",
    agreement: Annotated[str, typer.Option(help="Terms that held, of a file.")] = "networkcore",
    against: Annotated[str, typer.Option(help="Other terms, name or path.")] = "",
    tariff: Annotated[Path | None, typer.Option(help="Other tariff, JSON of OCPI.")] = None,
    price: Annotated[str, typer.Option(help="Change of public prices in percent, as -5.")] = "0",
    cpo: Annotated[str, typer.Option(help="Whose prices change; all by default.")] = ANY,
    markup: Annotated[str, typer.Option(help="What DPs add, in percent.")] = "0",
    elasticity: Annotated[str, typer.Option(help="Of demand, as -1.5; 0: none.")] = "0",
    capital: Annotated[str, typer.Option(help="What money costs a year, in percent.")] = "0",
    html: Annotated[Path | None, typer.Option(help="Write the report as one page.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write the report as PDF.")] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Real sessions under other tariffs, terms and demand, paired with what they came to."""
    with stage_bars(quiet=as_json) as bars, _books(file, network, agreement, db, bars) as runtime:
        otherwise = Otherwise(
            terms=agreement_of(runtime, against) if against else None,
            tariffs=tariffs_of_wire(parsed(read_text(tariff), str(tariff))) if tariff else (),
            price_bp=WHOLE_BP + _basis_points("--price", price),
            cpo=cpo,
            markup_bp=_basis_points("--markup", markup),
            elasticity=number_of("--elasticity", elasticity),
            capital_bp=_basis_points("--capital", capital),
        )
        found = replay_difference(
            runtime,
            otherwise,
            _whole_time(runtime),
            lambda done, total: bars.show("compared", done, total),
        )
        source = file.name if file is not None else runtime.database.name
    write_reports(lambda: replay_report(found, source, _made_by(file)), html, pdf)
    if as_json:
        print_json(plain_difference(found))
    else:
        _show(found, source)


def plain_difference(found: ReplayDifference) -> Plain:
    """What a script is told; money in minor units, differences of all days together."""
    told: Plain = {
        "sessions": found.sessions,
        "days": found.day_count,
        "other_terms": found.other_terms,
        "unpriced": found.unpriced,
        "same": [_plain(found, one, 1) for one in found.differences(responded=False)],
    }
    if found.otherwise.elasticity:
        responded = found.differences(responded=True)
        told["responded"] = [_plain(found, one, 2) for one in responded]
    return told


def _plain(found: ReplayDifference, one: Difference, side: int) -> Plain:
    days = found.day_count
    return {
        "kpi": one.kpi,
        "before": found.total(one.kpi, 0),
        "after": found.total(one.kpi, side),
        "half_width_95": one.half_width * days if days > 1 else None,
        "p_holm": one.p_adjusted,
        "verdict": one.verdict.value,
    }


def _show(found: ReplayDifference, source: str) -> None:
    titles = [head.title for head in HEADS]
    print_table(
        f"{source}: {found.sessions:,} sessions, {otherwise_text(found.otherwise)}",
        titles,
        difference_rows(found, responded=False),
    )
    if found.otherwise.elasticity:
        print_table("With demand response", titles, difference_rows(found, responded=True))
    if found.other_terms or found.unpriced:
        words = f"other terms not for {found.other_terms:,}; price unknown of {found.unpriced:,}"
        OUT.print(words, markup=False)


@contextmanager
def _books(
    file: Path | None, network: str, agreement: str, db: str | None, bars: StageBars
) -> Iterator[Runtime]:
    """Books of the file in memory, or those that are there."""
    if file is None:
        with existing_books(db) as runtime:
            yield runtime
        return
    if not network:
        raise NotFoundError(f"{file}: wanted --network, the network that the file belongs to")
    with TemporaryDirectory(prefix="networkcore-") as folder, books_at("sqlite://") as runtime:
        order = ReplayOrder(
            path=file,
            network=network,
            agreement=agreement,
            rejects_file=Path(folder) / "rejects.csv",
        )
        replay_file(runtime, order, bars.show)
        yield runtime


def _whole_time(runtime: Runtime) -> Interval:
    last = summary_of(runtime).watch.last_end or runtime.now()
    return Interval(datetime(1970, 1, 1, tzinfo=UTC), last + timedelta(seconds=1))


def _made_by(file: Path | None) -> tuple[tuple[str, str], ...]:
    rows = [("Program", f"networkcore {code_version()}")]
    if file is not None:
        with file.open("rb") as content:
            rows.append(
                ("Input, SHA-256", f"{file.name}: {file_digest(content, 'sha256').hexdigest()}")
            )
    return tuple(rows)


def _basis_points(option: str, written: str) -> int:
    points = number_of(option, written) * 100
    if points != points.to_integral_value():
        wanted = f"wanted percent with two decimals at most, found {written}"
        raise typer.BadParameter(wanted, param_hint=option)
    return int(Decimal(points))
