"""Which resource names which: by identifiers, by names where the attribute says whose, by labels."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path as File

from cmdb.intake.terraform import names
from cmdb.intake.terraform.types import named_by
from importers.terraform import labels
from importers.terraform.resources import Resource
from importers.terraform.values import Path, form, telling, values

# Under these a resource is named by others, beside its identifiers.
_KEYS = (
    *("id", "arn", "self_link", "unique_id", "uuid", "moid", "resource_pool_id", "invoke_arn"),
    *("instance_group", "dns_name", "fqdn", "endpoint", "address", "domain_name", "url"),
    *("default_hostname", "hostname", "public_ip", "ip_address", "ipv4_address", "gateway_id"),
    *("bucket_regional_domain_name", "bucket_domain_name", "regional_domain_name", "api_endpoint"),
    *("qualified_arn", "primary_endpoint_address", "configuration_endpoint_address", "urn"),
)
_OWN = ("id", "arn", "self_link")
_ADDRESSED = ("public_ip", "ip_address", "ipv4_address", "address", "private_ip", "access_ip_v4")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:]+")
_BY_ADDRESS = re.compile(
    r"(?:records?|rrdatas|value|content|targets?|target_id|address|ip|ip_address|ips|floating_ip)\Z"
)
_MOST = 50  # resources of one name: which of more is meant, nothing tells
_PLURAL = re.compile(r"_(?:ids?|uuids?|arns?|names?|self_links?)\Z")


@dataclass(frozen=True, slots=True)
class Reference:
    """A resource that another names, and the attribute that does. `turned`: it needs the namer."""

    to: Resource
    path: Path
    turned: bool = False


class Index:
    """The resources of one state by what others call them."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._keys: dict[str, list[Resource]] = defaultdict(list)
        self._names: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        self._addresses: dict[str, list[Resource]] = defaultdict(list)
        self._outside: dict[str, Resource] = {}
        for one in resources:
            # The name of a record or a certificate is that of what it is for.
            keys = _OWN if one.class_name in ("dns_record", "certificate") else _KEYS
            texts = {form(v) for key in keys if isinstance(v := one.attributes.get(key), str)}
            for text in texts - {""}:
                kept = self._addresses if _ADDRESS.fullmatch(text) else self._keys
                kept[text].append(one)
            for key in _ADDRESSED:
                value = one.attributes.get(key)
                if isinstance(value, str) and one not in self._addresses[form(value)][-1:]:
                    self._addresses[form(value)].append(one)
            for text in {form(name) for name in names(one.attributes)}:
                self._names[one.type, text].append(one)

    def references(self, one: Resource) -> Iterator[Reference]:
        """Yield what a resource names, each as often as it does."""
        anchors = one.of.between or ()
        for path, value in values(one.attributes):
            formed = form(value)
            found = self._named(one, path, formed)
            if found is not None and found is not one:
                yield Reference(found, path, turned=_is_anchor(path, anchors))

    def _named(self, one: Resource, path: Path, value: str) -> Resource | None:
        name = path[-1]
        if telling(value):
            found = self._keys.get(value, [])
            return _best(one, name, found) if found else self._elsewhere(one, name, value)
        if _ADDRESS.fullmatch(value):
            by_address = self._addresses.get(value, []) if _BY_ADDRESS.match(name) else []
            return _best(one, name, by_address)
        types = named_by(name) | named_by(".".join(path[-2:]))
        found = self._keys.get(value, [])[:_MOST]
        wanted = [r for type_ in sorted(types) for r in self._names.get((type_, value), [])[:_MOST]]
        wanted += [r for r in found if r.type in types and r not in wanted]
        if not wanted and _PLURAL.search(name):
            wanted = [r for r in found if _fits(name, r.type)]
        return _best(one, name, wanted)

    def _elsewhere(self, one: Resource, name: str, value: str) -> Resource | None:
        """Return a stand-in for what this state does not hold but names by what tells its class."""
        if name in ("id", "arn", "self_link") or (one.mode == "data"):
            return None
        for class_name, pattern in _patterns():
            if pattern.fullmatch(value):
                stand_in = Resource(value, "outside", class_name, "", {"id": value})
                return self._outside.setdefault(value, stand_in)
        return None


def _best(one: Resource, name: str, found: Sequence[Resource]) -> Resource | None:
    """Return the one that is meant: a CI before what shares its identifier, and no guess."""
    others = [r for r in found[:_MOST] if r is not one and not r.deposed]
    cis = [r for r in others if r.class_name]
    few = [r for r in cis if r.mode == "managed"] or cis
    few = few or [r for r in others if r.of.between is not None]
    close = [r for r in few if _fits(name, r.type)] or few
    near = [r for r in close if _module(r) == _module(one)] or close
    space = labels.namespace(one)
    same = [r for r in near if labels.namespace(r) in ("", space)] if space else near
    return same[0] if len(same) == 1 else None


def _fits(attribute: str, type_: str) -> bool:
    """Tell whether `server_id` can be the id of a `hcloud_server`."""
    word = _PLURAL.sub("", attribute)
    return len(word) > 1 and type_.endswith(f"_{word}")


def _module(one: Resource) -> str:
    return one.address.rpartition(f"{one.type}.")[0]


def _is_anchor(path: Path, anchors: Sequence[str]) -> bool:
    return path[-1] in anchors or ".".join(path[-2:]) in anchors


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = tomllib.loads((File(__file__).parent / "elsewhere.toml").read_text("utf-8"))
    patterns: Mapping[str, Sequence[str]] = table["patterns"]
    return tuple(
        (class_name, re.compile("|".join(f"(?:{one})" for one in listed), re.IGNORECASE))
        for class_name, listed in patterns.items()
    )
