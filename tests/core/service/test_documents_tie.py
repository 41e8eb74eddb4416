"""Whatever happens to sessions, a party's statements are its postings and documents its VAT."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.agreement import Bearer, CardTerms, CommissionModel
from core.domain.document import DocumentKind
from core.domain.errors import RuleError
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.issue_documents import issue_documents, month_of
from core.service.list_documents import list_documents, shown_document
from core.service.refund_session import Asked, refund_session
from core.service.render_documents import Renderer, document_fonts
from core.service.settle_cycles import settle_until
from core.store.document_audit import (
    broken_document_numbers,
    changed_documents,
    untied_statements,
)
from core.store.journal_store import balances
from tests.books import ABROAD, open_network, two_partner_network
from tests.builders import CPO, DP, a_cdr, a_component, a_credit, a_tariff, an_agreement, an_element
from tests.core.ledger.test_run_steps import terms_of
from tests.document_books import LEGAL, NoWorker
from tests.invoices import a_legal_entity
from tests.made_books import books_in
from tests.waterfalls import HOST, REST, a_step

FIRST = datetime(2026, 1, 3, 10, tzinfo=UTC)
MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04")
HUB = "NL*NWC"


class NoFiles(Renderer):
    """Values only: what files say is tested elsewhere."""

    def files_of(self, _drafts):
        return ()


RENDERER = NoFiles(NoWorker(), document_fonts())
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["session", "credit", "refund", "settle"]),
        st.integers(0, 5),
        st.integers(1, 9_999),
        st.sampled_from([DP, ABROAD]),
    ),
    min_size=1,
    max_size=6,
)
TERMS = st.builds(
    an_agreement,
    model=st.sampled_from(CommissionModel),
    card=st.builds(
        CardTerms,
        fixed=st.just(Decimal("0.15")),
        rate_bp=st.integers(0, 400),
        bearer=st.sampled_from([Bearer.NETWORK, Bearer.CPO, Bearer.NOBODY]),
    ),
    dp_session_fee=st.sampled_from([Decimal(0), Decimal("0.33")]),
    cpo_session_fee=st.sampled_from([Decimal(0), Decimal("0.35")]),
    wholesale_bp=st.sampled_from([10_000, 9_130]),
    fx_margin_bp=st.sampled_from([0, 50]),
)
OF_HOSTS = st.builds(
    lambda by_cpo, by_network, by_dp, margin_bp: terms_of(
        [
            a_step(),
            a_step(step_id="host", payee=HOST, rate_bp=by_cpo),
            a_step(step_id="site", payer="NETWORK", payee=HOST, rate_bp=by_network),
            a_step(step_id="guest", payer="DP", payee=HOST, rate_bp=by_dp),
            a_step(step_id="share", payer="CPO", payee="DP", rate_bp=333),
            REST,
        ],
        fx_margin_bp=margin_bp,
    ),
    st.integers(0, 999),
    st.sampled_from([0, 170]),
    st.sampled_from([0, 90]),
    st.sampled_from([0, 50]),
)
"""Terms that pay a third party, by each of the three."""


def do(runtime, month, deeds, kept):
    """Let things happen in one month; what a rule forbids does not."""
    start = FIRST + timedelta(days=31 * month)
    for number, (deed, which, amount, partner) in enumerate(deeds):
        clock = replace(runtime, now=lambda at=start: at + timedelta(days=20))
        at = start + timedelta(hours=2 * number)
        if deed == "session":
            cdr = a_cdr(
                f"{month}-{number}",
                start=at,
                energy_kwh=str(Decimal(amount) / 100),
                demand_partner=partner,
                stay_s=3600 + amount,
            )
            carry(clock, [cdr])
            kept.append(cdr)
        elif deed == "settle":
            settle_until(clock, start + timedelta(days=which))
        elif kept:
            cdr = kept[which % len(kept)]
            try:
                if deed == "credit":
                    credit_cdrs(clock, [a_credit(cdr, issued_at=start + timedelta(days=15))])
                    kept.remove(cdr)
                else:
                    asked = Asked(amount=Decimal(amount) / 1000, name=f"{month}-{number}")
                    refund_session(clock, cdr.key, asked, "test")
            except RuleError:
                continue


def vat_on_documents(runtime, end):
    return sum(
        one.vat_minor * (-1 if one.is_credit else 1)
        for one in list_documents(runtime)
        if getattr(one, end) == HUB
    )


@settings(max_examples=25, deadline=None)
@given(TERMS | OF_HOSTS, st.lists(DEEDS, min_size=1, max_size=3))
def test_statements_are_postings_and_vat_accounts_are_documents(terms, months):
    runtime = books_in("sqlite://", lambda: datetime(2026, 9, 1, tzinfo=UTC))
    tariff = a_tariff(
        an_element(
            a_component(price="0.4937"),
            a_component("TIME", price="1.111", vat_pct="9"),
            a_component("FLAT", price="0.29"),
        )
    )
    kept = []
    with runtime.database:
        network = two_partner_network(tariffs=(tariff,))
        entities = (*LEGAL, a_legal_entity(HOST, "NL000000006B19"))
        open_network(runtime, terms, network=replace(network, legal_entities=entities))
        for month, deeds in enumerate(months):
            do(runtime, month, deeds, kept)
            issue_documents(runtime, month_of(MONTHS[month]), RENDERER)
        issue_documents(runtime, month_of("2026-08"), RENDERER)
        with runtime.database.reading() as connection:
            for check in (broken_document_numbers, changed_documents, untied_statements):
                assert check(connection) == []
            sums = balances(connection)
        for code, end, sign in (("2500", "seller", -1), ("1500", "buyer", 1)):
            booked = sum(amount for (name, _), amount in sums.items() if name[:4] == code)
            assert vat_on_documents(runtime, end) == sign * booked
        owed = {DP: ("1200", "2310", "2400"), CPO: ("2100", "2400"), HOST: ("2350", "2400")}
        for party, codes in owed.items():
            statements = [
                one for one in list_documents(runtime, party) if one.kind is DocumentKind.STATEMENT
            ]
            if statements:
                last = max(statements, key=lambda one: one.period)
                closing = sum(
                    one.closing_minor for one in shown_document(runtime, last.number).value.accounts
                )
                names = {f"{code}:{party}" for code in codes}
                assert closing == sum(amount for (name, _), amount in sums.items() if name in names)
