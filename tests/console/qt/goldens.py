"""Compares what a widget draws with a picture that somebody looked at and kept.

`NETWORKCORE_GOLDENS=write` draws them anew; look at each before it is committed. Text is drawn by
the fonts in resources; still another FreeType may shade an edge differently, hence the tolerance.
"""

import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage

FOLDER = Path(__file__).parent / "goldens"
DELTA = 40
"""Differences of a channel up to this, of 255, are shading."""
SHARE_MAX = 0.01
"""So many of the pixels may differ by more: the edges of letters."""


def channels(image: QImage) -> NDArray[np.int16]:
    """Array of shape (row, column, 4)."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    pixels = np.frombuffer(plain.constBits(), np.uint8)
    return pixels.reshape(plain.height(), plain.width(), 4).astype(np.int16)


def share_that_differs(drawn: QImage, golden: QImage) -> float:
    """The share of pixels of which any channel differs by more than DELTA; 1 for another size."""
    if drawn.size() != golden.size():
        return 1.0
    away = np.abs(channels(drawn) - channels(golden)).max(axis=2)
    return float((away > DELTA).mean())


def assert_golden(drawn: QImage, name: str, folder: Path) -> None:
    """Compare with goldens/NAME.png; what differs is left in the folder to look at."""
    path = FOLDER / f"{name}.png"
    if os.environ.get("NETWORKCORE_GOLDENS") == "write":
        FOLDER.mkdir(exist_ok=True)
        assert drawn.save(str(path))
        pytest.skip(f"{path.name} written, not compared")
    assert path.is_file(), f"{path.name} is missing; see {Path(__file__).name}"
    share = share_that_differs(drawn, QImage(str(path)))
    if share > SHARE_MAX:
        drawn.save(str(folder / f"{name}-drawn.png"))
    assert share <= SHARE_MAX, f"{name}: {share:.1%} of the pixels differ; {folder}"
