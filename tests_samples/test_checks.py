"""Plans, states and manifests of known projects, as what they say will change."""

import pytest

from cli.local.reading import readings
from cmdb.checks import Upload, said
from cmdb.errors import Invalid


def test_a_plan_that_only_creates(sample):
    found = said(Upload(sample("terraform/infracost-example_plan.json")), readings)

    assert (found.kind, len(found.changes)) == ("terraform", 5)
    assert {(one.action, one.effect) for one in found.changes} == {("create", "new")}
    assert found.changes[0].label == "aws_instance.web_app"


@pytest.mark.parametrize(
    "name",
    [
        "driftctl-aws_lb_listener.tfstate",
        "inframap-aws_hanging_edges.tfstate.json",
        "inframap-azure.tfstate",
        "terraform-json-has_checks-state.json",
    ],
)
def test_a_state_is_refused_as_such(sample, name):
    with pytest.raises(Invalid, match="state") as caught:
        said(Upload(sample(f"terraform/{name}")), readings)
    assert "terraform show -json" in caught.value.remedy


@pytest.mark.parametrize(
    "name",
    ["compose/example-voting-app", "kubernetes/example-voting-app", "kubernetes/guestbook"],
)
def test_a_project_does_not_differ_from_itself(sample, name):
    found = said(Upload(sample(name), sample(name)), readings)

    assert found.kind == name.partition("/")[0]
    assert found.changes == ()


def test_two_versions_of_a_guestbook(sample):
    whole = sample("kubernetes/guestbook/guestbook-all-in-one.yaml")
    frontend = sample("kubernetes/guestbook/frontend.yaml")
    found = {one.label: one.action for one in said(Upload(frontend, whole), readings).changes}

    assert {label for label, action in found.items() if action == "remove"} >= {
        "deployment/default/redis-master",
        "service/default/redis-master",
    }
    assert "add" not in found.values()


def test_one_project_in_place_of_another(sample):
    golang = sample("compose/awesome-nginx-golang-mysql.yaml")
    react = sample("compose/awesome-react-java-mysql.yaml")
    found = {one.label: one.action for one in said(Upload(react, golang), readings).changes}

    assert found == {
        "proxy": "remove",
        "frontend": "add",
        "backend": "change",
        "db": "change",
    }
