"""/reconciliation: what every source says, and whose word holds"""

import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from api import answers, shown
from api.deps import Admin, Editor, Operator, Reader, TheServices
from api.paging import DEFAULT, Cursor, Limit, cursor_of, place
from api.refs import Ref, resolve
from api.services import Services, now
from api.writes import Write
from cmdb import items, reconcile
from cmdb.errors import Invalid, Problem
from cmdb.graph import Tx
from cmdb.quality.disputes import Asked, Listed, disputes
from cmdb.reconcile import Recomputed, Reconciliation, precedence_file
from cmdb.reconcile.model import Dispute, Told

router = APIRouter(prefix="/api/v1/reconciliation", tags=["reconciliation"])

_SAID: dict[str, Any] = {
    "ci": {
        "id": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
        "class": "server",
        "name": "bj1-app-01",
        "lifecycle": "operational",
    },
    "pinned": ["owner"],
    "sources": [
        {
            "source": "glpi:hq",
            "kind": "glpi",
            "external_id": "bj1-app-01-2026-01-02",
            "place": "bj1-app-01.json",
            "seen_at": "2026-11-21T08:00:00+00:00",
            "missing_since": None,
            "counts": True,
        }
    ],
    "attributes": [
        {
            "name": "operating_system",
            "value": "Debian",
            "pinned": False,
            "by": "order",
            "said": [
                {
                    "source": "glpi:hq",
                    "value": "Debian",
                    "seen_at": "2026-11-21T08:00:00+00:00",
                    "holds": True,
                    "expired": False,
                }
            ],
        }
    ],
}
_RECOMPUTED = {
    "dry_run": True,
    "looked_at": 350,
    "changed": 2,
    "retired": 0,
    "relations_changed": 0,
    "relations_removed": 0,
    "changes": [],
    "first_revision": None,
    "last_revision": None,
}
DryRun = Annotated[bool, Query(description="Say what would be done, and do nothing.")]


class Release(BaseModel):
    """Which pinned fields sources may change again; all of them where none is named."""

    fields: Annotated[list[str], Field(max_length=200, examples=[["owner"]])] = []


class NewPrecedence(BaseModel):
    """A precedence.toml to try: what would change if it held. Only for a dry run."""

    precedence: Annotated[str | None, Field(max_length=1_000_000)] = None


@router.get(
    "",
    summary="Where sources disagree",
    responses=answers.shown(
        {"items": [{**_SAID, "owner": None, "support_team": "linux"}], "next": None},
        schema=answers.listing(Dispute),
    ),
)
def disputed(  # noqa: PLR0913, PLR0917  what a list is narrowed by
    _: Reader,
    services: TheServices,
    listed: Annotated[
        Listed, Query(alias="list", description="Conflicts that are open, or what people pinned.")
    ] = "open",
    class_: Annotated[str | None, Query(alias="class", max_length=100)] = None,
    source: Annotated[str | None, Query(max_length=500)] = None,
    attribute: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = DEFAULT,
    cursor: Cursor = None,
) -> Response:
    """Return CIs with what every source says of each disputed attribute, and why one value holds.

    A page may be short, or empty, while `next` says that there is more to look at.
    """
    (after,) = place(cursor, str) or ("",)
    asked = Asked(listed, class_, source, attribute)
    truth = services.truth(now())
    found, last = services.graph.read(disputes, truth, asked, after, limit)
    return answers.json({"items": found, "next": cursor_of([last]) if last else None})


@router.post(
    "",
    summary="Decide anew whose values hold",
    responses=answers.shown(_RECOMPUTED, schema=answers.of(Recomputed)),
)
def recompute(
    who: Operator, services: TheServices, body: NewPrecedence | None = None, dry_run: DryRun = False
) -> Response:
    """Return what changed, or would change: after an edited precedence.toml, which is read anew."""
    text = body.precedence if body else None
    if text is not None and not dry_run:
        raise Invalid(
            "Another precedence can only be tried.",
            remedy="Ask with dry_run, or edit the precedence.toml of CMDB_MODEL.",
            problems=[Problem("precedence", "needs dry_run")],
        )
    truth = services.truth(now()) if text is None else _with(services, text)
    done = reconcile.recompute(services.graph, truth, who.actor, dry_run=dry_run, clock=now)
    return answers.json(done)


def _with(services: Services, text: str) -> Reconciliation:
    with tempfile.TemporaryDirectory(prefix="cmdb-precedence-") as folder:
        (Path(folder) / precedence_file.FILE).write_text(text, "utf-8")
        try:
            found = precedence_file.load(services.model, Path(folder))
        except Invalid as exc:
            own = f"{folder}/"  # nothing to those who sent the text
            problems = [Problem(p.place.replace(own, ""), p.reason) for p in exc.problems]
            raise Invalid(
                exc.detail.replace(own, ""), remedy=exc.remedy, problems=problems
            ) from exc
    return Reconciliation(services.model, found, now())


@router.post(
    "/withdraw",
    summary="Withdraw a source",
    responses=answers.shown(_RECOMPUTED, schema=answers.of(Recomputed)),
)
def withdraw(
    who: Admin,
    services: TheServices,
    source: Annotated[str, Query(max_length=500)],
    dry_run: DryRun = False,
) -> Response:
    """Take a source's word away; CIs that only it knew are retired. It may be imported again."""
    done = reconcile.withdraw(
        services.graph, services.truth(now()), source, who.actor, dry_run=dry_run, clock=now
    )
    return answers.json(done)


@router.post(
    "/{ref:path}/release",
    summary="Release pinned fields",
    responses=answers.shown({"revision": 46, "said": _SAID}, schema=answers.of(shown.Released)),
)
def release(who: Editor, ref: Ref, body: Release, services: TheServices, write: Write) -> Response:
    """Let sources speak again of fields whose values people had pinned by editing them."""
    stamp, truth = write.stamp(who), services.truth(now())

    def work(tx: Tx) -> tuple[items.Outcome, dict[str, Any]]:
        ci = resolve(tx, services.model, ref)
        outcome = reconcile.release(tx, truth, ci, body.fields, stamp)
        return outcome, reconcile.said(tx, truth, ci)

    outcome, said = services.graph.write(work)
    number = outcome.revision.number if outcome.revision else None
    return answers.json({"revision": number, "said": said})


@router.get(
    "/{ref:path}",
    summary="What sources say of a CI",
    responses=answers.shown(_SAID, schema=answers.of(Told)),
)
def said(_: Reader, ref: Ref, services: TheServices) -> Response:
    """Return every source's value of every attribute, and whose word holds."""
    truth = services.truth(now())

    def work(tx: Tx) -> dict[str, Any]:
        return reconcile.said(tx, truth, resolve(tx, services.model, ref))

    return answers.json(services.graph.read(work))
