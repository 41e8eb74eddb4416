"""What a true-up made its parties sell to each other: services of a whole period."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from core.domain.agreement import Agreement
from core.domain.entry import Entry
from core.domain.supplied import SalePart, SaleVat, Supplied
from core.domain.waterfall import Actor, StepKind
from core.ledger.session_vat import SessionVat
from core.ledger.steps_of_terms import waterfall_of
from core.ledger.supplies import ONE, SERVICE_NAMES, decision_of_sale, sale_of
from core.ledger.true_up import Group
from core.ledger.true_up_entry import moved_by

_FEES: Final = (StepKind.PER_SESSION, StepKind.FIXED)


def group_of_true_up(entry: Entry) -> Group:
    """Whose true-up an entry is, by its id: after its source the CPO, the DP and a number."""
    cpo, demand_partner, _ = entry.entry_id.removeprefix(f"{entry.source_id}:").rsplit(":", 2)
    return Group(cpo, demand_partner)


def true_up_sales(
    entry: Entry, agreement: Agreement, vat: SessionVat, network: str
) -> tuple[Supplied, ...]:
    """The services that a true-up posted, step by step; a third party may sell one.

    Args:
        entry: Its notes say what each step moved.
        agreement: The terms that asked for it.
        vat: What is decided for the services.
        network: Key of the operator.
    """
    group = group_of_true_up(entry)
    actors = {
        Actor.CPO.value: group.cpo,
        Actor.DP.value: group.demand_partner,
        Actor.NETWORK.value: network,
    }
    return tuple(_sales(entry, agreement, vat, actors))


def _sales(
    entry: Entry, agreement: Agreement, vat: SessionVat, actors: Mapping[str, str]
) -> Iterator[Supplied]:
    falls = waterfall_of(agreement)
    steps = {step.step_id: step for step in falls.steps}
    period = entry.source_id.rpartition(":")[2]
    for step_id, (amount, taxes) in moved_by(entry.notes).items():
        step = steps[step_id]
        decision = decision_of_sale(step, vat.of_step(step))
        if decision is None:
            continue
        assert decision.pct is not None, decision
        sale = sale_of(step.payer, step.payee, is_fee=falls.root_of(step_id).kind in _FEES)
        part = SalePart(
            name=f"{SERVICE_NAMES[sale]}, true-up {step_id} of {period}",
            unit=ONE,
            quantity=Decimal(1),
            unit_price=None,
            vat_pct=decision.pct,
            net_minor=amount,
        )
        yield Supplied(
            sale=sale,
            seller=actors.get(step.payee, step.payee),
            buyer=actors[step.payer],
            country="",
            currency=agreement.payout_currency,
            parts=(part,),
            vat_minor=taxes,
            vat=SaleVat(decision.category, decision.vatex, decision.text, decision.place),
        )
