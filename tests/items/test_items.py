"""Writing CIs and relations on a real Neo4j: one transaction, one revision, nothing lost."""

from itertools import pairwise

import pytest
from ulid import ULID

from cmdb import history, items
from cmdb.errors import Conflict, Invalid, NotFound, Stale
from cmdb.history import Stamp
from cmdb.items import ChangeCI, CreateCI, Relate


def newest(hands):
    return hands.graph.read(history.newest).number


def test_a_new_ci_is_one_revision_with_one_event(hands):
    before = newest(hands)
    ci = hands.ci("shop-db-1", serial_number="X1")

    revision, events = hands.graph.read(history.revision, before + 1)
    assert newest(hands) == before + 1
    assert (revision.actor, revision.events) == ("alice", 1)
    assert [(e.op, e.ci, e.before) for e in events] == [("create", ci, None)]
    assert events[0].after["serial_number"] == "X1"
    assert hands.read(ci).facts["lifecycle"] == "operational"


def test_a_ci_carries_a_label_for_each_level_of_its_class(hands):
    ci = hands.ci("vm-1", "virtual_machine")
    labels = set(hands.model.ci_class("virtual_machine").labels)

    assert {"CI", "Server", "VirtualMachine"} <= labels
    assert set(labels_of(hands.graph, ci)) == labels


def labels_of(graph, ci):
    with graph._driver.session() as session:
        return session.run("MATCH (n:CI {id: $id}) RETURN labels(n) AS l", id=ci).single()["l"]


def test_a_change_that_changes_nothing_writes_no_revision(hands):
    ci = hands.ci("a")
    before = newest(hands)

    assert hands.set(ci, name="a").revision is None
    assert newest(hands) == before


def test_a_stale_write_is_refused_and_loses_nothing(hands):
    ci = hands.ci("a")
    seen = hands.read(ci).rev
    hands.set(ci, owner="alice", expected=seen)

    with pytest.raises(Stale, match="written by revision"):
        hands.set(ci, owner="bob", expected=seen)
    assert hands.read(ci).facts["owner"] == "alice"


def test_none_unsets_a_field(hands):
    ci = hands.ci("a", owner="alice")
    hands.set(ci, owner=None)

    assert "owner" not in hands.read(ci).facts


def test_an_unknown_field_is_refused_with_its_place(hands):
    with pytest.raises(Invalid) as caught:
        hands.ci("a", serial_nummber="1")
    assert [p.place for p in caught.value.problems] == ["serial_nummber"]


def test_several_wrong_commands_name_every_place_and_write_nothing(hands):
    before = newest(hands)
    with pytest.raises(Invalid) as caught:
        hands.apply(
            CreateCI(str(ULID()), "server", {"name": ""}, place="cis[0]"),
            CreateCI(str(ULID()), "server", {"name": "fine"}, place="cis[1]"),
            CreateCI(str(ULID()), "serverr", {"name": "x"}, place="cis[2]"),
        )
    assert [p.place for p in caught.value.problems] == ["cis[0].name", "cis[2]"]
    assert newest(hands) == before


def test_a_relation_is_made_changed_and_removed(hands):
    a, b = hands.ci("a"), hands.ci("b")
    hands.relate(a, "DEPENDS_ON", b)
    hands.relate(a, "DEPENDS_ON", b, group="web", strength="soft")
    (one,) = hands.relations(a)
    assert (one.facts["group"], one.facts["strength"], one.other["name"]) == ("web", "soft", "b")

    hands.unrelate(a, "DEPENDS_ON", b)
    assert hands.relations(a) == []
    ops = [e.op for e, _ in hands.graph.read(history.of_ci, b) if e.kind == "relation"]
    assert ops == ["remove", "change", "create"]


def test_a_group_explicitly_left_stays_left(hands):
    a, b = hands.ci("rack-a", "rack"), hands.ci("pdu-a", "pdu")
    hands.relate(b, "CONTAINED_IN", a, group=None)

    assert hands.relations(b)[0].facts["group"] is None
    assert hands.relate(b, "CONTAINED_IN", a, group=None).revision is None


def test_a_relation_to_itself_is_refused(hands):
    a = hands.ci("a")
    with pytest.raises(Invalid, match="itself"):
        hands.relate(a, "DEPENDS_ON", a)


def test_a_forbidden_pair_is_refused_with_the_reason(hands):
    site, server = hands.ci("berlin", "site"), hands.ci("a")
    with pytest.raises(Invalid, match="RUNS_ON"):
        hands.relate(site, "RUNS_ON", server)


def test_a_relation_to_what_does_not_exist_is_not_found(hands):
    with pytest.raises(NotFound):
        hands.relate(hands.ci("a"), "DEPENDS_ON", str(ULID()))


def test_retiring_keeps_relations_and_restoring_brings_the_ci_back(hands):
    a, b = hands.ci("a"), hands.ci("b")
    hands.relate(a, "DEPENDS_ON", b)
    hands.set(b, lifecycle="retired")
    assert hands.relations(a)[0].other["lifecycle"] == "retired"

    hands.set(b, lifecycle="operational")
    assert hands.read(b).facts["lifecycle"] == "operational"


