"""From a picture of the books and the rules to what is abnormal now; pure.

A raised alert stays until its figure is at the second threshold or below, so that a figure that
wavers around the first one does not come and go.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from core.domain.alert import Alert, AlertKind, AlertRules, Severity
from core.domain.environment import Environment
from core.service.snapshot import Summary

Reading = tuple[str, Decimal]
"""Whom it is about, and the figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Everything that alerts are raised from."""

    summary: Summary
    environment: Environment
    now: datetime
    """The machine's clock, UTC."""
    feed_lag_s: Decimal = Decimal(0)
    """How old the summary is."""
    chain_breaks: int = 0
    """How many places of the chain were found that are other than they were."""

    @property
    def clock(self) -> datetime:
        """The books' clock: the machine's where they are live, else how far the books are."""
        if self.environment is Environment.LIVE:
            return self.now
        return self.summary.watch.clock or self.now

    def age(self, since: datetime) -> timedelta:
        """How long ago something was, by the clock by which it was written; never below zero."""
        until = self.clock if since <= self.clock else self.now
        return max(until - since, timedelta(0))


def raised(rules: AlertRules, picture: Picture, before: Sequence[Alert]) -> tuple[Alert, ...]:
    """What every rule finds abnormal, in the order of the rules.

    Args:
        rules: The rules and the limits.
        picture: The books as they are.
        before: What this gave the last time; an alert that stays keeps its time.
    """
    known = {one.rule_key: one for one in before}
    found = []
    for rule in rules.rules:
        for subject, figure in _READINGS[rule.kind](picture, rules):
            alert = Alert(rule=rule, subject=subject, figure=figure, since=picture.clock)
            old = known.get(alert.rule_key)
            if old is not None and figure > rule.clears_at:
                found.append(Alert(rule=rule, subject=subject, figure=figure, since=old.since))
            elif figure > rule.above:
                found.append(alert)
    return tuple(found)


def worst_first(alerts: Sequence[Alert]) -> tuple[Alert, ...]:
    """One alert for each thing, of the worst rule; the worst first, then the latest."""
    worst: dict[str, Alert] = {}
    for one in alerts:
        other = worst.get(one.key)
        if other is None or _rank(one.rule.severity) > _rank(other.rule.severity):
            worst[one.key] = one
    by_time = sorted(worst.values(), key=lambda one: (one.since, one.key), reverse=True)
    return tuple(sorted(by_time, key=lambda one: -_rank(one.rule.severity)))


def _rank(severity: Severity) -> int:
    return list(Severity).index(severity)


def percent_of(part: int, whole: int) -> Decimal:
    """A share in percent, to one decimal."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"))


def exception_count(summary: Summary) -> int:
    """CDRs that wait and records that were not taken."""
    return sum(summary.held.values()) + sum(summary.watch.rejects.values())


def _hours(span: timedelta) -> Decimal:
    return (Decimal(round(span.total_seconds())) / 3600).quantize(Decimal("0.1"))


def _exposures(picture: Picture, rules: AlertRules) -> Iterator[Reading]:
    for one in picture.summary.watch.exposures:
        limit = rules.limit_of(one.demand_partner, one.currency)
        if limit is not None:
            yield f"{one.demand_partner}/{one.currency}", percent_of(one.amount_minor, limit)


def _held(picture: Picture, _: AlertRules) -> Iterator[Reading]:
    since = picture.summary.watch.oldest_held_at
    if since is not None:
        yield "", _hours(picture.age(since))


def _exceptions(picture: Picture, _: AlertRules) -> Iterator[Reading]:
    received = picture.summary.sessions + sum(picture.summary.watch.rejects.values())
    if received:
        yield "", percent_of(exception_count(picture.summary), received)


def _trial_balances(picture: Picture, _: AlertRules) -> Iterator[Reading]:
    for currency, total in picture.summary.trial_balance.items():
        yield currency, Decimal(abs(total))


def _chain(picture: Picture, _: AlertRules) -> Iterator[Reading]:
    yield "", Decimal(picture.chain_breaks)


def _lag(picture: Picture, _: AlertRules) -> Iterator[Reading]:
    yield "", picture.feed_lag_s


def _silence(picture: Picture, _: AlertRules) -> Iterator[Reading]:
    last = picture.summary.watch.last_end
    if picture.environment is Environment.LIVE and last is not None:
        yield "", Decimal(int(picture.age(last).total_seconds() // 60))


def _late(picture: Picture, _: AlertRules) -> Iterator[Reading]:
    due = picture.summary.watch.unsettled_due
    if picture.environment is Environment.LIVE and due is not None and due < picture.clock:
        yield "", _hours(picture.clock - due)


_READINGS: Final[dict[AlertKind, Callable[[Picture, AlertRules], Iterator[Reading]]]] = {
    AlertKind.EXPOSURE_PCT: _exposures,
    AlertKind.HELD_H: _held,
    AlertKind.EXCEPTIONS_PCT: _exceptions,
    AlertKind.TRIAL_BALANCE_MINOR: _trial_balances,
    AlertKind.CHAIN_BREAKS: _chain,
    AlertKind.FEED_LAG_S: _lag,
    AlertKind.NO_SESSION_MIN: _silence,
    AlertKind.PAYOUT_LATE_H: _late,
}
