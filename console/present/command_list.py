"""The one list of commands, of which menus, shortcuts, hints, palette and reference are views."""

from collections.abc import Iterable
from typing import Final

from console.present.agreement_deeds import TERMS_COMMANDS
from console.present.analyse_commands import ANALYSE_COMMANDS
from console.present.case_deeds import CASE_COMMANDS
from console.present.command_value import Category, Command, Fact, Scope
from console.present.detail_command_list import DETAIL_COMMANDS
from console.present.job_command_list import JOB_COMMANDS
from console.present.network_deeds import NETWORK_COMMANDS
from console.present.operate_commands import OPERATE_COMMANDS
from console.present.payment_command_list import PAYMENT_COMMANDS
from console.present.tariff_command_list import TARIFF_COMMANDS


def _go(where: str, number: int, what: str) -> Command:
    return Command(
        id=f"go.{where.lower()}",
        title=where,
        summary=what,
        category=Category.GO,
        shortcut=f"Alt+{number}",
    )


def _look(name: str, title: str, summary: str, shortcut: str = "") -> Command:
    return Command(
        id=f"view.{name}",
        title=title,
        summary=summary,
        category=Category.VIEW,
        shortcut=shortcut,
        undoable=True,
    )


def _layout(verb: str, title: str, summary: str, shortcut: str = "") -> Command:
    return Command(
        id=f"layout.{verb}",
        title=title,
        summary=summary,
        category=Category.VIEW,
        shortcut=shortcut,
        when=(Fact.PANES,),
        undoable=True,
    )


def _step(verb: str, title: str, summary: str, shortcut: str) -> Command:
    return Command(
        id=f"train.{verb}",
        title=title,
        summary=summary,
        category=Category.TRAIN,
        shortcut=shortcut,
        when=(Fact.STEPS,),
        scope=Scope.TRAIN,
    )


def _other(
    category: Category, name: str, title: str, summary: str, shortcut: str = "", *when: Fact
) -> Command:
    return Command(
        id=name, title=title, summary=summary, category=category, shortcut=shortcut, when=when
    )


_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"

COMMANDS: Final[tuple[Command, ...]] = (
    _go("Operate", 1, "Shows the books: figures, ledger, and the detail of a row."),
    _go("Analyse", 2, "Shows the scenarios, and what a run came to."),
    _go("Train", 3, "Shows one session as a flow of messages, step by step."),
    _go("Jobs", 4, "Shows the runs of this window, those that ended too."),
    _go("Settings", 5, "Shows what can be set; it takes effect at once."),
    _go("Welcome", 0, "Shows the three journeys and the recent files."),
    _other(
        Category.FILE,
        "books.open",
        f"Open books{_ELLIPSIS}",
        "Asks for a database file and shows it in Operate.",
        "Ctrl+O",
    ),
    _other(
        Category.FILE,
        "books.open_address",
        f"Open books by address{_ELLIPSIS}",
        "Asks for a URL, as of a PostgreSQL server, and shows those books in Operate.",
        "Ctrl+Shift+O",
    ),
    _other(
        Category.FILE,
        "books.close",
        "Close books",
        "Lets go of the database; every page is empty again.",
        "Ctrl+W",
        Fact.BOOKS,
    ),
    _other(
        Category.FILE,
        "scenario.open",
        f"Open scenario{_ELLIPSIS}",
        "Asks for a scenario file and chooses it in Analyse.",
        "Ctrl+L",
    ),
    _other(
        Category.FILE,
        "file.replay",
        f"Replay a file{_ELLIPSIS}",
        "Asks for a file of sessions or CDRs, its network and terms, and prices and settles it.",
        "Ctrl+E",
    ),
    _other(
        Category.FILE,
        "window.close",
        "Quit",
        "Closes the window; asks first if a job would be lost.",
        "Ctrl+Q",
    ),
    *JOB_COMMANDS,
    *ANALYSE_COMMANDS,
    *TARIFF_COMMANDS,
    *DETAIL_COMMANDS,
    *OPERATE_COMMANDS,
    *PAYMENT_COMMANDS,
    *CASE_COMMANDS,
    *TERMS_COMMANDS,
    *NETWORK_COMMANDS,
    _step("first", "Before the first step", "Nothing has happened yet.", "Home"),
    _step("back", "One step back", "Takes back the last message.", "Left"),
    _step("on", "One step on", "Shows the next message.", "Right"),
    _step("play", "Play or pause the steps", "Steps by itself until the end.", "Space"),
    _look("theme_next", "Next theme", "Dark, light, high contrast, dark.", "Ctrl+Shift+T"),
    _look("theme_dark", "Theme: dark", "Dark, for rooms with little light."),
    _look("theme_light", "Theme: light", "Light, for print and daylight."),
    _look("theme_contrast", "Theme: high contrast", "White and strong colours on black."),
    _look("font_larger", "Larger text", "All text one pixel larger.", "Ctrl++"),
    _look("font_smaller", "Smaller text", "All text one pixel smaller.", "Ctrl+-"),
    _look("font_normal", "Normal text", "All text as large as at the beginning.", "Ctrl+0"),
    _layout("save", f"Save layout as{_ELLIPSIS}", "Gives the places of the panes a name."),
    _layout(
        "open", f"Open layout{_ELLIPSIS}", "Puts the panes where a layout has them.", "Ctrl+Shift+L"
    ),
    _layout("lock", "Lock or unlock the layout", "Panes cannot be moved by accident."),
    _layout("reset", "Reset the layout", "Puts the panes where they are at the beginning."),
    _other(
        Category.EDIT,
        "edit.undo",
        "Undo",
        "Takes back the last change of look or layout; in Build, the last change there.",
        "Ctrl+Z",
        Fact.UNDOABLE,
    ),
    _other(
        Category.EDIT,
        "edit.redo",
        "Redo",
        "Does again what was taken back.",
        "Ctrl+Shift+Z",
        Fact.REDOABLE,
    ),
    _other(
        Category.HELP,
        "help.palette",
        f"Find a command{_ELLIPSIS}",
        "Opens the palette: type a part of a name, Enter runs it.",
        "Ctrl+K",
    ),
    Command(
        id="help.keys",
        title="Keys",
        summary="Shows every shortcut, and whether it can be used now.",
        category=Category.HELP,
        shortcut="F1",
        also="?",
    ),
    _other(
        Category.HELP, "help.menu", "Menu", "Opens the menu of all commands by category.", "F10"
    ),
)
_BY_ID: Final = {command.id: command for command in COMMANDS}


def command_of(id_: str) -> Command:
    """The command of that id, which must be in the list."""
    return _BY_ID[id_]


def by_category(commands: Iterable[Command]) -> dict[Category, tuple[Command, ...]]:
    """Commands grouped, in the order of categories and of the list."""
    listed = tuple(commands)
    groups = {each: tuple(one for one in listed if one.category is each) for each in Category}
    return {category: group for category, group in groups.items() if group}


def hint(command: Command) -> str:
    """What a tool tip says: what happens, and the keys."""
    keys = f" ({command.shortcut})" if command.shortcut else ""
    return f"{command.title.rstrip(_ELLIPSIS)}{keys}\n{command.summary}"
