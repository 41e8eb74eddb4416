from collections import defaultdict
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from console.present.sankey_layout import Room, Sankey, Stop, Stream, sankey_of

ROOM = Room(left=10, top=20, width=700, height=400)
SLACK = 1e-6


@st.composite
def networks(draw):
    """Sources through a middle to sinks, so that what comes in goes out."""
    ins = draw(st.lists(st.integers(1, 10**12), min_size=1, max_size=8))
    total = sum(ins)
    cuts = sorted(draw(st.lists(st.integers(1, max(1, total - 1)), max_size=8, unique=True)))
    edges = [0, *(cut for cut in cuts if cut < total), total]
    outs = [b - a for a, b in pairwise(edges)]
    stops = [Stop(f"in{n}", 0) for n in range(len(ins))]
    stops += [Stop("middle", 1), *(Stop(f"out{n}", 2) for n in range(len(outs)))]
    streams = [Stream(f"in{n}", "middle", amount) for n, amount in enumerate(ins)]
    streams += [Stream("middle", f"out{n}", amount) for n, amount in enumerate(outs)]
    return stops, streams


def scale_of(sankey: Sankey) -> float:
    tallest = max(sankey.boxes, key=lambda box: box.amount)
    return tallest.height / tallest.amount


@given(networks())
def test_boxes_of_a_stage_do_not_overlap_and_stay_in_the_room(network):
    sankey = sankey_of(*network, ROOM)
    for one, other in combinations(sankey.boxes, 2):
        if one.left == other.left:
            upper, lower = sorted((one, other), key=lambda box: box.top)
            assert upper.top + upper.height <= lower.top + SLACK
    assert all(box.top >= ROOM.top for box in sankey.boxes)
    assert all(box.top + box.height <= ROOM.top + ROOM.height + SLACK for box in sankey.boxes)


@given(networks())
def test_heights_are_true_to_amounts_everywhere(network):
    sankey = sankey_of(*network, ROOM)
    scale = scale_of(sankey)
    assert all(abs(box.height - box.amount * scale) < SLACK for box in sankey.boxes)
    assert all(abs(r.height - r.stream.amount * scale) < SLACK for r in sankey.ribbons)


@given(networks())
def test_ribbons_fill_both_sides_of_a_box_without_a_gap_or_an_overlap(network):
    stops, streams = network
    sankey = sankey_of(stops, streams, ROOM)
    boxes = {box.name: box for box in sankey.boxes}
    sides = defaultdict(list)
    for ribbon in sankey.ribbons:
        sides[ribbon.stream.source, "out"].append((ribbon.left_top, ribbon.height))
        sides[ribbon.stream.target, "in"].append((ribbon.right_top, ribbon.height))
    for (name, _), pieces in sides.items():
        level = boxes[name].top
        for top, height in sorted(pieces):
            assert abs(top - level) < SLACK * 10
            level = top + height
        assert abs(level - boxes[name].top - boxes[name].height) < SLACK * 10


@given(networks())
def test_every_stream_is_one_ribbon_that_runs_to_the_right(network):
    stops, streams = network
    sankey = sankey_of(stops, streams, ROOM)
    assert sorted(map(repr, streams)) == sorted(repr(r.stream) for r in sankey.ribbons)
    assert all(ribbon.left < ribbon.right for ribbon in sankey.ribbons)


def test_a_stop_without_money_is_not_drawn_and_no_stop_no_diagram():
    sankey = sankey_of([Stop("a", 0), Stop("b", 1), Stop("c", 1)], [Stream("a", "b", 5)], ROOM)
    assert {box.name for box in sankey.boxes} == {"a", "b"}
    assert sankey_of([Stop("a", 0)], [], ROOM) == Sankey((), ())
