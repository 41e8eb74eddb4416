"""How money flows in time, as a scenario says it: credit, defaults, fixed fees, capital."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from core.domain.settlement_rules import CreditMode
from core.service.toml_fields import MajorUnits, Name, Percent
from simulation.scenario_parts import Part, Scope

Days = Annotated[int, Field(strict=True, ge=0, le=366)]


class BooksKind(StrEnum):
    """How the money of a run is worked out."""

    FULL = "full"
    """Every CDR through the books of the core."""
    COLUMNS = "columns"
    """Priced, split and netted as columns; the same amounts to the cent, no books. Terms that
    columns do not hold (``why_not_columns``) are played through the books all the same."""


class LossBearer(StrEnum):
    """Who loses what a Demand Partner in default does not pay."""

    NETWORK = "NETWORK"
    """CPOs are paid in advance, whoever defaults."""
    CPO = "CPO"
    """Each CPO what was owed for its own sessions."""


class MoneyPart(Part):
    """What money costs."""

    capital_pct: Annotated[Decimal, Field(ge=0, le=100)] = Decimal(8)
    """Cost of capital a year, of the network, CPOs and Demand Partners, in percent."""
    vat_after_days: Days = 45
    """When the network pays the state the VAT of a session, or has it back."""


class CreditPart(Part):
    """How a Demand Partner pays, and whether it does."""

    demand_partner: Scope = "*"
    """The first table that names a partner, or all, is for it."""
    mode: CreditMode = CreditMode.POSTPAID
    """CAPTURED: the network has the driver's money ``payment_after_days`` after the session;
    PREFUNDED: out of a wallet, as sessions end; POSTPAID: ``payment_after_days`` after the cut-off
    that asks for it."""
    payment_after_days: Days = 0
    prefunded_days: Annotated[int, Field(strict=True, ge=0, le=366)] = 7
    """A wallet is kept filled for so many mean days of use; only PREFUNDED."""
    deposit: MajorUnits = Decimal(0)
    """Lodged before; taken when the partner defaults. In the currency that it settles in."""
    default_on_day: Annotated[int, Field(strict=True, ge=0, le=3_660)] | None = None
    """From this day of the run on, counted from 0, it pays nothing more; None: it does not fail."""
    blocked_after_days: Days = 1
    """So long after that its drivers can still charge."""
    recovered_pct: Percent = Decimal(0)
    """Part of what is left unpaid that comes in after all, at the end."""
    loss_bearer: LossBearer = LossBearer.NETWORK
    returned_pct: Percent = Decimal(0)
    """Part of each payment that is returned by the bank, and paid again."""
    returned_after_days: Days = 7
    """How long after the payment it is there for good."""


class FixedFeePart(Part):
    """A fee that is due whether anybody charges or not, pro rata by day: a membership by size."""

    name: Name
    cpo: Scope | None = None
    """Which CPO pays it; exactly one of this and ``demand_partner``."""
    demand_partner: Scope | None = None
    per_year: MajorUnits
    from_evses: Annotated[int, Field(strict=True, ge=0)] = 0
    """Only CPOs with so many EVSEs; of fees of one name the one from most EVSEs counts."""

    @model_validator(mode="after")
    def _has_one_payer(self) -> Self:
        if (self.cpo is None) == (self.demand_partner is None):
            raise ValueError("wanted either cpo or demand_partner")
        return self
