"""A service's definition in one form, and how a later one is laid over an earlier one.

Short and long forms become one; what the importer does not read lies apart, as it is. Merging as in
https://github.com/compose-spec/compose-spec/blob/main/13-merge.md
"""

from collections.abc import Callable, Mapping
from typing import Any

from cmdb.intake.yaml_text import Tagged

Definition = dict[str, Any]
Report = Callable[[str, str], None]  # place, reason
REST = "rest"
"""Under this key lies what is not read, such as commands and volumes: versions differ in it too."""


def canonical(raw: Mapping[Any, Any], place: str, report: Report) -> Definition:
    """Return the definition in its long form; what is of a wrong kind is reported and left out."""
    found: Definition = {}
    for key, shape in _SHAPES.items():
        if key not in raw:
            continue
        value, tag = raw[key], None
        if isinstance(value, Tagged):
            value, tag = value.value, value.tag
        if tag == "!reset":
            found[key] = Tagged("!reset", None)
        elif value is not None:
            try:
                long = shape(value)
            except _WrongKindError as exc:
                report(f"{place}.{key}", str(exc))
            else:
                found[key] = Tagged(tag, long) if tag else long
    return found | _rest(raw)


def _rest(raw: Mapping[Any, Any]) -> Definition:
    rest = {str(key): value for key, value in raw.items() if key not in _SHAPES}
    return {REST: rest} if rest else {}


def merged(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    """Return `later` laid over `earlier`: mappings merge, lists append, `!reset` takes away."""
    result = dict(earlier)
    for key, value in later.items():
        before = result.get(key)
        if isinstance(value, Tagged) and value.tag == "!reset":
            result.pop(key, None)
        elif isinstance(value, Tagged):
            result[key] = untagged(value.value)
        elif isinstance(value, dict):
            result[key] = merged(before if isinstance(before, dict) else {}, value)
        elif isinstance(value, list) and isinstance(before, list):
            result[key] = [*before, *(untagged(v) for v in value if v not in before)]
        else:
            result[key] = untagged(value)
    return result


def untagged(value: Any) -> Any:
    """Return the value with its tags followed: nothing lies below it."""
    if isinstance(value, Tagged):
        return None if value.tag == "!reset" else untagged(value.value)
    return merged({}, value) if isinstance(value, dict) else value


class _WrongKindError(Exception):
    """The value is not of a kind that Compose takes here."""


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise _WrongKindError("must be a text or a number.")


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [_scalar(entry) for entry in value if entry is not None]
    raise _WrongKindError("must be a list.")


def _pairs(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return {
            _scalar(k): v if v is None or isinstance(v, Tagged) else _scalar(v)
            for k, v in value.items()
        }
    found: dict[str, Any] = {}
    for entry in _strings(value):
        key, sign, rest = entry.partition("=")
        found[key] = rest if sign else None
    return found


def _dependencies(value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        return {_scalar(name): {} for name in value}
    if not isinstance(value, dict):
        raise _WrongKindError("must be a list of services, or a mapping.")
    found: dict[str, Any] = {}
    for name, how in value.items():
        if not isinstance(how, dict | Tagged | None):
            raise _WrongKindError(f'the entry "{name}" must be a mapping.')
        found[_scalar(name)] = {} if how is None else how
    return found


def _ports(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise _WrongKindError("must be a list.")
    return [_port(entry) if isinstance(entry, dict) else _scalar(entry) for entry in value]


def _port(long: Mapping[str, Any]) -> str:
    if "target" not in long:
        raise _WrongKindError("the long form needs a `target`.")
    outside = [_scalar(long[key]) for key in ("host_ip", "published") if long.get(key)]
    protocol = _scalar(long.get("protocol") or "tcp")
    plain = ":".join([*outside, _scalar(long["target"])])
    return plain if protocol == "tcp" else f"{plain}/{protocol}"


def _env_files(value: Any) -> dict[str, Any]:
    entries = value if isinstance(value, list) else [value]
    found: dict[str, Any] = {}
    for entry in entries:
        path = entry.get("path") if isinstance(entry, dict) else entry
        if not isinstance(path, str):
            raise _WrongKindError("must be a path, or a list of them.")
        found[path] = {
            "required": not isinstance(entry, dict) or entry.get("required") is not False
        }
    return found


def _networks(value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        return {_scalar(name): {} for name in value}
    if not isinstance(value, dict):
        raise _WrongKindError("must be a list of networks, or a mapping.")
    return {
        _scalar(name): {"aliases": _strings(how.get("aliases") or [])}
        if isinstance(how, dict)
        else {}
        for name, how in value.items()
    }


def _deploy(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _WrongKindError("must be a mapping.")
    found = {"replicas": _scalar(value["replicas"])} if value.get("replicas") is not None else {}
    policy = value.get("restart_policy")
    if isinstance(policy, dict) and policy.get("condition"):
        found["restart"] = _scalar(policy["condition"])
    return found


def _extends(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return {"service": value}
    if isinstance(value, dict) and isinstance(value.get("service"), str):
        file = {"file": _scalar(value["file"])} if value.get("file") else {}
        return {"service": value["service"], **file}
    raise _WrongKindError("must name a `service`.")


_SHAPES: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(
        ("image", "container_name", "restart", "scale", "network_mode", "ipc", "pid"), _scalar
    ),
    **dict.fromkeys(("expose", "profiles", "links", "volumes_from"), _strings),
    "ports": _ports,
    "environment": _pairs,
    "env_file": _env_files,
    "depends_on": _dependencies,
    "networks": _networks,
    "deploy": _deploy,
    "extends": _extends,
}
