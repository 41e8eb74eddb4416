"""Sessions of the books with their prices and the terms that held, to be worked out otherwise."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from core.domain.agreement import ANY, Agreement
from core.domain.priced_cdr import PricedCdr
from core.ledger.session_vat import SessionVat, vat_before_the_table
from core.ledger.split import Split, split
from core.service.known import Known
from core.store.cdr_store import received_among
from core.store.database import OpenTransaction
from core.store.fate_store import prices_of
from core.store.true_up_store import posted_sessions

PostedPrice = tuple[PricedCdr, Agreement]


def posted_prices(
    connection: OpenTransaction, known: Known, start: datetime, end: datetime
) -> Iterator[list[PostedPrice]]:
    """Sessions that ended in a time, cost something and were not undone, in batches."""
    for rows in posted_sessions(connection, start, end):
        terms = dict(rows)
        records = [one.cdr for one in received_among(connection, list(terms)).values()]
        prices = prices_of(connection, records)
        batch = []
        for key, priced in prices.items():
            held = known.agreement_version(terms[key])
            if held is not None:  # verify names entries without terms
                batch.append((priced, held))
        yield batch


def would_hold(terms: Agreement, held: Agreement, priced: PricedCdr) -> bool:
    """Whether terms are for a session, and no others are more specific."""
    cdr = priced.cdr
    return (
        terms.precedence >= held.precedence
        and terms.cpo in (ANY, cdr.cpo)
        and terms.demand_partner in (ANY, cdr.demand_partner)
        and terms.country in (ANY, cdr.country_code)
    )


def parts_under(priced: PricedCdr, terms: Agreement, known: Known) -> Split:
    """How terms part a session; what is before VAT does not depend on who bears which."""
    around = known.circumstances_of(priced.cdr) if terms.asks_circumstances else None
    return split(priced, terms, any_vat(terms), around)


@lru_cache(maxsize=64)
def any_vat(terms: Agreement) -> SessionVat:
    """Some VAT: amounts before it do not depend on which."""
    return vat_before_the_table(terms, "", "", "", "")
