"""Regions, sites, locations and racks: where everything stands."""

from importers.netbox.observed import Seen
from importers.netbox.records import Row


def regions(seen: Seen) -> None:
    """A region is a site of sites; its code keeps it apart from a site of the same name."""
    for row in seen.tables.of("dcim/regions"):
        code = f"region:{row.text('slug') or row.id}"
        seen.ci(row, "site", row.text("name"), {"kind": "region", "code": code})
        seen.link(row, "PART_OF", "dcim/regions", row.ref("parent"))


def sites(seen: Seen) -> None:
    for row in seen.tables.of("dcim/sites"):
        latitude, longitude = row.number("latitude"), row.number("longitude")
        fields = {
            "code": row.text("slug"),
            "address": " ".join(row.text("physical_address").split()),
            "latitude": latitude if latitude is not None and abs(latitude) <= 90 else None,  # noqa: PLR2004  degrees
            "longitude": longitude if longitude is not None and abs(longitude) <= 180 else None,  # noqa: PLR2004  degrees
            "time_zone": row.text("time_zone"),
        }
        seen.ci(row, "site", row.text("name"), fields)
        seen.link(row, "PART_OF", "dcim/regions", row.ref("region"))


def locations(seen: Seen) -> None:
    for row in seen.tables.of("dcim/locations"):
        site = seen.tables.name("dcim/sites", row.ref("site"))
        seen.ci(row, "room", row.text("name"), {"site": site})
        if seen.tables.get("dcim/locations", row.ref("parent")):
            seen.link(row, "CONTAINED_IN", "dcim/locations", row.ref("parent"))
        else:
            seen.link(row, "CONTAINED_IN", "dcim/sites", row.ref("site"))


def racks(seen: Seen) -> None:
    for row in seen.tables.of("dcim/racks"):
        height, type_ = row.whole("u_height"), row.ref("rack_type")
        made_by = type_ and type_.body.get("manufacturer")
        fields = {
            "height_units": height if height is not None and height > 0 else None,
            "serial_number": row.text("serial"),
            "asset_tag": row.text("asset_tag"),
            "site": seen.tables.name("dcim/sites", row.ref("site")),
            "model_name": type_.name if type_ else "",
            "manufacturer": str(made_by["name"])
            if isinstance(made_by, dict) and isinstance(made_by.get("name"), str)
            else "",
        }
        # A rack that is set aside is there all the same.
        there = {"lifecycle": "operational"} if row.choice("status") == "reserved" else {}
        seen.ci(row, "rack", row.text("name"), fields | there, {"serial": [row.text("serial")]})
        contained(seen, row)


def contained(seen: Seen, row: Row, position: str = "") -> None:
    """Say where a record's CI stands: in its location where that is known, else at its site."""
    location = row.ref("location") or (row.ref("group") if row.endpoint == "dcim/racks" else None)
    at = {"position": position} if position else {}
    if seen.tables.get("dcim/locations", location):
        seen.link(row, "CONTAINED_IN", "dcim/locations", location, **at)
    else:
        seen.link(row, "CONTAINED_IN", "dcim/sites", row.ref("site"), **at)
