"""Which VAT the services of a period's steps bear, by the table, on the period's last day."""

from datetime import date

from core.domain.agreement import ANY, Agreement
from core.ledger.session_vat import SessionVat, Traders, vat_of_session
from core.ledger.true_up import Group
from core.service.known import Known
from core.service.vat_file import vat_table


def vat_of_group(known: Known, agreement: Agreement, group: Group, day: date) -> SessionVat:
    """By the table; who is everybody has no part in the services, so any party stands there.

    Raises:
        UndecidedVatError: The table has no answer.
    """
    network = known.network
    assert network is not None, group
    third = [step.payee for step in agreement.steps if step.payee in known.parties]
    traders = Traders(
        network,
        known.parties.get(group.cpo, network),
        known.parties.get(group.demand_partner, network),
        tuple(known.parties[key] for key in third),
    )
    where = network.country_code if agreement.country == ANY else agreement.country
    return vat_of_session(vat_table(), agreement, traders, where, day)
