"""Which CIs somebody asks for: a text and filters, in a query or in a body."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from cmdb.search import FIELDS, SOURCE, Question

_MOST_CHARACTERS = 1_000
Some = Annotated[list[Annotated[str, Field(max_length=2_000)]], Field(max_length=100)]


class Asked(BaseModel):
    """A filter with several values holds for any of them; all filters must hold. An empty value
    means those that have none. A class means its subclasses too."""

    model_config = ConfigDict(
        extra="ignore",
        populate_by_name=True,
        json_schema_extra={"examples": [{"q": "shop", "class": ["server"], "owner": [""]}]},
    )

    q: Annotated[
        str,
        Field(
            max_length=_MOST_CHARACTERS,
            description="Names, identifiers, attributes, parts of them; empty means all.",
        ),
    ] = ""
    class_: Annotated[Some, Field(alias="class")] = []
    layer: Some = []
    environment: Some = []
    owner: Some = []
    support_team: Some = []
    lifecycle: Some = []
    criticality: Some = []
    source: Some = []

    def question(self, sort: str | None = None) -> Question:
        """Return the question; `sort` is a column, with a minus before it the other way round."""
        said = self.model_dump(by_alias=True)
        filters = {name: frozenset(said[name]) for name in (*FIELDS, SOURCE) if said[name]}
        column = (sort or "").removeprefix("-") or None
        return Question(self.q, filters, column, (sort or "").startswith("-"))

    def said(self) -> list[tuple[str, str]]:
        """Return what was asked as people read it, by name."""
        told = self.model_dump(by_alias=True)
        filters = [(n, ", ".join(v or "(none)" for v in told[n])) for n in (*FIELDS, SOURCE)]
        return [(name, text) for name, text in (("text", self.q), *filters) if text]
