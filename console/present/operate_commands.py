"""What can be asked of Operate: a part of the list of commands."""

from typing import Final

from console.present.command_value import Category, Command, Fact
from console.present.operate_views import OperateView

_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


def _operate(
    id_: str, title: str, summary: str, shortcut: str = "", when: tuple[Fact, ...] = ()
) -> Command:
    return Command(
        id=id_,
        title=title,
        summary=summary,
        category=Category.OPERATE,
        shortcut=shortcut,
        when=when,
    )


def _view(view: OperateView, title: str, summary: str) -> Command:
    return _operate(view.command_id, title, summary, f"Ctrl+{view.number}")


OPERATE_COMMANDS: Final = (
    _view(
        OperateView.OVERVIEW,
        "Show the overview",
        "Shows figures, plots, the tables of the books, alerts, and the detail of a row.",
    ),
    _view(
        OperateView.SETTLEMENT,
        "Show settlement",
        "Shows cycles, payment files, clearing accounts by age, and how long the money took.",
    ),
    _view(
        OperateView.RECONCILIATION,
        "Show reconciliation",
        "Shows the cases that wait for people: session, CDR and our price side by side.",
    ),
    _view(
        OperateView.EXPOSURE,
        "Show exposure",
        "Shows what each Demand Partner uses of its credit, the nearest to its limit first.",
    ),
    _view(
        OperateView.AGREEMENTS,
        "Show the agreements",
        "Shows the versions of the terms, one session under each, and what differs.",
    ),
    _view(
        OperateView.NETWORK,
        "Show the network",
        "Shows the partners of the hub, how each is connected, and how it has answered lately.",
    ),
    _view(
        OperateView.MESSAGES,
        "Show the messages",
        "Shows what passed through the hub, the latest first, with both bodies.",
    ),
    _operate(
        "agreements.open",
        f"Open a draft of terms{_ELLIPSIS}",
        "Asks for a file of terms and shows who gets what under it; nothing is written.",
    ),
    _operate(
        "operate.follow",
        "Follow the ledger",
        "Goes to the newest entry and stays there.",
        "Ctrl+End",
        (Fact.BOOKS,),
    ),
    _operate(
        "operate.map",
        "Sites: map or hours",
        "Shows the use of the sites on the map, or by hour again.",
        "Ctrl+M",
    ),
    _operate(
        "alerts.acknowledge",
        f"Acknowledge the alert{_ELLIPSIS}",
        "Writes down who has seen the chosen alert, when, and a note; it is muted then.",
        "Ctrl+Shift+A",
        (Fact.ALERT,),
    ),
    _operate(
        "alerts.reload",
        "Reload the alert rules",
        "Reads the file of rules again, with the limits; a wrong file changes nothing.",
    ),
    _operate(
        "books.arm",
        f"Arm for actions{_ELLIPSIS}",
        "Asks why and for how long; until then these books can be changed by hand.",
        "Ctrl+Shift+M",
        (Fact.ARMABLE,),
    ),
    _operate("books.disarm", "Disarm", "The books are read-only again at once.", "", (Fact.ARMED,)),
    _operate(
        "books.settle",
        f"Settle due cycles now{_ELLIPSIS}",
        "Shows which cycles are due and their sums; settles them if you agree.",
        "",
        (Fact.MAY_ACT,),
    ),
    _operate(
        "books.take_back",
        f"Take back this session{_ELLIPSIS}",
        "Undoes the session that is shown by a Credit CDR and the exact mirror of its entry.",
        "",
        (Fact.STORY, Fact.MAY_ACT),
    ),
)
