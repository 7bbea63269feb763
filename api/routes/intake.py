"""/imports, /importers, /export"""

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Annotated, Any, Literal, NotRequired, TypedDict, cast

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import UploadFile as Sent
from starlette.responses import StreamingResponse

from api import answers, events, importing, shapes, uploads
from api.deps import Operator, Reader, TheServices
from api.jobs import Job, Upload
from api.services import Services
from cmdb import items
from cmdb.access import Principal
from cmdb.errors import Invalid, Problem
from cmdb.graph import Tx
from cmdb.model import Model
from cmdb.runs.model import Reported

router = APIRouter(prefix="/api/v1", tags=["intake"])

BODY_BYTES = {"/api/v1/imports": 2 * 2**30, "/api/v1/imports/guess": 256 * 2**20}
_FILES = 50_000
_MEMORY = 8 * 2**20
_CHUNK = 2**18

_REPORT = {
    "source": "compose:example-voting-app",
    "kind": "compose",
    "run": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
    "status": "done",
    "dry_run": False,
    "created": 5,
    "changed": 0,
    "unchanged": 0,
    "relations_created": 4,
    "left_out": [],
    "notes": [],
    "changes": [],
}


_IMPORTER = {
    "kind": "compose",
    "summary": "Compose files, with .env, overrides, extends and include",
    "needs_network": False,
    "version": "1",
    "gives": "Workloads, and what each of them depends on.",
    "settings": [],
    "live": [],
}


_FORM_DATA = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": "The part's file name is the path in the project.",
                        }
                    },
                }
            }
        },
    }
}


class Setting(TypedDict):
    """A setting of a live source; a `secret` is a reference to one."""

    name: str
    type: str
    about: str
    required: bool
    default: NotRequired[Any]


class Importer(TypedDict):
    """What can be imported: the settings of its files, and of its live sources."""

    kind: str
    summary: str
    needs_network: bool
    version: str
    gives: str
    identifies: str
    scope: str
    unknown: str
    settings: list[str]
    live: list[Setting]


class Broken(TypedDict):
    """An importer that cannot be used."""

    name: str
    reason: str


class Importers(TypedDict):
    """All importers; `patterns` are names of files worth sending of a folder."""

    items: list[Importer]
    next: None
    patterns: list[str]
    broken: list[Broken]


class Imported(TypedDict):
    """What an import came to, source by source."""

    reports: list[Reported]


