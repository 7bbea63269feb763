"""/checks: what a change would hit, for pipelines"""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Annotated, Literal, cast

from fastapi import APIRouter, Depends, Query, Request, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import UploadFile as Upload

from api import answers, uploads
from api.deps import Asker, Reader, TheServices
from api.services import Services
from cmdb import checks
from cmdb.checks import Options, Policy
from cmdb.errors import Invalid, Problem

router = APIRouter(prefix="/api/v1", tags=["checks"])

BODY_BYTES = {"/api/v1/checks": 512 * 2**20}
_FILES = 5_000
_POLICY_BYTES = 2**20
_PARTS = ("file", "before", "policy")

_CHECK = {
    "revision": 42,
    "complete": True,
    "headline": "It touches 1 CI, takes 2 services down (1 critical).",
    "kind": "terraform",
    "files": ["plan.json"],
    "policy": {
        "holds": False,
        "rules": [
            {
                "rule": "down:critical",
                "holds": False,
                "hits": [{"ci": {"id": "01KAK…", "name": "shop"}, "state": "down"}],
            }
        ],
        "update_state": "degraded",
        "baseline": "clean",
        "duration_s": None,
    },
    "touched": [
        {
            "label": "aws_db_instance.shop",
            "action": "replace",
            "effect": "ends",
            "parts": ["engine"],
            "place": "resource_changes[3]",
            "ci": {"id": "01KAJ…", "class": "database_instance", "name": "shop-db-1"},
            "matched_by": "identifier",
            "state": "down",
        }
    ],
    "unknown": [],
    "ambiguous": [],
    "added": [],
}


class How(BaseModel):
    """How to check. What is given here outranks the policy file."""

    model_config = ConfigDict(extra="forbid")

    fail_on: Annotated[
        list[str],
        Field(max_length=100, description="Rules, such as `down:critical`, the default."),
    ] = []
    update_state: Annotated[
        str | None, Field(description="What an update in place does meanwhile: degraded.")
    ] = None
    baseline: Annotated[str | None, Field(description="clean or current.")] = None
    duration: Annotated[str | None, Field(description="How long it lasts: PT10M.")] = None
    source: Annotated[
        str | None, Field(max_length=500, description="Under which source it was imported.")
    ] = None
    kind: Annotated[str | None, Field(max_length=100, description="Else it is recognised.")] = None
    column: Annotated[
        str | None, Field(max_length=500, description="The column of a CSV that names the CIs.")
    ] = None
    project: Annotated[
        str, Field(max_length=500, description="The folder that the files came from.")
    ] = ""
    format: Literal["json", "markdown"] | None = None


@dataclass(frozen=True, slots=True)
class _Sent:
    parts: dict[str, list[UploadFile]]
    how: How


async def _sent(_: Reader, request: Request, how: Annotated[How, Query()]) -> AsyncIterator[_Sent]:
    """Read the form only for somebody who may ask: it may be large."""
    async with request.form(max_files=_FILES, max_fields=0) as form:
        parts: dict[str, list[UploadFile]] = {name: [] for name in _PARTS}
        for name, one in form.multi_items():
            if isinstance(one, Upload):
                if name not in parts:
                    raise _wrong(name, f"is none of {', '.join(_PARTS)}")
                parts[name].append(cast("UploadFile", one))
        if not parts["file"]:
            raise _wrong("file", "is missing")
        if len(parts["policy"]) > 1:
            raise _wrong("policy", "there can be only one")
        yield _Sent(parts, how)


def _wrong(name: str, reason: str) -> Invalid:
    return Invalid(
        f"The part {name!r} {reason}.",
        remedy="Send multipart/form-data: `file`, and for two versions `before` too.",
        problems=[Problem(name, reason)],
    )


_BINARY = {"type": "array", "items": {"type": "string", "format": "binary"}}


@router.post(
    "/checks",
    summary="What would this change hit?",
    responses={
        200: {
            "description": "The check; `CMDB-Policy` says `holds` or `broken`.",
            "content": {
                "application/json": {"schema": {"type": "object"}, "example": _CHECK},
                "text/markdown": {"schema": {"type": "string"}},
            },
        }
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {
                            "file": {**_BINARY, "description": "A plan, a list, or the files."},
                            "before": {**_BINARY, "description": "The version before them."},
                            "policy": {
                                "type": "string",
                                "format": "binary",
                                "description": "TOML or YAML.",
                            },
                        },
                    }
                }
            },
        }
    },
)
def check(
    asker: Asker, services: TheServices, request: Request, sent: Annotated[_Sent, Depends(_sent)]
) -> Response:
    """Return what the change would hit, as Markdown where `format` or `Accept` asks for it.

    Nothing is written and nothing is kept of the files.
    """
    policy = _policy(sent)
    said = _said(services, sent)
    found = checks.check(services.graph, asker.topology(), said, policy)
    headers = {
        "ETag": f'"{found.revision}"',
        "CMDB-Policy": "holds" if found.holds else "broken",
    }
    if _wants_markdown(request, sent.how):
        text = checks.markdown(found)
        return Response(text.encode(), headers=headers, media_type="text/markdown; charset=utf-8")
    return answers.json(checks.as_data(found), headers=headers)


def _policy(sent: _Sent) -> Policy:
    how = sent.how
    given = Options(tuple(how.fail_on), how.update_state, how.baseline, how.duration, how.source)
    if not sent.parts["policy"]:
        return checks.policy(given)
    (file,) = sent.parts["policy"]
    data = file.file.read(_POLICY_BYTES + 1)
    if len(data) > _POLICY_BYTES:
        raise _wrong("policy", f"has more than {_POLICY_BYTES:,} bytes")
    return checks.policy(given, file.filename or "policy", data)


def _said(services: Services, sent: _Sent) -> checks.Said:
    with ExitStack() as stack:
        files = {
            name: uploads.kept(
                stack.enter_context(uploads.folder(services.home)),
                sent.parts[name],
                sent.how.project,
            )
            for name in ("file", "before")
            if sent.parts[name]
        }
        upload = checks.Upload(files["file"], files.get("before"), sent.how.kind, sent.how.column)
        return checks.said(upload, services.importing.readings)


def _wants_markdown(request: Request, how: How) -> bool:
    if how.format:
        return how.format == "markdown"
    return "text/markdown" in request.headers.get("accept", "")
