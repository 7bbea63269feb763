"""How much memory the private Neo4j takes on this machine."""

from dataclasses import dataclass
from pathlib import Path

import psutil

from cmdb.errors import Unavailable

MIB = 2**20
GIB = 2**30
# What the JVM takes beside heap and page cache: code, metadata, threads, network buffers.
OVERHEAD = 192 * MIB
# Seen to be enough for an empty store to start (`-Xms64m`, 240 to 380 MiB resident).
LEAST = 400 * MIB
_CGROUP = Path("/sys/fs/cgroup/memory.max")


@dataclass(frozen=True, slots=True)
class Memory:
    """Upper bounds in bytes; both are taken as the data grows, not at the start."""

    heap: int
    page_cache: int


def sized(total: int, *, heap: int = 0, page_cache: int = 0) -> Memory:
    """Return the bounds for a machine of `total` bytes; what is given (not 0) stands.

    A twelfth for the heap (512 MiB to 4 GiB), an eighth for the page cache (128 MiB to 8 GiB): about a
    fifth of the machine, because the API's topology and everybody else live here too.
    """
    return Memory(
        heap or _between(512 * MIB, total // 12, 4 * GIB),
        page_cache or _between(128 * MIB, total // 8, 8 * GIB),
    )


def _between(least: int, wished: int, most: int) -> int:
    return max(least, min(wished, most)) // MIB * MIB


def installed() -> int:
    """Return the bytes of memory that this machine, or the container around us, has."""
    total = int(psutil.virtual_memory().total)
    try:
        limit = _CGROUP.read_text("ascii").strip()
    except OSError:
        return total
    return min(total, int(limit)) if limit.isdecimal() else total


def checked(memory: Memory, total: int, available: int) -> Memory:
    """Return `memory` if the machine can give it. Raises Unavailable, saying what is missing."""
    if memory.heap + memory.page_cache + OVERHEAD > total:
        raise Unavailable(
            f"Neo4j is to take up to {_mib(memory.heap)} of heap and {_mib(memory.page_cache)} of page"
            f" cache, and this machine has {_mib(total)} in all.",
            remedy="Set CMDB_NEO4J_HEAP and CMDB_NEO4J_PAGE_CACHE lower.",
        )
    if available < LEAST:
        raise Unavailable(
            f"Neo4j needs {_mib(LEAST)} of memory to start, and {_mib(available)} are free.",
            remedy="Close other programs, or use a Neo4j elsewhere (CMDB_NEO4J_URI).",
        )
    return memory


def _mib(size: int) -> str:
    return f"{size // MIB} MiB"
