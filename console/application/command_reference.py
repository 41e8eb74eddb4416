"""Prints every command of the window as Markdown.

Called as ``python -m console.application.command_reference``.
"""

import sys

from console.present.command_list import COMMANDS, by_category
from console.present.command_value import Command, Scope


def reference() -> str:
    """One table a category: title, keys, what it does, when it can be used, id."""
    parts = ["# Commands of the console", ""]
    parts += ["Every one is found by Ctrl+K; F1 lists the keys.", ""]
    for category, commands in by_category(COMMANDS).items():
        parts += [f"## {category}", "", "| command | keys | what it does | needs | id |"]
        parts += ["|---|---|---|---|---|", *map(_row, commands), ""]
    return "\n".join(parts)


def _row(command: Command) -> str:
    keys = f"`{command.shortcut}`" if command.shortcut else ""
    if command.scope is not Scope.WINDOW:
        keys = f"{keys} {command.scope}"
    does = f"{command.summary} Can be undone." if command.undoable else command.summary
    needs = ", ".join(command.when)
    return f"| {command.title} | {keys} | {does} | {needs} | `{command.id}` |"


def main() -> None:
    """Write the reference to standard output."""
    sys.stdout.write(f"{reference()}\n")


if __name__ == "__main__":
    main()
