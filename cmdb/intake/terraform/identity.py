"""What a resource is called and known by, from its attributes. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

# Its own; `instance_id` and the like are often those of what it is attached to.
_IDENTIFIERS = ("id", "arn", "self_link", "unique_id", "uuid")
_NAMES = (
    *("name", "instance_name", "function_name", "bucket", "identifier", "cluster_identifier"),
    *("cluster_name", "load_balancer_name", "hostname", "display_name"),
)
_SHORTEST = 3


def identifiers(attributes: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the identifiers that are the resource's own, each once."""
    return texts(attributes.get(name) for name in _IDENTIFIERS)


def names(attributes: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what the resource is called, the best first: its Name tag, then its name."""
    named = [mapping(attributes.get(tags)).get("Name") for tags in ("tags", "tags_all")]
    named += [attributes.get(name) for name in _NAMES] + [metadata(attributes).get("name")]
    return texts(named)


def metadata(attributes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the metadata of a Kubernetes object, or nothing."""
    listed = attributes.get("metadata")
    return mapping(listed[0]) if isinstance(listed, list) and listed else {}


def texts(values: Iterable[Any]) -> tuple[str, ...]:
    """Return the texts among the values, each once; a shorter one identifies nothing."""
    found = (value.strip() for value in values if isinstance(value, str))
    return tuple(dict.fromkeys(text for text in found if len(text) >= _SHORTEST))


def mapping(value: Any) -> Mapping[str, Any]:
    """Return the value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}
