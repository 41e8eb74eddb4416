"""When in the week drivers arrive: shares by hour of the day, for weekdays and weekends.

The shapes follow the measured facts of the open session sets named beside each profile: the hour
and the height of each peak are measured, the hours between them are drawn through by hand. A
weekend is shifted two hours later and flatter where the source says so. Hours are local time.
"""

from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

HOURS_PER_DAY: Final = 24
HOURS_PER_WEEK: Final = 168


class Profile(BaseModel):
    """How the arrivals of a week fall on its hours."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    weekday_shares: tuple[float, ...]
    """Twenty-four weights, from midnight, of a day from Monday to Friday; any scale."""
    weekend_shares: tuple[float, ...]
    """The same for Saturday and Sunday."""
    weekend_to_weekday_ratio: float = Field(default=1.0, ge=0, le=10)
    """Arrivals of a day at the weekend for each arrival of a weekday."""

    @model_validator(mode="after")
    def _has_two_days_of_hours(self) -> Self:
        for name in ("weekday_shares", "weekend_shares"):
            shares = getattr(self, name)
            if len(shares) != HOURS_PER_DAY:
                raise ValueError(f"{name}: wanted 24 weights, found {len(shares)}")
            if min(shares) < 0 or sum(shares) <= 0:
                raise ValueError(f"{name}: wanted weights of 0 or more, not all of them 0")
        return self

    def week(self) -> tuple[float, ...]:
        """Share of a mean day's arrivals for each hour of the week, Monday 00:00 first; sums to 7.

        Multiplied by sessions a day it is the expected number of arrivals in that hour.
        """
        weekday = 7 / (5 + 2 * self.weekend_to_weekday_ratio)
        weekend = weekday * self.weekend_to_weekday_ratio
        workday = [weekday * share / sum(self.weekday_shares) for share in self.weekday_shares]
        restday = [weekend * share / sum(self.weekend_shares) for share in self.weekend_shares]
        return tuple(workday * 5 + restday * 2)


# fmt: off
PROFILES: Final[dict[str, Profile]] = {
    # Dundee rapid 2017-18: plateau 10-18 h at 5-9 % an hour; weekend 11 % above a weekday.
    "public_rapid": Profile(
        weekday_shares=(0.8, 0.5, 0.4, 0.3, 0.4, 0.8, 2.0, 3.9, 5.0, 5.6, 6.4, 7.0,
                        7.3, 7.2, 7.1, 7.3, 7.6, 7.4, 6.4, 5.2, 4.0, 3.1, 2.4, 1.9),
        weekend_shares=(1.2, 0.8, 0.6, 0.4, 0.4, 0.6, 1.0, 1.8, 3.0, 4.6, 6.1, 7.2,
                        7.8, 7.9, 7.8, 7.7, 7.5, 7.1, 6.3, 5.4, 4.7, 4.1, 3.4, 2.6),
        weekend_to_weekday_ratio=1.11,
    ),
    # Caltech ACN 2021: peak of 15 % at 8 h; weekend 29-38 % below a weekday.
    "workplace": Profile(
        weekday_shares=(0.6, 0.3, 0.2, 0.2, 0.3, 1.0, 4.0, 11.0, 15.0, 11.5, 7.2, 5.6,
                        6.2, 6.4, 5.2, 4.4, 4.6, 4.4, 3.4, 2.8, 2.2, 1.6, 1.1, 0.8),
        weekend_shares=(1.2, 0.8, 0.6, 0.4, 0.4, 0.8, 1.4, 2.8, 4.8, 6.8, 7.8, 7.6,
                        7.4, 7.2, 6.8, 6.4, 6.2, 6.0, 5.4, 4.8, 4.4, 3.8, 3.4, 2.8),
        weekend_to_weekday_ratio=0.66,
    ),
    # Trondheim 2018-20: peak of 16 % at 16 h.
    "residential": Profile(
        weekday_shares=(1.6, 0.8, 0.5, 0.4, 0.4, 0.6, 1.2, 2.0, 2.2, 2.0, 2.2, 2.6,
                        3.0, 3.6, 6.0, 12.0, 16.0, 11.6, 8.4, 7.0, 5.8, 4.6, 3.4, 2.1),
        weekend_shares=(2.2, 1.4, 0.9, 0.6, 0.5, 0.5, 0.8, 1.2, 1.8, 2.8, 3.8, 4.8,
                        5.6, 6.4, 7.2, 8.0, 8.6, 8.8, 8.4, 7.4, 6.4, 5.2, 4.0, 2.7),
    ),
    # ElaadNL street AC 2019: twin peaks, 10.4 % at 7 h and 7.5 % at 16 h (its time zone is unsure).
    "street_ac": Profile(
        weekday_shares=(0.9, 0.5, 0.4, 0.4, 0.7, 2.2, 6.4, 10.4, 7.2, 4.8, 4.2, 4.4,
                        4.8, 4.6, 4.8, 6.2, 7.5, 7.2, 6.2, 5.2, 4.4, 3.2, 2.0, 1.4),
        weekend_shares=(1.8, 1.1, 0.7, 0.5, 0.5, 0.7, 1.4, 2.6, 4.2, 5.4, 6.2, 6.6,
                        6.6, 6.6, 6.5, 6.6, 6.6, 6.4, 5.8, 5.0, 4.2, 3.4, 2.7, 1.9),
        weekend_to_weekday_ratio=0.85,
    ),
}
"""Named profiles that a scenario may ask for."""
# fmt: on
