"""Random tariffs and sessions that the engine must be able to price."""

from decimal import Decimal

from hypothesis import strategies as st

from core.domain.tariff import TariffDimension
from tests.builders import a_component, a_tariff, an_element

THRESHOLDS_S = st.none() | st.sampled_from((0, 60, 1800, 2700, 3600, 7200))
VAT = st.none() | st.sampled_from(("0", "7", "8.1", "19", "21"))
ENERGIES_KWH = st.decimals(0, 90, places=4)
SECONDS = st.integers(0, 20_000)


@st.composite
def components(draw):
    return a_component(
        draw(st.sampled_from(TariffDimension)),
        str(draw(st.decimals(0, 12, places=4))),
        draw(VAT),
        draw(st.sampled_from((0, 1, 25, 60, 300, 1000))),
    )


@st.composite
def elements(draw):
    return an_element(
        *draw(st.lists(components(), min_size=1, max_size=4)),
        min_duration_s=draw(THRESHOLDS_S),
        max_duration_s=draw(THRESHOLDS_S),
    )


@st.composite
def tariffs(draw, currencies=("EUR", "JPY", "KWD")):
    return a_tariff(
        *draw(st.lists(elements(), min_size=1, max_size=4)),
        currency=draw(st.sampled_from(currencies)),
    )


def exact_kwh(places):
    return st.decimals(Decimal(0), Decimal(90), places=places)
