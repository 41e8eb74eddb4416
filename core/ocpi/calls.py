"""Every call of OCPI: which methods a module's interfaces take, at which paths, and what they ask.

Source: the interface tables of OCPI 2.2.1 and 2.3.0 edition 2. Calls to a ``response_url`` and to
what a ``Location`` or ``Link`` named are not here: their paths are the peers' own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion


class CallKind(StrEnum):
    """What a call wants."""

    LIST = "list"
    """All objects, page by page."""
    ONE = "one"
    """One object."""
    PUSH = "push"
    """The owner of an object tells of it; the answer says no more than that it was taken."""
    ASK = "ask"
    """One party is to do or to decide something, and its own answer is what matters."""


@dataclass(frozen=True, slots=True)
class Call:
    """One method at one form of path."""

    kind: CallKind
    method: str
    path: tuple[str, ...] = ()
    """Names of the parts after the module; ``name?`` may be missing, ``=name`` at the end is that
    word."""

    @property
    def is_owned(self) -> bool:
        """Whether the path names the owner of the object."""
        return self.path[:1] == ("country_code",)

    def has(self, parts: int) -> bool:
        """Whether a path of so many parts may have this form."""
        return sum(not part.endswith("?") for part in self.path) <= parts <= len(self.path)

    def fits(self, rest: tuple[str, ...]) -> bool:
        """Whether a path of as many parts has this form."""
        last = self.path[-1] if self.path else ""
        return last[:1] != "=" or last[1:] == rest[-1]


Interface = tuple[ModuleId, InterfaceRole]

PUBLIC: Final = frozenset({ModuleId.LOCATIONS, ModuleId.TARIFFS, ModuleId.TOKENS})
"""Objects meant for everybody. What passes between two parties only is never broadcast: "not so
much for CDRs and Sessions, as these are specific to only one party"."""
UNROUTED: Final = frozenset({ModuleId.CREDENTIALS, ModuleId.HUB_CLIENT_INFO})
"""Configuration modules: between a platform and the hub, without routing headers."""
SINCE_2_3_0: Final = frozenset({ModuleId.INVOICE_RECONCILIATION})

_LOCATION: Final = "location_id evse_uid? connector_id?"
_OWNER: Final = "country_code party_id "


def _calls(*written: str) -> Iterator[Call]:
    for one in written:
        kind, methods, *path = one.split()
        for method in methods.split("|"):
            yield Call(CallKind(kind), method, tuple(path))


def _table(
    module: ModuleId, sender: tuple[str, ...], receiver: tuple[str, ...]
) -> Iterator[tuple[Interface, tuple[Call, ...]]]:
    yield (module, InterfaceRole.SENDER), tuple(_calls(*sender))
    yield (module, InterfaceRole.RECEIVER), tuple(_calls(*receiver))


CALLS: Final[Mapping[Interface, tuple[Call, ...]]] = dict(
    (
        *_table(
            ModuleId.LOCATIONS,
            ("list GET", f"one GET {_LOCATION}"),
            (f"one GET {_OWNER}{_LOCATION}", f"push PUT|PATCH {_OWNER}{_LOCATION}"),
        ),
        *_table(
            ModuleId.SESSIONS,
            ("list GET", "ask PUT session_id =charging_preferences"),
            (f"one GET {_OWNER}session_id", f"push PUT|PATCH {_OWNER}session_id"),
        ),
        *_table(
            ModuleId.CDRS,
            ("list GET",),
            # Some peers name the CDR in the path they post it to; the specification does not.
            ("one GET cdr_id", "push POST cdr_id?"),
        ),
        *_table(
            ModuleId.TARIFFS,
            ("list GET",),
            (f"one GET {_OWNER}tariff_id", f"push PUT|DELETE {_OWNER}tariff_id"),
        ),
        *_table(
            ModuleId.TOKENS,
            ("list GET", "ask POST token_uid =authorize"),
            (f"one GET {_OWNER}token_uid", f"push PUT|PATCH {_OWNER}token_uid"),
        ),
        *_table(ModuleId.COMMANDS, (), ("ask POST command",)),
        *_table(
            ModuleId.CHARGING_PROFILES,
            ("ask PUT session_id",),
            ("ask GET|PUT|DELETE session_id",),
        ),
        *_table(
            ModuleId.INVOICE_RECONCILIATION,
            ("list GET",),
            ("push POST", f"one GET {_OWNER}id", f"push PUT|DELETE {_OWNER}id"),
        ),
        *_table(ModuleId.HUB_CLIENT_INFO, ("list GET",), ()),
    )
)


@cache
def modules_of(version: OcpiVersion) -> frozenset[ModuleId]:
    """The modules with a table here that a version has."""
    found = frozenset(module for module, _ in CALLS)
    return found - SINCE_2_3_0 if version is OcpiVersion.V2_2_1 else found


def calls_at(version: OcpiVersion, interface: Interface, rest: tuple[str, ...]) -> tuple[Call, ...]:
    """What may be called at a path, one for each method; empty where there is nothing."""
    return tuple(call for call in _calls_of(version, interface, len(rest)) if call.fits(rest))


@cache
def _calls_of(version: OcpiVersion, interface: Interface, parts: int) -> tuple[Call, ...]:
    if interface[0] not in modules_of(version):
        return ()
    return tuple(call for call in CALLS.get(interface, ()) if call.has(parts))
