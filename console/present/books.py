"""What a window may ask of the books: frozen values, read away from the window's thread."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from numpy.typing import NDArray

from console.present.row_source import RowSource
from core.domain.agreement import Agreement
from core.domain.approval import Approval, Verdict
from core.domain.cdr import CreditCdr
from core.domain.environment import Environment
from core.domain.handshake_request import HandshakeRequest
from core.domain.hub_message import HubMessage, WantedMessages
from core.domain.operator_act import OperatorAct
from core.domain.platform import Platform, PlatformRole
from core.domain.reconciliation import Case, Resolution
from core.domain.table_fields import BookTable
from core.service.agreement_life import Terms
from core.service.case_stakes import StakedQueue
from core.service.cycle_flows import CycleFlows
from core.service.export_payments import Export
from core.service.exposure_days import ExposureDays
from core.service.operator_log import OperatorLog
from core.service.preview_due import DueWork
from core.service.recent_throughput import Throughput
from core.service.reconcile import Retried
from core.service.record_detail import EntryDetail, PayoutDetail, SessionDetail
from core.service.release_payments import ReleasedFile
from core.service.settle_cycles import Settled
from core.service.site_use import SitesWalk, SiteUse
from core.service.snapshot import SiteHour, Story, Summary
from core.service.take_back import TakingBack
from core.service.view_agreements import AgreementsView
from core.service.view_network import NetworkView
from core.service.view_reconciliation import CaseDetail
from core.service.view_settlement import SettlementView
from core.service.week_use import Occupancy, WeekUse

AccountAndCurrency = tuple[str, str]


class Books(Protocol):
    """One database as the screens see it; every call may take a while and raise RoamingError."""

    @property
    def title(self) -> str:
        """How the books are named on screen: a file's name or a server's."""
        ...

    @property
    def environment(self) -> Environment:
        """Whose money it is, by the first session of the books; LIVE where there is none yet."""
        ...

    @property
    def feed_url(self) -> str:
        """Where another process can follow them; empty for books that are only in this one."""
        ...

    def close(self) -> None:
        """Let go of the database; no question comes after."""
        ...

    def summary(self) -> Summary:
        """What the books say as a whole."""
        ...

    def ledger_after(self, seq: int, limit: int) -> NDArray[Any]:
        """At most ``limit`` entries that come after ``seq``: dtype ``LEDGER_ROW``, ascending."""
        ...

    def site_hours(self) -> Sequence[SiteHour]:
        """Use of each location by hour of the day."""
        ...

    def table(self, table: BookTable) -> RowSource:
        """The rows of one table; nothing is read before somebody asks it."""
        ...

    def story(self, key: str) -> Story:
        """One session from plug to payout."""
        ...

    def session_detail(self, key: str) -> SessionDetail:
        """One session with the rows that are stored of it."""
        ...

    def entry_detail(self, entry_id: str) -> EntryDetail:
        """One entry of the ledger, of any kind."""
        ...

    def payout_detail(self, instruction_id: str) -> PayoutDetail:
        """One payout or collection, and what it is made of."""
        ...

    def evse_use(self, location_id: str) -> WeekUse:
        """The use of the EVSEs of a location by hour of the week."""
        ...

    def last_flows(self) -> Sequence[CycleFlows]:
        """Where the money of the cycle that was settled last went, a value a currency."""
        ...

    def week_use(self) -> WeekUse:
        """The use of the sites by hour of the week."""
        ...

    def week_use_at(self, site: str) -> WeekUse:
        """The use of the EVSEs of a site, by its key ``NL*ABC:L1``."""
        ...

    def occupancy(self) -> Occupancy | None:
        """How many EVSEs were taken when; None if nobody ever came."""
        ...

    def site_names(self) -> Mapping[str, str]:
        """Names of the sites, by key ``NL*ABC:L1``."""
        ...

    def sites(self, walk: SitesWalk) -> Sequence[SiteUse] | None:
        """Go on with a walk through all stays; every location with its use once it is through."""
        ...

    def balances_before(
        self, seq: int, accounts: Sequence[AccountAndCurrency]
    ) -> Mapping[AccountAndCurrency, int]:
        """Balances of these accounts just before entry ``seq``, in minor units."""
        ...

    def throughput(self, until: datetime | None) -> Throughput:
        """What ended when, lately; up to ``until`` where that is after the last session."""
        ...

    def cases(self) -> StakedQueue:
        """Cases that wait for people, and what each is about in money."""
        ...

    def case(self, case_id: str) -> CaseDetail:
        """One case, side by side."""
        ...

    def assign_case(self, case_id: str, owner: str) -> Case:
        """Say whose case it is."""
        ...

    def propose_case(self, case_id: str, resolution: Resolution, note: str) -> Case:
        """Propose what is to become of a case."""
        ...

    def decide_case(self, case_id: str, verdict: Verdict, note: str) -> Case:
        """Approve what another one proposed, and do it; or reject it."""
        ...

    def retry_case(self, case_id: str, note: str) -> Retried:
        """Try one held CDR again."""
        ...

    def keep_terms(self, agreement: Agreement, note: str) -> Terms:
        """Keep a draft."""
        ...

    def propose_terms(self, sha: str, note: str) -> Terms:
        """Propose a draft for approval."""
        ...

    def decide_terms(self, sha: str, verdict: Verdict, note: str) -> Terms:
        """Approve what another one proposed, or reject it."""
        ...

    def activate_terms(self, sha: str) -> Terms:
        """Put approved terms into force."""
        ...

    def agreements(self) -> AgreementsView:
        """Every version of the terms, with where it stands."""
        ...

    def operator_log(self) -> OperatorLog:
        """What was done to the books by hand."""
        ...

    def write_act(self, act: OperatorAct) -> None:
        """Add a line to the operator's log."""
        ...

    def due_work(self) -> DueWork:
        """What settling would post and settle now; nothing is written."""
        ...

    def settle_due(self, until: datetime) -> Settled:
        """Settle every cycle whose cut-off is not after ``until``."""
        ...

    def exposure(self) -> ExposureDays:
        """What each Demand Partner uses of its credit, and used at the end of the last days."""
        ...

    def settlement(self) -> SettlementView:
        """How settlement stands: cycles, payment files, clearing accounts, times."""
        ...

    def network(self) -> NetworkView:
        """The partners of the hub, and how each has answered lately."""
        ...

    def messages(self, wanted: WantedMessages) -> Sequence[HubMessage]:
        """What passed through the hub, the latest first."""
        ...

    def ask_handshake(self, role: PlatformRole, versions_url: str, token: str) -> HandshakeRequest:
        """Ask the running hub to register with a partner."""
        ...

    def suspend_platform(self, name: str, note: str) -> Platform:
        """Serve a partner no more."""
        ...

    def resume_platform(self, name: str, note: str) -> Platform:
        """Serve a partner again."""
        ...

    def prepare_file(self, cycle_id: str) -> Export:
        """Put the payouts of a cycle that are in no payment file into one."""
        ...

    def propose_file(self, batch_id: str, note: str) -> Approval:
        """Ask for the release of a payment file."""
        ...

    def decide_file(self, batch_id: str, verdict: Verdict, note: str) -> Approval:
        """Approve or reject the release of a payment file."""
        ...

    def export_file(self, batch_id: str) -> ReleasedFile:
        """The bytes of an approved payment file; that they left is kept."""
        ...

    def taking_back(self, key: str, reason: str) -> TakingBack:
        """What taking back a session would do; nothing is written."""
        ...

    def take_back(self, key: str, reason: str) -> CreditCdr:
        """Take back a posted session by a Credit CDR."""
        ...
