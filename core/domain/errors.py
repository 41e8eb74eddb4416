"""Every exception the core raises.

RoamingError
+- InvalidValueError        a value that cannot exist: bad currency, end before start
|  +- CurrencyMismatchError two currencies in one sum
+- WireError                a peer sent what OCPI does not allow; names the JSON path
+- SourceError              a file cannot be read as what it was given for; names file and line
+- NotFoundError            a name or id that nobody knows; names what was looked for
+- RuleError                well formed, but a rule forbids it
|  +- IllegalTransitionError  a state cannot follow another
|  +- ConflictError           an id is known with other content
|  +- UnknownPriceError       a tariff leaves an amount unknowable: a tax rate is not stated
|  +- UndecidedVatError       no row of the VAT table fits, or no rate is known; names the key
+- StoreError               the database cannot be used: locked, full, newer, unreadable
|  +- CollisionError        another writer was first; the same step may be done again
+- PeerError                a peer could not be reached, or answered with an error
+- WorkerError              a process of ours that does one thing died, or gave no answer in time

Broken invariants are not in this tree: they are bugs, and ``assert`` stops them.
Findings about good data (a discrepancy, an audit result) are values, not exceptions.
"""


class RoamingError(Exception):
    """Base of all errors the core raises; ``except RoamingError`` catches nothing else."""


class InvalidValueError(RoamingError):
    """A value that cannot exist."""


class CurrencyMismatchError(InvalidValueError):
    """Two currencies met in one sum."""


class WireError(RoamingError):
    """A peer sent something OCPI does not allow."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        """Where in the message, as ``charging_periods[2].dimensions[0].volume``."""


class SourceError(RoamingError):
    """A file cannot be read as what it was given for."""

    def __init__(self, source: str, problem: str, line: int | None = None) -> None:
        super().__init__(f"{source}{'' if line is None else f':{line}'}: {problem}")
        self.source = source
        self.line = line


class NotFoundError(RoamingError):
    """A name or an id that nobody knows."""


class RuleError(RoamingError):
    """Well formed, but a rule forbids it."""


class IllegalTransitionError(RuleError):
    """A state cannot follow another."""

    def __init__(self, subject: str, current: str, wanted: str) -> None:
        super().__init__(f"{subject}: {current} -> {wanted} is not allowed")
        self.current = current
        self.wanted = wanted


class ConflictError(RuleError):
    """An id is known with other content."""


class UnknownPriceError(RuleError):
    """A tariff leaves an amount unknowable, so that the books cannot take it."""


class UndecidedVatError(RuleError):
    """Nobody said which VAT a supply bears, so that the books cannot take it."""


class StoreError(RoamingError):
    """The database cannot be used: locked, full, from a newer version, unreadable."""


class CollisionError(StoreError):
    """Another writer kept the same thing first; nothing of this step was kept."""


class PeerError(RoamingError):
    """A peer could not be reached, or answered with an error."""


class WorkerError(RoamingError):
    """A process of ours that does one thing died, or gave no answer in time."""
