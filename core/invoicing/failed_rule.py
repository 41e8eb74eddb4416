"""A rule of EN 16931 that a document breaks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FailedRule:
    """One failed assert of the schematron."""

    rule: str
    """As ``BR-CO-16``."""
    text: str
    location: str
    """XPath of the element."""
