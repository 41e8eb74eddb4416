"""What an object of one version of OCPI cannot say in another, and where it said it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that a conversion could not keep."""

    pointer: str
    """Where it stood in the object that was converted: ``/evses/0/parking``."""
    problem: str
    """Why, in words without what stood there: a log may keep it."""

    def __str__(self) -> str:
        """One line for a log."""
        return f"{self.pointer or '/'}: {self.problem}"


@dataclass(slots=True)
class Losses:
    """The losses of one conversion under way."""

    found: list[Loss] = field(default_factory=list)

    def add(self, pointer: str, problem: str) -> None:
        """Note one."""
        self.found.append(Loss(pointer, problem))
