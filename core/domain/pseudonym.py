"""Pseudonyms: what the books call a driver's token and contract, instead of their own names.

Made of a secret of the books and of what they stand for, so that the same token has the same
pseudonym and the same CDR sent twice is the same. They are pseudonyms, not anonymous: whoever holds
the secret and guesses a token can tell whether it is in the books, even after an erasure.
"""

from base64 import b32encode
from dataclasses import replace
from hmac import digest
from typing import Final

from core.domain.cdr import Assumed, Cdr

MARK: Final = "~"
"""What a pseudonym begins with; no token of OCPI's does."""
_BYTES: Final = 16


def token_pseudonym(secret: bytes, demand_partner: str, uid: str) -> str:
    """Of a token's uid; OCPI compares uids without case."""
    return _pseudonym(secret, "token", demand_partner, uid)


def contract_pseudonym(secret: bytes, demand_partner: str, contract_id: str) -> str:
    """Of a contract."""
    return _pseudonym(secret, "contract", demand_partner, contract_id)


def is_personal(cdr: Cdr) -> bool:
    """Whether its token is somebody's: not one that we made up, nor a pseudonym already."""
    return Assumed.TOKEN not in cdr.assumed and not cdr.token.uid.startswith(MARK)


def veiled(cdr: Cdr, secret: bytes) -> Cdr:
    """The CDR as the books keep it: pseudonyms in place of token and contract."""
    token = cdr.token
    return replace(
        cdr,
        token=replace(
            token,
            uid=token_pseudonym(secret, token.demand_partner, token.uid),
            contract_id=contract_pseudonym(secret, token.demand_partner, token.contract_id),
        ),
    )


def _pseudonym(secret: bytes, *parts: str) -> str:
    made = digest(secret, "|".join(parts).casefold().encode(), "sha256")[:_BYTES]
    return MARK + b32encode(made).decode().rstrip("=").lower()
