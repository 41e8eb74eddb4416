"""Partners are invited, register, renew, leave and are suspended; every change is kept."""

import pytest

from core.domain.credentials import Credentials
from core.domain.errors import (
    CollisionError,
    ConflictError,
    IllegalTransitionError,
    InvalidValueError,
    NotFoundError,
    RuleError,
    SourceError,
)
from core.domain.hub_view import HubView, TokenKind, token_sha
from core.domain.platform import ConnectionStatus, PlatformRole
from core.domain.platform_change import ChangeKind
from core.gateway.registry import Registry
from core.service.agree_credentials import approach, register, unregister
from core.service.ask_handshake import (
    answer_handshake,
    ask_handshake,
    claim_handshakes,
    view_handshake,
)
from core.service.hub_key import load_hub_key
from core.service.register_platform import (
    add_platform,
    invite_platform,
    new_token,
    resume_platform,
    suspend_platform,
)
from core.service.runtime import Runtime
from core.service.sealed_box import HubKey, sealed
from core.service.view_network import view_network
from core.service.view_platforms import (
    tell_hub_url,
    view_hub,
    view_hub_url,
    view_platform_changes,
    view_platforms,
)
from core.store.handshake_store import CLAIM_AGE_MAX, put_claim, unanswered
from tests.books import now
from tests.hub_books import CPO, DP, KEY, PEER_TOKEN, agreed, with_key


def opens(runtime, token):
    """What a token opens; None for nothing."""
    shas = {one.sha: one.kind for one in view_hub(runtime).tokens}
    return shas.get(token_sha(token))


def test_an_invited_partner_has_a_token_that_opens_registration_alone(runtime):
    invitation = add_platform(runtime, (CPO,), "Anna")
    assert invitation.platform.status is ConnectionStatus.PLANNED
    assert opens(runtime, invitation.token) is TokenKind.FIRST
    assert view_platforms(runtime) == (invitation.platform,)


def test_the_token_is_nowhere_in_the_books(memory):
    token = add_platform(memory, (CPO,)).token
    with memory.database.reading() as connection:
        told = "\n".join(connection.connection.driver_connection.iterdump())
    assert token_sha(token) in told
    assert token not in told
    assert token[:9] not in told


def test_a_handshake_makes_both_tokens_new(runtime):
    key, invitation = with_key(runtime), add_platform(runtime, (CPO,))
    handshake = agreed(invitation)
    platform = register(runtime, handshake)
    assert platform.status is ConnectionStatus.CONNECTED
    assert opens(runtime, invitation.token) is None
    assert opens(runtime, handshake.our_token) is TokenKind.LASTING
    ((platform_id, box),) = view_hub(runtime).peer_tokens
    assert key.opened(box, platform_id) == PEER_TOKEN
    assert PEER_TOKEN not in box


def test_of_two_handshakes_with_one_token_the_first_is_done(runtime):
    with_key(runtime)
    invitation = add_platform(runtime, (CPO,))
    first = agreed(invitation)
    register(runtime, first)
    with pytest.raises(IllegalTransitionError):
        register(runtime, agreed(invitation))
    assert opens(runtime, first.our_token) is TokenKind.LASTING


def test_credentials_can_be_renewed_and_taken_back(runtime):
    with_key(runtime)
    first = agreed(add_platform(runtime, (CPO,)))
    register(runtime, first)
    second = agreed(
        invitation=type("Again", (), {"platform": view_platforms(runtime)[0], "token": "x"}),
        used_sha=token_sha(first.our_token),
    )
    register(runtime, second)
    assert opens(runtime, first.our_token) is None
    gone = unregister(runtime, second.platform_id, token_sha(second.our_token))
    assert gone.status is ConnectionStatus.SUSPENDED
    assert opens(runtime, second.our_token) is None
    kinds = [one.kind for one in view_platform_changes(runtime, "nl*abc")]
    wanted = ["added", "registered", "renewed", "unregistered"]
    assert [kind.value for kind in kinds] == wanted


def test_a_peer_cannot_claim_what_it_was_not_invited_as(runtime):
    with_key(runtime)
    invitation = add_platform(runtime, (CPO,))
    claimed = Credentials(
        credentials_token=PEER_TOKEN,
        versions_url="https://peer.example",
        roles=(CPO, PlatformRole("EMSP", "NL*ABC")),
    )
    with pytest.raises(InvalidValueError, match=r"roles\[1\]"):
        register(runtime, agreed(invitation, credentials=claimed))
    assert opens(runtime, invitation.token) is TokenKind.FIRST


def test_a_hub_may_name_whom_it_reaches_unless_another_platform_does(runtime):
    with_key(runtime)
    register(runtime, agreed(add_platform(runtime, (CPO,))))
    hub = add_platform(runtime, (PlatformRole("HUB", "SE*HUB"),))

    def reaching(*roles):
        return Credentials(
            credentials_token=PEER_TOKEN,
            versions_url="https://hub.example",
            roles=roles,
            hub_party="SE*HUB",
        )

    with pytest.raises(ConflictError, match="nl-abc-cpo"):
        register(runtime, agreed(hub, credentials=reaching(DP, CPO)))
    platform = register(runtime, agreed(hub, credentials=reaching(DP)))
    assert platform.parties == ("DE*XYZ",)


