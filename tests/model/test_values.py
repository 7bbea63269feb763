"""Values are checked against the model, and come out as the store holds them."""

import datetime as dt
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.errors import Invalid
from cmdb.model import load
from cmdb.model.durations import seconds


def checked(class_name="server", **fields):
    return load().checked_ci(class_name, {"name": "shop-app-1"} | fields)


def reasons(class_name="server", **fields):
    with pytest.raises(Invalid) as caught:
        checked(class_name, **fields)
    return {p.place: p.reason for p in caught.value.problems}


@pytest.mark.parametrize(
    ("class_name", "field", "given_value", "stored"),
    [
        ("server", "name", "  在线支付服务 ", "在线支付服务"),
        ("server", "name", "x" * 500, "x" * 500),
        ("server", "description", "two\n\tlines", "two\n\tlines"),
        ("server", "fqdn", "", None),
        ("server", "fqdn", "   ", None),
        ("server", "fqdn", None, None),
        ("server", "owner", "a　b", "a　b"),
        ("server", "cpu_count", 0, 0),
        ("server", "memory_gb", 16, 16.0),
        ("server", "memory_gb", 0.5, 0.5),
        ("server", "lifecycle", "retiring", "retiring"),
        ("server", "lifecycle", "", None),
        ("server", "tags", ["a", " b ", "a", ""], ["a", "b"]),
        ("server", "tags", ("a",), ["a"]),
        ("server", "tags", [], None),
        ("server", "warranty_ends", "2027-01-31", "2027-01-31"),
        ("server", "warranty_ends", dt.date(2027, 1, 31), "2027-01-31"),
        ("server", "expires_at", "2027-01-31T08:00:00+08:00", "2027-01-31T00:00:00Z"),
        ("server", "expires_at", "2027-01-31T08:00:00.25Z", "2027-01-31T08:00:00.250000Z"),
        ("server", "expires_at", "2027-01-31", "2027-01-31T00:00:00Z"),
        ("server", "expires_at", dt.date(2027, 1, 31), "2027-01-31T00:00:00Z"),
        ("server", "expires_at", dt.datetime(2027, 1, 31), "2027-01-31T00:00:00Z"),  # noqa: DTZ001  YAML gives such
        ("business_process", "recovery_time", "pt4h", "PT4H"),
        ("certificate", "auto_renewed", False, False),
        ("site", "country", "CN", "CN"),
    ],
)
def test_a_good_value_is_stored(class_name, field, given_value, stored):
    assert checked(class_name, **{field: given_value}).get(field) == stored
    assert type(checked(class_name, **{field: given_value}).get(field)) is type(stored)


@pytest.mark.parametrize(
    ("class_name", "field", "value", "reason"),
    [
        ("server", "name", None, "is missing"),
        ("server", "name", "  ", "is missing"),
        ("server", "name", "x" * 501, "has 501 characters; at most 500 fit"),
        ("server", "name", "a\nb", "control character U+000A"),
        ("server", "name", "a\x00b", "control character U+0000"),
        ("server", "name", "a\ud800b", "control character U+D800"),
        ("server", "name", 7, "must be a string, not 7; put it in quotes"),
        ("server", "name", dt.date(2027, 1, 31), "put it in quotes"),
        ("server", "name", {"a": 1}, "must be a string, not an object"),
        ("server", "fqdn", "x" * 2001, "at most 2,000 fit"),
        ("server", "description", "x" * 20001, "at most 20,000 fit"),
        ("server", "description", "a\x00b", "control character U+0000"),
        ("server", "description", "a\udfffb", "control character U+DFFF"),
        ("server", "cpu_count", "4", "must be a whole number, not the text '4'"),
        ("server", "cpu_count", 4.0, "must be a whole number, not 4.0"),
        ("server", "cpu_count", True, "must be a whole number, not true"),
        ("server", "cpu_count", 2**63, "64 bits"),
        ("server", "cpu_count", -1, "must be at least 0, not -1"),
        ("vlan", "vlan_id", 4095, "must be at most 4094, not 4095"),
        ("server", "memory_gb", math.nan, "finite"),
        ("server", "memory_gb", math.inf, "finite"),
        ("server", "memory_gb", 10**400, "finite"),
        ("server", "memory_gb", False, "must be a number, not false"),
        ("server", "lifecycle", "live", "'live' is none of planned, in_stock"),
        ("server", "lifecycle", ["operational"], "is none of"),
        ("server", "tags", "pci", "must be a list of strings, not the text 'pci'"),
        ("server", "tags", [1], "must be a string, not 1"),
        ("server", "tags", [str(n) for n in range(1001)], "1,001 items"),
        ("server", "warranty_ends", "31.01.2027", "must be a date such as 2027-01-31"),
        ("server", "warranty_ends", dt.datetime(2027, 1, 31, tzinfo=dt.UTC), "must be a date"),
        ("server", "expires_at", "tomorrow", "must be a time such as 2027-01-31T10:00:00Z"),
        ("server", "expires_at", 1700000000, "must be a time"),
        ("server", "expires_at", "0001-01-01T00:00:00+14:00", "must be a time"),
        ("business_process", "recovery_time", "4h", "must be a duration such as PT4H"),
        ("business_process", "recovery_time", "P1M", "must be a duration"),
        ("business_process", "recovery_time", 4, "must be a duration such as PT4H, not 4"),
        ("certificate", "auto_renewed", "yes", "must be true or false, not the text 'yes'"),
        ("site", "country", "China", "'China' does not match [A-Z]{2}"),
        ("server", "fqdnn", "x", "no such field. Did you mean fqdn?"),
        ("server", "id", "x", "no such field"),
        ("server", "vlan_id", 4, "no such field"),
    ],
)
def test_a_bad_value_is_refused_with_its_place_and_reason(class_name, field, value, reason):
    found = reasons(class_name, **{field: value})

    assert list(found) == [field]
    assert reason in found[field]


