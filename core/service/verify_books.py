"""Verify the books: every invariant as a named check, each with what it found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from core.service.check_accounts import overdrawn_accounts, strange_currencies
from core.service.recompute_amounts import untrue_amounts
from core.service.recompute_true_ups import untrue_true_ups
from core.service.runtime import Runtime
from core.store import (
    agreement_audit,
    audit_store,
    bank_audit,
    document_audit,
    duty_audit,
    life_audit,
    settlement_audit,
)
from core.store.cdr_store import changed_cdrs
from core.store.chain_store import changed_entries
from core.store.database import OpenTransaction
from core.store.pending_store import untrue_pendings

CHECKS: Final[Mapping[str, Callable[[OpenTransaction], list[str]]]] = {
    "entries_sum_to_zero": audit_store.unbalanced_entries,
    "entries_have_two_legs": audit_store.thin_entries,
    "balances_are_sums_of_postings": audit_store.drifted_balances,
    "trial_balance_is_zero": audit_store.untrue_trial_balance,
    "entries_are_as_booked": changed_entries,
    "every_entry_is_sealed": audit_store.unsealed_entries,
    "numbers_have_no_gap": audit_store.broken_numbering,
    "one_entry_a_cdr": audit_store.twice_posted,
    "every_cdr_has_one_fate": audit_store.lost_cdrs,
    "no_session_no_fee": audit_store.orphan_entries,
    "splits_are_as_posted": audit_store.untrue_splits,
    "cdrs_are_as_recorded": changed_cdrs,
    "amounts_follow_from_records": untrue_amounts,
    "true_ups_follow_from_sessions": untrue_true_ups,
    "obligations_are_sums_of_postings": audit_store.untrue_obligations,
    "net_positions_are_sums_of_obligations": audit_store.untrue_positions,
    "instructions_are_net_positions": audit_store.untrue_instructions,
    "clearing_accounts_are_empty": audit_store.open_clearing,
    "holdbacks_are_posted": settlement_audit.untrue_holdbacks,
    "holdbacks_are_let_go_once": settlement_audit.untrue_releases,
    "parts_of_holdbacks_are_as_taken_back": settlement_audit.untrue_parts,
    "payment_files_are_their_payments": bank_audit.untrue_batches,
    "payments_are_instructions": bank_audit.untrue_payments,
    "files_left_after_approval": settlement_audit.untrue_exports,
    "movements_are_matched_and_posted": bank_audit.unmatched_movements,
    "instructions_are_confirmed_once": bank_audit.overconfirmed,
    "bank_balances_are_sums_of_movements": bank_audit.untrue_bank_balances,
    "transit_is_what_the_bank_has_to_confirm": bank_audit.untrue_transit,
    "unallocated_is_what_waits_for_a_match": bank_audit.untrue_unallocated,
    "deals_in_transit_are_what_the_bank_has_to_tell": bank_audit.untrue_deals,
    "accounts_have_their_currency": strange_currencies,
    "what_is_held_is_not_overdrawn": overdrawn_accounts,
    "corrections_are_mirrors": life_audit.unlike_mirrors,
    "booked_times_never_go_back": life_audit.backward_times,
    "disputed_is_what_disputes_hold": life_audit.undisputed_holds,
    "disputes_ended_as_posted": life_audit.untrue_disputes,
    "fx_entries_name_their_rate": life_audit.rateless_entries,
    "closed_periods_stay_closed": life_audit.entries_of_closed,
    "closings_and_movements_are_balances": life_audit.untrue_closings,
    "pending_entries_end_once": untrue_pendings,
    "terms_are_as_approved": agreement_audit.untrue_terms,
    "approvals_are_of_two_people": duty_audit.undecided_approvals,
    "cases_ended_as_approved": duty_audit.untrue_case_ends,
    "document_numbers_have_no_gap": document_audit.broken_document_numbers,
    "documents_are_as_issued": document_audit.changed_documents,
    "statements_are_sums_of_postings": document_audit.untied_statements,
}
"""Name -> check; the order in which people read them."""

INVARIANTS: Final[Mapping[str, tuple[str, ...]]] = {
    "I1": ("entries_sum_to_zero",),
    "I2": ("entries_have_two_legs",),
    "I3": ("accounts_have_their_currency",),
    "I4": ("corrections_are_mirrors",),
    "I5": ("entries_are_as_booked", "cdrs_are_as_recorded"),
    "I6": ("balances_are_sums_of_postings",),
    "I7": ("balances_are_sums_of_postings",),
    "I8": ("what_is_held_is_not_overdrawn",),
    "I9": ("trial_balance_is_zero",),
    "I10": (
        "clearing_accounts_are_empty",
        "transit_is_what_the_bank_has_to_confirm",
        "unallocated_is_what_waits_for_a_match",
        "deals_in_transit_are_what_the_bank_has_to_tell",
        "disputed_is_what_disputes_hold",
    ),
    "I11": ("entries_are_as_booked", "every_entry_is_sealed", "numbers_have_no_gap"),
    "I12": ("closed_periods_stay_closed",),
    "I13": ("booked_times_never_go_back",),
    "I14": (
        "holdbacks_are_posted",
        "holdbacks_are_let_go_once",
        "parts_of_holdbacks_are_as_taken_back",
        "obligations_are_sums_of_postings",
        "net_positions_are_sums_of_obligations",
        "instructions_are_net_positions",
        "payment_files_are_their_payments",
    ),
    "I15": (
        "splits_are_as_posted",
        "amounts_follow_from_records",
        "true_ups_follow_from_sessions",
    ),
    "I16": ("closings_and_movements_are_balances", "statements_are_sums_of_postings"),
    "I17": ("document_numbers_have_no_gap",),
    "I18": ("fx_entries_name_their_rate",),
    "I19": ("one_entry_a_cdr", "every_cdr_has_one_fate", "disputes_ended_as_posted"),
    "I20": ("pending_entries_end_once",),
}
"""The invariants of the ledger by number, and the checks that together say that each holds."""


def numbers_of(check: str) -> str:
    """Which invariants a check is about: ``I5, I11``; empty where it is about none of them."""
    return ", ".join(number for number, names in INVARIANTS.items() if check in names)


@dataclass(frozen=True, slots=True)
class Audit:
    """What every check found; an empty tuple is ok."""

    findings: Mapping[str, tuple[str, ...]]

    @property
    def count(self) -> int:
        """How many findings there are in all; at most 20 of each check are named."""
        return sum(map(len, self.findings.values()))

    @property
    def invariants(self) -> Mapping[str, bool]:
        """Whether each invariant of the ledger holds, by its number."""
        return {
            number: not any(self.findings.get(name) for name in names)
            for number, names in INVARIANTS.items()
        }


def verify_books(
    runtime: Runtime,
    on_check: Callable[[int, int, str], None] = lambda _done, _total, _name: None,
) -> Audit:
    """Run every check on one consistent picture of the books.

    Args:
        runtime: The books.
        on_check: Told (done, total, name) before each check.
    """
    findings = {}
    with runtime.database.reading() as connection:
        for done, (name, check) in enumerate(CHECKS.items()):
            on_check(done, len(CHECKS), name)
            findings[name] = tuple(check(connection))
    return Audit(findings)