def test_a_partner_is_added_once_and_a_role_is_of_one_platform(runtime):
    add_platform(runtime, (CPO,))
    with pytest.raises(ConflictError, match="party invite"):
        add_platform(runtime, (CPO,))
    with pytest.raises(ConflictError, match="NL\\*ABC as CPO"):
        add_platform(runtime, (DP, CPO))
    add_platform(runtime, (PlatformRole("EMSP", "NL*ABC"),))


def test_another_invitation_ends_what_was_before(runtime):
    with_key(runtime)
    first = add_platform(runtime, (CPO,))
    second = invite_platform(runtime, "NL*ABC")
    assert (opens(runtime, first.token), opens(runtime, second.token)) == (None, TokenKind.FIRST)
    handshake = agreed(second)
    register(runtime, handshake)
    third = invite_platform(runtime, "nl-abc-cpo")
    assert opens(runtime, handshake.our_token) is None
    assert third.platform.status is ConnectionStatus.PLANNED


def test_a_suspended_partner_comes_back_as_it_was(runtime):
    with_key(runtime)
    register(runtime, agreed(add_platform(runtime, (CPO,))))
    add_platform(runtime, (DP,))
    for name, status in (
        ("NL*ABC", ConnectionStatus.CONNECTED),
        ("DE*XYZ", ConnectionStatus.PLANNED),
    ):
        with pytest.raises(IllegalTransitionError):
            resume_platform(runtime, name)
        suspended = suspend_platform(runtime, name, "late payer")
        assert suspended.status is ConnectionStatus.SUSPENDED
        with pytest.raises(IllegalTransitionError):
            suspend_platform(runtime, name)
        assert resume_platform(runtime, name).status is status
    suspend_platform(runtime, "NL*ABC")
    with pytest.raises(IllegalTransitionError):
        invite_platform(runtime, "NL*ABC")
    notes = [one.note for one in view_platform_changes(runtime, "NL*ABC")]
    assert "late payer" in notes


def test_a_name_that_is_nobodys_or_two_platforms_is_not_found(runtime):
    add_platform(runtime, (CPO,))
    add_platform(runtime, (PlatformRole("EMSP", "NL*ABC"),))
    with pytest.raises(NotFoundError, match="none"):
        suspend_platform(runtime, "FR*NOP")
    with pytest.raises(NotFoundError, match="nl-abc-cpo, nl-abc-emsp"):
        suspend_platform(runtime, "NL*ABC")


def test_who_looks_again_sees_what_everybody_sees(runtime):
    with_key(runtime)
    seen = HubView()
    assert view_hub(runtime, seen) is None
    first = add_platform(runtime, (CPO,))
    deeds = (
        lambda: add_platform(runtime, (DP,)),
        lambda: register(runtime, agreed(first)),
        lambda: suspend_platform(runtime, "NL*ABC"),
        lambda: invite_platform(runtime, "DE*XYZ"),
    )
    for deed in deeds:
        deed()
        seen = view_hub(runtime, seen)
        whole = view_hub(runtime)
        assert (seen.number, seen.platforms) == (whole.number, whole.platforms)
        assert set(seen.tokens) == set(whole.tokens)
        assert set(seen.peer_tokens) == set(whole.peer_tokens)
        assert view_hub(runtime, seen) is None


def test_a_handshake_that_was_asked_for_is_claimed_once_and_answered(runtime):
    key = with_key(runtime)
    asked = ask_handshake(runtime, (DP,), "https://dp.example/versions", "token-a")
    assert view_platforms(runtime)[0].platform_id == "de-xyz-emsp"
    assert view_hub(runtime).tokens == ()
    assert [(one.request_id, token) for one, token in claim_handshakes(runtime, key)] == [
        (asked.request_id, "token-a")
    ]
    assert claim_handshakes(runtime, key) == []
    answer_handshake(runtime, asked.request_id, is_done=False, detail="3002")
    assert view_handshake(runtime, asked.request_id).answer.detail == "3002"
    assert [one.answer.is_done for one in view_network(runtime).requests] == [False]
    with pytest.raises(NotFoundError):
        view_handshake(runtime, "nothing")


def test_of_two_that_saw_the_same_request_one_does_it(runtime):
    with_key(runtime)
    ask_handshake(runtime, (DP,), "https://dp.example/versions", "token-a")
    with runtime.database.reading() as connection:
        ((seen, attempts),) = unanswered(connection, now())
    with runtime.database.transaction() as connection:
        put_claim(connection, seen.request_id, attempts + 1, now())
    with pytest.raises(CollisionError), runtime.database.transaction() as connection:
        put_claim(connection, seen.request_id, attempts + 1, now())


