"""/model"""

from fastapi import APIRouter, Response

from api import answers
from api.deps import Reader, TheModel

router = APIRouter(prefix="/api/v1", tags=["model"])


@router.get(
    "/model",
    summary="What can exist",
    responses=answers.shown({"classes": [{"name": "server"}], "relations": [{"name": "RUNS_ON"}]}),
)
def model(_: Reader, model: TheModel) -> Response:
    """Return every class with its attributes, and every relation type with its allowed pairs."""
    return answers.json(model.as_data())
