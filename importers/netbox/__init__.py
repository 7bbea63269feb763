"""NetBox: sites, racks, devices, power, cables, virtual machines, addresses and circuits."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from cmdb.errors import Invalid
from cmdb.intake.model import Files, Issue, Observation, ScopeEnd, SourceName, Spec
from importers.netbox import live
from importers.netbox.answers import answered, recognised, tables
from importers.netbox.api import Api, base
from importers.netbox.hosts import by_netbox
from importers.netbox.reading import observed, source
from importers.netbox.records import Tables

spec = Spec(
    kind="netbox",
    summary="NetBox: what its API answers, asked live or as JSON files, of any version",
    classes=frozenset(
        {
            "site",
            "room",
            "rack",
            "enclosure",
            "server",
            "hypervisor",
            "virtual_machine",
            "network_device",
            "load_balancer",
            "storage_system",
            "end_user_device",
            "printer",
            "pdu",
            "ups",
            "ats",
            "generator",
            "cooling",
            "power_feed",
            "cluster",
            "kubernetes_cluster",
            "application_service",
            "virtual_network",
            "subnet",
            "vlan",
            "circuit",
            "vendor",
            "organization",
            "person",
        }
    ),
    relations=frozenset(
        {
            "CONTAINED_IN",
            "PART_OF",
            "POWERED_BY",
            "CONNECTED_TO",
            "LINKED_TO",
            "RUNS_ON",
            "PLACED_ON",
            "HAS_MEMBER",
            "OWNED_BY",
            "SUPPORTED_BY",
            "PROVIDED_BY",
        }
    ),
    gives="Sites, locations, racks, devices, power, cables, clusters, virtual machines, prefixes, "
    "VLANs, circuits, tenants and contacts, with what contains, powers, connects and runs what.",
    identifies="NetBox's own id (`dcim.device/12`); across sources serial numbers, full and host "
    "names, MAC and IP addresses.",
    scope="An endpoint, such as dcim/devices: complete when its pages hold as many records as NetBox "
    "counted.",
    partial_views=True,
    unknown="What is really there: NetBox says what is meant to be. Devices' interfaces, modules and "
    "inventory items are no CIs of their own; whether an answer was filtered cannot be seen in it.",
)

recognises = recognised
__all__ = ["Settings", "check", "read", "recognises", "spec"]


class Settings(BaseModel):
    """Uploaded answers, or the address of a NetBox that is asked: one of the two."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    files: Files | None = None
    complete: bool = Field(
        default=False, description="Lists without a count hold all that NetBox knows."
    )
    url: str | None = Field(
        default=None,
        max_length=2000,
        description="NetBox's address, such as https://netbox.corp.example.",
        json_schema_extra={"format": "uri"},
    )
    token: SecretStr | None = Field(
        default=None, description="A token of a user who may view what is read."
    )
    page_size: int = Field(
        default=200,
        ge=1,
        le=1000,
        description="How many records are asked for at once.",
        json_schema_extra={"live": True},
    )
    timeout_s: float = Field(
        default=30.0,
        ge=0.1,
        le=600,
        description="How many seconds an answer may keep silent.",
        json_schema_extra={"live": True},
    )
    endpoints: str = Field(
        default="",
        max_length=4000,
        description="Which endpoints are read, with commas between; else all that are known.",
        json_schema_extra={"live": True},
    )

    @field_validator("endpoints")
    @classmethod
    def _known(cls, given: str) -> str:
        live.wanted(given)
        return given

    @field_validator("url")
    @classmethod
    def _web(cls, given: str | None) -> str | None:
        if given is not None and not given.startswith(("http://", "https://")):
            raise ValueError("must begin with https:// or http://")
        return given

    @model_validator(mode="after")
    def _one_of_two(self) -> "Settings":
        if (self.files is None) == (self.url is None):
            raise ValueError("url is missing" if self.files is None else "url goes without files")
        return self


def _api(settings: Settings) -> Api:
    token = settings.token.get_secret_value() if settings.token else None
    return Api(base(settings.url or ""), token, settings.page_size, settings.timeout_s)


def check(settings: Settings) -> None:
    """Raise Invalid unless there is a file to read, or NetBox answers; Forbidden, Unavailable."""
    if settings.files is None:
        live.check(_api(settings), live.wanted(settings.endpoints))
    elif not answered(settings.files):
        raise Invalid(
            "The upload holds no answer of NetBox's API.",
            remedy="Give JSON files, such as dcim/devices.json, or the folder that holds them.",
        )


def read(
    settings: Settings,
    state: Mapping[str, Any] | None = None,  # noqa: ARG001  every read is a whole one
) -> Iterator[Observation]:
    """Yield what the answers hold; wrong input comes as issues, and leaves its endpoint incomplete.

    Raises Forbidden where NetBox refuses everything, Unavailable where it does not answer.
    """
    if settings.files is None:
        found, issues = live.tables(_api(settings), live.wanted(settings.endpoints))
        where = (settings.url or "").partition("//")[2].partition("/")[0].lower()
        yield SourceName(f"netbox:{where}")
        yield from _said(found, issues)
        return
    netboxes = list(by_netbox(settings.files, answered(settings.files)))
    for where, files in netboxes:
        found, issues = tables(files, complete=settings.complete)
        beside = where if len(netboxes) > 1 else ""
        yield SourceName(source(found, settings.files.project, beside))
        yield from _said(found, issues)


def _said(found: Tables, issues: list[Issue]) -> Iterator[Observation]:
    yield from issues
    broken = any(issue.fatal for issue in issues)
    for one in observed(found):
        # A file that cannot be read may have held any endpoint.
        yield ScopeEnd(one.scope, complete=False) if broken and isinstance(one, ScopeEnd) else one
