"""How the hub calls use cases: in a thread, for databases are waited for there."""

from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, Protocol, TypeVar

ParametersT = ParamSpec("ParametersT")
ResultT = TypeVar("ResultT")


class Use(Protocol):
    """``Hub.use``."""

    def __call__(
        self,
        use_case: Callable[ParametersT, ResultT],
        *arguments: ParametersT.args,
        **named: ParametersT.kwargs,
    ) -> Coroutine[Any, Any, ResultT]:
        """The result of a use case."""
        ...
