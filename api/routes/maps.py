"""/impact/map, /services/{ref}/map and /cis/{ref}/map: an answer as a picture, and for other tools"""

import base64
import hashlib
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from api import answers
from api.deps import Asker
from api.past import At
from api.refs import Ref
from api.routes.impact import Question
from cmdb import hypotheses, impact, maps
from cmdb.errors import Invalid
from cmdb.impact import Baseline, Given
from cmdb.maps import CEILING, FORMATS, MOST, Hide, Map, Side, View, Wish
from cmdb.maps.style import css

router = APIRouter(prefix="/api/v1", tags=["maps"])

# A picture that is opened by itself: its own style sheet, and nothing else at all.
_POLICY = (
    "default-src 'none'; frame-ancestors 'none'; "
    f"style-src 'sha256-{base64.b64encode(hashlib.sha256(css().encode()).digest()).decode()}'"
)
_EXAMPLE = {
    "revision": 42,
    "title": "If shop-db-1 fails",
    "shown": ["1 down, 1 at risk", "2 of 2 CIs shown, 0 of 1 relations hidden"],
    "cis": 2,
    "relations": 1,
    "hidden": {"cis": 0, "relations": 0, "further_cis": 0, "further_relations": 0},
    "nodes": [{"id": "01KAJ…", "name": "shop-db-1", "class": "server", "state": "down"}],
    "lines": [{"from": "01KAK…", "to": "01KAJ…", "type": "DEPENDS_ON", "group": "db"}],
    "pools": [{"ci": "01KAK…", "group": "db", "needs": 1, "members": 2}],
}
_SHOWN: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Done",
        "content": {
            "application/json": {"schema": {"type": "object"}, "example": _EXAMPLE},
            **{
                one.media_type.partition(";")[0]: {"schema": {"type": "string"}}
                for name, one in FORMATS.items()
                if name != "json"
            },
        },
    }
}

_AROUND: maps.Shown = {
    "revision": 42,
    "title": "Around shop",
    "shown": ["2 of 14 CIs shown, 3 relations hidden"],
    "cis": 14,
    "relations": 4,
    "hidden": {"cis": 12, "relations": 3, "further_cis": 0, "further_relations": 0},
    "grouped_by": None,
    "counts": None,
    "nodes": [
        {
            "id": "01KAK…",
            "kind": "ci",
            "name": "shop",
            "class": "application_service",
            "layer": 3,
            "state": None,
            "asked": True,
            "step": 0,
            "up": {},
            "down": {"DEPENDS_ON": 12},
        },
        {
            "id": "01KAJ…",
            "kind": "ci",
            "name": "shop-db-1",
            "class": "database_instance",
            "layer": 4,
            "state": None,
            "step": 1,
        },
    ],
    "lines": [
        {
            "from": "01KAK…",
            "to": "01KAJ…",
            "type": "DEPENDS_ON",
            "verb": "depends on",
            "strength": "hard",
            "group": "db",
            "contributes": None,
            "decided": False,
            "count": 1,
            "origin": "declared",
        }
    ],
    "pools": [
        {
            "ci": "01KAK…",
            "group": "db",
            "needs": 1,
            "wants": 2,
            "members": 2,
            "declared": True,
            "working": 2,
            "state": None,
        }
    ],
    "asked": "01KAK…",
    "at_least": False,
    "left_out": 0,
    "facets": {
        "classes": {"application_service": 1, "database_instance": 13},
        "types": {"DEPENDS_ON": 4},
        "environments": {"production": 14},
    },
    "way": None,
}
_NEAR: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Done",
        "content": {
            **_SHOWN[200]["content"],
            "application/json": {"schema": answers.of(maps.Shown), "example": _AROUND},
        },
    }
}

FormatName = Annotated[
    Literal["json", "svg", "mermaid", "dot", "graphml"],
    Query(alias="format", description="How it is written."),
]
Steps = Annotated[int | None, Query(ge=0, le=1000)]


def _wish(
    group: Annotated[
        Literal["auto", "class", "layer", "site"],
        Query(description="What too many CIs are counted by; auto draws each while there is room."),
    ] = "auto",
    most: Annotated[
        int, Query(ge=10, le=1000, description="So many CIs are drawn each on its own.")
    ] = MOST,
) -> Wish:
    return Wish(None if group == "auto" else group, most)


TheWish = Annotated[Wish, Depends(_wish)]


def drawn(found: Map, format_: str) -> Response:
    """Return a map in a format, with its media type."""
    return _answer(maps.written(found, format_), found.revision, format_)


def _answer(said: bytes, revision: int, format_: str) -> Response:
    headers = {"ETag": f'"{revision}"'}
    if format_ == "svg":
        headers["Content-Security-Policy"] = _POLICY
    return Response(said, headers=headers, media_type=FORMATS[format_].media_type)


@router.post("/impact/map", summary="A map of what this takes down", responses=_SHOWN)
def of_impact(
    asker: Asker, body: Question, wish: TheWish, format_: FormatName = "json"
) -> Response:
    """Return what is not ok and the relations that carried it; it says what is not shown."""
    with asker.as_of(body.moment()) as topology:
        edits = hypotheses.edits(topology.model, body.hypothesis)
        return drawn(maps.of_impact(topology, body.asked(), wish, edits), format_)


