"""Files that never change under their name, sent compressed: each is compressed once, when first asked for."""

import gzip
import re
from functools import lru_cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

# The build puts a hash into a name; what has none is asked for anew.
_HASHED = re.compile(r"-[\w-]{8}\.\w+$")
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_FOR_EVER = "public, max-age=31536000, immutable"


class Compressed:
    """An ASGI application that serves the files of one folder; no folder in it, nothing above it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        path = self._folder / name
        kind = _KINDS.get(path.suffix)
        if scope["method"] not in {"GET", "HEAD"} or "/" in name or kind is None:
            raise HTTPException(404)
        try:
            stamp = path.stat().st_mtime_ns
        except OSError:
            raise HTTPException(404) from None
        zipped = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        body = await run_in_threadpool(_content, path, stamp, zipped)
        headers = {
            "Cache-Control": _FOR_EVER if _HASHED.search(name) else "no-cache",
            "Vary": "Accept-Encoding",
            **({"Content-Encoding": "gzip"} if zipped else {}),
        }
        await Response(body, headers=headers, media_type=kind)(scope, receive, send)


@lru_cache(maxsize=256)
def _content(path: Path, stamp: int, zipped: bool) -> bytes:
    del stamp  # a file that was built anew is read anew
    content = path.read_bytes()
    return gzip.compress(content, 9) if zipped else content
