"""A claim from OCPI JSON: a CDR, or as much of one as its price is judged by."""

from core.domain.claim import Claim
from core.ocpi.cdr_codec import claimed_of_wire
from core.ocpi.price_codec import price_or_none
from core.ocpi.usage_codec import usage_from_json
from core.ocpi.wire import wire_object


def claim_from_json(value: object) -> Claim:
    """The claim that a JSON object makes.

    Raises:
        WireError: OCPI does not allow it; the path says where.
    """
    usage = usage_from_json(value)
    wire = wire_object(value)
    return Claim(
        usage=usage,
        total_cost=price_or_none(wire, "total_cost"),
        claimed=claimed_of_wire(wire),
    )
