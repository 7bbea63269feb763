"""/relation-rules: relations that nobody should draw by hand"""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api import answers
from api.deps import Operator, Reader, TheServices
from api.paging import DEFAULT, Cursor, Limit, cursor_of, place
from api.services import Services
from cmdb import relation_rules
from cmdb.relation_rules import Rule, Shown

router = APIRouter(prefix="/api/v1", tags=["relation rules"])

Name = Annotated[str, Path(max_length=100, description="Its name.", examples=["site-dns"])]
_RULE: dict[str, Any] = {
    "name": "site-dns",
    "summary": "Everything in Beijing needs its DNS.",
    "type": "DEPENDS_ON",
    "fields": {"origin": "rule", "confidence": 1.0, "strength": "soft"},
    "most": 10_000,
    "drawn": 1,
}
_SHOWN = {
    "from": {"id": "01KAJ…", "class": "server", "name": "bj1-web-1"},
    "to": {"id": "01KAK…", "class": "dns_zone", "name": "bj-dns"},
    "there": True,
    "others": ["cmdb_document:network"],
}
_REPORT = {
    "dry_run": False,
    "rules": [
        {
            "name": "site-dns",
            "type": "DEPENDS_ON",
            "wanted": 1,
            "created": 1,
            "changed": 0,
            "confirmed": 0,
            "released": 0,
            "removed": 0,
            "unchanged": 0,
            "refused": None,
            "withdrawn": False,
        }
    ],
    "first_revision": 42,
    "last_revision": 42,
}


@router.get(
    "/relation-rules",
    summary="List relation rules",
    responses=answers.shown({"items": [_RULE], "next": None}),
)
def listed(_: Reader, services: TheServices) -> Response:
    """Return the rules in the file's order, each with how many relations it holds now."""
    given = _rules(services)
    held = services.graph.read(relation_rules.held)
    shown = [_shape(rule, held.get(rule.name, 0)) for rule in given]
    return answers.json({"items": shown, "next": None})


@router.get(
    "/relation-rules/{name}",
    summary="Read a relation rule",
    responses=answers.shown({**_RULE, "total": 1, "items": [_SHOWN], "next": None}),
)
def read(
    _: Reader, name: Name, services: TheServices, limit: Limit = DEFAULT, cursor: Cursor = None
) -> Response:
    """Return a rule with the relations that it gives now, there already or not.

    `others` are those who state the relation too.
    """
    rule = relation_rules.named(_rules(services), name)
    (skip,) = place(cursor, int) or (0,)
    skip = max(0, skip)
    held = services.graph.read(relation_rules.held)
    found = services.graph.read(relation_rules.shown, services.model, rule)
    more = skip + limit < len(found)
    return answers.json(
        {
            **_shape(rule, held.get(name, 0)),
            "total": len(found),
            "items": [_relation(one) for one in found[skip : skip + limit]],
            "next": cursor_of((skip + limit,)) if more else None,
        }
    )


@router.post(
    "/relation-rules/apply", summary="Apply relation rules", responses=answers.shown(_REPORT)
)
def apply(
    who: Operator,
    services: TheServices,
    dry_run: Annotated[bool, Query(description="Say what would be done, and do nothing.")] = False,
) -> Response:
    """Draw what the rules give, and take away what only rules had drawn and none gives any more.

    A rule that cannot be applied is `refused` with the reason: what it drew stays.
    """
    report = relation_rules.apply(
        services.graph, services.model, _rules(services), who.actor, dry_run=dry_run
    )
    return answers.json(asdict(report))


def _rules(services: Services) -> tuple[Rule, ...]:
    """Return the rules as the file says them now: a file that was changed needs no restart."""
    return relation_rules.load(services.model, services.rules)


def _shape(rule: Rule, drawn: int) -> dict[str, Any]:
    return {
        "name": rule.name,
        "summary": rule.summary,
        "type": rule.type,
        "fields": dict(rule.fields),
        "most": rule.most,
        "drawn": drawn,
    }


def _relation(one: Shown) -> dict[str, Any]:
    return {"from": one.from_, "to": one.to, "there": one.there, "others": list(one.others)}
