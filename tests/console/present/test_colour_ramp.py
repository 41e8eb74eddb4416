import numpy as np
import pytest

from console.present.colour_ramp import RAMPS, ramp_index


def luminance(ramp):
    share = ramp / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)


@pytest.mark.parametrize(("kind", "direction"), [("dark", 1), ("light", -1), ("contrast", 1)])
def test_a_ramp_only_gets_lighter_or_only_darker(kind, direction):
    steps = np.diff(luminance(RAMPS[kind])) * direction
    assert (steps >= -0.002).all()
    assert (luminance(RAMPS[kind])[-1] - luminance(RAMPS[kind])[0]) * direction > 0.6


def test_values_take_their_place_and_what_is_not_known_is_nothing():
    assert ramp_index(np.array([0, 0.5, 1, 2, np.nan]), 1.0).tolist() == [0, 128, 255, 255, 0]
    assert ramp_index(np.array([3.0]), 0.0).tolist() == [0]
