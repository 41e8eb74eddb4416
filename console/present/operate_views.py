"""The views of Operate, in the order of their tabs; Ctrl and the number opens one."""

from enum import StrEnum


class OperateView(StrEnum):
    """One tab; its value ends the id of the command that opens it."""

    OVERVIEW = "overview"
    SETTLEMENT = "settlement"
    RECONCILIATION = "reconciliation"
    EXPOSURE = "exposure"
    AGREEMENTS = "agreements"
    NETWORK = "network"
    MESSAGES = "messages"

    @property
    def number(self) -> int:
        """Its place, from 1; that of a view which is not there stays free."""
        return tuple(OperateView).index(self) + 1

    @property
    def command_id(self) -> str:
        """Id of the command that opens it."""
        return f"operate.{self.value}"
