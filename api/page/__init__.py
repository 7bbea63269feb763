"""The page's static files, and the reference at /docs with its script served by us."""

from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

_HERE = Path(__file__).parent


def install(app: FastAPI) -> None:
    """Serve them. They hold no data: nobody needs to be signed in to load them."""
    app.add_api_route("/", _index, include_in_schema=False)
    app.add_api_route("/docs", _docs, include_in_schema=False)
    swagger = Path(str(files("fastapi_offline"))) / "static"
    app.mount("/docs/static", StaticFiles(directory=swagger), name="swagger")
    app.mount("/page", StaticFiles(directory=_HERE / "static"), name="page")


async def _index() -> FileResponse:
    return FileResponse(_HERE / "static/index.html")


async def _docs() -> FileResponse:
    return FileResponse(_HERE / "static/docs.html")
