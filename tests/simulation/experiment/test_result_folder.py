"""A kept experiment goes on only with the inputs that its points were made of."""

from dataclasses import replace

import pytest

from core.domain.errors import ConflictError
from core.service.resources import ResourceKind, resource_path
from simulation.experiment.order import Cell, replicate_order
from simulation.experiment.play_point import provenance_of
from simulation.experiment.played import Played
from simulation.experiment.point import Change, Point
from simulation.experiment.result_folder import ResultFolder

SITES = 'site_file = "mysites.csv"\n'
TARIFF = 'tariff_file = ["{path}"]\n'
IMPUTED = 'imputed_tariff_file = ["{path}"]\n'
AGREEMENT = '[[agreement]]\nfile = "{path}"\n'
OF_VARIANT = '[[variant]]\nname = "MINE"\n[[variant.agreement]]\nfile = "{path}"\n'


def _kept(folder, order):
    """A point is kept without being played: the folder looks at what it was made of alone."""
    made = provenance_of(order.point(0, 0))
    folder.keep(Played(cell=0, replication=0, kpis={"sessions": 1.0}, provenance=made, seconds=0))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (SITES, "mysites.csv"),
        (TARIFF, "mine.json"),
        (IMPUTED, "mine.json"),
        (AGREEMENT, "mine.toml"),
        (OF_VARIANT, "mine.toml"),
    ],
)
def test_points_made_before_a_named_file_changed_are_not_mixed_in(tmp_path, text, name):
    named = tmp_path / name
    named.write_text("as it was", encoding="utf-8")
    scenario = text.format(path=named)
    base = Point(scenario=scenario, source=str(tmp_path / "small.toml"), seed=1)
    order = replicate_order(base, replications=2)
    with ResultFolder.opened(tmp_path / "kept", order) as folder:
        _kept(folder, order)
    with ResultFolder.opened(tmp_path / "kept", order) as folder:
        assert len(folder.known()) == 1
    named.write_text("as it is now", encoding="utf-8")
    with (
        ResultFolder.opened(tmp_path / "kept", order) as folder,
        pytest.raises(ConflictError, match=f"were made before .*{name} changed; choose another"),
    ):
        folder.known()


@pytest.mark.parametrize("path", ["site_file", "agreement.networkcore.file"])
def test_a_file_that_only_a_cell_names_is_among_its_inputs(tmp_path, path):
    mine = tmp_path / "mine.toml"
    mine.write_text("as it was", encoding="utf-8")
    base = Point(scenario=AGREEMENT.format(path="networkcore"), source="small", seed=1)
    cell = Cell(title="mine", changes=(Change(path=path, value=str(mine)),))
    order = replace(replicate_order(base), cells=(Cell(), cell))
    plain, changed = (provenance_of(order.point(one, 0)).input_digests for one in (0, 1))
    assert set(plain) == {"small", "agreements/networkcore"}
    assert set(changed) == {*plain, str(mine)}


def test_files_of_ours_are_named_by_their_kind():
    path = resource_path(ResourceKind.TARIFF, "acn-ac")
    base = Point(scenario=TARIFF.format(path="acn-ac"), source="small", seed=1)
    assert path.is_file()
    assert set(provenance_of(base).input_digests) == {"small", "tariffs/acn-ac"}
