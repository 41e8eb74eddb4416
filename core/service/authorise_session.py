"""Let drivers charge, in real time: one driver token works at every CPO in reach.

The network answers by itself where the token's Demand Partner lets it (whitelist ALWAYS, ALLOWED);
else the partner has the last word, and is asked only where nothing of the network's own speaks
against it. What a session may cost is put aside until its CDR comes, or nothing started.
"""

from collections.abc import Sequence
from dataclasses import replace

from core.domain.authorisation import Authorisation, AuthorisationAsked, RefusalReason
from core.domain.errors import RoamingError
from core.service.authorisation_group import AuthorisationGroup, Decided, claim_of
from core.service.collision import again_after_collision
from core.service.hold_prefund import hold_prefund, list_holds, release_prefund
from core.service.judge_authorisation import StatusOf
from core.service.keep_session import claim_name
from core.service.known import Known
from core.service.runtime import Runtime
from core.store.authorisation_store import (
    authorisations_of,
    claimed_minor,
    claims_of,
    one_at_a_time,
    put_authorisations,
    put_claims,
    put_stated,
)


def authorise_sessions(
    runtime: Runtime, asked: Sequence[AuthorisationAsked], known: Known, status_of: StatusOf
) -> list[Decided | RoamingError]:
    """Decide what was asked together, in its order, in one transaction.

    A token that nobody knows, asked of no partner by name, is decided UNKNOWN_TOKEN: whoever serves
    may ask partners for it.

    Raises:
        StoreError: The books cannot be written; nothing is decided.
    """

    def whole() -> list[Decided]:
        with runtime.database.transaction() as connection:
            one_at_a_time(connection)
            group = AuthorisationGroup(connection, asked, known, status_of, runtime.now())
            decided = [group.decide(one) for one in asked]
            put_authorisations(connection, group.new)
            put_claims(connection, group.claims)
        return decided

    return [_with_wallet(runtime, one) for one in again_after_collision(whole)]


def _with_wallet(runtime: Runtime, decided: Decided) -> Decided | RoamingError:
    """Put aside of a wallet what the network allowed by its own word; one's fault is one's own."""
    if not decided.asks_wallet or decided.asks_partner:
        return decided
    one = decided.authorisation
    try:
        return replace(decided, authorisation=_keep_wallet(runtime, one, one.reference))
    except RoamingError as error:
        return error


def partner_answered(
    runtime: Runtime, decided: Decided, reason: RefusalReason | None, reference: str | None
) -> Authorisation:
    """Keep the last word of a Demand Partner, and put aside what the session may cost.

    Where the partner allows and its money does not reach, the network refuses.

    Args:
        runtime: The books.
        decided: What the network said before it asked.
        reason: Why the partner refuses; None: it allows.
        reference: What the partner calls it; session and CDR will say the same.
    """
    before = decided.authorisation
    assert before.demand_partner is not None, before
    said = replace(
        before,
        reason=reason,
        detail="" if reason is None else "the Demand Partner's own answer",
        decided_by=before.demand_partner,
    )
    stated = reference or before.reference
    if decided.asks_wallet and said.allowed:
        return _keep_wallet(runtime, said, stated)
    return again_after_collision(lambda: _keep(runtime, said, stated))


def _keep_wallet(runtime: Runtime, one: Authorisation, stated: str) -> Authorisation:
    assert one.demand_partner is not None
    assert one.asked is not None
    currency = one.asked.currency
    with runtime.database.reading() as connection:
        before = authorisations_of(connection, [one.reference]).get(one.reference)
        open_minor = claimed_minor(connection, one.demand_partner, currency, runtime.now())
    if before is not None:
        return before
    told = hold_prefund(runtime, stated, one.demand_partner, one.asked, open_minor)
    if not told.decision.allowed:
        reason = RefusalReason.NO_CREDIT
        one = replace(one, reason=reason, detail=told.decision.reason)
    aside_minor = 0 if told.hold is None else told.hold.held.amount_minor
    return again_after_collision(lambda: _keep(runtime, one, stated, aside_minor))


def _keep(runtime: Runtime, one: Authorisation, stated: str, aside_minor: int = 0) -> Authorisation:
    """Keep an answer once, by the question; a partner may call several by one name."""
    with runtime.database.transaction() as connection:
        before = authorisations_of(connection, [one.reference]).get(one.reference)
        if before is not None:
            return before
        put_authorisations(connection, [one])
        put_stated(connection, one, stated)
        if one.allowed and one.asked is not None:
            put_claims(connection, [claim_of(one, stated, aside_minor)])
    return one


def release_unstarted(runtime: Runtime) -> int:
    """Let go what was put aside of wallets for sessions that never started; return how many.

    Claims on credit end by themselves; an entry has to be undone.
    """
    now = runtime.now()
    over = []
    for hold in list_holds(runtime):
        name = claim_name(hold.demand_partner, hold.authorization, "", None)
        with runtime.database.reading() as connection:
            claim = claims_of(connection, [name]).get(name)
        if claim is not None and claim.until <= now:
            over.append(hold.authorization)
    for reference in over:
        release_prefund(runtime, reference, "nothing started in time")
    return len(over)
