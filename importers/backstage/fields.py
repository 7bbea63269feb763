"""What an entity says of itself, as attributes."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from cmdb.intake.model import ObservedCI, ObservedRelation
from importers.backstage.classes import protocol
from importers.backstage.entities import Entity, said

Fields = dict[str, Any]

_PRODUCTION = dict.fromkeys(("production", "prod", "ga", "live", "stable", "active"), "production")
_ENVIRONMENTS = {
    **_PRODUCTION,
    **dict.fromkeys(("experimental", "development", "dev", "alpha", "poc"), "development"),
    **dict.fromkeys(("staging", "beta", "preview"), "staging"),
    **dict.fromkeys(("test", "testing"), "test"),
}
_LIFECYCLES = {
    **dict.fromkeys(("deprecated", "sunset", "retiring", "end-of-life", "eol"), "retiring"),
    **dict.fromkeys(("retired", "decommissioned", "archived", "obsolete"), "retired"),
    **dict.fromkeys(("planned", "proposed", "concept"), "planned"),
}
_SLUGS = {
    "github.com/project-slug": "https://github.com/",
    "gitlab.com/project-slug": "https://gitlab.com/",
    "bitbucket.org/project-slug": "https://bitbucket.org/",
}
_DOCUMENTS = re.compile(
    r"doc|runbook|playbook|wiki|guide|manual|handbook|specification", re.IGNORECASE
)
_LONGEST = 1000
_WITH_REPOSITORY = {
    *("application_service", "application", "scheduled_job", "api", "queue", "data_feed"),
    *("dataset", "external_service"),
}
_WITH_ENVIRONMENT = {"application_service", "api", "function", "scheduled_job"}


def fields(entity: Entity, class_name: str) -> Fields:
    """Return the attributes of an entity's CI, all but who owns it."""
    metadata, spec = entity.part("metadata"), entity.part("spec")
    stage = said(spec.get("lifecycle")).lower()
    known = stage in _ENVIRONMENTS or stage in _LIFECYCLES or not stage
    tags = [said(one) for one in _list(metadata.get("tags"))] + (
        [] if known else [f"lifecycle:{stage}"]
    )
    found: Fields = {
        "description": _description(entity),
        "lifecycle": _LIFECYCLES.get(stage, ""),
        "tags": list(dict.fromkeys(tag for tag in tags if tag and len(tag) <= _LONGEST)),
        **_own(entity, class_name),
    }
    if class_name in _WITH_ENVIRONMENT:
        found["environment"] = _ENVIRONMENTS.get(stage, "")
    if class_name in _WITH_REPOSITORY:
        found["repository"] = _repository(entity)
    return {name: value for name, value in found.items() if value}


def _own(entity: Entity, class_name: str) -> Fields:
    spec, annotations = entity.part("spec"), entity.part("metadata", "annotations")
    profile = entity.part("spec", "profile")
    match class_name:
        case "application_service":
            return {"namespace": said(annotations.get("backstage.io/kubernetes-namespace"))}
        case "api":
            remotes = [one for one in _list(spec.get("remotes")) if isinstance(one, dict)]
            urls = (address(one.get("url")) for one in remotes)
            return {
                "protocol": protocol(entity.type),
                "url": next((url for url in urls if url), ""),
            }
        case "person":
            return {"login": entity.name, "email": said(profile.get("email"))}
        case "team":
            return {"email": said(profile.get("email"))}
        case "cloud_resource" | "document":
            return {"kind": entity.type}
        case _:
            return {}


def _description(entity: Entity) -> str:
    """Return title and description in one: the name is what other entities and sources know."""
    metadata = entity.part("metadata")
    titles = (metadata.get("title"), entity.part("spec", "profile").get("displayName"))
    title = next((found for one in titles if (found := said(one))), "")
    text = said(metadata.get("description"))
    if title.lower() in ("", entity.name.lower(), text.lower()) or entity.ref.kind == "user":
        return text
    return f"{title}: {text}" if text else title


def _repository(entity: Entity) -> str:
    annotations = entity.part("metadata", "annotations")
    for name, start in _SLUGS.items():
        slug = said(annotations.get(name))
        if re.fullmatch(r"[\w.-]+(/[\w.-]+)+", slug):
            return f"{start}{slug}"
    return address(said(annotations.get("backstage.io/source-location")).removeprefix("url:"))


def address(value: Any) -> str:
    """Return a web address, or an empty text for what is none, or holds a password."""
    found = said(value)
    try:
        parts = urlsplit(found)
    except ValueError:
        return ""
    usable = parts.scheme in ("http", "https") and parts.netloc and "@" not in parts.netloc
    return found if usable and "{{" not in found and len(found) <= _LONGEST else ""


def documents(entity: Entity) -> Iterator[ObservedCI | ObservedRelation]:
    """Yield the texts about an entity that its links name: runbooks, manuals, wiki pages."""
    metadata = entity.part("metadata")
    ref = said(entity.part("metadata", "annotations").get("backstage.io/techdocs-ref"))
    links = [{"title": "TechDocs", "url": ref.removeprefix("url:")}, *_list(metadata.get("links"))]
    seen = set()
    for link in links:
        if not isinstance(link, dict):
            continue
        title, url = said(link.get("title")) or said(link.get("type")), address(link.get("url"))
        telling = f"{title} {said(link.get('type'))} {said(link.get('icon'))}"
        if url and url not in seen and _DOCUMENTS.search(telling):
            seen.add(url)
            yield ObservedCI(
                external_id=f"document/{url}",
                class_name="document",
                name=f"{entity.name}: {title or 'documentation'}"[:500],
                fields={"url": url, "kind": title[:100]} if title else {"url": url},
                identity={"url": (url,)},
                place=f"{entity.place}: metadata.links",
            )
            yield ObservedRelation(
                str(entity.ref),
                "DOCUMENTED_BY",
                f"document/{url}",
                {"origin": "declared", "confidence": 1.0},
                place=f"{entity.place}: metadata.links",
            )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
