"""What ships: every class and relation type of the design, whole and consistent."""

import pytest

from cmdb.errors import Invalid
from cmdb.model import Quorum, load
from cmdb.model.names import RESERVED_ATTRIBUTES

LAYERS = {
    1: "business_capability business_process business_unit business_application information_object",
    2: "business_service service_offering technical_service technical_service_offering",
    3: "application_service application api queue data_feed dataset scheduled_job external_service",
    4: "web_server app_server database_instance database middleware message_broker cache container "
    "workload function software_package licence certificate key_store identity_provider dns_zone "
    "dns_record backup_system",
    5: "server virtual_machine hypervisor cluster kubernetes_cluster namespace load_balancer "
    "network_device network_interface circuit virtual_network subnet vlan ip_address storage_system "
    "storage_controller storage_pool storage_volume file_share object_store cloud_account region "
    "availability_zone cloud_resource end_user_device printer",
    6: "site building room rack enclosure pdu ups power_feed ats generator cooling",
    None: "organization team person vendor contract document",
}
CONCRETE = [(layer, name) for layer, names in LAYERS.items() for name in names.split()]
TYPES = {
    "hard": "DEPENDS_ON USES RUNS_ON HAS_MEMBER CONTAINED_IN IN_ZONE IN_REGION POWERED_BY "
    "CONNECTED_TO STORED_ON SECURED_BY",
    "soft": "RECEIVES_FROM",
    "standby": "FAILS_OVER_TO",
    "none": "PLACED_ON IN_ACCOUNT LINKED_TO BACKED_UP_BY PROVIDED_BY CONSUMES OWNED_BY SUPPORTED_BY "
    "APPROVED_BY DOCUMENTED_BY COVERED_BY ISSUED_BY PART_OF",
}
KINDS = [(strength, name) for strength, names in TYPES.items() for name in names.split()]

ALLOWED = [
    ("DEPENDS_ON", "business_process", "business_service"),
    ("DEPENDS_ON", "workload", "workload"),
    ("DEPENDS_ON", "business_service", "technical_service"),
    ("DEPENDS_ON", "application_service", "web_server"),
    ("USES", "application_service", "database"),
    ("USES", "application_service", "queue"),
    ("USES", "application_service", "api"),
    ("USES", "workload", "external_service"),
    ("USES", "application", "galera_cluster"),
    ("RUNS_ON", "application_service", "workload"),
    ("RUNS_ON", "workload", "kubernetes_cluster"),
    ("RUNS_ON", "workload", "namespace"),
    ("RUNS_ON", "workload", "server"),
    ("RUNS_ON", "container", "virtual_machine"),
    ("RUNS_ON", "database", "database_instance"),
    ("RUNS_ON", "virtual_machine", "hypervisor"),
    ("RUNS_ON", "virtual_machine", "cluster"),
    ("RUNS_ON", "namespace", "kubernetes_cluster"),
    ("PLACED_ON", "virtual_machine", "hypervisor"),
    ("HAS_MEMBER", "cluster", "hypervisor"),
    ("HAS_MEMBER", "kubernetes_cluster", "server"),
    ("HAS_MEMBER", "message_broker", "virtual_machine"),
    ("HAS_MEMBER", "etcd_cluster", "server"),
    ("HAS_MEMBER", "galera_cluster", "database_instance"),
    ("HAS_MEMBER", "load_balancer", "web_server"),
    ("CONTAINED_IN", "server", "rack"),
    ("CONTAINED_IN", "rack", "room"),
    ("CONTAINED_IN", "room", "building"),
    ("CONTAINED_IN", "building", "site"),
    ("CONTAINED_IN", "storage_controller", "storage_system"),
    ("CONTAINED_IN", "network_interface", "network_device"),
    ("IN_ZONE", "virtual_machine", "availability_zone"),
    ("IN_REGION", "object_store", "region"),
    ("IN_ACCOUNT", "function", "cloud_account"),
    ("POWERED_BY", "server", "pdu"),
    ("POWERED_BY", "pdu", "ups"),
    ("POWERED_BY", "ups", "power_feed"),
    ("POWERED_BY", "ats", "generator"),
    ("CONNECTED_TO", "server", "network_device"),
    ("CONNECTED_TO", "network_device", "network_device"),
    ("CONNECTED_TO", "network_device", "circuit"),
    ("LINKED_TO", "network_device", "network_device"),
    ("STORED_ON", "database", "storage_volume"),
    ("STORED_ON", "virtual_machine", "storage_volume"),
    ("STORED_ON", "storage_volume", "storage_pool"),
    ("STORED_ON", "storage_pool", "storage_controller"),
    ("STORED_ON", "storage_pool", "storage_system"),
    ("SECURED_BY", "application_service", "certificate"),
    ("SECURED_BY", "load_balancer", "certificate"),
    ("RECEIVES_FROM", "application_service", "data_feed"),
    ("FAILS_OVER_TO", "database_instance", "database_instance"),
    ("BACKED_UP_BY", "database", "backup_system"),
    ("PROVIDED_BY", "circuit", "vendor"),
    ("CONSUMES", "business_unit", "service_offering"),
    ("OWNED_BY", "business_service", "person"),
    ("SUPPORTED_BY", "server", "team"),
    ("APPROVED_BY", "application_service", "person"),
    ("DOCUMENTED_BY", "business_service", "document"),
    ("COVERED_BY", "storage_system", "contract"),
    ("ISSUED_BY", "certificate", "vendor"),
    ("PART_OF", "ip_address", "subnet"),
]
FORBIDDEN = [
    ("RUNS_ON", "server", "web_server"),
    ("RUNS_ON", "site", "server"),
    ("RUNS_ON", "workload", "certificate"),
    ("RUNS_ON", "person", "server"),
    ("POWERED_BY", "application_service", "pdu"),
    ("POWERED_BY", "server", "rack"),
    ("CONTAINED_IN", "rack", "server"),
    ("CONTAINED_IN", "site", "rack"),
    ("CONTAINED_IN", "application_service", "rack"),
    ("HAS_MEMBER", "person", "team"),
    ("HAS_MEMBER", "certificate", "server"),
    ("IN_ZONE", "server", "region"),
    ("STORED_ON", "storage_pool", "database"),
    ("SECURED_BY", "certificate", "server"),
    ("BACKED_UP_BY", "server", "person"),
    ("CONSUMES", "service_offering", "business_unit"),
    ("OWNED_BY", "person", "server"),
    ("DOCUMENTED_BY", "document", "server"),
    ("USES", "person", "database"),
    ("CONNECTED_TO", "application_service", "network_device"),
    ("PLACED_ON", "virtual_machine", "rack"),
]


