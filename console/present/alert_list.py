"""The list of alerts as it is shown: what is open, what is acknowledged, and what was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from console.present.alert_lines import alert_link, alert_name, alert_text
from console.present.kpi_tiles import DOT, TONES, RowsLink, Tone
from core.domain.alert import Alert, AlertRules
from core.domain.operator_act import ActKind, OperatorAct
from core.service.raise_alerts import Picture

_VERBS = {
    ActKind.ARMED: "armed for actions",
    ActKind.DISARMED: "disarmed",
    ActKind.ACKNOWLEDGED: "acknowledged",
    ActKind.CLEARED: "cleared",
    ActKind.SETTLED: "settled due cycles",
    ActKind.TAKEN_BACK: "took back",
    ActKind.MATCHED: "matched by hand",
    ActKind.RELEASED: "released the match of",
    ActKind.ERASED: "erased the personal data of",
    ActKind.PROPOSED: "proposed",
    ActKind.APPROVED: "approved",
    ActKind.REJECTED: "rejected",
    ActKind.FILE_PREPARED: "prepared a payment file of",
    ActKind.FILE_EXPORTED: "exported",
    ActKind.DISPUTED: "opened a dispute of",
    ActKind.DISPUTE_WON: "turned down the dispute of",
    ActKind.DISPUTE_LOST: "accepted the dispute of",
    ActKind.REFUNDED: "refunded a part of",
    ActKind.CHARGED_BACK: "charged back",
    ActKind.DEFAULTED: "took as defaulted",
    ActKind.WRITTEN_OFF: "wrote off what is owed by",
    ActKind.CARD_COST: "posted card cost as",
    ActKind.PERIOD_CLOSED: "closed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """One alert in the list."""

    key: str
    tone: Tone
    text: str
    since: datetime
    when: str
    """Since when: the time of this day, or the day before it."""
    link: RowsLink
    acknowledged: OperatorAct | None = None

    @property
    def said(self) -> str:
        """The line itself: glyph, time, what is abnormal, and who knows."""
        known = "" if self.acknowledged is None else f"{DOT}seen by {self.acknowledged.who}"
        return f"{self.tone.value} {self.when}  {self.text}{known}"

    @property
    def told(self) -> str:
        """The line in full, for the tool tip."""
        lines = [self.text, f"since {self.since:%Y-%m-%d %H:%M:%S} UTC"]
        if self.acknowledged is not None:
            lines.append(act_text(self.acknowledged))
        return "\n".join([*lines, f"Enter shows {self.link.said}"])


def alert_lines(
    alerts: Sequence[Alert],
    acknowledged: Sequence[OperatorAct],
    picture: Picture,
    rules: AlertRules,
) -> tuple[AlertLine, ...]:
    """The lines, those that nobody has acknowledged first."""
    seen = {act.subject: act for act in acknowledged}
    lines = [
        AlertLine(
            key=one.key,
            tone=TONES[one.rule.severity],
            text=alert_text(one, picture, rules),
            since=one.since,
            when=_when(one.since, picture.clock),
            link=alert_link(one),
            acknowledged=seen.get(one.key),
        )
        for one in alerts
    ]
    return tuple(sorted(lines, key=lambda line: line.acknowledged is not None))


def _when(since: datetime, clock: datetime) -> str:
    return f"{since:%H:%M}" if since.date() == clock.date() else f"{since:%d %b %H:%M}"


def act_text(act: OperatorAct) -> str:
    """``2026-06-03 12:05 m.k. acknowledged exposure of NL*XYZ in EUR: called them``."""
    subject = f" {alert_name(act.subject)}" if act.subject else ""
    note = f": {act.note}" if act.note else ""
    return f"{act.at:%Y-%m-%d %H:%M} {act.who} {_VERBS[act.kind]}{subject}{note}"
