"""Alerts: what is watched, from which figure on it is abnormal, and what is abnormal now."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

ANY = "*"
"""Every Demand Partner that no limit of its own is given."""


class Severity(StrEnum):
    """How bad; the worse comes last."""

    WARNING = "warning"
    CRITICAL = "critical"


class AlertKind(StrEnum):
    """What a rule watches; the unit of its figure ends the name."""

    EXPOSURE_PCT = "exposure_pct"
    """What one Demand Partner owes, in percent of its limit."""
    HELD_H = "held_h"
    """How long the CDR waits for review that waits longest."""
    EXCEPTIONS_PCT = "exceptions_pct"
    """Held CDRs and rejected records, in percent of all that was received."""
    TRIAL_BALANCE_MINOR = "trial_balance_minor"
    """How far the sum of all balances of a currency is from zero."""
    CHAIN_BREAKS = "chain_breaks"
    """Whether the sealed entries are other than they were."""
    FEED_LAG_S = "feed_lag_s"
    """How old the picture on screen is."""
    NO_SESSION_MIN = "no_session_min"
    """How long ago the last session ended; only where the books are live."""
    PAYOUT_LATE_H = "payout_late_h"
    """How long ago the first entry fell due that no cycle has taken; only where the books are live:
    a run and a replay settle after the fact, and date it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """From which figure on something is abnormal, and below which it is normal again."""

    name: str
    kind: AlertKind
    severity: Severity
    above: Decimal
    """The alert is raised when the figure is above this; in the unit of the kind."""
    clears_at: Decimal
    """A raised alert clears when the figure is at this or below; never more than ``above``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchLimit:
    """How much a Demand Partner may owe in a currency before somebody should look."""

    demand_partner: str
    """Party key, or ``*`` for all others."""
    currency: str
    amount_minor: int
    """Above zero."""


@dataclass(frozen=True, slots=True)
class AlertRules:
    """A file of rules."""

    rules: tuple[AlertRule, ...] = ()
    limits: tuple[WatchLimit, ...] = ()

    def limit_of(self, demand_partner: str, currency: str) -> int | None:
        """What a Demand Partner may owe, in minor units; None where no limit is given."""
        amounts = {
            one.demand_partner: one.amount_minor for one in self.limits if one.currency == currency
        }
        return amounts.get(demand_partner, amounts.get(ANY))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something that is abnormal now."""

    rule: AlertRule
    subject: str
    """Whom or what it is about: a party, a currency; empty where there is only one."""
    figure: Decimal
    """In the unit of the kind."""
    since: datetime
    """When it was raised."""

    @property
    def key(self) -> str:
        """``exposure_pct:NL*XYZ/EUR``: what an acknowledgement is of, whatever the severity."""
        return f"{self.rule.kind}:{self.subject}"

    @property
    def rule_key(self) -> str:
        """The rule and its subject, by which the rule knows its own alert again."""
        return f"{self.rule.name}:{self.subject}"
