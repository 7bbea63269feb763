"""Files of NetBox's answers, of any version: pages, lists, dumps, and objects by endpoint."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from cmdb.intake import json_text, text
from cmdb.intake.model import Files, Issue
from cmdb.intake.text import MIB, Unreadable
from importers.netbox.endpoints import APPS, ENDPOINTS, TYPES, endpoint, host, of_file, of_record
from importers.netbox.records import Row, Scope, Tables, identifier

JSON_LIMIT = 256 * MIB
_SIGNS = (
    re.compile(rf'\\?/api\\?/(?:{APPS})\\?/[a-z][a-z-]*\\?/\d+\\?/?"'),
    re.compile(r'"(?:dcim|ipam|tenancy|virtualization|circuits)/[a-z][a-z-]*"\s*:\s*[\[{]'),
    re.compile(r'"model"\s*:\s*"(?:dcim|ipam|tenancy|virtualization|circuits)\.[a-z]+"'),
    re.compile(r'"app_label"\s*:\s*"dcim"'),
)
_PAGE = re.compile(r'"results"\s*:\s*\[')
_COUNT = re.compile(r'"count"\s*:\s*\d')
_MOST_ENDPOINTS = 500
_OWN = frozenset(
    {"account", "admin", "auth", "contenttypes", "core", "django_rq", "extras", "sessions"}
    | {"social_django", "taggit", "users"}
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Records as they stand in an input, with the endpoint and count that are said of them."""

    endpoint: str
    records: Any
    count: int | None
    whole: bool
    place: str


def recognised(files: Files, name: str) -> bool:
    """Return whether a file of the upload holds what NetBox answered, by its beginning."""
    if PurePosixPath(name).suffix.lower() != ".json":
        return False
    start = text.head(files.path(name))
    if not start.lstrip().startswith(("{", "[")):
        return False
    if any(sign.search(start) for sign in _SIGNS):
        return True
    return bool(_PAGE.search(start) and _COUNT.search(start) and of_file(name) in TYPES)


def answered(files: Files) -> list[str]:
    """Return the names of the answers in an upload; all JSON files, else all files, if none looks like one."""
    found = [name for name in files.names if recognised(files, name)]
    data = [name for name in files.names if PurePosixPath(name).suffix.lower() == ".json"]
    return sorted(found or data or files.names)


def tables(files: Files, *, complete: bool) -> tuple[Tables, list[Issue]]:
    """Return all records of an upload, and what was wrong. `complete`: lists hold all there is."""
    result, issues, skipped = Tables(), list[Issue](), Counter[str]()
    for name in answered(files):
        before = len(result.scopes)
        try:
            value = json_text.value(text.text(files.path(name), JSON_LIMIT))
        except Unreadable as exc:
            issues.append(exc.issue(name))
            if (named := of_file(name)) in TYPES:
                result.scopes.setdefault(named, Scope()).broken = True
            continue
        found = list(answers(value, name))
        for one in found:
            take(one, result, issues, skipped, complete=complete)
        if not found and len(result.scopes) == before:
            issues.append(Issue(name, "holds no answer of NetBox's API."))
    issues += _left_out(skipped)
    return result, issues


def _left_out(skipped: Counter[str]) -> Iterator[Issue]:
    others = sum(skipped.pop(one) for one in list(skipped) if one.partition(".")[0] in _OWN)
    if others:
        reason = f"{others} records of NetBox's own household were passed over."
        yield Issue("", reason, fatal=False)
    for one, count in sorted(skipped.items()):
        what = f"{count} records of {one}" if count > 1 else f"1 record of {one}"
        yield Issue(one, f"{what} left out: they are no CIs here.", fatal=False)


def answers(value: Any, name: str) -> Iterator[Answer]:
    """Yield the answers that a file's value holds."""
    if isinstance(value, list):
        if value and all(isinstance(one, dict) and "results" in one for one in value):
            for index, page in enumerate(value):
                yield _page(page, of_file(name), f"{name}: [{index}].results")
        else:
            yield Answer(of_file(name), value, None, True, name)
    elif isinstance(value, dict):
        yield from _of_object(value, name)


def _of_object(value: Mapping[str, Any], name: str) -> Iterator[Answer]:
    if "results" in value:
        yield _page(value, of_file(name), f"{name}: results")
        return
    if isinstance(value.get("id"), int | str) and of_record(value) in TYPES:
        yield Answer("", [value], None, False, name)
        return
    inner = value.get("endpoints")
    within = inner if isinstance(inner, dict) else value
    for said, found in list(within.items())[:_MOST_ENDPOINTS]:
        named = endpoint(str(said)) if "/" in str(said) or isinstance(found, list | dict) else ""
        if not named or not isinstance(found, list | dict):
            continue
        place = f"{name}: {said}"
        if isinstance(found, dict):
            if "results" in found:
                yield _page(found, named, f"{place}.results")
        else:
            yield Answer(named, found, None, False, place)


def _page(page: Mapping[str, Any], named: str, place: str) -> Answer:
    count = page.get("count")
    known = isinstance(count, int) and not isinstance(count, bool)
    return Answer(named, page["results"], count if known else None, False, place)


def take(
    one: Answer, into: Tables, issues: list[Issue], skipped: Counter[str], *, complete: bool
) -> None:
    """Keep the records of an answer, each under its own endpoint."""
    if not isinstance(one.records, list):
        issues.append(Issue(one.place, "must be a list of records."))
        if one.endpoint in TYPES:
            into.scopes.setdefault(one.endpoint, Scope()).broken = True
        return
    named = _of_all(one.records) or one.endpoint
    scope = into.scopes.setdefault(named, Scope()) if named in TYPES else Scope()
    if one.count is not None:
        scope.count = max(scope.count or 0, one.count)
    elif complete and one.whole:
        scope.count = scope.count or 0
    else:
        scope.counted = False
    for index, record in enumerate(one.records):
        reason = _taken(record, named, f"{one.place}[{index}]", into, skipped)
        if reason:
            scope.broken = True
            issues.append(Issue(f"{one.place}[{index}]", reason, fatal=False))


def _of_all(records: Sequence[Any]) -> str:
    first = next((one for one in records if isinstance(one, dict)), {})
    return of_record(first)


def _dumped(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return a dump's fields with types as the API writes them: `["dcim", "interface"]` is one."""
    return {
        key: ".".join(value)
        if key.endswith("_type") and isinstance(value, list) and all(map(_is_text, value))
        else value
        for key, value in fields.items()
    }


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _taken(record: Any, named: str, place: str, into: Tables, skipped: Counter[str]) -> str:
    """Keep one record; return why it cannot be kept, if so."""
    if not isinstance(record, dict):
        return "is no object: it was left out."
    if isinstance(record.get("fields"), dict) and isinstance(record.get("model"), str):
        named = ENDPOINTS.get(record["model"], record["model"])
        record = {**_dumped(record["fields"]), "id": record.get("pk")}
    else:
        named = of_record(record) or named
    if named not in TYPES:
        skipped[named or "no known endpoint"] += 1
        return ""
    id_ = identifier(record.get("id"))
    if id_ is None:
        return f"has no id that NetBox could have given ({str(record.get('id'))[:40]}): it was left out."
    if found := host(record):
        into.hosts.add(found)
    into.scopes.setdefault(named, Scope())
    into.add(Row(named, id_, record, f"{place} ({named.rpartition('/')[2]} {id_})"))
    return ""
