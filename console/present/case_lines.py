"""Cases of reconciliation on screen: the queue, one case side by side, and what was done about it.

A case is late when it waits longer than the CPO's terms promise it its money: nothing of it was
paid then.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Final

from console.present.amount_text import NOTHING, duration_text, money_text
from console.present.case_rows import history_rows, status_text
from console.present.kpi_tiles import DOT, Tone
from console.present.plain_rows import Cell, Row, row_of
from console.present.tariff_differences import difference_lines
from core.domain.errors import InvalidValueError
from core.domain.money import Money
from core.domain.reconciliation import Case, CaseStatus, Resolution
from core.service.case_stakes import StakedQueue
from core.service.view_reconciliation import CaseDetail, SideBySide

SHOWN_MAX: Final = 500
"""Rows that a table shows at once; a filter finds the others."""
OTHER: Final = "\N{NOT EQUAL TO}"
SAME: Final = "\N{EQUALS SIGN}"
_FIELDS: Final = {
    "evse": "EVSE",
    "start": "Begins (UTC)",
    "end": "Ends (UTC)",
    "duration_s": "Duration",
    "energy_kwh": "Energy",
    "tariff": "Tariff",
    "tariff_version": "Version of the tariff",
    "currency": "Currency",
    "total_excl_minor": "Total before VAT",
    "total_incl_minor": "Total with VAT",
}
_MONEY: Final = ("total_excl_minor", "total_incl_minor")


def tone_of_age(age_s: int, promised_s: int) -> Tone:
    """Whether it waits longer than the terms promise, or than half of that."""
    if age_s >= promised_s:
        return Tone.BAD
    return Tone.WARNING if 2 * age_s >= promised_s else Tone.CALM


def queue_rows(staked: StakedQueue, words: str = "") -> tuple[Row, ...]:
    """A row a case, those that wait longest first, at most ``SHOWN_MAX``.

    Args:
        staked: The queue.
        words: Only cases in whose row all of these occur, in any case.
    """
    rows = (_queue_row(one, staked) for one in staked.queue.cases)
    wanted = words.lower().split()
    found = (row for row in rows if all(word in _words_of(row) for word in wanted))
    return tuple(islice(found, SHOWN_MAX))


def _words_of(row: Row) -> str:
    return " ".join((row.key, *(cell.text for cell in row.cells))).lower()


def _queue_row(one: Case, staked: StakedQueue) -> Row:
    age_s = staked.ages_s[one.case_id]
    tone = tone_of_age(age_s, staked.promise_of(one))
    stake = staked.stakes.get(one.case_id)
    return row_of(
        Cell(tone.value, tone),
        Cell(duration_text(age_s), tone if tone is not Tone.CALM else None),
        Cell(class_text(one), tip=one.detail),
        subject_text(one),
        NOTHING if stake is None else money_text(stake.amount_minor, stake.currency),
        "" if stake is None else stake.currency,
        Cell(status_text(one), _TONES.get(one.status)),
        one.owner or NOTHING,
        one.demand_partner or NOTHING,
        key=one.case_id,
    )


_TONES: Final = {
    CaseStatus.PROPOSED: Tone.WARNING,
    CaseStatus.APPROVED: Tone.GOOD,
    CaseStatus.REJECTED: Tone.BAD,
}


def class_text(one: Case) -> str:
    """``Total differs``: what is wrong, in words."""
    words = one.reason.replace("_", " ").lower()
    return (words[:1].upper() + words[1:]).replace("Cdr", "CDR").replace("evse", "EVSE")


def subject_text(one: Case) -> str:
    """The CDR, else the session, without what all have in common."""
    if one.cdr_key is not None:
        return one.cdr_key.removeprefix("cdr:")
    return f"session {one.session_id}" if one.session_id else one.case_id


def queue_note(staked: StakedQueue, shown: int) -> str:
    """How many there are, how many are late, and what they are about in money."""
    queue = staked.queue
    ages = [staked.ages_s[one.case_id] for one in queue.cases]
    late = [one for one in queue.cases if staked.ages_s[one.case_id] >= staked.promise_of(one)]
    parts = [f"{shown:,} of {len(ages):,}" if shown != len(ages) else _count(len(ages))]
    if late:
        promises = {staked.promise_of(one) // 3_600 for one in late}
        than = f"{promises.pop()} h" if len(promises) == 1 else "their terms promise"
        parts.append(f"{Tone.BAD.value} {len(late):,} longer than {than}")
    parts += [
        f"{money_text(amount, currency)} {currency}"
        for currency, amount in _sums(staked.stakes.values()).items()
    ]
    return DOT.join(parts)


def _count(cases: int) -> str:
    return "1 case" if cases == 1 else f"{cases:,} cases"


def _sums(stakes: Iterable[Money]) -> Mapping[str, int]:
    sums: dict[str, int] = {}
    for one in stakes:
        sums[one.currency] = sums.get(one.currency, 0) + one.amount_minor
    return dict(sorted(sums.items()))


def side_lines(detail: CaseDetail) -> tuple[Row, ...]:
    """A row a field as session, CDR and our price have it; what differs is marked."""
    named = {one.field: one for one in detail.fields}
    currency = named["currency"].cdr or named["currency"].ours if "currency" in named else None
    return tuple(_side_line(one, currency) for one in detail.fields)


def _side_line(one: SideBySide, currency: str | None) -> Row:
    several = sum(text is not None for text in (one.session, one.cdr, one.ours)) > 1
    sign = OTHER if one.differs else SAME if several else ""
    tone = Tone.BAD if one.differs else Tone.CALM
    texts = (_value(one.field, text, currency) for text in (one.session, one.cdr, one.ours))
    cells = (Cell(text, tone if one.differs else None) for text in texts)
    title = _FIELDS.get(one.field, one.field)
    return row_of(Cell(sign, tone), title, *cells, key=one.field, is_marked=one.differs)


def _value(field: str, text: str | None, currency: str | None) -> str:
    if text is None:
        return NOTHING
    if field in _MONEY and currency is not None:
        try:
            return f"{money_text(int(text), currency)} {currency}"
        except InvalidValueError:  # a currency that nobody knows: as it was stated
            return text
    if field == "duration_s":
        return duration_text(float(text))
    return f"{text} kWh" if field == "energy_kwh" else text


def figure_lines(detail: CaseDetail) -> tuple[Row, ...]:
    """A row a figure that the CDR states, ours, what lies between, and of which kind that is."""
    return tuple(
        row_of(
            Cell(one.sign, one.tone),
            *one.cells[1:-1],
            Cell(one.cells[-1], one.tone),
            key=one.what,
            is_marked=one.sign == OTHER,
        )
        for one in difference_lines(detail.differences)
    )


def history_lines(detail: CaseDetail) -> tuple[Row, ...]:
    """What was done about it, oldest first, beginning with how it came to be."""
    case = detail.case
    began = row_of(_time(case.opened_at), NOTHING, f"opened: {class_text(case)}", case.detail)
    return (began, *(row_of(*texts) for texts in history_rows(detail)))


def _time(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M}"


def findings_text(detail: CaseDetail) -> str:
    """What the checks find of it today, in one paragraph."""
    found = [f"{reason.replace('_', ' ')}: {told}" for reason, told in detail.findings]
    return "\n".join(found) or detail.case.detail


def resolution_text(one: Resolution) -> str:
    """What is to become of a case, as it is offered."""
    return {
        Resolution.OUR_PRICE: "post it at our price",
        Resolution.CDR_TOTAL: "post it at the total that the CDR states",
        Resolution.DROP: "drop it: kept, and never posted",
        Resolution.AS_IT_IS: "accept it as it is: nothing is posted or undone",
    }[one]
