"""The web page as its build left it, and the reference at /docs with its script served by us."""

import mimetypes
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

from api.page.compressed import Compressed

_HERE = Path(__file__).parent
BUILT = _HERE / "built"
# What is no view of the page: the API's own, and files.
_ELSEWHERE = ("/api", "/docs", "/page", "/openapi.json", "/metrics", "/healthz", "/readyz")
_NOT_BUILT = "The page is not built: run `make setup` in the checkout.\n"


def install(app: FastAPI) -> None:
    """Serve them. They hold no data: nobody needs to be signed in to load them."""
    app.add_api_route("/docs", _docs, include_in_schema=False)
    swagger = Path(str(files("fastapi_offline"))) / "static"
    app.mount("/docs/static", StaticFiles(directory=swagger), name="swagger")
    app.mount("/docs/page", StaticFiles(directory=_HERE / "static"), name="reference")
    app.mount("/page", Compressed(BUILT / "page"), name="page")
    app.router.routes.append(_Views("/{view:path}", _index))


class _Views(Route):
    """Every address that a browser may show: the page itself finds out which of its views is meant."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return no match for other methods and for what is no view: the API answers those."""
        path: str = scope.get("path", "")
        elsewhere = any(path == one or path.startswith(f"{one}/") for one in _ELSEWHERE)
        if scope.get("method") not in {"GET", "HEAD"} or elsewhere:
            return Match.NONE, {}
        return super().matches(scope)


async def _index(request: Request) -> Response:
    if mimetypes.guess_type(request.url.path)[0] not in {None, "text/html"}:
        return PlainTextResponse("There is no such file.\n", 404)
    if not (BUILT / "index.html").is_file():
        return PlainTextResponse(_NOT_BUILT, 503)
    return FileResponse(BUILT / "index.html", headers={"Cache-Control": "no-cache"})


async def _docs() -> FileResponse:
    return FileResponse(_HERE / "static/docs.html")
