"""An object of OCPI as the network keeps it: what its owner told last, word for word.

Nothing of it is money: what prices and books need of it is kept beside, as values, for good.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptObject:
    """One location, tariff, token, session or invoice record."""

    module: str
    """OCPI's ModuleID, as ``locations``."""
    owner: str
    """Key of the party that it belongs to, ``NL*ABC``."""
    object_id: str
    """As its owner writes it; of a token its uid and type, ``04A2~RFID``."""
    version: str
    """The OCPI that the body is written in, ``2.2.1``."""
    body: str
    """Its JSON text, unknown fields included."""
    updated_at: datetime
    """Its ``last_updated``."""
    kept_at: datetime
    """When the network was told."""
    partner: str | None = None
    """Key of the one other party that it concerns, of sessions and CDRs; None: all may read it."""
    subject: str | None = None
    """Pseudonym of the contract whose person it names; None where it names nobody."""
    is_gone: bool = False
    """Whether its owner has deleted it."""

    @property
    def key(self) -> str:
        """What it is found by."""
        return key_of_id(self.module, self.object_id)


def key_of_id(module: str, object_id: str) -> str:
    """What an id is compared by: without case, but for CDRs, whose ids the books know as written.

    OCPI compares every id without case. Two CDRs that differ in nothing but that are two here.
    """
    return object_id if module == "cdrs" else object_id.casefold()


def token_object_id(uid: str, token_type: str) -> str:
    """The id of a token among tokens: a uid is unique in its type only."""
    return f"{uid}~{token_type.upper()}"