@pytest.mark.parametrize("quorum", [0, -1, "0%", "101%", "some", {"wants": 1}, True, 1.5])
def test_a_quorum_that_is_none_is_refused(hands, quorum):
    with pytest.raises(Invalid, match="uorum"):
        hands.ci("a", quorum={"web": quorum})


def test_a_quorum_is_set_changed_and_withdrawn(hands):
    ci = hands.ci("a", quorum={"web": 1})
    hands.set(ci, quorum={"web": {"needs": 2, "wants": "n-1"}, "db": "majority"})
    assert hands.read(ci).facts["quorum"] == {"web": {"needs": 2, "wants": "n-1"}, "db": "majority"}

    hands.set(ci, quorum={"web": None, "db": None})
    assert "quorum" not in hands.read(ci).facts


def test_a_class_changes_to_one_that_extends_it_and_to_no_other(hands):
    ci = hands.ci("a")
    hands.apply(ChangeCI(ci, class_name="virtual_machine"))
    assert set(labels_of(hands.graph, ci)) == set(hands.model.ci_class("virtual_machine").labels)
    with pytest.raises(Invalid, match="cannot become"):
        hands.apply(ChangeCI(ci, class_name="rack"))


def test_the_same_request_is_carried_out_once(hands):
    stamp = Stamp("alice", request="order-7")
    command = CreateCI(str(ULID()), "server", {"name": "a"})
    first = hands.apply(command, stamp=stamp)
    again = hands.apply(command, stamp=stamp)

    assert again.revision == first.revision
    assert [e.after for e in again.events] == [e.after for e in first.events]


def test_a_revision_is_undone_by_a_new_one(hands):
    a, b = hands.ci("a", owner="alice"), hands.ci("b")
    hands.set(a, owner="bob", quorum={"web": 1})
    changed = newest(hands)
    hands.relate(a, "DEPENDS_ON", b, group="web")
    related = newest(hands)

    outcome = hands.undo(changed)
    assert outcome.revision.undoes == changed
    assert hands.read(a).facts["owner"] == "alice"
    assert "quorum" not in hands.read(a).facts
    hands.undo(related)
    assert hands.relations(a) == []


def test_undoing_an_undo_does_it_again(hands):
    a = hands.ci("a", owner="alice")
    hands.set(a, owner="bob")
    hands.undo(hands.undo(newest(hands)).revision.number)

    assert hands.read(a).facts["owner"] == "bob"


def test_undoing_a_creation_takes_the_ci_away_and_keeps_its_history(hands):
    ci = hands.ci("a")
    hands.undo(newest(hands))

    with pytest.raises(NotFound):
        hands.read(ci)
    assert [e.op for e, _ in hands.graph.read(history.of_ci, ci)] == ["remove", "create"]


def test_a_creation_that_others_build_on_is_not_undone(hands):
    ci = hands.ci("a")
    created = newest(hands)
    hands.relate(hands.ci("b"), "DEPENDS_ON", ci)

    with pytest.raises(Conflict, match="relations"):
        hands.undo(created)
    assert hands.read(ci).facts["name"] == "a"


def test_what_was_written_since_is_not_undone(hands):
    ci = hands.ci("a")
    hands.set(ci, owner="alice")
    first = newest(hands)
    hands.set(ci, owner="bob")

    with pytest.raises(Conflict, match="written again since"):
        hands.undo(first)
    assert hands.read(ci).facts["owner"] == "bob"


def test_an_unknown_revision_is_not_found(hands):
    with pytest.raises(NotFound, match="no revision 999"):
        hands.undo(999)


def test_a_reference_is_an_id_a_unique_name_or_class_and_name(hands):
    a = hands.ci("web")
    b = hands.ci("web", "virtual_machine")
    c = hands.ci("urn:db:1")
    resolve = lambda ref: hands.graph.read(items.resolve, hands.model, ref)  # noqa: E731  used thrice below

    assert resolve(a) == a
    assert resolve("virtual_machine:web") == b
    assert resolve("urn:db:1") == c
    with pytest.raises(Invalid) as caught:
        resolve("web")
    assert len(caught.value.candidates) == 2
    with pytest.raises(NotFound):
        resolve("nobody")


def test_a_name_shared_with_a_retired_ci_means_the_one_in_use(hands):
    old = hands.ci("web", lifecycle="retired")
    new = hands.ci("web")

    assert hands.graph.read(items.resolve, hands.model, "web") == new
    assert old != new


def test_pages_follow_name_and_id_without_gap_or_overlap(hands):
    made = {hands.ci(f"n{i % 3}") for i in range(7)}
    seen, after = [], ("", "")
    while page := hands.graph.read(
        items.page, hands.model, {"class": "server"}, after=after, limit=2
    ):
        seen += [one.id for one in page]
        after = (page[-1].facts["name"], page[-1].id)

    assert len(seen) == 7
    assert set(seen) == made


def test_a_large_command_list_is_one_revision(hands):
    ids = [str(ULID()) for _ in range(50)]
    commands = [CreateCI(i, "server", {"name": f"s{n}"}) for n, i in enumerate(ids)]
    commands += [Relate(a, "DEPENDS_ON", b) for a, b in pairwise(ids)]
    outcome = hands.apply(*commands)

    assert outcome.revision.events == 99
    assert len(hands.relations(ids[1])) == 2
