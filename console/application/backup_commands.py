"""The commands ``backup`` and ``restore``."""

from pathlib import Path
from typing import Annotated

import typer

from console.application.options import AsJson, Db, default_books_url
from console.application.terminal import ERR, FINDINGS_EXIT, OUT, print_json
from console.present.plain_values import plain
from core.service.backup_books import backup_books, restore_books


def backup_command(
    file: Annotated[Path, typer.Argument(help="New file; one that exists is never written over.")],
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Write the books into one file while others go on writing; each part with its sha256."""
    manifest = backup_books(db or default_books_url(), file)
    if as_json:
        print_json({"file": str(file), **plain(manifest)})
    else:
        size = sum(one.size for one in manifest.members)
        last = manifest.last_block or "no block yet"
        told = f"{file}: {manifest.dialect} {manifest.version}, {size:,} bytes, last block {last}"
        OUT.print(told, markup=False)


def restore_command(
    file: Annotated[Path, typer.Argument(help="What ``backup`` wrote.")],
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Put books back into a database that has none, bring them up to date and verify them.

    Exit code 1 if a check finds something in them.
    """
    restored = restore_books(file, db or default_books_url())
    findings = {name: found for name, found in restored.audit.findings.items() if found}
    if as_json:
        print_json({"file": str(file), **plain(restored.manifest), "findings": plain(findings)})
    else:
        checks = len(restored.audit.findings)
        OUT.print(
            f"{file}: restored; {checks - len(findings):,} of {checks:,} checks found nothing",
            markup=False,
        )
        for name, found in findings.items():
            ERR.print(f"networkcore: {name}: {found[0]}", markup=False, style="red")
    if findings:
        raise typer.Exit(FINDINGS_EXIT)
