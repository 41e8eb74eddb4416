"""Terms between the network, a CPO and a Demand Partner, valid for a time.

Nobody has published these numbers, so each is data: effective-dated, scoped, named in every entry
that it made. Worked examples of both ways to take the commission: tests of ``ledger.split``.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.domain.agreement_example import Example
from core.domain.errors import InvalidValueError
from core.domain.interval import Interval
from core.domain.money import exponent_of
from core.domain.rounding import MINOR_UNIT, RoundedAt, RoundingPolicy
from core.domain.waterfall import ALWAYS, Settle, Step, StepKind
from core.domain.waterfall_rules import waterfall

NETWORKCORE = "NETWORKCORE"
"""The preset under which nobody pays anything unless somebody charges."""
ANY = "*"
"""Selector that matches every party."""


class CommissionModel(StrEnum):
    """Two ways to take the commission."""

    POOL = "POOL"
    """One commission funded by the CPO, parted between the network and the DP."""
    STACKED = "STACKED"
    """Separate lines for the network's commission and the DP's share, both paid by the CPO."""


class Bearer(StrEnum):
    """Who bears a cost."""

    CPO = "CPO"
    DP = "DP"
    NETWORK = "NETWORK"
    NOBODY = "NOBODY"


class ClockOrigin(StrEnum):
    """What starts the settlement clock."""

    CDR_RECEIVED = "CDR_RECEIVED"
    SESSION_END = "SESSION_END"
    CDR_ACCEPTED = "CDR_ACCEPTED"
    """When the CDR passed every review, perhaps by a person's decision."""
    FUNDS_CAPTURED = "FUNDS_CAPTURED"
    """When the money of the session is the network's: on acceptance, where the driver or a prepaid
    wallet pays; where a DP pays later, when the bank confirms that."""


class ClockHours(StrEnum):
    """Which hours the settlement clock counts."""

    CALENDAR = "CALENDAR"
    BANKING = "BANKING"
    """Hours of days on which banks work, by the network's calendar."""


class FxLock(StrEnum):
    """When the rate of a session is fixed, where its DP settles in another currency."""

    QUOTE = "QUOTE"
    """When the driver began, at the price told then."""
    SESSION_END = "SESSION_END"
    CDR_RECEIVED = "CDR_RECEIVED"
    SETTLEMENT = "SETTLEMENT"
    """At the cut-off that clears the session; until then it is in its own currency."""


class PayoutCondition(StrEnum):
    """What a CPO's part waits for, besides its cut-off; never for a dispute window."""

    NETWORK_CREDIT = "NETWORK_CREDIT"
    """For nothing, as long as the DP is within its credit limit: the network pays in advance."""
    FUNDED = "FUNDED"
    """Until the bank confirmed what the DP was asked for."""


@dataclass(frozen=True, slots=True)
class CardTerms:
    """What collecting by card costs, and who bears it."""

    fixed: Decimal = Decimal(0)
    """Per session, in major units of the session's currency."""
    rate_bp: int = 0
    """Of the gross amount, in 1/10,000."""
    bearer: Bearer = Bearer.NOBODY


