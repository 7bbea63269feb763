"""show, add, set, relate, unrelate, quorum, retire, restore"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import output
from cli.client import Reply, segment
from cli.command import Call, Reason, command
from cmdb.errors import Invalid, Problem

CI = Annotated[str, typer.Argument(metavar="CI", help="An id, a unique name, or class:name.")]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="TIME|REVISION|BASELINE",
        help="As it was then: 42, 2026-11-21T08:00:00Z, or a baseline's name.",
    ),
]
Fields = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FIELD=VALUE]…",
        help="As in the model: owner=alice, tags=pci,web, fqdn=db1.example.",
    ),
]
_HEAD = ("id", "class", "name", "lifecycle")


def register(app: typer.Typer) -> None:
    command(app, "show", example="cmdb show shop-db-1")(show)
    command(app, "add", example="cmdb add server shop-db-3 owner=alice --reason 'third node'")(add)
    command(app, "set", example="cmdb set shop-db-1 owner=bob fqdn=")(set_)
    command(app, "relate", example="cmdb relate shop DEPENDS_ON shop-db-1 group=db")(relate)
    command(app, "unrelate", example="cmdb unrelate shop DEPENDS_ON shop-db-1")(unrelate)
    command(app, "quorum", example="cmdb quorum shop db 1 --wants n-1")(quorum)
    command(app, "retire", example="cmdb retire shop-db-1 --reason 'end of life'")(retire)
    command(app, "restore", example="cmdb restore shop-db-1")(restore)


def show(
    call: Call,
    ci: CI,
    at: At = None,
    sources: Annotated[
        bool, typer.Option("--sources", help="What every source says, and whose word holds.")
    ] = False,
) -> None:
    """Show a CI: what is known of it, what it needs and what needs it."""
    if sources:
        from cli.reconcile import draw_said

        path = call.cis(ci).replace("/api/v1/cis", "/api/v1/reconciliation")
        call.answer(call.api.get(path), draw_said)
        return
    reply = call.api.get(call.cis(ci), at=at)
    call.answer(reply, lambda found: _draw(call, found, at=at))


def add(
    call: Call,
    class_name: Annotated[str, typer.Argument(metavar="CLASS", help="`cmdb model` lists them.")],
    name: Annotated[str, typer.Argument(metavar="NAME")],
    fields: Fields = None,
    reason: Reason = None,
) -> None:
    """Add a CI."""
    body = {"class": class_name, "name": name, **_placed(call, class_name, fields or [])}
    _changed(call, call.api.post("/api/v1/cis", body, reason=reason))


def set_(call: Call, ci: CI, fields: Fields = None, reason: Reason = None) -> None:
    """Set fields of a CI; an empty value unsets."""
    if not fields:
        raise Invalid("Nothing to set.", remedy="Give FIELD=VALUE, for example owner=alice.")
    before = call.api.get(call.cis(ci))
    found = before.json()
    body = _placed(call, found["class"], fields)
    _changed(call, _write(call, "PATCH", before, "", body, reason))


def quorum(
    call: Call,
    ci: CI,
    group: Annotated[str, typer.Argument(metavar="GROUP")],
    needs: Annotated[
        str, typer.Argument(metavar="NEEDS", help="2, 50%, majority, n-1, all; or `default`.")
    ],
    wants: Annotated[
        str | None, typer.Option("--wants", help="To work well; else as many as it needs.")
    ] = None,
    reason: Reason = None,
) -> None:
    """Say how many members of a group a CI needs."""
    before = call.api.get(call.cis(ci))
    path = f"/quorum/{segment(group)}"
    if needs == "default":
        _changed(call, _write(call, "DELETE", before, path, None, reason))
        return
    amount: Any = _amount(needs)
    if wants is not None:
        amount = {"needs": amount, "wants": _amount(wants)}
    _changed(call, _write(call, "PUT", before, path, amount, reason))


def retire(call: Call, ci: CI, reason: Reason = None) -> None:
    """Retire a CI: it stays, with its relations, and takes part in nothing any more."""
    _changed(call, _write(call, "POST", call.api.get(call.cis(ci)), "/retire", None, reason))


def restore(
    call: Call,
    what: Annotated[str, typer.Argument(metavar="CI|FILE", help="A CI, or a backup file.")],
    reason: Reason = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Of a backup: overwrite what is there.")
    ] = False,
) -> None:
    """Bring a retired CI back into operation, or a backup file back into Neo4j."""
    if Path(what).is_file():
        from cli.db import restore_file

        restore_file(call, Path(what), replace=replace)
        return
    before = call.api.get(call.cis(what))
    _changed(call, _write(call, "POST", before, "/restore", None, reason))


def relate(
    call: Call,
    from_: Annotated[str, typer.Argument(metavar="CI", help="What depends.")],
    type_: Annotated[str, typer.Argument(metavar="TYPE", help="Its relation: DEPENDS_ON …")],
    to: Annotated[str, typer.Argument(metavar="NEEDED", help="What it needs.")],
    fields: Fields = None,
    reason: Reason = None,
) -> None:
    """Relate a CI to what it needs, or give the relation exactly these fields."""
    body = {"from": from_, "type": type_, "to": to, **_relation_fields(fields or [])}
    reply = call.api.send("PUT", "/api/v1/relations", body=body, query={"reason": reason})
    call.answer(reply, lambda done: _related(done, f"{from_} {type_} {to}"))


def unrelate(
    call: Call,
    from_: Annotated[str, typer.Argument(metavar="CI")],
    type_: Annotated[str, typer.Argument(metavar="TYPE")],
    to: Annotated[str, typer.Argument(metavar="NEEDED")],
    reason: Reason = None,
) -> None:
    """Remove a relation."""
    query = {"from": from_, "type": type_, "to": to, "reason": reason}
    reply = call.api.send("DELETE", "/api/v1/relations", query=query)
    call.answer(reply, lambda done: _related(done, f"{from_} {type_} {to}"))


def _write(
    call: Call, method: str, before: Reply, rest: str, body: Any, reason: str | None
) -> Reply:
    """Write on the state that was read: somebody's change in between refuses this one."""
    return call.api.send(
        method,
        call.cis(before.json()["id"], rest),
        body=body,
        query={"reason": reason},
        headers={"If-Match": before.etag},
    )


