"""Lists of CIs: text, JSON and CSV."""

import pytest

from cmdb.checks import listing
from cmdb.errors import Invalid


def refs(found):
    return [(one.keys.reference, one.state) for one in found]


def refused(function, *args):
    with pytest.raises(Invalid) as caught:
        function(*args)
    return caught.value.detail


def test_a_text_has_one_reference_a_line_and_comments():
    found = listing.of_text("# Saturday\n\n  shop-db-1 \r\nserver:a#b\n\ufeff在线支付服务\n")

    assert [one.keys.reference for one in found][:2] == ["shop-db-1", "server:a#b"]
    assert found[1].place == "line 4"


def test_json_is_a_list_of_references_or_objects():
    found = listing.of_json(
        [
            "shop-db-1",
            {"ci": "x", "state": "degraded"},
            {"class": "server", "name": "y"},
            {"id": "01K", "class": "server", "name": "z"},
        ]
    )

    assert refs(found) == [
        ("shop-db-1", "down"),
        ("x", "degraded"),
        ("server:y", "down"),
        ("01K", "down"),
    ]


def test_what_other_commands_print_is_a_list_too():
    items = {"items": [{"id": "01K", "class": "server", "name": "z"}], "next": None}
    given = {"given": [{"ci": "x", "state": "at_risk"}]}
    diff = {"items": [{"ci": {"id": "01K"}}]}

    assert refs(listing.of_json(items)) == [("01K", "down")]
    assert refs(listing.of_json(given)) == [("x", "at_risk")]
    assert refs(listing.of_json(diff)) == [("01K", "down")]


def test_a_csv_has_a_column_of_cis():
    assert refs(listing.of_csv("name;class;state\na;server;\nb;;degraded\n;;\n")) == [
        ("server:a", "down"),
        ("b", "degraded"),
    ]
    assert refs(listing.of_csv('host,ci\n1,"x, y"\n')) == [("x, y", "down")]
    assert refs(listing.of_csv("host,ci\nweb,db\n", "host")) == [("web", "down")]


def test_what_is_wrong_is_named_by_its_place():
    assert refused(listing.of_json, [3]).startswith("[0]")
    assert refused(listing.of_json, {"given": [{"state": "down"}]}).startswith("given[0]")
    assert refused(listing.of_json, [{"ci": "x", "state": "gone"}]).startswith("[0].state")
    assert refused(listing.of_text, "a\n" + "x" * 700).startswith("line 2")
    assert "no column ci or id or name" in refused(listing.of_csv, "host,os\na,b\n")
    assert "no column 'ci'" in refused(listing.of_csv, "host,os\na,b\n", "ci")
    assert refused(listing.of_csv, 'ci\n"a"b\n').startswith("line 2")
