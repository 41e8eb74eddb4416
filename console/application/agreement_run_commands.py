"""Commands that work through many sessions: ``agreements true-up``, ``what-if``, ``break-even``."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Annotated

import typer

from console.application.options import AsJson, Db, existing_books, number_of
from console.application.terminal import OUT, print_json, print_table, stage_bars
from console.present.what_if_rows import (
    BREAK_EVEN_COLUMNS,
    NARROW_COLUMNS,
    TRUE_UP_COLUMNS,
    break_even_rows,
    narrow_rows,
    plain_break_even,
    plain_sooner,
    plain_true_ups,
    plain_what_if,
    skipped_words,
    sooner_rows,
    true_up_rows,
)
from core.domain.interval import Interval
from core.ledger.break_even import Offer, break_even, turnover_of, waiting_cost
from core.service.agreement_formats import agreement_of
from core.service.report import summary_of
from core.service.runtime import Runtime
from core.service.true_up_period import month_named, preview_period, true_up_period
from core.service.what_if import what_if


def true_up_command(
    month: Annotated[str, typer.Argument(help="A month that is over (UTC), as 2026-06.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would be.")] = False,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Post what tiers, guarantees, caps and fixed amounts change of a month, each once.

    After late sessions or Credit CDRs the same month again posts the difference.
    """
    work = preview_period if dry_run else true_up_period
    with existing_books(db) as runtime:
        found = work(runtime, month)
    if as_json:
        print_json(plain_true_ups(found))
    elif found:
        print_table(f"True-up of {month}", TRUE_UP_COLUMNS, true_up_rows(found), figures=False)
    else:
        OUT.print(f"{month}: no terms with steps of a period, or no sessions", markup=False)


def what_if_command(
    terms: Annotated[str, typer.Argument(help="A draft or version, a file, or a name.")],
    month: Annotated[str | None, typer.Option(help="Sessions of this month, as 2026-06.")] = None,
    since: Annotated[str, typer.Option("--from", help="First day (UTC), as 2026-06-01.")] = "",
    until: Annotated[str, typer.Option("--to", help="Day after the last one.")] = "",
    currency: Annotated[str | None, typer.Option(help="Where a file names none.")] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Sessions of the books under other terms, paired with what they came to; nothing is written.

    Without a time: the last month of which there are sessions.
    """
    with existing_books(db) as runtime:
        wanted = agreement_of(runtime, terms, currency)
        time = _time(runtime, month, since, until)
        with stage_bars(quiet=as_json) as bars:
            found = what_if(
                runtime, wanted, time, lambda done, total: bars.show("compared", done, total)
            )
    if as_json:
        print_json(plain_what_if(found))
        return
    count = f"{found.sessions:,} session{'' if found.sessions == 1 else 's'}"
    title = f"{found.version}: {count} from {time.start:%Y-%m-%d} on"
    print_table(f"{title}, {found.currency}", NARROW_COLUMNS, narrow_rows(found))
    skipped = skipped_words(found)
    if skipped:
        OUT.print(f"left out: {skipped}", markup=False)


def break_even_command(
    commission: Annotated[str, typer.Option(help="Percent of net.")] = "10",
    margin: Annotated[str, typer.Option(help="The CPO's margin, percent of net.")] = "25",
    net: Annotated[str, typer.Option(help="Of a session before VAT.")] = "20.17",
    gross: Annotated[str, typer.Option(help="Of a session with VAT.")] = "24.00",
    membership: Annotated[str, typer.Option(help="Of a flat-fee hub, a year.")] = "5000",
    card_fixed: Annotated[str, typer.Option(help="Card cost a session.")] = "0.15",
    card_rate: Annotated[str, typer.Option(help="Card cost, percent of gross.")] = "3.5",
    as_json: AsJson = False,
) -> None:
    """When roaming pays a CPO, when a membership is cheaper, and what cards eat; exactly."""
    offer = Offer(
        commission_bp=_basis_points("--commission", commission),
        margin_bp=_basis_points("--margin", margin),
        net=_exact("--net", net),
        gross=_exact("--gross", gross),
        membership=_exact("--membership", membership),
        card_fixed=_exact("--card-fixed", card_fixed),
        card_rate_bp=_basis_points("--card-rate", card_rate),
    )
    found = break_even(offer)
    if as_json:
        print_json(plain_break_even(found))
    else:
        print_table("Break-even", BREAK_EVEN_COLUMNS, break_even_rows(found))


def paid_sooner_command(
    evses: Annotated[int, typer.Option(help="How many.", min=1)] = 100,
    utilisation: Annotated[str, typer.Option(help="Percent of the day in use.")] = "10",
    minutes: Annotated[int, typer.Option(help="Of a session.", min=1)] = 45,
    kwh: Annotated[str, typer.Option(help="Of a session.")] = "40",
    price: Annotated[str, typer.Option(help="Of a kWh, with or without VAT.")] = "0.60",
    days: Annotated[int, typer.Option(help="Paid after so many now.", min=1)] = 45,
    sooner: Annotated[int, typer.Option(help="Paid after so many instead.", min=0)] = 2,
    capital: Annotated[str, typer.Option(help="Its cost a year, in percent.")] = "8",
    as_json: AsJson = False,
) -> None:
    """What it is worth to a CPO to be paid sooner: the capital that is free, and its cost."""
    site = turnover_of(
        evses,
        _basis_points("--utilisation", utilisation),
        minutes,
        _exact("--price", price),
        _exact("--kwh", kwh),
    )
    found = waiting_cost(site.turnover, days, sooner, _basis_points("--capital", capital))
    if as_json:
        print_json(plain_sooner(site, found))
    else:
        print_table("Paid sooner", BREAK_EVEN_COLUMNS, sooner_rows(site, found))


def _time(runtime: Runtime, month: str | None, since: str, until: str) -> Interval:
    if month is not None:
        return month_named(month)
    if since or until:
        start, end = _day("--from", since), _day("--to", until)
        if end <= start:
            raise typer.BadParameter("wanted a day after --from", param_hint="--to")
        return Interval(start, end)
    last = summary_of(runtime).watch.last_end or runtime.now()
    return month_named(f"{last - timedelta(microseconds=1):%Y-%m}")


def _day(option: str, written: str) -> datetime:
    try:
        return datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        wanted = f"wanted a day as 2026-06-01, found {written!r}"
        raise typer.BadParameter(wanted, param_hint=option) from None


def _exact(option: str, written: str) -> Fraction:
    return Fraction(number_of(option, written))


def _basis_points(option: str, written: str) -> int:
    points = _exact(option, written) * 100
    if points.denominator != 1 or not 0 <= points <= 10_000:
        wanted = "wanted 0 to 100 percent with two decimals at most"
        raise typer.BadParameter(f"{wanted}, found {written}", param_hint=option)
    return int(points)
