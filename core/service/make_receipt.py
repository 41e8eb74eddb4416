"""Make the receipt of one session, from the record and the price that the books hold of it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC
from zoneinfo import ZoneInfo

from core.domain.cdr import Assumed, Cdr
from core.domain.errors import NotFoundError, RuleError
from core.domain.priced_cdr import CostLine, PricedCdr
from core.domain.receipt import Receipt, ReceiptLine
from core.ledger.supplies import name_of_line, quantity_of_line, unit_of_line
from core.service.meter_words import meter_words
from core.service.runtime import Runtime
from core.store.cdr_store import cdr_of, credit_of, keys_named
from core.store.database import OpenTransaction
from core.store.fate_store import hold_of, priced_of
from core.store.personal_store import meter_check_of
from core.store.reference_store import all_locations, all_parties


def make_receipt(runtime: Runtime, words: str) -> Receipt:
    """The receipt of a session, named by the key or id of its CDR, or by its own id.

    Raises:
        NotFoundError: No session is called so, or several are.
        RuleError: It has no price yet: it waits for review, or was not carried.
    """
    with runtime.database.reading() as connection:
        return receipt_in(connection, words)


def receipt_in(connection: OpenTransaction, words: str) -> Receipt:
    """The receipt of a session as one open transaction sees it; raises as ``make_receipt``."""
    cdr = _cdr(connection, words)
    priced = priced_of(connection, cdr)
    if priced is None:
        hold = hold_of(connection, cdr.key)
        why = "it is not priced yet" if hold is None else f"it waits for review: {hold.detail}"
        raise RuleError(f"receipt: {cdr.key}: no receipt, {why}")
    location = all_locations(connection).get((cdr.cpo, cdr.location_id))
    parties = all_parties(connection)
    zone = "UTC" if location is None else location.time_zone
    clock = ZoneInfo(zone) if location else UTC
    return Receipt(
        cdr_key=cdr.key,
        session_id=cdr.session_id or cdr.cdr_id,
        cpo=f"{parties[cdr.cpo].name} ({cdr.cpo})",
        demand_partner=f"{parties[cdr.demand_partner].name} ({cdr.demand_partner})",
        location=cdr.location_id if location is None else location.name,
        country_code=cdr.country_code,
        evse=cdr.evse_uid,
        start=cdr.start.astimezone(clock),
        end=cdr.end.astimezone(clock),
        time_zone=zone,
        energy_kwh=cdr.energy_kwh,
        currency=priced.currency,
        tariff_id=priced.tariff_id,
        tariff_version=priced.tariff_version,
        lines=tuple(_line(one, priced) for one in priced.lines),
        vat=tuple(_vat(priced)),
        notes=tuple(_notes(connection, cdr)),
    )


def _cdr(connection: OpenTransaction, words: str) -> Cdr:
    keys = keys_named(connection, words)
    if not keys:
        raise NotFoundError(f"receipt: no CDR or session {words!r} in these books")
    if len(keys) > 1:
        raise NotFoundError(f"receipt: {words!r} names several CDRs: {', '.join(keys)}")
    received = cdr_of(connection, keys[0])
    assert received is not None, keys
    return received.cdr


def _line(line: CostLine, priced: PricedCdr) -> ReceiptLine:
    return ReceiptLine(
        name=name_of_line(line, priced),
        quantity=quantity_of_line(line),
        unit=unit_of_line(line),
        unit_price=line.unit_price,
        vat_pct=line.vat_pct,
        excl_minor=line.excl_minor,
        incl_minor=line.incl_minor,
    )


def _vat(priced: PricedCdr) -> Iterator[tuple[str, int]]:
    sums: dict[str, int] = defaultdict(int)
    for line in priced.lines:
        rate = "limits" if line.vat_pct is None else f"{line.vat_pct.normalize():f} %"
        sums[rate] += line.vat_minor
    yield from sums.items()


def _notes(connection: OpenTransaction, cdr: Cdr) -> Iterator[str]:
    hold = hold_of(connection, cdr.key)
    if hold is not None:
        yield f"This session waits for review ({hold.detail}); its price may change."
    credited = credit_of(connection, cdr.key)
    if credited is not None:
        yield f"This session was credited in full by {credited}: nothing of it is owed."
    meter = meter_check_of(connection, cdr.key)
    if meter is not None:
        yield f"Meter: {meter_words(meter, cdr.energy_kwh)}."
    if Assumed.DEMAND_PARTNER in cdr.assumed:
        yield "ASSUMED: the source of this session names no Demand Partner."
    if Assumed.TARIFF in cdr.assumed:
        yield "ASSUMED: the source of this session names no tariff."
