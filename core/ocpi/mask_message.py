"""A message as a log may keep it: no credentials, no driver.

What is masked keeps its place, and the same driver has the same mask in one process, so that one
who reads the log can follow a token without knowing it. Works on the text, for it must be cheap and
must not fail on what is no JSON.
"""

import re
from dataclasses import dataclass
from hmac import digest
from typing import Final
from urllib.parse import quote

from core.ocpi.modules import InterfaceRole, ModuleId

LONGEST: Final = 8_000
"""Characters of a body that are kept."""
_PUBLIC: Final = frozenset({ModuleId.LOCATIONS, ModuleId.TARIFFS, ModuleId.HUB_CLIENT_INFO})
"""Modules that name no driver: a ``uid`` in them is an EVSE's."""
_VALUE: Final = rb'\s*:\s*"((?:[^"\\]|\\.)*)"?'
_DRIVER: Final = re.compile(
    rb'"(uid|contract_id|visual_number|group_id|id_token|license_plate|auth_id)"' + _VALUE
)
_SECRET: Final = re.compile(rb'"(token)"' + _VALUE)


@dataclass(frozen=True, slots=True)
class Mask:
    """Masks of one process."""

    key: bytes
    """Random; masks of another process are others."""

    def body(self, module: ModuleId, body: bytes) -> str:
        """A body for the log, shortened where it is very long."""
        shown = body[:LONGEST]
        if b'"token"' in shown:
            shown = _SECRET.sub(rb'"\1":"***"', shown)
        if module not in _PUBLIC:
            shown = _DRIVER.sub(self._masked, shown)
        text = shown.decode(errors="replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")
        return text if len(body) <= LONGEST else f"{text}… ({len(body)} bytes)"

    def url(self, module: ModuleId, url: str, driver: str | None = None) -> str:
        """A URL without its host; ``driver`` is the part of its path that names one."""
        return self.path(module, "/" + url.partition("://")[2].partition("/")[2], driver)

    def path(self, module: ModuleId, path: str, driver: str | None = None) -> str:
        """A path and its query, without the driver whom a part of it names."""
        if driver is None or module is not ModuleId.TOKENS:
            return path
        for written in {quote(driver, safe=""), driver}:
            path = path.replace(f"/{written}", f"/{self.name(driver)}")
        return path

    def name(self, driver: str) -> str:
        """What stands for a driver's token or contract."""
        return "~" + digest(self.key, driver.casefold().encode(), "sha256")[:5].hex()

    def _masked(self, found: re.Match[bytes]) -> bytes:
        mask = self.name(found[2].decode(errors="replace"))
        return b'"%s":"%s"' % (found[1], mask.encode())


def driver_in_path(module: ModuleId, interface: InterfaceRole, rest: tuple[str, ...]) -> str | None:
    """The part of a path that names a driver's token; None where none does."""
    at = 0 if interface is InterfaceRole.SENDER else 2
    return rest[at] if module is ModuleId.TOKENS and len(rest) > at else None
