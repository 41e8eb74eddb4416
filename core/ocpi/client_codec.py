"""Values <-> OCPI's ClientInfo: who is connected to a hub.

Source: OCPI 2.2.1 and 2.3.0, mod_hub_client_info. 2.3.0 has no role HUB.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from core.domain.platform import Platform
from core.ocpi.envelope import short_time
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.wire import JsonObject

_HUB: Final = "HUB"


def client_infos(
    platform: Platform, changed_at: datetime, version: OcpiVersion
) -> Iterator[JsonObject]:
    """What is told of a platform, one object for each party and role."""
    for role in platform.roles:
        if role.role == _HUB and version is not OcpiVersion.V2_2_1:
            continue
        country_code, _, party_id = role.written.partition("*")
        yield {
            "party_id": party_id,
            "country_code": country_code,
            "role": role.role,
            "status": platform.status.value,
            "last_updated": short_time(changed_at),
        }
