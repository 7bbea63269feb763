"""Power panels and feeds. What they power is said by cables, and by a feed's rack."""

from importers.netbox.observed import Seen
from importers.netbox.places import contained
from importers.netbox.records import Row

_THREE_PHASES = 3**0.5


def panels(seen: Seen) -> None:
    """A panel distributes power: a PDU that stands in a room."""
    for row in seen.tables.of("dcim/power-panels"):
        site = seen.tables.name("dcim/sites", row.ref("site"))
        seen.ci(row, "pdu", row.text("name"), {"site": site})
        contained(seen, row)


def feeds(seen: Seen) -> None:
    for row in seen.tables.of("dcim/power-feeds"):
        panel = row.ref("power_panel")
        panel_row = seen.tables.get("dcim/power-panels", panel)
        site = seen.tables.name("dcim/sites", panel_row.ref("site")) if panel_row else ""
        fields = {"site": site, "voltage_v": _volts(row), "capacity_kw": _capacity(row)}
        seen.ci(row, "power_feed", row.text("name"), fields)
        seen.link(row, "POWERED_BY", "dcim/power-panels", panel)
        rack = seen.tables.get("dcim/racks", row.ref("rack"))
        if rack:
            seen.between(rack.key, "POWERED_BY", row.key, row)


def _volts(row: Row) -> float | None:
    found = row.number("voltage")
    return None if found is None else abs(found) or None


def _capacity(row: Row) -> float | None:
    volts, amperes = _volts(row), row.number("amperage")
    if volts is None or amperes is None or amperes <= 0:
        return None
    phases = _THREE_PHASES if row.choice("phase") == "threephase" else 1
    return round(volts * amperes * phases / 1000, 2)
