"""A little NetBox on a real socket: it pages, refuses, stumbles and misbehaves as it is told."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "0123456789abcdef-the-token"

Misbehaviour = Callable[["Handler", str, int], bool]


@dataclass
class NetBox:
    """What it holds by endpoint, and how it misbehaves; `asked` counts requests by endpoint."""

    url: str = ""
    records: dict[str, list[Any]] = field(default_factory=dict)
    page_size: int = 2
    denied: set[str] = field(default_factory=set)
    misbehave: Misbehaviour | None = None
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    tokens: set[str] = field(default_factory=lambda: {f"Token {TOKEN}"})
    host: str = ""


class Handler(BaseHTTPRequestHandler):
    netbox: NetBox

    def log_message(self, format: str, *args: Any) -> None: ...  # noqa: A002  its name above

    def do_GET(self) -> None:
        box, parts = self.netbox, urlsplit(self.path)
        endpoint = parts.path.removeprefix("/api/").strip("/")
        box.asked[endpoint] += 1
        box.host = self.headers.get("Host", "")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        offset = int(query.get("offset", 0))
        if box.misbehave and box.misbehave(self, endpoint, offset):
            return
        if self.headers.get("Authorization") not in box.tokens:
            self.say(403, {"detail": "Invalid token"})
        elif endpoint in box.denied:
            self.say(403, {"detail": "You do not have permission to perform this action."})
        else:
            self.say(200, self.page(endpoint, offset, int(query.get("limit", 50))))

    def page(self, endpoint: str, offset: int, limit: int) -> dict[str, Any]:
        box = self.netbox
        records = box.records.get(endpoint, [])
        size = min(limit, box.page_size)
        more = offset + size < len(records)
        return {
            "count": len(records),
            "next": f"http://elsewhere.invalid/api/{endpoint}/?offset={offset + size}"
            if more
            else None,
            "previous": None,
            "results": records[offset : offset + size],
        }

    def say(self, status: int, value: Any, **headers: str) -> None:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, said in headers.items():
            self.send_header(name.replace("_", "-"), said)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running(**holds: Any) -> Iterator[NetBox]:
    """Yield a NetBox that answers on a port of its own."""
    box = NetBox(**holds)
    box.records = deepcopy(box.records)

    class Own(Handler):
        netbox = box

    server = ThreadingHTTPServer(("127.0.0.1", 0), Own)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    box.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def device(id_: int, name: str) -> dict[str, Any]:
    return {
        "id": id_,
        "url": f"http://x/api/dcim/devices/{id_}/",
        "name": name,
        "role": {"id": 1, "name": "Server"},
        "site": {"id": 1, "name": "Leipzig", "slug": "leipzig"},
    }


def site(id_: int, name: str) -> dict[str, Any]:
    return {"id": id_, "url": f"http://x/api/dcim/sites/{id_}/", "name": name, "slug": name.lower()}


ESTATE = {
    "dcim/sites": [site(1, "Leipzig")],
    "dcim/devices": [device(n, f"srv-{n}") for n in range(1, 6)],
}
