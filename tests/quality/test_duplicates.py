"""Which CIs are perhaps the same."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cmdb.model import load
from cmdb.quality.duplicates import Alike, Candidate, disputed, duplicates, families

MODEL = load()


def candidate(id_, class_name="server", sources=(), **values):
    return Candidate(id_, id_, MODEL.ci_class(class_name), values, frozenset(sources))


def found(names, *some):
    found = duplicates([Alike(names, [c.id for c in some])], {c.id: c for c in some})
    return {ci: one.cis for ci, (one,) in found.items()}


def test_two_machines_with_one_serial_number_are_perhaps_the_same():
    a, b = candidate("a", serial_number="S7"), candidate("b", "hypervisor", serial_number="S7")

    assert found(("serial_number",), a, b) == {"a": ("b",), "b": ("a",)}


def test_machines_with_one_serial_number_are_so_even_for_one_source():
    a = candidate("a", serial_number="S7", sources=["glpi"])
    b = candidate("b", serial_number="S7", sources=["glpi"])

    assert found(("serial_number",), a, b)


def test_what_a_maker_forgot_to_fill_in_makes_nothing_the_same():
    a, b = (candidate(ci, serial_number="To Be Filled By O.E.M.") for ci in "ab")

    assert found(("serial_number",), a, b) == {}


def test_what_differs_in_something_stronger_is_not_the_same():
    a = candidate("a", uuid="u", serial_number="S1")
    b = candidate("b", uuid="u", serial_number="S2")
    c = candidate("c", uuid="u")

    assert found(("uuid",), a, b) == {}
    assert found(("uuid",), a, b, c) == {"a": ("c",), "b": ("c",), "c": ("a", "b")}


def test_what_somebody_said_is_not_the_same_is_not_asked_again():
    a, b = candidate("a", serial_number="S7"), candidate("b", serial_number="S7")
    a, b = replace(a, not_same=frozenset("b")), replace(b, not_same=frozenset("a"))

    assert found(("serial_number",), a, b) == {}


def test_an_open_case_is_a_finding_of_each_of_its_cis():
    some = {ci: candidate(ci) for ci in "abc"}
    case = {"case": "01", "cis": ["a", "b", "gone"], "source": "nmap", "name": "x", "by": "mac"}

    said = disputed([case, {**case, "case": "02"}], some)

    assert {ci: one.cis for ci, (one,) in said.items()} == {"a": ("b",), "b": ("a",)}
    assert "decide the case 01" in said["a"][0].remedy


def test_a_name_does_not_count_where_a_source_tells_them_apart():
    def boxes(one, other):
        same = {"name": "box", "site": "bj1"}
        return candidate("a", sources=one, **same), candidate("b", sources=other, **same)

    assert found(("name", "site"), *boxes(["k8s"], ["k8s", "nmap"])) == {}
    assert found(("name", "site"), *boxes(["k8s"], ["nmap"]))
    assert found(("name", "site"), *boxes([], []))


def test_a_name_does_not_count_between_classes_that_are_not_of_one_line():
    same = {"name": "box", "site": "bj1"}

    assert found(("name", "site"), candidate("a", "printer", **same), candidate("b", **same)) == {}
    assert found(("name", "site"), candidate("a", "hypervisor", **same), candidate("b", **same))


def test_two_sources_that_leave_out_the_site_may_mean_one_machine_by_a_name():
    a = candidate("a", name="build01", sources=["glpi"])
    b = candidate("b", name="build01", sources=["ansible"])
    there = candidate("c", name="build01", site="bj1", sources=["netbox"])
    elsewhere = candidate("d", name="build01", site="sh1", sources=["dcim"])

    assert found(("name",), a, b) == {"a": ("b",), "b": ("a",)}
    assert found(("name",), there, elsewhere) == {}
    local = [candidate(ci, name="localhost", sources=[ci]) for ci in "xy"]
    assert found(("name",), *local) == {}


def test_a_bare_name_is_compared_for_business_services_and_parties_only():
    bare = {label for label, names in families(MODEL) if names == ("name",)}

    assert {"BusinessService", "Team", "BusinessCapability"} <= bare
    assert not bare & {"Cache", "MessageBroker", "WebServer", "Database", "CI"}
    assert ("Hardware", ("serial_number",)) in families(MODEL)


def test_ten_thousand_of_one_name_are_compared_in_no_time():
    same = [candidate(f"{at:05}", uuid="u", serial_number=str(at)) for at in range(10_000)]
    alike = [candidate(f"{at:05}", uuid="u") for at in range(10_000)]

    assert found(("uuid",), *same) == {}
    assert len(found(("uuid",), *alike)["00000"]) == 20


@given(
    st.lists(
        st.tuples(st.sampled_from([None, "1", "2"]), st.sampled_from([(), ("x",), ("y",)])),
        max_size=6,
    )
)
def test_sameness_is_mutual(drawn):
    some = [
        candidate(
            str(at),
            sources=sources,
            name="n",
            site="s",
            **({} if serial is None else {"serial_number": serial}),
        )
        for at, (serial, sources) in enumerate(drawn)
    ]

    same = found(("name", "site"), *some)

    assert all(ci in same[other] for ci, others in same.items() for other in others)
