"""A bare route: `python -m bench.bare ANSWERS PORT` returns prepared bytes and does nothing else.

Server and settings are those of the product; so this is what HTTP itself costs.
"""

import pickle
import socket
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response


def application(answers: dict[bytes, bytes]) -> FastAPI:
    """Return an application that answers each known body with its bytes."""
    app = FastAPI(openapi_url=None)

    @app.post("/impact")
    async def impact(request: Request) -> Response:
        return Response(answers[await request.body()], media_type="application/json")

    return app


def main() -> None:
    answers = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301  the bench wrote it
    config = uvicorn.Config(
        application(answers), log_config=None, access_log=False, server_header=False
    )
    listening = socket.socket()
    listening.bind(("127.0.0.1", int(sys.argv[2])))
    uvicorn.Server(config).run([listening])


if __name__ == "__main__":
    main()
