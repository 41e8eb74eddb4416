"""What is written on a map: names of sites where there is room, and how long a line is."""

from collections.abc import Sequence
from math import cos, radians

from console.present.axis_ticks import number_text

KM_A_DEGREE = 111.32
"""Of longitude at the equator."""
Rectangle = tuple[float, float, float, float]
"""Left, top, width, height, in pixels."""


def label_places(
    dots: Sequence[tuple[float, float, float]],
    widths: Sequence[float],
    height: float,
    size: tuple[float, float],
    kept_free: Sequence[Rectangle] = (),
) -> dict[int, Rectangle]:
    """Where names can stand without touching one another, a dot, or the edge.

    Args:
        dots: Middle and radius of each dot, in pixels; earlier ones are more important.
        widths: How wide the name of each is.
        height: How high a name is.
        size: Width and height of the map.
        kept_free: Where something else stands.

    Returns:
        By index of the dot, right or left of it; names without a place are left out.
    """
    taken = [*kept_free, *((x - r, y - r, 2 * r, 2 * r) for x, y, r in dots)]
    placed: dict[int, Rectangle] = {}
    for index, ((x, y, radius), width) in enumerate(zip(dots, widths, strict=True)):
        top = y - height / 2
        for left in (x + radius + 4, x - radius - 4 - width):
            box = (left, top, width, height)
            if _inside(box, size) and not any(_touch(box, other) for other in taken):
                placed[index] = box
                taken.append(box)
                break
    return placed


def _inside(box: Rectangle, size: tuple[float, float]) -> bool:
    left, top, width, height = box
    return left >= 0 and top >= 0 and left + width <= size[0] and top + height <= size[1]


def _touch(one: Rectangle, other: Rectangle) -> bool:
    across = one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
    return across and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]


def scale_bar(scale: float, latitude: float, widest: float) -> tuple[float, str]:
    """The longest round distance that fits.

    Args:
        scale: Pixels a degree of longitude.
        latitude: Of the middle of the map, in degrees.
        widest: The most pixels that the bar may take.

    Returns:
        Its length in pixels, and what it stands for: ``20 km``.
    """
    px_a_km = scale / (KM_A_DEGREE * cos(radians(latitude)))
    km = next(
        (
            step * 10**power
            for power in range(4, -3, -1)
            for step in (5.0, 2.0, 1.0)
            if step * 10**power * px_a_km <= widest
        ),
        0.01,
    )
    text = f"{number_text(km, 0)} km" if km >= 1 else f"{number_text(km * 1000, 0)} m"
    return km * px_a_km, text
