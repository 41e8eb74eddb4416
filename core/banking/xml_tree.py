"""XML from outside -> a plain tree with line numbers, or one clear refusal.

What a bank's file never has is not read at all: a document type (so no entities, nothing external,
nothing that grows when it is expanded), elements deeper than any message, more of them than memory
is meant for. The parser under it is expat, which reads a file once and never recurses.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate, errors

from core.domain.errors import SourceError

BYTES_MAX: Final = 64 * 1024 * 1024
DEPTH_MAX: Final = 50
"""Messages of ISO 20022 that we read are less than half as deep."""
ELEMENTS_MAX: Final = 1_500_000
"""About 50,000 movements with all their details."""


_NO_ATTRIBUTES: Final[dict[str, str]] = {}
"""Shared by all elements that have none, which is nearly all; nobody writes to it."""


@dataclass(slots=True)
class XmlNode:
    """One element; names of the document's own namespace are bare, others are ``{uri}name``."""

    name: str
    line: int
    attributes: dict[str, str]
    children: list["XmlNode"] = field(default_factory=list)
    text: str = ""
    """Its own letters, without white space at either end; those of its children are theirs."""

    def all(self, name: str) -> Iterator["XmlNode"]:
        """Its children of a name, in the order of the file."""
        return (one for one in self.children if one.name == name)

    def find(self, path: str) -> "XmlNode | None":
        """The first element at a path of names, as ``Acct/Id/IBAN``."""
        found: XmlNode | None = self
        for name in path.split("/"):
            found = None if found is None else next(found.all(name), None)
        return found

    def said(self, *paths: str) -> str | None:
        """What the first of some paths says; None where none is there or all are empty."""
        for path in paths:
            found = self.find(path)
            if found is not None and found.text:
                return found.text
        return None


def xml_tree(content: bytes, source: str) -> tuple[str, XmlNode]:
    """Namespace and root of a document.

    Args:
        content: The file.
        source: What it is called in messages.

    Raises:
        SourceError: It is no XML, or more than a bank's file has any reason to be.
    """
    if len(content) > BYTES_MAX:
        raise SourceError(
            source, f"wanted at most {BYTES_MAX:,} bytes of XML, found {len(content):,}"
        )
    builder = _TreeBuilder(source)
    builder.read(content)
    assert builder.root is not None, source
    return builder.namespace, builder.root


class _TreeBuilder:
    """What expat calls."""

    def __init__(self, source: str) -> None:
        self.root: XmlNode | None = None
        self.namespace = ""
        self._source = source
        self._open: list[XmlNode] = []
        self._letters: list[list[str]] = []
        self._count = 0
        self._parser = ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def read(self, content: bytes) -> None:
        try:
            self._parser.Parse(content, True)
        except (ExpatError, LookupError, ValueError) as error:
            raise self._refusal("well-formed XML", _told(error)) from error

    def _doctype(self, name: str, *_: object) -> None:
        raise self._refusal("no document type (entities are not read)", f"<!DOCTYPE {name[:40]}")

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= DEPTH_MAX:
            raise self._refusal(f"elements at most {DEPTH_MAX} deep", f"<{name[-40:]}> deeper")
        if self._count > ELEMENTS_MAX:
            raise self._refusal(f"at most {ELEMENTS_MAX:,} elements", "more")
        uri, _, bare = name.rpartition(" ")
        if self.root is None:
            self.namespace = uri
        known = bare if uri == self.namespace else f"{{{uri}}}{bare}"
        node = XmlNode(known, self._parser.CurrentLineNumber, attributes or _NO_ATTRIBUTES)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)
        self._letters.append([])

    def _end(self, _name: str) -> None:
        self._open.pop().text = "".join(self._letters.pop()).strip()

    def _characters(self, letters: str) -> None:
        self._letters[-1].append(letters)

    def _refusal(self, wanted: str, found: str) -> SourceError:
        line = self._parser.CurrentLineNumber
        return SourceError(self._source, f"wanted {wanted}, found {found}", line)


def _told(error: Exception) -> str:
    return errors.messages[error.code] if isinstance(error, ExpatError) else str(error)
