"""Many questions at once: connections that each ask the next one as soon as they are answered."""

import asyncio
import time
from collections.abc import Sequence

_HEADERS_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


def rate(port: int, path: str, token: str, bodies: Sequence[bytes], connections: int) -> float:
    """Return how many answers a second came to these bodies, each asked once.

    Raises RuntimeError for any answer but 200.
    """
    requests = [_request(path, token, body) for body in bodies]
    began = time.perf_counter()
    asyncio.run(_all(port, requests, connections))
    return len(requests) / (time.perf_counter() - began)


def _request(path: str, token: str, body: bytes) -> bytes:
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *([f"Authorization: Bearer {token}"] if token else []),
    ]
    return "\r\n".join(lines).encode() + _HEADERS_END + body


async def _all(port: int, requests: Sequence[bytes], connections: int) -> None:
    left = iter(requests)

    async def ask() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
        for request in left:  # shared: each takes the next
            writer.write(request)
            await _answered(reader)
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(ask() for _ in range(connections)))


async def _answered(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(_HEADERS_END)).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.decode())
    at = head.index(_LENGTH) + len(_LENGTH)
    await reader.readexactly(int(head[at : head.index(b"\r\n", at)]))
