"""Terraform and OpenTofu plans, as `terraform show -json` prints them.

https://developer.hashicorp.com/terraform/internals/json-format
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cmdb.checks.model import Change, Effect, Keys
from cmdb.errors import Invalid, Problem
from cmdb.intake.terraform import CLAIMED, classes, identifiers, metadata, names
from cmdb.intake.terraform.identity import mapping as _mapping
from cmdb.intake.terraform.identity import texts

REMEDY = "`terraform show -json plan > plan.json` (or `tofu show -json`) makes a plan that is read."
# Attributes that say something about a thing and change nothing at it.
_LABELS = frozenset(
    {
        *("tags", "tags_all", "labels", "terraform_labels", "effective_labels", "annotations"),
        *("description", "comment", "timeouts", "deletion_protection", "force_destroy"),
        *("apply_immediately", "skip_final_snapshot", "etag", "fingerprint", "label_fingerprint"),
    }
)
_ACTIONS: Mapping[tuple[str, ...], tuple[str, Effect]] = {
    ("create",): ("create", "new"),
    ("update",): ("update", "restarts"),
    ("delete",): ("delete", "ends"),
    ("delete", "create"): ("replace", "ends"),
    ("create", "delete"): ("replace", "ends"),
    ("forget",): ("forget", "none"),
    ("create", "forget"): ("forget", "none"),
    ("no-op",): ("no-op", "none"),
    ("read",): ("read", "none"),
}


def is_terraforms(value: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object is of Terraform, a plan or not."""
    marks = ("resource_changes", "planned_values", "terraform_version", "lineage", "@level")
    return any(mark in value for mark in marks)


def changes(plan: Mapping[str, Any]) -> tuple[list[Change], list[Problem]]:
    """Return what a plan changes, and notes. Raises Invalid for what is no plan that can be read."""
    _refuse_others(plan)
    _refuse_version(plan.get("format_version"))
    if plan.get("errored") is True:
        raise Invalid(
            "The plan ended with an error: what it would do is not known in whole.",
            remedy="Run `terraform plan` until it succeeds.",
        )
    listed = plan.get("resource_changes", [])
    if not isinstance(listed, list):
        raise _wrong("resource_changes", "must be a list")
    found = [one for at, entry in enumerate(listed) for one in _change(entry, at)]
    return found, list(_notes(plan))


def _refuse_others(plan: Mapping[str, Any]) -> None:
    if "@level" in plan:
        raise Invalid("This is the log of `terraform plan -json`, not a plan.", remedy=REMEDY)
    if "lineage" in plan or ("serial" in plan and "resources" in plan):
        raise Invalid("This is a Terraform state file, not a plan.", remedy=REMEDY)
    if not {"resource_changes", "planned_values"} & plan.keys():
        raise Invalid(
            "This is a Terraform state (`terraform show -json` without a plan), not a plan."
            if "values" in plan or plan.keys() <= {"format_version", "terraform_version", "checks"}
            else "This is no Terraform plan: it holds no `resource_changes`.",
            remedy=f"`terraform plan -out plan` first; {REMEDY}",
        )


def _refuse_version(version: Any) -> None:
    if not isinstance(version, str) or version.partition(".")[0] not in ("0", "1"):
        raise Invalid(
            f"format_version: {version!r} is no version that is read; known are 0.1 to 1.x.",
            remedy="Say which version of Terraform made it; newer formats need a newer CMDB.",
            problems=[Problem("format_version", f"{version!r} is not known")],
        )


def _change(entry: Any, at: int) -> Iterator[Change]:
    place = f"resource_changes[{at}]"
    address, change = _parts_of(entry, place)
    if entry.get("mode") == "data":
        return
    action, effect = _action(change.get("actions"), place)
    before, after = _mapping(change.get("before")), _mapping(change.get("after"))
    parts = _replaced(change) if action == "replace" else ()
    if action == "update":
        parts = _changed(before, after, _mapping(change.get("after_unknown")))
        effect = "none" if parts and set(parts) <= _LABELS else effect
    if action == "no-op":
        action = _quiet(entry, change)
    deposed = entry.get("deposed")
    label = f"{address} (deposed {deposed})" if deposed else address
    keys = _keys(entry, before, only_identifiers=bool(deposed))
    yield Change(label, action, effect, keys, parts, place=place)


def _action(actions: Any, place: str) -> tuple[str, Effect]:
    listed = actions if isinstance(actions, list) else []
    known = _ACTIONS.get(tuple(one for one in listed if isinstance(one, str)))
    if known is None:
        raise _wrong(f"{place}.change.actions", f"{actions!r:.100} are no actions that are known")
    return known


def _quiet(entry: Mapping[str, Any], change: Mapping[str, Any]) -> str:
    if change.get("importing"):
        return "import"
    return "move" if entry.get("previous_address") else "no-op"


def _parts_of(entry: Any, place: str) -> tuple[str, Mapping[str, Any]]:
    if not isinstance(entry, dict):
        raise _wrong(place, "must be an object")
    address, change = entry.get("address"), entry.get("change")
    if not (isinstance(address, str) and address.strip()):
        raise _wrong(f"{place}.address", "is missing, or no text")
    if not isinstance(change, dict):
        raise _wrong(f"{place}.change", "is missing, or no object")
    return address, change


def _keys(entry: Mapping[str, Any], before: Mapping[str, Any], *, only_identifiers: bool) -> Keys:
    if only_identifiers:
        return Keys(identifiers=identifiers(before), not_of=CLAIMED)
    namespace = metadata(before).get("namespace")
    type_ = entry.get("type")
    found = classes(type_) if isinstance(type_, str) else ()
    return Keys(
        external_ids=texts([entry.get("address"), entry.get("previous_address")]),
        identifiers=identifiers(before),
        names=names(before),
        classes=found,
        not_of=() if found else CLAIMED,
        within={"namespace": namespace} if isinstance(namespace, str) else {},
    )


def _changed(
    before: Mapping[str, Any], after: Mapping[str, Any], later: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the names of the attributes that an update changes. Their values may be secrets."""
    differs = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    differs -= {name for name in differs if name not in after and not later.get(name)}
    return tuple(sorted(differs | {name for name, is_later in later.items() if is_later is True}))


def _replaced(change: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the paths that force the replacement."""
    paths = change.get("replace_paths")
    listed = paths if isinstance(paths, list) else []
    return tuple(".".join(map(str, path)) for path in listed if isinstance(path, list))


def _notes(plan: Mapping[str, Any]) -> Iterator[Problem]:
    drift, deferred = plan.get("resource_drift"), plan.get("deferred_changes")
    if isinstance(drift, list) and drift:
        reason = f"{len(drift)} resources were changed outside of Terraform: not part of the plan"
        yield Problem("resource_drift", reason)
    if isinstance(deferred, list) and deferred:
        reason = f"{len(deferred)} changes are put off to a later plan: not looked at"
        yield Problem("deferred_changes", reason)
    if plan.get("complete") is False:
        yield Problem("complete", "the plan says that another one must follow it")


def _wrong(place: str, reason: str) -> Invalid:
    return Invalid(f"{place}: {reason}.", remedy=REMEDY, problems=[Problem(place, reason)])
