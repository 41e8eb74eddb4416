"""Places on a plot: ranges that keep within limits, labels that keep apart."""


def kept_inside(low: float, high: float, limits: tuple[float, float]) -> tuple[float, float]:
    """A range moved, and if it must be narrowed, so that it lies within limits."""
    least, most = limits
    if high - low >= most - least:
        return least, most
    shift = max(0.0, least - low) - max(0.0, high - most)
    return low + shift, high + shift


def spread(centres: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart so that neighbours are ``gap`` apart, and stay between low and high.

    Their order stays. If there is no room for all, they are evenly spaced over what there is.

    Args:
        centres: Where the labels would like to be, in any order.
        gap: The least distance of two neighbours.
        low: No label goes below.
        high: No label goes above.
    """
    if len(centres) > 1:
        gap = min(gap, max(0.0, high - low) / (len(centres) - 1))
    order = sorted(range(len(centres)), key=lambda index: centres[index])
    placed = list(centres)
    floor = low
    for index in order:
        placed[index] = floor = max(floor, placed[index])
        floor += gap
    ceiling = high
    for index in reversed(order):
        placed[index] = ceiling = min(ceiling, placed[index])
        ceiling -= gap
    return placed
