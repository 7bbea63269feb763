"""Cartography's graph, dumped and live: what is of use is copied, and its absence proves nothing."""

import json

import pytest
from neo4j import GraphDatabase
from pydantic import SecretStr, ValidationError
from readings import read

import importers
from cmdb.errors import Forbidden, Unavailable
from cmdb.intake.model import Files, Issue, ObservedCI, ObservedRelation, ScopeEnd
from cmdb.model import load
from importers.cartography import labels

MODEL = load()
MODULE = importers.importer("cartography")
KNOWN = {"firstseen": 1, "lastupdated": 2, "_module_name": "cartography:aws"}
VM = {"id": "i-1", "instanceid": "i-1", "region": "eu-west-1", "availabilityzone": "eu-west-1a"}


@pytest.fixture
def seen(tmp_path):
    """A function that reads a dump."""

    def of(value, name="graph.json"):
        text = value if isinstance(value, str) else json.dumps(value)
        (tmp_path / name).write_text(text, "utf-8")
        return read("cartography", Files(tmp_path, (name,), "clouds"))

    return of


def node(id_, label, **props):
    return {"id": id_, "labels": [label], "properties": {**props, **KNOWN}}


def edge(start, type_, end):
    return {"type": type_, "start": start, "end": end}


@pytest.mark.parametrize("found", {e.label: e for _, e in labels.entries().values()}.values())
def test_every_label_has_a_class_with_its_attributes(found):
    known = MODEL.classes[found.class_name]

    assert not known.abstract
    for name in (*found.fields, *found.set):
        assert name in known.attributes, (found.label, name)


def test_every_rule_is_one_that_the_model_allows():
    classes = {one.class_name for _, one in labels.entries().values()}
    for rule in labels.rules():
        if rule.relation in ("IN_ACCOUNT", "DEPENDS_ON"):
            continue
        for one in rule.from_classes & classes:
            for other in rule.to_classes & classes:
                ends = (other, one) if rule.turned else (one, other)
                MODEL.checked_relation(rule.relation, *ends, {})


def test_labels_of_old_and_new_versions_are_the_same_ci(seen):
    old = seen({"nodes": [node("1", "EC2Instance", **VM)], "relationships": []})
    new = seen({"nodes": [node("9", "AWSEC2Instance", **VM)], "relationships": []})

    assert old.cis.keys() == new.cis.keys()
    assert "EC2Instance/i-1" in old.cis


def test_tags_and_interfaces_tell_of_their_machine(seen):
    found = seen(
        {
            "nodes": [
                node("1", "EC2Instance", **VM),
                node("2", "AWSTag", id="Name:web", key="Name", value="web"),
                node("3", "AWSTag", id="env:prod", key="env", value="prod"),
                node("4", "NetworkInterface", id="eni-1", mac_address="02:00:00:00:00:01"),
            ],
            "rels": [
                edge("1", "TAGGED", "2"),
                edge("1", "TAGGED", "3"),
                edge("1", "NETWORK_INTERFACE", "4"),
            ],
        }
    )

    machine = found.cis["EC2Instance/i-1"]
    assert (machine.name, machine.fields["environment"]) == ("web", "production")
    assert machine.fields["mac_addresses"] == ["02:00:00:00:00:01"]
    assert machine.identity["provider_id"] == ("i-1",)
    assert ("EC2Instance/i-1", "IN_ZONE", "zone/aws/eu-west-1a") in found.relations


def test_lines_of_apoc_are_read(seen):
    rows = [
        {"type": "node", **node("1", "EC2Instance", **VM)},
        {"type": "node", **node("2", "EBSVolume", id="vol-1", size=8)},
        {
            "type": "relationship",
            "label": "ATTACHED_TO",
            "start": {"id": "2", "labels": ["EBSVolume"]},
            "end": {"id": "1", "labels": ["EC2Instance"]},
        },
    ]

    found = seen("\n".join(map(json.dumps, rows)))

    assert ("EC2Instance/i-1", "STORED_ON", "EBSVolume/vol-1") in found.relations


