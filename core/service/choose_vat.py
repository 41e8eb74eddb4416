"""Which VAT the supplies of a CDR bear, by the table that comes with the program."""

from datetime import UTC, date
from zoneinfo import ZoneInfo

from core.domain.agreement import Agreement
from core.domain.cdr import Cdr
from core.domain.errors import UndecidedVatError
from core.domain.hold import HoldReason
from core.ledger.session_vat import SessionVat, Traders, vat_of_session
from core.service.known import Known
from core.service.review_cdr import Finding
from core.service.vat_file import vat_table


def choose_vat(cdr: Cdr, agreement: Agreement, known: Known) -> SessionVat | Finding:
    """What is decided for a CDR of known parties, or that the table has no answer."""
    table, day = vat_table(), day_of_supply(cdr, known)
    made = (cdr.cpo, cdr.demand_partner, cdr.country_code, agreement.version, table.era(day))
    found = known.vat_made.get(made)
    if found is not None:
        return found
    assert known.network is not None, cdr.key  # who knows the parties knows who connects them
    parties = known.parties
    others = [parties[step.payee] for step in agreement.steps if step.payee in parties]
    pair = parties[cdr.cpo], parties[cdr.demand_partner]
    traders = Traders(known.network, *pair, tuple(others))
    try:
        found = vat_of_session(table, agreement, traders, cdr.country_code, day)
    except UndecidedVatError as error:
        return HoldReason.NO_VAT_RULE, str(error)
    known.vat_made[made] = found
    return found


def day_of_supply(cdr: Cdr, known: Known) -> date:
    """The day on which a session ended where it took place; in UTC where nobody knows its zone."""
    zone = known.time_zone_of(cdr)
    return cdr.end.astimezone(UTC if zone is None else ZoneInfo(zone)).date()
