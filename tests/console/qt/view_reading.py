"""What every view of Operate does when its books cannot be read."""

from core.domain.errors import StoreError

LONG_MS = 30_000


def refused_then_read(window, qtbot, view, good, card_of):
    """The page of a view whose books cannot be read at first, nor once they were.

    Args:
        window: Its books answer with ``answer``, or raise it.
        qtbot: Waits.
        view: Which one.
        good: What the books answer in between.
        card_of: Its card that says why, of the page.
    """
    books = window.setup.books
    books.answer = StoreError("the server is gone")
    window.views.show(view)
    page = window.operate_tabs.pages[view]
    qtbot.waitUntil(page.again.isVisible, timeout=LONG_MS)
    assert "the server is gone" in card_of(page)._empty.text()
    books.answer = good
    page.again.click()
    qtbot.waitUntil(lambda: page.view is not None, timeout=LONG_MS)
    assert not page.again.isVisible()
    books.answer = StoreError("the server is gone")
    page.view_reader.read()
    qtbot.waitUntil(page.again.isVisible, timeout=LONG_MS)
    return page
