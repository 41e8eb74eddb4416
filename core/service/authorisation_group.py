"""Questions whether drivers may charge, decided together: each counts what those before it use."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from core.domain.authorisation import (
    Authorisation,
    AuthorisationAsked,
    RefusalReason,
    WhitelistType,
)
from core.domain.contract_token import ContractToken
from core.domain.hold_amounts import HoldAmounts
from core.domain.kept_object import key_of_id, token_object_id
from core.domain.money import Money
from core.domain.platform import ConnectionStatus
from core.domain.pseudonym import token_pseudonym
from core.domain.settlement_rules import CreditMode
from core.ocpi.json_bytes import value_of_json
from core.ocpi.modules import ModuleId
from core.ocpi.token_codec import token_from_json
from core.ocpi.wire import JsonObject, wire_object
from core.service.credit_exposure import credit_headroom
from core.service.judge_authorisation import Judged, Refusal, StatusOf, refusal_of
from core.service.keep_session import claim_name
from core.service.known import Known
from core.settlement.exposure import CreditExposure, decide_authorisation
from core.store.authorisation_store import OpenClaim, authorisations_of, claimed_minor
from core.store.database import OpenTransaction
from core.store.kept_store import objects_among
from core.store.personal_store import secret_of

HOLDS: Final = HoldAmounts()
_AGAIN_S: Final = 600
_OWN_WORD: Final = frozenset({WhitelistType.ALWAYS, WhitelistType.ALLOWED})
"""With these a token may be let in by whoever knows it."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a question came to."""

    authorisation: Authorisation
    token: ContractToken | None
    """None where the network does not know it."""
    asks_partner: bool = False
    """Whether the Demand Partner has the last word; nothing is put aside yet."""
    asks_wallet: bool = False
    """Whether its money has still to be put aside of a wallet, by an entry of its own."""


@dataclass(slots=True)
class _Credit:
    """A partner's credit while a group is decided: what is allowed uses it up."""

    exposure: CreditExposure
    wallet: bool

    def use(self, amount_minor: int) -> None:
        """Count a session that was just allowed."""
        used = self.exposure.open_minor + amount_minor
        self.exposure = replace(self.exposure, open_minor=used)