def test_answer_of_the_http_api_is_read(seen):
    graph = {
        "nodes": [node("1", "EC2Instance", **VM), node("2", "AWSAccount", id="42", name="a")],
        "relationships": [{"type": "RESOURCE", "startNode": "2", "endNode": "1"}],
    }

    found = seen({"results": [{"data": [{"graph": graph}]}], "errors": []})

    assert ("EC2Instance/i-1", "IN_ACCOUNT", "AWSAccount/42") in found.relations


def test_what_is_no_ci_is_counted_and_what_has_no_id_is_named(seen):
    found = seen(
        {"nodes": [node("1", "AWSUser", id="u"), node("2", "EC2Instance"), 7, {"labels": 3}]}
    )

    assert not found.cis
    assert "label AWSUser: 1 node left out" in found.noted()
    assert "this EC2Instance has no id" in found.noted()
    assert "is no node" in found.noted()


def test_only_what_the_table_names_is_passed_on(seen):
    secret = node(
        "1", "RDSInstance", id="arn:x", master_user_password="hunter2", user_data="hunter2"
    )

    assert "hunter2" not in repr(seen({"nodes": [secret]}).all)


def test_it_is_never_complete(seen):
    assert not seen({"nodes": [node("1", "EC2Instance", **VM)]}).complete


def test_routing_is_refused():
    for given in ({}, {"uri": "neo4j://x"}, {"uri": "http://x"}):
        with pytest.raises(ValidationError):
            MODULE.Settings(**given)


@pytest.fixture
def cloud(empty):
    """The session's Neo4j with what Cartography would write."""
    empty.command(
        """
        CREATE (a:AWSAccount {id: '42', name: 'shop', lastupdated: 1})
        CREATE (i:EC2Instance {id: 'i-1', instanceid: 'i-1', region: 'eu-west-1', user_data: 'hunter2'})
        CREATE (v:EBSVolume {id: 'vol-1', size: 8})
        CREATE (t:AWSTag {id: 'Name:web', key: 'Name', value: 'web'})
        CREATE (g:EC2SecurityGroup {id: 'sg-1'})
        CREATE (a)-[:RESOURCE]->(i), (v)-[:ATTACHED_TO]->(i), (i)-[:TAGGED]->(t), (i)-[:X]->(g)
        """
    )
    return empty


def settings(server, **more):
    given = {"uri": server.uri, "user": server.user, "password": SecretStr(server.password)}
    return MODULE.Settings(**(given | more))


def held(server):
    """Everything that the server holds."""
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as made:
        rows = made.execute_query("MATCH (n) RETURN labels(n) AS l, properties(n) AS p").records
    return sorted(map(repr, rows))


@pytest.mark.usefixtures("cloud")
def test_live_graph_is_read_and_not_written(server):
    before = held(server)

    MODULE.check(settings(server))
    found = list(MODULE.read(settings(server), None))

    cis = {one.external_id: one for one in found if isinstance(one, ObservedCI)}
    assert set(cis) == {
        "AWSAccount/42",
        "EC2Instance/i-1",
        "EBSVolume/vol-1",
        "region/aws/eu-west-1",
    }
    assert cis["EC2Instance/i-1"].name == "web"
    relations = {(r.from_id, r.type, r.to_id) for r in found if isinstance(r, ObservedRelation)}
    assert relations == {
        ("EC2Instance/i-1", "IN_ACCOUNT", "AWSAccount/42"),
        ("EC2Instance/i-1", "STORED_ON", "EBSVolume/vol-1"),
        ("EC2Instance/i-1", "IN_REGION", "region/aws/eu-west-1"),
    }
    assert "hunter2" not in repr(found)
    assert server.password not in repr(found)
    assert any(isinstance(o, Issue) and o.place == "label EC2SecurityGroup" for o in found)
    assert found[-1] == ScopeEnd("", complete=False)
    assert held(server) == before


def test_wrong_password_is_no_rights(server):
    with pytest.raises(Forbidden):
        MODULE.check(settings(server, password=SecretStr("wrong")))


def test_nobody_there_is_unavailable(server):
    with pytest.raises(Unavailable):
        MODULE.check(settings(server, uri="bolt://127.0.0.1:1"))


def test_metadata_address_is_refused(server):
    with pytest.raises(Forbidden, match="no source may reach"):
        MODULE.check(settings(server, uri="bolt://169.254.169.254:80"))