def test_all_that_is_wrong_is_told_at_once():
    found = reasons(cpu_count="4", fqdnn="x", name="")

    assert list(found) == ["cpu_count", "fqdnn", "name"]


def test_the_error_names_class_and_ci():
    with pytest.raises(Invalid, match=r"The server 'shop-app-1' breaks the model: cpu_count: "):
        checked(cpu_count="4")


def test_an_unknown_class_names_near_ones():
    with pytest.raises(Invalid, match="no class 'virtual-machine'") as caught:
        load().checked_ci("virtual-machine", {"name": "x"})
    assert "virtual_machine" in caught.value.candidates


def test_an_unknown_type_names_near_ones():
    with pytest.raises(Invalid, match="no relation type 'RUN_ON'") as caught:
        load().checked_relation("RUN_ON", "workload", "server", {})
    assert "RUNS_ON" in caught.value.candidates


def test_a_class_that_only_holds_what_others_share_has_no_cis():
    with pytest.raises(Invalid, match="has no CIs") as caught:
        load().checked_ci("hardware", {"name": "x"})
    assert "server" in caught.value.candidates


def test_a_relations_properties_are_checked():
    fields = {
        "strength": "soft",
        "group": " web ",
        "tolerates": "PT5M",
        "confidence": 1,
        "port": 443,
    }

    assert load().checked_relation("USES", "workload", "database", fields) == {
        "strength": "soft",
        "group": "web",
        "tolerates": "PT5M",
        "confidence": 1.0,
        "port": 443,
    }


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("strength", "harder", "is none of hard, soft, standby, none"),
        ("confidence", 1.5, "must be at most 1, not 1.5"),
        ("origin", "seen", "is none of declared"),
        ("tolerates", "5m", "must be a duration"),
        ("network", "data", "no such field"),
        ("from", "x", "no such field"),
    ],
)
def test_a_bad_property_of_a_relation_is_refused(field, value, reason):
    with pytest.raises(Invalid) as caught:
        load().checked_relation("USES", "workload", "database", {field: value})
    (problem,) = caught.value.problems
    assert problem.place == field
    assert reason in problem.reason


@pytest.mark.parametrize("given_group", [None, "", "  "])
def test_a_relation_can_leave_the_group_of_its_type(given_group):
    checked_fields = load().checked_relation(
        "RUNS_ON", "workload", "server", {"group": given_group}
    )

    assert checked_fields == {"group": ""}
    assert load().effective("RUNS_ON", checked_fields) == ("hard", None)


@pytest.mark.parametrize(
    ("text", "length_s"),
    [
        ("PT4H", 14400),
        ("PT0S", 0),
        ("P1DT1H", 90000),
        ("P2W", 1209600),
        ("PT1.5M", 90),
        ("PT36H", 129600),
    ],
)
def test_a_duration_has_a_length(text, length_s):
    assert seconds(text) == length_s


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1DT", "P1Y", "P1M", "4H", "PT4H ", "-PT1H", "PT1S1H"]
)
def test_what_has_no_fixed_length_is_no_duration(text):
    with pytest.raises(ValueError, match="must be a duration"):
        seconds(text)


def stored_or_none(field, value):
    try:
        return load().checked_ci("server", {"name": "x", field: value})
    except Invalid:
        return None


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates()
    | st.datetimes()
)
anything = st.recursive(
    scalars, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(), v, max_size=3)
)


@given(st.sampled_from(sorted(load().ci_class("server").attributes)), anything)
def test_any_value_is_stored_in_a_form_that_the_store_knows_or_refused(field, value):
    stored = stored_or_none(field, value)
    if stored is None:
        return
    for kept in stored.values():
        assert type(kept) in (str, int, float, bool, list)
        json.dumps(kept, allow_nan=False, ensure_ascii=False).encode()
    assert load().checked_ci("server", stored) == stored
