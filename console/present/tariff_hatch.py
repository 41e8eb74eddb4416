"""Diagonal lines over the cells of a grid that are to be told from the others without colour."""

from itertools import groupby

import numpy as np
from numpy.typing import NDArray

DISTANCE_PX = 8.0


def hatch(cells: NDArray[np.bool_], size_px: tuple[float, float]) -> NDArray[np.float64]:
    """The ends of lines that rise to the right, over every run of cells in a row.

    Args:
        cells: Array of shape (row, column): which ones.
        size_px: Width and height of a cell; the lines keep their distance whatever it is.

    Returns:
        Array of shape (2, end): x and y in pixels from the first cell, two ends a line.
    """
    width, height = size_px
    ends: list[tuple[float, float]] = []
    for row, line in enumerate(cells.tolist()):
        at = 0
        for is_marked, run in groupby(line):
            length = len(list(run))
            if is_marked:
                box = (at * width, row * height, (at + length) * width, (row + 1) * height)
                ends += _lines(box)
            at += length
    return np.array(ends or [(0.0, 0.0)] * 2, np.float64).T


def _lines(box: tuple[float, float, float, float]) -> list[tuple[float, float]]:
    """Lines on which x + y is a multiple of the distance, as far as they are in a box."""
    left, top, right, bottom = box
    first = np.ceil((left + top) / DISTANCE_PX)
    sums = np.arange(first, (right + bottom) / DISTANCE_PX) * DISTANCE_PX
    ends = []
    for total in sums.tolist():
        low, high = max(left, total - bottom), min(right, total - top)
        if low < high:
            ends += [(low, total - low), (high, total - high)]
    return ends
