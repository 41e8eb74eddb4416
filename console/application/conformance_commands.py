"""The command ``conformance``: how a party keeps to OCPI, by reading alone."""

import asyncio
from collections.abc import Iterator
from typing import Annotated, Final

import typer

from console.application.options import AsJson
from console.application.terminal import ERR, FINDINGS_EXIT, OUT, print_json, print_table
from core.domain.errors import InvalidValueError
from core.gateway.check_conformance import ConformanceReport, check_conformance
from core.gateway.probe_party import ProbeSettings
from core.ocpi.conformance import Level, Verdict
from core.ocpi.exchange import TokenReach
from core.ocpi.ocpi_version import OcpiVersion
from core.service.open_books import system_clock

_COLUMNS: Final = ("check", "level", "verdict", "what was found")
_NOTES: Final = {
    TokenReach.NOWHERE: "the party did not accept the token; is it sent as --raw-token?",
    TokenReach.HANDSHAKE: "the token is for the handshake alone: no module was looked at",
}
_TOLD: Final = 5
"""Details of a check in the table; ``--json`` has more."""


def conformance_command(
    url: Annotated[str, typer.Argument(help="Its versions URL.", metavar="URL")],
    token: Annotated[
        str,
        typer.Option(
            envvar="NETWORKCORE_CONFORMANCE_TOKEN",
            help="A credentials token that it gave out. Better in the environment than in a shell.",
        ),
    ],
    raw_token: Annotated[
        bool, typer.Option("--raw-token", help="Send the token as it is, not in base64.")
    ] = False,
    sender: Annotated[
        str | None, typer.Option("--from", help="In whose name to ask, as NL*ABC.")
    ] = None,
    receiver: Annotated[
        str | None, typer.Option("--to", help="Which of its parties is asked, as NL*XYZ.")
    ] = None,
    ocpi: Annotated[
        OcpiVersion | None, typer.Option("--ocpi", help="The version to look at; else the newest.")
    ] = None,
    any_certificate: Annotated[
        bool, typer.Option("--any-certificate", help="Take any TLS certificate, as on a test bed.")
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="Show what passed, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check how a party keeps to OCPI. Nothing is written there: only GET is sent.

    Ends with 1 where a rule that binds (MUST) is broken.
    """
    settings = ProbeSettings(
        versions_url=url,
        token=token,
        token_is_raw=raw_token,
        sender=_party(sender),
        receiver=_party(receiver),
        version=ocpi,
        trusts_any_certificate=any_certificate,
    )
    report = asyncio.run(check_conformance(settings, system_clock))
    if as_json:
        print_json(report.to_json())
    else:
        _show(report, every=every)
    if not report.is_conformant:
        raise typer.Exit(FINDINGS_EXIT)


def _party(text: str | None) -> str | None:
    if text is None:
        return None
    country_code, star, party_id = text.upper().partition("*")
    if (len(country_code), star, len(party_id)) != (2, "*", 3):
        raise InvalidValueError(f"party: wanted NL*ABC, found {text!r}")
    return f"{country_code}*{party_id}"


def _show(report: ConformanceReport, *, every: bool) -> None:
    for problem in report.unanswered:
        ERR.print(f"no answer to {problem}", markup=False)
    note = _NOTES.get(report.evidence.reach)
    if note is not None:
        ERR.print(note, markup=False)
    rows = list(_rows(report, every=every))
    if rows:
        print_table("", _COLUMNS, rows, figures=False)
    OUT.print(_summary(report), markup=False)


def _rows(report: ConformanceReport, *, every: bool) -> Iterator[tuple[str, ...]]:
    for one in report.results:
        if every or one.verdict is Verdict.FAILED:
            more = len(one.details) - _TOLD
            told = [one.check.rule, *one.details[:_TOLD]]
            told += [f"and {more} more"] if more > 0 else []
            yield one.check.name, one.check.level.value, one.verdict.value, "\n".join(told)


def _summary(report: ConformanceReport) -> str:
    version = report.evidence.version
    broken = report.count(Verdict.FAILED, Level.MUST)
    advice = report.count(Verdict.FAILED, Level.SHOULD)
    return (
        f"OCPI {version or 'unknown'}, {len(report.evidence.exchanges)} requests: "
        f"{report.count(Verdict.PASSED)} checks passed, {broken} MUST and {advice} SHOULD failed, "
        f"{report.count(Verdict.SKIPPED)} had nothing to look at"
    )
