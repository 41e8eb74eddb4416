"""The commands of the tariff workbench."""

from typing import Final

from console.present.command_value import Category, Command, Fact


def _command(id_: str, title: str, summary: str, shortcut: str, *when: Fact) -> Command:
    return Command(
        id=id_,
        title=title,
        summary=summary,
        category=Category.ANALYSE,
        shortcut=shortcut,
        when=when,
    )


TARIFF_COMMANDS: Final[tuple[Command, ...]] = (
    _command("analyse.scenarios", "Scenarios", "Shows the scenarios in Analyse.", "Ctrl+Shift+S"),
    _command(
        "tariff.workbench",
        "Tariff workbench",
        "Shows the text of a tariff in Analyse, with its prices, findings and sessions.",
        "Ctrl+Shift+P",
    ),
    _command(
        "tariff.open",
        "Open tariff\N{HORIZONTAL ELLIPSIS}",
        "Asks for a JSON file of tariffs, or of a CDR, and shows it in the workbench.",
        "Ctrl+Shift+F",
    ),
    _command(
        "tariff.paste",
        "Paste a tariff or a CDR",
        "Shows the clipboard in the workbench: a CDR beside the tariff, else as the tariff.",
        "Ctrl+Shift+V",
    ),
    _command(
        "tariff.next_finding",
        "Next finding",
        "Goes to the next thing that was found in the tariff.",
        "F8",
        Fact.FINDINGS,
    ),
    _command(
        "tariff.open_cdr",
        "Open CDR\N{HORIZONTAL ELLIPSIS}",
        "Asks for a JSON file of a CDR and holds it against our price, line by line.",
        "Ctrl+Shift+D",
    ),
)