class AuthorisationGroup:
    """Questions that are decided together."""

    def __init__(
        self,
        connection: OpenTransaction,
        asked: Sequence[AuthorisationAsked],
        known: Known,
        status_of: StatusOf,
        now: datetime,
    ) -> None:
        """Look up what all of them need; nothing is written here."""
        self._connection = connection
        names = [token_object_id(one.uid, one.token_type) for one in asked]
        self._tokens = objects_among(connection, ModuleId.TOKENS, names)
        places = [one.location_id for one in asked if one.location_id is not None]
        self._places = objects_among(connection, ModuleId.LOCATIONS, places)
        self._before = authorisations_of(connection, [reference_of(one, now) for one in asked])
        self._known = known
        self._status_of = status_of
        self._now = now
        self._secret = secret_of(connection, now)
        self._credits: dict[str, _Credit] = {}
        self._decided: dict[str, Decided] = {}
        self.new: list[Authorisation] = []
        self.claims: list[OpenClaim] = []

    def decide(self, asked: AuthorisationAsked) -> Decided:
        """Decide one question; the same once more is answered the same."""
        reference = reference_of(asked, self._now)
        if reference in self._decided:
            return self._decided[reference]
        token = self._token(asked)
        before = self._before.get(reference)
        decided = self._judge(asked, reference, token) if before is None else Decided(before, token)
        self._decided[reference] = decided
        return decided

    def _judge(
        self, asked: AuthorisationAsked, reference: str, token: ContractToken | None
    ) -> Decided:
        partner = asked.demand_partner if token is None else token.demand_partner
        blank = Authorisation(
            reference=reference,
            at=self._now,
            cpo=asked.cpo,
            demand_partner=partner,
            token=token_pseudonym(self._secret, partner or "", asked.uid),
            location_id=asked.location_id,
            evse_uid=next(iter(asked.evse_uids), None),
            decided_by=self._known.network.key if self._known.network else asked.cpo,
        )
        if partner is None:  # nobody's session, so that it is not kept
            reason, detail = RefusalReason.UNKNOWN_TOKEN, "nobody told of this token"
            return Decided(replace(blank, reason=reason, detail=detail), None)
        judged = Judged(
            asked=asked, demand_partner=partner, token=token, location=self._location(asked)
        )
        refusal = refusal_of(judged, self._known, self._status_of, self._now)
        if refusal is not None:
            return self._refused(blank, token, refusal)
        one = replace(blank, asked=self._amount(asked, partner))
        return self._with_credit(one, token, is_partners_word=asked.is_partners_word)

    def _with_credit(
        self, one: Authorisation, token: ContractToken | None, *, is_partners_word: bool
    ) -> Decided:
        assert one.demand_partner is not None
        assert one.asked is not None
        credit = self._credit(one.demand_partner)
        if not credit.wallet:
            decision = decide_authorisation(credit.exposure, one.asked.amount_minor)
            if not decision.allowed:
                return self._refused(one, token, (RefusalReason.NO_CREDIT, decision.reason))
        if is_partners_word or token is None or token.whitelist not in _OWN_WORD:
            return self._for_partner(one, token, credit)
        return self._allowed(one, token, credit)

    def _allowed(self, one: Authorisation, token: ContractToken, credit: _Credit) -> Decided:
        if credit.wallet:
            return Decided(one, token, asks_wallet=True)
        assert one.asked is not None
        self.new.append(one)
        credit.use(one.asked.amount_minor)
        self.claims.append(claim_of(one, one.reference))
        return Decided(one, token)

    def _for_partner(
        self, one: Authorisation, token: ContractToken | None, credit: _Credit
    ) -> Decided:
        """Whether the partner can be asked; where it cannot, what its whitelist says for then."""
        assert one.demand_partner is not None
        if self._status_of(one.demand_partner) is ConnectionStatus.CONNECTED:
            return Decided(one, token, asks_partner=True, asks_wallet=credit.wallet)
        if token is not None and token.whitelist is WhitelistType.ALLOWED_OFFLINE:
            return self._allowed(one, token, credit)
        return self._refused(
            one, token, (RefusalReason.NO_ANSWER, f"{one.demand_partner} cannot be reached")
        )

    def _refused(
        self, one: Authorisation, token: ContractToken | None, refusal: Refusal
    ) -> Decided:
        refused = replace(one, reason=refusal[0], detail=refusal[1])
        self.new.append(refused)
        return Decided(refused, token)

    def _token(self, asked: AuthorisationAsked) -> ContractToken | None:
        name = token_object_id(asked.uid, asked.token_type)
        found = [
            token_from_json(value_of_json(kept.body.encode()))
            for kept in self._tokens.get(key_of_id(ModuleId.TOKENS, name), ())
            if asked.demand_partner in {None, kept.owner}
        ]
        # Cards of two parties may have one uid: what one has blocked says nothing of the other's.
        return next((one for one in found if one.valid), found[0] if found else None)

    def _location(self, asked: AuthorisationAsked) -> JsonObject | None:
        if asked.location_id is None:
            return None
        key = key_of_id(ModuleId.LOCATIONS, asked.location_id)
        for kept in self._places.get(key, ()):
            if kept.owner == asked.cpo:
                return dict(wire_object(value_of_json(kept.body.encode())).fields)
        return None

    def _amount(self, asked: AuthorisationAsked, partner: str) -> Money:
        evses = (self._known.evses.get((asked.cpo, uid)) for uid in asked.evse_uids)
        powers = [one.max_power_kw for one in evses if one is not None]
        currency = self._known.parties[partner].currency
        return HOLDS.amount(max(powers, default=None), currency)

    def _credit(self, partner: str) -> _Credit:
        if partner not in self._credits:
            currency = self._known.parties[partner].currency
            open_minor = claimed_minor(self._connection, partner, currency, self._now)
            found = credit_headroom(self._connection, partner, self._now.date(), open_minor)
            wallet = found.line.mode is CreditMode.PREFUNDED
            self._credits[partner] = _Credit(found, wallet)
        return self._credits[partner]


def reference_of(asked: AuthorisationAsked, now: datetime) -> str:
    """``authorization_reference`` of a question, 34 characters; asked again soon it is the same.

    Some peers give every request the same id: the place and the time tell them apart.
    """
    at = str(int(now.timestamp()) // _AGAIN_S)
    place = (asked.location_id or "", *asked.evse_uids)
    parts = (asked.cpo, asked.request_id, asked.uid.casefold(), asked.token_type, *place, at)
    return f"NC{sha256('|'.join(parts).encode()).hexdigest()[:32]}"


def claim_of(one: Authorisation, stated: str, aside_minor: int = 0) -> OpenClaim:
    """What an allowed session may cost beyond what is put aside of a wallet, until it starts."""
    assert one.demand_partner is not None
    assert one.asked is not None
    return OpenClaim(
        claim=claim_name(one.demand_partner, stated, one.cpo, None),
        demand_partner=one.demand_partner,
        amount=replace(one.asked, amount_minor=one.asked.amount_minor - aside_minor),
        until=one.at + HOLDS.starts_within,
    )
