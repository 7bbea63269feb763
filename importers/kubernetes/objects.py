"""The objects that manifests hold, each once."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from cmdb.intake import json_text, text, yaml_text
from cmdb.intake.model import Files, Issue
from cmdb.intake.text import MIB, Unreadable

JSON_LIMIT = 256 * MIB
WORKLOADS = (
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "ReplicationController",
    "Job",
    "CronJob",
    "Pod",
)
READ = (*WORKLOADS, "Service", "Ingress", "Namespace", "ConfigMap")
_CLUSTER_WIDE = ("Namespace",)
_GROUPS = re.compile(r"(?:v1|(?:apps|batch|extensions|networking\.k8s\.io)/v\w+)\Z")
_HELM = re.compile(
    r"\{\{-?\s*(?:[^{}]*\.(?:Values|Release|Chart|Capabilities)\b|include\s|define\s)"
)
_API = re.compile(
    r'^[ ]{0,2}-?[ ]?"?apiVersion"?\s*:\s*["\']?([\w./-]+)|"apiVersion"\s*:\s*"([\w./-]+)"',
    re.MULTILINE,
)
_KIND = re.compile(r'^[ ]{0,2}-?[ ]?"?kind"?\s*:|"kind"\s*:', re.MULTILINE)
# A state of Terraform may hold whole manifests.
_TERRAFORM = re.compile(r'\A\s*\{(?=[\s\S]*"(?:terraform_version|lineage|planned_values)"\s*:)')
_DATA = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Object:
    """A manifest's object of a kind that is read; `place` is where it stands."""

    kind: str
    namespace: str
    name: str
    body: Mapping[str, Any]
    place: str

    @property
    def id(self) -> str:
        """Its external id: `deployment/<namespace>/<name>`."""
        return "/".join(part for part in (self.kind.lower(), self.namespace, self.name) if part)

    @property
    def folder(self) -> str:
        """The folder of its file, within the upload."""
        return self.place.partition(": ")[0].rpartition("/")[0]

    @property
    def states_namespace(self) -> bool:
        """Whether it names its namespace itself, and is not merely put into `default`."""
        return bool(self.part("metadata").get("namespace"))

    def part(self, *path: str) -> Mapping[str, Any]:
        """Return the mapping at this path, or an empty one."""
        found: Any = self.body
        for step in path:
            found = found.get(step) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}


@dataclass(slots=True)
class Objects:
    """All objects of an upload by external id, and what was wrong or left out."""

    found: dict[str, Object] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def of(self, *kinds: str) -> Iterator[Object]:
        """Yield the objects of these kinds, in the order in which they were read."""
        return (one for one in self.found.values() if one.kind in kinds)


def recognised(files: Files, name: str) -> bool:
    """Return whether a file of the upload holds Kubernetes objects, by its beginning."""
    if PurePosixPath(name).suffix.lower() not in _DATA:
        return False
    start = text.head(files.path(name))
    if _TERRAFORM.match(start):
        return False
    versions = {a or b for a, b in _API.findall(start)}
    if any("backstage.io/" in version for version in versions):  # a catalog's, of whatever kinds
        return False
    return bool(versions) and bool(_KIND.search(start))


def manifests(files: Files) -> list[str]:
    """Return the names of the manifests in an upload; all data files if none looks like one."""
    found = [name for name in files.names if recognised(files, name)]
    return found or [n for n in files.names if PurePosixPath(n).suffix.lower() in _DATA]


def objects(files: Files) -> Objects:
    """Return every object of the upload once; of two that differ the last one holds, as for kubectl."""
    result = Objects()
    skipped: Counter[tuple[str, str]] = Counter()
    for name in manifests(files):
        try:
            for value, place in _values(files, name):
                _take(value, place, result, skipped)
        except Unreadable as exc:
            result.issues.append(exc.issue(name))
    for (api, kind), count in sorted(skipped.items()):
        times = f"{count} objects" if count > 1 else "1 object"
        reason = f"{times} of {api} left out: this kind is not read."
        result.issues.append(Issue(f"kind {kind}", reason, fatal=False))
    return result


def _values(files: Files, name: str) -> Iterator[tuple[Any, str]]:
    path = files.path(name)
    if PurePosixPath(name).suffix.lower() == ".json":
        yield json_text.value(text.text(path, JSON_LIMIT)), name
        return
    content = text.text(path, yaml_text.SIZE_LIMIT)
    if template := _HELM.search(content):
        raise Unreadable(
            "is a Helm template, not a manifest.",
            line=1 + content.count("\n", 0, template.start()),
            remedy="Render the chart first (`helm template NAME CHART > rendered.yaml`) and import that.",
        )
    for document in yaml_text.documents(content):
        yield document.value, f"{name}: line {document.line}"


def _take(value: Any, place: str, into: Objects, skipped: Counter[tuple[str, str]]) -> None:
    if value is None:
        return
    if wrong := _untyped(value, place):
        into.issues.append(wrong)
        return
    kind, api = value["kind"], value["apiVersion"]
    if kind.endswith("List") and "items" in value:
        for item, at in _items(value, api, kind, place, into):
            _take(item, at, into, skipped)
    elif kind in READ and _GROUPS.match(api):
        _keep(_object(value, kind, place, into), into)
    elif kind != "Secret":
        skipped[api, kind] += 1


def _untyped(value: Any, place: str) -> Issue | None:
    if not isinstance(value, dict):
        return Issue(place, "is no Kubernetes object: it must be a mapping.")
    for name in ("kind", "apiVersion"):
        if not (isinstance(value.get(name), str) and value[name]):
            return Issue(f"{place}: {name}", "is missing, or no text.")
    return None


def _items(
    value: dict[str, Any], api: str, kind: str, place: str, into: Objects
) -> Iterator[tuple[Any, str]]:
    items = value["items"]
    if not isinstance(items, list | None):
        into.issues.append(Issue(f"{place}: items", "must be a list."))
        return
    typed = {"apiVersion": api, "kind": kind.removesuffix("List")} if kind != "List" else {}
    for index, item in enumerate(items or ()):
        yield {**typed, **item} if isinstance(item, dict) else item, f"{place}: items[{index}]"


def _object(value: dict[str, Any], kind: str, place: str, into: Objects) -> Object | None:
    metadata = value.get("metadata")
    if not isinstance(metadata, dict):
        into.issues.append(
            Issue(f"{place}: metadata", f"of this {kind} is missing, or no mapping.")
        )
        return None
    name = metadata.get("name") or metadata.get("generateName")
    if not isinstance(name, str) or not name.strip().rstrip("-"):
        into.issues.append(
            Issue(f"{place}: metadata.name", f"of this {kind} is missing, or no text.")
        )
        return None
    namespace = metadata.get("namespace")
    if not isinstance(namespace, str | None):
        into.issues.append(Issue(f"{place}: metadata.namespace", "must be a text."))
        return None
    within = "" if kind in _CLUSTER_WIDE else namespace or "default"
    where = f"{place} ({kind} {name})"
    return Object(kind, within, name.strip().rstrip("-"), value, where)


def _keep(one: Object | None, into: Objects) -> None:
    if one is None:
        return
    before = into.found.get(one.id)
    if before is None:
        into.found[one.id] = one
    elif before.body != one.body:
        reason = f"differs from the one at {before.place}: the later one holds, as for kubectl."
        into.issues.append(Issue(one.place, reason, fatal=False))
        into.found[one.id] = one
