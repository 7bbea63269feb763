"""Which CI a changed thing is: the surest rule that finds anything decides, and nothing is guessed."""

import pytest
from estates import Estate
from hypothesis import given
from hypothesis import strategies as st

from cmdb.checks import matching
from cmdb.checks.matching import Known
from cmdb.checks.model import Change, Keys


@pytest.fixture
def topology():
    estate = Estate()
    estate.ci("shop-web-1", "virtual_machine")
    estate.ci("bucket", "object_store")
    estate.ci("other", "virtual_machine")
    estate.ci("waf", "cloud_resource")
    for at in (1, 2):
        estate.cis[f"cart-{at}"] = {"id": f"cart-{at}", "name": "cart", "class": "workload"}
        estate.cis[f"old-{at}"] = {
            "id": f"old-{at}",
            "name": "twin",
            "class": "server",
            "lifecycle": "retired" if at == 1 else "operational",
        }
    return estate.topology()


def found(topology, known=None, label="thing", **keys):
    match = matching.matched(
        topology, Change(label, "delete", "ends", Keys(**keys)), known or Known()
    )
    return match.how, match.cis


def test_what_is_stated_outranks_all(topology):
    known = Known(records={"k": "other"}, stated={"thing": "waf"})

    assert found(topology, known, external_ids=("k",)) == ("stated", ("waf",))


def test_a_record_of_the_source_outranks_identifiers_and_names(topology):
    known = Known(records={"k": "other"}, identified={"i-1": ("shop-web-1",)})

    assert found(topology, known, external_ids=("k",), identifiers=("i-1",)) == (
        "record",
        ("other",),
    )


def test_the_new_address_outranks_the_old_one(topology):
    known = Known(records={"new": "other", "old": "waf"})

    assert found(topology, known, external_ids=("new", "old")) == ("record", ("other",))


def test_a_record_of_a_ci_that_is_gone_says_nothing(topology):
    assert found(topology, Known(records={"k": "gone"}), external_ids=("k",)) == (None, ())


def test_an_identifier_outranks_a_name(topology):
    known = Known(identified={"i-1": ("other",)})
    keys = {"identifiers": ("i-1",), "names": ("shop-web-1",), "classes": ("server",)}

    assert found(topology, known, **keys) == ("identifier", ("other",))


def test_an_identifier_of_what_it_belongs_to_is_not_its_own(topology):
    known = Known(identified={"shop-images": ("bucket",)})

    assert found(topology, known, identifiers=("shop-images",), not_of=("object_store",)) == (
        None,
        (),
    )
    assert found(topology, known, identifiers=("shop-images",), classes=("server",)) == (None, ())
    assert found(topology, known, identifiers=("shop-images",), classes=("object_store",)) == (
        "identifier",
        ("bucket",),
    )


def test_a_generic_resource_may_be_anything(topology):
    known = Known(identified={"w-1": ("waf",)})

    assert found(topology, known, identifiers=("w-1",), classes=("load_balancer",))[1] == ("waf",)


def test_a_name_counts_for_its_classes_only_and_others_are_told(topology):
    assert found(topology, names=("shop-web-1",), classes=("server",)) == (
        "name",
        ("shop-web-1",),
    )
    match = matching.matched(
        topology, Change("role", "delete", "ends", Keys(names=("shop-web-1",))), Known()
    )
    assert (match.cis, match.alike) == ((), ("virtual_machine:shop-web-1",))


def test_several_of_a_name_are_ambiguous_unless_their_namespace_tells_them_apart(topology):
    keys = {"names": ("cart",), "classes": ("workload",), "within": {"namespace": "shop"}}
    said = {"cart-1": {"namespace": "shop"}, "cart-2": {"namespace": "test"}}

    assert found(topology, **keys) == ("name", ("cart-1", "cart-2"))
    assert found(topology, Known(facts=said), **keys) == ("name", ("cart-1",))
    assert found(topology, Known(facts={"cart-1": {"namespace": "shop"}}), **keys) == (
        "name",
        ("cart-1",),
    )
    elsewhere = {key: {"namespace": "test"} for key in said}
    assert found(topology, Known(facts=elsewhere), **keys) == (None, ())


def test_a_compose_service_is_not_the_deployment_of_that_name(topology):
    said = {"cart-1": {"kind": "Deployment"}, "cart-2": {"kind": "Service"}}
    keys = {"names": ("cart",), "classes": ("workload",), "within": {"kind": "service"}}

    assert found(topology, Known(facts=said), **keys) == ("name", ("cart-2",))


def test_what_is_in_use_is_meant_before_what_is_retired(topology):
    assert found(topology, reference="twin") == ("reference", ("old-2",))
    assert found(topology, reference="old-1") == ("reference", ("old-1",))


@given(st.text(), st.text())
def test_an_unknown_name_never_matches(name, identifier):
    estate = Estate()
    estate.ci("the only one", "server")
    keys = Keys(name or None, (name,), (identifier,), (name,), ("server",))
    match = matching.matched(estate.topology(), Change("x", "delete", "ends", keys), Known())

    assert match.cis == (("the only one",) if name == "the only one" else ())
