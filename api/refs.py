"""Which CI is meant? A reference is an id, a unique name, or `class:name`."""

from typing import Annotated

from fastapi import Path

from cmdb import items, search
from cmdb.errors import NotFound
from cmdb.graph import Tx
from cmdb.model import Model

Ref = Annotated[
    str,
    Path(
        max_length=600,
        description="An id, a unique name, or `class:name`.",
        examples=["shop-db-1", "server:shop-db-1"],
    ),
]


def resolve(tx: Tx, model: Model, ref: str) -> str:
    """Return the id that a reference means. Raises NotFound and Invalid with candidates."""
    try:
        return items.resolve(tx, model, ref)
    except NotFound as exc:
        raise NotFound(exc.detail, remedy=exc.remedy, candidates=search.near(tx, ref)) from exc
