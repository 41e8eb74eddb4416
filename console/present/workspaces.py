"""The workspaces of the window, in the order of the rail; Alt and the number opens one."""

from enum import IntEnum


class Workspace(IntEnum):
    """A page of the window; its number is its place in the stack."""

    OPERATE = 0
    ANALYSE = 1
    TRAIN = 2
    JOBS = 3
    SETTINGS = 4
    WELCOME = 5

    @property
    def key(self) -> str:
        """What layouts are kept under."""
        return self.name.lower()
