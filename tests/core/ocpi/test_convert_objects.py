"""Objects between 2.2.1 and 2.3.0: what comes out is in order there, and what is lost is told."""

import copy
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ocpi.conversion_loss import Loss
from core.ocpi.convert_objects import convert_object
from core.ocpi.examine_object import examine_object
from core.ocpi.object_tables import TABLES
from core.ocpi.ocpi_version import OcpiVersion
from tests.wire_objects import a_wire_object

OLD, NEW = OcpiVersion.V2_2_1, OcpiVersion.V2_3_0
OF_BOTH = sorted(set(TABLES[OLD].objects) & set(TABLES[NEW].objects))
EITHER_WAY = pytest.mark.parametrize(("source", "target"), [(OLD, NEW), (NEW, OLD)])

amounts = st.decimals(-(10**9), 10**9, places=4)
own = st.dictionaries(st.sampled_from(["x_own", "vendor"]), st.none() | amounts | st.text())


@st.composite
def wire_values(draw, version, row):
    tables = TABLES[version]
    if row.kind in tables.objects:
        return draw(wire_objects(version, row.kind))
    if row.kind in tables.enums:
        values = tables.enums[row.kind]
        ours = ["OWN_VALUE"] if values.is_open else []
        known = sorted(values.known - {"HUB"})
        return draw(st.sampled_from(known + ours))
    if row.kind == "number":
        return draw(amounts)
    return a_wire_object(version, "Answer")["data"] if row.kind == "any" else "text"


@st.composite
def wire_objects(draw, version, name):
    """Any object of a table, with fields of nobody's; only enums, numbers and nesting vary."""
    made = draw(own)
    for row in TABLES[version].objects[name]:
        if not (row.cardinality.is_required or draw(st.booleans())):
            continue
        # An empty list of taxes says no more than none.
        least = 1 if row.cardinality.is_required or row.kind == "TaxAmount" else 0
        one = wire_values(version, row)
        many = st.lists(one, min_size=least, max_size=2)
        made[row.name] = draw(many if row.cardinality.is_list else one)
    if "hub_party_id" in made:
        made["hub_party_id"] = "NLHUB"
    return made


def parent_of(value, pointer):
    """What holds a place, and the last step to it; None where the place is not there."""
    *steps, last = pointer.split("/")[1:]
    for step in steps:
        value = value[int(step)] if isinstance(value, list) else value.get(step)
        if value is None:
            return None, last
    return value, last


def dropped_items(original, losses):
    """Places of items that were left out of their lists."""
    return [one.pointer for one in losses if isinstance(parent_of(original, one.pointer)[0], list)]


def without(value, pointers):
    """The value without those places; of a list the last goes first, so that none moves."""
    left = copy.deepcopy(value)
    for pointer in sorted(pointers, key=lambda one: (one.count("/"), steps_of(one)), reverse=True):
        holder, last = parent_of(left, pointer)
        if isinstance(holder, list):
            del holder[int(last)]
        elif isinstance(holder, dict):
            holder.pop(last, None)
    return left


def steps_of(pointer):
    return [(int(step) if step.isdigit() else -1, step) for step in pointer.split("/")]


def moved(pointer, dropped):
    """Where a place is once items before it were left out; None if it was left out itself."""
    steps = pointer.split("/")
    for depth in range(2, len(steps) + 1):
        here = "/".join(steps[:depth])
        if here in dropped:
            return None
    made = list(steps)
    for depth in range(2, len(steps) + 1):
        before = "/".join(steps[: depth - 1])
        if steps[depth - 1].isdigit():
            gone = [
                int(one.rpartition("/")[2]) for one in dropped if one.rpartition("/")[0] == before
            ]
            made[depth - 1] = str(
                int(steps[depth - 1]) - sum(one < int(steps[depth - 1]) for one in gone)
            )
    return "/".join(made)


