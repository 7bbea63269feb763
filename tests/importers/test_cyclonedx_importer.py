"""CycloneDX: what an entry is, what needs what, JSON and XML alike, and what is refused."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readings import read

import importers
from cmdb.intake.model import Elsewhere, Files, ObservedRelation
from cmdb.model import load
from importers.cyclonedx.classes import CLASSES
from importers.cyclonedx.needs import _type

PRODUCT = {"type": "application", "bom-ref": "app", "name": "shop"}


def document(**more):
    found = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}
    return found | {"metadata": {"component": PRODUCT}} | more


@pytest.fixture
def seen(upload):
    def reading(packages=False, **more):
        files = upload({"bom.json": json.dumps(document(**more))})
        found = read("cyclonedx", files, packages=packages)
        model = load()
        for ci in found.cis.values():
            model.checked_ci(ci.class_name, {"name": ci.name, **ci.fields})
        return found

    return reading


def test_whatever_needs_whatever_the_relation_is_allowed():
    model = load()

    assert model.classes.keys() >= CLASSES
    for from_ in CLASSES:
        for to in CLASSES:
            assert model.allows(_type(from_, to), from_, to), (from_, to)
            assert model.allows("PART_OF", from_, to)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"bomFormat": "Other", "specVersion": "1.4"}', "its bomFormat is 'Other'"),
        ('{"spdxVersion": "SPDX-2.3"}', "is an SPDX document"),
        ('{"bomFormat": "CycloneDX", "specVersion": "2.0"}', "is of '2.0' of CycloneDX"),
        ('{"bomFormat": "CycloneDX"}', "is of no version"),
        ('{"a": 1}', "has no bomFormat"),
        ("[]", "no JSON object"),
        ('{"bomFormat": "CycloneDX", "specVersion": "1.4",', "is not JSON"),
        ("<bom/>", "its root is no <bom>"),
        ('<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><metadata>', "ends before"),
        (
            '<!DOCTYPE a [<!ENTITY b "c">]><bom xmlns="http://cyclonedx.org/schema/bom/1.4">&b;</bom>',
            "declares entities",
        ),
    ],
)
def test_what_is_no_document_is_refused_by_name(upload, content, said):
    found = read("cyclonedx", upload({"bom.json": content}))

    assert said in found.error()
    assert not found.complete


@pytest.mark.parametrize("version", ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"])
def test_all_versions_are_recognised_and_read(upload, version):
    files = upload({"sbom.cdx.json": json.dumps(document(specVersion=version))})

    assert [kind for kind, _ in importers.inputs(files)] == ["cyclonedx"]
    assert list(read("cyclonedx", files).cis) == ["application/shop"]


@pytest.mark.parametrize(
    ("entry", "class_name"),
    [
        ({"name": "orders"}, "application_service"),
        ({"name": "orders", "provider": {"name": "Us"}}, "application_service"),
        ({"name": "Card", "provider": {"name": "CardNet"}}, "external_service"),
        ({"name": "Orders Postgres"}, "database_instance"),
        ({"name": "x", "group": "org.postgresql"}, "database_instance"),
        ({"name": "Redis"}, "cache"),
        ({"name": "Kafka"}, "message_broker"),
        ({"name": "S3"}, "object_store"),
        ({"name": "postgres exporter"}, "application_service"),
    ],
)
def test_a_service_is_what_its_name_and_provider_say(seen, entry, class_name):
    product = PRODUCT | {"supplier": {"name": "us"}}
    found = seen(metadata={"component": product}, services=[entry])

    assert [ci.class_name for ci in found.cis.values()] == ["application", class_name]


@pytest.mark.parametrize(
    ("entry", "class_name"),
    [
        ({"type": "application", "name": "a"}, "application"),
        ({"type": "container", "name": "a", "version": "1"}, "container"),
        ({"type": "operating-system", "name": "a"}, "software_package"),
        ({"type": "platform", "name": "a"}, "app_server"),
        ({"type": "device", "name": "a"}, "server"),
        ({"type": "data", "name": "a"}, "dataset"),
        ({"type": "data", "name": "a", "data": [{"type": "configuration"}]}, None),
        ({"type": "library", "name": "a"}, None),
        ({"type": "cryptographic-asset", "name": "a"}, None),
        ({"type": "unheard-of", "name": "a"}, None),
        ({"name": "a"}, None),
        (
            {
                "type": "application",
                "name": "package-lock.json",
                "properties": [{"name": "aquasecurity:trivy:Type"}],
            },
            None,
        ),
    ],
)
def test_a_component_is_what_its_type_says(seen, entry, class_name):
    found = seen(components=[entry])

    assert [ci.class_name for ci in found.cis.values()][1:] == ([class_name] if class_name else [])
    assert ("left out" in found.noted()) is (class_name is None)
    assert found.complete


def test_packages_come_on_request_in_a_scope_of_their_own(seen):
    library = {
        "type": "library",
        "bom-ref": "l",
        "group": "g",
        "name": "lib",
        "version": "1.0",
        "purl": "pkg:generic/g/lib@1.0",
        "licenses": [{"license": {"id": "MIT"}}],
        "hashes": [{"alg": "SHA-256", "content": "A" * 64}],
    }
    needs = [{"ref": "app", "dependsOn": ["l"]}]
    without = seen(components=[library], dependencies=needs)
    found = seen(packages=True, components=[library], dependencies=needs)

    assert list(without.cis) == ["application/shop"]
    assert not without.relations
    assert found.cis["pkg:generic/g/lib@1.0"].scope == "packages"
    assert found.fields("pkg:generic/g/lib@1.0")["licence_name"] == "MIT"
    assert found.fields("pkg:generic/g/lib@1.0")["sha256"] == "a" * 64
    assert set(found.relations) == {("application/shop", "DEPENDS_ON", "pkg:generic/g/lib@1.0")}
    assert [(s.scope, s.complete) for s in found.all[-2:]] == [("packages", True), ("", True)]


def test_needs_lead_through_packages_that_are_no_cis(seen):
    found = seen(
        components=[{"type": "library", "bom-ref": "l", "name": "l"}],
        services=[{"bom-ref": "s", "name": "s"}],
        dependencies=[{"ref": "app", "dependsOn": ["l"]}, {"ref": "l", "dependsOn": ["s", "app"]}],
    )

    assert set(found.relations) == {("application/shop", "USES", "service/s")}


def test_what_stands_in_another_is_part_of_it(seen):
    found = seen(
        services=[
            {
                "bom-ref": "a",
                "name": "a",
                "services": [{"bom-ref": "b", "name": "b"}, {"name": "c"}],
            }
        ],
        dependencies=[{"ref": "a", "dependsOn": ["b"]}],
    )

    assert set(found.relations) == {
        ("service/a", "USES", "service/b"),
        ("service/c", "PART_OF", "service/a"),
        ("service/a", "PART_OF", "application/shop"),
    }


def test_data_flows_from_where_it_is_sent(seen):
    found = seen(
        services=[
            {"bom-ref": "a", "name": "a", "endpoints": ["https://a.example/"]},
            {
                "bom-ref": "b",
                "name": "b",
                "data": [
                    {
                        "flow": "inbound",
                        "classification": "Public",
                        "source": ["https://a.example"],
                    },
                    {"flow": "outbound", "classification": "Internal", "destination": ["c"]},
                    {
                        "flow": "outbound",
                        "classification": "x",
                        "destination": ["https://no.where"],
                    },
                ],
            },
            {"bom-ref": "c", "name": "c"},
        ]
    )

    assert {key for key in found.relations if key[1] == "RECEIVES_FROM"} == {
        ("service/b", "RECEIVES_FROM", "service/a"),
        ("service/c", "RECEIVES_FROM", "service/b"),
    }
    assert found.fields("service/b")["tags"] == ["data:Internal", "data:Public", "data:x"]
    assert "data_classification" not in found.fields("service/b")


def test_references_that_dangle_are_counted_and_not_invented(seen):
    found = seen(
        dependencies=[{"ref": "app", "dependsOn": ["no"]}, {"ref": "gone"}, None, {"ref": 3}]
    )

    assert not found.relations
    assert "2 references resolve to nothing" in found.noted()
    assert found.complete


def test_the_same_twice_counts_once_and_versions_are_told_apart(seen):
    one = {"type": "application", "name": "a", "version": "1"}
    found = seen(components=[one, dict(one), one | {"version": "2"}])

    assert set(found.cis) == {"application/shop", "application/a", "application/a@2"}


def test_a_reference_that_two_things_bear_is_noted(seen):
    found = seen(services=[{"bom-ref": "x", "name": "a"}, {"bom-ref": "x", "name": "b"}])

    assert "'x' stands at bom.json: services[0] already" in found.noted()
    assert {"service/a", "service/b"} <= set(found.cis)


def test_a_new_version_of_the_product_is_the_same_ci(seen):
    old = seen(metadata={"component": PRODUCT | {"version": "1", "purl": "pkg:generic/shop@1"}})
    new = seen(metadata={"component": PRODUCT | {"version": "2", "purl": "pkg:generic/shop@2"}})

    assert set(old.cis) == set(new.cis) == {"application/shop"}


def test_of_several_documents_of_a_product_the_newest_is_read(upload):
    def dated(day, name):
        metadata = {"timestamp": f"2026-01-{day}T00:00:00Z", "component": PRODUCT}
        return json.dumps(document(metadata=metadata, services=[{"name": name}]))

    found = read("cyclonedx", upload({"a.json": dated("02", "new"), "b.json": dated("01", "old")}))

    assert set(found.cis) == {"application/shop", "service/new"}
    assert found.sources[-1] == "cyclonedx:shop"
    assert "b.json: is of the same product" in found.noted()


def test_a_link_into_another_document_leads_to_its_ci(upload):
    serial = "3e671687-395b-41f5-a30f-a58921a69b79"
    shop = document(dependencies=[{"ref": "app", "dependsOn": [f"urn:cdx:{serial}/1#s"]}])
    other = document(
        serialNumber=f"urn:uuid:{serial}",
        metadata={"component": PRODUCT | {"name": "pay"}},
        services=[{"bom-ref": "s", "name": "gateway"}],
    )
    found = read("cyclonedx", upload({"a.json": json.dumps(shop), "b.json": json.dumps(other)}))
    ends = [o.to_id for o in found.all if isinstance(o, ObservedRelation) and o.type == "USES"]

    assert ends == [Elsewhere("application_service", {}, "gateway")]


def test_a_document_that_says_it_is_incomplete_misses_nothing(seen):
    assert not seen(compositions=[{"aggregate": "incomplete"}]).complete
    assert seen(compositions=[{"aggregate": "complete"}]).complete


def test_credentials_in_endpoints_stay_out(seen):
    found = seen(services=[{"name": "db", "endpoints": ["postgres://u:hush@db.example:5432/x"]}])

    assert "hush" not in repr(found.all)


def test_xml_says_the_same_as_json(upload):
    content = """\
        <?xml version="1.0"?>
        <bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1">
          <metadata><component type="application" bom-ref="app">
            <supplier><name>us</name></supplier><name>shop</name></component></metadata>
          <components>
            <component type="container" bom-ref="c"><name>web</name><version>1</version>
              <components><component type="data"><name>inner</name>
                <data><type>dataset</type></data></component></components></component>
          </components>
          <services>
            <service bom-ref="a"><provider><name>Other</name></provider><name>a</name>
              <endpoints><endpoint>https://a.example</endpoint></endpoints></service>
            <service bom-ref="b"><name>b</name><data><dataflow>
              <classification flow="inbound">Public</classification>
              <source><url>https://a.example</url></source></dataflow></data></service>
          </services>
          <dependencies><dependency ref="app"><dependency ref="a"/><dependency ref="c"/></dependency>
          </dependencies>
          <compositions><composition><aggregate>incomplete</aggregate></composition></compositions>
        </bom>"""
    from_json = document(
        metadata={"component": PRODUCT | {"supplier": {"name": "us"}}},
        components=[
            {
                "type": "container",
                "bom-ref": "c",
                "name": "web",
                "version": "1",
                "components": [{"type": "data", "name": "inner", "data": [{"type": "dataset"}]}],
            }
        ],
        services=[
            {
                "bom-ref": "a",
                "provider": {"name": "Other"},
                "name": "a",
                "endpoints": ["https://a.example"],
            },
            {
                "bom-ref": "b",
                "name": "b",
                "data": [
                    {"flow": "inbound", "classification": "Public", "source": ["https://a.example"]}
                ],
            },
        ],
        dependencies=[{"ref": "app", "dependsOn": ["a", "c"]}],
        compositions=[{"aggregate": "incomplete"}],
    )
    xml = read("cyclonedx", upload({"bom.xml": content}))
    other = read("cyclonedx", upload({"bom.json": json.dumps(from_json)}))

    assert xml.errors == []
    assert {k: (c.class_name, c.fields) for k, c in xml.cis.items()} == {
        k: (c.class_name, c.fields) for k, c in other.cis.items()
    }
    assert set(xml.relations) == set(other.relations)
    assert (xml.complete, other.complete) == (False, False)


def test_deep_nesting_ends(upload):
    text = '{"type":"application","name":"a","components":[' * 200 + "]}" * 200
    whole = f'{{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{text}]}}'
    found = read("cyclonedx", upload({"bom.json": whole}))

    assert list(found.cis) == ["application/a"]


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["a", "b", "app", "https://a.b", ""])
)
KEYS = [
    "type",
    "name",
    "group",
    "version",
    "bom-ref",
    "components",
    "services",
    "endpoints",
    "data",
]
KEYS += ["provider", "properties", "hashes", "licenses", "ref", "dependsOn", "source", "purl"]
TREES = st.recursive(
    LEAVES | st.sampled_from(["application", "data", "device", "cryptographic-asset"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=15,
)
WHOLE = st.fixed_dictionaries(
    {"components": TREES, "services": TREES, "dependencies": TREES, "metadata": TREES}
)


@given(whole=WHOLE, packages=st.booleans())
@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_document_is_read_and_holds_to_the_model(whole, packages, tmp_path):
    (tmp_path / "bom.json").write_text(json.dumps(document(**whole)), "utf-8")
    found = read("cyclonedx", Files(tmp_path, ("bom.json",), "x"), packages=packages)
    model = load()

    for ci in found.cis.values():
        model.checked_ci(ci.class_name, {"name": ci.name, **ci.fields})
    for one in found.relations.values():
        ends = [found.cis[end].class_name for end in (one.from_id, one.to_id)]
        model.checked_relation(one.type, *ends, one.fields)


def test_who_supplies_the_product_may_stand_beside_it(seen):
    metadata = {"component": PRODUCT, "supplier": {"name": "Us"}}
    found = seen(metadata=metadata, services=[{"name": "card", "provider": {"name": "CardNet"}}])

    assert found.fields("application/shop")["organization"] == "Us"
    assert found.cis["service/card"].class_name == "external_service"


@pytest.mark.parametrize(
    "name", ["a\nb", "\u200fעברית", "在线支付", "x\x00y", "half \ud800", "n" * 10_000]
)
def test_any_name_fits_the_model(seen, name):
    entry = {"name": name, "group": name, "version": name, "description": name, "bom-ref": name}
    found = seen(packages=True, services=[entry], components=[entry | {"type": "library"}])

    assert len(found.cis) == 3
    assert all(len(key) < 600 for key in found.cis)
