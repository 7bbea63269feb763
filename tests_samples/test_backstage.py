"""Backstage's own demo: exactly what its catalog files say."""

import importers
from cmdb.intake.model import Elsewhere, Issue, ObservedCI, ObservedRelation


def read(files):
    ((kind, own),) = importers.inputs(files)
    assert kind == "backstage"
    module = importers.importer(kind)
    seen = list(module.read(module.Settings(files=own), None))
    return (
        {one.external_id: one for one in seen if isinstance(one, ObservedCI)},
        [one for one in seen if isinstance(one, ObservedRelation)],
        [one for one in seen if isinstance(one, Issue)],
    )


def test_the_demo_is_a_website_that_uses_an_api(sample):
    cis, relations, issues = read(sample("backstage/demo-catalog-info.yaml"))

    assert issues == []
    assert {key: ci.class_name for key, ci in cis.items()} == {
        "component:default/backstage-demo": "application_service",
        "api:default/demo-graphql": "api",
    }
    demo = cis["component:default/backstage-demo"]
    assert demo.fields["repository"] == "https://github.com/backstage/demo"
    assert demo.fields["environment"] == "development"
    assert cis["api:default/demo-graphql"].fields["protocol"] == "GraphQL"
    assert {(r.from_id, r.type) for r in relations if r.to_id == "api:default/demo-graphql"} == {
        ("component:default/backstage-demo", "USES")
    }
    owners = [r.to_id for r in relations if r.type == "OWNED_BY"]
    assert owners == [Elsewhere("team", name="maintainers")] * 2


def test_a_server_of_tools_is_an_api_with_its_address(sample):
    cis, _, _ = read(sample("backstage/demo-mcp-server-api.yaml"))

    api = cis["api:default/github-mcp-server"]
    assert api.fields["url"] == "https://api.githubcopilot.com/mcp/"
    assert api.fields["owner"] == "maintainers"


def test_a_kind_that_is_not_known_is_one_note(sample):
    cis, relations, issues = read(sample("backstage"))

    assert len([ci for ci in cis.values() if ci.class_name != "document"]) == 3
    assert len(relations) == 5
    assert [(i.place, i.reason, i.fatal) for i in issues] == [
        ("kind AiResource of backstage.io/v1alpha1", "6 entities were left out.", False)
    ]