@router.get("/services/{ref:path}/map", summary="A map of a service", responses=_SHOWN)
def of_service(
    asker: Asker, ref: Ref, wish: TheWish, format_: FormatName = "json", at: At = None
) -> Response:
    """Return all that it stands on and all that stands on it."""
    with asker.as_of(at) as topology:
        return drawn(maps.around(topology, ref, None, None, wish), format_)


@router.get("/cis/{ref:path}/map", summary="A map round about a CI", responses=_SHOWN)
def around(  # noqa: PLR0913, PLR0917  a parameter is one of the path or query
    asker: Asker,
    ref: Ref,
    wish: TheWish,
    up: Steps = 2,
    down: Steps = 2,
    format_: FormatName = "json",
    at: At = None,
) -> Response:
    """Return what needs it so many steps up, and what it needs so many steps down."""
    with asker.as_of(at) as topology:
        return drawn(maps.around(topology, ref, up, down, wish), format_)


_LISTED = 300
Texts = Annotated[list[Annotated[str, Field(max_length=700)]], Field(max_length=_LISTED)]


class Walking(BaseModel):
    """What somebody who walks about wants to see."""

    up: Annotated[int, Field(ge=0, le=1000, description="Steps to what needs it.")] = 2
    down: Annotated[int, Field(ge=0, le=1000, description="Steps to what it needs.")] = 2
    expand: Annotated[
        Texts, Field(description="One step more from these, in this order: `ID:up`, `ID:down`.")
    ] = []
    fold: Annotated[Texts, Field(description="No step from these: `ID:up`, `ID:down`.")] = []
    open: Annotated[Texts, Field(description="Groups by key whose CIs are drawn each.")] = []
    hide: Annotated[
        Texts,
        Field(
            description="What is left out: `class:NAME`, `type:NAME`, `environment:NAME` "
            "(`environment:` is one that nobody said)."
        ),
    ] = []
    every: Annotated[
        bool, Field(description="Also relations that carry no impact, as of teams and documents.")
    ] = False
    most: Annotated[
        int, Field(ge=10, le=CEILING, description="So many CIs are drawn each on its own.")
    ] = 300
    given: Annotated[
        Texts,
        Field(
            description="CIs that are taken to fail: `REF`, or `STATE=REF` as in `degraded=db-1`."
        ),
    ] = []
    baseline: Annotated[
        Baseline | None,
        Field(
            description="Is all else well (clean), or as it is known to be now (current)? "
            "Where none is given it is as it is now, else clean."
        ),
    ] = None
    path: Annotated[
        list[Annotated[str, Field(max_length=600)]],
        Field(max_length=2, description="Two CIs: the shortest way between them is drawn too."),
    ] = []

    def view(self) -> View:
        """Return what is to be drawn. Raises Invalid."""
        return View(
            up=self.up,
            down=self.down,
            expanded=[_sided(one) for one in self.expand],
            folded=frozenset(map(_sided, self.fold)),
            opened=frozenset(self.open),
            hide=_hide(self.hide),
            every=self.every,
            most=self.most,
        )

    def asked(self) -> impact.Question:
        """Return which states are asked for. Raises Invalid."""
        baseline: Baseline = self.baseline or ("clean" if self.given else "current")
        return impact.Question([_given(one) for one in self.given], baseline)

    def ends(self) -> tuple[str, str] | None:
        """Return between which two CIs a way is wanted. Raises Invalid."""
        if len(self.path) == 1:
            raise Invalid("A way has two ends.", remedy="Give `path` twice.")
        return (self.path[0], self.path[1]) if self.path else None


def _sided(said: str) -> tuple[str, Side]:
    ci, _, side = said.rpartition(":")
    if not ci or side not in ("up", "down"):
        raise Invalid(f"{said!r} names no CI and side.", remedy="Write ID:up or ID:down.")
    return ci, "up" if side == "up" else "down"


def _given(said: str) -> Given:
    state, equals, ref = said.partition("=")
    if equals and state in ("down", "degraded", "at_risk"):
        return Given(ref, state)  # type: ignore[arg-type]  # one of the three
    return Given(said)


def _hide(said: list[str]) -> Hide:
    kinds: dict[str, set[str]] = {"class": set(), "type": set(), "environment": set()}
    for one in said:
        kind, _, value = one.partition(":")
        if kind not in kinds:
            raise Invalid(
                f"{one!r} says nothing that can be left out.",
                remedy="Write class:NAME, type:NAME or environment:NAME.",
            )
        kinds[kind].add(value)
    return Hide(*(frozenset(kinds[kind]) for kind in ("class", "type", "environment")))


@router.get("/cis/{ref:path}/neighbourhood", summary="What is round about a CI", responses=_NEAR)
def neighbourhood(
    asker: Asker,
    ref: Ref,
    walking: Annotated[Walking, Query()],
    format_: FormatName = "json",
    at: At = None,
) -> Response:
    """Return a map to walk about in: each CI with what next to it is not drawn, and groups of more
    than ten alike siblings, in the states that are known now or that would follow."""
    with asker.as_of(at) as topology:
        found = maps.walked_about(topology, ref, walking.view(), walking.asked(), walking.ends())
        return _answer(maps.told(topology, found, format_), topology.revision, format_)
