"""What is legal in a tariff but wrong, or likely to surprise those who pay by it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How wrong it is."""

    ERROR = "ERROR"
    """It cannot be meant."""
    WARNING = "WARNING"
    """Somebody is going to be charged what nobody expects."""
    HINT = "HINT"
    """It says less, or more, than it seems to."""


class FindingCode(StrEnum):
    """What was found."""

    CLOCK_FOLD = "clock_fold"
    """A window is entered twice, or lasts longer, when clocks are put back."""
    CLOCK_GAP = "clock_gap"
    """A window does not come when clocks are put forward."""
    CODE_CASE = "code_case"
    """A code that is written in upper case elsewhere is not."""
    DAY_REPEATED = "day_repeated"
    DUPLICATE_COMPONENT = "duplicate_component"
    """A second component of a dimension in one element never applies."""
    GAP_IN_RANGE = "gap_in_range"
    """Energy, power, current or time between two elements has no price."""
    GAP_IN_WEEK = "gap_in_week"
    """Part of the week has no price."""
    IMPOSSIBLE_RESTRICTION = "impossible_restriction"
    """It never holds."""
    LIMIT_TAXES_REVERSED = "limit_taxes_reversed"
    """A limit is lower with taxes than without."""
    MIN_ABOVE_MAX = "min_above_max"
    """The least price is above the most."""
    MINUTE_BEFORE_MIDNIGHT = "minute_before_midnight"
    """A window ends at 23:59, where the day's end was meant."""
    MISSING_VAT = "missing_vat"
    NEGATIVE_PRICE = "negative_price"
    NOT_FOR_RESERVATIONS = "not_for_reservations"
    """An element for reservations has a component that no reservation is priced by."""
    OVERLAPPING_RESTRICTION = "overlapping_restriction"
    """Two elements share part of a range, where the first in the list wins."""
    RESTRICTS_NOTHING = "restricts_nothing"
    """A bound that always holds."""
    SECOND_FLAT = "second_flat"
    """A session pays one FLAT; a further one is ignored."""
    STEP_SIZE_DIFFERS = "step_size_differs"
    """The step of what applied last counts for all of the session."""
    STEP_SIZE_LARGE = "step_size_large"
    STEP_SIZE_OF_FLAT = "step_size_of_flat"
    STEP_SIZE_OVERRULED = "step_size_overruled"
    """Where parking is billed, its step counts and not that of time."""
    STEP_SIZE_ZERO = "step_size_zero"
    UNREACHABLE_COMPONENT = "unreachable_component"
    UNREACHABLE_ELEMENT = "unreachable_element"
    """Elements before it apply wherever it would."""
    VAT_WITHOUT_TAXES = "vat_without_taxes"
    """A rate in a tariff to which no taxes apply."""
    WHOLE_DAY_WINDOW = "whole_day_window"
    """A window that ends where it starts is the whole day."""
    WHOLE_WEEK = "whole_week"
    """All seven days, which restricts nothing."""
    WRAPPED_WINDOW_DAY = "wrapped_window_day"
    """The days of a window over midnight are those of each side, not of its start."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a tariff."""

    code: FindingCode
    severity: Severity
    pointer: str
    """JSON pointer (RFC 6901) into the tariff; empty: all of it."""
    message: str
    """Names the thing, what was wanted and what was found."""
