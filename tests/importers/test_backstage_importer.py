"""Backstage: entities, references in all their forms, and what is no entity."""

import json

import pytest
from readings import read

import importers
from cmdb.intake.model import Elsewhere
from importers.backstage.classes import CLASSES


def entity(kind, name, spec=None, **metadata):
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": {"name": name, **metadata},
        "spec": spec or {},
    }


def seen(upload, *entities, name="catalog-info.yaml"):
    text = "\n---\n".join(json.dumps(one, indent=1) for one in entities)
    files = upload({name: text})
    assert [kind for kind, _ in importers.inputs(files)] == ["backstage"]
    return read("backstage", files)


def test_a_reference_may_leave_out_kind_and_namespace_and_is_in_any_case(upload):
    cart = entity(
        "Component",
        "cart",
        {"type": "service", "dependsOn": ["component:shop/Stock", "Resource:DB", "rates"]},
        namespace="shop",
    )
    found = seen(
        upload,
        cart,
        entity("Component", "Stock", {"type": "service"}, namespace="shop"),
        entity("Resource", "db", {"type": "database"}, namespace="Shop"),
        entity("Resource", "rates", {"type": "topic"}, namespace="shop"),
        entity("Component", "stock", {"type": "service"}),
    )

    assert found.cis["component:shop/stock"].name == "Stock"
    assert "component:default/stock" in found.cis
    assert found.needs() == {
        ("component:shop/cart", "component:shop/stock"),
        ("component:shop/cart", "resource:shop/db"),
        ("component:shop/cart", "resource:shop/rates"),
    }
    assert found.complete


def test_every_field_has_its_direction_and_kind(upload):
    found = seen(
        upload,
        entity(
            "Component",
            "web",
            {
                "type": "website",
                "owner": "team-a",
                "system": "shop",
                "consumesApis": ["cart-api"],
                "providesApis": ["web-api"],
                "subcomponentOf": "portal",
                "dependencyOf": ["component:mobile"],
            },
        ),
        *(entity("API", name, {"type": "openapi"}) for name in ("cart-api", "web-api")),
        *(entity("Component", name, {"type": "service"}) for name in ("portal", "mobile")),
        entity("System", "shop", {"domain": "selling"}),
        entity("Domain", "selling", {"subdomainOf": "business"}),
        entity("Domain", "business"),
        entity("Group", "team-a", {"type": "team", "parent": "company", "members": ["ann"]}),
        entity("Group", "company", {"type": "organization", "children": ["team-a"]}),
        entity("User", "ann", {"memberOf": ["team-a"], "profile": {"displayName": "Ann"}}),
    )

    assert set(found.relations) == {
        ("component:default/web", "OWNED_BY", "group:default/team-a"),
        ("component:default/web", "PART_OF", "system:default/shop"),
        ("component:default/web", "PART_OF", "component:default/portal"),
        ("component:default/web", "USES", "api:default/cart-api"),
        ("api:default/web-api", "DEPENDS_ON", "component:default/web"),
        ("component:default/mobile", "DEPENDS_ON", "component:default/web"),
        ("system:default/shop", "PART_OF", "domain:default/selling"),
        ("domain:default/selling", "PART_OF", "domain:default/business"),
        ("group:default/team-a", "PART_OF", "group:default/company"),
        ("user:default/ann", "PART_OF", "group:default/team-a"),
    }
    assert found.notes == []


def test_relations_of_the_api_say_the_same_once(upload):
    web = entity(
        "Component", "web", {"type": "service", "owner": "team-a", "dependsOn": ["component:cart"]}
    )
    web["relations"] = [
        {"type": "ownedBy", "targetRef": "group:default/team-a"},
        {
            "type": "dependsOn",
            "target": {"kind": "component", "namespace": "default", "name": "cart"},
        },
        {"type": "consumesApi", "targetRef": "api:default/rates"},
        {"type": "somethingElse", "targetRef": "api:default/rates"},
        7,
    ]
    cart = entity("Component", "cart", {"type": "service"})
    cart["relations"] = [{"type": "dependencyOf", "targetRef": "component:default/web"}]
    team = entity("Group", "team-a", {"type": "team"})
    rates = entity("API", "rates", {"type": "grpc"})
    for answer in (
        [web, cart, team, rates],
        {"items": [web, cart, team, rates, None], "totalItems": 4},
    ):
        files = upload({"entities.json": json.dumps(answer)})
        found = read("backstage", files)

        assert [kind for kind, _ in importers.inputs(files)] == ["backstage"]
        assert set(found.relations) == {
            ("component:default/web", "OWNED_BY", "group:default/team-a"),
            ("component:default/web", "DEPENDS_ON", "component:default/cart"),
            ("component:default/web", "USES", "api:default/rates"),
        }
        assert not found.complete


