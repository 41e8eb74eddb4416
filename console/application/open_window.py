"""Opens the window; Qt is imported only then, so that every other command starts without it."""

from console.application.opened_books import OpenedBooks


def open_window(url: str | None = None, *, live: bool = True) -> int:
    """Show the console until it is closed.

    Args:
        url: Books to show; None begins with empty screens and a scenario ready to run.
        live: Whether these books are of a deployment; else of a simulation.

    Returns:
        The exit code of the process.

    Raises:
        RoamingError: The books cannot be opened.
    """
    books = None
    if url is not None:
        books = OpenedBooks(url)
        books.summary()  # Books that cannot be read are told here, before there is a window.
    from console.application.compose_window import show  # noqa: PLC0415 (see the first line)

    return show(books, live=live)