class How(BaseModel):
    """How to import."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[str | None, Field(max_length=100, description="Else it is recognised.")] = None
    source: Annotated[
        str | None, Field(max_length=500, description="Outranks the name that the input gives.")
    ] = None
    project: Annotated[
        str, Field(max_length=500, description="The folder that the files came from.")
    ] = ""
    part: Annotated[
        bool, Field(description="The folder holds further files: what is not sent may be there.")
    ] = False
    dry_run: Annotated[bool, Field(description="Say what would be done, and do nothing.")] = False
    keep_going: Annotated[bool, Field(description="Leave bad entries out, and name them.")] = False
    reason: Annotated[str | None, Field(max_length=2000)] = None
    complete: Annotated[
        bool, Field(description="It holds all that its sources know: what is not in it is missing.")
    ] = False
    setting: Annotated[
        list[str], Field(max_length=50, description="NAME=VALUE: what the importer is told.")
    ] = []


@dataclass(frozen=True, slots=True)
class _Sent:
    files: list[UploadFile]
    how: How


async def _sent(
    _: Operator, request: Request, how: Annotated[How, Query()]
) -> AsyncIterator[_Sent]:
    """Read the form only for somebody who may import: it may be large."""
    async with request.form(max_files=_FILES, max_fields=0) as form:
        found = [one for name, one in form.multi_items() if name == "file"]
        files = [cast("UploadFile", one) for one in found if isinstance(one, Sent)]
        if not files:
            raise Invalid(
                "No file was sent.",
                remedy="Send multipart/form-data, each file as a part named `file`.",
                problems=[Problem("file", "is missing")],
            )
        yield _Sent(files, how)


@router.post(
    "/imports",
    summary="Import files",
    responses=answers.shown({"reports": [_REPORT]}, schema=answers.of(Imported)),
    openapi_extra=_FORM_DATA,
)
def imports(
    who: Operator, services: TheServices, request: Request, sent: Annotated[_Sent, Depends(_sent)]
) -> Response:
    """Return a report for each source. With `Accept: text/event-stream` progress comes first.

    Archives (.zip, .tar, .tar.gz, .gz) are unpacked and imported as the folder that they hold.
    """
    given = _settings(sent.how)
    with ExitStack() as stack:
        root = stack.enter_context(uploads.folder(services.home))
        files = uploads.kept(root, sent.files, sent.how.project, part=sent.how.part)
        own = stack.pop_all()

    job = _job(who, Upload(files, sent.how.kind, given), sent.how)

    def work(tell: events.Tell) -> dict[str, Any]:
        with own:
            return importing.carried_out(services, job, tell)

    if "text/event-stream" in request.headers.get("accept", ""):
        return events.stream(work, "report", request.state.request_id)
    return answers.json(work(importing.silent))


def _settings(how: How) -> dict[str, str]:
    wrong = [one for one in how.setting if not one.partition("=")[0].isidentifier()]
    if wrong:
        raise Invalid(
            f"The setting {wrong[0][:80]!r} is not NAME=VALUE.",
            problems=[Problem("setting", "must be NAME=VALUE")],
        )
    return {name: value for name, _, value in (one.partition("=") for one in how.setting)}


@router.post(
    "/imports/guess",
    summary="Guess a mapping",
    responses=answers.shown({"name": "servers.mapping.toml", "mapping": 'name = "Hostname"\n'}),
    openapi_extra=_FORM_DATA,
)
def guess(_: Operator, services: TheServices, sent: Annotated[_Sent, Depends(_sent)]) -> Response:
    """Return a mapping for a table, made from its header and values; nothing is imported."""
    with uploads.folder(services.home) as root:
        files = uploads.kept(root, sent.files, sent.how.project)
        return answers.json(services.importing.guess(files, _settings(sent.how)))


@router.get(
    "/importers",
    summary="List importers",
    responses=answers.shown(
        {"items": [_IMPORTER], "next": None, "patterns": ["*.json", "*.zip"], "broken": []},
        schema=answers.of(Importers),
    ),
)
def importers(_: Reader, services: TheServices) -> Response:
    """Return what can be imported; `patterns` are names of files worth sending of a folder."""
    return answers.json(services.importing.kinds())


def _job(who: Principal, upload: Upload, how: How) -> Job:
    return Job(upload, who.actor, how.source, how.dry_run, how.keep_going, how.reason, how.complete)


@router.get(
    "/export",
    summary="Export everything",
    responses={
        200: {
            "description": "A CMDB document.",
            "content": {
                "application/jsonl": {
                    "schema": {"type": "string"},
                    "example": '{"cmdb":1,"source":"export"}\\n',
                },
                "application/json": {"schema": {"type": "object"}},
            },
        }
    },
)
def export(
    _: Reader,
    services: TheServices,
    form: Annotated[Literal["jsonl", "json"], Query(alias="format")] = "jsonl",
    source: Annotated[str, Query(max_length=500, min_length=1)] = "export",
) -> Response:
    """Return the CIs and relations as a CMDB document, which `cmdb import` reads back."""
    file = tempfile.SpooledTemporaryFile(max_size=_MEMORY)  # noqa: SIM115  `_pieces` closes it
    try:
        services.graph.read(_written, services, _FORMS[form], source, file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return StreamingResponse(_pieces(file), media_type=f"application/{form}")


@dataclass(frozen=True, slots=True)
class _Form:
    """What stands around and between the parts of a document."""

    head: Callable[[str], bytes]
    between: bytes
    relations: bytes
    foot: bytes


_FORMS = {
    "jsonl": _Form(lambda s: orjson.dumps({"cmdb": 1, "source": s}) + b"\n", b"\n", b"", b"\n"),
    "json": _Form(
        lambda s: b'{"cmdb":1,"source":' + orjson.dumps(s) + b',"cis":[\n',
        b",\n",
        b'\n],"relations":[\n',
        b"\n]}\n",
    ),
}


def _written(tx: Tx, services: Services, form: _Form, source: str, file: IO[bytes]) -> None:
    file.seek(0)
    file.truncate()  # a transaction that is run again begins anew
    file.write(form.head(source))
    between, in_relations = b"", False
    for facts in items.stream(tx):
        if "from" in facts and not in_relations:
            between, in_relations = form.relations or between, True
        file.write(between + orjson.dumps(_entry(services.model, facts)))
        between = form.between
    file.write((b"" if in_relations else form.relations) + form.foot)


def _entry(model: Model, facts: dict[str, Any]) -> dict[str, Any]:
    return facts if "from" in facts else shapes.entry(model, facts)


def _pieces(file: "tempfile.SpooledTemporaryFile[bytes]") -> Iterator[bytes]:
    with file:
        while piece := file.read(_CHUNK):
            yield piece
