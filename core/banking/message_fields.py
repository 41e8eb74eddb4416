"""Fields of ISO 20022 messages as values: amounts, days, codes; each refusal names its line."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from core.banking.xml_tree import XmlNode, xml_tree
from core.domain.errors import InvalidValueError, SourceError
from core.domain.money import exponent_of

_PREFIX: Final = "urn:iso:std:iso:20022:tech:xsd:"
_AMOUNT: Final = re.compile(r"(\d{1,15})(?:\.(\d{0,5}))?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def message_of(content: bytes, source: str, known: Mapping[str, str]) -> tuple[str, XmlNode]:
    """Name and body of a message: ``camt.053.001.08`` and what stands in ``Document``.

    Args:
        content: The file.
        source: What it is called in messages.
        known: Names of the messages that are wanted, each with the element that it consists of.

    Raises:
        SourceError: It is no XML, or another message.
    """
    namespace, root = xml_tree(content, source)
    name = namespace.removeprefix(_PREFIX)
    if root.name != "Document" or name not in known or not namespace.startswith(_PREFIX):
        wanted = f"a Document that is one of {', '.join(sorted(known))}"
        found = f"{root.name} of {namespace!r}" if namespace else f"{root.name} of no namespace"
        raise SourceError(source, f"wanted {wanted}; found {found}", root.line)
    return name, needed(root, known[name], source)


def needed(node: XmlNode, path: str, source: str) -> XmlNode:
    """The element at a path.

    Raises:
        SourceError: There is none.
    """
    found = node.find(path)
    if found is None:
        raise SourceError(source, f"{node.name}: wanted {path}, found none", node.line)
    return found


def text_of(node: XmlNode, path: str, source: str) -> str:
    """The letters of the element at a path; never empty.

    Raises:
        SourceError: There is no such element, or it is empty.
    """
    found = needed(node, path, source)
    if not found.text:
        raise SourceError(source, f"{path}: wanted a text, found none", found.line)
    return found.text


def amount_of(node: XmlNode, source: str) -> tuple[int, str]:
    """Minor units, 0 or above, and currency of an amount.

    Raises:
        SourceError: No amount, or not a whole number of minor units.
    """
    currency = node.attributes.get("Ccy", "")
    found = _AMOUNT.fullmatch(node.text)
    if found is None:
        raise SourceError(source, f"{node.name}: wanted an amount, found {node.text!r}", node.line)
    try:
        exponent = exponent_of(currency)
    except InvalidValueError as error:
        raise SourceError(source, f"{node.name}: {error}", node.line) from error
    whole, decimals = found[1], (found[2] or "").rstrip("0")
    if len(decimals) > exponent:
        wanted = f"at most {exponent} decimals of {currency}"
        raise SourceError(source, f"{node.name}: wanted {wanted}, found {node.text}", node.line)
    return int(whole + decimals.ljust(exponent, "0")), currency


def sign_of(node: XmlNode, source: str) -> int:
    """1 for a credit, -1 for a debit, as ``CdtDbtInd`` says.

    Raises:
        SourceError: It says something else, or nothing.
    """
    said = text_of(node, "CdtDbtInd", source)
    if said not in {"CRDT", "DBIT"}:
        line = needed(node, "CdtDbtInd", source).line
        raise SourceError(source, f"CdtDbtInd: wanted CRDT or DBIT, found {said!r}", line)
    return 1 if said == "CRDT" else -1


def day_of(node: XmlNode, source: str) -> date:
    """The day of a choice of ``Dt`` and ``DtTm``, as the bank wrote it.

    Raises:
        SourceError: It names none.
    """
    said = node.said("Dt", "DtTm") or ""
    try:
        # Other forms that Python reads, as 2026W23, are no days of XML.
        return date.fromisoformat(said[:10] if _DAY.match(said) else "")
    except ValueError:
        problem = f"{node.name}: wanted a day as 2026-06-03, found {said!r}"
        raise SourceError(source, problem, node.line) from None
