"""Platforms in books of a test's own, as the hub's use cases write them."""

from datetime import timedelta

from core.domain.credentials import Credentials
from core.domain.hub_message import HubMessage, MessageWay
from core.domain.hub_view import token_sha
from core.domain.passage import Passage, PassageKind
from core.domain.platform import Endpoint, PlatformRole
from core.service.agree_credentials import Agreed, register
from core.service.ask_handshake import answer_handshake, ask_handshake, claim_handshakes
from core.service.hub_key import load_hub_key
from core.service.keep_messages import keep_messages
from core.service.keep_passages import open_passages
from core.service.register_platform import add_platform, new_token
from core.service.sealed_box import HubKey
from core.service.tell_clients import take_news
from core.service.view_platforms import tell_hub_url
from tests.books import NOW

KEY = HubKey("dGhpcyBrZXkgaXMgb2YgdGVzdHMgYW5kIG9wZW5zIDE=")
CPO = PlatformRole("CPO", "NL*ABC")
DP = PlatformRole("EMSP", "DE*XYZ")
A_PASSAGE = Passage(
    passage_id="p1",
    kind=PassageKind.PAGE,
    module="cdrs",
    interface="SENDER",
    caller_platform="de-xyz-emsp",
    caller="DE*XYZ",
    owner_platform="nl-abc-cpo",
    owner="NL*ABC",
    url="https://peer.example/cdrs?offset=2",
    opened_at=NOW,
    expires_at=NOW + timedelta(hours=1),
)
A_MESSAGE = HubMessage(
    message_id="m1",
    at=NOW,
    way=MessageWay.OUT,
    correlation_id="c1",
    sender="NL*ABC",
    receiver="DE*XYZ",
    module="locations",
    interface="RECEIVER",
    method="PUT",
    path="/locations",
    version="2.2.1",
    status_code=1000,
    http_status=200,
    latency_us=5,
    request="{}",
    answer="{}",
)
PEER_TOKEN = "token-b-of-the-peer"  # noqa: S105 (of nobody)


def with_key(runtime):
    """The key of tests, as if the hub had been started."""
    return load_hub_key(runtime, None, KEY.text)


def agreed(invitation, **named):
    """What a handshake with an invited platform agrees."""
    platform = invitation.platform
    facts = {
        "platform_id": platform.platform_id,
        "used_sha": token_sha(invitation.token),
        "credentials": Credentials(
            credentials_token=PEER_TOKEN,
            versions_url="https://peer.example/versions",
            roles=platform.invited,
        ),
        "version": "2.2.1",
        "endpoints": [Endpoint("locations", "SENDER", "https://peer.example/locations")],
        "token_is_raw": False,
        "our_token": new_token(),
    }
    return Agreed(**(facts | named))


def fill_hub(runtime):
    """A row in every table of the hub."""
    key = with_key(runtime)
    tell_hub_url(runtime, "https://hub.example/ocpi")
    register(runtime, agreed(add_platform(runtime, (CPO,))))
    request = ask_handshake(runtime, (DP,), "https://dp.example/versions", "token-a-of-the-dp")
    claim_handshakes(runtime, key)
    answer_handshake(runtime, request.request_id, is_done=True, detail="OCPI 2.2.1")
    take_news(runtime, "one process")
    open_passages(runtime, [A_PASSAGE])
    keep_messages(runtime, [A_MESSAGE])