@pytest.mark.parametrize(("layer", "name"), CONCRETE)
def test_a_class_of_the_design_stands_in_its_layer(layer, name):
    ci_class = load().ci_class(name)

    assert ci_class.layer == layer
    assert ci_class.operational == (layer is not None and layer >= 2)
    assert not ci_class.abstract
    assert ci_class.ancestors[0] == name
    assert ci_class.ancestors[-1] == "ci"
    assert ci_class.labels[0] == "CI"


@pytest.mark.parametrize(("strength", "name"), KINDS)
def test_a_relation_type_of_the_design_has_its_strength(strength, name):
    assert load().relation_type(name).strength == strength


def test_nothing_ships_that_the_design_does_not_know():
    own = {"database_cluster", "galera_cluster", "consensus_cluster", "etcd_cluster"}

    assert {c.name for c in load().classes.values() if not c.abstract} == {
        name for _, name in CONCRETE
    } | own
    assert set(load().relations) == {name for _, name in KINDS}


@pytest.mark.parametrize("name", sorted(load().classes))
def test_a_class_says_what_it_is_and_gives_an_example(name):
    ci_class = load().classes[name]

    assert ci_class.summary.endswith(".")
    assert ci_class.identified_by
    assert bool(ci_class.examples) != ci_class.abstract
    assert all(a.about.endswith((".", "…")) for a in ci_class.attributes.values() if a.about)
    assert all(a.about for a in ci_class.attributes.values())
    assert not RESERVED_ATTRIBUTES & ci_class.attributes.keys()


def test_only_the_name_is_required():
    required = {
        (a.name) for c in load().classes.values() for a in c.attributes.values() if a.required
    }

    assert required == {"name"}


def test_an_attribute_has_one_type_wherever_it_stands():
    types = {}
    for ci_class in load().classes.values():
        for attribute in ci_class.attributes.values():
            types.setdefault(attribute.name, set()).add(attribute.type)

    assert {name: kinds for name, kinds in types.items() if len(kinds) > 1} == {}


def test_labels_name_every_level():
    assert load().ci_class("virtual_machine").labels == (
        *("CI", "Hardware", "Server", "VirtualMachine"),
    )


def test_common_attributes_are_those_that_every_ci_has():
    attributes = load().ci_class("server").attributes

    assert attributes["owner"].common
    assert attributes["owner"].recommended is False
    assert not attributes["serial_number"].common
    assert load().ci_class("business_service").attributes["owner"].recommended
    assert load().ci_class("business_service").attributes["owner"].common


@pytest.mark.parametrize(("kind", "a", "b"), ALLOWED)
def test_a_relation_of_the_design_is_allowed(kind, a, b):
    assert load().allows(kind, a, b)


@pytest.mark.parametrize(("kind", "a", "b"), FORBIDDEN)
def test_a_relation_without_sense_is_refused_with_a_reason(kind, a, b):
    assert not load().allows(kind, a, b)
    with pytest.raises(Invalid, match=f"{kind} cannot lead from {a} to {b}: ") as caught:
        load().checked_relation(kind, a, b, {})
    assert caught.value.remedy


