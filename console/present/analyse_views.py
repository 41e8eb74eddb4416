"""The views of Analyse, in the order of their tabs; Ctrl, Alt and the number opens one."""

from enum import StrEnum


class AnalyseView(StrEnum):
    """One tab; its value ends the id of the command that opens it."""

    SCENARIOS = "scenarios"
    BUILD = "build"
    REPLICATIONS = "replications"
    SWEEP = "sweep"
    COMPARE = "compare"
    VALIDATE = "validate"
    MAP = "map"
    TARIFFS = "tariffs"

    @property
    def number(self) -> int:
        """Its place, from 1; that of a view which is not there stays free."""
        return tuple(AnalyseView).index(self) + 1

    @property
    def command_id(self) -> str:
        """Id of the command that opens it."""
        return "tariff.workbench" if self is AnalyseView.TARIFFS else f"analyse.{self.value}"
