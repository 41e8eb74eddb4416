"""Who parties are before the law, each from its day on."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, select

from core.domain.legal_entity import LegalEntity
from core.store.bulk import put_new
from core.store.document_schema import legal_entity


def put_legal_entities(connection: Connection, entities: Iterable[LegalEntity]) -> None:
    """Keep them, each once.

    Raises:
        ConflictError: A party has other legal data from the same day on.
    """
    put_new(
        connection,
        legal_entity,
        [
            (
                one.party,
                one.valid_from.isoformat(),
                one.legal_name,
                one.street,
                one.postcode,
                one.town,
                one.country_code,
                one.vat_id,
                one.electronic_address,
                one.electronic_scheme,
            )
            for one in entities
        ],
        key_columns=2,
    )


def all_legal_entities(connection: Connection) -> tuple[LegalEntity, ...]:
    """Every version, by party and day."""
    query = select(legal_entity).order_by(legal_entity.c.party, legal_entity.c.valid_from)
    return tuple(
        LegalEntity(**(row._asdict() | {"valid_from": date.fromisoformat(row.valid_from)}))
        for row in connection.execute(query)
    )
