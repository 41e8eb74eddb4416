"""The command ``explain``: why a session costs what it does, with the arithmetic."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from console.application.options import AsJson
from console.application.price_commands import (
    HowRounded,
    ReservationExpired,
    Rounding,
    TimeZone,
    tariffs_of_wire,
)
from console.application.terminal import OUT, print_json, print_table, write_text
from console.present.difference_rows import (
    DIFFERENCE_COLUMNS,
    difference_rows,
    plain_differences,
)
from console.present.price_rows import plain_price
from core.domain.rounding import PROFILES
from core.ocpi.claim_codec import claim_from_json
from core.ocpi.wire import parsed
from core.pricing.compare_cdr import compared
from core.pricing.discrepancy import Difference
from core.pricing.explain import Explanation, explained
from core.pricing.explain_layout import explanation_html, explanation_text
from core.service.resources import read_text


def explain_command(
    cdr: Annotated[Path, typer.Option(help="JSON of a CDR, 2.2.1 or 2.3.0.")],
    tariff: Annotated[Path, typer.Option(help="JSON of a tariff, or a list.")],
    time_zone: TimeZone = None,
    reservation_expired: ReservationExpired = False,
    rounding: HowRounded = Rounding.MINOR_UNIT,
    html: Annotated[
        Path | None, typer.Option(help="Write a page to FILE too.", metavar="FILE")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Explain a price: every line as a sentence, with its arithmetic and its reason."""
    claim = claim_from_json(parsed(read_text(cdr), str(cdr)))
    offered = tariffs_of_wire(parsed(read_text(tariff), str(tariff)))
    expired, policy = reservation_expired, PROFILES[rounding]
    told = explained(claim.usage, offered, time_zone, reservation_expired=expired, rounding=policy)
    differences: tuple[Difference, ...] = ()
    if claim.total_cost is not None or claim.claimed is not None:
        differences = compared(
            claim, offered, time_zone, reservation_expired=expired, rounding=policy
        )
    if html is not None:
        write_text(html, explanation_html(told))
    if as_json:
        print_json({**_plain(told), "differences": plain_differences(differences)})
        return
    OUT.print(explanation_text(told), markup=False, end="")
    if differences:
        rows = difference_rows(differences)
        print_table("What the CDR itself states", DIFFERENCE_COLUMNS, rows, figures=False)


def _plain(told: Explanation) -> Mapping[str, object]:
    """The explanation as a script reads it; the figures are those of ``price``."""
    return {
        **plain_price(told.price),
        "session": told.session,
        "tariffs": list(told.tariffs),
        "explained": [
            {
                "title": one.title,
                "arithmetic": one.arithmetic,
                "taxes": one.taxes,
                "step": one.step,
                "reason": one.reason,
            }
            for one in told.lines
        ],
        "free": list(told.free),
        "total": told.total,
        "rounding": told.rounding,
        "explained_notes": [{"code": one.code, "text": one.text} for one in told.notes],
    }
