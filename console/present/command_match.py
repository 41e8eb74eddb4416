"""What the palette lists for what was typed: fuzzy, forgiving, the recently used first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from console.present.command_value import Command, Fact

ENOUGH: Final = 55.0
"""Of 100: what matches worse is not listed."""
GOOD: Final = 90.0
"""Where anything matches so well, what only resembles it is not listed."""
_RECENT_BONUS: Final = 6.0
_TITLE_SHARE: Final = 0.85
"""Words found only in category or summary count less than those of the title."""


@dataclass(frozen=True, slots=True)
class Match:
    """One line of the palette."""

    command: Command
    missing: Fact | None
    """Why it cannot be run now; None where it can."""
    is_recent: bool


def matches(
    commands: Sequence[Command], query: str, recent: Sequence[str], facts: Iterable[Fact]
) -> tuple[Match, ...]:
    """The commands that match, best first; all of them for an empty query.

    Args:
        commands: What there is.
        query: What was typed.
        recent: Ids of commands that were run, the latest first.
        facts: What holds; commands that cannot be run come after those that can.
    """
    held = frozenset(facts)
    scores = [_score(command, query) for command in commands]
    wanted = GOOD if max(scores, default=0.0) >= GOOD else ENOUGH
    order = {id_: place for place, id_ in reversed(tuple(enumerate(recent)))}
    ranked = []
    for place, (command, score) in enumerate(zip(commands, scores, strict=True)):
        if score < wanted:
            continue
        used = order.get(command.id)
        missing = command.missing(held)
        rank = (
            missing is not None,
            -round(score + (_RECENT_BONUS if used is not None else 0.0), 3),
            len(order) if used is None else used,
            place,
        )
        ranked.append((rank, Match(command, missing, used is not None)))
    return tuple(match for _, match in sorted(ranked, key=lambda pair: pair[0]))


def remembered(recent: Sequence[str], id_: str, limit: int = 12) -> tuple[str, ...]:
    """The recent ids after one more command was run."""
    return (id_, *(each for each in recent if each != id_))[:limit]


def _score(command: Command, query: str) -> float:
    wanted = default_process(query)
    if not wanted:
        return 100.0
    title = default_process(command.title)
    if wanted in title:
        starts = any(word.startswith(wanted) for word in (title, *title.split()))
        return 100.0 if starts else 95.0
    wide = default_process(f"{command.category} {command.title} {command.id} {command.summary}")
    if all(word in wide for word in wanted.split()):
        return 90.0
    if len(wanted) < 3:
        return 0.0
    close = fuzz.WRatio(wanted, title)
    return max(close, _TITLE_SHARE * fuzz.token_set_ratio(wanted, wide))