def test_what_a_process_left_undone_is_done_by_another(runtime):
    key = with_key(runtime)
    asked = ask_handshake(runtime, (DP,), "https://dp.example/versions", "token-a")
    assert claim_handshakes(runtime, key)
    later = Runtime(runtime.database, lambda: now() + CLAIM_AGE_MAX)
    ((again, _),) = claim_handshakes(later, key)
    assert again.request_id == asked.request_id
    assert claim_handshakes(later, key) == []


def test_a_peer_that_is_approached_may_look_by_what_it_will_be_sent(runtime):
    with_key(runtime)
    ask_handshake(runtime, (DP,), "https://dp.example/versions", "token-a")
    ours = new_token()
    approach(runtime, "de-xyz-emsp", ours)
    assert opens(runtime, ours) is TokenKind.FIRST
    suspend_platform(runtime, "DE*XYZ")
    for platform_id in ("de-xyz-emsp", "nobody"):
        with pytest.raises(IllegalTransitionError):
            approach(runtime, platform_id, new_token())


def test_nobody_can_hand_a_token_to_a_hub_that_was_never_started(runtime):
    with pytest.raises(RuleError, match="never started"):
        ask_handshake(runtime, (DP,), "https://dp.example/versions", "token-a")
    with pytest.raises(RuleError, match="ASCII"):
        ask_handshake(runtime, (DP,), "https://dp.example/versions", "tökän")
    with pytest.raises(ConflictError, match="no key"):
        register(runtime, agreed(add_platform(runtime, (CPO,))))


def test_the_key_is_made_once_and_only_its_owner_may_read_it(runtime, tmp_path):
    file = tmp_path / "deep" / "hub.key"
    key = load_hub_key(runtime, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert load_hub_key(runtime, file) == key
    assert load_hub_key(runtime, tmp_path / "absent", key.text) == key
    assert key.text not in repr(key)
    with pytest.raises(RuleError, match="another hub key"):
        load_hub_key(runtime, tmp_path / "absent")
    with pytest.raises(RuleError, match="another hub key"):
        load_hub_key(runtime, file, KEY.text)


def test_new_books_take_the_key_that_is_in_the_file(memory, tmp_path):
    file = tmp_path / "hub.key"
    first = load_hub_key(memory, file)
    with memory.database.unguarded() as connection:
        connection.exec_driver_sql("DROP TRIGGER hub_key_no_delete")
        connection.exec_driver_sql("DELETE FROM hub_key")
    assert load_hub_key(memory, file) == first


def test_a_lost_key_can_be_replaced_and_what_was_sealed_for_it_opens_nothing(runtime, tmp_path):
    with_key(runtime)
    register(runtime, agreed(add_platform(runtime, (CPO,))))
    ask_handshake(runtime, (DP,), "https://dp.example/versions", "token-a")
    key = load_hub_key(runtime, tmp_path / "new", forget=True)
    assert load_hub_key(runtime, tmp_path / "new", forget=True) == key
    registry = Registry("NL*NWC", key)
    registry.show(view_hub(runtime))
    assert registry.peer_token("nl-abc-cpo") is None
    assert claim_handshakes(runtime, key) == []
    assert "cannot be opened" in view_network(runtime).requests[0].answer.detail
    again = agreed(invite_platform(runtime, "NL*ABC"))
    register(runtime, again)
    registry.show(view_hub(runtime))
    assert registry.peer_token("nl-abc-cpo") == PEER_TOKEN


def test_a_key_file_that_is_none_or_cannot_be_written_is_told(memory, tmp_path):
    wrong = tmp_path / "wrong"
    wrong.write_bytes(b"\xff")
    with pytest.raises(SourceError):
        load_hub_key(memory, wrong)
    wrong.write_text("dGhpcw==")
    with pytest.raises(InvalidValueError, match="32 bytes"):
        load_hub_key(memory, wrong)
    with pytest.raises(InvalidValueError, match="base64"):
        load_hub_key(memory, wrong, "%%%")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "link").symlink_to(tmp_path / "absent" / "key")
    with pytest.raises(SourceError, match="cannot be written"):
        load_hub_key(memory, tmp_path / "folder" / "link")


def test_a_box_is_opened_by_its_key_in_its_context_alone():
    box = sealed(KEY.public, "secret", "context")
    assert KEY.opened(box, "context") == "secret"
    for key, context in ((HubKey.made(), "context"), (KEY, "other")):
        with pytest.raises(InvalidValueError):
            key.opened(box, context)
    with pytest.raises(InvalidValueError):
        KEY.opened(box[:20], "context")


def test_where_the_hub_is_is_kept_when_it_changes(runtime):
    assert view_hub_url(runtime) is None
    tell_hub_url(runtime, "https://a.example/ocpi")
    tell_hub_url(runtime, "https://a.example/ocpi")
    assert view_hub_url(runtime) == "https://a.example/ocpi"


def test_every_change_says_who_made_it(runtime):
    with_key(runtime)
    register(runtime, agreed(add_platform(runtime, (CPO,))))
    first, second = view_platform_changes(runtime, "NL*ABC")
    assert (first.kind, second.kind) == (ChangeKind.ADDED, ChangeKind.REGISTERED)
    assert first.who
    assert second.who == "nl-abc-cpo"
