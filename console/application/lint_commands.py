"""The command ``lint``: what is legal in a tariff, but wrong."""

from pathlib import Path
from typing import Annotated

import typer

from console.application.options import AsJson
from console.application.terminal import FINDINGS_EXIT, OUT, print_json, print_table
from console.present.finding_rows import COLUMNS, count_text, finding_rows, plain_findings
from core.domain.finding import Severity
from core.ocpi.wire import parsed
from core.service.lint_tariff import lint_tariff
from core.service.resources import read_text


def lint_command(
    tariff: Annotated[
        Path, typer.Argument(help="JSON of a tariff, 2.2.1 or 2.3.0.", metavar="TARIFF.json")
    ],
    time_zone: Annotated[
        str | None,
        typer.Option(help="IANA name; looks for windows that clocks skip.", metavar="ZONE"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find what is legal in a tariff, but wrong; exit code 1 if something cannot be meant."""
    findings = lint_tariff(parsed(read_text(tariff), str(tariff)), time_zone)
    if as_json:
        print_json(plain_findings(findings))
    else:
        if findings:
            print_table(f"Findings in {tariff}", COLUMNS, finding_rows(findings), figures=False)
        OUT.print(f"{tariff}: {count_text(findings)}", markup=False)
    if any(one.severity is Severity.ERROR for one in findings):
        raise typer.Exit(FINDINGS_EXIT)
