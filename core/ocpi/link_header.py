"""The ``Link`` header of a page: where the next page is.

Source: RFC 8288; transport_and_format, pagination. Some peers send an empty one on the last page.
"""

import re
from typing import Final

_LINK: Final = re.compile(r"\s*<([^>]*)>([^,<]*),?")
_NEXT: Final = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;"]+))', re.IGNORECASE)


def next_url(header: str | None) -> str | None:
    """Where the next page is; None if this is the last one."""
    for url, parameters in _LINK.findall(header or ""):
        found = _NEXT.search(parameters)
        if found is not None and "next" in (found[1] or found[2]).casefold().split() and url:
            return str(url)
    return None


def next_link(url: str) -> str:
    """The header that names the next page."""
    return f'<{url}>; rel="next"'
