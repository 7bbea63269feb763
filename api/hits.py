"""Which of the CIs that are hit somebody wants, and a link to the same question."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

import orjson
from pydantic import ConfigDict, Field

from api.routes.impact import Question
from cmdb.assessments import Chosen, Order, Trait
from cmdb.errors import CmdbError
from cmdb.topology import Topology, resolve

_LONGEST = 6_000
_State = Literal["down", "degraded", "at_risk"]
_Some = Annotated[
    tuple[Annotated[str, Field(max_length=600)] | None, ...],
    Field(max_length=1_000, description="One of these; null: it is not set."),
]


class Hits(Question):
    """An impact question, and which of the CIs that are hit are wanted. All that is said holds."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"given": [{"ci": "shop-db-1"}], "states": ["down"], "limit": 50}]
        },
    )

    states: Annotated[tuple[_State, ...], Field(max_length=3)] = ()
    classes: _Some = ()
    environments: _Some = ()
    criticalities: _Some = ()
    owners: _Some = ()
    support_teams: _Some = ()
    text: Annotated[str, Field(max_length=200, description="What the name holds.")] = ""
    services: Annotated[bool | None, Field(description="Only services, or only what is none.")] = (
        None
    )
    failing: Annotated[
        bool | None, Field(description="Only what the question gives, or only the rest.")
    ] = None
    beneath: Annotated[
        str | None, Field(max_length=600, description="Only what this CI stands on.")
    ] = None
    origin: Annotated[
        str | None,
        Field(max_length=600, description="Only what is at risk because this lost its redundancy."),
    ] = None
    order: Order = "worst"
    turned: Annotated[bool, Field(description="The other way round.")] = False
    skip: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=1_000)] = 100

    def chosen(self) -> Chosen:
        """Return it in the core's terms."""
        said: dict[Trait, tuple[str | None, ...]] = {
            "class": self.classes,
            "environment": self.environments,
            "criticality": self.criticalities,
            "owner": self.owners,
            "support_team": self.support_teams,
        }
        return Chosen(
            frozenset(self.states),
            {trait: frozenset(values) for trait, values in said.items() if values},
            self.text,
            self.services,
            self.failing,
            self.beneath,
            self.origin,
        )


def link(origin: str, body: Question, topology: Topology) -> str | None:
    """Return the page's address that asks the same of the same revision; None if it were too long.

    CIs are named by their ids, so that a new name leads to them too.
    """
    said: dict[str, Any] = {
        "given": ",".join(
            f"{quote(_id(topology, one.ci), safe='')}:{one.state}" for one in body.given
        )
    }
    if body.baseline != "clean":
        said["baseline"] = body.baseline
    if body.duration is not None:
        said["duration"] = body.duration
    if body.hypothesis:
        said["if"] = orjson.dumps(body.hypothesis).decode()
    said["at"] = topology.revision
    found = f"{origin.rstrip('/')}/impact?{_query(said)}"
    return found if len(found) <= _LONGEST else None


def _query(said: Mapping[str, Any]) -> str:
    return urlencode(said, quote_via=quote, safe=",:")


def _id(topology: Topology, ref: str) -> str:
    try:
        return topology.id(resolve(topology, ref))
    except CmdbError:
        return ref  # a CI that is only supposed is named by its key
