"""Signed meter data of a CDR <-> OCPI JSON (mod_cdrs, SignedData and SignedValue)."""

from core.domain.errors import WireError
from core.domain.meter_record import SignedData, SignedValue
from core.ocpi.wire import parsed, wire_object


def signed_data_of(raw: str, source: str) -> SignedData | None:
    """The signed data of a CDR's JSON text; None where it has none, or not as OCPI says.

    What is not as OCPI says is no reason to refuse the CDR: it only proves nothing.
    """
    if '"signed_data"' not in raw:
        return None
    try:
        wire = wire_object(parsed(raw, source))
        if not wire.has("signed_data"):
            return None
        signed = wire.nested("signed_data")
        return SignedData(
            encoding_method=signed.text("encoding_method", 36),
            public_key=signed.text_or_none("public_key", 512),
            signed_values=tuple(
                SignedValue(
                    nature=one.text("nature", 32),
                    plain_data=one.text_or_none("plain_data", 512) or "",
                    signed_data=one.text("signed_data", 5000),
                )
                for one in signed.objects("signed_values")
            ),
        )
    except WireError:
        return None
