"""Commands that ask as of another time, as a person runs them."""

import json

import pytest


@pytest.fixture
def estate(cmdb):
    """Revisions 1 to 5: a shop on one database, then on two, of which one gets another owner."""
    for words in (
        ("add", "application_service", "shop"),
        ("add", "server", "shop-db-1", "owner=alice"),
        ("relate", "shop", "DEPENDS_ON", "shop-db-1", "group=db"),
        ("add", "server", "shop-db-2"),
        ("relate", "shop", "DEPENDS_ON", "shop-db-2", "group=db"),
        ("set", "shop-db-1", "owner=bob"),
    ):
        ran = cmdb(*words)
        assert ran.code == 0, ran.err
    return cmdb


def test_show_needs_and_impact_as_it_was(estate):
    then = estate("show", "shop-db-1", "--at", "3").out
    assert "As it was at revision 3" in then
    assert "alice" in then
    assert "shop-db-2" not in estate("show", "shop", "--at", "3").out
    assert "shop-db-2" not in estate("needs", "shop", "--at", "3").out
    assert "shop-db-2" in estate("needs", "shop").out
    assert "down" in estate("impact", "shop-db-1", "--at", "3").out
    found = json.loads(estate("impact", "shop-db-1", "--at", "3", "--json").out)
    assert (found["revision"], found["counts"]["down"]) == (3, 2)


def test_diff_says_what_is_not_as_it_was(estate):
    said = estate("diff", "3").out
    assert "Revision 3 (" in said
    assert "1 CI changed, 1 CI created, 1 relation created" in said
    assert "owner: alice → bob" in said
    assert "shop DEPENDS_ON shop-db-2" in said
    assert "no difference" in estate("diff", "6", "6").out
    assert json.loads(estate("diff", "3", "5", "--json").out)["to"]["number"] == 5


def test_a_baseline_is_named_listed_shown_and_removed(estate):
    assert "There are no baselines" in estate("baseline", "list").out
    made = estate("baseline", "add", "one-db", "--at", "3", "--reason", "as audited")
    assert made.out == "one-db is revision 3.\n"
    assert "as audited" in estate("baseline", "list").out
    assert "owner: alice → bob" in estate("baseline", "show", "one-db").out
    assert "alice" in estate("show", "shop-db-1", "--at", "one-db").out
    assert estate("baseline", "remove", "one-db").code == 0
    gone = estate("show", "shop", "--at", "one-db")
    assert (gone.code, "There is no baseline 'one-db'" in gone.err) == (3, True)


def test_a_wrong_moment_says_what_is_right(estate):
    ran = estate("diff", "2026-11-21T08:00:00")
    assert (ran.code, "2026-11-21T08:00:00Z" in ran.err) == (2, True)
    ran = estate("needs", "shop", "--at", "99")
    assert ran.code == 3
    assert "Revisions are 1 (" in ran.err
    assert " to 6 (" in ran.err


def test_an_impact_answer_beside_that_of_another_time(estate):
    said = estate("impact", "shop-db-1", "--compare", "3").out
    assert "At revision 6 beside 3: 1 in another state, 1 as before." in said
    assert "shop DEPENDS_ON shop-db-2: was added" in said
    assert "nothing differs" in estate("impact", "shop-db-1", "--compare", "5").out
    found = json.loads(estate("impact", "shop-db-1", "--compare", "3", "--json").out)
    assert found["changed"][0]["because"] == [[0]]
    ran = estate("impact", "shop-db-2", "--compare", "3")
    assert (ran.code, "There is no CI 'shop-db-2' at revision 3." in ran.err) == (3, True)
