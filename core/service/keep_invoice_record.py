"""Which CDRs an invoice between two parties is of, as whoever issued it tells the other one.

Source: OCPI 2.3.0 edition 2, mod_invoice_reconciliation. It holds no amounts: what a CDR costs is
in the books, and whoever looks for a CDR of an invoice finds it there.
"""

from datetime import datetime

from core.domain.kept_object import KeptObject
from core.ocpi.wire import JsonObject, wire_object
from core.service.known import Known
from core.service.valued import Valued
from core.store.database import OpenTransaction


def keep_invoice_record(
    _connection: OpenTransaction, one: KeptObject, value: JsonObject, _known: Known, _now: datetime
) -> Valued:
    """Keep a record; only the two parties of the invoice may read it.

    Raises:
        WireError: It names no invoice, or no CDR.
    """
    wire = wire_object(value)
    wire.text("invoice_id", 255)
    if not wire.texts("cdrs", 39):
        raise wire.refused("cdrs", "wanted at least one, found none")
    return Valued(partner=one.partner or one.owner)
