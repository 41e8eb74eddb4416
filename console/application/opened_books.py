"""A database as the window asks it: the use cases of the core behind the screens' questions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from numpy.typing import NDArray

from console.application.book_pages import BookPages, BookTables
from console.application.opened_hub import OpenedHub
from console.present.book_address import file_of_url
from core.domain.agreement import Agreement
from core.domain.approval import Approval, Verdict
from core.domain.cdr import CreditCdr
from core.domain.environment import Environment, environment_of
from core.domain.operator_act import OperatorAct
from core.domain.reconciliation import Case, Resolution
from core.domain.table_fields import BookTable
from core.service.agreement_life import (
    Terms,
    activate_agreement,
    approve_agreement,
    draft_agreement,
    propose_agreement,
    reject_agreement,
)
from core.service.case_stakes import StakedQueue, staked_queue
from core.service.cycle_flows import CycleFlows, flows_of_last_cycle
from core.service.evse_use import evse_use_at
from core.service.export_payments import Export, export_payments
from core.service.exposure_days import ExposureDays, exposure_days
from core.service.look_up import entry_detail, payout_detail, session_detail
from core.service.open_books import open_books
from core.service.operator_log import OperatorLog, operator_log, write_act
from core.service.pipeline import due_by_now, run_due
from core.service.preview_due import DueWork, preview_due
from core.service.recent_throughput import Throughput, recent_throughput
from core.service.reconcile import (
    Retried,
    approve_resolution,
    assign_case,
    propose_resolution,
    reject_resolution,
    retry_case,
)
from core.service.record_detail import EntryDetail, PayoutDetail, SessionDetail
from core.service.release_payments import (
    ReleasedFile,
    decide_batch,
    export_batch,
    propose_batch,
)
from core.service.report import ledger_after, summary_of, utilisation_of
from core.service.runtime import Runtime
from core.service.settle_cycles import Settled
from core.service.site_use import SitesWalk, SiteUse, site_names
from core.service.snapshot import SiteHour, Story, Summary
from core.service.take_back import TakingBack, take_back, taking_back
from core.service.trace import trace
from core.service.view_agreements import AgreementsView, view_agreements
from core.service.view_reconciliation import CaseDetail, case_detail
from core.service.view_settlement import SettlementView, view_settlement
from core.service.week_use import (
    Occupancy,
    WeekUse,
    occupancy_of,
    site_of,
    week_use_of_evses,
    week_use_of_sites,
)
from core.store.past_balances import balances_before
from simulation.ledger_array import ledger_array

_FIRST_ROWS: Final = 100


class OpenedBooks(OpenedHub):
    """Opened by the first question; close lets go of the database."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._runtime: Runtime | None = None
        self._tables = BookTables(url)

    @property
    def title(self) -> str:
        """The last part of the URL, which has no password in it: a file's or a database's name."""
        return self._url.rsplit("/", 1)[-1].partition("?")[0] or "books in memory"

    @property
    def _books(self) -> Runtime:
        if self._runtime is None:
            self._runtime = open_books(self._url, existing=True)
        return self._runtime

    @property
    def environment(self) -> Environment:
        """Whose money it is, by the first session of the books; LIVE where there is none yet."""
        keys = (row.cdr_key for row in ledger_after(self._books, 0, _FIRST_ROWS))
        key = next((key for key in keys if key is not None), None)
        return Environment.LIVE if key is None else environment_of(self.story(key).cdr.source)

    @property
    def feed_url(self) -> str:
        """Where another process can follow them; empty for memory."""
        is_sqlite = self._url.startswith("sqlite")
        return "" if is_sqlite and file_of_url(self._url) is None else self._url

    def close(self) -> None:
        """Let go of the database."""
        if self._runtime is not None:
            self._runtime.database.close()
            self._runtime = None
        self._tables.close()

    def summary(self) -> Summary:
        """What the books say as a whole."""
        return summary_of(self._books)

    def ledger_after(self, seq: int, limit: int) -> NDArray[Any]:
        """At most ``limit`` entries that come after ``seq``: dtype ``LEDGER_ROW``, ascending."""
        return ledger_array(ledger_after(self._books, seq, limit))

    def site_hours(self) -> Sequence[SiteHour]:
        """Use of each location by hour of the day."""
        return utilisation_of(self._books)

    def table(self, table: BookTable) -> BookPages:
        """The rows of one table, read through a connection of their own."""
        return self._tables.table(table)

    def story(self, key: str) -> Story:
        """One session from plug to payout."""
        return trace(self._books, key)

    def session_detail(self, key: str) -> SessionDetail:
        """One session with the rows that are stored of it."""
        return session_detail(self._books, key)

    def entry_detail(self, entry_id: str) -> EntryDetail:
        """One entry of the ledger, of any kind."""
        return entry_detail(self._books, entry_id)

    def payout_detail(self, instruction_id: str) -> PayoutDetail:
        """One payout or collection, and what it is made of."""
        return payout_detail(self._books, instruction_id)

    def evse_use(self, location_id: str) -> WeekUse:
        """The use of the EVSEs of a location by hour of the week."""
        return evse_use_at(self._books, location_id)

    def last_flows(self) -> Sequence[CycleFlows]:
        """Where the money of the cycle that was settled last went, a value a currency."""
        return flows_of_last_cycle(self._books)

    def week_use(self) -> WeekUse:
        """The use of the sites by hour of the week."""
        return week_use_of_sites(self._books)

    def week_use_at(self, site: str) -> WeekUse:
        """The use of the EVSEs of a site, by its key ``NL*ABC:L1``."""
        return week_use_of_evses(self._books, site_of(site))

    def occupancy(self) -> Occupancy | None:
        """How many EVSEs were taken when; None if nobody ever came."""
        return occupancy_of(self._books)

    def site_names(self) -> Mapping[str, str]:
        """Names of the sites, by key ``NL*ABC:L1``."""
        return site_names(self._books)

    def sites(self, walk: SitesWalk) -> Sequence[SiteUse] | None:
        """Go on with a walk through all stays; every location with its use once it is through."""
        return walk.step(self._books)

    def balances_before(
        self, seq: int, accounts: Sequence[tuple[str, str]]
    ) -> Mapping[tuple[str, str], int]:
        """Balances of these accounts just before entry ``seq``, in minor units."""
        with self._books.database.reading() as connection:
            return balances_before(connection, seq, accounts)

    def throughput(self, until: datetime | None) -> Throughput:
        """What ended when, lately; up to ``until`` where that is after the last session."""
        return recent_throughput(self._books, until)

    def cases(self) -> StakedQueue:
        """Cases that wait for people, and what each is about in money."""
        return staked_queue(self._books, self.environment)

    def case(self, case_id: str) -> CaseDetail:
        """One case, side by side."""
        return case_detail(self._books, case_id)

    def assign_case(self, case_id: str, owner: str) -> Case:
        """Say whose case it is."""
        return assign_case(self._books, case_id, owner)

    def propose_case(self, case_id: str, resolution: Resolution, note: str) -> Case:
        """Propose what is to become of a case."""
        return propose_resolution(self._books, case_id, resolution, note)

    def decide_case(self, case_id: str, verdict: Verdict, note: str) -> Case:
        """Approve what another one proposed, and do it; or reject it."""
        if verdict is Verdict.APPROVED:
            return approve_resolution(self._books, case_id, note)
        return reject_resolution(self._books, case_id, note)

    def retry_case(self, case_id: str, note: str) -> Retried:
        """Try one held CDR again."""
        return retry_case(self._books, case_id, note)

    def keep_terms(self, agreement: Agreement, note: str) -> Terms:
        """Keep a draft."""
        return draft_agreement(self._books, agreement, note)

    def propose_terms(self, sha: str, note: str) -> Terms:
        """Propose a draft for approval."""
        return propose_agreement(self._books, sha, note)

    def decide_terms(self, sha: str, verdict: Verdict, note: str) -> Terms:
        """Approve what another one proposed, or reject it."""
        if verdict is Verdict.APPROVED:
            return approve_agreement(self._books, sha, note)
        return reject_agreement(self._books, sha, note)

    def activate_terms(self, sha: str) -> Terms:
        """Put approved terms into force."""
        return activate_agreement(self._books, sha)

    def agreements(self) -> AgreementsView:
        """Every version of the terms, with where it stands."""
        return view_agreements(self._books)

    def operator_log(self) -> OperatorLog:
        """What was done to the books by hand."""
        return operator_log(self._books)

    def write_act(self, act: OperatorAct) -> None:
        """Add a line to the operator's log."""
        write_act(self._books, act)

    def due_work(self) -> DueWork:
        """What settling would post and settle now; nothing is written."""
        return preview_due(self._books, due_by_now(self._books))

    def settle_due(self, until: datetime) -> Settled:
        """Take up what was left, as on the command line, and settle every cycle up to ``until``."""
        return run_due(self._books, until).settled

    def exposure(self) -> ExposureDays:
        """What each Demand Partner uses of its credit, and used at the end of the last days."""
        return exposure_days(self._books, self.environment)

    def settlement(self) -> SettlementView:
        """How settlement stands: cycles, payment files, clearing accounts, times."""
        return view_settlement(self._books, due_by_now(self._books))

    def prepare_file(self, cycle_id: str) -> Export:
        """Put the payouts of a cycle that are in no payment file into one."""
        return export_payments(self._books, cycle_id)

    def propose_file(self, batch_id: str, note: str) -> Approval:
        """Ask for the release of a payment file."""
        return propose_batch(self._books, batch_id, note)

    def decide_file(self, batch_id: str, verdict: Verdict, note: str) -> Approval:
        """Approve or reject the release of a payment file."""
        return decide_batch(self._books, batch_id, verdict, note)

    def export_file(self, batch_id: str) -> ReleasedFile:
        """The bytes of an approved payment file; that they left is kept."""
        return export_batch(self._books, batch_id)

    def taking_back(self, key: str, reason: str) -> TakingBack:
        """What taking back a session would do; nothing is written."""
        return taking_back(self._books, key, reason)

    def take_back(self, key: str, reason: str) -> CreditCdr:
        """Take back a posted session by a Credit CDR."""
        return take_back(self._books, key, reason)