@dataclass(frozen=True, slots=True)
class SettlementClock:
    """When a CPO must have been paid."""

    origin: ClockOrigin = ClockOrigin.SESSION_END
    delay_h: int = 48
    hours: ClockHours = ClockHours.CALENDAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One version of the terms for a scope of parties."""

    agreement_id: str
    preset: str
    """What it stands for: NETWORKCORE, RESELLER, PASS_THROUGH, HUB_AND_CLEARING, DIRECT or own."""
    cpo: str = ANY
    """Party key, or ``*`` for every CPO."""
    demand_partner: str = ANY
    """Party key, or ``*`` for every DP."""
    effective: Interval
    commission_model: CommissionModel
    commission_bp: int
    """POOL: the whole commission; STACKED: the network's. Of the net cost, in 1/10,000."""
    dp_share_bp: int
    """POOL: the DP's part of the commission; STACKED: the DP's share of the net cost."""
    wholesale_bp: int = 10_000
    """What the DP owes of the public tariff, in 1/10,000; 10,000 is the tariff itself."""
    cpo_session_fee: Decimal = Decimal(0)
    """Roaming fee the CPO owes the network for each session, in major units, without VAT."""
    dp_session_fee: Decimal = Decimal(0)
    """Roaming fee the DP owes the network for each session, in major units, without VAT."""
    service_vat_pct: Decimal
    """VAT of commission, share and fees at home in a country that the VAT table does not list."""
    vat_pct_by_country: tuple[tuple[str, Decimal], ...] = ()
    """That VAT in such countries where it is another rate: (ISO 3166 alpha-2, percent)."""
    card: CardTerms = CardTerms()
    clock: SettlementClock = SettlementClock()
    payout_currency: str
    """What sessions under these terms are priced and paid out in."""
    fx_margin_bp: int = 0
    """Added to the rate when a DP settles in another currency, in 1/10,000."""
    fx_lock: FxLock = FxLock.SESSION_END
    """On which day's rate it is converted: the last one known on that day."""
    fx_max_age_days: int | None = None
    """How many days before that day the rate may be at most; None: however old."""
    tolerance_minor: int = 1
    """How far a CDR's own total may differ from our price, in minor units; within it our price
    stands and nothing is booked of the difference."""
    rounding: RoundingPolicy = MINOR_UNIT
    """How the price of a session becomes whole minor units."""
    steps: tuple[Step, ...] = ()
    """The waterfall where it is written out; empty: commission, share, fees and card make it."""
    dispute_window_days: int = 0
    """How long a session waits for objections before it is posted; 0: it is posted at once, and a
    dispute that is lost later draws the reserve."""
    payout_condition: PayoutCondition = PayoutCondition.NETWORK_CREDIT
    country: str = ANY
    """Of the charge point, ISO 3166 alpha-2, or ``*`` for every country."""
    examples: tuple[Example, ...] = ()
    """Sessions that the terms must part as worked out by hand; approval runs them."""

    def __post_init__(self) -> None:
        exponent_of(self.payout_currency)
        self._check_steps()
        if self.rounding.decimals is not None or self.rounding.where is RoundedAt.INVOICE:
            raise InvalidValueError(
                f"agreement {self.agreement_id}: rounding: wanted minor units of each session, for "
                f"each is posted by itself, found {self.rounding.where} to "
                f"{self.rounding.decimals} decimals"
            )
        for name in ("commission_bp", "dp_share_bp", "wholesale_bp", "fx_margin_bp"):
            value = getattr(self, name)
            if not 0 <= value <= 10_000:
                raise InvalidValueError(
                    f"agreement {self.agreement_id}: {name}: wanted 0 to 10000, found {value}"
                )

        if self.fx_max_age_days is not None and self.fx_max_age_days < 0:
            raise InvalidValueError(
                f"agreement {self.agreement_id}: fx_max_age_days: wanted 0 or more, "
                f"found {self.fx_max_age_days}"
            )
        if self.tolerance_minor < 0:
            raise InvalidValueError(
                f"agreement {self.agreement_id}: tolerance_minor: wanted 0 or more, "
                f"found {self.tolerance_minor}"
            )

    def _check_steps(self) -> None:
        if not self.steps:
            return
        try:
            waterfall(self.steps)
        except InvalidValueError as error:
            raise InvalidValueError(f"agreement {self.agreement_id}: {error}") from None
        if self.commission_bp or self.dp_share_bp or self.wholesale_bp != 10_000:
            found = "commission_bp, dp_share_bp or wholesale_bp beside steps"
        elif self.cpo_session_fee or self.dp_session_fee or self.card != CardTerms():
            found = "session fees or card beside steps"
        elif self.preset == NETWORKCORE and any(map(may_post_without_session, self.steps)):
            found = f"preset {NETWORKCORE}, under which no session means no fee, and a fixed amount"
        else:
            return
        raise InvalidValueError(f"agreement {self.agreement_id}: steps: found {found}")

    def vat_pct_in(self, country_code: str) -> Decimal:
        """VAT of a service at home in a country that the VAT table does not list, in percent."""
        return dict(self.vat_pct_by_country).get(country_code, self.service_vat_pct)

    @property
    def version(self) -> str:
        """How this version is named in the books: id and the day from which it holds."""
        return f"{self.agreement_id}@{self.effective.start.date().isoformat()}"

    @property
    def asks_circumstances(self) -> bool:
        """Whether a step has a condition."""
        return any(step.condition != ALWAYS for step in self.steps)

    def covers(self, cpo: str, demand_partner: str, country: str, instant: datetime) -> bool:
        """Whether these terms are for these two parties in that country at that time."""
        return (
            self.cpo in (ANY, cpo)
            and self.demand_partner in (ANY, demand_partner)
            and self.country in (ANY, country)
            and instant in self.effective
        )

    @property
    def precedence(self) -> int:
        """Narrower scopes win: network < CPO < DP < CPO x DP < country."""
        return (self.cpo != ANY) + 2 * (self.demand_partner != ANY) + 4 * (self.country != ANY)

    @property
    def scope(self) -> str:
        """Whom it is for, in words: ``NL*ABC x every DP, every country``."""
        cpo = "every CPO" if self.cpo == ANY else self.cpo
        dp = "every DP" if self.demand_partner == ANY else self.demand_partner
        country = "every country" if self.country == ANY else self.country
        return f"{cpo} x {dp}, {country}"


def may_post_without_session(step: Step) -> bool:
    """Whether a step can be owed for a period in which nobody charged."""
    period = step.settle is Settle.PERIOD_TRUE_UP
    return period and step.kind in (StepKind.FIXED, StepKind.MINIMUM)
