"""Alerts in words, with the rows behind each: what the list of Operate and the tiles say."""

from collections.abc import Callable
from typing import Final

from console.present.amount_text import decimal_text, duration_text, money_with_currency
from console.present.kpi_tiles import RowsLink, unsettled_of
from core.domain.alert import Alert, AlertKind, AlertRules
from core.domain.table_fields import BookTable
from core.service.raise_alerts import Picture, exception_count

_HOUR_S: Final = 3600

_LINKS: Final = {
    AlertKind.HELD_H: RowsLink(BookTable.HELD, "", "what waits for review, and why"),
    AlertKind.EXCEPTIONS_PCT: RowsLink(BookTable.HELD, "", "what waits for review, and why"),
    AlertKind.TRIAL_BALANCE_MINOR: RowsLink(BookTable.ENTRIES, "", "every entry of the ledger"),
    AlertKind.CHAIN_BREAKS: RowsLink(BookTable.ENTRIES, "", "every entry of the ledger"),
    AlertKind.FEED_LAG_S: RowsLink(BookTable.ENTRIES, "", "every entry of the ledger"),
    AlertKind.NO_SESSION_MIN: RowsLink(BookTable.SESSIONS, "", "every session"),
    AlertKind.PAYOUT_LATE_H: RowsLink(
        BookTable.SESSIONS, "state:posted", "the sessions not settled yet"
    ),
}


def alert_link(alert: Alert) -> RowsLink:
    """The rows behind an alert."""
    if alert.rule.kind is AlertKind.EXPOSURE_PCT:
        return unsettled_of(alert.subject.partition("/")[0])
    if alert.rule.kind is AlertKind.TRIAL_BALANCE_MINOR:
        said = f"the entries in {alert.subject}"
        return RowsLink(BookTable.ENTRIES, f"currency:{alert.subject}", said)
    return _LINKS[alert.rule.kind]


_NAMES: Final = {
    AlertKind.EXPOSURE_PCT: "exposure",
    AlertKind.HELD_H: "age of what is held",
    AlertKind.EXCEPTIONS_PCT: "share of exceptions",
    AlertKind.TRIAL_BALANCE_MINOR: "trial balance",
    AlertKind.CHAIN_BREAKS: "chain of the ledger",
    AlertKind.FEED_LAG_S: "lag",
    AlertKind.NO_SESSION_MIN: "no session",
    AlertKind.PAYOUT_LATE_H: "late payout",
}


def alert_name(key: str) -> str:
    """The key of an alert in words: ``exposure of NL*XYZ in EUR``; other texts as they are."""
    kind, _, subject = key.partition(":")
    if kind not in set(AlertKind):
        return key
    partner, _, currency = subject.rpartition("/")
    of = f" of {partner}" if partner else ""
    return f"{_NAMES[AlertKind(kind)]}{of}{f' in {currency}' if currency else ''}"


def alert_text(alert: Alert, picture: Picture, rules: AlertRules) -> str:
    """What is abnormal, in one sentence with its figures."""
    return _TEXTS[alert.rule.kind](alert, picture, rules)


def _exposure(alert: Alert, picture: Picture, rules: AlertRules) -> str:
    partner, _, currency = alert.subject.partition("/")
    owed = {(one.demand_partner, one.currency): one for one in picture.summary.watch.exposures}
    one, limit = owed.get((partner, currency)), rules.limit_of(partner, currency)
    if one is None or limit is None:
        return f"{partner} owes {decimal_text(alert.figure)} % of its limit"
    amount, of = (
        money_with_currency(one.amount_minor, currency),
        money_with_currency(limit, currency),
    )
    return f"{partner} owes {amount}, {decimal_text(alert.figure)} % of its limit {of}"


def _held(alert: Alert, picture: Picture, _: AlertRules) -> str:
    count = sum(picture.summary.held.values())
    age = duration_text(float(alert.figure) * _HOUR_S)
    return f"{count:,} held for review, the oldest for {age}"


def _exceptions(alert: Alert, picture: Picture, _: AlertRules) -> str:
    count = exception_count(picture.summary)
    share, limit = decimal_text(alert.figure), decimal_text(alert.rule.above)
    return f"{count:,} exceptions, {share} % of what was received (above {limit} %)"


def _trial_balance(alert: Alert, picture: Picture, _: AlertRules) -> str:
    total = picture.summary.trial_balance.get(alert.subject, 0)
    return f"Trial balance is {money_with_currency(total, alert.subject)}, not 0"


def _chain(alert: Alert, *_: object) -> str:
    places = "1 place" if alert.figure == 1 else f"{decimal_text(alert.figure)} places"
    return f"The chain of the ledger is broken in {places}"


def _lag(alert: Alert, *_: object) -> str:
    return f"The books were last read {duration_text(float(alert.figure))} ago"


def _silence(alert: Alert, *_: object) -> str:
    return f"No session has ended for {duration_text(float(alert.figure) * 60)}"


def _late(alert: Alert, *_: object) -> str:
    return f"Payout is late: due {duration_text(float(alert.figure) * _HOUR_S)} ago"


_TEXTS: Final[dict[AlertKind, Callable[[Alert, Picture, AlertRules], str]]] = {
    AlertKind.EXPOSURE_PCT: _exposure,
    AlertKind.HELD_H: _held,
    AlertKind.EXCEPTIONS_PCT: _exceptions,
    AlertKind.TRIAL_BALANCE_MINOR: _trial_balance,
    AlertKind.CHAIN_BREAKS: _chain,
    AlertKind.FEED_LAG_S: _lag,
    AlertKind.NO_SESSION_MIN: _silence,
    AlertKind.PAYOUT_LATE_H: _late,
}
