"""Terraform states: what each resource is, what names what, what is refused, and what never leaves."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readings import read

import importers
from cmdb.intake.model import Files, ScopeEnd, SourceName
from cmdb.intake.terraform.types import classes, listed, resource_type, told
from cmdb.model import load
from importers.terraform.fields import _table
from importers.terraform.rules import rule, rules

VPC = "vpc-0b1c2d3e4f5a60718"
SUBNET = "subnet-0aaaaaaaaaaaaaaa1"
UUID = "7d9c0b1a-2222-4333-8444-5555666677{:02d}"


def resource(type_, name, *instances, mode="managed", module=None):
    made = [one if "attributes" in one else {"attributes": one} for one in instances]
    return {
        **({"module": module} if module else {}),
        "mode": mode,
        "type": type_,
        "name": name,
        "instances": made,
    }


def state(*resources, **more):
    return {"version": 4, "serial": 1, "lineage": "one", "resources": list(resources)} | more


@pytest.fixture
def seen(upload):
    def reading(*resources, **more):
        found = read(
            "terraform", upload({"terraform.tfstate": json.dumps(state(*resources, **more))})
        )
        model = load()
        for ci in found.cis.values():
            model.checked_ci(ci.class_name, {"name": ci.name, **ci.fields})
        return found

    return reading


def related(found, *leaving_out):
    away = ("IN_ACCOUNT", "IN_REGION", "IN_ZONE", *leaving_out)
    return {key for key in found.relations if key[1] not in away}


# The tables


def test_every_type_is_of_a_class_of_the_model():
    model = load()

    assert all(not model.ci_class(name).abstract for name in told())
    assert {one.class_name for one in listed().values()} - {""} <= told()


def test_whatever_names_whatever_the_relation_is_allowed():
    model = load()
    wrong = []
    words = [*{word for one in rules() for word in one.attributes or ()}, ""]
    through = [*{type_ for one in rules() for type_ in one.through or ()}, ""]
    for from_ in told():
        for to in told():
            for found in {rule(from_, to, [w], [t]) for w in words for t in (through[0], "")} | {
                rule(from_, to, [""], [t]) for t in through
            }:
                ends = (to, from_) if found.turned else (from_, to)
                if not model.allows(found.type, *ends):
                    wrong.append((found.type, ends))

    assert wrong == []


def test_fields_are_attributes_of_their_class():
    model = load()
    for class_name, attributes in _table().items():
        if class_name != "engines":
            assert attributes.keys() <= model.ci_class(class_name).attributes.keys(), class_name


@pytest.mark.parametrize(
    ("type_", "class_name"),
    [
        ("aws_instance", "virtual_machine"),
        ("aws_iam_role_policy_attachment", ""),
        ("aws_s3_bucket_versioning", ""),
        ("random_password", ""),
        ("stackit_server", "virtual_machine"),
        ("newcloud_load_balancer", "load_balancer"),
        ("newcloud_thing", "cloud_resource"),
        ("newcloud_thing_attachment", ""),
    ],
)
def test_a_type_is_listed_or_told_by_its_end_or_seen_at_least(type_, class_name):
    assert resource_type(type_).class_name == class_name


def test_the_name_of_a_change_counts_only_for_types_that_are_told():
    assert classes("aws_instance") == ("server",)
    assert classes("aws_db_instance") == ("database_instance", "database_cluster")
    assert classes("aws_iam_role") == ()
    assert classes("newcloud_thing") == ()


# What is no state


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (
            {"format_version": "1.2", "planned_values": {}, "resource_changes": []},
            "is a Terraform plan",
        ),
        ({"version": 3, "serial": 1, "modules": [{"path": ["root"]}]}, "of version 3"),
        ({"version": 5, "resources": []}, "of version 5"),
        ({"version": "4", "resources": []}, "of a version that is not known"),
        ({"version": True, "resources": []}, "only version 4"),
        ({"lineage": "x", "encrypted_data": "…", "encryption_version": "v0"}, "encrypted OpenTofu"),
        ({"version": 3, "backend": {"type": "s3"}, "lineage": "x"}, "only says where"),
        ({"@level": "info", "terraform_version": "1"}, "is the log"),
        ({"format_version": "2.0", "values": {}}, "has the format_version '2.0'"),
        ({"format_version": None}, "has the format_version None"),
        ({"terraform_version": "1.0"}, "neither `version` nor `format_version`"),
        ([], "no JSON object"),
    ],
)
def test_what_is_no_state_is_refused_by_name(upload, value, said):
    found = read("terraform", upload({"terraform.tfstate": json.dumps(value)}))

    assert said in found.error()
    assert not found.complete
    assert not found.cis


def test_an_empty_state_is_complete(seen, upload):
    assert seen().complete
    printed = read("terraform", upload({"s.json": '{"format_version":"1.0"}'}))
    assert (printed.errors, printed.complete) == ([], True)


def test_a_truncated_state_misses_nothing(upload):
    text = json.dumps(state(resource("aws_vpc", "a", {"id": VPC})))
    found = read("terraform", upload({"terraform.tfstate": text[:-20]}))

    assert "is not JSON" in found.error()
    assert not found.complete


# What becomes of an instance


def test_addresses_have_module_and_index_as_terraform_writes_them(seen):
    found = seen(
        resource("aws_vpc", "a", {"index_key": 0, "attributes": {"id": "vpc-00000001"}}),
        resource(
            "aws_vpc",
            "b",
            {"index_key": 'q"x', "attributes": {"id": "vpc-00000002"}},
            module='module.net["eu.west"].module.x[1]',
        ),
    )

    assert set(found.cis) >= {
        "aws_vpc.a[0]",
        'module.net["eu.west"].module.x[1].aws_vpc.b["q\\"x"]',
    }


def test_data_sources_and_deposed_objects_are_no_cis_but_the_tainted_is(seen):
    found = seen(
        resource("aws_vpc", "data", {"id": VPC}, mode="data"),
        resource(
            "aws_instance",
            "web",
            {"status": "tainted", "attributes": {"id": "i-0123456789abcdef0"}},
            {"deposed": "abc", "attributes": {"id": "i-0123456789abcdef1"}},
        ),
    )

    assert list(found.cis) == ["aws_instance.web"]
    assert found.complete
    assert "1 data sources" in found.noted()
    assert "1 deposed instances" in found.noted()


@pytest.mark.parametrize(
    "bad",
    [
        None,
        {"type": "aws_vpc"},
        {"type": "aws_vpc", "name": "x", "instances": [None]},
        {"type": "aws_vpc", "name": "x", "instances": [{"attributes": []}]},
        {"type": "aws_vpc", "name": "x", "instances": {}},
        {"type": 3, "name": "x", "instances": []},
    ],
)
def test_a_bad_record_is_noted_and_the_rest_goes_on(seen, bad):
    found = seen(bad, resource("aws_vpc", "good", {"id": VPC}))

    assert list(found.cis) == ["aws_vpc.good"]
    assert "left out" in found.noted()
    assert (found.errors, found.complete) == ([], False)


def test_an_address_that_stands_twice_counts_once(seen):
    found = seen(resource("aws_vpc", "a", {"id": VPC}), resource("aws_vpc", "a", {"id": VPC}))

    assert list(found.cis) == ["aws_vpc.a"]
    assert "stands at" in found.noted()
    assert not found.complete


def test_a_flat_map_of_old_is_read(seen):
    flat = {
        "id": "i-0123456789abcdef0",
        "subnet_id": SUBNET,
        "tags.%": "1",
        "tags.Name": "web",
        "security_groups.#": "0",
    }
    found = seen(
        resource("aws_instance", "web", {"attributes_flat": flat, "attributes": None}),
        resource("aws_subnet", "a", {"attributes_flat": {"id": SUBNET}, "attributes": None}),
    )

    assert found.cis["aws_instance.web"].name == "web"
    assert related(found) == {("aws_instance.web", "CONNECTED_TO", "aws_subnet.a")}


def test_old_needs_are_relative_to_their_module(seen):
    found = seen(
        resource("aws_ecs_cluster", "c", {"id": "one"}, module="module.m"),
        resource(
            "aws_ecs_service",
            "s",
            {"attributes": {"id": "two"}, "depends_on": ["aws_ecs_cluster.c", "aws_lb.no"]},
            module="module.m",
        ),
    )

    assert related(found) == {
        ("module.m.aws_ecs_service.s", "RUNS_ON", "module.m.aws_ecs_cluster.c")
    }
    assert found.relations.popitem()[1].fields["origin"] == "declared"


# Sources


def test_each_state_is_a_source_of_its_folder_and_file(upload):
    text = json.dumps(state())
    found = read(
        "terraform",
        upload(
            {
                "terraform.tfstate": text,
                "prod/terraform.tfstate": text,
                "prod/network.tfstate": text.replace("one", "two"),
            }
        ),
    )

    assert sorted(found.sources) == [
        "terraform:shop",
        "terraform:shop/prod",
        "terraform:shop/prod/network",
    ]


def test_of_a_state_and_its_backup_the_newer_is_read(upload):
    old = state(resource("aws_vpc", "old", {"id": "vpc-00000001"}))
    new = state(resource("aws_vpc", "new", {"id": "vpc-00000002"}), serial=2)
    found = read(
        "terraform",
        upload({"terraform.tfstate.backup": json.dumps(old), "terraform.tfstate": json.dumps(new)}),
    )

    assert list(found.cis) == ["aws_vpc.new"]
    assert "older copy" in found.noted()
    assert found.complete


def test_where_the_state_lies_beside_a_state_is_a_note(upload):
    pointer = {"version": 3, "backend": {"type": "s3"}}
    found = read(
        "terraform",
        upload(
            {".terraform/terraform.tfstate": json.dumps(pointer), "a.tfstate": json.dumps(state())}
        ),
    )

    assert found.errors == []
    assert "only says where" in found.noted()


def test_a_state_is_recognised_by_its_content_and_a_state_of_kubernetes_is_no_manifest(upload):
    objects = {
        "manifest": {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "x"}}
    }
    text = json.dumps(state(resource("kubernetes_manifest", "x", objects)), indent=2)

    assert [kind for kind, _ in importers.inputs(upload({"pulled.json": text}))] == ["terraform"]


# What names what


def test_a_machine_stands_on_its_subnet_and_not_beside_it_on_the_network(seen):
    found = seen(
        resource("aws_vpc", "v", {"id": VPC}),
        resource("aws_subnet", "s", {"id": SUBNET, "vpc_id": VPC}),
        resource("aws_instance", "w", {"id": "i-0123456789abcdef0", "subnet_id": SUBNET, "x": VPC}),
    )

    assert related(found) == {
        ("aws_subnet.s", "CONNECTED_TO", "aws_vpc.v"),
        ("aws_instance.w", "CONNECTED_TO", "aws_subnet.s"),
    }


def test_what_another_state_holds_is_named_and_not_invented(seen):
    found = seen(resource("aws_instance", "w", {"id": "i-0123456789abcdef0", "subnet_id": SUBNET}))

    assert list(found.cis) == ["aws_instance.w"]
    assert related(found) == {("aws_instance.w", "CONNECTED_TO", f"subnet provider_id={SUBNET}")}


def test_what_stands_by_is_found_through_what_joins_it(seen):
    lb, group = "arn:aws:x:r:1:loadbalancer/app/a/1", "arn:aws:x:r:1:targetgroup/b/2"
    found = seen(
        resource("aws_lb", "l", {"id": lb, "arn": lb}),
        resource("aws_lb_target_group", "g", {"id": group, "arn": group}),
        resource(
            "aws_lb_listener", "x", {"load_balancer_arn": lb, "default_action": [{"y": group}]}
        ),
        resource("aws_ecs_cluster", "c", {"id": "arn:aws:ecs:r:1:cluster/c", "name": "cee"}),
        resource(
            "aws_ecs_service",
            "s",
            {"name": "web", "cluster": "cee", "load_balancer": [{"target_group_arn": group}]},
        ),
        resource("aws_autoscaling_group", "asg", {"name": "nodes", "target_group_arns": [group]}),
    )

    assert related(found) == {
        ("aws_lb.l", "DEPENDS_ON", "aws_lb_target_group.g"),
        ("aws_lb_target_group.g", "DEPENDS_ON", "aws_ecs_service.s"),
        ("aws_lb_target_group.g", "DEPENDS_ON", "aws_autoscaling_group.asg"),
        ("aws_ecs_service.s", "RUNS_ON", "aws_ecs_cluster.c"),
    }


def test_several_pools_behind_a_balancer_are_alternatives(seen):
    lb, one, two = (f"arn:aws:x:r:1:{name}" for name in ("loadbalancer/a", "tg/1", "tg/2"))
    listener = {"load_balancer_arn": lb, "default_action": [{"a": one}, {"a": two}]}
    found = seen(
        resource("aws_lb", "l", {"arn": lb}),
        resource(
            "aws_lb_target_group", "g", {"arn": one}, {"index_key": 1, "attributes": {"arn": two}}
        ),
        resource("aws_lb_listener", "x", listener),
    )

    assert found.cis["aws_lb.l"].quorum == {"backends": {"needs": 1, "wants": "all"}}
    assert {one.fields["group"] for one in found.relations.values() if "group" in one.fields} == {
        "backends"
    }


def test_azure_pool_members_are_machines_not_their_interfaces(seen):
    root = (
        "/subscriptions/0a0b0c0d-1111-4222-8333-444455556666/resourceGroups/r/providers/Microsoft."
    )
    nic, pool, lb = root + "Network/networkInterfaces/n", root + "Network/lb/p", root + "Network/lb"
    found = seen(
        resource("azurerm_lb", "l", {"id": lb, "name": "front"}),
        resource("azurerm_lb_backend_address_pool", "p", {"id": pool, "loadbalancer_id": lb}),
        resource("azurerm_network_interface", "n", {"id": nic, "name": "nic"}),
        resource(
            "azurerm_network_interface_backend_address_pool_association",
            "a",
            {"backend_address_pool_id": pool, "network_interface_id": nic},
        ),
        resource(
            "azurerm_windows_virtual_machine",
            "w",
            {"id": root + "Compute/virtualMachines/w", "network_interface_ids": [nic.upper()]},
        ),
    )

    assert related(found) == {
        ("azurerm_lb.l", "HAS_MEMBER", "azurerm_windows_virtual_machine.w"),
        ("azurerm_windows_virtual_machine.w", "CONNECTED_TO", "azurerm_network_interface.n"),
    }


def test_the_chain_of_googles_balancer_is_one(seen):
    def link(path):
        return f"https://www.googleapis.com/compute/v1/projects/p1/{path}"

    found = seen(
        resource(
            "google_compute_global_forwarding_rule",
            "f",
            {
                "id": "projects/p1/global/forwardingRules/f",
                "target": link("global/targetHttpsProxies/t"),
            },
        ),
        resource(
            "google_compute_target_https_proxy",
            "t",
            {
                "self_link": link("global/targetHttpsProxies/t"),
                "url_map": link("global/urlMaps/u"),
                "ssl_certificates": [link("global/sslCertificates/c")],
            },
        ),
        resource(
            "google_compute_url_map",
            "u",
            {
                "self_link": link("global/urlMaps/u"),
                "default_service": link("global/backendServices/b"),
            },
        ),
        resource(
            "google_compute_backend_service",
            "b",
            {
                "id": "projects/p1/global/backendServices/b",
                "backend": [{"group": link("zones/us-east1-b/instanceGroups/g")}],
            },
        ),
        resource(
            "google_compute_instance_group_manager",
            "g",
            {
                "id": "x",
                "instance_group": link("zones/us-east1-b/instanceGroups/g"),
                "zone": "us-east1-b",
            },
        ),
        resource(
            "google_compute_ssl_certificate",
            "c",
            {"self_link": link("global/sslCertificates/c"), "private_key": "hush"},
        ),
    )

    assert related(found) == {
        (
            "google_compute_global_forwarding_rule.f",
            "SECURED_BY",
            "google_compute_ssl_certificate.c",
        ),
        (
            "google_compute_global_forwarding_rule.f",
            "DEPENDS_ON",
            "google_compute_backend_service.b",
        ),
        (
            "google_compute_backend_service.b",
            "DEPENDS_ON",
            "google_compute_instance_group_manager.g",
        ),
    }
    assert {"account/gcp/p1", "zone/gcp/us-east1-b", "region/gcp/us-east1"} <= set(found.cis)
    assert "hush" not in repr(found.all)


def test_a_machine_of_vsphere_runs_on_what_data_sources_name(seen):
    found = seen(
        resource(
            "vsphere_compute_cluster",
            "c",
            {"id": "domain-c8", "name": "prod", "resource_pool_id": "resgroup-9"},
            mode="data",
        ),
        resource("vsphere_datastore", "d", {"id": "datastore-11", "name": "fast"}, mode="data"),
        resource(
            "vsphere_virtual_machine",
            "v",
            {
                "id": UUID.format(1),
                "uuid": UUID.format(1),
                "moid": "vm-1042",
                "name": "erp-1",
                "memory": 8192,
                "num_cpus": 4,
                "resource_pool_id": "resgroup-9",
                "datastore_id": "datastore-11",
                "network_interface": [{"mac_address": "00:50:56:aa:bb:cc"}],
                "default_ip_address": "10.1.2.3",
            },
        ),
    )
    machine = found.cis["vsphere_virtual_machine.v"]

    assert machine.fields["memory_gb"] == 8
    assert machine.fields["cpu_count"] == 4
    assert dict(machine.identity) == {
        "provider_id": (UUID.format(1), "vm-1042"),
        "ip": ("10.1.2.3",),
        "uuid": (UUID.format(1),),
        "mac": ("00:50:56:aa:bb:cc",),
    }
    assert related(found) == {
        ("vsphere_virtual_machine.v", "RUNS_ON", "cluster provider_id=domain-c8 name=prod"),
        (
            "vsphere_virtual_machine.v",
            "STORED_ON",
            "storage_volume provider_id=datastore-11 name=fast",
        ),
    }


def test_numbers_mean_something_only_at_their_provider(seen):
    found = seen(
        resource(
            "hcloud_server", "s", {"id": "4711", "name": "web", "ipv4_address": "203.0.113.9"}
        ),
        resource("hcloud_network", "n", {"id": "4711", "name": "net", "ip_range": "10.0.0.0/16"}),
        resource("hcloud_server_network", "x", {"server_id": 4711, "network_id": 4711}),
        resource("hcloud_volume", "v", {"id": "9", "server_id": 4711, "size": 50}),
    )

    assert found.cis["hcloud_server.s"].identity["provider_id"] == ("hcloud://4711",)
    assert related(found) == {
        ("hcloud_server.s", "CONNECTED_TO", "hcloud_network.n"),
        ("hcloud_server.s", "STORED_ON", "hcloud_volume.v"),
    }


def test_a_service_of_kubernetes_runs_on_what_it_selects_in_its_namespace(seen):
    def workload(name, namespace, app):
        labels = [{"labels": {"app": app, "x": "y"}}]
        meta = [{"name": name, "namespace": namespace, "uid": UUID.format(len(name))}]
        spec = [{"replicas": 2, "template": [{"metadata": labels}]}]
        return resource("kubernetes_deployment", name, {"id": name, "metadata": meta, "spec": spec})

    meta = [{"name": "web", "namespace": "shop"}]
    found = seen(
        resource("kubernetes_namespace", "shop", {"metadata": [{"name": "shop"}]}),
        workload("web", "shop", "web"),
        workload("other", "else", "web"),
        resource(
            "kubernetes_service", "web", {"metadata": meta, "spec": [{"selector": {"app": "web"}}]}
        ),
    )

    assert found.cis["kubernetes_deployment.web"].fields["kind"] == "Deployment"
    assert related(found) == {
        ("kubernetes_service.web", "RUNS_ON", "kubernetes_deployment.web"),
        ("kubernetes_service.web", "RUNS_ON", "kubernetes_namespace.shop"),
        ("kubernetes_deployment.web", "RUNS_ON", "kubernetes_namespace.shop"),
    }


def test_dependencies_say_only_what_nothing_else_does(seen):
    found = seen(
        resource("aws_vpc", "v", {"id": VPC}),
        resource("aws_subnet", "s", {"id": SUBNET, "vpc_id": VPC}),
        resource("aws_sqs_queue", "q", {"id": "https://sqs.x.y.z/1/q", "name": "queue"}),
        resource(
            "aws_db_instance", "d", {"attributes": {"id": "db-X"}, "dependencies": ["aws_vpc.v"]}
        ),
        resource(
            "aws_instance",
            "w",
            {
                "attributes": {"id": "i-0123456789abcdef0", "subnet_id": SUBNET},
                "dependencies": ["aws_db_instance.d", "aws_subnet.s", "aws_vpc.v", "aws_gone.x"],
            },
        ),
    )

    assert related(found) == {
        ("aws_subnet.s", "CONNECTED_TO", "aws_vpc.v"),
        ("aws_instance.w", "CONNECTED_TO", "aws_subnet.s"),
        ("aws_instance.w", "DEPENDS_ON", "aws_db_instance.d"),
        ("aws_db_instance.d", "DEPENDS_ON", "aws_vpc.v"),
    }


def test_of_many_instances_each_needs_that_of_its_index(seen):
    made = [{"index_key": n, "attributes": {"id": f"vol-0000000{n}"}} for n in range(3)]
    needing = [
        {
            "index_key": n,
            "attributes": {"id": f"i-0000000{n}"},
            "dependencies": ["aws_ebs_volume.d"],
        }
        for n in range(3)
    ]
    found = seen(resource("aws_ebs_volume", "d", *made), resource("aws_instance", "w", *needing))

    assert related(found) == {
        (f"aws_instance.w[{n}]", "STORED_ON", f"aws_ebs_volume.d[{n}]") for n in range(3)
    }


# What is said of a CI


def test_tags_say_who_owns_a_thing_and_no_secret(seen):
    tags = {
        "Name": "web",
        "Owner": "maria",
        "Team": "shop",
        "env": "Prod",
        "db_password": "hush",
        "aws:x": "y",
        "app": "store",
    }
    found = seen(resource("aws_instance", "w", {"id": "i-0123456789abcdef0", "tags": tags}))
    fields = found.fields("aws_instance.w")

    assert (fields["owner"], fields["support_team"], fields["environment"]) == (
        "maria",
        "shop",
        "production",
    )
    assert fields["tags"] == ["app=store"]
    assert "hush" not in repr(found.all)


def test_no_value_leaves_that_no_table_names(seen):
    found = seen(
        resource(
            "aws_db_instance",
            "d",
            {
                "id": "db-ABCDEFGH",
                "identifier": "orders",
                "engine": "mysql",
                "password": "hush",
                "username": "hush",
                "master_user_secret": [{"arn": "hush"}],
                "endpoint": "user:hush@orders.example.com:3306",
            },
        ),
        resource("tls_private_key", "k", {"private_key_pem": "hush"}),
        outputs={"token": {"value": "hush"}},
    )

    assert found.cis["aws_db_instance.d"].name == "orders"
    assert "hush" not in repr(found.all)


def test_a_database_that_stands_by_in_another_zone_is_in_the_region(seen):
    arn = "arn:aws:rds:eu-central-1:210987654321:db:orders"
    found = seen(
        resource("aws_db_instance", "a", {"arn": arn, "availability_zone": "eu-central-1a"}),
        resource(
            "aws_db_instance",
            "b",
            {"arn": arn + "2", "availability_zone": "eu-central-1a", "multi_az": True},
        ),
    )

    assert ("aws_db_instance.a", "IN_ZONE", "zone/aws/eu-central-1a") in found.relations
    assert ("aws_db_instance.b", "IN_REGION", "region/aws/eu-central-1") in found.relations


def test_what_only_bears_a_name_has_no_identifier(seen):
    found = seen(resource("docker_volume", "v", {"id": "data", "name": "data"}))

    assert found.cis["docker_volume.v"].identity == {}
    assert "provider_id" not in found.cis["docker_volume.v"].fields


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(
        [VPC, SUBNET, "aws_vpc.a", "arn:aws:x:eu-central-1:210987654321:y", "web", ""]
    )
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "arn", "name", "tags", "labels", "metadata", "spec", "subnet_id", "vpc_id"]
            )
            | st.sampled_from(
                ["endpoint", "records", "size", "memory", "location", "zones", "selector"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
RESOURCES = st.fixed_dictionaries(
    {
        "type": st.sampled_from(sorted(listed())),
        "name": st.sampled_from("ab"),
        "mode": st.sampled_from(["managed", "data"]),
        "instances": st.lists(
            st.fixed_dictionaries(
                {"attributes": TREES, "dependencies": TREES, "index_key": LEAVES}
            ),
            max_size=2,
        ),
    }
)


@given(resources=st.lists(RESOURCES | TREES, max_size=6))
@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_state_is_read_and_holds_to_the_model(resources, tmp_path):
    (tmp_path / "t.tfstate").write_text(json.dumps(state(*resources)), "utf-8")
    found = read("terraform", Files(tmp_path, ("t.tfstate",), "x"))
    model = load()

    for ci in found.cis.values():
        model.checked_ci(ci.class_name, {"name": ci.name, **ci.fields})
    for one in found.relations.values():
        ends = [
            found.cis[end].class_name if isinstance(end, str) else end.class_name
            for end in (one.from_id, one.to_id)
        ]
        model.checked_relation(one.type, *ends, one.fields)


def test_what_joins_others_says_so_in_its_old_needs_too(seen):
    found = seen(
        resource("openstack_lb_loadbalancer_v2", "l", {"id": UUID.format(1)}),
        resource(
            "openstack_lb_listener_v2",
            "x",
            {"id": UUID.format(2), "loadbalancer_id": UUID.format(1)},
        ),
        resource(
            "openstack_lb_pool_v2", "p", {"id": UUID.format(3), "listener_id": UUID.format(2)}
        ),
        resource(
            "openstack_lb_member_v2",
            "m",
            {
                "attributes": {"id": UUID.format(4), "pool_id": UUID.format(3)},
                "depends_on": ["openstack_compute_instance_v2.i", "openstack_lb_pool_v2.p"],
            },
        ),
        resource("openstack_compute_instance_v2", "i", {"id": UUID.format(5)}),
    )

    assert related(found) == {
        ("openstack_lb_loadbalancer_v2.l", "HAS_MEMBER", "openstack_compute_instance_v2.i")
    }


def test_clouds_that_are_named_as_another_are_read_as_it(seen):
    found = seen(
        resource("flexibleengine_compute_instance_v2", "i", {"id": UUID.format(1)}),
        resource("flexibleengine_networking_port_v2", "p", {"id": UUID.format(2)}),
        resource(
            "flexibleengine_compute_interface_attach_v2",
            "a",
            {"id": "x", "instance_id": UUID.format(1), "port_id": UUID.format(2)},
        ),
    )

    assert related(found) == {
        (
            "flexibleengine_compute_instance_v2.i",
            "CONNECTED_TO",
            "flexibleengine_networking_port_v2.p",
        )
    }


def test_an_identifier_that_is_a_name_is_its_name(seen):
    found = seen(resource("google_compute_instance", "x", {"id": "front-one", "tags": ["ssh"]}))
    machine = found.cis["google_compute_instance.x"]

    assert (machine.name, machine.identity) == ("front-one", {})
    assert machine.fields == {"tags": ["ssh"]}


def test_what_another_state_holds_may_need_what_this_one_does(seen):
    group = "arn:aws:elasticloadbalancing:eu-central-1:210987654321:targetgroup/web/1"
    found = seen(
        resource("aws_instance", "w", {"id": "i-0123456789abcdef0"}),
        resource(
            "aws_lb_target_group_attachment",
            "a",
            {"target_group_arn": group, "target_id": "i-0123456789abcdef0"},
        ),
        resource(
            "aws_lambda_event_source_mapping",
            "m",
            {
                "function_arn": "arn:aws:lambda:eu-central-1:210987654321:function:mail",
                "event_source_arn": "arn:aws:sqs:eu-central-1:210987654321:mail",
            },
        ),
    )

    assert related(found) == {
        (f"cloud_resource provider_id={group}", "HAS_MEMBER", "aws_instance.w")
    }


@pytest.mark.parametrize(
    "name",
    [
        "a\nb",
        'he said "no"',
        "\u200fעברית",
        "在线支付",
        "x\x00y",
        "half \ud800",
        "🦊",
        "n" * 10_000,
    ],
)
def test_any_name_fits_the_model(seen, name):
    found = seen(
        resource(
            "aws_instance",
            "w",
            {
                "index_key": name,
                "attributes": {
                    "id": name,
                    "instance_type": name,
                    "tags": {"Name": name, name: name},
                },
            },
        ),
        resource(
            "aws_instance", "x", {"id": "i-0123456789abcdef0", "tags": {"Name": name, "a": name}}
        ),
    )
    ci = found.cis["aws_instance.x"]

    assert ci.name.isprintable() or "\u200f" in ci.name
    assert len(ci.name) <= 500
    assert all(len(key) <= 1000 for key in found.cis)


def test_a_file_that_cannot_be_read_leaves_only_its_own_source_incomplete(upload):
    good = json.dumps(state(resource("aws_vpc", "a", {"id": VPC})))
    found = read(
        "terraform", upload({"a/terraform.tfstate": good, "b/terraform.tfstate": good[:-9]})
    )
    ends = [one for one in found.all if isinstance(one, SourceName | ScopeEnd)]

    assert ends == [
        SourceName("terraform:shop/b"),
        ScopeEnd("", complete=False),
        SourceName("terraform:shop/a"),
        ScopeEnd("", complete=True),
    ]