@EITHER_WAY
@settings(max_examples=300)
@given(data=st.data(), name=st.sampled_from(OF_BOTH))
def test_there_and_back_loses_only_what_was_listed(source, target, data, name):
    original = data.draw(wire_objects(source, name))
    there = convert_object(name, original, source, target)
    back = convert_object(name, there.value, target, source)
    dropped = set(dropped_items(original, there.losses))
    changed = {one.pointer for one in there.losses} - dropped
    later = [one.pointer for one in back.losses]
    left = without(original, dropped)
    places = {moved(one, dropped) for one in changed} - {None}
    assert without(left, places | set(later)) == without(back.value, places | set(later))


@EITHER_WAY
@pytest.mark.parametrize("name", OF_BOTH)
@pytest.mark.parametrize("full", [True, False])
def test_what_is_in_order_in_one_version_is_in_order_in_the_other(source, target, name, full):
    made = convert_object(name, a_wire_object(source, name, full=full), source, target)
    assert examine_object(target, name, made.value) == ()


@given(st.data(), st.sampled_from(OF_BOTH))
def test_whatever_a_peer_sends_is_converted(data, name):
    leaf = st.none() | st.booleans() | amounts | st.text(max_size=3)
    value = data.draw(leaf | st.lists(leaf) | st.dictionaries(st.text(max_size=3), leaf))
    broken = a_wire_object(OLD, name)
    field = data.draw(st.sampled_from(sorted(broken)))
    broken[field] = value
    for source, target in ((OLD, NEW), (NEW, OLD)):
        convert_object(name, broken, source, target)
        convert_object(name, value, source, target)


def losses_of(name, value, source=NEW, target=OLD):
    made = convert_object(name, value, source, target)
    return made.value, [one.pointer for one in made.losses]


def test_the_same_version_is_the_same_object():
    location = a_wire_object(NEW, "Location")
    assert convert_object("Location", location, NEW, NEW).value is location


def test_what_2_2_1_does_not_know_of_a_location_is_left_out_and_listed():
    made, lost = losses_of("Location", a_wire_object(NEW, "Location") | {"x_own": Decimal("1.10")})
    assert lost == [
        "/evses/0/connectors/0/capabilities",
        "/evses/0/parking",
        "/evses/0/accepted_service_providers",
        "/parking_places",
        "/help_phone",
    ]
    assert made["x_own"] == Decimal("1.10")
    assert examine_object(OLD, "Location", made) == ()


def test_a_plug_that_was_renamed_has_its_old_name_in_2_2_1():
    connector = a_wire_object(NEW, "Connector", full=False) | {"standard": "SAE_J3400"}
    made = convert_object("Connector", connector, NEW, OLD)
    assert made.value["standard"] == "TESLA_S"
    assert str(made.losses[0]) == (
        "/standard: no ConnectorType of that name; TESLA_S is the nearest"
    )


def test_a_plug_that_2_2_1_does_not_know_is_left_out_and_an_evse_without_others_too():
    location = a_wire_object(NEW, "Location", full=False)
    plug = a_wire_object(NEW, "Connector", full=False)
    evse = a_wire_object(NEW, "EVSE", full=False)
    megawatt = plug | {"standard": "MCS"}
    location["evses"] = [evse | {"connectors": [megawatt]}, evse | {"connectors": [megawatt, plug]}]
    made, lost = losses_of("Location", location)
    assert lost == ["/evses/0", "/evses/1/connectors/0"]
    assert made["evses"] == [evse | {"connectors": [plug]}]


def test_what_cannot_be_left_out_stays_and_is_listed():
    cdr = a_wire_object(NEW, "CDR", full=False)
    cdr["cdr_location"]["connector_standard"] = "MCS"
    made, lost = losses_of("CDR", cdr)
    assert made["cdr_location"]["connector_standard"] == "MCS"
    assert lost == ["/cdr_location/connector_standard"]


