"""Loads a topology in a process of its own and says how long that took and what it weighs.

Reads `{"uri", "user", "password"}` on standard input, writes a JSON object. Bytes are the growth of
resident memory, after what was needed only for loading has been given back.
"""

import ctypes
import gc
import sys
import time

import orjson
import psutil

from cmdb.graph import connect
from cmdb.model import load
from cmdb.topology import TopologyKeeper


def resident() -> int:
    """Return the bytes of memory that this process holds, after giving back what it does not use."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return int(psutil.Process().memory_info().rss)


def main() -> None:
    place = orjson.loads(sys.stdin.buffer.read())
    with connect(place["uri"], place["user"], place["password"]) as graph:
        keeper = TopologyKeeper(graph, load())
        before = resident()
        began = time.perf_counter()
        topology = keeper.current()
        took_s = time.perf_counter() - began
        grown = resident() - before
    found = {
        "seconds": took_s,
        "bytes": grown,
        "cis": len(topology),
        "relations": len(topology.compact.needs.other),
    }
    sys.stdout.buffer.write(orjson.dumps(found))


if __name__ == "__main__":
    main()
