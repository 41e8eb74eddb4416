"""Opens the window; Qt is imported only then, so that every other command starts without it."""

from console.application.opened_books import OpenedBooks
from core.domain.environment import Environment


def open_window(url: str | None = None) -> int:
    """Show the console until it is closed.

    Args:
        url: Books to show, as LIVE unless a simulation or a replay made them; None begins with
            empty screens and a scenario ready to run.

    Returns:
        The exit code of the process.

    Raises:
        RoamingError: The books cannot be opened.
    """
    books = None if url is None else OpenedBooks(url)
    # Books that cannot be read are told here, before there is a window.
    environment = Environment.SIMULATION if books is None else books.environment
    from console.application.compose_window import show  # noqa: PLC0415 (see the first line)

    return show(books, url, environment)
