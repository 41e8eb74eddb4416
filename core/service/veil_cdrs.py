"""Personal data of CDRs that arrive: pseudonyms into the books, what they stand for beside them.

Signed meter data name the token too, so they are kept beside the books with the rest, after their
signatures were checked; what the check found stays with the CDR.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from core.domain.cdr import Cdr
from core.domain.pseudonym import is_personal, veiled
from core.ocpi.ocmf import check_meter
from core.ocpi.signed_codec import signed_data_of
from core.store.database import OpenTransaction
from core.store.personal_store import PersonalBody, put_bodies, put_checks


@dataclass(frozen=True, slots=True)
class Veiled:
    """A CDR as it was sent, and as the books keep it."""

    sent: Cdr
    kept: Cdr
    raw: str
    """Its JSON text."""


def veil(cdr: Cdr, raw: str, secret: bytes) -> Veiled:
    """A CDR whose token is somebody's, with pseudonyms in its place."""
    return Veiled(cdr, veiled(cdr, secret) if is_personal(cdr) else cdr, raw)


def keep_beside(connection: OpenTransaction, fresh: Sequence[Veiled], now: datetime) -> None:
    """Keep what pseudonyms of new CDRs stand for, and their signed meter data, checked."""
    put_bodies(connection, (body for one in fresh for body in _bodies(one)), now)
    checks, bodies = [], []
    for one in fresh:
        signed = signed_data_of(one.raw, one.sent.source)
        if signed is None:
            continue
        body = json.dumps(asdict(signed), ensure_ascii=False)
        sha = sha256(body.encode()).hexdigest()
        checks.append((one.kept.key, signed.encoding_method, sha, check_meter(signed)))
        bodies.append(
            PersonalBody(
                pseudonym=f"meter:{one.kept.key}",
                kind="meter",
                subject=one.kept.token.contract_id,
                body=body,
            )
        )
    put_checks(connection, checks, now)
    put_bodies(connection, bodies, now)


def _bodies(one: Veiled) -> Iterator[PersonalBody]:
    if one.kept is one.sent:
        return
    sent, kept = one.sent.token, one.kept.token
    yield PersonalBody(pseudonym=kept.uid, kind="token", subject=kept.contract_id, body=sent.uid)
    yield PersonalBody(
        pseudonym=kept.contract_id,
        kind="contract",
        subject=kept.contract_id,
        body=sent.contract_id,
    )
