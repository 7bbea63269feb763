"""Inventories and answers of any shape: what the forms name, holding anything, never breaks a reading."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readings import read

from cmdb.intake.model import Files, ScopeEnd
from cmdb.model import load

NAMES = st.sampled_from(
    [
        *("content", "deviceid", "itemtype", "action", "partial", "hardware", "bios", "name"),
        *(
            "networks",
            "mac",
            "ipaddress",
            "description",
            "type",
            "virtualmachines",
            "vmtype",
            "uuid",
        ),
        *("drives", "filesystem", "volumn", "databases_services", "databases", "port", "softwares"),
        *("network_device", "network_ports", "connections", "sysname", "sysmac", "ifname", "ips"),
        *("network_components", "serial", "index", "contained_index", "error", "users", "login"),
        *(
            "lldp",
            "interface",
            "chassis",
            "id",
            "value",
            "capability",
            "enabled",
            "facts",
            "hostname",
        ),
        *("lldp_neighbors", "remote_system_name", "remote_chassis_id", "remote_port", "Ethernet1"),
        *("ansible_net_neighbors", "remote_system_capab", "host", "mgmt-ip", "local-chassis"),
    ]
)
VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6)
    | st.sampled_from(
        [
            *(
                "docker",
                "kvm",
                "Networking",
                "Printer",
                "chassis",
                "stack",
                "nfs4",
                "nas:/a",
                "//n/s",
            ),
            *("00:1c:73:00:c0:46", "192.0.2.1", "fe80::1", "Linux 6.1", "bridge", "B, T", "\ud800"),
            *(
                "6a257fa0-fa76-4bf4-a3fb-67aee79316bd",
                "VMware-42 30",
                "mysql",
                "2020-06-12 14:19:54",
            ),
        ]
    )
)
MODEL = load()
TREES = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)
INVENTORIES = st.fixed_dictionaries(
    {"content": st.dictionaries(NAMES, TREES, min_size=1), "deviceid": VALUES}
)
ANSWERS = st.dictionaries(NAMES, st.lists(st.dictionaries(NAMES, TREES), max_size=3))


@pytest.mark.parametrize("kind", ["glpi", "lldp"])
@given(tree=TREES | INVENTORIES | ANSWERS)
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_shape_is_read_and_holds_to_the_model(kind, tree, tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(tree), "utf-8")
    more = {"softwares": True} if kind == "glpi" else {}

    seen = read(kind, Files(tmp_path, ("a.json",), "x"), **more)

    assert isinstance(seen.all[-1], ScopeEnd)
    for ci in seen.cis.values():
        MODEL.checked_ci(ci.class_name, {"name": ci.name, **ci.fields})
        assert all(isinstance(value, str) for of in ci.identity.values() for value in of)
    for relation in seen.relations.values():
        for end in (relation.from_id, relation.to_id):
            assert not isinstance(end, str) or end in seen.cis
        ends = [
            seen.cis[end].class_name if isinstance(end, str) else end.class_name
            for end in (relation.from_id, relation.to_id)
        ]
        if "hardware" not in ends:
            MODEL.checked_relation(relation.type, *ends, relation.fields)
