"""Small books for tests: a network with two partners, and something in every table."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from core.domain.operator_act import ActKind, OperatorAct
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.operator_log import write_act
from core.service.register_network import register_network
from core.service.settle_cycles import settle_until
from core.store.reference_store import KnownEvse, KnownLocation, put_seen
from core.store.rows import time_of
from core.store.schema import cycle
from core.store.session_store import SourceFile, put_sessions, put_source_file
from tests.builders import (
    CPO,
    START,
    a_cdr,
    a_component,
    a_credit,
    a_demand_partner,
    a_network,
    a_rate,
    a_session,
    a_tariff,
    an_agreement,
    an_element,
)

NOW = datetime(2026, 7, 1, tzinfo=UTC)
ABROAD = "CH*ALP"
DAY = timedelta(days=1)
MONTH = timedelta(days=30)


def now():
    return NOW


def two_partner_network(**changes):
    """The network of the builders, with a free tariff and a partner that settles in CHF."""
    fields = {
        "demand_partners": (a_demand_partner(), a_demand_partner(ABROAD, "CHF")),
        "tariffs": (
            a_tariff(),
            a_tariff(an_element(a_component(price="0")), tariff_id="FREE"),
        ),
        "fx_rates": (a_rate(),),
    }
    return a_network(**(fields | changes))


def open_network(runtime, *agreements, network=None):
    register_network(
        runtime, network or two_partner_network(), agreements or (an_agreement(fx_margin_bp=50),)
    )


def some_cdrs(count=4, first=1):
    """Sound CDRs, one an hour, every other one of the partner abroad."""
    return [
        a_cdr(
            str(number),
            start=START + timedelta(hours=2 * number),
            energy_kwh=Decimal(20) + number,
            demand_partner=ABROAD if number % 2 else "NL*XYZ",
        )
        for number in range(first, first + count)
    ]


def fill(runtime):
    """Write at least one row into every table, by the use cases that write them."""
    open_network(runtime)
    with runtime.database.transaction() as connection:
        put_seen(
            connection,
            [
                KnownLocation(
                    location_id="L9", cpo=CPO, name="Seen", time_zone="UTC", country_code="NL"
                )
            ],
            [
                KnownEvse(
                    cpo=CPO,
                    evse_uid="E9",
                    location_id="L9",
                    max_power_kw=Decimal(50),
                    tariff_id="T1",
                    assumed=True,
                )
            ],
        )
        put_sessions(connection, "sha", [a_session()])
        put_source_file(
            connection,
            SourceFile(
                sha="sha",
                name="test.csv",
                mapping="test",
                read=1,
                accepted=1,
                duplicates=0,
                rejected={},
                imported_at=NOW,
            ),
        )
    cdrs = some_cdrs()
    free = a_cdr("free", evse_uid="E2", tariff_id="FREE")
    short = a_cdr("short", evse_uid="E2", start=START + DAY, stay_s=30)
    carry(runtime, [*cdrs, free, short])
    settle_until(runtime, START + MONTH)
    credit_cdrs(runtime, [a_credit(cdrs[0], issued_at=START + MONTH)])
    write_act(runtime, OperatorAct(at=NOW, kind=ActKind.ARMED, who="test", note="to fill"))


def cut_offs_of(runtime):
    """(cycle, when it cut off) of every cycle, the oldest first."""
    query = select(cycle.c.cycle_id, cycle.c.cut_off_us).order_by(cycle.c.cut_off_us)
    with runtime.database.reading() as connection:
        return [(row[0], time_of(row[1])) for row in connection.execute(query)]
