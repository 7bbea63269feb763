"""Facts as Ansible leaves them: ad-hoc output, `--tree` folders, fact caches, dumps of several hosts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from cmdb.intake import json_text, text
from cmdb.intake.model import Files, Issue
from cmdb.intake.text import MIB, Unreadable

LIMIT = 256 * MIB

_OUTPUT = re.compile(
    r"^(?:\x1b\[[\d;]*m)?([^\s|]{1,255}) \| ([A-Z]+)!? (?:\| rc=-?\d+ )?(=>|>>)", re.MULTILINE
)
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_SURE = (
    "(?:all_ipv[46]_addresses|architecture|distribution|os_family|nodename|fqdn|hostname|kernel"
    "|default_ipv4|date_time|apparmor|bios_version|product_name|net_\\w+)"
)
_WITHIN = re.compile(
    rf'\\?"ansible_(?:facts|{_SURE[3:-1]})\\?"\s*:'
    rf'|\\?"all_ipv4_addresses\\?"\s*:|"unreachable"\s*:\s*true'
)
FACT = re.compile(rf"(?:ansible_)?{_SURE}\Z")
_BARE = re.compile(rf'"{_SURE}"\s*:')
_CACHED = re.compile(r"(?:s\d+_)+")
_SUFFIXES = (".json", ".txt", ".log", ".out", ".fact", ".facts", ".yml", ".yaml")
_TEXTS = (".md", ".rst", ".adoc", ".html", ".htm", ".py", ".sh", ".j2", ".ipynb")
_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found out about a host: names without `ansible_`, and where they stand.

    `host` is what the inventory calls it; `is_named_by_user`: a person named the file, so it may
    say something else.
    """

    host: str
    values: Mapping[str, Any]
    place: str
    is_named_by_user: bool = False


def is_facts(files: Files, name: str) -> bool:
    """Return whether a file looks like facts, or like the output of a run that gathered some."""
    if PurePosixPath(name).suffix.lower() in _TEXTS:
        return False
    start = text.head(files.path(name))
    if start.lstrip().startswith("{"):
        return bool(_WITHIN.search(start))
    found = _OUTPUT.search(start)
    failed = bool(found and found[2] in ("UNREACHABLE", "FAILED") and found[3] == "=>")
    return bool(found) and (failed or bool(_WITHIN.search(start)))


def may_be_facts(files: Files, name: str) -> bool:
    """Return whether a file that nothing else explains holds facts under bare names."""
    start = text.head(files.path(name))
    return start.lstrip().startswith("{") and bool(_BARE.search(start))


def facts(files: Files, name: str) -> Iterator[Facts | Issue]:
    """Yield what a file says of its hosts; hosts that were not reached come as notes.

    Raises Unreadable.
    """
    content = text.text(files.path(name), LIMIT)
    if _OUTPUT.search(content) and not content.lstrip().startswith("{"):
        yield from _output(_COLOUR.sub("", content), name)
        return
    value = _plain(json_text.value(content))
    host, by_user = _host(name)
    if not isinstance(value, Mapping):
        raise Unreadable("holds no facts: they are one JSON object.")
    found = False
    for one, said in _hosts(value, host):
        found = True
        yield from _result(one, said, name, by_user=by_user and one == host)
    if not found:
        raise Unreadable(
            "holds no facts of Ansible.",
            remedy="Write them with `ansible all -m setup --tree facts/`, or give the fact cache.",
        )


def _host(name: str) -> tuple[str, bool]:
    """Return the host that a file is named for, and whether a person may have named it."""
    path = PurePosixPath(name)
    bare = _CACHED.sub("", path.name, count=1) if _CACHED.match(path.name) else path.name
    if PurePosixPath(bare).suffix.lower() in _SUFFIXES:
        return PurePosixPath(bare).stem, True
    return bare, False


