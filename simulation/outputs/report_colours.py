"""The colours of reports: those of the console's light theme, on paper.

What a colour says is also said by a word, a sign or a place: reports are printed in grey, too.
"""

from typing import Final

TEXT: Final = "#17202a"
MUTED: Final = "#536170"
BORDER: Final = "#ccd6e0"
GRID: Final = "#e9eef4"
ACCENT: Final = "#1463c2"
GOOD: Final = "#17793f"
WARNING: Final = "#8a5a00"
BAD: Final = "#b42318"
BANDS: Final = ("#dce9f8", "#b9d3f2", "#8fb9ea")
"""Of a fan, the widest first."""
SERIES: Final = (ACCENT, WARNING, GOOD, BAD, "#6a4fb3", MUTED)
"""Of curves that stand side by side; they are also named at their ends."""
_RAMP: Final = (
    (0xF5, 0xF4, 0xE9),
    (0xDD, 0xEC, 0xC9),
    (0xC5, 0xE3, 0xA8),
    (0x8D, 0xCF, 0xA5),
    (0x49, 0xBA, 0xA1),
    (0x2B, 0x97, 0xA3),
    (0x0B, 0x74, 0xA1),
    (0x22, 0x4E, 0x85),
    (0x25, 0x2A, 0x69),
)
"""From nothing to much; its lightness only falls."""


def ramp_colour(share: float) -> str:
    """The colour of a part of the top of a scale, 0 to 1."""
    place = min(max(share, 0.0), 1.0) * (len(_RAMP) - 1)
    first = min(int(place), len(_RAMP) - 2)
    part = place - first
    mixed = (
        round(low + (high - low) * part)
        for low, high in zip(_RAMP[first], _RAMP[first + 1], strict=True)
    )
    return "#" + "".join(f"{one:02x}" for one in mixed)
