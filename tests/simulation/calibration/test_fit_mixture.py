import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from simulation.calibration.fit_mixture import fit_mixture, weibull_of
from simulation.mixture import Mixture

POSITIVE = st.floats(0.3, 3)


def _ks(mixture, values):
    return kstest(values, mixture.cdf).statistic


@given(
    st.sampled_from(["gamma", "lognormal", "weibull"]),
    st.lists(st.tuples(POSITIVE, POSITIVE, POSITIVE), min_size=1, max_size=3),
    st.floats(0.001, 0.999),
)
def test_the_quantile_is_where_the_distribution_reaches_the_share(kind, parts, share):
    weights, shapes, scales = zip(*parts, strict=True)
    mixture = Mixture(kind=kind, weights=weights, shapes=shapes, scales=scales)

    at = mixture.quantile(np.array([share]))

    assert mixture.cdf(at)[0] == pytest.approx(share, abs=2e-3)


def test_one_gamma_is_found_again():
    values = np.random.Generator(np.random.PCG64(1)).gamma(1.6, 5.1, 5_000)

    mixture = fit_mixture(values, np.ones(5_000))

    assert _ks(mixture, values) < 0.02
    assert mixture.mean == pytest.approx(1.6 * 5.1, rel=0.03)
    assert len(mixture.weights) == 1


def test_short_stays_and_nights_are_told_apart():
    draws = np.random.Generator(np.random.PCG64(2))
    values = np.where(
        draws.random(8_000) < 0.7, draws.lognormal(0, 0.5, 8_000), draws.lognormal(2.5, 0.2, 8_000)
    )

    mixture = fit_mixture(values, np.ones(8_000))

    assert _ks(mixture, values) < 0.02
    assert len(mixture.weights) >= 2


def test_what_weighs_nothing_is_not_fitted():
    draws = np.random.Generator(np.random.PCG64(3))
    values = np.concatenate([draws.gamma(4, 1, 3_000), draws.gamma(4, 20, 3_000)])

    mixture = fit_mixture(values, np.repeat([1.0, 1e-9], 3_000))

    assert mixture.mean == pytest.approx(4, rel=0.05)


def test_weibull_is_the_most_likely_one():
    values = 36.2 * np.random.Generator(np.random.PCG64(4)).weibull(1.75, 20_000)

    assert weibull_of(values, np.ones(20_000)) == pytest.approx((1.75, 36.2), rel=0.02)


def test_parts_without_a_shape_are_refused():
    with pytest.raises(ValueError, match="as many of each"):
        Mixture(kind="gamma", weights=(1.0, 1.0), shapes=(1.0,), scales=(1.0, 2.0))
