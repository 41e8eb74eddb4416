"""Valid values with defaults: a test says only what it is about.

The default session is the worked one of the NETWORKCORE preset: 20 kWh at 0.50 in the Netherlands,
21 % VAT, 10.00 net and 12.10 gross.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from core.domain.agreement import Agreement, CommissionModel
from core.domain.cdr import AuthMethod, Cdr, ChargingPeriod, CreditCdr, Price
from core.domain.demand_partner import DemandPartner
from core.domain.driver_token import DriverToken, TokenType
from core.domain.entry import Entry, EntryKind, Posting
from core.domain.fx_rate import FxRate
from core.domain.interval import Interval
from core.domain.location import Connector, Evse, Location, PowerType
from core.domain.network import Network
from core.domain.party import Party, Role
from core.domain.priced_cdr import CostLine, PricedCdr, Unit
from core.domain.session import Session, SessionStatus
from core.domain.tariff import (
    PriceComponent,
    Tariff,
    TariffDimension,
    TariffElement,
    TariffRestrictions,
)
from core.domain.usage import Usage
from core.ledger.session_vat import Traders, vat_of_session
from core.ledger.split import split
from core.service.vat_file import vat_table

START = datetime(2026, 6, 1, 10, tzinfo=UTC)
CPO, DP = "NL*ABC", "NL*XYZ"


def a_party(key=CPO, role=Role.CPO, currency="EUR", **changes):
    country_code, party_id = key.split("*")
    return Party(
        country_code=country_code,
        party_id=party_id,
        name=f"Party {party_id}",
        role=role,
        currency=currency,
        **changes,
    )


def a_demand_partner(key=DP, currency="EUR", demand_weight=1, **changes):
    return DemandPartner(a_party(key, Role.EMSP, currency, **changes), demand_weight)


def a_component(dimension=TariffDimension.ENERGY, price="0.50", vat_pct="21", step_size=1):
    return PriceComponent(
        type=TariffDimension(dimension),
        price=Decimal(price),
        vat_pct=None if vat_pct is None else Decimal(vat_pct),
        step_size=step_size,
    )


def an_element(*components, **restrictions):
    """An element; `restrictions` are fields of `TariffRestrictions`."""
    return TariffElement(components or (a_component(),), TariffRestrictions(**restrictions))


def a_tariff(*elements, tariff_id="T1", cpo=CPO, currency="EUR", last_updated=None, **changes):
    """A tariff; `changes` are fields of `Tariff`."""
    return Tariff(
        tariff_id=tariff_id,
        cpo=cpo,
        currency=currency,
        elements=elements or (an_element(),),
        last_updated=last_updated or datetime(2026, 1, 1, tzinfo=UTC),
        **changes,
    )


def a_token(demand_partner=DP):
    return DriverToken(
        demand_partner=demand_partner,
        uid="T-1",
        type=TokenType.RFID,
        contract_id=f"{demand_partner.replace('*', '-')}-C1",
    )


def a_period(start=START, energy_kwh="0", charging_s=0, parking_s=0, **changes):
    """A charging period; `changes` are fields of `ChargingPeriod`."""
    return ChargingPeriod(
        start=start,
        energy_kwh=Decimal(energy_kwh),
        charging_s=charging_s,
        parking_s=parking_s,
        **changes,
    )


def a_usage(*periods, end, **changes):
    """What a session took, from its first period to `end`; `changes` are fields of `Usage`."""
    return Usage(start=periods[0].start, end=end, charging_periods=periods, **changes)


def a_cdr(
    cdr_id="1",
    *,
    start=START,
    stay_s=3600,
    energy_kwh="20",
    periods=None,
    demand_partner=DP,
    total_excl=None,
    **changes,
):
    """A CDR; `changes` are fields of `Cdr`."""
    fields = {
        "cpo": CPO,
        "auth_method": AuthMethod.AUTH_REQUEST,
        "authorization_reference": "AUTH-1",
        "location_id": "L1",
        "evse_uid": "E1",
        "connector_id": "1",
        "currency": "EUR",
        "tariff_id": "T1",
        "session_id": f"S{cdr_id}",
        "country_code": "NL",
        "source": "test",
    } | changes
    return Cdr(
        cdr_id=cdr_id,
        token=a_token(demand_partner),
        start=start,
        end=start + timedelta(seconds=stay_s),
        energy_kwh=Decimal(energy_kwh),
        charging_periods=periods or (a_period(start, energy_kwh, charging_s=stay_s),),
        total_cost=None if total_excl is None else Price(Decimal(total_excl)),
        **fields,
    )


def a_credit(of, issued_at=START + timedelta(days=1), suffix="-C"):
    return CreditCdr(
        cdr_id=f"{of.cdr_id}{suffix}",
        credit_reference_id=of.cdr_id,
        cpo=of.cpo,
        total_cost=Price(Decimal(-10)),
        issued_at=issued_at,
        reason="meter was wrong",
    )


def a_priced(*, excl_minor=1000, vat_minor=210, **changes):
    """A priced CDR of one line; `changes` go to its CDR."""
    cdr = a_cdr(**changes)
    line = CostLine(
        dimension=TariffDimension.ENERGY,
        element=1,
        quantity=cdr.energy_kwh,
        unit=Unit.KWH,
        unit_price=Decimal("0.50"),
        vat_pct=Decimal(21),
        excl_minor=excl_minor,
        vat_minor=vat_minor,
        rule="test",
    )
    return PricedCdr(
        cdr=cdr,
        tariff_id="T1",
        tariff_version="2026-01-01T00:00:00Z",
        currency=cdr.currency,
        lines=(line,),
    )


def an_agreement(model=CommissionModel.POOL, **changes):
    """NETWORKCORE: POOL of 10 %, 40 % of it to the DP; STACKED: 6 % and 4 %."""
    pool = model is CommissionModel.POOL
    fields = {
        "agreement_id": "networkcore",
        "preset": "NETWORKCORE",
        "effective": Interval(datetime(2020, 1, 1, tzinfo=UTC)),
        "commission_model": model,
        "commission_bp": 1000 if pool else 600,
        "dp_share_bp": 4000 if pool else 400,
        "service_vat_pct": Decimal(21),
        "payout_currency": "EUR",
    }
    return Agreement(**(fields | changes))


def a_session_vat(priced, agreement, network="NL"):
    """What the table says of a session between usual parties."""
    cdr = priced.cdr
    parties = ((f"{network}*NWC", Role.HUB), (cdr.cpo, Role.CPO), (cdr.demand_partner, Role.EMSP))
    traders = Traders(*(a_party(key, role) for key, role in parties))
    return vat_of_session(vat_table(), agreement, traders, cdr.country_code, cdr.end.date())


def split_of(priced, agreement, network="NL"):
    return split(priced, agreement, a_session_vat(priced, agreement, network))


def a_rate(base="EUR", quote="CHF", rate="0.94", day=date(2026, 1, 2)):
    return FxRate(base=base, quote=quote, rate=Decimal(rate), day=day, source="test")


def a_connector(tariff_ids=("T1",), max_power_kw="50"):
    return Connector(
        connector_id="1",
        standard="IEC_62196_T2_COMBO",
        power_type=PowerType.DC,
        max_power_kw=Decimal(max_power_kw),
        tariff_ids=tuple(tariff_ids),
    )


def a_location(location_id="L1", cpo=CPO, evse_uids=("E1", "E2"), tariff_ids=("T1",), at=None):
    """A site; `at` is its latitude and longitude as text."""
    latitude, longitude = (None, None) if at is None else map(Decimal, at)
    return Location(
        location_id=location_id,
        cpo=cpo,
        name=f"Site {location_id}",
        country_code=cpo[:2],
        time_zone="Europe/Amsterdam",
        evses=tuple(
            Evse(evse_uid=uid, evse_id=None, connectors=(a_connector(tariff_ids),))
            for uid in evse_uids
        ),
        latitude=latitude,
        longitude=longitude,
    )


def a_network(**changes):
    """One CPO, one DP, one location with the EVSEs E1 and E2, one tariff T1."""
    fields = {
        "name": "test",
        "operator": a_party("NL*NWC", Role.HUB),
        "cpos": (a_party(),),
        "demand_partners": (a_demand_partner(),),
        "tariffs": (a_tariff(),),
        "locations": (a_location(),),
        "time_zone": "Europe/Amsterdam",
    }
    return Network(**(fields | changes))


def a_session(session_id="s1", *, start=START, stay_s=3600, energy_kwh="20", **changes):
    fields = {
        "status": SessionStatus.COMPLETED,
        "evse": "E1",
        "charge_point_class": "",
        "site": "",
        "start": start,
        "end": start + timedelta(seconds=stay_s),
        "energy_kwh": Decimal(energy_kwh),
    }
    return Session(session_id=session_id, **(fields | changes))


def an_entry(entry_id="cdr:NL*ABC:1", amount_minor=1210, **changes):
    """Two legs between a DP's receivable and a CPO's payable."""
    fields = {
        "kind": EntryKind.CDR,
        "effective_at": START,
        "source_id": entry_id,
        "terms": "networkcore@2020-01-01",
        "postings": (
            Posting(f"1200:{DP}", amount_minor, "EUR"),
            Posting(f"2100:{CPO}", -amount_minor, "EUR"),
        ),
        "due_at": START + timedelta(days=2),
    }
    return Entry(entry_id=entry_id, **(fields | changes))
