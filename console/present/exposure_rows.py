"""Credit of Demand Partners as rows of a table for a terminal, and as JSON material."""

from console.present.amount_text import money_text
from console.present.plain_values import Plain, plain
from core.service.credit_exposure import ExposureView
from core.service.exposure_days import ExposureDays
from core.settlement.exposure import CreditExposure

EXPOSURE_COLUMNS = ("Partner", "", "Used", "Lodged", "Limit", "Headroom", "Remarks")
DAY_COLUMNS = ("Partner", "Day", "", "Used", "Lodged", "Limit")
NO_LIMIT = "no limit"


def exposure_rows(view: ExposureView) -> list[tuple[str, ...]]:
    """A row a partner, the nearest to its limit first."""
    return [
        (
            one.demand_partner,
            one.currency,
            money_text(one.used_minor, one.currency),
            money_text(one.lodged_minor, one.currency),
            _limit(one.limit_minor, one.currency),
            _limit(one.headroom_minor, one.currency),
            exposure_remark(one),
        )
        for one in view.partners
    ]


def exposure_remark(one: CreditExposure) -> str:
    """What about a partner wants to be seen."""
    pending, aside, missing = one.waiting_minor, one.open_minor, one.deposit_missing_minor
    return ", ".join(
        filter(
            None,
            (
                one.line.mode.value.lower(),
                "over its limit" if one.is_over else "",
                "stops there" if one.line.stops_at_limit else "",
                f"{money_text(pending, one.currency)} pending" if pending else "",
                f"{money_text(aside, one.currency)} put aside" if aside else "",
                f"deposit lacks {money_text(missing, one.currency)}" if missing else "",
            ),
        )
    )


def plain_exposure(view: ExposureView) -> Plain:
    """What ``exposure`` prints; amounts are minor units."""
    return {
        "clock": plain(view.clock),
        "partners": [
            plain(one)
            | {
                "used_minor": one.used_minor,
                "at_risk_minor": one.at_risk_minor,
                "limit_minor": one.limit_minor,
                "headroom_minor": one.headroom_minor,
                "over": one.is_over,
                "deposit_missing_minor": one.deposit_missing_minor,
            }
            for one in view.partners
        ],
    }


def day_rows(found: ExposureDays) -> list[tuple[str, ...]]:
    """A row a partner and day, the oldest day first."""
    return [
        (
            partner,
            f"{day}",
            one.currency,
            money_text(one.used_minor, one.currency),
            money_text(one.lodged_minor, one.currency),
            _limit(one.limit_minor, one.currency),
        )
        for partner, days in sorted(found.partners.items())
        for day, one in zip(found.days, days, strict=True)
    ]


def plain_days(found: ExposureDays) -> Plain:
    """What ``exposure --days`` prints beside; amounts are minor units."""
    return {
        "days": [
            {
                "demand_partner": partner,
                "day": day.isoformat(),
                "currency": one.currency,
                "used_minor": one.used_minor,
                "lodged_minor": one.lodged_minor,
                "limit_minor": one.limit_minor,
            }
            for partner, days in sorted(found.partners.items())
            for day, one in zip(found.days, days, strict=True)
        ]
    }


def _limit(amount_minor: int | None, currency: str) -> str:
    return NO_LIMIT if amount_minor is None else money_text(amount_minor, currency)