def test_what_another_file_holds_is_related_by_class_and_name(upload):
    found = seen(
        upload,
        entity(
            "Component",
            "web",
            {
                "type": "service",
                "owner": "group:ops/SRE",
                "consumesApis": ["api:bank/Pay"],
                "dependsOn": ["resource:db", "component:cart"],
            },
        ),
    )

    assert {(r.type, repr(r.to_id)) for r in found.relations.values()} == {
        ("OWNED_BY", repr(Elsewhere("team", name="SRE"))),
        ("USES", repr(Elsewhere("api", name="Pay"))),
        ("DEPENDS_ON", repr(Elsewhere("ci", name="db"))),
        ("DEPENDS_ON", repr(Elsewhere("application_service", name="cart"))),
    }
    assert found.fields("component:default/web")["owner"] == "SRE"
    assert list(found.cis) == ["component:default/web"]


@pytest.mark.parametrize(
    ("kind", "type_", "class_name"),
    [
        ("Component", "service", "application_service"),
        ("Component", "Backend Service", "application_service"),
        ("Component", "library", "software_package"),
        ("Component", "mobile-app", "application"),
        ("Component", None, "application"),
        ("Resource", "s3-bucket", "object_store"),
        ("Resource", "kafka_topic", "queue"),
        ("Resource", "quantum", "cloud_resource"),
        ("Group", "squad", "team"),
        ("Group", "business-unit", "business_unit"),
    ],
)
def test_the_type_says_the_class(upload, kind, type_, class_name):
    found = seen(upload, entity(kind, "x", {"type": type_}))

    assert [ci.class_name for ci in found.cis.values()] == [class_name]
    assert class_name in CLASSES


@pytest.mark.parametrize(
    ("stage", "fields"),
    [
        ("production", {"environment": "production"}),
        ("experimental", {"environment": "development"}),
        ("deprecated", {"lifecycle": "retiring"}),
        ("blue", {"tags": ["lifecycle:blue"]}),
        (3, {}),
    ],
)
def test_the_life_cycle_is_environment_or_life_cycle(upload, stage, fields):
    found = seen(upload, entity("Component", "x", {"type": "service", "lifecycle": stage}))

    assert found.fields("component:default/x") == fields


def test_annotations_say_where_code_and_pods_are(upload):
    found = seen(
        upload,
        entity(
            "Component",
            "web",
            {"type": "service"},
            title="Web shop",
            description="Sells.",
            annotations={
                "github.com/project-slug": "shop/web",
                "backstage.io/kubernetes-id": "web-pods",
                "backstage.io/kubernetes-namespace": "shop",
                "backstage.io/techdocs-ref": "url:https://docs.example/web",
            },
            links=[
                {"url": "https://wiki.example/web", "title": "Runbook"},
                {"url": "https://wiki.example/web", "title": "Wiki"},
                {"url": "https://bob:pw@wiki.example/x", "title": "Docs"},
                {"url": "https://grafana.example", "title": "Dashboard"},
                "x",
            ],
        ),
    )

    assert found.fields("component:default/web") == {
        "description": "Web shop: Sells.",
        "namespace": "shop",
        "repository": "https://github.com/shop/web",
    }
    assert set(found.relations) == {
        ("component:default/web", "RUNS_ON", "workload name=web-pods"),
        ("component:default/web", "DOCUMENTED_BY", "document/https://wiki.example/web"),
        ("component:default/web", "DOCUMENTED_BY", "document/https://docs.example/web"),
    }


def test_one_text_about_two_is_one_document(upload):
    links = [{"url": "https://wiki.example", "title": "Runbook"}]
    found = seen(upload, *(entity("Component", name, {}, links=links) for name in ("a", "b")))

    assert len([ci for ci in found.cis.values() if ci.class_name == "document"]) == 1
    assert len(found.relations) == 2