def _hosts(value: Mapping[str, Any], host: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield (host, result) of a file: of one host, of several by name, or of a run's JSON."""
    if _is_result(value):
        yield host, value
        return
    plays = value.get("plays")
    if isinstance(plays, list):
        yield from _of_run(plays)
        return
    for one, said in value.items():
        if isinstance(said, Mapping) and _is_result(said):
            yield str(one), said


def _is_result(value: Mapping[str, Any]) -> bool:
    return (
        isinstance(value.get("ansible_facts"), Mapping)
        or bool(value.get("unreachable"))
        or (value.get("failed") is True and "msg" in value)
        or any(isinstance(key, str) and FACT.match(key) for key in value)
    )


def _of_run(plays: list[Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for play in plays:
        for task in _list(play, "tasks"):
            hosts = task.get("hosts") if isinstance(task, Mapping) else None
            for host, said in hosts.items() if isinstance(hosts, Mapping) else ():
                gathered = said.get("ansible_facts") if isinstance(said, Mapping) else None
                if isinstance(gathered, Mapping) and any(FACT.match(str(k)) for k in gathered):
                    yield str(host), said


def _list(value: Any, key: str) -> list[Any]:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, list) else []


def _output(content: str, name: str) -> Iterator[Facts | Issue]:
    """Yield the hosts of ad-hoc output: `host | SUCCESS => {…}`, on one line or several."""
    marks = list(_OUTPUT.finditer(content))
    for at, mark in enumerate(marks):
        place = f"{name}: {mark[1]}"
        if mark[3] == ">>":
            yield Issue(place, "gave no facts: the command was no `setup`.", fatal=False)
            continue
        end = marks[at + 1].start() if at + 1 < len(marks) else len(content)
        line = content.count("\n", 0, mark.start()) + 1 if at < 1000 else 0  # noqa: PLR2004  counting is from the start
        body = content[mark.end() : end]
        closing = body.rfind("}")
        try:
            value = _plain(json_text.value(body[: closing + 1] if closing >= 0 else body))
        except Unreadable as exc:
            where = f"{name}: line {line + (exc.line or 1) - 1}" if line else place
            yield Issue(where, f"{mark[1]}: {exc}")
            continue
        if isinstance(value, Mapping):
            yield from _result(mark[1], value, name)


def _result(
    host: str, said: Mapping[str, Any], name: str, *, by_user: bool = False
) -> Iterator[Facts | Issue]:
    place = f"{name}: {host}"
    if said.get("unreachable"):
        yield Issue(
            place, "was not reached: that says nothing of whether it is there.", fatal=False
        )
        return
    values = _facts_within(said)
    if not any(isinstance(key, str) and FACT.match(key) for key in values):
        reason = "gave no facts: gathering failed." if said.get("failed") else "gave no facts."
        yield Issue(place, reason, fatal=False)
        return
    yield Facts(host.strip(), _unprefixed(values), place, is_named_by_user=by_user)


def _facts_within(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the facts of a result: `setup`'s, or what `debug` shows of a host's variables."""
    for name, value in said.items():
        if isinstance(value, Mapping) and (name == "ansible_facts" or name.startswith("hostvars")):
            return value
    return said


def of_variables(host: str, values: Mapping[str, Any], place: str) -> Facts:
    """Return the facts that came along as a host's variables, out of Ansible's cache."""
    gathered = {key: value for key, value in values.items() if key.startswith("ansible_")}
    return Facts(host, _unprefixed(gathered), place)


def _unprefixed(values: Mapping[Any, Any]) -> dict[str, Any]:
    bare = {str(key): value for key, value in values.items()}
    prefixed = {k.removeprefix("ansible_"): v for k, v in bare.items() if k.startswith("ansible_")}
    return bare | prefixed


def _plain(value: Any, depth: int = 0) -> Any:
    """Return a value as it is meant: caches of newer versions wrap texts, or all of it, anew."""
    if isinstance(value, Mapping):
        payload = value.get("__payload__")
        if isinstance(payload, str) and depth == 0:
            return _plain(json_text.value(payload), 1)
        if "__ansible_type" in value and "value" in value:
            return value["value"]
        if depth < _DEPTH:
            return {key: _plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list) and depth < _DEPTH:
        return [_plain(inner, depth + 1) for inner in value]
    return value
