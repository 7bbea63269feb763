"""/match: which CIs a pasted list means"""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from api import answers
from api.deps import Asker, TheGraph
from api.past import Moment
from cmdb import mentions
from cmdb.mentions import Mentions

router = APIRouter(prefix="/api/v1", tags=["impact"])

_LONGEST = 1_000_000


class Pasted(BaseModel):
    """A list of CIs as people have it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"text": "shop-db-1\n10.20.4.11, web1.corp.example"}]},
    )

    text: Annotated[
        str,
        Field(
            max_length=_LONGEST,
            description="One CI a line, or several between commas, or a table out of a spreadsheet: "
            "ids, names, `class:name`, serial numbers and other identifiers, IP addresses, full "
            "host names.",
        ),
    ]
    at: Moment = None


_CI = {
    "id": "01KAJ…",
    "class": "database_instance",
    "name": "shop-db-1",
    "lifecycle": "operational",
    "criticality": "critical",
    "environment": "production",
    "owner": None,
    "support_team": "Database team",
}
_ANSWER = {
    "revision": 42,
    "counts": {"matched": 1, "ambiguous": 0, "unknown": 0, "out_of_operation": 0, "repeats": 0},
    "items": [
        {
            "text": "shop-db-1",
            "place": "line 1",
            "state": None,
            "outcome": "matched",
            "how": "name",
            "cis": [_CI],
            "repeats": False,
        }
    ],
}


@router.post(
    "/match",
    summary="Which CIs does a list mean?",
    responses=answers.shown(_ANSWER, schema=answers.of(Mentions)),
)
def match(asker: Asker, body: Pasted, graph: TheGraph) -> Response:
    """Return for each entry the CI it means, those it may mean, or those of nearly that name.

    Nothing is guessed: what is ambiguous or unknown is for the person to decide.
    """
    said = None if body.at is None else str(body.at)
    lines = mentions.read(body.text)
    with asker.as_of(said) as topology:
        found = graph.read(mentions.mentioned, topology, lines)
    return answers.json(found, headers={"ETag": f'"{found["revision"]}"'})
