"""Valid values for the screens: one session from plug to payout, worked by hand.

41 kWh at 0.5000 net and 19 % VAT: 20.50 + 3.90 = 24.40 EUR. POOL of 10 %, half of it the DP's:
commission 1.03, share 1.02, each with 19 % VAT between parties of one country, left out here.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from console.present.book_tables import LOOKS
from core.domain.approval import (
    Approval,
    ApprovalKind,
    Decision,
    Matter,
    Principal,
    Verdict,
)
from core.domain.cdr import Assumed, AuthMethod, Cdr, ChargingPeriod, CreditCdr, Price
from core.domain.driver_token import DriverToken, TokenType
from core.domain.entry import Entry, EntryKind, Posting
from core.domain.environment import Environment
from core.domain.handshake_request import HandshakeRequest
from core.domain.hold import HoldReason
from core.domain.hub_message import HubMessage, WantedMessages
from core.domain.instruction import Instruction, InstructionKind
from core.domain.interval import Interval
from core.domain.money import Money
from core.domain.obligation import NetPosition, Obligation
from core.domain.operator_act import OperatorAct
from core.domain.payment_release import ReleaseState
from core.domain.payout_fate import PayoutFate
from core.domain.platform import Platform, PlatformRole
from core.domain.priced_cdr import CostLine, PricedCdr, Unit
from core.domain.reconciliation import Case, CaseKind, Resolution
from core.domain.settlement_rules import CreditLine
from core.domain.table_fields import BookTable
from core.domain.tariff import TariffDimension
from core.ledger.chart_of_accounts import Code
from core.service.case_stakes import StakedQueue
from core.service.credit_exposure import ExposureView
from core.service.cycle_flows import CycleFlows, money_flows
from core.service.export_payments import Export, PaymentFile
from core.service.exposure_days import ExposureDays
from core.service.file_lines import FileLine
from core.service.operator_log import OperatorLog, still_acknowledged
from core.service.preview_due import DueWork
from core.service.recent_throughput import Throughput
from core.service.record_detail import (
    Block,
    EntryDetail,
    PaidEntry,
    PayoutDetail,
    SessionDetail,
)
from core.service.release_payments import BatchRelease, ReleasedFile
from core.service.settle_cycles import DueCycle, Settled
from core.service.settlement_days import settlement_days
from core.service.site_use import SitesWalk, SiteUse
from core.service.snapshot import Answer, BookedEntry, CurrencySummary, SiteHour, Story, Summary
from core.service.take_back import TakingBack
from core.service.throughput import Bucket
from core.service.view_agreements import AgreementsView, ListedTerms, TermsState, listed_file
from core.service.view_network import NetworkView
from core.service.view_reconciliation import CaseDetail, Queue, SideBySide
from core.service.view_settlement import (
    AgedAccount,
    CycleLine,
    PaidState,
    SettlementView,
)
from core.service.week_use import Occupancy, WeekUse
from core.service.what_if import WhatIf
from core.settlement.cycle import Timetable
from core.settlement.exposure import CreditExposure
from core.settlement.time_to_money import time_to_money
from core.store.payment_store import KeptBatch
from simulation.feed import LEDGER_ROW
from tests.builders import an_agreement
from tests.console.present.hub_builders import a_message, a_network
from tests.console.present.memory_rows import MemoryRows, ledger_of_feed

START = datetime(2026, 6, 1, 12, 1, 7, tzinfo=UTC)
END = START + timedelta(minutes=45)
CUT_OFF = datetime(2026, 6, 2, tzinfo=UTC)
KEY = "cdr:NL*EVB:90311"
CYCLE = "cycle-2026-06-01"
FILE = "NC20260602-0123456789ab"
FIRST = Principal("m.k.", enforced=False)
SECOND = Principal("a.s.", enforced=False)


def a_cdr(
    *, assumed: tuple[Assumed, ...] = (), auth_method: AuthMethod = AuthMethod.AUTH_REQUEST
) -> Cdr:
    return Cdr(
        cdr_id="90311",
        cpo="NL*EVB",
        token=DriverToken(
            demand_partner="DE*AAA", uid="04A1B2", type=TokenType.RFID, contract_id="DE-AAA-C00192"
        ),
        auth_method=auth_method,
        authorization_reference="ref-7",
        location_id="utrecht-1",
        evse_uid="NL*EVB*E261*1",
        connector_id="1",
        start=START,
        end=END,
        currency="EUR",
        energy_kwh=Decimal("41.000"),
        charging_periods=(
            ChargingPeriod(start=START, energy_kwh=Decimal("41.000"), charging_s=2700),
        ),
        tariff_id="nl-dc",
        country_code="NL",
        assumed=assumed,
        source="simulation",
    )


def a_priced_cdr() -> PricedCdr:
    line = CostLine(
        dimension=TariffDimension.ENERGY,
        element=1,
        quantity=Decimal("41.000"),
        unit=Unit.KWH,
        unit_price=Decimal("0.5000"),
        vat_pct=Decimal(19),
        excl_minor=2050,
        vat_minor=390,
        rule="energy of element 1, no step",
    )
    return PricedCdr(
        cdr=a_cdr(),
        tariff_id="nl-dc",
        tariff_version="2026-01-01T00:00:00Z",
        currency="EUR",
        lines=(line,),
    )


def an_entry() -> Entry:
    return Entry(
        entry_id=KEY,
        kind=EntryKind.CDR,
        effective_at=END,
        source_id=KEY,
        terms="networkcore@2026-01-01",
        postings=(
            Posting("1200:DE*AAA", 2440, "EUR"),
            Posting("2100:NL*EVB", -1845, "EUR"),
            Posting("2310:DE*AAA", -102, "EUR"),
            Posting("4200", -103, "EUR"),
            Posting("2500:NL", -390, "EUR"),
        ),
        due_at=END + timedelta(hours=48),
    )


def a_cut_off() -> Entry:
    return Entry(
        entry_id=f"cut_off:{CYCLE}",
        kind=EntryKind.CUT_OFF,
        effective_at=CUT_OFF,
        source_id=CYCLE,
        terms="",
        postings=(Posting("2400:DE*AAA", 2338, "EUR"), Posting("1200:DE*AAA", -2338, "EUR")),
    )


def a_story(*, settled: bool = True, assumed: bool = False) -> Story:
    missing = (Assumed.TOKEN, Assumed.DEMAND_PARTNER) if assumed else ()
    own = BookedEntry(seq=7, booked_at=END, entry=an_entry())
    cut_off = BookedEntry(seq=12, booked_at=CUT_OFF, entry=a_cut_off())
    return Story(
        cdr=a_cdr(assumed=missing),
        received_at=END + timedelta(seconds=4),
        answers=(
            Answer(question="Who authorised it?", answer="DE*AAA", assumed=assumed),
            Answer(question="Which tariff version?", answer="nl-dc 2026-01-01T00:00:00Z"),
            Answer(question="Domestic or cross-border?", answer="cross-border: NL, DE"),
            Answer(question="Which VAT rate?", answer="19 %"),
            Answer(question="Was FX needed?", answer="no"),
            Answer(question="How was it split?", answer="POOL 10 %: 1.03 network, 1.02 DP"),
            Answer(question="When was it paid?", answer="2026-06-03" if settled else "not yet"),
        ),
        priced=a_priced_cdr(),
        hold=None,
        entries=(own, cut_off) if settled else (own,),
        cycle_id=CYCLE if settled else None,
        cut_off_at=CUT_OFF if settled else None,
        net_positions=(
            (
                NetPosition(cycle_id=CYCLE, party="DE*AAA", currency="EUR", amount_minor=2338),
                NetPosition(cycle_id=CYCLE, party="NL*EVB", currency="EUR", amount_minor=-1845),
            )
            if settled
            else ()
        ),
        instructions=(
            (
                Instruction(
                    instruction_id=f"{CYCLE}:NL*EVB:EUR",
                    cycle_id=CYCLE,
                    kind=InstructionKind.PAYOUT,
                    party="NL*EVB",
                    currency="EUR",
                    amount_minor=1845,
                    value_at=CUT_OFF + timedelta(days=1),
                ),
            )
            if settled
            else ()
        ),
    )


def a_session_detail(**changes: Any) -> SessionDetail:
    story = changes.pop("story", a_story())
    raw = {
        "cdr": {
            "cdr_key": KEY,
            "end_us": 1_780_317_967_000_000,
            "body": {"cdr_id": "90311", "energy_kwh": "41.000", "location_id": "utrecht-1"},
        },
        "entries": [{"entry": {"id": 7, "entry_id": KEY}, "seal": {"seq": 7, "entry": 7}}],
    }
    values = {"story": story, "differences": (), "raw": json.dumps(raw)}
    return SessionDetail(**{**values, "places": {BookTable.ENTRIES: 1}, **changes})


def an_entry_detail(entry: Entry | None = None, **changes: Any) -> EntryDetail:
    entry = entry or a_cut_off()
    of_session = entry.kind is EntryKind.CDR
    postings = [
        {"entry": 12, "leg": number, "account": leg.account, "amount_minor": leg.amount_minor}
        for number, leg in enumerate(entry.postings, start=1)
    ]
    raw = {
        "entry": {"id": 12, "entry_id": entry.entry_id, "sha": "5e" * 32},
        "posting": postings,
        "seal": {"seq": 12, "entry": 12},
        "chain_block": {"n": 3, "previous": "aa" * 32, "hash": "bb" * 32},
    }
    values: dict[str, Any] = {
        "booked": BookedEntry(seq=7 if of_session else 12, booked_at=CUT_OFF, entry=entry),
        "sha": "5e" * 32,
        "block": Block(
            number=3,
            first_seq=5,
            last_seq=12,
            previous="aa" * 32,
            hash="bb" * 32,
            sealed_at=CUT_OFF,
        ),
        "cdr_key": KEY if of_session else None,
        "cycle_id": CYCLE,
        "reversed_by": None,
        "instructions": a_story().instructions,
        "raw": json.dumps(raw),
        "places": {BookTable.ENTRIES: 7 if of_session else 12},
    }
    return EntryDetail(**{**values, **changes})


def a_payout_detail(**changes: Any) -> PayoutDetail:
    (paid,) = a_story().instructions
    raw = {"instruction": {"instruction_id": paid.instruction_id, "amount_minor": 1845}}
    values: dict[str, Any] = {
        "instruction": paid,
        "cut_off_at": CUT_OFF,
        "obligations": (
            Obligation(
                cycle_id=CYCLE,
                party="NL*EVB",
                account="2100:NL*EVB",
                currency="EUR",
                amount_minor=-1845,
                entry_count=1,
            ),
        ),
        "entries": (
            PaidEntry(seq=7, entry_id=KEY, kind=EntryKind.CDR, cdr_key=KEY, amount_minor=-1845),
        ),
        "entry_count": 1,
        "session_count": 1,
        "total_minor": -1845,
        "booked": (),
        "raw": json.dumps(raw),
        "places": {BookTable.INSTRUCTIONS: f"{CYCLE}:NL*EVB:EUR"},
    }
    return PayoutDetail(**{**values, **changes})


def a_site(location_id: str = "utrecht-1", **changes: Any) -> SiteUse:
    values: dict[str, Any] = {
        "cpo": "NL*EVB",
        "location_id": location_id,
        "name": "Utrecht Centraal",
        "latitude": Decimal("52.0894"),
        "longitude": Decimal("5.1101"),
        "evses": 4,
        "sessions": 1,
        "share": 0.25,
        "last_end_at": END,
    }
    return SiteUse(**{**values, **changes})


def a_summary(**changes: Any) -> Summary:
    values: dict[str, Any] = {
        "sessions": 1284,
        "posted": 1270,
        "free": 4,
        "held": {"shorter_than_2_min": 10},
        "energy_kwh": Decimal("30411.270"),
        "by_currency": {
            "EUR": CurrencySummary(
                gross_at_tariff=1_244_090,
                gross=1_244_090,
                vat=198_636,
                cpo_net=940_909,
                dp_share=52_272,
                commission=52_273,
            ),
            "CHF": CurrencySummary(
                gross_at_tariff=320_100,
                gross=320_100,
                vat=23_985,
                cpo_net=266_503,
                dp_share=14_806,
                commission=14_806,
            ),
        },
        "trial_balance": {"EUR": 0, "CHF": 0},
        "receivable": {"EUR": 220_040, "CHF": 12_000},
        "payable": {"EUR": 180_000},
        "last_seq": 1290,
    }
    return Summary(**{**values, **changes})


def ledger_rows(count: int, first_seq: int = 1, *, assumed: bool = False) -> NDArray[Any]:
    rows = np.zeros(count, dtype=LEDGER_ROW)
    for index in range(count):
        seq = first_seq + index
        key = KEY if seq == 1 else f"cdr:NL*EVB:{90310 + seq}"
        at = int(END.timestamp()) + seq
        rows[index] = (
            seq, at, "cdr", key, "NL*EVB", "DE*AAA", "NL*EVB*E261*1", 41_000, "EUR", 2440, 103,
            assumed,
        )  # fmt: skip
    return rows


def a_listed(state: TermsState = TermsState.ACTIVE, **changes: Any) -> ListedTerms:
    """Terms in force; `changes` are fields of the agreement."""
    return replace(listed_file(an_agreement(**changes)), state=state)


def a_case(**changes: Any) -> Case:
    """A CDR is held since it ended, for its total differs from our price."""
    fields = {
        "case_id": KEY,
        "kind": CaseKind.HELD,
        "reason": HoldReason.TOTAL_DIFFERS.value,
        "detail": "wanted 24.40, found 26.40",
        "cdr_key": KEY,
        "session_id": "S1",
        "cpo": "NL*EVB",
        "demand_partner": "DE*AAA",
        "evse_uid": "NL*EVB*E261*1",
        "opened_at": END,
    }
    return Case(**{**fields, **changes})


def a_case_detail(case: Case, **changes: Any) -> CaseDetail:
    """Its energy agrees on all sides, its total does not."""
    fields = {
        "case": case,
        "at": END + timedelta(hours=50),
        "fields": (
            SideBySide(field="energy_kwh", session="41", cdr="41", ours="41", differs=False),
            SideBySide(field="currency", session=None, cdr="EUR", ours="EUR", differs=False),
            SideBySide(
                field="total_incl_minor", session=None, cdr="2640", ours="2440", differs=True
            ),
        ),
        "differences": (),
        "findings": ((HoldReason.TOTAL_DIFFERS, "wanted 24.40, found 26.40"),),
        "events": (),
        "approvals": (),
        "offered": (Resolution.OUR_PRICE, Resolution.CDR_TOTAL, Resolution.DROP),
    }
    return CaseDetail(**{**fields, **changes})


def a_what_if() -> WhatIf:
    """Two sessions of June: the CPO loses 0.20 in each, which the network gains."""
    june = Interval(datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
    found = WhatIf("mine@2026-01-01", "EUR", june, sessions=2, other_terms=3)
    for _ in range(2):
        found.sides["cpo"].add(100_000, 99_980)
        found.sides["network"].add(60, 80)
        found.sides["dp"].add(40, 40)
    return found


class HandMadeBooks:
    """Books of one session, in memory."""

    title = "hand-made books"
    feed_url = ""

    def __init__(self, environment: Environment = Environment.SIMULATION) -> None:
        self.environment = environment
        self.closed = False
        self.acts: list[OperatorAct] = []

    def close(self) -> None:
        self.closed = True

    def summary(self) -> Summary:
        return a_summary(last_seq=1)

    def ledger_after(self, seq: int, limit: int) -> NDArray[Any]:
        return ledger_rows(1)[seq : seq + limit]

    def site_hours(self) -> tuple[SiteHour, ...]:
        return (
            SiteHour(
                location_id="utrecht-1",
                hour=12,
                connected_s=2700,
                energy_kwh=Decimal(41),
                sessions=1,
            ),
        )

    def table(self, table: BookTable) -> MemoryRows:
        rows = MemoryRows(LOOKS[table].dtype, LOOKS[table].array_columns)
        if table is BookTable.ENTRIES:
            rows.append(ledger_of_feed(self.ledger_after(0, 10_000)))
        return rows

    def story(self, key: str) -> Story:
        assert key == KEY
        return a_story()

    def session_detail(self, key: str) -> SessionDetail:
        assert key == KEY
        return a_session_detail()

    def entry_detail(self, entry_id: str) -> EntryDetail:
        return an_entry_detail(an_entry() if entry_id == KEY else a_cut_off())

    def payout_detail(self, instruction_id: str) -> PayoutDetail:
        assert instruction_id == f"{CYCLE}:NL*EVB:EUR"
        return a_payout_detail()

    def evse_use(self, location_id: str) -> WeekUse:
        assert location_id == "utrecht-1"
        return WeekUse(("NL*EVB*E261*1", "NL*EVB*E261*2"), np.full((2, 168), 0.5))

    def last_flows(self) -> tuple[CycleFlows, ...]:
        flows = money_flows({"1200:NL*XYZ": 2338, "2100:NL*EVB": -2200, "4200": -138}, {})
        return (CycleFlows(cycle_id=CYCLE, currency="EUR", flows=flows),)

    def week_use(self) -> WeekUse:
        return WeekUse(("NL*EVB:utrecht-1",), np.full((1, 168), 0.25))

    def week_use_at(self, site: str) -> WeekUse:
        assert site == "NL*EVB:utrecht-1"
        return self.evse_use("utrecht-1")

    def occupancy(self) -> Occupancy:
        return Occupancy(np.array([0, 1, 2]), np.array([60.0, 30.0, 10.0]), 2)

    def site_names(self) -> dict[str, str]:
        return {"NL*EVB:utrecht-1": "Utrecht Centraal"}

    def sites(self, _walk: SitesWalk) -> tuple[SiteUse, ...]:
        return (a_site(),)

    def balances_before(self, seq: int, accounts: Any) -> MappingProxyType[tuple[str, str], int]:
        assert seq in (7, 12)
        return MappingProxyType(dict.fromkeys(accounts, 100))

    def throughput(self, until: datetime | None) -> Throughput:
        assert until is None or until.tzinfo is UTC
        return Throughput((Bucket(END, 1, Decimal(41)),), 60)

    def cases(self) -> StakedQueue:
        cases = (a_case(),)
        at = END + timedelta(hours=50)
        queue = Queue(at=at, cases=cases, held=1, by_reason={}, by_status={})
        stakes = {one.case_id: Money(2440, "EUR") for one in cases}
        return StakedQueue(queue, stakes, {one.case_id: one.age_s(at) for one in cases})

    def case(self, case_id: str) -> CaseDetail:
        return a_case_detail(a_case(case_id=case_id))

    def agreements(self) -> AgreementsView:
        return AgreementsView((a_listed(),))

    def operator_log(self) -> OperatorLog:
        return OperatorLog(tuple(reversed(self.acts)), still_acknowledged(self.acts))

    def write_act(self, act: OperatorAct) -> None:
        self.acts.append(act)

    def due_work(self) -> DueWork:
        due = DueCycle(
            cycle_id="2026-06-03",
            cut_off_at=CUT_OFF,
            entries=1,
            paid_out={"EUR": 1845},
            collected={"EUR": 2338},
        )
        return DueWork(until=CUT_OFF, cycles=(due,), posted=0, voided=0, waiting=0, next_at=None)

    def settle_due(self, until: datetime) -> Settled:
        assert until == CUT_OFF
        return Settled(1, 1, 2)

    def exposure(self) -> ExposureDays:
        return some_days()

    def settlement(self) -> SettlementView:
        return a_settlement()

    def network(self) -> NetworkView:
        return a_network()

    def messages(self, wanted: WantedMessages) -> tuple[HubMessage, ...]:
        assert wanted.limit
        return (a_message(),)

    def ask_handshake(self, role: PlatformRole, versions_url: str, token: str) -> HandshakeRequest:
        assert role.party
        assert versions_url
        assert token
        return a_network().requests[0]

    def suspend_platform(self, name: str, note: str) -> Platform:
        assert name
        assert note
        return a_network().platforms[1]

    def resume_platform(self, name: str, note: str) -> Platform:
        assert name
        assert note
        return a_network().platforms[0]

    def prepare_file(self, cycle_id: str) -> Export:
        assert cycle_id == CYCLE
        return Export(files=(a_payment_file(),), is_new=True, unpayable=())

    def propose_file(self, batch_id: str, note: str) -> Approval:
        return an_approval(batch_id, note)

    def decide_file(self, batch_id: str, verdict: Verdict, note: str) -> Approval:
        decision = Decision(verdict=verdict, by=SECOND, note=note, at=CUT_OFF)
        return replace(an_approval(batch_id), decision=decision)

    def export_file(self, batch_id: str) -> ReleasedFile:
        assert batch_id == FILE
        return ReleasedFile(a_payment_file(), is_first=True, is_advisory=True)

    def taking_back(self, key: str, reason: str) -> TakingBack:
        assert key == KEY
        credit = CreditCdr(
            cdr_id="90311-C",
            credit_reference_id="90311",
            cpo="NL*EVB",
            total_cost=Price(Decimal("-20.50")),
            issued_at=CUT_OFF,
            reason=reason,
        )
        return TakingBack(credit, an_entry())

    def take_back(self, key: str, reason: str) -> CreditCdr:
        return self.taking_back(key, reason).credit


def a_credit(demand_partner: str, used: int, limit: int | None, **changes: Any) -> CreditExposure:
    """A partner that was asked for a quarter of what it uses; ``stops``: it stops at its limit."""
    stops = changes.pop("stops", False)
    line = CreditLine(demand_partner=demand_partner, limit_minor=limit, stops_at_limit=stops)
    values: dict[str, Any] = {
        "demand_partner": demand_partner,
        "currency": "EUR",
        "line": line,
        "receivable_minor": used - used // 4,
        "unpaid_minor": used // 4,
        "waiting_minor": 0,
        "open_minor": 0,
        "lodged_minor": 0,
    }
    return CreditExposure(**{**values, **changes})


def an_exposure() -> ExposureView:
    """One partner of each state, in no order."""
    return ExposureView(
        CUT_OFF,
        (
            a_credit("DE*AAA", 2338, 500_000),
            a_credit("FR*NEA", 90_000, 100_000),
            a_credit("CH*STO", 130_000, 100_000, stops=True),
            a_credit("NL*OVR", 110_000, 100_000),
            a_credit("BE*NOL", 70_000, None),
        ),
    )


def some_days(view: ExposureView | None = None) -> ExposureDays:
    """Each partner used a part more of it on each of three days."""
    now = view or an_exposure()
    last = CUT_OFF.date()
    parts = {
        one.demand_partner: tuple(
            replace(one, receivable_minor=one.receivable_minor * part // 3) for part in (1, 2, 3)
        )
        for one in now.partners
    }
    return ExposureDays(now, tuple(last - timedelta(days=back) for back in (2, 1, 0)), parts)


def a_payment_file() -> PaymentFile:
    batch = KeptBatch(
        batch_id=FILE,
        created_at=CUT_OFF,
        payments=1,
        control_sum=Decimal("36.90"),
        sha="ab" * 32,
    )
    return PaymentFile(batch, b"<Document/>")


def an_approval(batch_id: str = FILE, note: str = "") -> Approval:
    matter = Matter(kind=ApprovalKind.PAYMENT_BATCH, subject=batch_id, content_sha="ab" * 32)
    return Approval(
        approval_id=f"payment_batch:{batch_id}:1",
        matter=matter,
        proposed_by=FIRST,
        note=note,
        proposed_at=CUT_OFF,
    )


def a_settlement(**changes: Any) -> SettlementView:
    """Two cycles, one payment file, one open account of two parts, three sessions in time."""
    due = CycleLine(
        cycle_id="2026-06-03",
        cut_off_at=CUT_OFF + timedelta(days=1),
        value_at=None,
        state=PaidState.DUE,
        entries=1,
        paid_out={"EUR": 1845},
        collected={"EUR": 2338},
    )
    settled = CycleLine(
        cycle_id=CYCLE,
        cut_off_at=CUT_OFF,
        value_at=CUT_OFF,
        state=PaidState.IN_FILES,
        entries=2,
        gross={"EUR": 4880, "CHF": 900},
        paid_out={"EUR": 3690},
        collected={"EUR": 4676, "CHF": 880},
        payouts=1,
        fate=PayoutFate(in_files=1),
    )
    release = BatchRelease(
        batch=a_payment_file().batch,
        sums={"EUR": 3690},
        state=ReleaseState.PREPARED,
        approval=None,
        export=None,
    )
    aged = AgedAccount(
        code=Code.RECEIVABLE,
        account="",
        currency="EUR",
        balance_minor=2338,
        by_age=(1000, 0, 338, 0, 1000),
    )
    values: dict[str, Any] = {
        "clock": CUT_OFF,
        "principal": FIRST,
        "cycles": (due, settled),
        "files": (FileLine(release=release, fate=PayoutFate(in_files=1)),),
        "cycle_files": {CYCLE: (FILE,)},
        "days": settlement_days(Timetable(), CUT_OFF),
        "open_accounts": (aged, replace(aged, account="1200:DE*AAA")),
        "times": time_to_money({1440: 1, 2160: 1, 2700: 1}, 0, 2880),
    }
    return SettlementView(**{**values, **changes})
