"""Colours in order: from nothing, which is near the ground, to much, which stands out.

Each ramp is drawn in OKLCH (Björn Ottosson, 2020), so that equal steps look equal, and its
lightness only rises or only falls: the order reads without colour vision and in grey print.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

STEPS: Final = 256
Stops = tuple[tuple[float, float, float], ...]

_DARK: Final[Stops] = (
    (0.27, 0.030, 255),
    (0.40, 0.085, 262),
    (0.55, 0.100, 215),
    (0.72, 0.130, 165),
    (0.93, 0.170, 108),
)
_LIGHT: Final[Stops] = (
    (0.965, 0.015, 105),
    (0.88, 0.085, 130),
    (0.72, 0.110, 175),
    (0.53, 0.110, 235),
    (0.32, 0.110, 275),
)
_CONTRAST: Final[Stops] = (
    (0.18, 0.000, 100),
    (0.45, 0.060, 255),
    (0.72, 0.110, 100),
    (1.00, 0.000, 100),
)
"""Lightness 0 to 1, chroma, hue in degrees."""


def _srgb_of(
    lightness: NDArray[np.float64], a: NDArray[np.float64], b: NDArray[np.float64]
) -> NDArray[np.uint8]:
    """OKLab to sRGB, clipped to what a screen shows; array of shape (colour, 3)."""
    l_ = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    m_ = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s_ = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = np.column_stack(
        (
            4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_,
            -1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_,
            -0.0041960863 * l_ - 0.7034186147 * m_ + 1.7076147010 * s_,
        )
    ).clip(0.0, 1.0)
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(np.round(encoded * 255), np.uint8)


def _ramp(stops: Stops) -> NDArray[np.uint8]:
    table = np.array(stops)
    places = np.linspace(0, 1, len(stops))
    at = np.linspace(0, 1, STEPS)
    hue = np.deg2rad(table[:, 2])
    lightness = np.interp(at, places, table[:, 0])
    a = np.interp(at, places, table[:, 1] * np.cos(hue))
    b = np.interp(at, places, table[:, 1] * np.sin(hue))
    return _srgb_of(lightness, a, b)


RAMPS: Final = {"dark": _ramp(_DARK), "light": _ramp(_LIGHT), "contrast": _ramp(_CONTRAST)}
"""By kind of theme: array of shape (256, 3), sRGB; nothing first."""


def ramp_index(values: NDArray[np.float64], top: float) -> NDArray[np.uint8]:
    """Places on a ramp of values from 0 to ``top``; nan is nothing."""
    share = np.nan_to_num(values / top).clip(0.0, 1.0) if top > 0 else np.zeros(values.shape)
    return np.asarray(np.round(share * (STEPS - 1)), np.uint8)
