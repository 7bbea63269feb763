"""Cartography's graph of clouds: copied from a dump, or from the Neo4j that it fills."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from cmdb.errors import Invalid
from cmdb.intake.model import Files, Observation, ScopeEnd, SourceName, Spec
from importers.cartography.graph import dumps, graph, recognised
from importers.cartography.labels import entries, rules
from importers.cartography.observed import observed

spec = Spec(
    kind="cartography",
    summary="Cartography: its graph as JSON, or live over Bolt",
    classes=frozenset(
        {one.class_name for _, one in entries().values()} | {"region", "availability_zone"}
    ),
    relations=frozenset({one.relation for one in rules()} | {"IN_REGION", "IN_ZONE"}),
    gives="Accounts, machines, networks, load balancers, databases, buckets, functions, clusters, DNS "
    "and repositories of AWS, Azure, Google Cloud, Kubernetes, GitHub and others, with account, "
    "region, zone and what stands on what.",
    identifies="Cartography's label and id; across sources the provider's identifiers, full names, "
    "MAC and public addresses.",
    scope="None: what is not in the graph may be what Cartography may not see, or has not yet seen.",
    unknown="That anything is gone, what runs within a machine, and what its own sources were denied. "
    "Security groups, users and policies are no CIs.",
)

recognises = recognised
patterns = ("*.json", "*.jsonl", "*.ndjson")
__all__ = ["Settings", "check", "patterns", "read", "recognises", "spec"]


class Settings(BaseModel):
    """Uploaded dumps, or the address of a Neo4j: one of the two."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    files: Files | None = None
    uri: str | None = Field(
        default=None,
        max_length=2000,
        description="The Neo4j that Cartography fills, such as bolt://graph.corp.example:7687.",
        json_schema_extra={"format": "uri"},
    )
    user: str = Field(
        default="neo4j",
        max_length=200,
        description="Who reads it.",
        json_schema_extra={"live": True},
    )
    password: SecretStr | None = Field(default=None, description="That user's password.")
    database: str | None = Field(
        default=None,
        max_length=63,
        description="Which database; else the server's default.",
        json_schema_extra={"live": True},
    )

    @field_validator("uri")
    @classmethod
    def _bolt(cls, given: str | None) -> str | None:
        # neo4j:// would let the server name others to go on with.
        if given is not None and not given.startswith(("bolt://", "bolt+s://", "bolt+ssc://")):
            raise ValueError("must begin with bolt://, bolt+s:// or bolt+ssc://")
        return given

    @model_validator(mode="after")
    def _one_of_two(self) -> "Settings":
        if (self.files is None) == (self.uri is None):
            raise ValueError("uri is missing" if self.files is None else "uri goes without files")
        return self


def check(settings: Settings) -> None:
    """Raise Invalid unless there is a file to read, or Neo4j answers; Forbidden, Unavailable."""
    if settings.files is None:
        from importers.cartography import bolt  # noqa: PLC0415  the driver is heavy, files need none

        bolt.check(settings.uri or "", settings.user, _password(settings))
    elif not dumps(settings.files):
        raise Invalid(
            "The upload holds no dump of a graph.",
            remedy="Give JSON with nodes and relationships, as apoc.export.json writes it.",
        )


def _password(settings: Settings) -> str:
    return settings.password.get_secret_value() if settings.password else ""


def read(
    settings: Settings,
    state: Mapping[str, Any] | None = None,  # noqa: ARG001  every read is a whole one
) -> Iterator[Observation]:
    """Yield what the graph holds; never complete: its absence proves nothing.

    Raises Forbidden where Neo4j refuses, Unavailable where it does not answer.
    """
    if settings.files is None:
        from importers.cartography import bolt  # noqa: PLC0415  the driver is heavy, files need none

        uri = settings.uri or ""
        found = bolt.graph(uri, settings.user, _password(settings), settings.database)
        yield SourceName(f"cartography:{uri.partition('//')[2].partition('/')[0].lower()}")
    else:
        found = graph(settings.files)
        yield SourceName(f"cartography:{settings.files.project or 'dump'}")
    yield from observed(found)
    yield ScopeEnd("", complete=False)
