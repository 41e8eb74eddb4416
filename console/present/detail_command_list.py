"""The commands of the record that Operate shows, and of the row that is chosen there."""

from typing import Final

from console.present.command_value import Category, Command, Fact


def _of(id_: str, title: str, summary: str, when: Fact, shortcut: str = "") -> Command:
    return Command(
        id=id_,
        title=title,
        summary=summary,
        category=Category.OPERATE,
        shortcut=shortcut,
        when=(when,),
    )


DETAIL_COMMANDS: Final = (
    _of(
        "operate.train",
        "Open in Train",
        "Steps the session that is shown, or that is behind what is shown.",
        Fact.STORY,
        "Ctrl+T",
    ),
    _of(
        "operate.open_row",
        "Show the row's detail",
        "Shows what the chosen row is about; Enter in the table does the same.",
        Fact.ROW,
    ),
    _of(
        "operate.train_row",
        "Open the row in Train",
        "Steps the session of the chosen row.",
        Fact.ROW_SESSION,
        "Ctrl+Shift+Return",
    ),
    _of("detail.back", "Back", "Shows the record that was shown before.", Fact.BACK, "Alt+Left"),
    _of(
        "detail.forward",
        "Forward",
        "Shows the record that was shown after this one.",
        Fact.FORWARD,
        "Alt+Right",
    ),
    _of(
        "detail.raw",
        "Show or hide raw",
        "Shows what is stored below the fields, or only the fields.",
        Fact.DETAIL,
        "Ctrl+Shift+J",
    ),
    _of("detail.find", "Search raw", "Searches what is stored.", Fact.DETAIL, "Ctrl+F"),
    _of(
        "detail.copy_value",
        "Copy value",
        "Copies the value that is marked in what is stored.",
        Fact.DETAIL,
    ),
    _of("detail.copy_all", "Copy raw", "Copies all that is stored of the record.", Fact.DETAIL),
)
