"""Tenants and contacts: whose things are, and who is called."""

from importers.netbox import classes
from importers.netbox.endpoints import ENDPOINTS
from importers.netbox.observed import Seen
from importers.netbox.records import Ref, identifier


def tenants(seen: Seen) -> None:
    for row in seen.tables.of("tenancy/tenants"):
        seen.ci(row, "organization", row.text("name"), {"code": row.text("slug")})


def contacts(seen: Seen) -> None:
    for row in seen.tables.of("tenancy/contacts"):
        fields = {name: row.text(name) for name in ("title", "phone", "email")}
        seen.ci(row, "person", row.text("name"), fields)


def assignments(seen: Seen) -> None:
    """Say whose contact somebody is, of the CIs that there are."""
    for row in seen.tables.of("tenancy/contact-assignments"):
        endpoint = ENDPOINTS.get(row.text("object_type", "content_type"), "")
        object_ = row.ref("object") or Ref(None, {})
        id_ = identifier(row.body.get("object_id")) or object_.id
        thing = seen.tables.get(endpoint, Ref(id_, {}))
        person = seen.tables.get("tenancy/contacts", row.ref("contact"))
        if thing is None or person is None:
            seen.absent[row.endpoint, endpoint if thing is None else "tenancy/contacts"] += 1
            continue
        role = row.ref("role")
        type_ = "OWNED_BY" if classes.owns(role.name if role else "") else "SUPPORTED_BY"
        seen.between(thing.key, type_, person.key, row)
