"""The words of one line of JSON, for whoever colours them; wrong JSON has words too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

_WORDS: Final = re.compile(
    r'(?P<NAME>"(?:[^"\\]|\\.)*"(?=\s*:))|(?P<TEXT>"(?:[^"\\]|\\.)*"?)'
    r"|(?P<NUMBER>-?[0-9][0-9.eE+-]*)|(?P<WORD>[A-Za-z_]+)|(?P<SIGN>[{}\[\],:])"
)


class JsonWord(Enum):
    """What a word is."""

    NAME = "NAME"
    TEXT = "TEXT"
    NUMBER = "NUMBER"
    WORD = "WORD"
    SIGN = "SIGN"


@dataclass(frozen=True, slots=True)
class WordSpan:
    """One word in its line, in characters."""

    kind: JsonWord
    start: int
    length: int


def words_of_line(line: str) -> Iterator[WordSpan]:
    """The words, from left to right; strings of JSON never go on in the next line."""
    for match in _WORDS.finditer(line):
        name = match.lastgroup
        assert name is not None  # noqa: S101 (our bug: every branch has a name)
        yield WordSpan(JsonWord[name], match.start(), match.end() - match.start())
