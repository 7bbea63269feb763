"""From uploaded files to what they say will change. Which kind they are of is told by their content."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import orjson

from cmdb.checks import listing, terraform
from cmdb.checks.differences import differences
from cmdb.checks.model import Change, Said
from cmdb.errors import Invalid, Problem
from cmdb.intake import Reading, rules, text
from cmdb.intake.model import Files
from cmdb.intake.rules import Input
from cmdb.intake.text import MIB, Unreadable

Readings = Callable[[Files, str | None], Iterable[Reading]]
TERRAFORM, LIST = "terraform", "list"
_PLAN_LIMIT = 256 * MIB
_LIST_LIMIT = 16 * MIB
_ZIP = b"PK\x03\x04"
_NAMED = 20
_VERSIONED = (".yaml", ".yml")
_BOTH = (
    "Give both versions, before and after: `git show main:compose.yaml > before.yaml`, then "
    "`cmdb check before.yaml compose.yaml`."
)


@dataclass(frozen=True, slots=True)
class Upload:
    """The files to look at: one alone, or two versions. `kind` where it is said, `column` of a CSV."""

    after: Files
    before: Files | None = None
    kind: str | None = None
    column: str | None = None


def said(upload: Upload, readings: Readings) -> Said:
    """Return what the files say. Raises Invalid with the place of what is wrong, and the remedy."""
    if upload.before is not None:
        return _versions(upload.before, upload, readings)
    if len(upload.after.names) > 1:
        raise Invalid("Several files were sent, but no version before them.", remedy=_BOTH)
    (name,) = upload.after.names
    if upload.kind not in (None, TERRAFORM, LIST):
        raise Invalid(f"{name}: of {upload.kind} one version says no change.", remedy=_BOTH)
    try:
        return _alone(upload, name)
    except Unreadable as exc:
        issue = exc.issue(name)
        raise Invalid(f"{issue.place}: {exc.detail}", remedy=exc.remedy) from exc


def _alone(upload: Upload, name: str) -> Said:
    path = upload.after.path(name)
    with path.open("rb") as file:
        if file.read(4) == _ZIP:
            raise Invalid(f"{name} is a binary plan (or another archive).", remedy=terraform.REMEDY)
    suffix = PurePosixPath(name).suffix.lower()
    start = text.head(path).lstrip()
    _refuse_words(name, suffix, start)
    if upload.kind == TERRAFORM or (upload.kind is None and start[:1] in ("{", "[")):
        value = _json(text.text(path, _PLAN_LIMIT))
        return _of_json(value, name, upload)
    if upload.kind is None and suffix in _VERSIONED:
        raise Invalid(f"{name}: one version of it says no change.", remedy=_BOTH)
    content = text.text(path, _LIST_LIMIT)
    if start[:1] in ("{", "["):
        return _of_json(_json(content), name, upload)
    is_csv = suffix in (".csv", ".tsv") or upload.column
    found = listing.of_csv(content, upload.column) if is_csv else listing.of_text(content)
    return _listed(found, name)


def _refuse_words(name: str, suffix: str, start: str) -> None:
    if "will perform the following actions" in start:
        raise Invalid(f"{name} is a plan in words.", remedy=terraform.REMEDY)
    if suffix in (".tf", ".tofu", ".hcl"):
        raise Invalid(f"{name} is configuration, not a plan.", remedy=terraform.REMEDY)
    if start.startswith('{"@level"'):
        raise Invalid(f"{name} is the log of `plan -json`, not a plan.", remedy=terraform.REMEDY)


def _json(content: str) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as exc:
        reason = f"is not JSON: {exc.msg}."
        remedy = 'A plan is what `terraform show -json` prints; a list is `["shop-db-1", …]`.'
        raise Unreadable(reason, line=exc.lineno, column=exc.colno, remedy=remedy) from exc


def _of_json(value: Any, name: str, upload: Upload) -> Said:
    if isinstance(value, dict):
        if upload.kind == TERRAFORM or terraform.is_terraforms(value):
            found, notes = terraform.changes(value)
            source = f"terraform:{upload.after.project or 'upload'}"
            return Said(TERRAFORM, (name,), tuple(found), tuple(notes), (source,))
        if "cmdb" in value:
            raise Invalid(
                f"{name} is a CMDB document, not a change.",
                remedy="`cmdb import --dry-run` says what importing it would change.",
            )
        if "apiVersion" in value or "services" in value:
            raise Invalid(f"{name}: one version of it says no change.", remedy=_BOTH)
    if isinstance(value, dict | list) and listing.is_list(value):
        return _listed(listing.of_json(value), name)
    raise Invalid(
        f"{name} is neither a Terraform plan nor a list of CIs.",
        remedy=f'{terraform.REMEDY} A list is `["shop-db-1", …]`.',
    )


def _listed(found: Sequence[Change], name: str) -> Said:
    if not found:
        raise Invalid(f"{name} names no CI.", remedy="Write one a line: an id, a name, class:name.")
    return Said(LIST, (name,), tuple(found))


def _versions(before: Files, upload: Upload, readings: Readings) -> Said:
    _refuse_plans(before, upload)
    kind = upload.kind or _common_kind(before, upload.after, readings)
    (old_kinds, old), (new_kinds, new) = (
        _inputs(files, kind, readings, which)
        for files, which in ((before, "before"), (upload.after, "after"))
    )
    if old_kinds != new_kinds:
        raise Invalid(
            f"The two versions are of different kinds: {_and(old_kinds)} before, "
            f"{_and(new_kinds)} after.",
            remedy="Give two versions of the same files.",
        )
    notes = [note for one in new for note in one.notes]
    sources = tuple(dict.fromkeys(one.source for one in (*new, *old)))
    names = (*before.names, *upload.after.names)
    return Said(_and(new_kinds), names, tuple(differences(old, new)), tuple(notes), sources)


def _refuse_plans(before: Files, upload: Upload) -> None:
    for files in (before, upload.after):
        for name in files.names[:1]:
            if '"resource_changes"' in text.head(files.path(name)) or upload.kind in (
                TERRAFORM,
                LIST,
            ):
                raise Invalid(
                    f"{name}: a plan or a list is one file; it says itself what changes.",
                    remedy="Give it alone. Two versions are of Compose or Kubernetes files.",
                )


def _common_kind(before: Files, after: Files, readings: Readings) -> str | None:
    """Return the kind of the one version whose content tells it, where that of the other does not.

    A file that was saved under another name is known by its twin.
    """
    kinds = [_kinds(files, readings) for files in (before, after)]
    told = [found for found in kinds if found]
    return told[0][0] if len(told) == 1 and len(told[0]) == 1 else None


def _kinds(files: Files, readings: Readings) -> list[str]:
    try:
        return [reading.spec.kind for reading in readings(files, None)]
    except Invalid:
        return []


def _inputs(
    files: Files, kind: str | None, readings: Readings, which: str
) -> tuple[list[str], list[Input]]:
    """Return the kinds and the inputs of one version. Raises Invalid for a bad entry, with its place."""
    found = [
        one
        for reading in readings(files, kind)
        for one in rules.inputs(reading.spec, reading.observations, reading.default_source, None)
    ]
    bad = [Problem(f"{which}: {one.place}", one.reason) for part in found for one in part.bad]
    if bad:
        more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
        raise Invalid(
            f"{str(bad[0]).rstrip('.')}{more}.",
            remedy="Mend it: a version that cannot be read whole cannot be compared.",
            problems=bad[:_NAMED],
        )
    return sorted({one.kind for one in found}), found


def _and(kinds: Sequence[str]) -> str:
    return " and ".join(kinds) or "nothing"