def _changed(call: Call, reply: Reply) -> None:
    call.answer(reply, lambda done: _said(call, done))


def _said(call: Call, done: Mapping[str, Any]) -> None:
    found, revision = done["ci"], done["revision"]
    name = f"{found['class']}:{found['name']}"
    output.line(f"{name}: revision {revision}" if revision else f"{name} is so already")
    _draw(call, found, relations=False)


def _related(done: Mapping[str, Any], name: str) -> None:
    revision = done["revision"]
    output.line(f"{name}: revision {revision}" if revision else f"{name} is so already")


def _draw(
    call: Call, found: Mapping[str, Any], *, relations: bool = True, at: str | None = None
) -> None:
    apart = ("attributes", "quorum", "rev", "revision")
    plain = {k: v for k, v in found.items() if k not in apart}
    if "revision" in found:
        output.line(f"As it was at revision {found['revision']}:", "dim")
    pairs = [(name, plain.pop(name)) for name in _HEAD if name in plain]
    pairs += [*sorted(plain.items()), *found["attributes"].items()]
    pairs += [(f"quorum of {group}", said) for group, said in found["quorum"].items()]
    output.facts([*((name, _shown(value)) for name, value in pairs), ("revision", found["rev"])])
    if relations:
        _draw_relations(call, found["id"], at)


def _draw_relations(call: Call, ci: str, at: str | None) -> None:
    listed = call.api.get(call.cis(ci, "/relations"), limit=200, at=at).json()
    rows = [
        (
            one["verb"],
            f"{one['ci']['class']}:{one['ci']['name']}",
            one["strength"],
            one["group"],
            one["ci"]["lifecycle"],
        )
        for one in listed["items"]
    ]
    if rows:
        output.table(("relation", "CI", "strength", "group", "lifecycle"), rows)
    if listed["next"]:
        output.line("… and more: --json pages through all of them.")


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | bool) else str(value)


def _pairs(given: Sequence[str]) -> list[tuple[str, str]]:
    wrong = [one for one in given if "=" not in one or one.startswith("=")]
    if wrong:
        raise Invalid(
            f"{wrong[0]!r} is not FIELD=VALUE.",
            remedy="For example owner=alice; quote blanks.",
            problems=[Problem(one, "is not FIELD=VALUE") for one in wrong],
        )
    return [(name.strip(), value) for name, _, value in (one.partition("=") for one in given)]


def _placed(call: Call, class_name: str, given: Sequence[str]) -> dict[str, Any]:
    """Return fields where the API wants them: a class's own under `attributes`, typed."""
    if not given:
        return {}
    listed = call.api.get("/api/v1/model").json()
    found = next((c["attributes"] for c in listed["classes"] if c["name"] == class_name), ())
    known: dict[str, dict[str, Any]] = {one["name"]: one for one in found}
    body: dict[str, Any] = {}
    for name, text in _pairs(given):
        one = known.get(name, {})
        value = _typed(text, one.get("type", "string"))
        if one and not one.get("common", False):
            body.setdefault("attributes", {})[name] = value
        else:
            body[name] = value
    return body


def _typed(text: str, kind: str) -> Any:
    if text == "":
        return None
    if kind == "strings":
        return [one.strip() for one in text.split(",") if one.strip()]
    if kind in ("integer", "number", "boolean"):
        try:
            return json.loads(text)
        except ValueError:
            return text  # the API says what is wrong with it
    return text


def _relation_fields(given: Sequence[str]) -> dict[str, Any]:
    found = {}
    for name, text in _pairs(given):
        try:
            found[name] = None if text == "" else json.loads(text)
        except ValueError:
            found[name] = text
    return found


def _amount(text: str) -> int | str:
    return int(text) if text.isdecimal() else text
