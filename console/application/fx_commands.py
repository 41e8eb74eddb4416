"""Commands on currencies: ``fx import-ecb``, ``rates``, ``position``, ``deal`` and ``close``."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from console.application.options import AsJson, Db, existing_books
from console.application.terminal import OUT, print_json, print_table
from console.present.fx_rows import POSITION_COLUMNS, RATE_COLUMNS, position_rows, rate_rows
from console.present.plain_values import plain
from core.service.import_rates import import_ecb, list_rates
from core.service.trade_currency import (
    FxDeal,
    close_position,
    fx_positions,
    money_named,
    record_deal,
)

fx_app = typer.Typer(
    help="Currencies: rates of the ECB, what is open, deals that close it.", no_args_is_help=True
)
Since = Annotated[datetime, typer.Option(help="First day that is wanted.")]
Reason = Annotated[str, typer.Option(help="Why; kept in the operator's log.")]


@fx_app.command("import-ecb")
def fx_import_command(
    since: Since,
    currency: Annotated[
        list[str] | None,
        typer.Option(help="Which, once each; those that parties settle in by default."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="A newer eurofxref-hist.zip; the installed one by default.")
    ] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Keep the ECB's reference rates from a day on; twice is once."""
    with existing_books(db) as runtime:
        told = import_ecb(runtime, since.date(), currency, file)
    if as_json:
        print_json(plain(told))
    else:
        names = ", ".join(told.currencies) or "no currency"
        OUT.print(
            f"{told.added} of {told.found} rates added: {names}, {told.first_day} to "
            f"{told.last_day}",
            markup=False,
        )


@fx_app.command("rates")
def fx_rates_command(
    currency: Annotated[str, typer.Argument(help="ISO 4217, against the euro.")],
    since: Since,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """List the rates between the euro and a currency that the books know."""
    with existing_books(db) as runtime:
        found = list_rates(runtime, currency, since.date())
    if as_json:
        print_json({"rates": plain(found)})
    else:
        print_table(f"EUR and {currency}", RATE_COLUMNS, rate_rows(found), figures=False)


@fx_app.command("position")
def fx_position_command(db: Db = None, as_json: AsJson = False) -> None:
    """Show what sessions and deals left open in each currency, and what it is worth."""
    with existing_books(db) as runtime:
        found = fx_positions(runtime)
    if as_json:
        print_json({"positions": plain(found)})
    else:
        print_table("FX position", POSITION_COLUMNS, position_rows(found), figures=False)


@fx_app.command("deal")
def fx_deal_command(
    deal_id: Annotated[str, typer.Argument(help="The bank's name for the deal.")],
    sold: Annotated[str, typer.Option(help="What left us, as '1224.00 EUR'.")],
    sold_from: Annotated[str, typer.Option(help="IBAN that paid.")],
    bought: Annotated[str, typer.Option(help="What came, as '13500.00 SEK'.")],
    bought_into: Annotated[str, typer.Option(help="IBAN that received.")],
    source: Annotated[str, typer.Option(help="Who says so: the bank's confirmation.")],
    reason: Reason,
    day: Annotated[datetime | None, typer.Option(help="Of the deal; today by default.")] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Post that one currency was sold for another at the bank; twice is once."""
    with existing_books(db) as runtime:
        deal = FxDeal(
            deal_id=deal_id,
            sold_from=sold_from,
            sold=money_named(sold),
            bought_into=bought_into,
            bought=money_named(bought),
            day=(runtime.now().astimezone(UTC) if day is None else day).date(),
            source=source,
        )
        record_deal(runtime, deal, reason)
    if as_json:
        print_json({"deal": plain(deal), "rate": plain(deal.rate)})
    else:
        OUT.print(f"{deal_id}: {deal.rate.rate_id} {deal.rate.rate:f}", markup=False)


@fx_app.command("close")
def fx_close_command(
    close_id: Annotated[str, typer.Argument(help="What it is closed for: a day or a month.")],
    currency: Annotated[str, typer.Option(help="The one in which something is left.")],
    reason: Reason,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Make gain or loss of what deals left in one currency."""
    with existing_books(db) as runtime:
        left = close_position(runtime, close_id, currency, reason)
    if as_json:
        print_json({"close": close_id, "currency": currency, "loss_minor": left.amount_minor})
    else:
        kind = "loss" if left.amount_minor > 0 else "gain"
        OUT.print(f"{close_id}: {kind} of {str(left).lstrip('-')}", markup=False)