def test_values_of_a_list_that_2_2_1_does_not_know_are_left_out_of_it():
    evse = a_wire_object(NEW, "EVSE", full=False) | {"parking_restrictions": ["TAXIS", "EV_ONLY"]}
    made, lost = losses_of("EVSE", evse)
    assert (made["parking_restrictions"], lost) == (["EV_ONLY"], ["/parking_restrictions/0"])


def test_an_optional_value_that_2_2_1_does_not_know_is_left_out():
    location = a_wire_object(NEW, "Location", full=False) | {"parking_type": "ON_THE_MOON"}
    made, lost = losses_of("Location", location)
    assert ("parking_type" in made, lost) == (False, ["/parking_type"])


def test_a_value_that_its_own_version_does_not_know_is_nobodys_loss():
    session = a_wire_object(NEW, "Session", full=False) | {"status": "ASLEEP"}
    assert losses_of("Session", session)[1] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"excl_vat": 4}, {"before_taxes": 4}),
        (
            {"excl_vat": Decimal("4.00"), "incl_vat": Decimal("4.40")},
            {"before_taxes": Decimal(4), "taxes": [{"name": "VAT", "amount": Decimal("0.4")}]},
        ),
        (
            {"excl_vat": 4, "incl_vat": 4},
            {"before_taxes": 4, "taxes": [{"name": "VAT", "amount": 0}]},
        ),
    ],
)
def test_an_amount_is_the_same_in_both_versions(old, new):
    assert convert_object("Price", old, OLD, NEW).value == new
    assert convert_object("Price", new, NEW, OLD).value == old


def test_of_several_taxes_2_2_1_knows_the_sum():
    taxes = [{"name": "GST", "amount": 1}, {"name": "QST", "amount": Decimal("0.5")}]
    made, lost = losses_of("Price", {"before_taxes": 10, "taxes": taxes})
    assert (made, lost) == ({"excl_vat": 10, "incl_vat": Decimal("11.5")}, ["/taxes"])


@pytest.mark.parametrize(
    "price",
    [
        {"before_taxes": "4", "taxes": [{"name": "VAT", "amount": 1}]},
        {"before_taxes": 4, "taxes": [7]},
        {"before_taxes": 4, "taxes": [{"name": "VAT", "amount": Decimal("1E+999")}]},
    ],
)
def test_taxes_that_cannot_be_added_are_listed(price):
    made, lost = losses_of("Price", price)
    assert (made, lost) == ({"excl_vat": price["before_taxes"]}, ["/taxes"])


def test_an_amount_with_taxes_that_cannot_be_told_is_listed():
    made, lost = losses_of("Price", {"excl_vat": 1, "incl_vat": "2"}, OLD, NEW)
    assert (made, lost) == ({"before_taxes": 1}, ["/incl_vat"])


def test_an_amount_that_is_in_the_form_of_the_other_version_already_stays():
    old, new = {"excl_vat": 1}, {"before_taxes": 1}
    assert losses_of("Price", old) == (old, [])
    assert losses_of("Price", new, OLD, NEW) == (new, [])


def a_tariff(*components, **fields):
    elements = [{"price_components": list(components)}]
    return a_wire_object(NEW, "Tariff", full=False) | {"elements": elements} | fields


def energy(price, vat=None):
    component = {"type": "ENERGY", "price": price, "step_size": 1}
    return component if vat is None else component | {"vat": vat}


@pytest.mark.parametrize(
    ("components", "included"),
    [((energy(1, 19),), "NO"), ((energy(1),), "N/A"), ((), "N/A")],
)
def test_whether_taxes_come_on_top_is_told_by_rates_in_2_2_1(components, included):
    tariff = a_tariff(*components, tax_included=included)
    made, lost = losses_of("Tariff", tariff)
    assert ("tax_included" in made, lost) == (False, [])
    assert convert_object("Tariff", made, OLD, NEW).value == tariff


