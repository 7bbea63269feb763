"""From NetBox's records to observations, whether they came from files or from its API."""

from collections.abc import Iterator, Mapping

from cmdb.intake.model import Observation, ScopeEnd
from importers.netbox import machines, mentions, networks, parties, places, power
from importers.netbox.addresses import held
from importers.netbox.devices import devices, kinds, virtual_chassis
from importers.netbox.links import CONNECTIONS, WIRED, links
from importers.netbox.observed import Seen
from importers.netbox.records import Tables


def observed(tables: Tables) -> Iterator[Observation]:
    """Yield the CIs, relations and notes that the records come to, then how far each endpoint was seen."""
    mentions.add(tables)
    seen = Seen(tables)
    found, addresses = kinds(tables), held(tables)
    places.regions(seen)
    places.sites(seen)
    places.locations(seen)
    places.racks(seen)
    parties.tenants(seen)
    parties.contacts(seen)
    devices(seen, found, addresses)
    virtual_chassis(seen)
    power.panels(seen)
    power.feeds(seen)
    machines.clusters(seen)
    machines.virtual_machines(seen, addresses)
    machines.services(seen)
    networks.vrfs(seen)
    networks.vlans(seen)
    networks.prefixes(seen)
    networks.providers(seen)
    networks.circuits(seen)
    links(seen, found)
    parties.assignments(seen)
    yield from seen.all()
    complete = _with_what_they_draw_on(dict(tables.complete()))
    for endpoint, whole in complete.items():
        yield ScopeEnd(endpoint, complete=whole)
    # A connection is traced over many endpoints: one that is not whole may hide a part of the way.
    yield ScopeEnd(CONNECTIONS, complete=all(complete.get(one, False) for one in WIRED))


_DRAWN_ON = {
    "dcim/devices": (
        "dcim/device-roles",
        "dcim/device-types",
        "dcim/platforms",
        "dcim/interfaces",
        "dcim/mac-addresses",
        "dcim/power-outlets",
        "ipam/ip-addresses",
    ),
    "virtualization/virtual-machines": (
        "dcim/platforms",
        "dcim/mac-addresses",
        "virtualization/interfaces",
        "ipam/ip-addresses",
    ),
}


def _with_what_they_draw_on(complete: Mapping[str, bool]) -> dict[str, bool]:
    """Return what is whole: a device without its addresses, which were denied, is only a part."""
    return {
        one: whole and all(complete.get(other, True) for other in _DRAWN_ON.get(one, ()))
        for one, whole in complete.items()
    }


def source(tables: Tables, project: str, beside: str = "") -> str:
    """Return the source's name: the host of the NetBox, where the records name one that others reach.

    `beside` is that host where the input holds the answers of several.
    """
    hosts = {one for one in tables.hosts if not one.startswith(("localhost", "127.", "[::1]"))}
    if len(hosts) == 1:
        return f"netbox:{hosts.pop()}"
    return f"netbox:{project or 'export'}{f'/{beside}' if beside else ''}"
