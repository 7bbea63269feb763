"""A component or a service as one record, whichever way it was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cmdb.intake.text import line

_LONGEST = 2000


@dataclass(eq=False, slots=True)
class Flow:
    """Data that a service handles: how sensitive, in which direction, from where and to where."""

    classification: str = ""
    direction: str = ""
    sources: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()


@dataclass(eq=False, slots=True)
class Entry:
    """A component or a service. `type` of a service is `service`; `place` is where it stands."""

    type: str
    name: str
    place: str
    parent: "Entry | None" = None
    ref: str = ""
    group: str = ""
    version: str = ""
    description: str = ""
    purl: str = ""
    cpe: str = ""
    supplier: str = ""
    licence: str = ""
    endpoints: tuple[str, ...] = ()
    outside: bool | None = None
    flows: tuple[Flow, ...] = ()
    data_types: tuple[str, ...] = ()
    classifications: tuple[str, ...] = ()
    sha256: str = ""
    repository: str = ""
    certificate: Mapping[str, Any] = field(default_factory=dict)
    asset: str = ""
    marks: frozenset[str] = frozenset()


class Json:
    """Entries as JSON writes them."""

    def __init__(self, name: str) -> None:
        self._name = name

    @staticmethod
    def inner(raw: Any, kind: str) -> list[Any]:
        """Return the components or services that stand in another."""
        return listed(mapping(raw).get(kind))

    def entry(self, kind: str, raw: Any, place: str, parent: Entry | None) -> Entry:
        """Return one of them; without a name where it is no object that has one."""
        one = mapping(raw)
        crypto = mapping(one.get("cryptoProperties"))
        return Entry(
            type="service" if kind == "services" else word(one.get("type")).lower(),
            name=word(one.get("name")),
            place=f"{self._name}: {place}",
            parent=parent,
            ref=word(one.get("bom-ref")),
            group=word(one.get("group")),
            version=word(one.get("version")),
            description=word(one.get("description")),
            purl=word(one.get("purl")),
            cpe=word(one.get("cpe")),
            supplier=_organization(one, "provider", "supplier", "manufacturer", "manufacture"),
            licence=_licence(one.get("licenses")),
            endpoints=texts(one.get("endpoints")),
            outside=boolean(one.get("x-trust-boundary")),
            flows=tuple(_flow(f) for f in listed(one.get("data")) if kind == "services"),
            data_types=tuple(word(mapping(d).get("type")) for d in listed(one.get("data"))),
            classifications=texts(
                [mapping(d).get("classification") for d in listed(one.get("data"))]
            ),
            sha256=_sha256(one.get("hashes")),
            repository=_repository(one.get("externalReferences")),
            certificate=mapping(crypto.get("certificateProperties")),
            asset=word(crypto.get("assetType")),
            marks=frozenset(word(mapping(p).get("name")) for p in listed(one.get("properties"))),
        )


def _flow(value: Any) -> Flow:
    one = mapping(value)
    return Flow(
        word(one.get("classification")),
        word(one.get("flow")),
        texts(one.get("source")),
        texts(one.get("destination")),
    )


def _organization(one: Mapping[str, Any], *keys: str) -> str:
    return next((name for key in keys if (name := word(mapping(one.get(key)).get("name")))), "")


def _licence(value: Any) -> str:
    for choice in listed(value):
        one = mapping(choice)
        licence = mapping(one.get("license"))
        found = word(licence.get("id")) or word(licence.get("name")) or word(one.get("expression"))
        if found:
            return found
    return ""


def _sha256(value: Any) -> str:
    for one in listed(value):
        if word(mapping(one).get("alg")) == "SHA-256":
            return word(mapping(one).get("content")).lower()
    return ""


def _repository(value: Any) -> str:
    for one in listed(value):
        if word(mapping(one).get("type")) == "vcs":
            return word(mapping(one).get("url"))
    return ""


def texts(value: Any) -> tuple[str, ...]:
    """Return the texts of a list, or a text alone, each once."""
    found = [value] if isinstance(value, str) else listed(value)
    return tuple(dict.fromkeys(text for one in found if (text := word(one))))


def word(value: Any) -> str:
    """Return a text on one line, without space around it; "" for what is none."""
    return line(value, _LONGEST) if isinstance(value, str) else ""


def boolean(value: Any) -> bool | None:
    """Return a truth value, also where it is written as text; None for what is none."""
    if isinstance(value, str):
        return {"true": True, "1": True, "false": False, "0": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def mapping(value: Any) -> Mapping[str, Any]:
    """Return the value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """Return the value if it is a list, an object as a list of one, else an empty one."""
    if isinstance(value, dict):
        return [value]
    return value if isinstance(value, list) else []
