"""Commands on partners of the hub: ``party add``, ``list``, ``invite``, ``connect``, ..."""

from time import monotonic, sleep
from typing import Annotated

import typer

from console.application.options import AsJson, Db, books_at, default_books_url, existing_books
from console.application.terminal import FINDINGS_EXIT, OUT, print_json, print_table
from console.present.platform_rows import (
    CHANGE_COLUMNS,
    PLATFORM_COLUMNS,
    change_rows,
    plain_change,
    plain_platform,
    plain_request,
    platform_rows,
)
from core.domain.errors import InvalidValueError
from core.domain.handshake_request import HandshakeRequest
from core.domain.platform import Platform, PlatformRole
from core.gateway.hub_settings import HubSettings
from core.service.ask_handshake import ask_handshake, ask_renewal, view_handshake
from core.service.register_platform import (
    Invitation,
    add_platform,
    invite_platform,
    resume_platform,
    suspend_platform,
)
from core.service.runtime import Runtime
from core.service.view_platforms import view_hub_url, view_platform_changes, view_platforms

_LOOK_S = 0.2

party_app = typer.Typer(
    help="Partners of the hub: whom it lets in, under which parties and roles.",
    no_args_is_help=True,
)
RoleOption = Annotated[list[str], typer.Option("--role", help="CPO, EMSP, NSP, ...; repeatable.")]
CountryOption = Annotated[str, typer.Option("--country", help="ISO 3166 alpha-2.")]
PartyOption = Annotated[str, typer.Option("--party", help="Three characters, as in NL*ABC.")]
AlsoOption = Annotated[
    list[str] | None,
    typer.Option("--also", help="Another party behind the same platform, EMSP:DE*XYZ; repeatable."),
]
Who = Annotated[str, typer.Argument(help="Platform as party list shows it, or its party NL*ABC.")]
WaitOption = Annotated[float, typer.Option("--wait", min=0, help="Seconds to wait for the hub.")]
Note = Annotated[str, typer.Option("--note", help="Why.")]


@party_app.command("add")
def add_command(
    role: RoleOption,
    country: CountryOption,
    party: PartyOption,
    name: Annotated[str, typer.Option(help="What people call it.")] = "",
    also: AlsoOption = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Register a partner; its token A is printed once, and is nowhere else."""
    roles = _roles(role, country, party, also)
    with books_at(db or default_books_url()) as runtime:
        _print_invitation(runtime, add_platform(runtime, roles, name), as_json=as_json)


@party_app.command("invite")
def invite_command(who: Who, db: Db = None, as_json: AsJson = False) -> None:
    """Make another token A; what the partner had before opens nothing any more."""
    with existing_books(db) as runtime:
        _print_invitation(runtime, invite_platform(runtime, who), as_json=as_json)


@party_app.command("list")
def list_command(db: Db = None, as_json: AsJson = False) -> None:
    """Show every partner, its parties, its status and the version it speaks."""
    with existing_books(db) as runtime:
        found = view_platforms(runtime)
    if as_json:
        print_json({"platforms": [plain_platform(one) for one in found]})
    else:
        print_table("Partners", PLATFORM_COLUMNS, platform_rows(found), figures=False)


@party_app.command("history")
def history_command(who: Who, db: Db = None, as_json: AsJson = False) -> None:
    """Show everything that was done to a partner and its credentials: when, what, by whom."""
    with existing_books(db) as runtime:
        found = view_platform_changes(runtime, who)
    if as_json:
        print_json({"changes": [plain_change(one) for one in found]})
    else:
        print_table("Changes", CHANGE_COLUMNS, change_rows(found), figures=False)


@party_app.command("suspend")
def suspend_command(who: Who, note: Note = "", db: Db = None, as_json: AsJson = False) -> None:
    """Serve a partner no more, until it is resumed."""
    with existing_books(db) as runtime:
        _print_platform(suspend_platform(runtime, who, note), as_json=as_json)


@party_app.command("resume")
def resume_command(who: Who, note: Note = "", db: Db = None, as_json: AsJson = False) -> None:
    """Serve a suspended partner again, as it was."""
    with existing_books(db) as runtime:
        _print_platform(resume_platform(runtime, who, note), as_json=as_json)


@party_app.command("connect")
def connect_command(
    role: RoleOption,
    country: CountryOption,
    party: PartyOption,
    url: Annotated[str, typer.Option(help="The partner's versions URL.")],
    token: Annotated[
        str,
        typer.Option(envvar="NETWORKCORE_PEER_TOKEN", help="Its token A; better by the variable."),
    ],
    also: AlsoOption = None,
    wait: WaitOption = 30,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Ask the running hub to register with a partner that gave us its token A.

    Exit code 1 if the handshake failed, or the hub said nothing in time.
    """
    roles = _roles(role, country, party, also)
    with existing_books(db) as runtime:
        asked = ask_handshake(runtime, roles, url, token)
        found = _answered(runtime, asked, wait)
    _print_answer(found, wait, as_json=as_json)


@party_app.command("renew")
def renew_command(who: Who, wait: WaitOption = 30, db: Db = None, as_json: AsJson = False) -> None:
    """Ask the running hub to renew a partner's credentials, both ways.

    Exit code 1 if the partner refused, or the hub said nothing in time.
    """
    with existing_books(db) as runtime:
        found = _answered(runtime, ask_renewal(runtime, who), wait)
    _print_answer(found, wait, as_json=as_json)


def _print_answer(found: HandshakeRequest, wait: float, *, as_json: bool) -> None:
    answer = found.answer
    if as_json:
        print_json(plain_request(found))
    elif answer is None:
        OUT.print(f"{found.platform_id}: asked; no hub answered within {wait:g} s", markup=False)
    else:
        OUT.print(f"{found.platform_id}: {answer.detail}", markup=False)
    if answer is None or not answer.is_done:
        raise typer.Exit(FINDINGS_EXIT)


def _answered(runtime: Runtime, asked: HandshakeRequest, wait_s: float) -> HandshakeRequest:
    """The request with its answer, or without one when that takes too long."""
    end_s, found = monotonic() + wait_s, asked
    while found.answer is None and monotonic() < end_s:
        sleep(_LOOK_S)
        found = view_handshake(runtime, asked.request_id)
    return found


def _roles(
    roles: list[str], country: str, party: str, also: list[str] | None
) -> tuple[PlatformRole, ...]:
    found = [PlatformRole(role.upper(), f"{country}*{party}".upper()) for role in roles]
    for one in also or ():
        role, colon, other = one.upper().partition(":")
        if not colon:
            raise InvalidValueError(f"--also: wanted ROLE:NL*ABC, found {one!r}")
        found.append(PlatformRole(role, other))
    return tuple(dict.fromkeys(found))


def _print_invitation(runtime: Runtime, invitation: Invitation, *, as_json: bool) -> None:
    url = f"{view_hub_url(runtime) or HubSettings().base_url}/versions"
    platform = invitation.platform
    if as_json:
        shown = plain_platform(platform) | {"token": invitation.token, "versions_url": url}
        print_json(shown)
        return
    OUT.print(f"platform      {platform.platform_id}", markup=False)
    OUT.print(f"versions URL  {url}", markup=False)
    OUT.print(f"token A       {invitation.token}", markup=False)
    OUT.print("The token is shown this once: give it to the partner by another way than e-mail.")


def _print_platform(platform: Platform, *, as_json: bool) -> None:
    if as_json:
        print_json(plain_platform(platform))
    else:
        print_table("", PLATFORM_COLUMNS, platform_rows((platform,)), figures=False)
