"""The timetable and the calendar that a network's books go by."""

from core.domain.banking_days import BankingDays
from core.service.closed_days import banking_days
from core.settlement.cycle import CutOff, Timetable
from core.store.database import OpenTransaction
from core.store.settlement_store import cut_off_rules


def timetable_in(connection: OpenTransaction) -> Timetable:
    """Every cut-off, by the rules of the books; the default where they hold none."""
    return Timetable(
        tuple(
            CutOff(one.valid_from, one.hour, banking_days(one.calendar, one.time_zone))
            for one in reversed(cut_off_rules(connection))
        )
    )


def calendar_in(connection: OpenTransaction) -> BankingDays | None:
    """The calendar of the latest rule, by which banking hours count; None where there is none."""
    rules = cut_off_rules(connection)
    return banking_days(rules[-1].calendar, rules[-1].time_zone) if rules else None
