"""neo4j.conf of the private server: loopback only, nothing sent home, no way to other files or hosts."""

import socket
import zlib
from pathlib import Path

from cmdb.errors import Unavailable
from cmdb.graph.home import Home
from cmdb.graph.memory import MIB, Memory

LOOPBACK = "127.0.0.1"
# Below the range that systems give to clients (from 32768 or 49152).
_LOWEST_PORT, _PORTS = 20000, 12000

_FIXED = {
    "server.default_listen_address": LOOPBACK,
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    "dbms.usage_report.enabled": "false",
    "client.allow_telemetry": "false",
    # Both speak to the network unasked: broadcasts to find other servers, and Neo4j's monitoring.
    "server.fleet_discovery.enabled": "false",
    "dbms.fleet_manager.enabled": "false",
    # LOAD CSV would read any file and reach any host, even in a read transaction.
    "dbms.security.allow_csv_import_from_file_urls": "false",
    "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
    "db.transaction.timeout": "120s",
    # Logs of 256 MiB each, allotted in advance, would fill a small disk before the first CI.
    "db.tx_log.rotation.size": "64m",
    "db.tx_log.preallocate": "false",
    "db.tx_log.rotation.retention_policy": "2 days 256M",
    # A stop takes 0.3 s instead of 10 s.
    "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
}


def settings(bolt_port: int, memory: Memory) -> dict[str, str]:
    """Return what neo4j.conf says, by name of the setting."""
    address = f"{LOOPBACK}:{bolt_port}"
    return _FIXED | {
        "server.bolt.listen_address": address,
        "server.bolt.advertised_address": address,
        "server.memory.heap.max_size": str(memory.heap),
        "server.memory.pagecache.size": str(memory.page_cache),
        "db.memory.transaction.max": str(max(256 * MIB, memory.heap // 4)),
    }


def write(conf: Path, given: dict[str, str]) -> None:
    text = "".join(f"{name}={value}\n" for name, value in given.items())
    (conf / "neo4j.conf").write_text(text, "utf-8")


def port(home: Home, wanted: int) -> int:
    """Return a free port: the wanted one, else the last one used here, else the home's own, else any.

    Each home has its own: while its server is away for a moment, its users must not meet another's. Raises Unavailable if a port is wanted and taken.
    """
    if wanted:
        if _free(wanted):
            return wanted
        raise Unavailable(
            f"The port {wanted} of {LOOPBACK} is taken by another program.",
            remedy="Choose another one in CMDB_NEO4J_BOLT_PORT, or unset it.",
        )
    for candidate in (_recorded(home), own_port(home)):
        if candidate and _free(candidate):
            return candidate
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        return int(listener.getsockname()[1])


def own_port(home: Home) -> int:
    """Return the port that this home tries first: the same each time, another one for most others."""
    return _LOWEST_PORT + zlib.crc32(str(home.root).encode()) % _PORTS


def _free(candidate: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, candidate))
        except OSError:
            return False
    return True


def _recorded(home: Home) -> int:
    try:
        lines = (home.conf / "neo4j.conf").read_text("utf-8").splitlines()
    except OSError:
        return 0
    given = dict(line.split("=", 1) for line in lines if "=" in line)
    last = given.get("server.bolt.listen_address", "").rpartition(":")[2]
    return int(last) if last.isdecimal() else 0