@pytest.mark.parametrize(
    ("components", "included", "lost"),
    [
        ((energy(1),), "NO", ["/elements/0/price_components/0/vat", "/tax_included"]),
        ((energy(1, 19),), "N/A", ["/tax_included"]),
        ((energy(1, 19), energy(2)), "NO", ["/elements/0/price_components/1/vat"]),
    ],
)
def test_what_2_2_1_would_read_otherwise_is_listed(components, included, lost):
    assert losses_of("Tariff", a_tariff(*components, tax_included=included))[1] == lost


def test_prices_with_taxes_become_prices_without():
    tariff = a_tariff(energy(Decimal("0.60"), 20), energy(1, 19), tax_included="YES")
    made, lost = losses_of("Tariff", tariff)
    prices = [one["price"] for one in made["elements"][0]["price_components"]]
    assert prices == [Decimal("0.5"), Decimal("0.84033613")]
    assert lost == [
        "/tax_included",
        "/elements/0/price_components/0/price",
        "/elements/0/price_components/1/price",
    ]


@pytest.mark.parametrize("vat", [None, "19", -100, Decimal("-100.0")])
def test_a_price_with_taxes_of_a_rate_that_nobody_told_stays(vat):
    made, lost = losses_of("Tariff", a_tariff(energy(1, vat), tax_included="YES"))
    assert made["elements"][0]["price_components"][0]["price"] == 1
    assert lost[-1] == "/elements/0/price_components/0/price"


def test_a_component_without_a_rate_beside_others_is_listed_on_the_way_to_2_3_0():
    tariff = a_tariff(energy(1, 19), energy(2))
    del tariff["tax_included"]
    made, lost = losses_of("Tariff", tariff, OLD, NEW)
    assert made["tax_included"] == "NO"
    assert lost == ["/elements/0/price_components/1/vat"]


def test_a_tariff_of_2_2_1_that_says_it_of_taxes_already_is_believed():
    tariff = a_tariff(energy(1, 19), tax_included="YES")
    assert losses_of("Tariff", tariff, OLD, NEW) == (tariff, [])


def test_limits_have_other_names():
    tariff = a_tariff(energy(1, 19), tax_included="NO", min_price={"before_taxes": 1})
    made = convert_object("Tariff", tariff, NEW, OLD).value
    assert made["min_price"] == {"excl_vat": 1}
    assert convert_object("Tariff", made, OLD, NEW).value == tariff


def test_a_tariff_in_a_cdr_is_converted_with_it():
    cdr = a_wire_object(NEW, "CDR")
    made = convert_object("CDR", cdr, NEW, OLD)
    assert "tax_included" not in made.value["tariffs"][0]
    assert {one.pointer for one in made.losses} >= {"/total_cost/taxes", "/tariffs/0/tax_included"}


def test_a_hub_is_a_role_in_2_2_1_and_named_beside_them_in_2_3_0():
    cpo = a_wire_object(OLD, "CredentialsRole") | {"role": "CPO"}
    hub = {
        "role": "HUB",
        "business_details": {"name": "NLHUB"},
        "party_id": "HUB",
        "country_code": "NL",
    }
    old = a_wire_object(OLD, "Credentials") | {"roles": [hub, cpo]}
    made = convert_object("Credentials", old, OLD, NEW)
    assert made.value["hub_party_id"] == "NLHUB"
    assert made.value["roles"] == [cpo]
    assert [one.pointer for one in made.losses] == ["/roles/0"]
    assert convert_object("Credentials", made.value, NEW, OLD).value == old


def test_a_client_that_is_a_hub_is_another_in_2_3_0():
    info = a_wire_object(OLD, "ClientInfo") | {"role": "HUB"}
    made, lost = losses_of("ClientInfo", info, OLD, NEW)
    assert (made["role"], lost) == ("OTHER", ["/role"])


def test_a_loss_reads_as_one_line():
    assert str(Loss("", "no such module")) == "/: no such module"
