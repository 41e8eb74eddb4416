"""The command ``price``: a CDR and a tariff become cost lines, without any books.

One pair by two files, or many by a file with one pair a line; what cannot be priced in a line is
that line's error and stops no other.
"""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from console.application.options import AsJson
from console.application.terminal import OUT, print_json, print_table
from console.present.price_rows import COLUMNS, plain_price, price_rows
from core.domain.errors import NotFoundError, RoamingError
from core.domain.rounded_price import RoundedPrice
from core.domain.rounding import PROFILES, RoundingPolicy
from core.domain.tariff import Tariff
from core.ocpi.tariff_codec import tariff_from_json
from core.ocpi.usage_codec import usage_from_json
from core.ocpi.wire import parsed, wire_object
from core.pricing.price import price_exactly
from core.pricing.round_price import rounded_price
from core.service.resources import read_text


class Rounding(StrEnum):
    """The profiles by the names that scripts use."""

    EXACT = "exact"
    FOUR_DECIMALS = "four-decimals"
    MINOR_UNIT = "minor-unit"
    UP = "up"


TimeZone = Annotated[
    str | None, typer.Option(help="IANA name; without it the country's.", metavar="ZONE")
]
ReservationExpired = Annotated[
    bool, typer.Option("--reservation-expired", help="The driver did not come.")
]
HowRounded = Annotated[Rounding, typer.Option(help="How amounts are rounded.")]


def price_command(
    cdr: Annotated[Path | None, typer.Option(help="JSON of a CDR, 2.2.1 or 2.3.0.")] = None,
    tariff: Annotated[Path | None, typer.Option(help="JSON of a tariff, or a list.")] = None,
    time_zone: TimeZone = None,
    reservation_expired: ReservationExpired = False,
    rounding: HowRounded = Rounding.MINOR_UNIT,
    pairs: Annotated[
        Path | None,
        typer.Option(help='One {"cdr", "tariff", "time_zone"} a line; one result a line.'),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Price a CDR by a tariff: every line with the rule that made it."""
    policy = PROFILES[rounding]
    if pairs is not None:
        for told in _priced_pairs(pairs, policy, time_zone, expired=reservation_expired):
            print_json(told)
        return
    if cdr is None or tariff is None:
        raise NotFoundError("price: wanted --cdr and --tariff, or --pairs")
    priced = _priced(
        parsed(read_text(cdr), str(cdr)),
        parsed(read_text(tariff), str(tariff)),
        policy,
        time_zone,
        expired=reservation_expired,
    )
    if as_json:
        print_json(plain_price(priced))
    else:
        _show(priced)


def _priced(
    cdr: object, tariff: object, policy: RoundingPolicy, time_zone: str | None, *, expired: bool
) -> RoundedPrice:
    exact = price_exactly(
        usage_from_json(cdr), tariffs_of_wire(tariff), time_zone, reservation_expired=expired
    )
    return rounded_price(exact, policy)


def tariffs_of_wire(value: object) -> tuple[Tariff, ...]:
    """One tariff, or those of a list."""
    if not isinstance(value, list) or not value:
        return (tariff_from_json(value, bare=True),)
    return tuple(
        tariff_from_json(one, f"[{number}]", bare=True) for number, one in enumerate(value)
    )


def _priced_pairs(
    path: Path, policy: RoundingPolicy, time_zone: str | None, *, expired: bool
) -> Iterator[object]:
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            pair = wire_object(parsed(line, f"{path}:{number}"))
            told = pair.flag("reservation_expired") or expired
            zone = pair.text_or_none("time_zone") or time_zone
            cdr, tariff = pair.fields.get("cdr"), pair.fields.get("tariff")
            yield plain_price(_priced(cdr, tariff, policy, zone, expired=told))
        except RoamingError as error:
            yield {"error": str(error)}


def _show(priced: RoundedPrice) -> None:
    print_table(f"Price in {priced.currency}", COLUMNS, price_rows(priced))
    for note in priced.notes:
        OUT.print(f"Note: {note.replace('_', ' ')}", markup=False)
