"""Components, services and dependencies as CycloneDX's XML writes them: tags are in lower case."""

from collections.abc import Iterator, Mapping
from typing import Any

from importers.cyclonedx.forms import Entry, Flow, boolean, mapping, texts, word


class Xml:
    """Entries as XML writes them."""

    def __init__(self, name: str) -> None:
        self._name = name

    @staticmethod
    def inner(raw: Any, kind: str) -> list[Any]:
        """Return the components or services that stand in another."""
        return _all(raw, kind, kind.removesuffix("s"))

    def entry(self, kind: str, raw: Any, place: str, parent: Entry | None) -> Entry:
        """Return one of them; without a name where it has none."""
        one = mapping(raw)
        crypto = mapping(one.get("cryptoproperties"))
        data = _all(one, "data", "classification") or _several(one.get("data"))
        return Entry(
            type="service" if kind == "services" else word(one.get("@type")).lower(),
            name=_text(one.get("name")),
            place=f"{self._name}: {place}",
            parent=parent,
            ref=word(one.get("@bom-ref")),
            group=_text(one.get("group")),
            version=_text(one.get("version")),
            description=_text(one.get("description")),
            purl=_text(one.get("purl")),
            cpe=_text(one.get("cpe")),
            supplier=_organization(one),
            licence=_licence(one),
            endpoints=texts(_all(one, "endpoints", "endpoint")),
            outside=boolean(_text(one.get("x-trust-boundary"))),
            flows=tuple(_flows(one)) if kind == "services" else (),
            data_types=tuple(_text(mapping(d).get("type")) for d in data),
            classifications=texts([_text(mapping(d).get("classification")) for d in data]),
            sha256=_sha256(one),
            repository=_repository(one),
            certificate=_certificate(mapping(crypto.get("certificateproperties"))),
            asset=_text(crypto.get("assettype")),
            marks=frozenset(
                word(mapping(p).get("@name")) for p in _all(one, "properties", "property")
            ),
        )


def dependencies(root: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (what, what it depends on) of a document."""
    for one in _all(root, "dependencies", "dependency"):
        inner = _several(mapping(one).get("dependency"))
        needs = [ref for need in inner if (ref := word(mapping(need).get("@ref")))]
        if ref := word(mapping(one).get("@ref")):
            yield ref, tuple(needs)


def compositions(root: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a document says of its own completeness."""
    found = _all(root, "compositions", "composition")
    return [{"aggregate": _text(mapping(one).get("aggregate"))} for one in found]


def _flows(one: Mapping[str, Any]) -> Iterator[Flow]:
    for said in _all(one, "data", "classification"):  # 1.2 to 1.4
        yield Flow(_text(said), word(mapping(said).get("@flow")))
    for flow in _all(one, "data", "dataflow"):
        kind = mapping(flow).get("classification")
        yield Flow(
            _text(kind),
            word(mapping(kind).get("@flow")),
            texts(_all(flow, "source", "url")),
            texts(_all(flow, "destination", "url")),
        )


def _organization(one: Mapping[str, Any]) -> str:
    keys = ("provider", "supplier", "manufacturer", "manufacture")
    found = (_text(mapping(one.get(key)).get("name")) for key in keys)
    return next((name for name in found if name), "")


def _licence(one: Mapping[str, Any]) -> str:
    for licence in _all(one, "licenses", "license"):
        inner = mapping(licence)
        if found := _text(inner.get("id")) or _text(inner.get("name")):
            return found
    return _text(mapping(one.get("licenses")).get("expression"))


def _sha256(one: Mapping[str, Any]) -> str:
    hashes = _all(one, "hashes", "hash")
    return next((_text(h).lower() for h in hashes if mapping(h).get("@alg") == "SHA-256"), "")


def _repository(one: Mapping[str, Any]) -> str:
    for reference in _all(one, "externalreferences", "reference"):
        if mapping(reference).get("@type") == "vcs":
            return _text(mapping(reference).get("url"))
    return ""


def _certificate(one: Mapping[str, Any]) -> dict[str, Any]:
    names = ("subjectName", "issuerName", "notValidBefore", "notValidAfter", "serialNumber")
    return {name: _text(one.get(name.lower())) for name in names}


def _all(raw: Any, outer: str, inner: str) -> list[Any]:
    """Return what stands in `<outer>` as `<inner>`."""
    found = [mapping(one).get(inner) for one in _several(mapping(raw).get(outer))]
    return [one for listed in found for one in _several(listed)]


def _several(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    return word(value.get("")) if isinstance(value, dict) else word(value)
