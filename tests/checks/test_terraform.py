"""Plans: what each action means, what identifies a resource, and what is refused by name."""

import contextlib

import pytest
from checks.plans import plan, resource
from hypothesis import given
from hypothesis import strategies as st

from cmdb.checks import terraform
from cmdb.errors import Invalid

WEB = {"id": "i-0abc", "arn": "arn:aws:ec2:x:instance/i-0abc", "tags": {"Name": "shop-web-1"}}


def read(*changes, **more):
    return terraform.changes(plan(*changes, **more))


def one(*args, **more):
    ((change,), _) = read(resource("aws_instance.web", *args, **more))
    return change


def refused(value):
    with pytest.raises(Invalid) as caught:
        terraform.changes(value)
    assert caught.value.remedy
    return caught.value.detail


@pytest.mark.parametrize(
    ("actions", "action", "effect"),
    [
        (["delete"], "delete", "ends"),
        (["delete", "create"], "replace", "ends"),
        (["create", "delete"], "replace", "ends"),
        (["create"], "create", "new"),
        (["forget"], "forget", "none"),
        (["no-op"], "no-op", "none"),
    ],
)
def test_every_action_has_its_effect(actions, action, effect):
    change = one(*actions, before=WEB)

    assert (change.action, change.effect) == (action, effect)


def test_an_update_restarts_unless_it_only_changes_labels():
    bigger = one("update", before=WEB | {"type": "a"}, after=WEB | {"type": "b"})
    tagged = one("update", before=WEB, after=WEB | {"tags": {"Name": "shop-web-1", "x": "y"}})

    assert (bigger.effect, bigger.parts) == ("restarts", ("type",))
    assert (tagged.effect, tagged.parts) == ("none", ("tags",))


def test_a_value_known_only_later_is_a_change_and_no_value_is_ever_shown():
    change = one(
        "update",
        before=WEB | {"password": "old secret", "ip": "1"},
        after=WEB | {"password": "new secret"},
        after_unknown={"ip": True},
    )

    assert change.parts == ("ip", "password")
    assert "secret" not in repr(change)


def test_what_forces_a_replacement_is_named():
    change = one("delete", "create", before=WEB, replace_paths=[["disk", 0, "size"]])

    assert change.parts == ("disk.0.size",)


def test_moved_and_imported_resources_change_nothing_and_keep_their_old_address():
    moved = one("no-op", before=WEB, previous_address="aws_instance.old")
    imported = one("no-op", before=WEB, importing={"id": "i-0abc"})

    assert (moved.action, moved.effect) == ("move", "none")
    assert moved.keys.external_ids == ("aws_instance.web", "aws_instance.old")
    assert (imported.action, imported.effect) == ("import", "none")


def test_a_resource_is_identified_by_its_own_ids_and_names_alone():
    keys = one("delete", before=WEB | {"vpc_id": "vpc-1", "instance_id": "i-other"}).keys

    assert keys.identifiers == ("i-0abc", "arn:aws:ec2:x:instance/i-0abc")
    assert keys.names == ("shop-web-1",)
    assert keys.classes == ("server",)


def test_a_role_is_not_known_by_the_name_it_bears():
    ((change,), _) = read(resource("aws_iam_role.web", "delete", before={"name": "shop-web-1"}))

    assert change.keys.classes == ()
    assert "server" in change.keys.not_of


def test_a_deposed_object_is_known_by_its_id_alone():
    change = one("delete", before=WEB, deposed="a1b2")

    assert change.label == "aws_instance.web (deposed a1b2)"
    assert (change.keys.external_ids, change.keys.names) == ((), ())


def test_data_sources_are_no_resources():
    found, _ = read(resource("data.aws_ami.x", "read", mode="data"))

    assert found == []


def test_drift_and_deferred_changes_are_noted():
    _, notes = read(resource_drift=[{}], deferred_changes=[{}, {}], complete=False)

    assert [note.place for note in notes] == ["resource_drift", "deferred_changes", "complete"]


def test_what_is_no_plan_is_refused_by_its_name():
    assert "state file" in refused({"version": 4, "serial": 3, "lineage": "x", "resources": []})
    assert "state" in refused({"format_version": "1.0", "values": {}})
    assert "log" in refused({"@level": "info", "@message": "x"})
    assert "no `resource_changes`" in refused({"terraform_version": "1.9.8", "other": 1})
    assert "error" in refused(plan(errored=True))


@pytest.mark.parametrize("version", ["2.0", None, 1, "", "x.y", "10.0"])
def test_an_unknown_version_is_refused(version):
    assert "format_version" in refused(plan(format_version=version))


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.2", "1.9"])
def test_known_versions_are_read(version):
    assert read(format_version=version) == ([], [])


def test_a_broken_entry_is_named_by_its_place():
    entry = resource("aws_instance.web", "explode")

    assert "resource_changes[0].change.actions" in refused(plan(entry))
    assert refused(plan(entry | {"address": 7})).startswith("resource_changes[0].address")
    assert refused(plan(entry | {"change": None})).startswith("resource_changes[0].change")
    assert refused(plan("x")).startswith("resource_changes[0]")
    assert refused(plan() | {"resource_changes": {}}).startswith("resource_changes")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
KEYS = ["address", "mode", "type", "change", "deposed", "previous_address"]
CHANGE = ["actions", "before", "after", "after_unknown", "replace_paths", "importing"]


@given(
    st.dictionaries(st.sampled_from(KEYS), JSON),
    st.dictionaries(st.sampled_from(CHANGE), JSON),
    st.sampled_from([["update"], ["delete"], ["no-op"], ["delete", "create"]]),
)
def test_any_json_is_read_or_refused(entry, change, actions):
    entry = {"address": "a.b"} | entry | {"change": change | {"actions": actions}}
    with contextlib.suppress(Invalid):
        terraform.changes(plan(entry))