def test_a_relation_the_wrong_way_round_is_told_so():
    with pytest.raises(Invalid, match="Turn it round"):
        load().checked_relation("RUNS_ON", "server", "web_server", {})


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("DEPENDS_ON", {}, ("hard", None)),
        ("DEPENDS_ON", {"group": "web"}, ("hard", "web")),
        ("DEPENDS_ON", {"group": "web", "strength": "soft"}, ("soft", "web")),
        ("USES", {}, ("hard", None)),
        ("USES", {"origin": "declared"}, ("hard", None)),
        ("USES", {"origin": "observed"}, ("soft", None)),
        ("USES", {"origin": "observed", "strength": "hard"}, ("hard", None)),
        ("RUNS_ON", {}, ("hard", "hosts")),
        ("RUNS_ON", {"group": ""}, ("hard", None)),
        ("RUNS_ON", {"group": None}, ("hard", None)),
        ("HAS_MEMBER", {}, ("hard", "members")),
        ("HAS_MEMBER", {"strength": "soft"}, ("soft", "members")),
        ("HAS_MEMBER", {"strength": "standby"}, ("standby", None)),
        ("HAS_MEMBER", {"strength": "none", "group": "members"}, ("none", None)),
        ("POWERED_BY", {}, ("hard", "power")),
        ("IN_ZONE", {}, ("hard", "zone")),
        ("CONNECTED_TO", {}, ("hard", "uplink:data")),
        ("CONNECTED_TO", {"network": "storage"}, ("hard", "uplink:storage")),
        ("CONNECTED_TO", {"network": "management"}, ("none", None)),
        (
            "CONNECTED_TO",
            {"network": "management", "strength": "soft"},
            ("soft", "uplink:management"),
        ),
        ("FAILS_OVER_TO", {"group": "x"}, ("standby", None)),
        ("LINKED_TO", {}, ("none", None)),
        ("RECEIVES_FROM", {}, ("soft", None)),
    ],
)
def test_strength_and_group_that_hold(kind, fields, expected):
    assert load().effective(kind, fields) == expected


@pytest.mark.parametrize(
    ("from_class", "kind", "group", "expected"),
    [
        ("cluster", "HAS_MEMBER", "members", Quorum("50%", "n-1")),
        ("load_balancer", "HAS_MEMBER", "members", Quorum("50%", "n-1")),
        ("message_broker", "HAS_MEMBER", "members", Quorum("majority")),
        ("etcd_cluster", "HAS_MEMBER", "members", Quorum("majority")),
        ("galera_cluster", "HAS_MEMBER", "members", Quorum("majority")),
        ("kubernetes_cluster", "HAS_MEMBER", "members", Quorum("50%", "n-1")),
        ("virtual_machine", "RUNS_ON", "hosts", Quorum("all")),
        ("server", "POWERED_BY", "power", Quorum(1)),
        ("server", "CONNECTED_TO", "uplink:data", Quorum(1)),
        ("server", "CONNECTED_TO", "uplink:a new one", Quorum(1)),
        ("virtual_machine", "IN_ZONE", "zone", Quorum(1)),
        ("server", "CONNECTED_TO", "uplink:", None),
        ("server", "CONNECTED_TO", "data", None),
        ("cluster", "HAS_MEMBER", "web", None),
        ("cluster", "DEPENDS_ON", "members", None),
        ("storage_pool", "STORED_ON", "controllers", None),
    ],
)
def test_the_quorum_of_a_types_own_group(from_class, kind, group, expected):
    assert load().default_quorum(from_class, kind, group) == expected


def test_a_pools_controllers_are_a_group_and_its_system_is_not():
    checked = load().checked_relation

    assert checked("STORED_ON", "storage_pool", "storage_controller", {}) == {
        "group": "controllers"
    }
    assert checked("STORED_ON", "storage_pool", "storage_controller", {"group": None}) == {
        "group": ""
    }
    assert checked("STORED_ON", "storage_pool", "storage_system", {}) == {}


def test_what_identifies_a_ci_is_indexed_where_it_is_declared():
    indexes = load().indexes()

    assert ("CI", "name") in indexes
    assert ("Hardware", "serial_number") in indexes
    assert ("Server", "serial_number") not in indexes
    assert ("Server", "fqdn") in indexes


def test_everything_can_be_listed_as_json():
    import json

    data = json.loads(json.dumps(load().as_data()))

    by_name = {c["name"]: c for c in data["classes"]}
    assert by_name["server"]["labels"] == ["CI", "Hardware", "Server"]
    assert by_name["message_broker"]["quorums"] == {"members": "majority"}
    uplink = next(t for t in data["relations"] if t["name"] == "CONNECTED_TO")
    assert (uplink["group"], uplink["quorum"]) == ("uplink:{network}", 1)
    assert uplink["overrides"] == [{"when": {"network": "management"}, "strength": "none"}]
