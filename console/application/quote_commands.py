"""The command ``quote``: a price before the session, as the driver must see it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from console.application.options import AsJson, number_of
from console.application.price_commands import HowRounded, Rounding, TimeZone, tariffs_of_wire
from console.application.terminal import OUT, print_json, print_table
from console.present.quote_rows import (
    CURVE_COLUMNS,
    PRICE_COLUMNS,
    change_sentences,
    curve_rows,
    plain_quote,
    price_list_rows,
)
from core.domain.errors import InvalidValueError, NotFoundError
from core.domain.rounding import PROFILES
from core.ocpi.wire import parsed
from core.pricing.demand import Demand
from core.pricing.explain_layout import explanation_text
from core.pricing.quote import Plug, Quote, curve_over_energy, curve_over_time, quote, stay_longer
from core.pricing.time_zones import zone_for
from core.service.resources import read_text

_POINTS: Final = 13
"""Of a curve: twelve parts."""


def quote_command(
    tariff: Annotated[Path, typer.Option(help="JSON of a tariff, or a list.")],
    start: Annotated[
        str, typer.Option(help="ISO 8601; without an offset the location's clock.", metavar="TIME")
    ],
    kwh: Annotated[
        str | None, typer.Option(help="Energy wanted, or --battery.", metavar="KWH")
    ] = None,
    battery: Annotated[
        str | None, typer.Option(help="Battery, charged by --percent.", metavar="KWH")
    ] = None,
    percent: Annotated[
        tuple[int, int], typer.Option(help="How full it is, and shall be.", metavar="NOW THEN")
    ] = (20, 80),
    minutes: Annotated[
        int | None, typer.Option(help="Stay; without it until charged.", min=0, max=44_640)
    ] = None,
    power: Annotated[
        str | None, typer.Option(help="Mean power in kW; without it over all the stay.")
    ] = None,
    time_zone: TimeZone = None,
    country: Annotated[str, typer.Option(help="Of the location, ISO 3166 alpha-2.")] = "",
    longer: Annotated[int, typer.Option(help="Minutes more to stay.", min=1, max=1_440)] = 30,
    rounding: HowRounded = Rounding.MINOR_UNIT,
    as_json: AsJson = False,
) -> None:
    """Tell what a session would cost: prices, lines, a curve, and what a longer stay changes."""
    stay_s = None if minutes is None else minutes * 60
    power_kw = None if power is None else number_of("--power", power)
    if battery is not None and kwh is None and power_kw is not None:
        demand = Demand.of_vehicle(number_of("--battery", battery), percent, power_kw, stay_s)
    elif kwh is not None and battery is None:
        demand = Demand.of(number_of("--kwh", kwh), stay_s, power_kw)
    else:
        raise NotFoundError("quote: wanted --kwh, or --battery with --power")
    plug = Plug(start=_start(start, time_zone, country), time_zone=time_zone, country_code=country)
    offered = tariffs_of_wire(parsed(read_text(tariff), str(tariff)))
    found = quote(offered, demand, plug, PROFILES[rounding])
    over_time = curve_over_time(found, max(demand.stay_s, 60), _POINTS)
    change = stay_longer(found, longer * 60)
    if as_json:
        print_json(plain_quote(found, over_time, curve_over_energy(found, _POINTS), change))
        return
    _show_prices(found)
    OUT.print(explanation_text(found.explanation), markup=False)
    print_table("By length of the stay", CURVE_COLUMNS, curve_rows(over_time, found.price.currency))
    for sentence in change_sentences(change):
        OUT.print(sentence, markup=False)


def _show_prices(found: Quote) -> None:
    tariff = found.tariff
    print_table(
        f"Prices of tariff {tariff.tariff_id}", PRICE_COLUMNS, price_list_rows(found), figures=False
    )
    until = "" if found.expires is None else f", for sessions that begin before {found.expires}"
    OUT.print(f"Version {tariff.version}{until}.\n", markup=False)


def _start(text: str, time_zone: str | None, country: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidValueError(f"start: wanted an ISO 8601 time, found {text!r}") from None
    if found.tzinfo is None:
        zone, _ = zone_for(time_zone, country)
        found = found.replace(tzinfo=zone)
    return found.astimezone(UTC)
