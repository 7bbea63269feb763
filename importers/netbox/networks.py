"""VRFs, VLANs, prefixes and circuits."""

from typing import Any

from importers.netbox.observed import Seen
from importers.netbox.records import Ref, Row, identifier

_LAST_VLAN = 4094
_KBPS_PER_MBPS = 1000


def vrfs(seen: Seen) -> None:
    for row in seen.tables.of("ipam/vrfs"):
        distinguisher = row.text("rd")
        about = row.text("description") or (f"VRF {distinguisher}" if distinguisher else "VRF")
        seen.ci(row, "virtual_network", row.text("name"), {"description": about})


def vlans(seen: Seen) -> None:
    for row in seen.tables.of("ipam/vlans"):
        number = identifier(row.body.get("vid"))
        fields = {
            "vlan_id": number if number is not None and number <= _LAST_VLAN else None,
            "site": seen.tables.name("dcim/sites", row.ref("site")),
        }
        seen.ci(row, "vlan", row.text("name"), fields)
        _at_site(seen, row)


def prefixes(seen: Seen) -> None:
    for row in seen.tables.of("ipam/prefixes"):
        cidr, vrf = row.text("prefix"), seen.tables.name("ipam/vrfs", row.ref("vrf"))
        name = f"{cidr} ({vrf})" if vrf else cidr
        seen.ci(row, "subnet", name, {"cidr": cidr, "vrf": vrf})
        seen.link(row, "PART_OF", "ipam/vrfs", row.ref("vrf"))
        seen.link(row, "CONNECTED_TO", "ipam/vlans", row.ref("vlan"))
        _at_site(seen, row)


def _at_site(seen: Seen, row: Row) -> None:
    scoped = row.text("scope_type") == "dcim.site"
    site = row.ref("scope") if scoped else row.ref("site")
    if scoped and site is None:
        site = Ref(identifier(row.body.get("scope_id")), {})
    seen.link(row, "PART_OF", "dcim/sites", site)


def providers(seen: Seen) -> None:
    for row in seen.tables.of("circuits/providers"):
        number = row.text("account")
        seen.ci(row, "vendor", row.text("name"), {"customer_number": number})


def circuits(seen: Seen) -> None:
    for row in seen.tables.of("circuits/circuits"):
        rate = row.number("commit_rate")
        fields: dict[str, Any] = {
            "circuit_id": row.text("cid"),
            "carrier": seen.tables.name("circuits/providers", row.ref("provider")),
            "bandwidth_mbps": int(rate // _KBPS_PER_MBPS) if rate and rate >= 0 else None,
        }
        if row.choice("status") == "offline":
            fields["health"] = "down"
        seen.ci(row, "circuit", row.text("cid"), fields)
        seen.link(row, "PROVIDED_BY", "circuits/providers", row.ref("provider"))
        for name in ("termination_a", "termination_z"):
            if end := row.ref(name):
                _ends_at(seen, row, Row("", 0, end.body, row.place))
    for end_row in seen.tables.of("circuits/circuit-terminations"):
        circuit = seen.tables.get("circuits/circuits", end_row.ref("circuit"))
        if circuit:
            _ends_at(seen, circuit, end_row)


def _ends_at(seen: Seen, circuit: Row, end: Row) -> None:
    """A circuit belongs to the sites where it ends; what depends on it is said by its cables."""
    old, new = end.ref("site"), end.ref("termination")
    site = old or (new if end.text("termination_type") in ("", "dcim.site") else None)
    if row := seen.tables.get("dcim/sites", site):
        seen.relate(circuit, "PART_OF", row.key)
