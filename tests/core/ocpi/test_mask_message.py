"""The log names no driver and no secret, and still shows who is who."""

import pytest

from core.ocpi.mask_message import LONGEST, Mask, driver_in_path
from core.ocpi.modules import InterfaceRole, ModuleId

MASK = Mask(b"key")


def test_what_names_a_driver_is_masked_the_same_everywhere():
    body = b'{"cdr_token": {"uid" : "04A2", "contract_id":"NL-ABC-1", "type":"RFID"}, "id":"C1"}'
    shown = MASK.body(ModuleId.CDRS, body)
    assert "04A2" not in shown
    assert "NL-ABC-1" not in shown
    assert f'"uid":"{MASK.name("04a2")}"' in shown
    assert '"id":"C1"' in shown


def test_an_evse_is_no_driver():
    assert '"uid":"3256"' in MASK.body(ModuleId.LOCATIONS, b'{"evses":[{"uid":"3256"}]}')


@pytest.mark.parametrize("module", list(ModuleId))
def test_a_credentials_token_is_never_shown(module):
    assert "secret" not in MASK.body(module, b'{"token": "secret\\" more", "url": "u"}')
    assert "secret" not in MASK.body(module, b'{"token":"secret')


def test_a_long_body_is_cut_and_what_is_cut_in_the_middle_is_masked_too():
    body = b'{"x":"' + b"a" * (LONGEST - 20) + b'","uid":"0123456789'
    shown = MASK.body(ModuleId.TOKENS, body)
    assert "0123" not in shown
    assert shown.endswith(f"… ({len(body)} bytes)")


def test_no_bytes_break_it():
    assert MASK.body(ModuleId.CDRS, b'\xff\x00"uid":"\xff"')


@pytest.mark.parametrize(
    ("interface", "rest", "driver"),
    [
        (InterfaceRole.SENDER, ("04/A2", "authorize"), "04/A2"),
        (InterfaceRole.RECEIVER, ("DE", "EMP", "04A2"), "04A2"),
        (InterfaceRole.SENDER, (), None),
    ],
)
def test_a_path_names_a_driver_in_one_place(interface, rest, driver):
    assert driver_in_path(ModuleId.TOKENS, interface, rest) == driver
    assert driver_in_path(ModuleId.SESSIONS, interface, rest) is None


def test_a_url_is_shown_without_host_and_driver():
    url = "https://peer.example/ocpi/tokens/04%2FA2/authorize?type=RFID"
    shown = MASK.url(ModuleId.TOKENS, url, "04/A2")
    assert shown == f"/ocpi/tokens/{MASK.name('04/A2')}/authorize?type=RFID"
    assert MASK.url(ModuleId.CDRS, url) == "/ocpi/tokens/04%2FA2/authorize?type=RFID"