def test_an_api_that_two_provide_needs_one(upload):
    found = seen(
        upload,
        entity("API", "rates"),
        *(entity("Component", name, {"providesApis": ["rates"]}) for name in ("a", "b")),
    )

    assert found.cis["api:default/rates"].quorum == {"providers": {"needs": 1, "wants": "all"}}
    assert {r.fields["group"] for r in found.relations.values()} == {"providers"}


TEMPLATE = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${{ values.name }}
spec: {type: service}
"""


def test_a_template_of_a_catalog_file_is_none(upload):
    jinja = TEMPLATE.replace(
        "${{ values.name }}", '{{ name }}\n{%- if x %}\n  title: "{{ x }}"\n{% endif %}'
    )
    found = read(
        "backstage", upload({"skeleton/catalog-info.yaml": TEMPLATE, "b/catalog-info.yaml": jinja})
    )

    assert found.cis == {}
    assert found.errors == []
    assert found.noted().count("templates of catalog files") == 2


def test_one_broken_document_does_not_hide_the_others(upload):
    good = "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: %s}\n"
    text = "---\n" + good % "a" + "---\nkind: [\n---\n" + good % "b" + "--- # c\n" + good % "c"
    found = read("backstage", upload({"catalog-info.yaml": text}))

    assert set(found.cis) == {f"api:default/{name}" for name in "abc"}
    assert found.error().startswith("catalog-info.yaml: line 7")
    assert not found.complete


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"kind": "API"}, "apiVersion is missing"),
        ({"apiVersion": "backstage.io/v1alpha1", "kind": ["API"]}, "kind is missing"),
        ({"apiVersion": "backstage.io/v1alpha1", "kind": "API"}, "metadata is missing"),
        (entity("API", ""), "metadata.name is missing"),
        (entity("API", "a/b"), "no name that can be referred to"),
        (entity("API", None), "metadata.name is missing"),
        (7, "no entity"),
    ],
)
def test_what_is_no_entity_is_a_note_and_the_rest_is_read(upload, bad, said):
    found = seen(upload, entity("API", "good"), bad)

    assert list(found.cis) == ["api:default/good"]
    assert said in found.noted()
    assert found.errors == []
    assert not found.complete


def test_other_kinds_are_left_out_with_a_note_each_and_nothing_is_fetched(upload):
    found = seen(
        upload,
        entity("Location", "more", {"type": "url", "target": "https://example.invalid/x.yaml"}),
        entity("API", "x", {"definition": {"$text": "https://example.invalid/api.yaml"}}),
        entity("AiResource", "skill"),
        {**entity("Template", "new"), "apiVersion": "scaffolder.backstage.io/v1beta3"},
        {**entity("Deployment", "web"), "apiVersion": "acme.example/v1"},
    )

    assert list(found.cis) == ["api:default/x"]
    assert len(found.notes) == 4
    assert found.complete


def test_the_same_entity_twice_is_one_and_the_first_holds(upload):
    found = seen(
        upload,
        entity("API", "x", {"type": "grpc"}),
        entity("API", "X", {"type": "openapi"}),
        entity("API", "x", {"type": "grpc"}),
    )

    assert found.fields("api:default/x") == {"protocol": "gRPC"}
    assert len(found.notes) == 1


def test_only_people_and_teams_own(upload):
    found = seen(
        upload,
        entity("Component", "a", {"owner": "component:b"}),
        entity("Component", "b", {"owner": {"$text": "x"}}),
    )

    assert found.relations == {}
    assert "only people and teams" in found.noted()
    assert "is no reference" in found.noted()


def test_a_template_of_the_scaffolder_alone_is_backstages(upload):
    text = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: x}\n"

    assert [kind for kind, _ in importers.inputs(upload({"template.yaml": text}))] == ["backstage"]


def test_a_service_is_named_alike_in_backstage_kubernetes_and_traces(upload):
    files = upload(
        {
            "catalog-info.yaml": json.dumps(
                entity("Component", "orders", {"type": "service"}), indent=1
            ),
            "k8s.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: orders}\n",
            "deps.json": '[{"parent": "web", "child": "orders", "callCount": 1}]',
        }
    )
    names = {
        (kind, ci.class_name)
        for kind, own in importers.inputs(files)
        for ci in read(kind, own).cis.values()
        if ci.name == "orders"
    }

    assert names == {
        (kind, "application_service") for kind in ("backstage", "kubernetes", "traces")
    }
